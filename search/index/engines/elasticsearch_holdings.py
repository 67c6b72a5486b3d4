"""Elasticsearch's look-ups of what the index holds, for the comparison with the database."""

from collections.abc import Sequence
from typing import Any

from search.index.engines.elasticsearch_clauses import Query, bool_, term, terms


def after_key(last: str, kind: str | None, size: int) -> dict[str, Any]:
    """The search for the next keys of the index, in order."""
    filters: list[Query] = [{"range": {"key": {"gt": last}}}]
    if kind is not None:
        filters.append(term(kind=kind))
    return {
        "query": bool_(filter=filters),
        "sort": ["key"],
        "_source": False,
        "size": size,
        "track_total_hits": False,
    }


# The fields that decide who finds an entry, as they stand in the index and not as its source says.
_TOLD_APART_BY = ["kind", "audience", "ancestors", "named", "then"]


def holdings_of(keys: Sequence[str]) -> dict[str, Any]:
    """The search for what the index holds of these entries."""
    return _holdings(bool_(filter=[terms(key=list(keys))]), len(keys))


def holdings_after(last: str, size: int) -> dict[str, Any]:
    """The search for what the index holds after a key, in order."""
    return {**_holdings(bool_(filter=[{"range": {"key": {"gt": last}}}]), size), "sort": ["key"]}


def _holdings(query: Query, size: int) -> dict[str, Any]:
    return {
        "query": query,
        "size": size,
        "_source": ["shown", "digest"],
        "docvalue_fields": _TOLD_APART_BY,
        "track_total_hits": False,
    }
