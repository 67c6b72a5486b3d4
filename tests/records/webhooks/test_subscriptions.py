"""Who subscribes whom to what; addresses inside are refused; the secret is sealed and shown once."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client

from records.access.models import User
from records.audit.models import JournalEntry
from records.kit.errors import Invalid, Refused
from records.kit.events import event_names
from records.organisations.roles import Role
from records.webhooks import rules, services
from records.webhooks.models import Delivery, Subscription
from tests.factories.access import holder, sign_in
from tests.factories.members import member
from tests.factories.organisations import County
from tests.records.webhooks.conftest import Receiver
from tests.records.webhooks.test_delivering import matched

EVENTS = ["members.MemberRegistered"]


@pytest.fixture
def administrator(county: County) -> User:
    return holder(Role.ORGANISATION_ADMINISTRATOR, county.town, "顾明理")


@pytest.mark.parametrize(
    ("address", "allowed"),
    [
        ("8.8.8.8", True),
        ("127.0.0.1", False),
        ("10.1.2.3", False),
        ("172.16.0.1", False),
        ("192.168.1.1", False),
        ("169.254.169.254", False),
        ("100.64.0.1", False),
        ("0.0.0.0", False),  # noqa: S104
        ("224.0.0.1", False),
        ("255.255.255.255", False),
        ("::1", False),
        ("::", False),
        ("fe80::1%eth0", False),
        ("fd00::1", False),
        ("::ffff:127.0.0.1", False),
        ("::ffff:8.8.8.8", True),
        ("2002:7f00:1::", False),
        ("2606:4700:4700::1111", True),
    ],
)
def test_which_addresses_may_be_connected_to(address: str, allowed: bool) -> None:
    assert rules.is_allowed(address) is allowed


@pytest.mark.parametrize(
    "url",
    [
        "http://example.gov.cn/",
        "ftp://example.gov.cn/",
        "https://",
        "https://user:pass@example.gov.cn/",
        "https://example.gov.cn/#x",
        "https://example.gov.cn/a b",
        "https://example.gov.cn:99999/",
        "file:///etc/passwd",
        "https://example.gov.cn/\r\nX: y",
        "",
    ],
)
def test_which_addresses_are_written_wrong(url: str) -> None:
    assert rules.wrong_address(url)


@pytest.mark.parametrize(
    "url",
    [
        "https://127.0.0.1/",
        "https://localhost/",
        "https://[::1]/",
        "https://10.0.0.1/",
        "https://2130706433/",
        "https://0x7f.1/",
    ],
)
def test_addresses_inside_are_refused_however_written(county: County, administrator: User, url: str) -> None:
    with pytest.raises(Invalid) as caught:
        services.subscribe(administrator, county.town, name="内部", url=url, events=EVENTS)
    assert set(caught.value.message_dict) == {"url"}
    assert not Subscription.objects.exists()


def test_the_secret_is_sealed_shown_once_and_in_no_journal(
    county: County, administrator: User, receiver: Receiver
) -> None:
    secret, row = services.subscribe(administrator, county.town, name="平台", url=receiver.url, events=EVENTS)
    with connection.cursor() as cursor:
        cursor.execute("SELECT secret FROM webhooks_subscription")
        stored = cursor.fetchone()[0]
    assert secret not in stored
    assert stored.startswith("aes256gcm.")
    assert secret not in str(list(JournalEntry.objects.values_list("before", "after")))
    assert secret not in str(Subscription.objects.get(pk=row.pk).secret)
    assert services.renew_secret(administrator, row.uid) != secret


def test_only_an_administrator_of_the_organisation(county: County, receiver: Receiver) -> None:
    for role in Role:
        if role not in (Role.ORGANISATION_ADMINISTRATOR, Role.SITE_ADMINISTRATOR):
            with pytest.raises(Refused):
                services.subscribe(holder(role, county.town), county.town, name="x", url=receiver.url, events=EVENTS)
    other = holder(Role.ORGANISATION_ADMINISTRATOR, county.neighbour)
    with pytest.raises(Refused):
        services.subscribe(other, county.town, name="x", url=receiver.url, events=EVENTS)


def test_events_must_exist(county: County, administrator: User, receiver: Receiver) -> None:
    assert {"members.MemberRegistered", "cms_pages.PagePublished", "organisations.OrganisationMoved"} <= set(
        event_names()
    )
    assert "funds.FundsEvent" not in event_names()
    for events in ([], ["members.Nothing"]):
        with pytest.raises(Invalid):
            services.subscribe(administrator, county.town, name="x", url=receiver.url, events=events)


def test_the_screens(client: Client, county: County, administrator: User, receiver: Receiver) -> None:
    sign_in(client, administrator)
    assert "还没有订阅" in client.get("/work/webhooks/").content.decode()
    typed = {"organisation": str(county.town.uid), "name": "平台", "url": receiver.url, "events": EVENTS}
    wrong = client.post("/work/webhooks/new/", {**typed, "url": "http://x/"})
    assert (wrong.status_code, "https://" in wrong.content.decode()) == (422, True)
    made = client.post("/work/webhooks/new/", typed).content.decode()
    assert "whs_" in made
    row = Subscription.objects.get()
    assert "whs_" not in client.get(f"/work/webhooks/{row.uid}/").content.decode()
    member(county.branch, actor=administrator)
    (delivery,) = matched()
    Delivery.objects.filter(pk=delivery.pk).update(state="given_up", tries=8, last_error="对方答复500。")
    page = client.get(f"/work/webhooks/{row.uid}/").content.decode()
    assert "已放弃" in page
    assert "重新推送" in page
    assert client.post(f"/work/webhooks/deliveries/{delivery.uid}/resend/").status_code == 302
    assert Delivery.objects.get().state == "waiting"
    client.post(f"/work/webhooks/{row.uid}/switch/", {"act": "off"})
    assert not Subscription.objects.get().is_active
    changed = {**typed, "name": "新平台"}
    assert client.post(f"/work/webhooks/{row.uid}/change/", changed).status_code == 302
    assert "whs_" in client.post(f"/work/webhooks/{row.uid}/secret/").content.decode()


def test_the_interface(client: Client, county: County, administrator: User, receiver: Receiver) -> None:
    sign_in(client, administrator)
    given: dict[str, Any] = {
        "organisation": str(county.town.uid),
        "name": "平台",
        "url": receiver.url,
        "events": EVENTS,
    }
    made = client.post("/api/v1/webhooks/", given, content_type="application/json")
    assert (made.status_code, made.json()["secret"][:4]) == (201, "whs_")
    address = f"/api/v1/webhooks/{made.json()['uid']}/"
    assert "secret" not in client.get(address).json()
    bad = client.post("/api/v1/webhooks/", {**given, "url": "https://10.0.0.1/"}, content_type="application/json")
    assert (bad.status_code, list(bad.json()["errors"])) == (400, ["url"])
    kept = client.put(
        address, {**given, "name": "新名"}, content_type="application/json", headers={"If-Match": made["ETag"]}
    )
    assert (kept.status_code, kept.json()["name"]) == (200, "新名")
    stale = client.put(address, given, content_type="application/json", headers={"If-Match": made["ETag"]})
    assert stale.status_code == 409
    member(county.branch, actor=administrator)
    (delivery,) = matched()
    (listed,) = client.get(f"/api/v1/webhook-deliveries/?subscription={made.json()['uid']}").json()["results"]
    assert (listed["uid"], listed["state"], listed["event"]) == (str(delivery.uid), "waiting", EVENTS[0])
    assert client.post(f"/api/v1/webhook-deliveries/{delivery.uid}/resend/").status_code == 409
    assert client.post(f"{address}renew-secret/").json()["secret"].startswith("whs_")
    sign_in(client, holder(Role.ORGANISATION_ADMINISTRATOR, county.neighbour))
    assert client.get(address).status_code == 404
    assert client.get("/api/v1/webhook-deliveries/").json()["results"] == []
