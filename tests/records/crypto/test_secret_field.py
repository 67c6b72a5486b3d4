"""A sensitive field of a record: what goes in, what may come out, and every way it must not."""

import copy
import json
import logging
import pickle
import uuid
from dataclasses import dataclass, field

import pytest
from django.core import serializers
from django.core.exceptions import FieldError, ValidationError
from django.db import models, transaction
from django.forms import modelform_factory
from django.forms.models import model_to_dict
from django.template import Context, Engine
from django.test import RequestFactory
from django.test.utils import isolate_apps
from django.views.debug import ExceptionReporter
from rest_framework import serializers as rest
from rest_framework.renderers import JSONRenderer

from records.crypto.fields import SecretField, hashes_of
from records.crypto.keys import KeysWrong
from records.crypto.secret import CannotDecrypt, NotJournalled, Secret
from tests.records.crypto.conftest import Person, Visitor

NUMBER = "330203199001011234"
MASK = "3302**********1234"
pytestmark = [pytest.mark.django_db, pytest.mark.data]


@dataclass
class Look:
    """A saved journal entry."""

    pk: int | None = 1
    uid: uuid.UUID = field(default_factory=uuid.uuid4)


def plain(secret) -> str:
    return secret.open_for(Look())


@pytest.fixture
def person():
    return Person.objects.create(identity_number=NUMBER, health="高血压")


def test_a_saved_value_lies_sealed_and_reads_as_its_mask(person, raw):
    assert raw(person, "identity_number").startswith("aes256gcm.test1.")
    assert raw(person, "health").startswith("aes256gcm.test1.")
    again = Person.objects.get()
    assert str(again.identity_number) == f"{again.identity_number}" == MASK
    assert repr(again.identity_number) == f"<Secret {MASK}>"
    assert f"{again.identity_number:>20}" == MASK.rjust(20)
    assert f"{again.health}" == "******"
    assert plain(again.identity_number) == NUMBER


@pytest.mark.parametrize("empty", ["", None])
def test_an_empty_value_is_none(empty):
    person = Person.objects.create(identity_number=NUMBER, health=empty)
    assert person.health is None
    assert Person.objects.get().health is None
    assert Person.objects.filter(health__isnull=True).count() == 1


def test_before_saving_the_value_is_masked_too():
    person = Person(identity_number=NUMBER)
    assert str(person.identity_number) == MASK
    assert not person.identity_number.is_stored
    assert NUMBER not in repr(person.__dict__)


@pytest.mark.parametrize(
    "leak",
    [
        lambda person: json.dumps({"n": person.identity_number}),
        lambda person: pickle.dumps(person.identity_number),
        lambda person: pickle.dumps(person),
        lambda person: pickle.dumps(Person(identity_number=NUMBER)),
        lambda person: person.identity_number + "",
        lambda person: list(person.identity_number),
        lambda person: vars(person.identity_number),
        lambda person: NUMBER in person.identity_number,
    ],
)
def test_a_secret_refuses(person, leak):
    with pytest.raises(TypeError):
        leak(person)


def test_comparing_tells_nothing(person):
    assert person.identity_number != NUMBER
    assert Person(identity_number=NUMBER).identity_number != person.identity_number
    assert Secret(NUMBER) != Secret(NUMBER)
    assert Person.objects.get().identity_number == person.identity_number
    assert len({Person.objects.get().identity_number, person.identity_number}) == 1
    with pytest.raises(AttributeError, match="不可修改"):
        person.identity_number._token = "x"


@pytest.mark.parametrize("look", [None, "看", Look(pk=None), Look(uid="1")])
def test_opening_needs_the_journal_entry_of_the_look(person, look):
    with pytest.raises(NotJournalled):
        person.identity_number.open_for(look)


@pytest.mark.parametrize(
    "printed",
    [
        lambda person: str(model_to_dict(person)),
        lambda person: serializers.serialize("json", [person]),
        lambda person: serializers.serialize("python", [person]).__repr__(),
        lambda person: Engine().from_string("{{ p.identity_number }}").render(Context({"p": person})),
        lambda person: str(list(Person.objects.values("identity_number", "health"))),
        lambda person: str(list(Person.objects.values_list("identity_number", flat=True))),
        lambda person: repr(person.__dict__) + repr(copy.copy(person).__dict__) + repr(copy.deepcopy(person).__dict__),
        lambda person: modelform_factory(Person, fields="__all__")(instance=person).as_p(),
    ],
)
def test_whatever_prints_a_record_gets_no_more_than_the_mask(person, printed):
    for row in (person, Person.objects.get()):
        assert NUMBER not in printed(row)
        assert "高血压" not in printed(row)


