"""What the portal knows of an organisation already 已有记录: pages, fund applications, meetings … offered as evidence.

Read from the index that spans all rooms, within what the person may find: this room imports none of the others. Hours,
views and likes are no records and are never offered (clauses against digital formalism).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from records.access.searching import search_scope
from records.kit.actors import Actor
from records.kit.errors import Invalid
from records.organisations.models import Organisation
from search.index import sources
from search.index.entries import Entry
from search.index.queries import search
from search.index.requests import SearchRequest, SearchUnavailable, Sort

# Persons, organisations themselves and this room's own sheets prove nothing; an attachment is shown by what carries it.
NO_EVIDENCE = frozenset({"member", "organisation", "section", "attachment"})
MOST = 20


@dataclass(frozen=True)
class Fact:
    """One record that may be linked."""

    kind: str
    uid: str
    label: str
    entry: Entry


@dataclass(frozen=True)
class Offered:
    """What was found, or why nothing could be."""

    facts: Sequence[Any]
    unavailable: bool = False


def kinds() -> frozenset[str]:
    """Kinds of entries that may be evidence."""
    return frozenset(kind for kind in sources.kinds() if kind not in NO_EVIDENCE and not kind.startswith("assessment"))


def offered(actor: Actor, organisation: Organisation, *, words: str = "", year: int | None = None) -> Offered:
    """Records of the organisation and those below it that the actor may find, newest first, or by `words`."""
    if not kinds():
        return Offered(())
    request = SearchRequest(
        text=words,
        scope=search_scope(actor),
        kinds=kinds(),
        organisation=str(organisation.pk),
        years=frozenset(filter(None, [year])),
        sort=Sort.RELEVANCE if words else Sort.DATE,
        size=MOST,
    )
    try:
        answer = search(request)
        return Offered(answer.hits, unavailable=answer.partial and not answer.hits)
    except SearchUnavailable:
        return Offered((), unavailable=True)


def resolve(actor: Actor, organisation: Organisation, kind: str, uid: str) -> Fact:
    """The record as it is now, read from its own room. Raises Invalid when it is not there, or not theirs to show."""
    source = sources.get(kind) if kind in kinds() else None
    entry = next(iter(source.load([uid])), None) if source is not None else None
    if source is None or entry is None or not search_scope(actor).admits(entry):
        raise Invalid({"fact": "没有找到这条记录，或您无权查看，请重新选择。"})
    if str(organisation.pk) not in entry.ancestors:
        raise Invalid({"fact": f"“{entry.title}”不是{organisation.short_name}或其下级的记录，不能作为佐证。"})
    return Fact(kind, uid, source.label, entry)
