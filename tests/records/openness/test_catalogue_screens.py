"""The catalogue on screen: for anyone, at the workbench, in the register, as a table, over the API."""

import datetime
import io
import uuid
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from records.kit.actors import SYSTEM
from records.kit.models import local_today
from records.openness import services
from records.openness.models import CatalogueItem
from records.openness.presets import REFERENCE
from records.openness.tasks import find_as_of_today
from records.organisations.models import Organisation
from records.organisations.roles import Role
from records.regulations.services import load_first
from search.index import outbox
from tests.factories.access import holder, sign_in
from tests.factories.catalogue import item
from tests.factories.organisations import County

pytestmark = [pytest.mark.django_db, pytest.mark.data]

HOME = "/work/openness/catalogue/"
PUBLIC = "/openness/catalogue/"
API = "/api/v1/catalogue/"

# Frozen: what a visit asks of the database, with few rows and with many. Two more than when this was written.
MOST = {PUBLIC: 12, HOME: 24, API: 8}


@pytest.fixture(autouse=True)
def figures(db: None) -> None:
    load_first()


@pytest.fixture
def clerk(county: County, client: Client) -> Client:
    return sign_in(client, holder(Role.ORGANISATION_ADMINISTRATOR, county.town, "周慧敏"))


def publish(organisation: Organisation, matter: CatalogueItem, number: int, **changes: Any) -> None:
    services.record_publication(
        SYSTEM,
        **{
            "page_uid": uuid.UUID(int=number),
            "page_id": number,
            "revision": 1,
            "organisation": organisation,
            "title": f"第{number}件公开",
            "url": f"/x/{number}/",
            "audience": "society",
            "label": "public",
            "content": {"body": "…"},
            "made_on": local_today(),
            "catalogue_item": matter.uid,
            **changes,
        },
    )


def typed(organisation: Organisation | None, **changes: str) -> dict[str, str]:
    sent = {
        "category": "organisation",
        "title": "党费收缴、使用情况",
        "basis": "《党费规定》",
        "period_kind": "regular",
        "every_months": "3",
        "mode": "active",
        "audience": "society",
        "level": "all",
        "applies_below": "on",
        "in_force_from": "2026-01-01",
        "submit_key": str(uuid.uuid4()),
    }
    if organisation is not None:
        sent["organisation"] = str(organisation.uid)
    return sent | changes


# ── anyone ──────────────────────────────────────────────────────────────────
def test_a_visitor_reads_the_catalogue_of_an_organisation_with_what_fulfils_it(county: County, client: Client) -> None:
    matter = item(county.root, content="应交、实交")
    item(county.neighbour, "邻乡的事项")
    item(county.village, "停用的事项", in_force_from=datetime.date(2099, 1, 1))
    publish(county.village, matter, 1)
    publish(county.neighbour, matter, 2, audience="own", label=f"org:{county.neighbour.pk}")
    text = client.get(PUBLIC).content.decode()
    assert "党费收缴、使用情况" in text
    assert "邻乡的事项" in text
    assert "停用的事项" not in text
    assert "1件" in text
    text = client.get(f"{PUBLIC}?organisation={county.village.uid}").content.decode()
    assert "石桥村党总支：公开目录" in text
    assert "邻乡的事项" not in text
    assert "还没有符合" not in client.get(f"{PUBLIC}?category=organisation").content.decode()
    assert "没有符合条件的事项" in client.get(f"{PUBLIC}?category=cadres").content.decode()
    page = client.get(f"{PUBLIC}{matter.uid}/").content.decode()
    assert "第1件公开" in page
    assert "第2件公开" not in page
    assert "已公开1件" in page
    assert client.get(f"{PUBLIC}{uuid.uuid4()}/").status_code == 404


def test_nonsense_in_the_address_is_no_error(county: County, client: Client) -> None:
    item(county.root)
    for asked in ("organisation=x", "category=weather", "after=zzz", "q=" + "长" * 200, f"organisation={uuid.uuid4()}"):
        assert client.get(f"{PUBLIC}?{asked}").status_code == 200, asked


def test_the_catalogue_is_paged_by_key(county: County, client: Client) -> None:
    services.adopt_reference(SYSTEM, county.root)
    first = client.get(PUBLIC).context
    assert len(first["table"]["rows"]) == 20
    second = client.get(f"{PUBLIC}{first['older']}").context
    assert len(second["table"]["rows"]) == len(REFERENCE) - 20
    assert second["newer"]


@pytest.mark.parametrize("address", [PUBLIC, HOME, API])
def test_a_full_page_asks_no_more_than_a_short_one(county: County, clerk: Client, address: str) -> None:
    def asked() -> int:
        assert clerk.get(address).status_code == 200
        with CaptureQueriesContext(connection) as seen:
            clerk.get(address)
        return len(seen)

    publish(county.village, item(county.root), 1)
    few = asked()
    services.adopt_reference(SYSTEM, county.town)
    for number, matter in enumerate(CatalogueItem.objects.filter(organisation=county.town), start=2):
        publish(county.town, matter, number) if matter.level != "branch" else None
    assert asked() <= few
    assert few <= MOST[address]


