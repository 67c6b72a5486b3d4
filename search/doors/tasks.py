"""What django-q runs for the search's doors; thin."""

from records.kit.actors import SYSTEM
from records.kit.errors import Conflict
from search.doors import jobs
from search.doors.tuning import judged, tally


def tidy_drafts() -> int:
    """Delete drafts of exports that were given up."""
    return jobs.tidy()


def close_query_days() -> tuple[int, int]:
    """Delete what was asked too seldom to be kept, and what was kept long enough."""
    return tally.close_days()


def score_search() -> bool:
    """Have the judged questions asked; whether a scoring was begun."""
    try:
        return judged.start(SYSTEM) is not None
    except Conflict:  # somebody is having them asked just now
        return False
