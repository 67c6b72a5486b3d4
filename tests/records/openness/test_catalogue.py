"""The catalogue is drawn up, changed, retired and taken over: by whom, for whom, and what stays as it was."""

import datetime
import uuid
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from records.audit.models import JournalEntry
from records.kit.actors import SYSTEM
from records.kit.errors import Conflict, NotVisible, Refused
from records.kit.models import StoredEvent, local_today
from records.openness import catalogue, services
from records.openness.choices import Category
from records.openness.models import CatalogueItem
from records.openness.presets import REFERENCE
from records.organisations import services as organisations
from records.organisations.roles import Role
from tests.factories.access import again, holder
from tests.factories.catalogue import item
from tests.factories.organisations import County

pytestmark = [pytest.mark.django_db, pytest.mark.data]

DAY = datetime.date(2026, 1, 1)
LINE: dict[str, Any] = {"category": "service", "title": "服务群众专项经费使用情况", "period_kind": "prompt"}


def codes(rows: Any) -> list[str]:
    return sorted(rows.values_list("code", flat=True))


# ── who ─────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize("role", [Role.ORGANISATION_ADMINISTRATOR, Role.CONTENT_REVIEWER])
def test_drawn_up_at_ones_own_organisation_and_below(county: County, role: Role) -> None:
    person = holder(role, county.town)
    assert services.draw_up(person, county.town, **LINE).organisation == county.town
    assert services.draw_up(person, county.village, **LINE).organisation == county.village
    for elsewhere in (county.neighbour, county.root):
        with pytest.raises(Refused):
            services.draw_up(person, elsewhere, **LINE)
    assert CatalogueItem.objects.count() == 2


@pytest.mark.parametrize("role", [Role.PUBLISHER, Role.SECRETARY, Role.AUDITOR, Role.ARCHIVIST, Role.COMMITTEE])
def test_others_draw_up_nothing_and_nothing_happens(county: County, role: Role) -> None:
    person = holder(role, county.town)
    row = item(county.town)
    entries, events = JournalEntry.objects.count(), StoredEvent.objects.count()
    for act in (
        lambda: services.draw_up(person, county.town, **LINE),
        lambda: services.change_item(person, row.uid, title="别的"),
        lambda: services.retire(person, row.uid, retired_on=local_today(), reason="不再公开"),
        lambda: services.adopt_reference(person, county.town),
    ):
        with pytest.raises(Refused):
            act()
    row.refresh_from_db()
    assert (row.title, row.retired_on, CatalogueItem.objects.count()) == ("党费收缴、使用情况", None, 1)
    assert (JournalEntry.objects.count(), StoredEvent.objects.count()) == (entries, events)


def test_a_neighbours_item_is_not_there_one_from_above_is_not_ones_to_change(county: County) -> None:
    clerk = holder(Role.ORGANISATION_ADMINISTRATOR, county.town)
    neighbours, above = item(county.neighbour), item(county.root)
    with pytest.raises(NotVisible):
        services.change_item(clerk, neighbours.uid, title="别的")
    with pytest.raises(Refused):
        services.change_item(clerk, above.uid, title="别的")
    with pytest.raises(Refused):
        services.retire(clerk, above.uid, retired_on=local_today(), reason="不再公开")


# ── drawn up ────────────────────────────────────────────────────────────────
def test_a_code_is_given_by_class_and_never_twice(county: County) -> None:
    assert item(county.town, code="3-07").code == "3-07"
    assert item(county.town, "发展党员").code == "3-08"
    assert item(county.village, "发展党员").code == "3-01"  # each organisation has its own
    assert item(county.town, "走访慰问", category="service").code == "6-01"
    with pytest.raises(ValidationError) as refused:
        item(county.town, "又一项", code="3-07")
    assert "已有这个编号" in str(refused.value)
    with pytest.raises(ValidationError, match="只能用汉字"):
        item(county.town, "又一项", code="<b>")
    assert codes(CatalogueItem.objects.filter(organisation=county.town)) == ["3-07", "3-08", "6-01"]


