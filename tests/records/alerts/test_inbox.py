"""The inbox: one's own messages only, each once; read, all read, how one wants to hear of things."""

import re
from collections.abc import Callable

import pytest
from django.test import Client

from records.alerts import services
from records.alerts.models import DigestPreference, Notice
from records.kit.errors import NotVisible
from records.organisations.roles import Role
from tests.factories.access import affiliated, holder, sign_in, user
from tests.factories.organisations import County

pytestmark = [pytest.mark.django_db, pytest.mark.data]


def send(person: object, key: str = "k1", **changes: str) -> Notice | None:
    return services.send(person, sent_key=key, **{"kind": "funds", "title": "计划已审核", **changes})


def test_the_same_message_arrives_once(county: County) -> None:
    person = user()
    assert send(person) is not None
    assert send(person, title="换了标题也一样") is None
    assert [each.title for each in Notice.objects.filter(user=person)] == ["计划已审核"]


def test_an_account_switched_off_gets_nothing(county: County) -> None:
    assert send(user(is_active=False)) is None
    assert not Notice.objects.exists()


def test_whoever_may_act_at_a_place_is_told_those_above_too_unless_only_its_own_are_meant(county: County) -> None:
    own = holder(Role.SECRETARY, county.village)
    above = holder(Role.SECRETARY, county.town)
    holder(Role.SECRETARY, county.neighbour)
    holder(Role.PUBLISHER, county.village)
    told = {"kind": "funds", "title": "有提醒"}
    assert services.send_to_holders("alerts.view", county.village.path, sent_key="one", own=True, **told) == 1
    assert services.send_to_holders("alerts.view", county.village.path, sent_key="all", **told) == 2
    assert services.send_to_holders("alerts.view", county.village.path, sent_key="all", **told) == 0
    assert set(Notice.objects.values_list("user", "sent_key")) == {
        (own.pk, "one"),
        (own.pk, "all"),
        (above.pk, "all"),
    }


def test_the_inbox_shows_ones_own_and_opens_them(county: County, client: Client) -> None:
    person, other = affiliated(county.branch), affiliated(county.branch)
    mine = send(person, url="/my/learning/")
    send(other, title="别人的消息")
    sign_in(client, person)
    page = client.get("/my/alerts/").content.decode()
    assert "计划已审核" in page
    assert "1条未读" in page
    assert "别人的消息" not in page
    opened = client.post(f"/my/alerts/{mine.uid}/")
    assert (opened.status_code, opened["Location"]) == (302, "/my/learning/")
    mine.refresh_from_db()
    assert mine.read_at is not None
    assert "都已读过" in client.get("/my/alerts/").content.decode()


def test_reading_changes_nothing_without_a_post_request(county: County, client: Client) -> None:
    person = affiliated(county.branch)
    mine = send(person)
    sign_in(client, person)
    assert client.get(f"/my/alerts/{mine.uid}/").status_code == 405
    assert client.get("/my/alerts/read-all/").status_code == 405
    assert Notice.objects.unread().count() == 1


def test_nobody_opens_anothers_message(county: County, client: Client) -> None:
    theirs = send(affiliated(county.branch))
    me = affiliated(county.branch)
    assert sign_in(client, me).post(f"/my/alerts/{theirs.uid}/").status_code == 404
    with pytest.raises(NotVisible):
        services.mark_read(me, theirs.uid)
    theirs.refresh_from_db()
    assert theirs.read_at is None


@pytest.mark.parametrize("url", ["https://evil.example/", "//evil.example/", "javascript:alert(1)"])
def test_a_message_leads_nowhere_outside(county: County, client: Client, url: str) -> None:
    person = affiliated(county.branch)
    mine = send(person, url=url)
    assert sign_in(client, person).post(f"/my/alerts/{mine.uid}/")["Location"] == "/my/alerts/"


def test_all_of_ones_own_are_marked_read_at_once(county: County, client: Client) -> None:
    person, other = affiliated(county.branch), affiliated(county.branch)
    for key in "abc":
        send(person, key)
    send(other)
    assert sign_in(client, person).post("/my/alerts/read-all/").status_code == 302
    assert list(Notice.objects.unread().values_list("user", flat=True)) == [other.pk]


@pytest.mark.parametrize(
    ("typed", "hour", "wanted"),
    [({"wants_digest": "on", "hour": "18"}, 18, True), ({"hour": "8"}, 8, False), ({"hour": "²"}, 8, False)],
)
def test_how_one_wants_to_hear_of_things(county: County, client: Client, typed: dict, hour: int, wanted: bool) -> None:
    person = affiliated(county.branch)
    assert sign_in(client, person).post("/my/alerts/preference/", typed).status_code == 302
    kept = DigestPreference.objects.get(user=person)
    assert (kept.hour, kept.wants_digest) == (hour, wanted)


def test_visitors_are_asked_to_sign_in(county: County, client: Client) -> None:
    for address in ("/my/alerts/", "/work/alerts/"):
        assert client.get(address)["Location"].startswith("/sign-in/?next=")


def test_a_long_inbox_is_paged_by_key_and_each_message_is_met_once(
    county: County, client: Client, django_assert_max_num_queries: Callable
) -> None:
    person = affiliated(county.branch)
    for number in range(70):
        send(person, str(number), title=f"第{number:02d}号消息")
    sign_in(client, person)
    address, seen = "/my/alerts/", []
    for _ in range(3):
        with django_assert_max_num_queries(12):
            page = client.get(address).content.decode()
        seen += re.findall(r'<h3 class="entry__title">第(\d\d)号消息', page)
        older = re.search(r'href="(\?after=[^"]+)" rel="next"', page)
        address = f"/my/alerts/{older[1]}" if older else ""
    assert seen == [f"{number:02d}" for number in reversed(range(70))]
    assert address == ""
