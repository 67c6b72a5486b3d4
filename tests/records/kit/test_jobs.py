"""Long work: progress, crash, resume, cancel."""

from typing import Any

import pytest

from records.kit import jobs
from records.kit.actors import SYSTEM
from records.kit.models import Job
from tests.factories.access import user

pytestmark = pytest.mark.django_db

DONE: list[int] = []
CRASH_AT: set[int] = set()


@jobs.job("tests.count", "数数")
class Count:
    def total(self, arguments: dict[str, Any]) -> int:
        return int(arguments["to"])

    def step(self, arguments: dict[str, Any], cursor: dict[str, Any]) -> jobs.Step:
        number = cursor.get("number", 0) + 1
        if number in CRASH_AT:
            CRASH_AT.discard(number)
            raise OSError("13812345678")
        DONE.append(number)
        return jobs.Step({"number": number}, done=1, finished=number == arguments["to"], message="数完了")


@pytest.fixture(autouse=True)
def _fresh() -> None:
    DONE.clear()
    CRASH_AT.clear()


def test_a_job_runs_to_its_end_with_progress() -> None:
    job = jobs.start(SYSTEM, "tests.count", {"to": 3})
    assert jobs.run_piece(job.pk) == "done"
    job.refresh_from_db()
    assert (job.done, job.total, job.percent, job.message) == (3, 3, 100, "数完了")
    assert jobs.run_piece(job.pk) == "held"  # a second call does nothing
    assert DONE == [1, 2, 3]


def test_a_piece_ends_in_time_and_the_next_goes_on() -> None:
    job = jobs.start(SYSTEM, "tests.count", {"to": 3})
    assert jobs.run_piece(job.pk, seconds=-1) == "running"
    assert DONE == [1]
    assert jobs.run_piece(job.pk) == "done"
    assert DONE == [1, 2, 3]


def test_a_crash_costs_one_step_says_so_without_secrets_and_resumes() -> None:
    person = user()
    CRASH_AT.add(2)
    job = jobs.start(person, "tests.count", {"to": 3})
    assert jobs.run_piece(job.pk) == "failed"
    job.refresh_from_db()
    assert "OSError" in job.message
    assert "13812345678" not in job.message
    assert (job.done, job.cursor) == (1, {"number": 1})
    jobs.resume(person, job.uid)
    assert jobs.run_piece(job.pk) == "done"
    assert DONE == [1, 2, 3]


def test_only_its_owner_cancels_a_job() -> None:
    person = user()
    job = jobs.start(person, "tests.count", {"to": 3})
    with pytest.raises(Job.DoesNotExist):
        jobs.cancel(user(), job.uid)
    jobs.cancel(person, job.uid)
    assert jobs.run_piece(job.pk) == "held"
    assert DONE == []
