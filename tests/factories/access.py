"""People who sign in, with a post or an affiliation."""

import datetime
from itertools import count
from typing import Any

from django.test import Client

from records.access.models import Affiliation, User
from records.organisations.models import Organisation
from records.organisations.roles import Role
from tests.factories.organisations import post

PASSWORD = "shiqiao-cun-2026"
_numbers = count(1)


def user(name: str = "", **fields: Any) -> User:
    """An account that can sign in with PASSWORD."""
    number = next(_numbers)
    return User.objects.create_user(
        fields.pop("username", f"person{number}"), name or f"王建国{number}", PASSWORD, **fields
    )


def holder(role: Role | str, organisation: Organisation, name: str = "") -> User:
    """Somebody with a post."""
    person = user(name or str(Role(role).label))
    post(organisation, role, person, title=str(Role(role).label))
    return User.objects.get(pk=person.pk)


def affiliated(organisation: Organisation, name: str = "") -> User:
    """A member with an account and no post."""
    person = user(name)
    Affiliation.objects.create(
        user=person, organisation=organisation, standing="full", valid_from=datetime.date(2020, 1, 1)
    )
    return User.objects.get(pk=person.pk)


def sign_in(client: Client, person: User) -> Client:
    """Have a test client act as somebody; sign-in itself is tested in its own room."""
    client.force_login(person, backend="records.access.backends.PortalBackend")
    return client


def again(person: User) -> User:
    """The same person at the next request: scope and grants are worked out anew."""
    return User.objects.get(pk=person.pk)
