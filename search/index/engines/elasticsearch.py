"""The engine for service: Elasticsearch 8, through its own client. Nothing in it depends on an optional module.

Names: the alias SEARCH_INDEX is the living index, SEARCH_INDEX-building the one being filled; the indexes themselves
carry a date. Every write asks for the alias, so that no write can ever make an index by itself.
"""

import datetime
import secrets
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from typing import Any

from elasticsearch import ApiError, ConnectionTimeout, Elasticsearch, NotFoundError, TransportError
from elasticsearch.helpers import BulkIndexError, streaming_bulk

from search.index.budget import left
from search.index.codec import from_whole
from search.index.engines import elasticsearch_documents as documents
from search.index.engines import elasticsearch_holdings as look
from search.index.engines import elasticsearch_questions as ask
from search.index.engines.base import Engine, Found, Health, Held, Named, Plan, RawAnswer, State, Target, Written
from search.index.engines.breaker import Breaker
from search.index.entries import Entry
from search.index.questions import Question
from search.index.reading import described
from search.index.requests import MOST_HITS, FacetCount, Facets, Incomplete, NoIndex, SearchUnavailable, Suggestion
from search.index.scope import SearchScope

QUERY_SECONDS = 5.0
WRITE_SECONDS = 60.0
HARDLY = 1.0  # seconds: who asked with less left of a page's time learns nothing of the server by their passing
# A write waits so long for a new master or a living copy; then the rows wait instead, and the worker is free.
WRITE_WAIT = "10s"
LOOK_UP_SECONDS = 30.0  # a step of an export or a look-up of thousands of names may take longer than somebody's search
PIECE = 1000
NO_TEXT: dict[str, Any] = {"body": "", "heads": (), "spots": ()}  # a person has none
PART_LOST = "搜索只查到其余部分；节点恢复后自动好转，节点的数据已丢失时请运行 search_rebuild。"
# What the server says of one entry that it'll never take; everything else passes, and the entry with it.
REFUSED_FOR_GOOD = (400, 413)


