"""Tokens for programs: hashed, scoped, expiring, revocable."""

import datetime

import pytest
from django.test import Client
from django.utils import timezone

from records.access import services
from records.access.models import ApiToken
from records.organisations.roles import Role
from tests.factories.access import PASSWORD, affiliated, holder
from tests.factories.organisations import County

pytestmark = pytest.mark.django_db


def who(client: Client, token: str) -> int:
    return client.get("/api/v1/sign-in/", headers={"Authorization": f"Bearer {token}"}).status_code


def test_a_token_is_shown_once_and_kept_only_as_a_hash(client: Client, county: County) -> None:
    person = affiliated(county.branch)
    shown, row = services.issue_token(person, name="报表", actions=[], days=30)
    assert who(client, shown) == 200
    stored = " ".join(str(value) for value in ApiToken.objects.filter(pk=row.pk).values()[0].values())
    assert shown not in stored
    assert shown.removeprefix("pt_") not in stored


def test_an_expired_revoked_or_invented_token_is_refused(client: Client, county: County) -> None:
    person = affiliated(county.branch)
    shown, row = services.issue_token(person, name="报表", actions=[], days=30)
    assert who(client, "pt_invented") == 401
    ApiToken.objects.filter(pk=row.pk).update(expires_at=timezone.now() - datetime.timedelta(seconds=1))
    assert who(client, shown) == 401
    ApiToken.objects.filter(pk=row.pk).update(expires_at=timezone.now() + datetime.timedelta(days=1))
    services.revoke_token(person, row.uid)
    assert who(client, shown) == 401


def test_a_token_narrows_and_never_widens(county: County) -> None:
    person = holder(Role.SECRETARY, county.town)
    person.narrow_to(["organisations.change"])
    assert person.scope.paths("organisations.change") == ()  # a secretary has not got it
    assert person.scope.labels == {"public"}
    manager = holder(Role.ORGANISATION_ADMINISTRATOR, county.town)
    manager.narrow_to(["organisations.change"])
    assert manager.scope.may("organisations.change", county.branch.path)
    assert not manager.scope.may("organisations.move", county.branch.path)


def test_a_person_issues_lists_and_revokes_the_own_tokens_over_the_api(client: Client, county: County) -> None:
    person = affiliated(county.branch)
    signed_in = client.post(
        "/api/v1/sign-in/", {"username": person.username, "password": PASSWORD}, content_type="application/json"
    )
    assert signed_in.json()["name"] == person.name
    issued = client.post(
        "/api/v1/tokens/", {"name": "报表", "actions": [], "days": 7}, content_type="application/json"
    ).json()
    assert issued["token"].startswith("pt_")
    assert "token" not in client.get("/api/v1/tokens/").json()[0]
    assert client.delete(f"/api/v1/tokens/{issued['uid']}/").status_code == 204
    client.logout()
    assert who(client, issued["token"]) == 401


def test_a_token_makes_no_tokens(client: Client, county: County) -> None:
    shown, _ = services.issue_token(affiliated(county.branch), name="报表", actions=[], days=30)
    answer = client.post(
        "/api/v1/tokens/",
        {"name": "又一个", "actions": [], "days": 7},
        content_type="application/json",
        headers={"Authorization": f"Bearer {shown}"},
    )
    assert answer.status_code == 401
    assert ApiToken.objects.count() == 1


def test_a_wrong_request_is_answered_as_a_problem_in_chinese(client: Client, county: County) -> None:
    client.force_login(affiliated(county.branch), backend="records.access.backends.PortalBackend")
    answer = client.post("/api/v1/tokens/", {"name": "", "days": 9999}, content_type="application/json")
    body = answer.json()
    assert answer.status_code == 400
    assert answer["Content-Type"].startswith("application/problem+json")
    assert body["code"] == "invalid"
    assert set(body["errors"]) == {"name", "days", "actions"}
