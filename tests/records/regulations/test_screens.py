"""Keeping figures at the workbench: a new value from a day on, the old ones never touched, everything journalled."""

import datetime
from collections.abc import Callable

import pytest
from django.test import Client

from records.access.models import User
from records.audit.models import JournalEntry
from records.organisations.roles import Role
from records.regulations import services
from records.regulations.models import RegulationDocument, RegulationValue
from tests.factories.access import affiliated, holder, sign_in
from tests.factories.organisations import County

pytestmark = [pytest.mark.django_db, pytest.mark.data]

HOME = "/work/regulations/"
HOURS = f"{HOME}learning.member_hours_per_year/"
DUES = f"{HOME}dues.rate.salaried/"


@pytest.fixture
def keeper(county: County, client: Client, loaded: int) -> Client:
    return sign_in(client, holder(Role.SITE_ADMINISTRATOR, county.root, "沈致远"))


def typed(document: RegulationDocument, **changes: str) -> dict[str, str]:
    return {
        "value": "40",
        "valid_from": "2027-01-01",
        "document": str(document.uid),
        "article": "第三条",
        "mark": "V",
        "note": "",
        "reason": "2027年新规定",
        **changes,
    }


def rows(key: str) -> list[tuple]:
    found = RegulationValue.objects.filter(key__name=key).order_by("valid_from", "pk")
    return list(found.values_list("value", "valid_from", "valid_to", "replaced_at", "document_id", "recorded_at"))


def test_a_new_value_holds_from_its_day_and_the_old_row_is_only_ended(
    keeper: Client, document: RegulationDocument
) -> None:
    (before,) = rows("learning.member_hours_per_year")
    answer = keeper.post(HOURS, typed(document), follow=True)
    assert "自2027-01-01起适用新值" in answer.content.decode()
    old, new = rows("learning.member_hours_per_year")
    assert (old[0], old[1], old[3:]) == (before[0], before[1], before[3:])
    assert old[2] == new[1] == datetime.date(2027, 1, 1)
    assert new[0] == 40
    services.forget()
    assert services.value("learning.member_hours_per_year", datetime.date(2026, 12, 31)).integer == 32
    figure = services.value("learning.member_hours_per_year", datetime.date(2027, 1, 1))
    assert (figure.integer, figure.source) == (40, "《新规定》（中组发〔2027〕1号）第三条")
    entries = JournalEntry.objects.filter(action="regulations.change", actor_name="沈致远")
    assert {entry.reason for entry in entries} == {"2027年新规定"}


def test_a_value_that_was_wrong_is_replaced_and_stays_readable(keeper: Client, document: RegulationDocument) -> None:
    first = RegulationValue.objects.get(key__name="learning.member_hours_per_year")
    keeper.post(HOURS, typed(document, valid_from=str(first.valid_from), reason="原登记有误"))
    first.refresh_from_db()
    assert first.value == 32
    assert first.replaced_at is not None
    assert "已被更正，不再适用" in keeper.get(HOURS).content.decode()


def test_a_table_is_typed_line_by_line(keeper: Client, document: RegulationDocument) -> None:
    page = keeper.get(DUES).content.decode()
    assert "3000 | 0.005\n5000 | 0.01\n10000 | 0.015\n其余 | 0.02" in page
    keeper.post(DUES, typed(document, value="4000|0.005\n\n其余 ｜ 0.02"))
    made = RegulationValue.objects.filter(key__name="dues.rate.salaried").latest("pk")
    assert made.value == [{"up_to": "4000", "rate": "0.005"}, {"up_to": None, "rate": "0.02"}]


WRONG = [
    (HOURS, {"value": "三十二"}, "“三十二”不是整数"),
    (HOURS, {"value": "32.5"}, "“32.5”不是整数"),
    (HOURS, {"value": ""}, "请填写"),
    (HOURS, {"valid_from": "2027-02-30"}, "请填写日期"),
    (HOURS, {"document": "00000000-0000-0000-0000-000000000000"}, "选"),
    (HOURS, {"document": "x"}, ""),
    (HOURS, {"mark": "Z"}, "选"),
    (HOURS, {"reason": ""}, "请填写"),
    (HOURS, {"reason": "   "}, "请填写"),
    (DUES, {"value": "3000|0.005|1\n其余|0.02"}, "第1行“3000|0.005|1”有3列，应有2列：不超过 | 比例"),
    (DUES, {"value": "3000|0.005\n2000|0.01\n其余|0.02"}, "由小到大"),
    (DUES, {"value": "3000|0.005"}, "最后一档不设上限"),
    (DUES, {"value": "abc|0.005\n其余|0.02"}, "“abc”不是小数"),
]


