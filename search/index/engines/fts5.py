"""The embedded engine: SQLite FTS5 in a file of its own, so that a newcomer needs no server."""

# ruff: noqa: S608 (what is put together here are names of our own tables and question marks; text is bound, never pasted)

import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from search.index.engines import fts5_questions as ask
from search.index.engines import fts5_tables as tables
from search.index.engines.base import Engine, Found, Health, Held, Named, Plan, RawAnswer, State, Target, Written
from search.index.entries import Entry
from search.index.questions import Question
from search.index.reading import described
from search.index.requests import FacetCount, Facets, NoIndex, SearchUnavailable, Suggestion
from search.index.scope import SearchScope

MOST_FACETS = 50
PIECE = 1000
HELD_PIECE = 200  # whole texts are read to compare them
# Of SQLite's errors those that speak of the entry; all others speak of the file.
ONE_ENTRYS_FAULT = (sqlite3.IntegrityError, sqlite3.DataError, sqlite3.InterfaceError)
WALK_SECONDS = 30.0  # a step of an export or a look-up of thousands of names may take longer than somebody's search


class EmbeddedEngine(Engine):
    """An index in one file. Any number of processes and threads may use it; writers take turns, readers never wait."""

    name = "fts5"

    def __init__(self, path: str) -> None:
        self.file = tables.File(path)

    def apply_schema(self) -> None:
        with self.file.writing() as connection:
            if tables.generation(connection, Target.LIVING) is None:
                tables.create(connection, Target.LIVING, filled=False)

    def _number(self, connection: sqlite3.Connection) -> int:
        """The living generation, for reading. Raises SearchUnavailable where there is none."""
        living = tables.generation(connection, Target.LIVING)
        if living is None:
            raise NoIndex("the embedded index is empty: run search_rebuild")
        return living[0]

    def write(self, entries: Iterable[Entry], gone: Iterable[str], version: int, target: Target) -> Written:
        refused: dict[str, str] = {}
        with self.file.writing() as connection:
            found = tables.generation(connection, target)
            ours = found is not None and found[1] == tables.WRITTEN_BY
            if target is Target.BUILDING and not ours:
                return Written()
            if found is None:
                raise NoIndex("the embedded index is empty: run search_rebuild")
            if not ours:
                raise SearchUnavailable("the embedded index was written by another version: run search_rebuild")
            number = found[0]
            for entry in entries:
                connection.execute("savepoint one")
                try:
                    self._put(connection, number, entry, version)
                except SearchUnavailable:
                    raise
                except Exception as error:  # whatever one entry breaks, it holds up no other
                    if isinstance(error, sqlite3.Error) and not isinstance(error, ONE_ENTRYS_FAULT):
                        raise
                    connection.execute("rollback to one")
                    refused[entry.key] = described(error)
                connection.execute("release one")
            for key in gone:
                self._take(connection, number, key, version)
        return Written(refused)

    def _put(self, connection: sqlite3.Connection, number: int, entry: Entry, version: int) -> None:
        row = connection.execute(f"select id, version from entry_{number} where key=?", (entry.key,)).fetchone()
        if row is not None:
            if row[1] > version:
                return
            tables.remove(connection, number, row[0])
        else:
            forgotten = connection.execute(f"select version from gone_{number} where key=?", (entry.key,)).fetchone()
            if forgotten is not None and forgotten[0] > version:
                return
            connection.execute(f"delete from gone_{number} where key=?", (entry.key,))
        tables.add(connection, number, entry, version)

    def _take(self, connection: sqlite3.Connection, number: int, key: str, version: int) -> None:
        row = connection.execute(f"select id, version from entry_{number} where key=?", (key,)).fetchone()
        if row is not None:
            if row[1] > version:
                return
            tables.remove(connection, number, row[0])
        connection.execute(
            f"insert into gone_{number} values(?, ?)"
            " on conflict(key) do update set version = max(version, excluded.version)",
            (key, version),
        )

    def query(self, plan: Plan) -> RawAnswer:
        with self.file.reading() as connection:
            number = self._number(connection)
            page = ask.hits(plan)
            found = []
            for blob, score in connection.execute(page.sql.format(g=number), page.values):
                entry = tables.unpack(blob)
                found.append(Found(entry.kind, entry.uid, score, entry))
            if not plan.counting:
                return RawAnswer(tuple(found))
            counting = ask.counts(plan)
            counted: dict[str, list[FacetCount]] = defaultdict(list)
            for facet, value, count in connection.execute(counting.sql.format(g=number), counting.values):
                counted[facet].append(FacetCount(value, count))
        return RawAnswer(tuple(found), counted[""][0].count, _facets(counted, plan))

    def walk(self, plan: Plan, after: str, size: int) -> list[Found]:
        select = ask.walk(plan, after, size)
        with self.file.reading(WALK_SECONDS) as connection:
            rows = connection.execute(select.sql.format(g=self._number(connection)), select.values)
            entries = [tables.unpack(blob) for (blob,) in rows]
        return [Found(entry.kind, entry.uid, 0.0, entry) for entry in entries]

    def named(self, names: Sequence[str], scope: SearchScope, kinds: frozenset[str], most: int) -> dict[str, Named]:
        found: dict[str, Named] = {}
        for start in range(0, len(names), PIECE):
            select = ask.named(names[start : start + PIECE], scope, kinds, most)
            bearers: dict[str, tuple[int, list[Found]]] = {}
            with self.file.reading(WALK_SECONDS) as connection:
                rows = connection.execute(select.sql.format(g=self._number(connection)), select.values)
                for name, count, blob in rows:
                    entry = tables.unpack(blob)
                    bearers.setdefault(name, (count, []))[1].append(Found(entry.kind, entry.uid, 0.0, entry))
            found.update((name, Named(count, tuple(hits))) for name, (count, hits) in bearers.items())
        return found

    def suggest(self, question: Question, scope: SearchScope, limit: int) -> list[Suggestion]:
        select = ask.suggestions(question, scope, limit)
        with self.file.reading() as connection:
            rows = connection.execute(select.sql.format(g=self._number(connection)), select.values)
            entries = [tables.unpack(blob) for (blob,) in rows]
        return [
            Suggestion(text=entry.title, kind=entry.kind, uid=entry.uid, url=entry.url, organisation=entry.organisation)
            for entry in entries
        ]

    def start_building(self) -> str:
        try:
            return self._start_building()
        except SearchUnavailable as error:
            if not tables.is_damage(error.__cause__):
                raise
            self.file.remove()
            return self._start_building()

    def _start_building(self) -> str:
        with self.file.writing() as connection:
            begun = tables.generation(connection, Target.BUILDING)
            if begun is not None:
                tables.drop(connection, begun[0])
            return str(tables.create(connection, Target.BUILDING, filled=True))

    def building(self) -> str | None:
        with self.file.reading() as connection:
            begun = tables.generation(connection, Target.BUILDING)
        return str(begun[0]) if begun is not None and begun[1] == tables.WRITTEN_BY else None

    def swap(self, index: str) -> None:
        with self.file.writing() as connection:
            begun = tables.generation(connection, Target.BUILDING)
            if begun is None or str(begun[0]) != index:
                raise LookupError("this index isn't being built")
            living = tables.generation(connection, Target.LIVING)
            if living is not None:
                tables.drop(connection, living[0])
            connection.execute("update generation set role=? where number=?", (Target.LIVING, begun[0]))

    def abandon(self) -> None:
        with self.file.writing() as connection:
            begun = tables.generation(connection, Target.BUILDING)
            if begun is not None:
                tables.drop(connection, begun[0])

    def refresh(self) -> None:
        """Nothing to do: a committed write is found at once."""

    def held(self, keys: Sequence[str]) -> dict[str, Held]:
        found: dict[str, Held] = {}
        for start in range(0, len(keys), 500):
            piece = list(keys[start : start + 500])
            marks = ", ".join("?" * len(piece))
            with self.file.reading(WALK_SECONDS) as connection:
                found.update(tables.holdings(connection, self._number(connection), f"key in ({marks})", piece))
        return found

    def holdings(self) -> Iterator[tuple[str, Held]]:
        last = ""
        while True:
            with self.file.reading(WALK_SECONDS) as connection:
                number = self._number(connection)
                rows = tables.holdings(connection, number, "key > ? order by key limit ?", [last, HELD_PIECE])
            yield from rows
            if len(rows) < HELD_PIECE:
                return
            last = rows[-1][0]

    def keys(self, kind: str | None = None) -> Iterator[str]:
        last = ""
        while True:
            with self.file.reading() as connection:
                number = self._number(connection)
                rows = connection.execute(
                    f"select key from entry_{number} where key > ? and (? is null or kind = ?) order by key limit ?",
                    (last, kind, kind, PIECE),
                ).fetchall()
            for (key,) in rows:
                yield key
            if len(rows) < PIECE:
                return
            last = rows[-1][0]

    def health(self) -> Health:
        try:
            with self.file.reading() as connection:
                living = tables.generation(connection, Target.LIVING)
                if living is None:
                    return Health(State.MISSING, detail="索引不存在，请运行 search_rebuild。")
                entries = connection.execute(f"select count(*) from entry_{living[0]}").fetchone()[0]
        except SearchUnavailable as error:
            if tables.is_damage(error.__cause__):
                return Health(State.MISSING, detail=f"索引文件已损坏，请运行 search_rebuild。（{error}）")
            return Health(State.UNAVAILABLE, detail=str(error))
        if living[1] != tables.WRITTEN_BY:
            return Health(State.OUTDATED, entries, "索引由另一版本写成，请运行 search_rebuild。")
        if not living[2]:
            return Health(State.UNFILLED, entries, "索引尚未全量建立，请运行 search_rebuild。")
        return Health(State.READY, entries)

    def destroy(self) -> None:
        with self.file.writing() as connection:
            for (number,) in connection.execute("select number from generation").fetchall():
                tables.drop(connection, number)

    def close(self) -> None:
        self.file.close()


def _facets(counted: dict[str, list[FacetCount]], plan: Plan) -> Facets:
    def most(facet: str) -> list[FacetCount]:
        return sorted(counted[facet], key=lambda found: (-found.count, found.value))

    return Facets(
        kinds=tuple(most("kind")),
        organisations=tuple(most("organisation")[: len(plan.organisations) or MOST_FACETS]),
        states=tuple(most("state")[:MOST_FACETS]),
        categories=tuple(most("category")[:MOST_FACETS]),
        reaches=tuple(most("reach")),
        years=tuple(sorted(counted["year"], key=lambda found: -int(found.value))),
    )
