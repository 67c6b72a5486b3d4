"""What the journal needs before the first entry: its seal of each minute."""

from records.audit.services import ensure_schedules


def ensure() -> None:
    """Set the schedule up; calling it again changes nothing."""
    ensure_schedules()