@pytest.mark.parametrize(("address", "changes", "says"), WRONG)
def test_what_is_wrong_is_told_at_its_field_and_nothing_typed_is_lost(
    keeper: Client, document: RegulationDocument, loaded: int, address: str, changes: dict[str, str], says: str
) -> None:
    answer = keeper.post(address, {**typed(document, note="打好的说明"), **changes})
    assert answer.status_code == 422
    page = answer.content.decode()
    assert says in page
    assert "打好的说明" in page
    assert RegulationValue.objects.count() == loaded


@pytest.mark.parametrize("role", [Role.SECTION_REVIEWER, Role.AUDITOR, Role.ORGANISATION_ADMINISTRATOR])
def test_others_read_and_change_nothing(
    county: County, client: Client, loaded: int, document: RegulationDocument, role: Role
) -> None:
    sign_in(client, holder(role, county.root))
    page = client.get(HOURS).content.decode()
    assert "32" in page
    assert "登记新值" not in page
    assert client.post(HOURS, typed(document)).status_code == 404
    assert client.get(f"{HOME}documents/new/").status_code == 404
    assert client.post(f"{HOME}documents/new/", {"title": "《私自规定》"}).status_code == 404
    assert RegulationValue.objects.count() == loaded
    assert not RegulationDocument.objects.filter(title="《私自规定》").exists()


def test_a_site_administrator_of_a_town_is_none_of_the_whole_place(
    county: County, client: Client, loaded: int, document: RegulationDocument
) -> None:
    sign_in(client, holder(Role.SITE_ADMINISTRATOR, county.town))
    assert client.post(HOURS, typed(document)).status_code == 404
    assert RegulationValue.objects.count() == loaded


def test_members_and_visitors_find_no_such_page(county: County, client: Client, loaded: int) -> None:
    assert client.get(HOME)["Location"].startswith("/sign-in/")
    assert sign_in(client, affiliated(county.branch)).get(HOME).status_code == 404


def test_a_document_is_registered_once(keeper: Client) -> None:
    sent = {"title": "《党费工作新规定》", "number": "中组发〔2027〕9号", "issued_on": "2027-01-01"}
    assert "已登记《党费工作新规定》" in keeper.post(f"{HOME}documents/new/", sent, follow=True).content.decode()
    again = keeper.post(f"{HOME}documents/new/", sent)
    assert again.status_code == 422
    assert 'value="《党费工作新规定》"' in again.content.decode()
    assert RegulationDocument.objects.filter(title="《党费工作新规定》").count() == 1


def test_figures_are_found_by_name_and_by_document(keeper: Client) -> None:
    page = keeper.get(HOME, {"q": "学时"}).content.decode()
    assert "党员每年集中学习培训最少学时" in page
    assert "基层党委每届任期" not in page
    assert "基层党委每届任期" in keeper.get(HOME, {"q": "基层组织任期"}).content.decode()
    assert "没有这样的数值" in keeper.get(HOME, {"q": "不存在的"}).content.decode()
    assert keeper.get(f"{HOME}no.such.figure/").status_code == 404


def test_the_list_asks_few_queries(keeper: Client, django_assert_max_num_queries: Callable) -> None:
    keeper.get(HOME)
    with django_assert_max_num_queries(13):
        keeper.get(HOME)


def test_the_screen_stands_in_the_keepers_menu_only(county: County, keeper: Client) -> None:
    assert f'href="{HOME}"' in keeper.get("/work/").content.decode()
    other: User = holder(Role.SECRETARY, county.town)
    assert f'href="{HOME}"' not in sign_in(Client(), other).get("/work/").content.decode()
