"""Who is signed in is read from the database at every request: a session that ends there ends at once."""

import datetime

import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from django.utils import timezone

from records.organisations.roles import Role
from tests.factories.access import holder
from tests.factories.organisations import County

pytestmark = pytest.mark.django_db

MINE = "/my/"


@pytest.fixture
def browser(county: County) -> Client:
    client = Client()
    client.force_login(holder(Role.SECRETARY, county.village), backend="records.access.backends.PortalBackend")
    assert client.get(MINE).status_code == 200
    return client


def test_a_session_that_is_removed_or_over_is_over_at_once(browser: Client) -> None:
    Session.objects.update(expire_date=timezone.now() - datetime.timedelta(seconds=1))
    assert browser.get(MINE).status_code == 302
    Session.objects.update(expire_date=timezone.now() + datetime.timedelta(hours=1))
    assert browser.get(MINE).status_code == 302  # its cookie was taken back with the answer before


def test_what_a_session_holds_lasts_from_one_request_to_the_next(browser: Client) -> None:
    session = browser.session
    session["draft"] = "支部工作计划"
    session.save()
    browser.get(MINE)
    assert browser.session["draft"] == "支部工作计划"
    Session.objects.all().delete()
    assert browser.get(MINE).status_code == 302


def test_a_key_that_somebody_made_up_opens_nothing(browser: Client) -> None:
    for key in ("0" * 32, "' or 1=1 --", "%s", ""):
        stranger = Client()
        stranger.cookies["sessionid"] = key
        assert stranger.get(MINE).status_code == 302


def test_signing_out_ends_the_session_for_every_copy_of_its_cookie(browser: Client) -> None:
    copy = Client()
    copy.cookies["sessionid"] = browser.cookies["sessionid"].value
    browser.logout()
    assert copy.get(MINE).status_code == 302