# ── the workbench ───────────────────────────────────────────────────────────
def test_drawn_up_on_screen_and_sent_twice_it_is_one(county: County, clerk: Client) -> None:
    sent = typed(county.town)
    answer = clerk.post(f"{HOME}new/", sent)
    row = CatalogueItem.objects.get()
    assert answer.headers["Location"] == f"{HOME}{row.uid}/"
    clerk.post(f"{HOME}new/", sent)
    assert CatalogueItem.objects.count() == 1
    page = clerk.get(f"{HOME}{row.uid}/").content.decode()
    assert "公开目录 3-01" in page
    assert "周慧敏" in page
    assert "成文后3个工作日内" in page


def test_what_is_refused_stays_typed(county: County, clerk: Client) -> None:
    item(county.town, code="3-01")
    answer = clerk.post(f"{HOME}new/", typed(county.town, code="3-01", title="另一项"))
    text = answer.content.decode()
    assert answer.status_code == 422
    assert "已有这个编号" in text
    assert 'value="另一项"' in text
    answer = clerk.post(f"{HOME}new/", typed(county.town, every_months=""))
    assert answer.status_code == 422
    assert "请选择公开周期" in answer.content.decode()
    answer = clerk.post(f"{HOME}new/", typed(county.neighbour))
    assert answer.status_code == 422
    assert "不在您的管理范围" in answer.content.decode()
    assert CatalogueItem.objects.count() == 1


def test_changed_and_retired_on_screen(county: County, clerk: Client) -> None:
    row = item(county.town)
    sent = typed(None, title="党费收缴、使用和管理", version=str(row.version), reason="名称更正")
    assert clerk.post(f"{HOME}{row.uid}/change/", sent).status_code == 302
    stale = clerk.post(f"{HOME}{row.uid}/change/", sent | {"title": "又改"})
    assert stale.status_code == 422
    assert "刚刚被他人更改" in stale.content.decode()
    late = clerk.post(f"{HOME}{row.uid}/retire/", {"retired_on": "2020-01-01", "reason": "文件已废止"})
    assert "已经过去" in late.content.decode()
    retiring = {"retired_on": str(local_today()), "reason": "文件已废止"}
    assert "已停用：3-01" in clerk.post(f"{HOME}{row.uid}/retire/", retiring, follow=True).content.decode()
    row.refresh_from_db()
    assert (row.title, row.retired_on) == ("党费收缴、使用和管理", local_today())
    assert "党费收缴、使用和管理" not in clerk.get(HOME).content.decode()
    assert "党费收缴、使用和管理" in clerk.get(f"{HOME}?state=retired").content.decode()
    page = clerk.get(f"{HOME}{row.uid}/").content.decode()
    assert "文件已废止" in page
    assert f"{row.uid}/change/" not in page
    assert "修改：公开事项" in page


def test_an_item_from_above_is_shown_and_not_offered_for_change(county: County, clerk: Client) -> None:
    row = item(county.root)
    page = clerk.get(f"{HOME}{row.uid}/").content.decode()
    assert "清平县委" in page
    assert "/change/" not in page
    assert clerk.get(f"{HOME}{row.uid}/change/").status_code == 404
    assert clerk.get(f"{HOME}{item(county.neighbour).uid}/").status_code == 404


def test_the_reference_is_taken_over_on_screen(county: County, clerk: Client) -> None:
    empty = clerk.get(HOME).content.decode()
    assert "还没有目录" in empty
    assert "采用参考目录" in empty
    form = clerk.get(f"{HOME}adopt/").content.decode()
    assert "参考目录，非官方" in form
    sent = {"organisation": str(county.town.uid), "in_force_from": "2026-01-01"}
    assert f"新增{len(REFERENCE)}项" in clerk.post(f"{HOME}adopt/", sent, follow=True).content.decode()
    again = clerk.post(f"{HOME}adopt/", sent, follow=True).content.decode()
    assert f"新增0项，已有的{len(REFERENCE)}项没有变动" in again


def test_a_reader_of_the_catalogue_is_offered_no_writes(county: County, client: Client) -> None:
    sign_in(client, holder(Role.PUBLISHER, county.village))
    row = item(county.village)
    assert "新编一项" not in client.get(HOME).content.decode()
    assert f"{row.uid}/change/" not in client.get(f"{HOME}{row.uid}/").content.decode()
    for address in ("new/", "adopt/", f"{row.uid}/change/", f"{row.uid}/retire/"):
        assert client.get(f"{HOME}{address}").status_code == 404


def test_the_export_holds_what_the_list_shows(county: County, clerk: Client) -> None:
    item(county.root, "=党费")
    item(county.neighbour, "邻乡的事项")
    item(county.town, "走访慰问", category="service")
    shown = clerk.get(f"{HOME}?category=service").content.decode()
    assert f"{HOME}export/?category=service" in shown
    assert "1项" in clerk.get(f"{HOME}export/?category=service").content.decode()
    answer = clerk.post(f"{HOME}export/", {"form": "xlsx"})
    sheet = load_workbook(io.BytesIO(b"".join(answer.streaming_content)))["公开目录"]  # type: ignore[attr-defined]
    rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=2)]
    assert sorted(row[3] for row in rows) == ["'=党费", "走访慰问"]
    assert "在用" in rows[0]


