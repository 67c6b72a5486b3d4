"""What staff change is live in another process without a rebuild; what is kept of questions goes by the clock."""

import datetime
from collections.abc import Callable
from importlib import import_module
from typing import Any

import pytest
from django.utils import timezone
from django_q.models import Schedule

from portal.launch.processes import wait_until
from records.kit.schedules import PREFIX, ensure_schedules
from records.organisations.roles import Role
from search.doors.tuning import changes, synonyms
from search.doors.tuning.judged_models import ScoreRun
from search.doors.tuning.log_models import QueryCount, QueryDay
from search.doors.tuning.models import TuningChange
from search.index import outbox
from search.index import synonyms as lists
from search.index.engines.base import Engine
from search.index.models import OutboxRow, Rebuild
from tests.factories.access import holder
from tests.factories.organisations import County
from tests.factories.pages import column, published
from tests.search.processes import Process

PATIENCE = 180.0  # a busy machine takes its time; nothing is asserted about it
MINUTE = 60.0  # in which a change is promised to be live


@pytest.mark.slow
@pytest.mark.search
@pytest.mark.data
@pytest.mark.django_db(transaction=True)
def test_a_change_is_live_in_another_process_without_a_rebuild(search_engine: Engine, county: County) -> None:
    assert lists.FRESH_FOR < MINUTE
    column(county.town)
    page = published(county.town, title="村民说事日")
    published(county.town, title="党费收缴公示一")
    last = published(county.town, title="党费收缴公示二的说明和附表")
    outbox.drain()
    search_engine.refresh()
    tuner = holder(Role.ARCHIVIST, county.root)
    tells = Process("-m", "tests.search.doors.asker", "唠嗑会")
    orders = Process("-m", "tests.search.doors.asker", "党费收缴公示")
    try:

        def comes(process: Process, title: str, since: int = 0) -> int:
            said = f"first: {title}"
            assert wait_until(lambda: process.has_said(said, since=since), PATIENCE, lambda: process.running), (
                process.lines[-20:]
            )
            return len(process.lines)

        seen = comes(tells, "nothing")
        comes(orders, "党费收缴公示一")
        rule = {"words": ["唠嗑会"], "direction": "one_way", "instead": ["说事日"], "active": True, "note": ""}
        synonyms.save(tuner, None, rule, confirmed=True)
        seen = comes(tells, page.title, seen)
        changes.undo(tuner, TuningChange.objects.latest("pk").uid)
        comes(tells, "nothing", seen)
        bet = changes.add(
            tuner,
            "bet",
            {
                "question": "党费收缴公示",
                "match": "exact",
                "effect": "up",
                "entry_kind": "news",
                "entry_uid": str(last.uid),
                "place": 1,
                "starts_on": None,
                "ends_on": None,
                "active": True,
                "note": "",
            },
        )
        seen = comes(orders, last.title)
        changes.remove(tuner, "bet", bet.uid)
        comes(orders, "党费收缴公示一", seen)
    finally:
        tells.end()
        orders.end()
    assert not Rebuild.objects.exists()
    assert not OutboxRow.objects.exists()


def by_the_clock(name: str) -> Any:
    """Do what the schedule of this name says, as the queue would."""
    ensure_schedules()
    row = Schedule.objects.get(name=f"{PREFIX}{name}")
    assert (row.schedule_type, row.repeats) == (Schedule.DAILY, -1)
    module, _, task = row.func.rpartition(".")
    return getattr(import_module(module), task)()


@pytest.mark.django_db
def test_every_night_what_was_asked_seldom_and_what_is_too_old_is_deleted(settings: Any) -> None:
    today = timezone.localdate()
    old = today - datetime.timedelta(days=settings.SEARCH_QUERY_DAYS)
    for day, text in (
        (today, ""),
        (today - datetime.timedelta(days=1), ""),
        (today - datetime.timedelta(days=1), "党费标准"),
        (old, "还在期内的"),
        (old - datetime.timedelta(days=1), "过期的"),
    ):
        QueryCount.objects.create(day=day, mark=f"m{text}", text=text, asked=5)
        QueryDay.objects.get_or_create(day=day, defaults={"asked": 5})
    by_the_clock("search.close_query_days")
    kept = set(QueryCount.objects.values_list("day", "text"))
    assert kept == {(today, ""), (today - datetime.timedelta(days=1), "党费标准"), (old, "还在期内的")}
    assert min(QueryDay.objects.values_list("day", flat=True)) == old


@pytest.mark.django_db
@pytest.mark.search
def test_every_night_the_judged_questions_are_asked(county: County, index: Callable[[], None]) -> None:
    from records.kit import jobs
    from records.kit.models import Job

    column(county.town)
    page = published(county.town, title="村民说事日")
    index()
    question = {"text": "说事日", "best": [f"news:{page.uid}"], "also": [], "reader": "public", "active": True}
    changes.add(holder(Role.ARCHIVIST, county.root), "question", {**question, "note": ""})
    assert by_the_clock("search.score") is True
    jobs.run_piece(Job.objects.latest("pk").pk)
    assert ScoreRun.objects.get().first == 1.0
