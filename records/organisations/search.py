"""Organisations in the index: found by full and short name, past names, pinyin and code; open to society."""

from typing import Any

from django.db import models

from records.kit.search import RecordEntries, entries
from records.organisations.ancestry import attach_ancestor_ids
from records.organisations.models import Organisation
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
            facts=facts,
        )
