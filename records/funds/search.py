"""Applications in the index, once they are filed: open by policy only, whatever their state."""

from typing import Any

from django.db import models

from records.funds.choices import State
from records.funds.models import Application
from records.kit.money import yuan
from records.kit.search import RecordEntries, entries
from records.organisations.ancestry import attach_ancestor_ids
from search.index.entries import Entry


@entries
class ApplicationEntries(RecordEntries):
    """A plan or an application is found by title, number, purpose and items."""

    kind = "fund"
    label = "经费"
    model = Application

    def queryset(self) -> models.QuerySet[Any]:
        """Filed ones, with what an entry needs."""
        return (  # type: ignore[no-any-return]
            Application.objects.filter(filed_on__isnull=False)
            .with_sums()
            .select_related("organisation")
            .prefetch_related("items")
        )

    def prepare(self, rows: list[Any]) -> None:
        """The ids above each, in one query."""
        attach_ancestor_ids(rows)

    def entry(self, row: Any) -> Entry:
        """Title, number, what for, how much, where it stands. No audience: a policy opens it."""
        amount = row.agreed if row.decided_on else row.asked
        lines = [item.description for item in row.items.all() if item.state != "dropped"]
        return Entry(
            uid=str(row.uid),
            kind=self.kind,
            title=row.title,
            url=f"/work/funds/{row.uid}/",
            names=(row.serial,),
            body="\n".join([row.serial, row.purpose, *lines]),
            ancestors=row.ancestor_ids,
            audience=(),
            published=row.filed_on,
            year=row.year,
            amount_fen=amount,
            organisation=row.organisation.short_name,
            numbers=(row.serial,),
            people=(row.drafted_by_name,),
            state=State(row.state).label,
            category=row.get_source_display(),
            facts={
                "编号": row.serial,
                "金额": f"{yuan(amount, grouped=True)}元",
                "状态": State(row.state).label,
            },
        )
