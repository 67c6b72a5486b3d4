"""Other systems are told: signed, within scope at the moment of delivery, tried again, given up, sent again by hand."""

import datetime
import hashlib
import hmac
from typing import Any

import pytest
from django.utils import timezone

from cms_pages.models import NewsPage
from records.access.models import User
from records.kit import events
from records.kit.errors import Conflict, NotVisible
from records.kit.models import ReactionRun, local_today
from records.organisations.roles import Role
from records.webhooks import delivering, services
from records.webhooks.models import Delivery, Subscription
from records.webhooks.rules import MOST_TRIES, PAUSES
from tests.factories.access import holder
from tests.factories.members import member
from tests.factories.organisations import County
from tests.factories.pages import draft, published
from tests.records.webhooks.conftest import Receiver

REGISTERED = "members.MemberRegistered"


@pytest.fixture
def administrator(county: County) -> User:
    return holder(Role.ORGANISATION_ADMINISTRATOR, county.town, "顾明理")


def subscribed(person: User, county: County, receiver: Receiver, *names: str) -> tuple[str, Subscription]:
    return services.subscribe(
        person, county.town, name="县大数据平台", url=receiver.url, events=list(names) or [REGISTERED]
    )


def matched() -> list[Delivery]:
    """Run what the queue would run after the commit."""
    for number in (
        ReactionRun.objects.exclude(state="done")
        .filter(reaction__startswith="records.webhooks")
        .values_list("pk", flat=True)
    ):
        events.run_reaction(number)
    return list(Delivery.objects.order_by("pk"))


def test_what_happened_arrives_signed_and_says_who_and_where_only(
    county: County, administrator: User, receiver: Receiver
) -> None:
    secret, _row = subscribed(administrator, county, receiver)
    one = member(county.branch, "周启明", phone="13912345678", actor=administrator)
    (delivery,) = matched()
    assert delivering.deliver(delivery.pk) == "delivered"
    ((path, headers, body),) = receiver.got
    assert path == "/hook?from=portal"
    (told,) = receiver.told()
    assert told["event"] == headers["X-Portal-Event"] == REGISTERED
    assert told["delivery"] == headers["X-Portal-Delivery"] == str(delivery.uid)
    assert told["subject"] == {"kind": "member", "uid": str(one.uid), "url": f"/api/v1/members/{one.uid}/"}
    assert told["organisation"] == str(county.branch.uid)
    for hidden in ("周启明", "13912345678", str(county.branch.path)):
        assert hidden not in body.decode()
    moment, signature = headers["X-Portal-Signature"].split(",")
    assert moment == f"t={headers['X-Portal-Timestamp']}"
    signed = f"{headers['X-Portal-Timestamp']}.".encode() + body
    assert signature == "hmac-sha256=" + hmac.new(secret.encode(), signed, hashlib.sha256).hexdigest()
    delivery.refresh_from_db()
    assert (delivery.state, delivery.last_status, delivery.tries) == ("delivered", 200, 1)


def test_under_the_other_suite_the_signature_is_of_that_suite(
    county: County, administrator: User, receiver: Receiver, settings: Any
) -> None:
    settings.CRYPTO_SUITE = "gm"
    subscribed(administrator, county, receiver)
    member(county.branch, actor=administrator)
    delivering.deliver(matched()[0].pk)
    assert "hmac-sm3=" in receiver.got[0][1]["X-Portal-Signature"]


def test_only_what_was_asked_for_and_only_below(county: County, administrator: User, receiver: Receiver) -> None:
    subscribed(administrator, county, receiver, "cms_pages.PagePublished")
    member(county.branch, actor=administrator)
    member(county.neighbour_branch)
    assert matched() == []
    page = published(county.village, NewsPage)
    published(county.neighbour_branch, NewsPage)
    (delivery,) = matched()
    delivering.deliver(delivery.pk)
    assert receiver.told()[0]["subject"]["uid"] == str(page.uid)


def test_nobody_subscribed_costs_no_run(county: County) -> None:
    member(county.branch)
    assert not ReactionRun.objects.filter(reaction__startswith="records.webhooks").exists()


def test_scope_is_asked_at_delivery(county: County, administrator: User, receiver: Receiver) -> None:
    subscribed(administrator, county, receiver)
    member(county.branch, actor=administrator)
    (delivery,) = matched()
    administrator.posts.update(ends_on=local_today() - datetime.timedelta(days=1))
    assert delivering.deliver(delivery.pk) == "withheld"
    assert receiver.got == []


