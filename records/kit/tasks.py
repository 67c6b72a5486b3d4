"""What django-q runs for the kit; thin."""

from records.kit import events


def run_reaction(number: int) -> bool:
    """Run one reaction to one event."""
    return events.run_reaction(number)


def run_waiting_reactions() -> int:
    """Take up reactions that were never run."""
    return events.run_waiting()
