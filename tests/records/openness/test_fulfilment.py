"""A publication fulfils an item: recorded with its words, due and judged by its kind; and stays true."""

import datetime
import uuid
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from records.access.models import Visitor
from records.kit.actors import SYSTEM
from records.kit.models import local_today
from records.openness import catalogue, services
from records.openness.models import CatalogueItem, Publication
from records.openness.rules import add_working_days
from records.organisations.models import Organisation
from records.organisations.roles import Role
from records.regulations.services import load_first
from tests.factories.access import affiliated, holder
from tests.factories.catalogue import item
from tests.factories.organisations import County

pytestmark = [pytest.mark.django_db, pytest.mark.data]


@pytest.fixture(autouse=True)
def figures(db: None) -> None:
    load_first()


def publish(organisation: Organisation, matter: CatalogueItem | None, number: int = 1, **changes: Any) -> Publication:
    told: dict[str, Any] = {
        "page_uid": uuid.UUID(int=number),
        "page_id": number,
        "revision": 1,
        "organisation": organisation,
        "title": "第三季度党费收缴、使用情况",
        "url": "/x/",
        "audience": "society",
        "label": "public",
        "content": {"body": "…"},
        "made_on": local_today(),
        "period_kind": "long",
        "catalogue_item": matter.uid if matter else None,
    }
    return services.record_publication(SYSTEM, **(told | changes))


def days_ago(working: int) -> datetime.date:
    """A day from which exactly so many working days have passed."""
    day = local_today()
    while add_working_days(day, working) > local_today():
        day -= datetime.timedelta(days=1)
    return day


@pytest.mark.parametrize(
    ("kind", "important", "limit"),
    [("prompt", False, 1), ("regular", False, 3), ("regular", True, 7), ("long", False, 5), ("request", False, 10)],
)
def test_due_and_judged_by_the_items_kind(county: County, kind: str, important: bool, limit: int) -> None:
    matter = item(county.village, period_kind=kind, is_important=important)
    punctual = publish(county.village, matter, made_on=local_today())
    assert punctual.due_on == add_working_days(local_today(), limit)
    assert punctual.on_time is True
    assert punctual.period_kind == kind  # not what the page had typed
    assert punctual.fulfilled == str(matter)
    late = publish(county.village, matter, 2, made_on=days_ago(limit + 3))
    assert late.on_time is False


def test_without_an_item_the_pages_own_kind_counts(county: County) -> None:
    publication = publish(county.village, None, period_kind="prompt")
    assert (publication.fulfilled, publication.period_kind) == ("", "prompt")
    assert publication.due_on == add_working_days(local_today(), 1)


def test_another_towns_item_is_refused_and_nothing_is_on_record(county: County) -> None:
    for matter in (
        item(county.neighbour),
        item(county.root, level="committee"),
        item(county.town, applies_below=False),
    ):
        with pytest.raises(ValidationError, match="不适用于本组织"):
            publish(county.village, matter)
    with pytest.raises(ValidationError, match="不适用于本组织"):
        publish(county.village, None, catalogue_item=uuid.uuid4())
    assert not Publication.objects.exists()


def test_what_was_recorded_stays_true_whatever_becomes_of_the_item(county: County) -> None:
    matter = item(county.town)
    first = publish(county.village, matter, made_on=days_ago(9))
    due, words = first.due_on, first.fulfilled
    services.change_item(SYSTEM, matter.uid, title="别的事项", period_kind="long", every_months=None)
    services.retire(SYSTEM, matter.uid, retired_on=local_today(), reason="文件已废止")
    first.refresh_from_db()
    assert (first.due_on, first.on_time, first.fulfilled) == (due, False, words)
    assert first.catalogue_item == matter
    corrected = publish(county.village, matter, revision=2)  # a correction of what stands under it
    assert corrected.catalogue_item == matter
    assert corrected.fulfilled.endswith("别的事项")


def test_what_fulfils_an_item_is_counted_within_what_a_reader_sees(county: County) -> None:
    matter = item(county.root)
    publish(county.village, matter)
    publish(county.village, matter, revision=2)  # a new version is no second disclosure
    publish(county.town, matter, 2, audience="members", label="members")
    publish(county.neighbour, matter, 3, audience="own", label=f"org:{county.neighbour.pk}", made_on=days_ago(9))
    withdrawn = publish(county.branch, matter, 4)
    services.record_withdrawal(SYSTEM, page_uid=withdrawn.page_uid, reason="内容有误")

    def count(reader: Any, **more: Any) -> tuple[int, int]:
        done = catalogue.fulfilments([matter], reader, **more).get(matter.pk, catalogue.Fulfilment())
        return done.disclosed, done.late

    assert count(Visitor()) == (1, 0)
    assert count(affiliated(county.branch)) == (2, 0)
    assert count(affiliated(county.neighbour_branch)) == (3, 1)
    assert count(holder(Role.AUDITOR, county.root)) == (3, 1)
    assert count(holder(Role.AUDITOR, county.town), action="openness.view") == (2, 0)
    assert count(Visitor(), path=county.town.path) == (0, 0)
    assert count(Visitor(), path=county.village.path) == (1, 0)


def test_who_has_not_disclosed_is_told_within_scope(county: County) -> None:
    matter = item(county.root, level="branch", in_force_from=datetime.date(2024, 1, 1), every_months=12)
    publish(county.village, matter)
    today = datetime.date(local_today().year, 12, 1)
    everyone = catalogue.missing_for(matter, holder(Role.AUDITOR, county.root), today)
    assert everyone is not None
    assert everyone["period"] == f"{today.year - 1}年"
    assert [each.short_name for each in everyone["shown"]] == ["石桥村第一党支部", "石桥村第二党支部", "云溪社区党支部"]
    town = catalogue.missing_for(matter, holder(Role.AUDITOR, county.town), today)
    assert town is not None
    assert town["count"] == 2
    prompt = item(county.root, "临时事项", period_kind="prompt")
    assert catalogue.missing_for(prompt, holder(Role.AUDITOR, county.root), today) is None
