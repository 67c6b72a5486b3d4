"""What runs by the clock is declared, and each declared task is there to be run."""

from importlib import import_module

import pytest
from django_q.models import Schedule

from records.alerts.schedules import SCHEDULES
from records.kit.schedules import PREFIX, ensure_schedules


def test_every_scheduled_task_can_be_called() -> None:
    for each in SCHEDULES:
        module, _, name = each.task.rpartition(".")
        assert callable(getattr(import_module(module), name))


@pytest.mark.django_db
def test_rules_run_before_anybody_is_up_and_digests_through_the_day() -> None:
    ensure_schedules()
    ensure_schedules()
    rows = {row.name.removeprefix(PREFIX): row for row in Schedule.objects.filter(name__startswith=PREFIX)}
    assert rows["reminder-rules"].schedule_type == Schedule.DAILY
    assert rows["reminder-rules"].next_run.astimezone().tzinfo is not None
    assert (rows["digests"].schedule_type, rows["digests"].minutes) == (Schedule.MINUTES, 30)
    assert all(row.repeats == -1 for row in rows.values())


@pytest.mark.django_db
def test_a_schedule_nobody_declares_any_more_goes_and_others_stay() -> None:
    Schedule.objects.create(name=f"{PREFIX}old", func="x.y")
    Schedule.objects.create(name="somebody else's", func="x.y")
    ensure_schedules()
    names = set(Schedule.objects.values_list("name", flat=True))
    assert f"{PREFIX}old" not in names
    assert "somebody else's" in names
