"""A member in the index: name, branch and standing, nothing else; found by policy alone, never by an audience."""

from typing import Any

from records.kit.search import RecordEntries, entries
from records.members.models import Member
from records.organisations.ancestry import steps
from records.organisations.models import Organisation
from search.index.entries import Entry


@entries
class MemberEntries(RecordEntries):
    """Found by any part of the name or its pinyin; the names of branch, village and town narrow."""

    kind, label, model = "member", "党员", Member

    def queryset(self) -> Any:
        """Only what an entry needs: sealed columns stay in the database."""
        return Member.objects.select_related("organisation").only(
            "uid", "name", "standing", "org_path", "organisation__short_name"
        )

    def prepare(self, rows: list[Any]) -> None:
        """Numbers and names of the organisations above each, in one query."""
        wanted = {step for row in rows for step in steps(row.org_path)}
        above = {
            path: (str(number), name)
            for path, number, name in Organisation.objects.filter(path__in=wanted).values_list(
                "path", "pk", "short_name"
            )
        }
        for row in rows:
            row.above = [above[step] for step in steps(row.org_path) if step in above]

    def entry(self, row: Any) -> Entry:
        """One member's entry."""
        return Entry(
            uid=str(row.uid),
            kind=self.kind,
            title=row.name,
            url=f"/work/members/{row.uid}/",
            names=(row.name,),
            place=" ".join(name for _number, name in row.above),
            ancestors=tuple(number for number, _name in row.above),
            audience=(),
            organisation=row.organisation.short_name,
            state=row.get_standing_display(),
            facts={"党籍状态": row.get_standing_display()},
        )
