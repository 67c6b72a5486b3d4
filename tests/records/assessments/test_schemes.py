"""Schemes: drafted half filled in, used whole, replaced and never changed."""

import uuid

import pytest

from records.assessments import services
from records.assessments.choices import SchemeState
from records.assessments.models import Scheme, SchemeItem, SchemePreset
from records.assessments.services import ItemInput
from records.assessments.setup import ensure
from records.kit.errors import Conflict, Invalid, NotVisible
from tests.factories import assessments
from tests.factories.assessments import ITEMS, People


def test_a_draft_may_be_half_filled_in_but_not_used(people: People) -> None:
    made = services.draft_scheme(
        people.reviewer, people.county.town, name="考核", items=[ItemInput(content="只有内容")]
    )
    with pytest.raises(Invalid) as wrong:
        services.use_scheme(people.reviewer, made.uid)
    assert set(wrong.value.message_dict) == {"items[0].group", "items[0].points"}
    services.change_scheme(people.reviewer, made.uid, items=ITEMS)
    assert services.use_scheme(people.reviewer, made.uid).state == SchemeState.IN_USE
    assert SchemeItem.objects.filter(scheme=made).count() == len(ITEMS)


def test_in_use_it_is_never_changed_but_replaced(people: People) -> None:
    first = assessments.scheme(people)
    with pytest.raises(Conflict, match="请建立新版本"):
        services.change_scheme(people.reviewer, first.uid, name="另一个")
    second = services.new_version(people.reviewer, first.uid)
    assert services.new_version(people.reviewer, first.uid).pk == second.pk
    assert (second.number, second.series, second.state) == (2, first.series, SchemeState.DRAFT)
    assert [item.content for item in second.items.all()] == [item.content for item in first.items.all()]
    services.change_scheme(people.reviewer, second.uid, items=ITEMS[:2])
    services.use_scheme(people.reviewer, second.uid)
    first.refresh_from_db()
    assert first.state == SchemeState.RETIRED
    assert first.items.count() == len(ITEMS)


def test_a_sheet_keeps_the_version_it_was_issued_by(people: People) -> None:
    sheet = assessments.filling(people)
    services.use_scheme(people.reviewer, services.new_version(people.reviewer, sheet.task.scheme.uid).uid)
    assert [item.content for item in assessments.items(sheet)] == [each.content for each in ITEMS]


def test_a_preset_is_where_one_starts_and_says_that_it_is_not_official(people: People) -> None:
    ensure()
    preset = SchemePreset.objects.get(code="target-sheet")
    assert "不是官方表格" in preset.note
    made = services.draft_scheme(people.reviewer, people.county.town, preset="target-sheet")
    base = [item for item in made.items.all() if item.kind == "base"]
    assert sum(item.points or 0 for item in base) == 100_00
    assert services.use_scheme(people.reviewer, made.uid).state == SchemeState.IN_USE
    preset.name = "本地改过"
    preset.save()
    ensure()
    preset.refresh_from_db()
    assert preset.name == "本地改过"
    with pytest.raises(NotVisible):
        services.draft_scheme(people.reviewer, people.county.town, preset="no-such")


def test_every_preset_may_be_used_as_it_is(people: People) -> None:
    for preset in SchemePreset.objects.all():
        made = services.draft_scheme(people.reviewer, people.county.town, preset=preset.code)
        assert services.use_scheme(people.reviewer, made.uid).state == SchemeState.IN_USE, preset.code


def test_a_double_press_makes_one(people: People) -> None:
    key = uuid.uuid4()
    made = [services.draft_scheme(people.reviewer, people.county.town, name="考核", submit_key=key) for _ in range(2)]
    assert made[0].pk == made[1].pk
    assert Scheme.objects.count() == 1


def test_somebody_was_quicker(people: People) -> None:
    made = services.draft_scheme(people.reviewer, people.county.town, name="考核")
    services.change_scheme(people.reviewer, made.uid, name="改一", expected_version=1)
    with pytest.raises(Conflict):
        services.change_scheme(people.reviewer, made.uid, name="改二", expected_version=1)


def test_too_much_text_is_said_at_its_field(people: People) -> None:
    with pytest.raises(Invalid) as wrong:
        services.draft_scheme(
            people.reviewer, people.county.town, name="考核", items=[ITEMS[0], ItemInput("组" * 61, "内容", 100)]
        )
    assert list(wrong.value.message_dict) == ["items[1].group"]
    assert not Scheme.objects.exists()


def test_retired_it_opens_no_new_task(people: People) -> None:
    made = assessments.scheme(people)
    task = assessments.drafted(people, by=made)
    with pytest.raises(Conflict, match="任务草稿"):
        services.retire_scheme(people.reviewer, made.uid, reason="过时")
    services.withdraw_task(people.reviewer, task.uid, reason="不考核了")
    with pytest.raises(Invalid):
        services.retire_scheme(people.reviewer, made.uid, reason=" ")
    services.retire_scheme(people.reviewer, made.uid, reason="过时")
    with pytest.raises(Invalid, match="没有启用"):
        assessments.drafted(people, by=made)