def test_the_register_shows_what_is_kept_and_what_binds(county: County, clerk: Client) -> None:
    row = item(county.root)
    item(county.neighbour, "邻乡的事项")
    page = clerk.get("/admin/openness/catalogueitem/").content.decode()
    assert "党费收缴、使用情况" in page
    assert "邻乡的事项" not in page
    assert clerk.get(f"/admin/openness/catalogueitem/inspect/{row.uid}/").status_code == 200


@pytest.mark.search
def test_anyone_finds_an_item_by_its_matter(county: County, client: Client, search_engine: Any) -> None:
    row = item(county.root)
    outbox.drain()
    search_engine.refresh()
    found = client.get("/search/?q=党费收缴").content.decode()
    assert f"{PUBLIC}{row.uid}/" in found
    assert "公开目录事项" in found
    services.retire(SYSTEM, row.uid, retired_on=local_today(), reason="文件已废止")
    outbox.drain()
    search_engine.refresh()
    assert "已停用" in client.get("/search/?q=党费收缴").content.decode()


@pytest.mark.search
def test_on_the_day_it_is_retired_an_item_is_found_as_retired(
    county: County, client: Client, search_engine: Any
) -> None:
    row = item(county.root)
    item(county.root, "别的事项")
    outbox.drain()
    CatalogueItem.objects.filter(pk=row.pk).update(retired_on=local_today())
    assert find_as_of_today() == 1
    outbox.drain()
    search_engine.refresh()
    assert "已停用" in client.get("/search/?q=党费收缴").content.decode()


# ── programs ────────────────────────────────────────────────────────────────
def send(client: Client, address: str, data: dict[str, Any], verb: str = "post", **headers: str) -> Any:
    return getattr(client, verb)(address, data, content_type="application/json", headers=headers)


def test_the_api_draws_up_changes_and_retires(county: County, clerk: Client) -> None:
    sent = {
        "organisation": str(county.town.uid),
        "category": "service",
        "title": "走访慰问情况",
        "period_kind": "regular",
        "every_months": 12,
    }
    made = send(clerk, API, sent, **{"Idempotency-Key": "a"})
    assert made.status_code == 201
    assert send(clerk, API, sent, **{"Idempotency-Key": "a"}).json()["uid"] == made.json()["uid"]
    assert (made.json()["code"], made.json()["state"], made.json()["disclosed"]) == ("6-01", "in_force", 0)
    one = f"{API}{made.json()['uid']}/"
    tag = clerk.get(one).headers["ETag"]
    changed = send(clerk, one, {"basis": "县委文件"}, "patch", **{"If-Match": tag})
    assert changed.json()["basis"] == "县委文件"
    assert send(clerk, one, {"basis": "又改"}, "patch", **{"If-Match": tag}).status_code == 409
    assert send(clerk, f"{one}retire/", {"retired_on": "2020-01-01", "reason": "废止"}).status_code == 400
    retired = send(clerk, f"{one}retire/", {"retired_on": str(local_today()), "reason": "文件已废止"})
    assert retired.json()["state"] == "retired"
    assert clerk.get(API).json()["results"] == []
    assert len(clerk.get(f"{API}?state=retired").json()["results"]) == 1
    assert send(clerk, f"{API}adopt/", {"organisation": str(county.town.uid)}).json() == {
        "made": len(REFERENCE) - 1,
        "kept": 1,
    }


def test_the_api_refuses_in_words_and_stores_nothing(county: County, clerk: Client) -> None:
    sent = {"organisation": str(county.neighbour.uid), "category": "service", "title": "走访", "period_kind": "prompt"}
    assert send(clerk, API, sent).status_code == 403
    assert send(clerk, API, sent | {"organisation": str(uuid.uuid4())}).status_code == 404
    wrong = send(clerk, API, sent | {"organisation": str(county.town.uid), "period_kind": "regular"})
    assert wrong.status_code == 400
    assert "公开周期" in str(wrong.json()["errors"])
    assert send(Client(), API, sent).status_code in (401, 403)
    above = item(county.root)
    assert send(clerk, f"{API}{above.uid}/", {"title": "别的"}, "patch").status_code == 403
    assert send(clerk, f"{API}{item(county.neighbour).uid}/", {"title": "别的"}, "patch").status_code == 404
    assert CatalogueItem.objects.count() == 2


def test_a_disclosure_says_over_the_api_what_it_fulfils(county: County, client: Client) -> None:
    matter = item(county.village)
    publish(county.village, matter, 1)
    (row,) = client.get("/api/v1/disclosures/").json()["results"]
    assert row["catalogue_item"] == {
        "uid": str(matter.uid),
        "title": "3-01 党费收缴、使用情况",
        "url": f"{PUBLIC}{matter.uid}/",
    }
    (told,) = client.get(f"{API}?organisation={county.branch.uid}").json()["results"]
    assert (told["disclosed"], told["latest_on"]) == (1, str(local_today()))