def test_the_api_gives_the_mask(person):
    class PersonSerializer(rest.ModelSerializer):
        class Meta:
            model = Person
            fields = ("identity_number", "health")

    shown = JSONRenderer().render(PersonSerializer(Person.objects.get()).data)
    assert json.loads(shown) == {"identity_number": MASK, "health": "******"}


def test_logs_and_error_pages_show_the_mask(person, caplog):
    logging.getLogger("portal").warning("%s %r", person.identity_number, person.identity_number)
    assert MASK in caplog.text
    assert NUMBER not in caplog.text
    try:
        secret = Person.objects.get().identity_number
        raise RuntimeError(f"坏了 {secret}")
    except RuntimeError as error:
        page = error_page(error)
    assert page.count(MASK) >= 2  # the message, and the variable of this frame
    assert digits() not in page


def digits() -> str:
    """A number that stands in no line of source that an error page prints."""
    return "".join(reversed("432110109910203033"))


def error_page(error: Exception) -> str:
    """The page that a failure gives, as a site administrator is mailed it."""
    return ExceptionReporter(RequestFactory().get("/"), type(error), error, error.__traceback__).get_traceback_html()


def test_an_error_page_of_a_failed_sealing_hides_the_text(settings):
    settings.FIELD_KEYS = []
    person = Person(identity_number=digits())
    with pytest.raises(KeysWrong) as failed:
        person.save()
    page = error_page(failed.value)
    assert "FIELD_KEYS" in page
    assert "sealed_for" in page
    assert digits() not in page


def test_deferred_loading_and_refresh_give_a_secret(person, django_assert_num_queries):
    row = Person.objects.defer("identity_number").get()
    assert str(row.identity_number) == MASK
    with django_assert_num_queries(1):
        row = Person.objects.only("uid", "identity_number").get()
        assert str(row.identity_number) == MASK
    row.identity_number = "330203199001019999"
    row.refresh_from_db()
    assert str(row.identity_number) == MASK
    row.refresh_from_db(fields=["identity_number"])
    assert str(row.identity_number) == MASK


def test_bulk_create_seals_and_hashes(raw):
    Person.objects.bulk_create([Person(identity_number=NUMBER, name=name) for name in "甲乙"])
    for row in Person.objects.all():
        assert raw(row, "identity_number").startswith("aes256gcm.")
        assert plain(row.identity_number) == NUMBER
    assert Person.objects.filter(identity_hash__in=hashes_of(Person, "identity_hash", NUMBER)).count() == 2


def test_bulk_update_seals_and_hashes(person, raw):
    person.identity_number = "330203199001019999"
    Person.objects.bulk_update([person], ["identity_number", "identity_hash"])
    assert raw(person, "identity_number").startswith("aes256gcm.")
    assert plain(Person.objects.get().identity_number) == "330203199001019999"
    assert Person.objects.get(identity_hash__in=hashes_of(Person, "identity_hash", "330203199001019999"))


def test_update_of_many_rows_is_refused(person):
    with pytest.raises(TypeError, match="加密字段"), transaction.atomic():
        Person.objects.update(identity_number="330203199001019999")
    assert plain(Person.objects.get().identity_number) == NUMBER


@pytest.mark.parametrize("lookup", ["contains", "startswith", "gt", "regex"])
def test_the_content_cannot_be_asked_for(person, lookup):
    with pytest.raises(FieldError):
        Person.objects.filter(**{f"identity_number__{lookup}": NUMBER})
    with pytest.raises(TypeError, match="查询"):
        Person.objects.filter(identity_number=NUMBER).exists()


def test_saving_again_keeps_the_token_and_a_new_text_replaces_it(person, raw):
    before = raw(person, "identity_number")
    row = Person.objects.get()
    row.name = "李四"
    row.save()
    assert raw(person, "identity_number") == before
    row.identity_number = "330203199001019999"
    row.save()
    assert raw(person, "identity_number") != before
    assert plain(row.identity_number) == "330203199001019999"
    assert row.identity_number.is_stored


