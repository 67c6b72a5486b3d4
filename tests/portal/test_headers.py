"""What the browser is told: a strict policy outside the back office, Wagtail's needs inside it."""

import re

import pytest
from django.test import Client

from records.organisations.roles import Role
from tests.factories.access import holder, sign_in
from tests.factories.organisations import County

pytestmark = pytest.mark.django_db

PUBLIC = [
    "/",
    "/search/?q=党",
    "/sign-in/",
    "/feedback/",
    "/organisations/",
    "/disclosures/",
    "/accessibility/",
    "/no-such/",
]
INSIDE = ["/work/", "/my/", "/work/alerts/", "/work/members/", "/work/funds/"]


def policy(answer: object) -> dict[str, list[str]]:
    header = answer["Content-Security-Policy"]  # type: ignore[index]
    parts = (part.split() for part in header.split(";"))
    return {part[0]: part[1:] for part in parts if part}


@pytest.mark.parametrize("address", PUBLIC + INSIDE)
def test_outside_the_back_office_nothing_runs_that_is_not_ours(place: County, client: Client, address: str) -> None:
    sign_in(client, holder(Role.SECRETARY, place.town))
    answer = client.get(address, follow=True)
    found = policy(answer)
    assert found["default-src"] == ["'self'"]
    assert found["script-src"] == ["'self'"]
    assert found["style-src"] == ["'self'"]
    assert found["object-src"] == ["'none'"]
    assert found["frame-ancestors"] == ["'self'"]
    assert found["base-uri"] == ["'self'"]
    assert found["form-action"] == ["'self'"]
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["X-Frame-Options"] == "SAMEORIGIN"
    assert answer["Referrer-Policy"] == "same-origin"
    assert answer["Cross-Origin-Opener-Policy"] == "same-origin"
    text = answer.content.decode()
    assert not re.search(r"<script(?![^>]*\bsrc=)[^>]*>", text), "an inline script"
    assert not re.search(r"<style\b|\sstyle=|\son[a-z]+=", text), "an inline style or handler"
    assert not re.search(r'(?:src|href)="(?:https?:)?//(?!testserver)', re.sub(r"<a\b[^>]*>", "", text)), "from outside"


def test_the_back_office_has_what_wagtail_needs_and_no_more(place: County, client: Client) -> None:
    sign_in(client, holder(Role.PUBLISHER, place.village))
    found = policy(client.get("/admin/", follow=True))
    assert "'unsafe-inline'" in found["script-src"]
    assert found["object-src"] == ["'none'"]
    for sources in found.values():
        assert not [each for each in sources if "*" in each or each.startswith("http")]


def test_a_path_that_only_looks_like_the_back_office_gets_the_strict_policy(place: County, client: Client) -> None:
    for address in ("/adminx/", "/x/admin/"):
        assert policy(client.get(address))["script-src"] == ["'self'"]


def test_pages_of_a_person_are_not_kept_by_anybody_else(place: County, client: Client) -> None:
    sign_in(client, holder(Role.SECRETARY, place.town))
    for address in ("/work/members/", "/feedback/"):
        assert "no-store" in client.get(address)["Cache-Control"]
    assert "Cookie" in client.get("/my/")["Vary"]
