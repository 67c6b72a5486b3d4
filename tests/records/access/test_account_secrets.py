"""What of an account must stand nowhere in clear."""

import base64
import json

import pytest
from django.core.exceptions import ValidationError
from django.test import Client

from records.access import services
from records.access.models import User
from records.audit.models import JournalEntry
from records.crypto import rotation
from records.organisations.roles import Role
from tests.factories.access import PASSWORD, holder
from tests.factories.organisations import County

pytestmark = [pytest.mark.django_db, pytest.mark.data]


def activated(county: County, phone: str = "13812345678", username: str = "zhouqiming") -> User:
    """An account with a phone."""
    return services.activate(
        holder(Role.ORGANISATION_ADMINISTRATOR, county.town),
        organisation=county.branch,
        username=username,
        name="周启明",
        password=PASSWORD,
        phone=phone,
        must_change_password=False,
    )


def test_the_journal_holds_neither_phone_nor_hash_of_phone_password_or_token(county: County) -> None:
    person = activated(county)
    token, row = services.issue_token(person, name="报表", actions=[], days=30)
    journal = json.dumps(list(JournalEntry.objects.values("before", "after")), ensure_ascii=False)
    for hidden in ("13812345678", person.phone_lookup, person.password, token, row.hashed):
        assert hidden not in journal
    assert "敏感内容" in journal


def test_an_account_is_found_by_phone_before_and_after_a_change_of_keys(
    client: Client, county: County, settings
) -> None:
    person = activated(county)
    before = person.phone_lookup
    made = [f"{name}:{base64.b64encode(letter * 32).decode()}" for name, letter in (("f2", b"F"), ("l2", b"L"))]
    settings.FIELD_KEYS, settings.LOOKUP_KEYS = [made[0], *settings.FIELD_KEYS], [made[1], *settings.LOOKUP_KEYS]
    settings.CRYPTO_SUITE = "gm"
    signs_in = {"username": "138 1234 5678", "password": PASSWORD}
    assert client.post("/sign-in/", signs_in).status_code == 302
    list(rotation.rotate())
    settings.FIELD_KEYS, settings.LOOKUP_KEYS = settings.FIELD_KEYS[:1], settings.LOOKUP_KEYS[:1]
    person = User.objects.get(pk=person.pk)
    assert person.phone_lookup != before
    assert str(person.phone) == "138****5678"
    assert Client().post("/sign-in/", signs_in).status_code == 302


def test_one_phone_is_one_account_and_many_have_none(county: County) -> None:
    activated(county)
    with pytest.raises(ValidationError, match="已用于另一个账号"):
        activated(county, "+86 138 1234 5678", "zhouqiming2")
    for number in range(2):
        assert activated(county, "", f"zhou{number}").phone_lookup is None
