"""Rules of the catalogue: periods, limits, for whom; and the reminder of a period that passed without a disclosure."""

import datetime

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from records.kit.actors import SYSTEM
from records.kit.reminders import Level, Raised
from records.openness import rules, services
from records.openness.models import CatalogueItem, Publication
from records.openness.reminders import period_missed
from records.organisations import services as organisations
from records.organisations.models import Organisation
from records.regulations.models import RegulationDocument
from records.regulations.services import forget, load_first, set_value
from tests.factories.catalogue import item
from tests.factories.organisations import County

DAY = datetime.date(2026, 10, 20)


def day(text: str) -> datetime.date:
    return datetime.date.fromisoformat(text)


# ── rules ───────────────────────────────────────────────────────────────────
@pytest.mark.parametrize(
    ("on", "months", "first", "last", "words"),
    [
        ("2026-02-11", 1, "2026-02-01", "2026-02-28", "2026年2月"),
        ("2026-12-31", 3, "2026-10-01", "2026-12-31", "2026年第四季度"),
        ("2026-01-01", 6, "2026-01-01", "2026-06-30", "2026年上半年"),
        ("2026-07-01", 6, "2026-07-01", "2026-12-31", "2026年下半年"),
        ("2028-02-29", 12, "2028-01-01", "2028-12-31", "2028年"),
    ],
)
def test_periods_are_those_of_the_calendar(on: str, months: int, first: str, last: str, words: str) -> None:
    period = rules.period_of(day(on), months)
    assert (period.first, period.last, str(period)) == (day(first), day(last), words)


@given(st.dates(datetime.date(1950, 1, 1), datetime.date(2100, 1, 1)), st.sampled_from([1, 3, 6, 12]))
def test_periods_follow_each_other_without_a_gap(on: datetime.date, months: int) -> None:
    here, before = rules.period_of(on, months), rules.period_before(on, months)
    assert here.first <= on <= here.last
    assert before.last + datetime.timedelta(days=1) == here.first


def test_there_is_no_period_of_two_months() -> None:
    with pytest.raises(ValueError, match="2 months"):
        rules.period_of(DAY, 2)


@pytest.mark.parametrize(
    ("on", "since", "answers_for"),
    [
        ("2026-10-10", "2026-01-01", None),  # ten days of grace after 30 September
        ("2026-10-11", "2026-01-01", "2026年第三季度"),
        ("2026-12-31", "2026-07-01", "2026年第三季度"),
        ("2026-12-31", "2026-07-02", None),  # the period had begun before the matter was in force
    ],
)
def test_the_period_an_organisation_answers_for(on: str, since: str, answers_for: str | None) -> None:
    period = rules.period_to_answer_for(day(on), 3, day(since), 10)
    assert (str(period) if period else None) == answers_for


@pytest.mark.parametrize(
    ("kind", "important", "key"),
    [
        ("long", False, "openness.long_term_working_days"),
        ("regular", False, "openness.periodic_working_days"),
        ("regular", True, "openness.important_working_days"),
        ("prompt", True, "openness.timely_working_days"),
        ("request", False, "openness.on_request_working_days"),
        ("", False, ""),
    ],
)
def test_which_figure_limits_a_kind(kind: str, important: bool, key: str) -> None:
    assert rules.limit_key(kind, important=important) == key


@pytest.mark.parametrize(
    ("path", "below", "level", "committee", "branch", "applies"),
    [
        ("0001", True, "all", False, False, True),
        ("00010002", True, "all", False, True, True),
        ("00010002", False, "all", False, True, False),
        ("0002", True, "all", True, False, False),
        ("00010002", True, "committee", False, True, False),
        ("00010002", True, "committee", True, False, True),
        ("00010002", True, "branch", False, True, True),
        ("0001", True, "branch", True, False, False),
    ],
)
def test_for_whom_a_matter_is(path: str, below: bool, level: str, committee: bool, branch: bool, applies: bool) -> None:
    told = rules.applies_to(
        "0001", applies_below=below, level=level, path=path, is_committee=committee, is_branch=branch
    )
    assert told is applies


