"""Reactions after the commit: once, retried, resumed; and the table of cause and effect."""

import datetime
from pathlib import Path

import pytest
from django.utils import timezone

from records.kit import events
from records.kit.models import ReactionRun
from records.organisations.roles import Role
from tests.factories.access import holder
from tests.factories.organisations import County
from tests.sample import reactions, services

pytestmark = pytest.mark.django_db

TABLE = Path(__file__).parents[3] / "docs" / "events.md"


@pytest.fixture
def returned(county: County) -> ReactionRun:
    """A book came back; its reaction waits."""
    reactions.SEEN.clear()
    secretary = holder(Role.SECRETARY, county.branch)
    loan = services.lend(secretary, county.branch, book="论语")
    services.take_back(secretary, loan.uid)
    return ReactionRun.objects.get(reaction="tests.sample.reactions.thank_the_reader")


def test_a_reaction_runs_once_however_often_it_is_called(returned: ReactionRun) -> None:
    assert events.run_reaction(returned.pk) is True
    assert events.run_reaction(returned.pk) is False
    assert len(reactions.SEEN) == 1


def test_a_failed_reaction_is_noted_without_its_message_and_taken_up_again(returned: ReactionRun) -> None:
    reactions.FAIL["next"] = True
    with pytest.raises(ConnectionError):
        events.run_reaction(returned.pk)
    returned.refresh_from_db()
    assert (returned.state, returned.tries, returned.last_error) == ("failed", 1, "ConnectionError")
    ReactionRun.objects.update(updated_at=timezone.now() - datetime.timedelta(minutes=5))
    assert events.run_waiting() == 1
    returned.refresh_from_db()
    assert returned.state == "done"


def test_an_event_outside_a_write_is_refused(transactional_db: None) -> None:
    from records.kit.actors import SYSTEM
    from tests.sample.events import BookReturned

    with pytest.raises(RuntimeError, match="inside the write"):
        events.emit(SYSTEM, BookReturned(loan=events.uuid.uuid4()))


def test_the_table_of_events_and_reactions_is_printed_and_current() -> None:
    lines = ["| event | reaction | when | what for |", "|---|---|---|---|"]
    for each in events.reaction_table():
        if each.name.startswith("tests."):
            continue
        lines.append(f"| `{each.event.event_name()}` | `{each.name}` | {each.when.value} | {each.purpose} |")
    text = TABLE.read_text(encoding="utf-8")
    missing = [line for line in lines if line not in text]
    assert not missing, "docs/events.md is not current; it lacks:\n" + "\n".join(missing)
    listed = [line for line in text.splitlines() if line.startswith("| `")]
    assert set(listed) == set(lines[2:]), "docs/events.md lists reactions that no longer exist"