def test_sent_twice_it_is_one(county: County) -> None:
    key = uuid.uuid4()
    first = item(county.town, submit_key=key)
    assert item(county.town, submit_key=key).pk == first.pk
    assert CatalogueItem.objects.count() == 1
    assert StoredEvent.objects.filter(name="openness.CatalogueItemDrawnUp").count() == 1


def test_what_comes_round_says_how_often(county: County) -> None:
    with pytest.raises(ValidationError, match="公开周期"):
        item(county.town, every_months=None)
    prompt = item(county.town, period_kind="prompt", every_months=3, is_important=True)
    assert (prompt.every_months, prompt.is_important) == (None, False)


@pytest.mark.parametrize(
    ("details", "message"),
    [({"title": ""}, "title"), ({"category": "weather"}, "category"), ({"title": "长" * 201}, "title")],
)
def test_what_does_not_fit_is_named_and_nothing_stays(county: County, details: dict[str, Any], message: str) -> None:
    with pytest.raises(ValidationError) as refused:
        item(county.town, code="1", **({"title": "党费"} | details))
    assert message in refused.value.message_dict
    assert not CatalogueItem.objects.exists()


def test_a_dissolved_organisation_draws_up_nothing(county: County) -> None:
    organisations.dissolve(SYSTEM, county.neighbour_branch.uid, dissolved_on=local_today(), reason="合并")
    county.neighbour_branch.refresh_from_db()
    with pytest.raises(ValidationError, match="已撤销"):
        item(county.neighbour_branch)


# ── changed and retired ─────────────────────────────────────────────────────
def test_a_change_is_journalled_with_what_it_said_before(county: County) -> None:
    clerk = holder(Role.ORGANISATION_ADMINISTRATOR, county.town, "周慧敏")
    row = item(county.town)
    changed = services.change_item(clerk, row.uid, basis="新的规定", reason="依据更新", expected_version=1)
    assert changed.version == 2
    entry = JournalEntry.objects.about("openness.catalogueitem", row.uid).newest_first()[0]
    assert entry.before == {"basis": row.basis}
    assert entry.after == {"basis": "新的规定"}
    (newest, oldest) = catalogue.history(changed)
    assert (newest["what"], newest["who"], newest["quote"]) == ("修改：公开依据", "周慧敏", "依据更新")
    assert oldest["what"] == "编制"
    with pytest.raises(Conflict):
        services.change_item(clerk, row.uid, basis="更新的规定", expected_version=1)


def test_nothing_changed_is_no_change(county: County) -> None:
    row = item(county.town)
    entries = JournalEntry.objects.count()
    assert services.change_item(SYSTEM, row.uid, title=row.title).version == 1
    assert JournalEntry.objects.count() == entries


def test_retired_from_a_day_on(county: County) -> None:
    row, today = item(county.town), local_today()
    later = today + datetime.timedelta(days=10)
    with pytest.raises(ValidationError, match="停用理由"):
        services.retire(SYSTEM, row.uid, retired_on=later, reason=" ")
    with pytest.raises(ValidationError, match="已经过去"):
        services.retire(SYSTEM, row.uid, retired_on=today - datetime.timedelta(days=1), reason="文件已废止")
    services.retire(SYSTEM, row.uid, retired_on=later, reason="文件已废止")
    assert CatalogueItem.objects.in_force(today).exists()
    assert not CatalogueItem.objects.in_force(later).exists()
    services.retire(SYSTEM, row.uid, retired_on=today, reason="文件已废止")  # a day to come may be moved
    services.retire(SYSTEM, row.uid, retired_on=today, reason="文件已废止")  # and twice is once
    assert StoredEvent.objects.filter(name="openness.CatalogueItemRetired").count() == 2
    with pytest.raises(Conflict, match="已于"):
        services.retire(SYSTEM, row.uid, retired_on=later, reason="又想起来")
    with pytest.raises(Conflict, match="不能修改"):
        services.change_item(SYSTEM, row.uid, title="别的")
    assert CatalogueItem.objects.standing("retired", today).count() == 1
    with pytest.raises(TypeError):
        row.delete()


