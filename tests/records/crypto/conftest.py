"""A record with secrets, in a table of its own: the room of crypto has no model to try its fields on."""

import base64
import uuid
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.apps import apps
from django.db import connection, models
from django.test.utils import isolate_apps

from records.crypto.fields import LookupHashField, SecretField
from records.crypto.masks import mask_identity_number


def key(key_id: str, letter: str) -> str:
    """A key for tests, as settings write it: 32 times one letter."""
    return f"{key_id}:{base64.b64encode(letter.encode() * 32).decode()}"


def refuse_short(value: str) -> None:
    """A validator that a sensitive field of a domain might have."""
    from django.core.exceptions import ValidationError

    if len(value) < 3:
        raise ValidationError("过短，请填写完整。")


def without_spaces(value: str) -> str:
    """Normal form for look-up."""
    return value.replace(" ", "").upper()


with isolate_apps("records.crypto"):

    class Person(models.Model):
        """Someone with a number and a note on health."""

        identity_number = SecretField("公民身份号码", mask=mask_identity_number, validators=[refuse_short])
        identity_hash = LookupHashField(of="identity_number", purpose="person.identity", normalise=without_spaces)
        uid = models.UUIDField(default=uuid.uuid4, unique=True)
        name = models.CharField(max_length=20, default="张三")
        health = SecretField("健康状况", null=True, blank=True)

        class Meta:
            app_label = "crypto"
            verbose_name = "人员"

        def __str__(self) -> str:
            return self.name

    class Visitor(models.Model):
        """Another record with the same kind of secret."""

        identity_number = SecretField(mask=mask_identity_number)
        uid = models.UUIDField(default=uuid.uuid4, unique=True)

        class Meta:
            app_label = "crypto"

        def __str__(self) -> str:
            return str(self.uid)


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """The test database, and in it the two tables. Only a test of the database asks for it: no other is ever touched."""
    with django_db_blocker.unblock(), connection.schema_editor() as editor:
        for model in (Person, Visitor):
            editor.create_model(model)
    yield
    with django_db_blocker.unblock(), connection.schema_editor() as editor:
        for model in (Person, Visitor):
            editor.delete_model(model)


@pytest.fixture(autouse=True)
def known_by_name(monkeypatch: pytest.MonkeyPatch) -> None:
    """Copying and pickling a row find its model by name."""
    for model in (Person, Visitor):
        monkeypatch.setitem(apps.all_models["crypto"], model._meta.model_name, model)


@pytest.fixture
def raw() -> Callable[[models.Model, str], str]:
    """What lies in the database, past the ORM's fields."""

    def read(row: models.Model, column: str) -> str:
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT {column} FROM {row._meta.db_table} WHERE id = %s", [row.pk])
            return str(cursor.fetchone()[0])

    return read