@pytest.mark.parametrize("how", ["stopped", "switched off"])
def test_nothing_leaves_for_a_stopped_subscription_or_an_account_switched_off(
    county: County, administrator: User, receiver: Receiver, how: str
) -> None:
    _secret, row = subscribed(administrator, county, receiver)
    member(county.branch, actor=administrator)
    (delivery,) = matched()
    if how == "stopped":
        services.switch(administrator, row.uid, active=False)
    else:
        User.objects.filter(pk=administrator.pk).update(is_active=False)
    assert delivering.deliver(delivery.pk) == "withheld"
    assert receiver.got == []


def test_a_draft_is_told_to_whoever_may_know_it_only(county: County, receiver: Receiver) -> None:
    from cms_pages import services as pages

    administrator = holder(Role.ORGANISATION_ADMINISTRATOR, county.town)
    subscribed(administrator, county, receiver, "cms_pages.PageSubmitted")
    publisher = holder(Role.PUBLISHER, county.village)
    page = draft(county.village, NewsPage, author=publisher)
    pages.submit(publisher, page.uid)
    (delivery,) = matched()
    assert delivering.deliver(delivery.pk) == "delivered"
    assert page.title not in receiver.got[0][2].decode()


def test_a_failure_is_tried_again_later_and_later_then_given_up_and_sent_by_hand(
    county: County, administrator: User, receiver: Receiver
) -> None:
    subscribed(administrator, county, receiver)
    member(county.branch, actor=administrator)
    (delivery,) = matched()
    receiver.answer = 500
    pauses = []
    for _try in range(MOST_TRIES):
        before = timezone.now()
        delivering.deliver(delivery.pk)
        delivery.refresh_from_db()
        pauses.append(delivery.next_try_at - before)
        assert delivering.deliver(delivery.pk) == "held" or delivery.state != "waiting"  # its hour has not come
        Delivery.objects.filter(pk=delivery.pk).update(next_try_at=before)
    assert [round(pause.total_seconds() / 60) for pause in pauses[:-1]] == [
        int(pause.total_seconds() / 60) for pause in PAUSES
    ]
    delivery.refresh_from_db()
    assert (delivery.state, delivery.tries, delivery.last_status) == ("given_up", MOST_TRIES, 500)
    assert len(receiver.got) == MOST_TRIES
    assert delivering.deliver_due() == 0

    receiver.answer = 204
    with pytest.raises(NotVisible):
        services.resend(holder(Role.ORGANISATION_ADMINISTRATOR, county.neighbour), delivery.uid)
    services.resend(administrator, delivery.uid)
    with pytest.raises(Conflict):
        services.resend(administrator, delivery.uid)
    assert delivering.deliver_due() == 1
    assert delivering.deliver(delivery.pk) == "delivered"


def test_matched_twice_and_taken_by_two_workers_it_is_sent_once(
    county: County, administrator: User, receiver: Receiver
) -> None:
    subscribed(administrator, county, receiver)
    member(county.branch, actor=administrator)
    (delivery,) = matched()
    assert delivering.match(delivery.event) == 0
    Delivery.objects.filter(pk=delivery.pk).update(leased_until=timezone.now() + datetime.timedelta(seconds=30))
    assert delivering.deliver(delivery.pk) == "held"
    assert receiver.got == []


def test_a_redirect_is_not_followed(county: County, administrator: User, receiver: Receiver) -> None:
    subscribed(administrator, county, receiver)
    member(county.branch, actor=administrator)
    receiver.answer, receiver.location = 302, receiver.url
    (delivery,) = matched()
    assert delivering.deliver(delivery.pk) == "waiting"
    assert len(receiver.got) == 1


def test_a_certificate_nobody_vouches_for_is_refused(
    county: County, administrator: User, receiver: Receiver, settings: Any
) -> None:
    subscribed(administrator, county, receiver)
    member(county.branch, actor=administrator)
    settings.WEBHOOK_CA_FILE = ""
    (delivery,) = matched()
    assert delivering.deliver(delivery.pk) == "waiting"
    delivery.refresh_from_db()
    assert "证书" in delivery.last_error
    assert receiver.got == []


def test_an_address_that_came_to_lie_inside_is_not_connected_to(
    county: County, administrator: User, receiver: Receiver, settings: Any
) -> None:
    subscribed(administrator, county, receiver)
    member(county.branch, actor=administrator)
    settings.WEBHOOK_PRIVATE_NETWORKS = []  # as if the name had been pointed elsewhere since
    (delivery,) = matched()
    delivering.deliver(delivery.pk)
    delivery.refresh_from_db()
    assert "内部网络" in delivery.last_error
    assert receiver.got == []
