"""Presets: kept by whoever keeps the whole place, usable as they are, never felt by a scheme that was begun before."""

from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client

from records.access.models import User
from records.assessments import services
from records.assessments.models import SchemePreset
from records.assessments.services import ItemInput
from records.assessments.services.presets import set_preset
from records.assessments.setup import ensure
from records.audit.models import JournalEntry
from records.kit.errors import Invalid, NotVisible, Refused
from records.organisations.roles import Role
from tests.factories.access import holder, sign_in
from tests.factories.assessments import People

HOME = "/work/assessments/schemes/presets/"
LINES = [ItemInput("组织生活", "按期召开支部党员大会", 10000)]


@pytest.fixture
def keeper(people: People) -> User:
    ensure()
    return holder(Role.ORGANISATION_ADMINISTRATOR, people.county.root, "顾明理")


def typed(**changes: Any) -> dict[str, Any]:
    line = {
        "items-TOTAL_FORMS": "1",
        "items-INITIAL_FORMS": "0",
        "items-0-kind": "base",
        "items-0-group": "组织生活",
        "items-0-content": "按期召开支部党员大会",
        "items-0-points": "100",
    }
    return {"name": "支部规范化考核", "code": "standard", "sort_order": "5", "is_active": "on", **line, **changes}


def test_one_is_added_and_a_scheme_begins_with_it(people: People, keeper: User) -> None:
    made = set_preset(
        keeper, name=" 支部规范化考核 ", code="standard", items=LINES, plus_at_most=300, reason="本地文件"
    )
    assert (made.name, made.plus_at_most, len(made.items)) == ("支部规范化考核", 300, 1)
    entry = JournalEntry.objects.order_by("pk").last()
    assert (entry.action, entry.reason) == ("assessments.manage_presets", "本地文件")
    scheme = services.draft_scheme(people.reviewer, people.county.town, preset="standard")
    assert [item.content for item in scheme.items.all()] == ["按期召开支部党员大会"]
    assert services.use_scheme(people.reviewer, scheme.uid).used_from is not None


def test_a_change_is_for_schemes_to_come(people: People, keeper: User) -> None:
    preset = SchemePreset.objects.get(code="target-sheet")
    begun = services.draft_scheme(people.reviewer, people.county.town, preset="target-sheet")
    before = begun.items.count()
    set_preset(keeper, preset.uid, name="本地改过", items=LINES, is_active=False)
    assert begun.items.count() == before
    preset.refresh_from_db()
    assert (preset.code, preset.name, len(preset.items)) == ("target-sheet", "本地改过", 1)
    with pytest.raises(NotVisible):
        services.draft_scheme(people.reviewer, people.county.town, preset="target-sheet")


@pytest.mark.parametrize(
    ("items", "at"),
    [
        ([], ""),
        ([ItemInput(content="只有内容")], "items[0].points"),
        ([ItemInput("组织生活", "内" * 301, 10000)], "items[0].content"),
    ],
)
def test_what_could_not_be_used_is_refused(keeper: User, items: list[ItemInput], at: str) -> None:
    before = list(SchemePreset.objects.values())
    with pytest.raises(Invalid) as wrong:
        set_preset(keeper, name="新的", code="new", items=items)
    assert not at or at in wrong.value.message_dict
    assert list(SchemePreset.objects.values()) == before


def test_a_code_is_taken_once(keeper: User) -> None:
    with pytest.raises(ValidationError) as wrong:
        set_preset(keeper, name="又一个", code="target-sheet", items=LINES)
    assert wrong.value.message_dict == {"code": ["代码“target-sheet”已有预设在用，请换一个。"]}


def test_it_is_kept_at_the_root_alone(people: People, keeper: User) -> None:
    town = holder(Role.ORGANISATION_ADMINISTRATOR, people.county.town)
    before = list(SchemePreset.objects.values())
    for actor in (town, people.reviewer):
        with pytest.raises(Refused):
            set_preset(actor, name="越权", code="mine", items=LINES)
    assert list(SchemePreset.objects.values()) == before


def test_the_screens(client: Client, people: People, keeper: User) -> None:
    sign_in(client, keeper)
    assert HOME in client.get("/work/assessments/schemes/").content.decode()
    listed = client.get(HOME).content.decode()
    assert "党支部党建目标考核" in listed
    again = client.post(f"{HOME}new/", typed(act="line", name="没写完"))
    assert again.status_code == 200
    assert 'value="没写完"' in again.content.decode()
    assert again.context["formset"].total_form_count() == 2
    wrong = client.post(f"{HOME}new/", typed(**{"items-0-points": "", "name": "没写完"}))
    assert wrong.status_code == 422
    assert 'value="没写完"' in wrong.content.decode()
    assert not SchemePreset.objects.filter(code="standard").exists()
    assert client.post(f"{HOME}new/", typed()).status_code == 302
    made = SchemePreset.objects.get(code="standard")
    page = client.get(f"{HOME}{made.uid}/").content.decode()
    assert "按期召开支部党员大会" in page
    assert 'value="100"' in page
    off = typed(name="改名")
    del off["is_active"], off["code"]
    assert client.post(f"{HOME}{made.uid}/", off).status_code == 302
    made.refresh_from_db()
    assert (made.code, made.name, made.is_active) == ("standard", "改名", False)
    assert "停用" in client.get(HOME).content.decode()


def test_for_others_the_screens_are_not_there(client: Client, people: People, keeper: User) -> None:
    sign_in(client, people.reviewer)
    assert HOME not in client.get("/work/assessments/schemes/").content.decode()
    for address in (HOME, f"{HOME}new/", f"{HOME}{SchemePreset.objects.first().uid}/"):
        assert client.get(address).status_code == 404
        assert client.post(address, typed()).status_code in (404, 405)
