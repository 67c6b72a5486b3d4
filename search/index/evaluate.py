"""Measuring the search on judged queries: recall, MRR and nDCG, through the product's own entries and queries."""

import datetime
import gzip
import json
import math
import tempfile
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from search.index import queries, sources, weights
from search.index.engines.base import Engine, Target
from search.index.entries import PUBLIC, Entry
from search.index.normalise import headings, short_title
from search.index.requests import SearchAnswer, SearchRequest, SearchUnavailable
from search.index.scope import SearchScope, scope_of
from search.index.synonyms import Thesaurus

CUT = 10
PIECE = 200
EVERYTHING = "ALL"


@dataclass(frozen=True)
class Judged:
    """A query, what kind of query it is, and the ids of the documents that answer it."""

    query: str
    kind: str
    relevant: frozenset[str]


@dataclass(frozen=True)
class Score:
    """Means over `queries` queries of the first ten results; binary gain, discount log2(rank + 1), ideal cut at ten."""

    queries: int
    recall: float
    mrr: float
    ndcg: float


def _open(path: Path) -> IO[str]:
    return gzip.open(path, "rt", encoding="utf-8") if path.suffix == ".gz" else path.open(encoding="utf-8")


def _lines(path: Path) -> Iterator[dict[str, Any]]:
    """The objects of a JSON-lines file. Raises OSError, and ValueError naming file and line."""
    with _open(path) as lines:
        for number, line in enumerate(lines, 1):
            if not line.strip():
                continue
            try:
                yield json.loads(line)
            except ValueError as error:
                raise ValueError(f"{path}:{number}: {error}") from error


def read_judged(path: Path) -> list[Judged]:
    """Judged queries: {"query", "kind", "relevant"} a line; those without a relevant document are left out."""
    rows = (Judged(row["query"], row["kind"], frozenset(row["relevant"])) for row in _lines(path))
    return [row for row in rows if row.relevant]


class CorpusSource:
    """A corpus file as a source of entries: {"id", "title", "body", "published"} a line, the entries of rules."""

    kind = "rule"
    label = "规章"

    def __init__(self, path: Path) -> None:
        self._entries = {entry.uid: entry for entry in map(self._entry, _lines(path))}

    def _entry(self, row: Mapping[str, Any]) -> Entry:
        short = short_title(row["title"])
        return Entry(
            uid=row["id"],
            kind=self.kind,
            title=row["title"],
            url=f"/rules/{row['id']}/",
            names=(short,) if short else (),
            heads=headings(row["body"]),
            body=row["body"],
            audience=(PUBLIC,),
            published=datetime.date.fromisoformat(row["published"]) if row.get("published") else None,
        )

    def load(self, uids: Sequence[str]) -> Iterator[Entry]:
        return (self._entries[uid] for uid in uids if uid in self._entries)

    def iterate(self, after: str | None, size: int) -> Iterator[Entry]:
        return (self._entries[uid] for uid in sorted(self._entries) if after is None or uid > after)

    def uids(self, after: str | None, size: int) -> list[str]:
        return [uid for uid in sorted(self._entries) if after is None or uid > after][:size]


@contextmanager
def own_index(name: str, hosts: str = "", index: str = "") -> Iterator[Engine]:
    """An engine ("fts" or "elasticsearch") with an empty index of its own, removed afterwards.

    hosts are Elasticsearch's addresses, comma-separated; index is the name its own index begins with.
    """
    if name == "elasticsearch":
        from search.index.engines.elasticsearch import ElasticsearchEngine

        remote = ElasticsearchEngine([host.strip() for host in hosts.split(",")], f"{index}-evaluate")
        remote.follows_outbox = False
        remote.destroy()
        remote.apply_schema()
        try:
            yield remote
        finally:
            remote.destroy()
            remote.close()
        return
    from search.index.engines.fts5 import EmbeddedEngine

    with tempfile.TemporaryDirectory(prefix="search-evaluate-") as folder:
        embedded = EmbeddedEngine(str(Path(folder) / "index.sqlite3"))
        embedded.follows_outbox = False
        embedded.apply_schema()
        try:
            yield embedded
        finally:
            embedded.close()


def fill(engine: Engine, source: CorpusSource) -> int:
    """Write a corpus to the living index; returns how many entries it holds."""
    piece: list[Entry] = []
    count = 0
    for entry in source.iterate(None, PIECE):
        piece.append(entry)
        count += 1
        if len(piece) == PIECE:
            engine.write(piece, (), 1, Target.LIVING)
            piece = []
    engine.write(piece, (), 1, Target.LIVING)
    engine.refresh()
    return count


