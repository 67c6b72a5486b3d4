"""A rule of the tests' own, taken away afterwards."""

import datetime
from collections.abc import Callable
from typing import Any

import pytest

from records.kit import reminders
from records.kit.reminders import Level, Raised, Rule
from records.organisations.models import Organisation

DAY = datetime.date(2026, 11, 20)


def raised(organisation: Organisation, key: str = "1", level: Level = Level.YELLOW, **changes: Any) -> Raised:
    """One matter at an organisation."""
    facts: dict[str, Any] = {
        "title": f"应换届：{organisation.short_name}",
        "facts": "任期到2026年11月1日",
        "clause": "《任期的意见》第二条",
    }
    return Raised(
        key=key, organisation_id=organisation.pk, org_path=organisation.path, level=level, **{**facts, **changes}
    )


@pytest.fixture
def declared(monkeypatch: pytest.MonkeyPatch) -> Callable[..., Rule]:
    """Declare rules that are the only ones: `declared("tests.rule", lambda on: [...])`."""
    only: dict[str, Rule] = {}
    monkeypatch.setattr(reminders, "_rules", only)

    def declare(name: str, raise_on: Callable[[datetime.date], Any]) -> Rule:
        reminders.reminder(name, name)(raise_on)
        return only[name]

    return declare
