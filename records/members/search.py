"""A member in the index: name, branch and standing, nothing else; found by policy alone, never by an audience."""

import uuid
from collections.abc import Iterable, Iterator
from typing import Any

from records.kit.search import RecordEntries, entries
from records.members.models import Member
from records.organisations.models import Organisation
from search.index.entries import Entry


@entries
class MemberEntries(RecordEntries):
    """Found by any part of the name or its pinyin; the names of branch, village and town narrow."""

    kind, label, model = "member", "党员", Member

    def queryset(self) -> Any:
        """Only what an entry needs: sealed columns stay in the database."""
        return Member.objects.select_related("organisation").only(
            "uid", "name", "standing", "category", "org_path", "organisation__short_name"
        )

    def load(self, uids: Iterable[str]) -> Iterator[Entry]:
        """Entries of these members as they are now: two queries."""
        yield from self._made(list(self.queryset().filter(uid__in=list(uids))))

    def iterate(self, after: str | None, size: int) -> Iterator[Entry]:
        """All entries by uid, in pieces: two queries each."""
        last = uuid.UUID(after) if after else None
        while True:
            rows = self.queryset().order_by("uid")
            if last is not None:
                rows = rows.filter(uid__gt=last)
            piece = list(rows[:size])
            yield from self._made(piece)
            if len(piece) < size:
                return
            last = piece[-1].uid

    def _made(self, members: list[Member]) -> Iterator[Entry]:
        above = _organisations_above({member.org_path for member in members})
        for member in members:
            chain = [above[path] for path in _paths(member.org_path) if path in above]
            yield Entry(
                uid=str(member.uid),
                kind=self.kind,
                title=member.name,
                url=f"/work/members/{member.uid}/",
                names=(member.name,),
                place=" ".join(name for _number, name in chain),
                ancestors=tuple(str(number) for number, _name in chain),
                audience=(),
                organisation=member.organisation.short_name,
                facts={"党籍状态": member.get_standing_display()},
            )

    def entry(self, row: Any) -> Entry:
        """One member's entry."""
        return next(self._made([row]))


def _paths(path: str) -> list[str]:
    step = Organisation.steplen
    return [path[:end] for end in range(step, len(path) + 1, step)]


def _organisations_above(paths: set[str]) -> dict[str, tuple[int, str]]:
    """Path → (number, short name) of these organisations and all above them."""
    wanted = {each for path in paths for each in _paths(path)}
    return {
        path: (number, name)
        for path, number, name in Organisation.objects.filter(path__in=wanted).values_list("path", "pk", "short_name")
    }
