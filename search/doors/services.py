"""What archive searches write: looks at restricted results, exports, saved searches."""

from collections.abc import Sequence

from django.db import transaction

from records.access.models import User
from records.access.searching import search_scope
from records.kit import jobs
from records.kit.errors import Invalid, Refused
from records.kit.exports import CONTENT_TYPES, MOST_ROWS_XLSX, XLSX
from records.kit.models import Job, local_today
from records.kit.sheets import safe_name
from search.doors import archive
from search.doors.jobs import EXPORT
from search.doors.looks import note, restricted
from search.index import queries
from search.index.entries import Entry
from search.index.requests import SearchAnswer

ARCHIVE = "search.archive"
LOOK_UP = "search.look_up"
EXPORTS = "search.export"
READ_AT_ONCE = 500  # entries for a program that takes all of them
MOST_NOTED = 10_000  # keys in one entry of the journal


def looked(actor: User, asked: archive.Asked, answer: SearchAnswer) -> int:
    """Write down that somebody was shown results that only a policy opens; returns how many of them there were.

    The question and the entries shown, one entry of the journal for each page that was looked at.
    """
    restricted = [f"{hit.kind}:{hit.uid}" for hit in answer.hits if hit.restricted]
    if restricted:
        facts = {**archive.facts_of(asked), "total": answer.total, "page": asked.page, "shown": restricted}
        note(actor, ARCHIVE, {**facts, "partial": True} if answer.partial else facts)
    return len(restricted)


def start_export(actor: User, asked: archive.Asked) -> Job:
    """Have exactly what is found written as a table, in the background; returns the job.

    Raises Refused without the permission, Invalid for a question that can't be read, asks nothing or finds too many,
    SearchUnavailable where not all of the index answers: a table is whole, or there is none.
    """
    _exportable(actor, asked)
    total = queries.search(asked.request(actor, size=1)).whole().total
    if not total:
        raise Invalid("没有可导出的结果。")
    if total > MOST_ROWS_XLSX:
        raise Invalid(f"共{total:,}条，超过表格的{MOST_ROWS_XLSX:,}行，请缩小范围后再导出。")
    with transaction.atomic():
        note(actor, EXPORTS, {**archive.facts_of(asked), "total": total, "form": XLSX})
        return jobs.start(
            actor,
            EXPORT,
            {
                "question": asked.plain,
                "started_by": actor.scope.user_id,
                "form": XLSX,
                "file_name": safe_name(f"查档结果{local_today():%Y%m%d}.{XLSX}"),
                "content_type": CONTENT_TYPES[XLSX],
            },
            label=f"导出查档结果（{total:,}条）",
        )


def read_on(actor: User, asked: archive.Asked, after: str) -> tuple[list[Entry], str]:
    """The next of exactly what is found, by key after a given one, for a program that takes all of it; and where to go on, "" at the end.

    Each piece is one entry of the journal. Raises Refused, Invalid as `start_export`, SearchUnavailable.
    """
    _exportable(actor, asked)
    entries, following = queries.walk(asked.request(actor), after, READ_AT_ONCE)
    shown = restricted(entries)
    note(actor, EXPORTS, {**archive.facts_of(asked), "form": "json", "rows": len(entries), "shown": shown})
    return entries, following


def _exportable(actor: User, asked: archive.Asked) -> None:
    if not actor.scope.paths(EXPORTS):
        raise Refused("您没有导出查档结果的权限。")
    if asked.problems or not asked.asks:
        raise Invalid("请先写明条件，查到结果后再导出。")


def look_up(actor: User, names: Sequence[str], kinds: frozenset[str], most: int) -> list[queries.NameFound]:
    """Look up many names at once within somebody's scope; how many were asked for and found is journalled, not the names.

    Raises Refused without the permission, SearchUnavailable.
    """
    if not actor.scope.paths(LOOK_UP):
        raise Refused("您没有批量查找的权限。")
    found = queries.named(names, search_scope(actor), kinds=kinds, most=most)
    shown = sorted(set(restricted(entry for each in found for entry in each.entries)))
    facts = {"names": len(names), "kinds": sorted(kinds), "found": sum(1 for each in found if each.count)}
    note(actor, LOOK_UP, {**facts, "restricted": len(shown), "shown": shown[:MOST_NOTED]})
    return found
