"""Organisations in the index: found by full and short name, past names, pinyin and code; open to society."""

from dataclasses import replace
from typing import Any

from django.db import models

from records.kit.search import RecordEntries, entries
from records.organisations.ancestry import Past, attach_ancestor_ids, ever_moved
from records.organisations.models import Organisation
from search.index import sources
from search.index.entries import PUBLIC, Entry


@entries
class OrganisationEntries(RecordEntries):
    """An organisation is found under its present and its past names."""

    kind = "organisation"
    label = "组织"
    model = Organisation

    def queryset(self) -> models.QuerySet[Any]:
        """With what an entry needs."""
        return Organisation.objects.select_related("kind").prefetch_related("versions")

    def prepare(self, rows: list[Any]) -> None:
        """The ids above each, in one query."""
        attach_ancestor_ids(rows, "path")

    def entry(self, row: Any) -> Entry:
        """Name, kind, where it hangs."""
        past = {name for version in row.versions.all() for name in (version.name, version.short_name)}
        facts = {"类别": row.kind.name}
        if row.dissolved_on:
            facts["状态"] = f"已于{row.dissolved_on}撤销"
        return Entry(
            uid=str(row.uid),
            kind=self.kind,
            title=row.short_name,
            url=f"/organisations/{row.uid}/",
            names=tuple(sorted({row.name, row.short_name, row.code} | past)),
            body="\n".join(sorted({row.name, row.address} | past)),
            ancestors=row.ancestor_ids,
            audience=(PUBLIC,),
            organisation=row.short_name,
            numbers=(row.code,),
            state="已撤销" if row.dissolved_on else "在册",
            facts=facts,
        )


@sources.finisher
def hung_then(entries: list[Entry]) -> list[Entry]:
    """Say of each entry with a date below which organisations it hung on that day, where that differs from today 当时的隶属.

    An organisation has no day of its own: it is found below all that it ever hung below.
    """
    kind = OrganisationEntries.kind
    dated = [entry for entry in entries if (entry.published or entry.kind == kind) and not entry.then]
    dated = [entry for entry in dated if entry.ancestors and entry.ancestors[-1].isdigit()]
    # Nearly all hang where they always hung: only below what ever moved a history is read.
    moved = ever_moved({number for entry in dated for number in entry.ancestors})
    dated = [entry for entry in dated if not moved.isdisjoint(entry.ancestors)]
    if not dated:
        return entries
    past = Past()
    past.fetch({int(entry.ancestors[-1]) for entry in dated})
    then: dict[str, tuple[str, ...]] = {}
    for entry in dated:
        own = int(entry.ancestors[-1])
        above = past.above(own, entry.published) if entry.published else past.ever_above(own)
        if above and {str(number) for number in above} != set(entry.ancestors):
            then[entry.key] = tuple(str(number) for number in above)
    return [replace(entry, then=then[entry.key]) if entry.key in then else entry for entry in entries]