class ElasticsearchEngine(Engine):
    """An index of Elasticsearch."""

    name = "elasticsearch"
    writers = 2  # while it indexes one piece, the documents of the next are made

    def __init__(self, hosts: Sequence[str], index: str) -> None:
        self.index = index
        self.client = Elasticsearch(
            list(hosts), request_timeout=QUERY_SECONDS, max_retries=2, retry_on_timeout=False, http_compress=False
        )
        self.slow = self.client.options(request_timeout=WRITE_SECONDS)
        self.reading, self.writing = Breaker(), Breaker()
        # A client for each time limit is made once: it is forty objects, and each letter typed would make them anew.
        self._within = cache(lambda tenths: self.client.options(request_timeout=tenths / 10))

    def _alias(self, target: Target) -> str:
        return self.index if target is Target.LIVING else f"{self.index}-building"

    @contextmanager
    def _talking(self, breaker: Breaker | None = None, telling: bool = True) -> Iterator[None]:
        """`telling` False: that there was no answer says nothing of the server, which was hardly given time."""
        if breaker is not None:
            breaker.ask()
        told = breaker.answered if breaker is not None else None
        try:
            yield
        except (ApiError, TransportError) as error:
            if breaker is not None and isinstance(error, TransportError):
                told = breaker.failed if telling or not isinstance(error, ConnectionTimeout) else None
            raise SearchUnavailable(f"Elasticsearch: {error}") from error
        finally:
            if told is not None:
                told()

    @contextmanager
    def _asking(self, seconds: float = QUERY_SECONDS) -> Iterator[Elasticsearch]:
        """A client for one question of a reader, bounded in time."""
        limit = left(seconds)
        client = self._within(max(1, int(limit * 10)))
        with self._talking(self.reading, telling=limit >= HARDLY):
            yield client

    def _indexes(self, target: Target) -> dict[str, Any]:
        """Name and mapping of the index behind an alias; empty where there is none."""
        try:
            return dict(self.client.indices.get_mapping(index=self._alias(target)))
        except NotFoundError:
            return {}

    def _create(self, target: Target, filled: bool) -> str:
        moment = datetime.datetime.now(datetime.UTC).strftime("%Y%m%d%H%M%S")
        name = f"{self.index}-{moment}-{secrets.token_hex(3)}"
        mapping = documents.mapping()
        mapping["_meta"]["filled"] = filled
        self.slow.indices.create(
            index=name, settings=documents.settings(shards=1), mappings=mapping, aliases={self._alias(target): {}}
        )
        return name

    def apply_schema(self) -> None:
        with self._talking():
            if not self._indexes(Target.LIVING):
                self._create(Target.LIVING, filled=False)

    def write(self, entries: Iterable[Entry], gone: Iterable[str], version: int, target: Target) -> Written:
        alias = self._alias(target)
        stamp = {"_index": alias, "version": version, "version_type": "external_gte", "require_alias": True}

        refused: dict[str, str] = {}

        def actions() -> Iterator[dict[str, Any]]:
            for entry in entries:
                try:
                    document = documents.document(entry)
                except Exception as error:  # one entry that can't be put into words holds up no other
                    refused[entry.key] = described(error)
                    continue
                yield {**stamp, "_op_type": "index", "_id": entry.key, "_source": document}
            for key in gone:
                yield {**stamp, "_op_type": "delete", "_id": key}

        with self._talking(self.writing):
            if not self._is_ours(target):
                return Written()
            results = streaming_bulk(
                self.slow,
                actions(),
                chunk_size=500,
                max_chunk_bytes=8_000_000,
                raise_on_error=False,
                max_retries=2,
                initial_backoff=0.5,
                timeout=WRITE_WAIT,
            )
            try:
                for done, item in results:
                    if not done:
                        self._judge(item, target, refused)
            except BulkIndexError as error:
                raise SearchUnavailable(f"Elasticsearch: {error}") from error
        return Written(refused)

    def _is_ours(self, target: Target) -> bool:
        """Whether the index can be written by this code; a building one that can't is given up, a living one is a fault."""
        found = self._indexes(target)
        ours = len(found) == 1 and all(
            _meta(index).get("written_by") == documents.WRITTEN_BY for index in found.values()
        )
        if target is Target.BUILDING or ours:
            return ours
        if not found:
            raise NoIndex("Elasticsearch has no index of ours: run search_rebuild")
        if len(found) > 1:  # it would refuse each entry for good, as if that were the entry's fault
            raise SearchUnavailable("Elasticsearch has several indexes where one should be: run search_rebuild")
        raise SearchUnavailable("the index in Elasticsearch was written by another version: run search_rebuild")

    def _judge(self, item: dict[str, Any], target: Target, refused: dict[str, str]) -> None:
        """Sort a result that isn't plain success: stale is done, gone twice is done, a bad entry is refused."""
        ((operation, result),) = item.items()
        status, error = result.get("status"), result.get("error") or {}
        kind = error.get("type", "") if isinstance(error, dict) else ""
        if status == 409 or (operation == "delete" and status == 404 and not error):
            return
        if status == 404 and kind == "index_not_found_exception":
            if target is Target.BUILDING:
                return
            raise NoIndex("Elasticsearch has no index of ours: run search_rebuild")
        if status in REFUSED_FOR_GOOD:
            cause = error.get("caused_by") if isinstance(error, dict) else None
            inner = f" ({cause['type']})" if isinstance(cause, dict) and cause.get("type") else ""
            refused[result["_id"]] = f"{kind or status}{inner}"  # the reason itself quotes the entry
            return
        raise SearchUnavailable(f"Elasticsearch refuses to write ({status}): {str(error)[:300]}")

    def query(self, plan: Plan) -> RawAnswer:
        return self.query_all([plan])[0]

    def query_all(self, plans: Sequence[Plan]) -> list[RawAnswer]:
        told = iter(self._asked_together([body for plan in plans for body in ask.bodies(plan)]))
        return [_answer(plan, next(told), next(told) if plan.counting else None) for plan in plans]

    def _asked_together(self, bodies: Sequence[dict[str, Any]], seconds: float = QUERY_SECONDS) -> list[Any]:
        """What is answered to several searches sent in one request."""
        lines = [line for body in bodies for line in ({"index": self.index}, body)]
        with self._asking(seconds) as client:
            responses: list[Any] = client.msearch(searches=lines)["responses"]
        for response in responses:
            if "error" in response:
                raise SearchUnavailable(f"Elasticsearch: {str(response['error'])[:300]}")
        return responses

    def _rows(self, client: Elasticsearch, body: dict[str, Any]) -> list[Any]:
        """The hits of a reading that must leave nothing out. Raises Incomplete."""
        rows: list[Any] = _whole(client.search(index=self.index, **_arguments(body)))["hits"]["hits"]
        return rows

    def walk(self, plan: Plan, after: str, size: int) -> list[Found]:
        with self._asking(LOOK_UP_SECONDS) as client:
            return [_found(hit) for hit in self._rows(client, ask.walk_body(plan, after, size))]

    def named(self, names: Sequence[str], scope: SearchScope, kinds: frozenset[str], most: int) -> dict[str, Named]:
        found: dict[str, Named] = {}
        pieces = [list(names[start : start + PIECE]) for start in range(0, len(names), PIECE)]
        while pieces:
            piece = pieces.pop()
            bodies = ask.named_bodies(piece, scope, kinds, MOST_HITS)
            counting, listing = map(_whole, self._asked_together(bodies, LOOK_UP_SECONDS))
            counts = {one["key"]: one["doc_count"] for one in counting["aggregations"]["names"]["buckets"]}
            if sum(counts.values()) > MOST_HITS and len(piece) > 1:  # some of them would be cut off
                pieces += [piece[: len(piece) // 2], piece[len(piece) // 2 :]]
                continue
            bearers: dict[str, list[Found]] = {name: [] for name in counts}
            for hit in listing["hits"]["hits"]:
                for name in hit["fields"]["names"]:
                    if len(bearers.get(name, ())) < most and name in bearers:
                        bearers[name].append(_found(hit))
            found.update((name, Named(count, tuple(bearers[name]))) for name, count in counts.items())
        return found

    def suggest(self, question: Question, scope: SearchScope, limit: int) -> list[Suggestion]:
        with self._asking() as client:
            response = client.search(index=self.index, **_arguments(ask.suggestions_body(question, scope, limit)))
        return [
            Suggestion(
                text=shown["title"],
                kind=shown["kind"],
                uid=shown["uid"],
                url=shown["url"],
                organisation=shown["organisation"],
            )
            for shown in (hit["_source"]["shown"] for hit in response["hits"]["hits"])
        ]

    def start_building(self) -> str:
        self.abandon()
        with self._talking():
            name = self._create(Target.BUILDING, filled=True)
            self.slow.indices.put_settings(index=name, settings={"refresh_interval": "-1"})
        return name

    def building(self) -> str | None:
        with self._talking():
            found = self._indexes(Target.BUILDING)
        ours = [name for name, index in found.items() if _meta(index).get("written_by") == documents.WRITTEN_BY]
        return ours[0] if len(ours) == len(found) == 1 else None

    def swap(self, index: str) -> None:
        with self._talking():
            if list(self._indexes(Target.BUILDING)) != [index]:
                raise LookupError("this index isn't being built")
            self.slow.indices.put_settings(index=index, settings={"refresh_interval": "1s"})
            self.slow.indices.refresh(index=index)
            # `remove` with `remove_index` of one index in one call fails: the old one's alias goes with it.
            living = [name for name in self._indexes(Target.LIVING) if name != index]
            actions: list[dict[str, Any]] = [
                {"add": {"index": index, "alias": self._alias(Target.LIVING)}},
                {"remove": {"index": index, "alias": self._alias(Target.BUILDING), "must_exist": True}},
                *({"remove_index": {"index": name}} for name in living),
            ]
            self.slow.indices.update_aliases(actions=actions)

    def abandon(self) -> None:
        with self._talking():
            for name in self._indexes(Target.BUILDING):
                self.slow.indices.delete(index=name)

    def refresh(self) -> None:
        with self._talking():
            self.slow.indices.refresh(index=self.index)

    def held(self, keys: Sequence[str]) -> dict[str, Held]:
        found: dict[str, Held] = {}
        for start in range(0, len(keys), PIECE):
            with self._talking():
                rows = self._rows(self.slow, look.holdings_of(keys[start : start + PIECE]))
            found.update((row["_id"], _held(row)) for row in rows)
        return found

    def holdings(self) -> Iterator[tuple[str, Held]]:
        last = ""
        while True:
            with self._talking():
                rows = self._rows(self.slow, look.holdings_after(last, PIECE))
            for row in rows:
                yield row["_id"], _held(row)
            if len(rows) < PIECE:
                return
            last = rows[-1]["sort"][0]

    def keys(self, kind: str | None = None) -> Iterator[str]:
        last = ""
        while True:
            with self._talking():
                rows = self._rows(self.slow, look.after_key(last, kind, PIECE))
            for row in rows:
                yield row["_id"]
            if len(rows) < PIECE:
                return
            last = rows[-1]["sort"][0]

    def health(self) -> Health:
        try:
            with self._talking():
                # Not ping or info: those ask for GET /, which says nothing of the index.
                status = self.client.cluster.health()["status"]
                found = self._indexes(Target.LIVING)
                if not found:
                    return Health(State.MISSING, detail="索引不存在，请运行 search_rebuild。")
                counted = self.client.count(index=self.index)
        except SearchUnavailable as error:
            return Health(State.UNAVAILABLE, detail=str(error)[:500])
        if _is_partial(counted):
            return Health(State.PARTIAL, detail=f"索引有一部分没有可用的节点（集群状态 {status}），{PART_LOST}")
        entries = counted["count"]
        metas = [_meta(index) for index in found.values()]
        if len(metas) > 1:
            return Health(State.OUTDATED, entries, f"别名 {self.index} 指向几个索引，不能写入，请运行 search_rebuild。")
        if any(meta.get("written_by") != documents.WRITTEN_BY for meta in metas):
            return Health(State.OUTDATED, entries, "索引由另一版本写成，请运行 search_rebuild。")
        if not all(meta.get("filled") for meta in metas):
            return Health(State.UNFILLED, entries, "索引尚未全量建立，请运行 search_rebuild。")
        return Health(State.READY, entries, f"集群状态 {status}")

    def destroy(self) -> None:
        with self._talking():
            for target in Target:
                for name in self._indexes(target):
                    self.slow.indices.delete(index=name)

    def close(self) -> None:
        self.client.close()


def _answer(plan: Plan, hits: dict[str, Any], counts: dict[str, Any] | None) -> RawAnswer:
    found = tuple(_found(hit) for hit in hits["hits"]["hits"])
    partial = _is_partial(hits) or (counts is not None and _is_partial(counts))
    if counts is None:
        return RawAnswer(found, partial=partial)
    if partial:  # what is counted so far is no number to show, and may be missing altogether
        return RawAnswer(found, counts.get("aggregations", {}).get("total", {}).get("doc_count", 0), partial=True)
    counted = counts["aggregations"]
    total = counted["total"]["doc_count"]
    if not plan.facets:
        return RawAnswer(found, total)
    facets = Facets(
        kinds=_counted(counted["kind"]),
        organisations=_counted(counted["organisation"]),
        years=_counted(counted["year"]),
        states=_counted(counted["state"]) if plan.strict else (),
        categories=_counted(counted["category"]),
        reaches=_counted(counted["reach"]),
    )
    return RawAnswer(found, total, facets)


def _is_partial(response: Any) -> bool:
    """Whether it speaks for a part of the index only: the time ran out, or a shard failed or has no copy that lives.

    A shard without a copy may be counted among the failed ones or not at all.
    """
    shards = response["_shards"]
    return bool(response.get("timed_out") or shards["failed"] or shards["successful"] < shards["total"])


def _whole(response: Any) -> Any:
    """A response that speaks for the whole index. Raises Incomplete."""
    if _is_partial(response):
        raise Incomplete(f"Elasticsearch answered from a part of the index only: {str(response['_shards'])[:300]}")
    return response


def _found(hit: dict[str, Any]) -> Found:
    """A hit. Raises SearchUnavailable for an entry that an older version kept in another form: a rebuild mends it."""
    shown = hit["_source"]["shown"]
    text = hit["_source"].get("text")
    try:
        entry = None if text is None else from_whole({**NO_TEXT, **shown, **text})
        return Found(shown["kind"], shown["uid"], hit.get("_score") or 0.0, entry)
    except (KeyError, TypeError, ValueError) as error:
        raise SearchUnavailable("the index was written by another version: run search_rebuild") from error


def _held(hit: dict[str, Any]) -> Held:
    """A hit of the searches for what is held: the fields as the index reads them, and the text that is kept."""
    source, fields = hit["_source"], hit.get("fields", {})
    return Held(
        digest=source.get("digest", ""),
        kind=next(iter(fields.get("kind", ())), ""),
        audience=tuple(sorted(fields.get("audience", ()))),
        ancestors=tuple(sorted(fields.get("ancestors", ()))),
        named=next(iter(fields.get("named", ())), False),
        then=tuple(sorted(fields.get("then", ()))),
        shown=source.get("shown", {}),
    )


def _meta(index: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = index.get("mappings", {}).get("_meta", {})
    return found


def _counted(facet: dict[str, Any]) -> tuple[FacetCount, ...]:
    return tuple(FacetCount(str(bucket["key"]), bucket["doc_count"]) for bucket in facet["values"]["buckets"])


def _arguments(body: dict[str, Any]) -> dict[str, Any]:
    """A search body as the client's arguments, which names two of them otherwise."""
    return {{"from": "from_", "_source": "source"}.get(name, name): value for name, value in body.items()}
