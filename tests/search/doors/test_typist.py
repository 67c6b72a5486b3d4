"""Completion looks up who types once for a run of letters, and is behind the end of a post by no more."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from records.access.models import User
from records.organisations.models import Post
from records.organisations.roles import Role
from search.doors.typist import REMEMBERED_SECONDS, typists
from tests.factories.access import holder
from tests.factories.members import member
from tests.factories.organisations import County

pytestmark = [pytest.mark.django_db, pytest.mark.search]


@pytest.fixture
def now(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The clock, to be set."""
    moment = [1e9]
    monkeypatch.setattr(typists, "clock", lambda: moment[0])
    return moment


@pytest.fixture
def typing(county: County, index: Callable[[], None], now: list[float]) -> tuple[Client, User]:
    member(county.branch, name="王向阳")
    index()
    secretary = holder(Role.SECRETARY, county.village)
    client = Client()
    client.force_login(secretary, backend="records.access.backends.PortalBackend")
    return client, secretary


def completed(client: Client) -> list[str]:
    return [each["text"] for each in client.get("/search/suggest/", {"q": "王向"}).json()["suggestions"]]


def test_who_loses_a_post_completes_no_more_two_seconds_later(typing: Any, now: list[float]) -> None:
    client, secretary = typing
    assert completed(client) == ["王向阳"]
    Post.objects.filter(user=secretary).delete()
    assert completed(client) == ["王向阳"]
    assert client.get("/api/v1/search/suggest/", {"q": "王向"}).json() == {
        "suggestions": []
    }  # a program types no letters
    now[0] += REMEMBERED_SECONDS
    assert completed(client) == []


def test_who_signs_out_or_has_no_session_is_a_visitor(typing: Any, now: list[float]) -> None:
    client, _ = typing
    key = client.cookies["sessionid"].value
    assert completed(client) == ["王向阳"]
    client.logout()
    assert completed(client) == []
    copy = Client()
    copy.cookies["sessionid"] = key
    now[0] += REMEMBERED_SECONDS
    assert completed(copy) == []


def test_a_scope_is_nobody_else_s(typing: Any, county: County) -> None:
    client, _ = typing
    assert completed(client) == ["王向阳"]
    other = Client()
    other.force_login(holder(Role.SECRETARY, county.neighbour), backend="records.access.backends.PortalBackend")
    assert completed(other) == []
    assert completed(Client()) == []


def test_a_first_password_opens_nothing_but_what_a_visitor_sees(typing: Any, now: list[float]) -> None:
    client, secretary = typing
    User.objects.filter(pk=secretary.pk).update(must_change_password=True)
    assert completed(client) == []


def test_so_many_typists_are_kept_and_no_more(typing: Any, now: list[float], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("search.doors.typist.MOST", 1)
    monkeypatch.setattr(typists, "_known", {})
    client, secretary = typing
    second = Client()
    second.force_login(secretary, backend="records.access.backends.PortalBackend")
    assert completed(client) == completed(second) == ["王向阳"]
    assert len(typists._known) == 1
    now[0] += REMEMBERED_SECONDS
    assert completed(second) == ["王向阳"]
    assert list(typists._known) == [second.cookies["sessionid"].value]
