"""What django-q runs for the kit; thin."""

from records.kit import events


def run_reaction(number: int) -> bool:
    """Run one reaction to one event."""
    return events.run_reaction(number)


def run_waiting_reactions() -> int:
    """Take up reactions that were never run."""
    return events.run_waiting()


def run_job(number: int) -> str:
    """Work on one job for a while."""
    from records.kit import jobs

    return jobs.run_piece(number)


def take_up_lost_jobs() -> int:
    """Queue again jobs whose worker died."""
    from records.kit import jobs

    return jobs.take_up_lost()


def tidy_exports() -> int:
    """Delete the files of exports a week old."""
    from records.kit import export_jobs

    return export_jobs.tidy()


def mend_paths() -> dict[str, int]:
    """Mend records whose path is not their organisation's; what was found stands in the task's result."""
    from records.kit import places

    return places.mend()
