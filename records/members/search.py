"""A member in the index: name, branch and standing, nothing else; found by policy alone, never by an audience."""

from collections.abc import Iterator
from typing import Any, Final

from records.kit.search import RecordEntries, entries
from records.members.choices import Standing
from records.members.models import Member
from records.organisations.ancestry import steps
from records.organisations.models import Organisation
from search.index.entries import Entry

STANDINGS: Final = {each.value: str(each.label) for each in Standing}


@entries
class MemberEntries(RecordEntries):
    """Found by any part of the name or its pinyin; the names of branch, village and town narrow."""

    kind, label, model = "member", "党员", Member

    def queryset(self) -> Any:
        """Only what an entry needs, as plain rows: there are hundreds of thousands, and sealed columns stay where they are."""
        return Member.objects.values_list("uid", "name", "standing", "org_path", named=True)

    def made(self, rows: list[Any]) -> Iterator[Entry]:
        """Numbers and names of the organisations above each come in one query for the piece."""
        wanted = {step for path in {row.org_path for row in rows} for step in steps(path)}
        above = {
            path: (str(number), name)
            for path, number, name in Organisation.objects.filter(path__among=wanted).values_list(
                "path", "pk", "short_name"
            )
        }
        line = {path: [above[step] for step in steps(path) if step in above] for path in {row.org_path for row in rows}}
        for row in rows:
            yield _entry(row, line[row.org_path])


def _entry(row: Any, above: list[tuple[str, str]]) -> Entry:
    standing = STANDINGS[row.standing]
    return Entry(
        uid=str(row.uid),
        kind=MemberEntries.kind,
        title=row.name,
        url=f"/work/members/{row.uid}/",
        names=(row.name,),
        place=" ".join(name for _number, name in above),
        ancestors=tuple(number for number, _name in above),
        audience=(),
        organisation=above[-1][1] if above else "",
        state=standing,
        facts={"党籍状态": standing},
    )
