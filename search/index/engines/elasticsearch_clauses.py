"""The clauses of Elasticsearch's query language that are used here.

Plain values, for they are made anew for each search: the objects of elasticsearch_dsl take four milliseconds for one page of
results.
"""

from collections.abc import Sequence
from typing import Any

Query = dict[str, Any]


def bool_(**clauses: Query | list[Query] | int) -> Query:
    return {"bool": clauses}


def dis_max(queries: list[Query]) -> Query:
    return {"dis_max": {"queries": queries}}


def less(query: Query, of: Query, factor: float) -> Query:
    """The query, with scores times a factor below one for those that `of` finds too."""
    return {"boosting": {"positive": query, "negative": of, "negative_boost": factor}}


def term(**field: Any) -> Query:
    return {"term": field}


def terms(**field: Sequence[Any]) -> Query:
    return {"terms": field}


def prefix(**field: str) -> Query:
    return {"prefix": field}


def constant(query: Query, weight: float) -> Query:
    return {"constant_score": {"filter": query, "boost": weight}}


def match(field: str, text: str, **options: Any) -> Query:
    return {"match": {field: {"query": text, **options}}}


def phrase(field: str, text: str, **options: Any) -> Query:
    return {"match_phrase": {field: {"query": text, **options}}}


def starts(field: str, tokens: Sequence[str]) -> Query:
    """These tokens next to each other at the very beginning of a field."""
    spans: list[Query] = [{"span_term": {field: token}} for token in tokens]
    near = spans[0] if len(spans) == 1 else {"span_near": {"clauses": spans, "slop": 0, "in_order": True}}
    return {"span_first": {"match": near, "end": len(spans)}}


def every(field: str, values: Sequence[str]) -> list[Query]:
    return [term(**{field: value}) for value in dict.fromkeys(values)]
