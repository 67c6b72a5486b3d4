"""What django-q runs for this room; thin, and harmless to run twice."""

from search.index import outbox, rebuild
from search.index.requests import SearchUnavailable

PIECE_SECONDS = 50.0
REBUILD_TASK = "search.index.tasks.rebuild_piece"


def drain() -> str:
    """Bring what waits to the index; where there is none, have it built: it was lost, or never made."""
    report = outbox.drain(PIECE_SECONDS)
    if report.no_index:
        from django_q.tasks import async_task

        async_task(REBUILD_TASK)
    broken = f"broken {', '.join(sorted(report.broken))}" if report.broken else ""
    done = f"written {report.written}, gone {report.gone}, failed {report.failed}"
    return " ".join(filter(None, [done, broken, report.unavailable]))


def tidy() -> None:
    """Forget old numbers."""
    outbox.tidy()


def rebuild_piece() -> str:
    """Rebuild for a while, and enqueue the rest."""
    try:
        report = rebuild.rebuild(PIECE_SECONDS)
    except rebuild.AlreadyRebuilding:
        return "already rebuilding"
    except SearchUnavailable as unavailable:
        return str(unavailable)
    if not report.finished:
        from django_q.tasks import async_task

        async_task(REBUILD_TASK)
    return f"written {report.written}, refused {report.refused}"