@pytest.mark.django_db
def test_the_rule_and_the_query_say_the_same(county: County) -> None:
    for place in (county.root, county.town, county.village):
        for level in ("all", "committee", "branch"):
            for below in (True, False):
                item(place, f"{level}{below}", level=level, applies_below=below)
    for organisation in Organisation.objects.select_related("kind"):
        by_query = set(CatalogueItem.objects.applying_to(organisation).values_list("pk", flat=True))
        by_rule = {
            each.pk
            for each in CatalogueItem.objects.all()
            if rules.applies_to(
                each.org_path,
                applies_below=each.applies_below,
                level=each.level,
                path=organisation.path,
                is_committee=organisation.kind.is_committee,
                is_branch=organisation.kind.is_branch,
            )
        }
        assert by_query == by_rule, organisation


# ── the reminder ────────────────────────────────────────────────────────────
@pytest.fixture
def figures(db: None) -> None:
    load_first()


def publish(organisation: Organisation, matter: CatalogueItem, on: str, number: int) -> None:
    made = services.record_publication(
        SYSTEM,
        page_uid=f"018f0000-0000-7000-8000-{number:012d}",
        page_id=number,
        revision=1,
        organisation=organisation,
        title="党费收缴情况",
        url="/x/",
        audience="society",
        label="public",
        content={"body": "…"},
        catalogue_item=matter.uid,
    )
    at = timezone.make_aware(datetime.datetime.combine(day(on), datetime.time(9)))
    Publication.objects.filter(pk=made.pk).update(published_at=at)


def raised(on: datetime.date = DAY) -> dict[int, Raised]:
    return {each.organisation_id: each for each in period_missed(on)}


@pytest.mark.usefixtures("figures")
def test_one_line_an_organisation_that_let_a_period_pass(county: County) -> None:
    quarterly = item(county.town, level="branch")
    item(county.town, "意见办理情况", level="branch", every_months=1, category="service")
    item(county.town, "班子分工", period_kind="long")
    publish(county.village, quarterly, "2026-08-03", 1)
    found = raised()
    assert set(found) == {county.village.pk, county.branch.pk, county.other_branch.pk}
    line = found[county.branch.pk]
    assert line.title == "石桥村第一党支部：定期公开事项本期未公开2项"
    assert "2026年第三季度" in line.facts
    assert "2026年9月" in line.facts
    assert line.level is Level.YELLOW
    assert line.org_path == county.branch.path
    assert "1项" in found[county.village.pk].title  # the quarter's is there, the month's is not
    assert "第三季度" not in found[county.village.pk].facts


@pytest.mark.usefixtures("figures")
def test_what_was_published_after_the_period_clears_it_too(county: County) -> None:
    matter = item(county.village, applies_below=False)
    assert county.village.pk in raised()
    publish(county.village, matter, "2026-10-19", 1)
    assert raised() == {}


@pytest.mark.usefixtures("figures")
def test_nobody_is_reminded_of_what_is_retired_or_by_who_is_dissolved(county: County) -> None:
    matter = item(county.neighbour_branch)
    organisations.dissolve(SYSTEM, county.neighbour_branch.uid, dissolved_on=day("2026-10-01"), reason="合并")
    assert raised() == {}
    own = item(county.branch)
    services.retire(SYSTEM, own.uid, retired_on=datetime.date(2099, 1, 1), reason="文件已废止")
    assert set(raised()) == {county.branch.pk}
    assert list(period_missed(datetime.date(2099, 2, 1))) == []
    assert matter.retired_on is None


@pytest.mark.usefixtures("figures")
def test_a_place_sets_its_own_days_of_grace(county: County) -> None:
    item(county.branch)
    assert raised(day("2026-10-12"))
    set_value(
        SYSTEM,
        "openness.period_grace_days",
        value=30,
        valid_from=day("2026-10-01"),
        document=RegulationDocument.objects.all()[0],
        mark="D",
        reason="本县规定",
    )
    forget()
    assert raised(day("2026-10-12")) == {}
    assert raised(day("2026-10-31"))


def test_without_figures_nothing_is_raised(county: County) -> None:
    item(county.branch)
    assert raised() == {}


@pytest.mark.usefixtures("figures")
def test_many_organisations_cost_no_more_questions_than_few(county: County, django_assert_max_num_queries) -> None:  # type: ignore[no-untyped-def]
    for number in range(12):
        item(county.root, f"第{number}项", category="service", code=f"6-{number}")
    with django_assert_max_num_queries(6):
        assert len(list(period_missed(DAY))) == Organisation.objects.count()