def run(engine: Engine, source: CorpusSource, judged: Sequence[Judged], thesaurus: Thesaurus) -> dict[str, list[str]]:
    """The ids that the search answers each query with, best first."""
    scope: SearchScope = scope_of([PUBLIC])
    found: dict[str, list[str]] = {}
    with sources.only(source):
        for row in judged:
            request = SearchRequest(text=row.query, scope=scope, size=CUT)
            found[row.query] = [hit.uid for hit in _asked(request, engine, thesaurus).hits]
    return found


# What is measured is what is found, not how fast: where a busy machine lets a question pass its time limit, it's put again.
TRIES = 5


def _asked(request: SearchRequest, engine: Engine, thesaurus: Thesaurus) -> SearchAnswer:
    for _ in range(TRIES - 1):
        with suppress(SearchUnavailable):
            return queries.search(request, engine=engine, thesaurus=thesaurus).whole()
    return queries.search(request, engine=engine, thesaurus=thesaurus).whole()


def score(found: Mapping[str, Sequence[str]], judged: Sequence[Judged]) -> dict[str, Score]:
    """Scores for each kind of query and for all together; a query that isn't in `found` scores zero."""
    rows: dict[str, list[tuple[float, float, float]]] = defaultdict(list)
    for row in judged:
        one = _score_one(found.get(row.query, ()), row.relevant)
        rows[row.kind].append(one)
        rows[EVERYTHING].append(one)
    return {
        kind: Score(len(ones), *(sum(column) / len(ones) for column in zip(*ones, strict=True)))
        for kind, ones in sorted(rows.items(), key=lambda item: (item[0] == EVERYTHING, item[0]))
    }


def _score_one(ids: Sequence[str], relevant: frozenset[str]) -> tuple[float, float, float]:
    hits = [uid in relevant for uid in list(dict.fromkeys(ids))[:CUT]]
    best = min(CUT, len(relevant))
    first = next((1 / rank for rank, hit in enumerate(hits, 1) if hit), 0.0)
    gain = sum(1 / math.log2(rank + 1) for rank, hit in enumerate(hits, 1) if hit)
    ideal = sum(1 / math.log2(rank + 1) for rank in range(1, best + 1))
    return sum(hits) / best, first, gain / ideal


def overlap(one: Mapping[str, Sequence[str]], other: Mapping[str, Sequence[str]]) -> float:
    """How much of the first ten two engines share, as a mean over all queries: 1 where both find the same."""
    shares = []
    for query in one:
        first, second = set(one[query][:CUT]), set(other.get(query, ())[:CUT])
        most = max(len(first), len(second))
        shares.append(len(first & second) / most if most else 1.0)
    return sum(shares) / len(shares) if shares else 1.0


@dataclass(frozen=True)
class CrossValidated:
    """Means over queries that were held out: with the weights as they are, and with what the others' scores would choose.

    `chosen` is, for each fold, the weight that would be changed and how ("" for none).
    """

    kept: float
    tuned: float
    chosen: tuple[str, ...]


FOLDS = 5
FACTORS = (0.5, 2.0)


def cross_validate(
    engine: Engine,
    source: CorpusSource,
    judged: Sequence[Judged],
    thesaurus: Thesaurus,
    told: Callable[[str], None] = lambda line: None,
) -> CrossValidated:
    """Whether other weights would do better on queries that did not choose them.

    Every weight is halved and doubled; in each of five folds the best of these changes is chosen by the other four, and
    scored on this one. Weights that fit nothing but their own queries show as `tuned` below `kept`.
    """
    ones = {"": _gains(engine, source, judged, thesaurus)}
    for name in sorted(name for name in vars(weights) if name.isupper()):
        for factor in FACTORS:
            told(f"{name} × {factor:g}")
            with _changed(name, factor):
                ones[f"{name} × {factor:g}"] = _gains(engine, source, judged, thesaurus)
    kept, tuned, chosen = [], [], []
    for fold in range(FOLDS):
        inside = [number for number in range(len(judged)) if number % FOLDS == fold]
        outside = [number for number in range(len(judged)) if number % FOLDS != fold]
        best = max(ones, key=lambda change: sum(ones[change][number] for number in outside))
        chosen.append(best)
        kept += [ones[""][number] for number in inside]
        tuned += [ones[best][number] for number in inside]
    return CrossValidated(sum(kept) / len(kept), sum(tuned) / len(tuned), tuple(chosen))


def _gains(engine: Engine, source: CorpusSource, judged: Sequence[Judged], thesaurus: Thesaurus) -> list[float]:
    found = run(engine, source, judged, thesaurus)
    return [_score_one(found[row.query], row.relevant)[2] for row in judged]


@contextmanager
def _changed(name: str, factor: float) -> Iterator[None]:
    before = getattr(weights, name)
    setattr(weights, name, before * factor)
    try:
        yield
    finally:
        setattr(weights, name, before)