def test_a_value_assigned_from_another_record_is_sealed_for_its_new_place(person, raw):
    visitor = Visitor.objects.create(identity_number=Person.objects.get().identity_number)
    assert raw(visitor, "identity_number") != raw(person, "identity_number")
    assert plain(Visitor.objects.get().identity_number) == NUMBER
    copied = copy.copy(person)
    copied.pk, copied.uid, copied._state.adding = None, uuid.uuid4(), True
    copied.save()
    assert plain(Person.objects.get(pk=copied.pk).identity_number) == NUMBER


def test_a_token_carried_to_another_row_shows_that_it_cannot_be_read(person, raw):
    other = Person.objects.create(identity_number="330203199001019999")
    moved = Person.objects.filter(pk=other.pk)
    moved.update(identity_number=Person.objects.filter(pk=person.pk).values_list("identity_number", flat=True)[0])
    assert str(moved.get().identity_number) == "（无法解密）"
    with pytest.raises(CannotDecrypt):
        plain(moved.get().identity_number)


def test_a_form_shows_the_mask_beside_an_empty_box_and_blank_means_unchanged(person):
    form_class = modelform_factory(Person, fields=["identity_number", "health", "name"])
    row = Person.objects.get()
    html = form_class(instance=row).as_p()
    assert f'placeholder="{MASK}（不修改请留空）"' in html
    assert f'value="{MASK}"' not in html
    form = form_class({"identity_number": "", "health": "", "name": "李四"}, instance=row)
    assert form.is_valid(), form.errors
    assert form.changed_data == ["name"]
    form.save()
    row = Person.objects.get()
    assert (row.name, plain(row.identity_number), plain(row.health)) == ("李四", NUMBER, "高血压")


def test_a_form_stores_what_is_typed_and_keeps_it_when_another_field_is_wrong(person):
    form_class = modelform_factory(Person, fields=["identity_number", "name"])
    wrong = form_class({"identity_number": "330203199001019999", "name": ""}, instance=Person.objects.get())
    assert not wrong.is_valid()
    assert 'value="330203199001019999"' in wrong.as_p()
    form = form_class({"identity_number": "330203199001019999", "name": "李四"}, instance=Person.objects.get())
    form.save()
    assert plain(Person.objects.get().identity_number) == "330203199001019999"


@pytest.mark.parametrize(
    ("typed", "said"),
    [(MASK, "这里看到的是掩码"), ("33", "过短"), ("", "请填写这一项")],
)
def test_a_form_refuses(typed, said):
    form = modelform_factory(Person, fields=["identity_number"])({"identity_number": typed})
    assert not form.is_valid()
    assert said in form.errors["identity_number"][0]


def test_a_mask_handed_back_past_the_form_is_refused_too(person):
    person.identity_number = MASK
    with pytest.raises(ValidationError, match="掩码"), transaction.atomic():
        person.save()
    with pytest.raises(ValidationError, match="掩码"), transaction.atomic():
        Person.objects.bulk_update([person], ["identity_number"])
    assert plain(Person.objects.get().identity_number) == NUMBER


def test_full_clean_accepts_what_is_stored_and_checks_what_is_new(person):
    row = Person.objects.get()
    row.full_clean()
    row.identity_number = "33"
    with pytest.raises(ValidationError, match="过短"):
        row.full_clean()
    row.identity_number = ""
    with pytest.raises(ValidationError) as refused:
        row.full_clean()
    assert list(refused.value.message_dict) == ["identity_number"]


def test_the_hash_follows_the_secret(person):
    for typed in (NUMBER, "330203 19900101 1234"):
        assert Person.objects.get(identity_hash__in=hashes_of(Person, "identity_hash", typed)) == person
    row = Person.objects.get()
    row.identity_number = "330203199001019999"
    row.save()
    assert not Person.objects.filter(identity_hash__in=hashes_of(Person, "identity_hash", NUMBER))
    assert Person.objects.filter(identity_hash__in=hashes_of(Person, "identity_hash", "330203199001019999"))
    assert hashes_of(Person, "identity_hash", "  ") == []


def test_a_model_without_uid_is_named_by_check():
    with isolate_apps("records.crypto"):

        class Nameless(models.Model):
            number = SecretField()

            class Meta:
                app_label = "crypto"

            def __str__(self) -> str:
                return ""

        assert "crypto.E010" in [found.id for found in Nameless.check()]
        assert Person.check() == []


def test_same_text_is_told_apart_from_a_change(person):
    row = Person.objects.get()
    assert row.identity_number.same_text_as(Secret(NUMBER))
    assert not row.identity_number.same_text_as(Secret(NUMBER[::-1]))
    assert not row.identity_number.same_text_as(None)
