"""Loans in the index."""

from typing import Any

from records.kit.search import RecordEntries, entries
from records.organisations.ancestry import attach_ancestor_ids
from search.index.entries import Entry
from tests.sample.models import Loan


@entries
class LoanEntries(RecordEntries):
    """A loan is found by its book, by those who may see loans."""

    kind = "loan"
    label = "借书"
    model = Loan

    def prepare(self, rows: list[Any]) -> None:
        """The ids above each, in one query."""
        attach_ancestor_ids(rows)

    def entry(self, row: Any) -> Entry:
        """Title and place."""
        return Entry(
            uid=str(row.uid),
            kind=self.kind,
            title=row.book,
            url=f"/work/sample/{row.uid}/",
            ancestors=row.ancestor_ids,
            audience=(),
        )
