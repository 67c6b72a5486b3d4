"""What django-q runs for the search's doors; thin."""

from search.doors import jobs


def tidy_drafts() -> int:
    """Delete drafts of exports that were given up."""
    return jobs.tidy()
