"""The catalogue in the index: open to society, as the catalogue itself is."""

from typing import Any

from django.db import models

from records.kit.audience import PUBLIC_LABEL
from records.kit.models import local_today
from records.kit.search import RecordEntries, entries
from records.openness import catalogue
from records.openness.models import CatalogueItem
from records.organisations.ancestry import attach_ancestor_ids
from search.index.entries import Entry, Nature


@entries
class CatalogueEntries(RecordEntries):
    """An item is found by its matter, number, contents and basis, retired ones too."""

    kind, label, model = "catalogue", "公开目录事项", CatalogueItem

    def queryset(self) -> models.QuerySet[Any]:
        """All of them, with what an entry needs."""
        rows: models.QuerySet[Any] = CatalogueItem.objects.select_related("organisation")
        return rows

    def prepare(self, rows: list[Any]) -> None:
        """The ids above each, in one query."""
        attach_ancestor_ids(rows)

    def entry(self, row: Any) -> Entry:
        """What is disclosed, after which rule, how soon; for everyone."""
        state = catalogue.badge(row, local_today())["word"]
        shown = {"编号": row.code, "分类": row.get_category_display(), "时限": catalogue.period_words(row)}
        return Entry(
            uid=str(row.uid),
            kind=self.kind,
            nature=Nature.SIGNPOST,
            title=row.title,
            url=f"{catalogue.PUBLIC}{row.uid}/",
            body="\n".join(filter(None, [row.category_l2, row.content, row.basis, *shown.values()])),
            ancestors=row.ancestor_ids,
            audience=(PUBLIC_LABEL,),
            published=row.in_force_from,
            organisation=row.organisation.short_name,
            numbers=(row.code,),
            state=state,
            facts={**shown, "状态": state},
        )