# ── the reference ───────────────────────────────────────────────────────────
def test_the_reference_fits_the_eight_classes_and_its_own_rules() -> None:
    assert len({line["code"] for line in REFERENCE}) == len(REFERENCE)
    assert {line["category"] for line in REFERENCE} == set(Category.values)
    for line in REFERENCE:
        assert line["code"].startswith(f"{Category.values.index(line['category']) + 1}-")
        assert (line["every_months"] is not None) == (line["period_kind"] == "regular"), line["code"]


def test_taken_over_twice_is_taken_over_once_and_edits_stay(county: County) -> None:
    clerk = holder(Role.ORGANISATION_ADMINISTRATOR, county.root)
    own = item(county.root, "本县自己的一项", code=REFERENCE[0]["code"])
    done = services.adopt_reference(clerk, county.root)
    assert (done.made, done.kept) == (len(REFERENCE) - 1, 1)
    row = CatalogueItem.objects.get(code="3-04")
    assert row.from_reference
    assert "非官方" in catalogue.source_note(row)
    services.change_item(again(clerk), row.uid, title="党费收缴、使用和管理")
    retired = CatalogueItem.objects.get(code="3-06")
    services.retire(again(clerk), retired.uid, retired_on=local_today(), reason="本县另有规定")
    assert services.adopt_reference(again(clerk), county.root).made == 0
    row.refresh_from_db()
    retired.refresh_from_db()
    own.refresh_from_db()
    assert (row.title, retired.retired_on, own.title) == ("党费收缴、使用和管理", local_today(), "本县自己的一项")
    assert CatalogueItem.objects.count() == len(REFERENCE)
    assert StoredEvent.objects.filter(name="openness.CatalogueAdopted").count() == 1


def test_below_one_that_took_it_over_it_is_not_taken_over_again(county: County) -> None:
    services.adopt_reference(SYSTEM, county.root)
    with pytest.raises(ValidationError, match="清平县委已采用参考目录"):
        services.adopt_reference(holder(Role.ORGANISATION_ADMINISTRATOR, county.town), county.town)
    assert not CatalogueItem.objects.filter(organisation=county.town).exists()


# ── for whom ────────────────────────────────────────────────────────────────
def test_an_organisation_has_its_own_and_what_those_above_draw_up_for_it(county: County) -> None:
    item(county.root, code="all")
    item(county.root, code="committees", level="committee")
    item(county.root, code="branches", level="branch")
    item(county.root, code="root-alone", applies_below=False)
    item(county.town, code="town")
    item(county.village, code="village")
    item(county.neighbour, code="neighbour")
    objects = CatalogueItem.objects
    assert codes(objects.applying_to(county.root)) == ["all", "committees", "root-alone"]
    assert codes(objects.applying_to(county.town)) == ["all", "committees", "town"]
    assert codes(objects.applying_to(county.branch)) == ["all", "branches", "town", "village"]
    assert codes(objects.applying_to(county.neighbour_branch)) == ["all", "branches", "neighbour"]
    publisher = holder(Role.PUBLISHER, county.village)
    assert codes(objects.at_the_workbench(publisher)) == ["all", "branches", "committees", "town", "village"]
    auditor = holder(Role.AUDITOR, county.town)
    assert "neighbour" not in codes(objects.at_the_workbench(auditor))
    assert not objects.at_the_workbench(holder(Role.MEMBER, county.town)).exists()


def test_a_moved_organisation_takes_its_items_along(county: County) -> None:
    item(county.root, code="all")
    item(county.town, code="town")
    item(county.neighbour, code="neighbour")
    own = item(county.village, code="village")
    organisations.move(
        SYSTEM, county.village.uid, new_parent=county.neighbour, valid_from=local_today(), reason="区划调整"
    )
    own.refresh_from_db()
    county.village.refresh_from_db()
    assert own.org_path == county.village.path
    assert codes(CatalogueItem.objects.applying_to(county.village)) == ["all", "neighbour", "village"]
