"""Elasticsearch's mapping and queries. The embedded engine asks the same branches in fts5_questions.py: change both."""

import datetime
from collections.abc import Sequence
from typing import Any

from elasticsearch_dsl import Boolean, Date, Keyword, Long, Mapping, Object, Search, Short, Text, analyzer
from elasticsearch_dsl.query import (
    Bool,
    ConstantScore,
    DisMax,
    Match,
    MatchAll,
    MatchNone,
    MatchPhrase,
    Prefix,
    Query,
    Range,
    Term,
    Terms,
    Wildcard,
)

from search.index import weights
from search.index.codec import digest, shown, whole
from search.index.conditions import Conditions, phrase_of, words_of
from search.index.engines.base import Plan
from search.index.entries import Entry, Nature, Reach
from search.index.figures import Figure
from search.index.normalise import READING, name_key, name_parts, normalise, number_key, parts_of_question
from search.index.pinyin import DICTIONARY, person_keys, pinyin_keys
from search.index.questions import Question, Wording
from search.index.requests import Sort
from search.index.scope import SearchScope

# Raise when the mapping changes; what is kept of the reading is counted too.
SHAPE = 3
WRITTEN_BY = f"{SHAPE}.{READING}.{DICTIONARY}"

MOST_FACETS = 50
QUERY_TIMEOUT = "4s"

# No plugin and no dictionary: pairs of Han characters, and single characters. Never a stop word: 的, 了 and 和 count.
pairs = analyzer("pairs", type="cjk", stopwords="_none_")
signs = analyzer("signs", type="standard", stopwords="_none_")


def mapping() -> dict[str, Any]:
    """Fields of an entry. What is shown lies in `shown`, unread by the index; text and keys are indexed and not kept."""
    made = Mapping()
    made.meta("dynamic", "strict")
    made.meta("_source", {"includes": ["shown", "digest"]})
    made.field("title", Text(analyzer=pairs, fields={"chars": Text(analyzer=signs)}))
    made.field("heads", Text(analyzer=pairs))
    made.field("body", Text(analyzer=pairs))
    made.field("place", Text(analyzer=pairs))
    made.field("names", Keyword())
    made.field("parts", Keyword(doc_values=False))
    made.field("spoken", Keyword(doc_values=False, ignore_above=64))
    for name in (
        "key",
        "kind",
        "nature",
        "ancestors",
        "audience",
        "then",
        "numbers",
        "people",
        "state",
        "category",
        "reach",
    ):
        made.field(name, Keyword())
    made.field("named", Boolean())
    made.field("length", Short(index=False))
    made.field("year", Short())
    made.field("published", Date(format="strict_date"))
    made.field("amount_fen", Long())
    made.field("digest", Keyword(index=False, doc_values=False))
    made.field("shown", Object(enabled=False))
    body: dict[str, Any] = made.to_dict()
    body["_meta"] = {"written_by": WRITTEN_BY, "filled": False}
    return body


def settings(shards: int) -> dict[str, Any]:
    """An index's settings. Deletions are remembered for an hour, so that a slow writer can't bring back what is gone.

    A copy on each of up to three nodes: of three, two may die and the search still answers.
    """
    analyzers = {**pairs.get_analysis_definition()["analyzer"], **signs.get_analysis_definition()["analyzer"]}
    return {
        "number_of_shards": shards,
        "auto_expand_replicas": "0-2",
        "refresh_interval": "1s",
        "gc_deletes": "1h",
        "analysis": {"analyzer": analyzers},
    }


def document(entry: Entry) -> dict[str, Any]:
    """An entry as Elasticsearch gets it."""
    kept = whole(entry)
    found: dict[str, Any] = {
        "key": entry.key,
        "kind": entry.kind,
        "nature": entry.ranked_as.value,
        "ancestors": kept["ancestors"],
        "audience": kept["audience"],
        "length": min(len(entry.title), 999),
        "reach": entry.reach.value,
        "named": entry.for_named_persons_only,
        "year": entry.counted_year,
        "published": kept["published"],
        "amount_fen": entry.amount_fen,
        "digest": digest(kept),
        "shown": shown(entry),
        "then": sorted(set(entry.ancestors_then)),
        "numbers": sorted({number_key(number) for number in entry.numbers} - {""}),
        "people": sorted({name_key(name) for name in entry.people} - {""}),
    }
    found.update((name, kept[name]) for name in ("state", "category") if kept[name])
    names = (entry.title, *entry.names)
    found["names"] = sorted({key for key in map(name_key, names) if key})
    if entry.ranked_as is Nature.PERSON:
        found["parts"] = sorted({part for name in names for part in name_parts(name)})
        found["spoken"] = sorted({key for name in names for key in person_keys(name)})
        found["place"] = normalise(entry.place)
        return found
    found["title"] = normalise(entry.title)
    found["heads"] = [normalise(head) for head in entry.heading_lines]
    found["body"] = normalise(kept["body"])
    found["spoken"] = sorted({key for name in names for key in pinyin_keys(name)})
    return found


def _constant(query: Query, weight: float) -> Query:
    return ConstantScore(filter=query, boost=weight)


def _match(field: str, text: str, **options: Any) -> Query:
    return Match(**{field: {"query": text, **options}})


def _phrase(field: str, text: str, **options: Any) -> Query:
    return MatchPhrase(**{field: {"query": text, **options}})


def _every(field: str, values: Sequence[str]) -> list[Query]:
    return [Term(**{field: value}) for value in dict.fromkeys(values)]


def _first() -> list[Query]:
    """Sections before organisations before the rest."""
    return [
        _constant(Term(nature=Nature.SECTION.value), weights.SECTION_FIRST),
        _constant(Term(nature=Nature.ORGANISATION.value), weights.ORGANISATION_FIRST),
    ]


def _named(words: Wording) -> Query:
    """Exact names, names that start so, people by any part of a name, people by name and place; the best counts."""
    name = words.name
    known: list[Query] = [_constant(Term(names=name), weights.NAME)]
    if words.number:
        known.append(_constant(Term(numbers=words.number), weights.NAME))
    if len(name) > 1:
        known.append(_constant(Prefix(names=name), weights.NAME_STARTS))
    found: list[Query] = [
        Bool(must=[DisMax(queries=known)], should=_first()),
        _constant(Bool(filter=_every("parts", parts_of_question(name))), weights.NAME_PART),
    ]
    if words.names_within:
        exact = [Term(nature=Nature.PERSON.value), Terms(names=list(words.names_within))]
        found.append(_constant(Bool(filter=exact), weights.NAME_AMONG_WORDS))
    if len(words.parts) > 1:
        found.extend(_person_and_place(words))
    return DisMax(queries=found)


def _person_and_place(words: Wording) -> list[Query]:
    """People whose name is, or contains, one of the words, at a place that says all the rest."""
    found: list[Query] = []
    for part in words.parts:
        name = Wording(part).name
        rest = " ".join(other for other in words.parts if other is not part)
        if not name or not rest:
            continue
        place = _match("place", rest, operator="and", boost=weights.PLACE)
        for named, weight in (
            (Bool(filter=[Term(nature=Nature.PERSON.value), Term(names=name)]), weights.NAME_AMONG_WORDS),
            (Bool(filter=_every("parts", parts_of_question(name))), weights.NAME_PART),
        ):
            found.append(Bool(must=[_constant(named, weight + weights.NAME_PLACE), place]))
    return found


def _clauses(words: Wording, rescue: bool) -> list[Query]:
    text, tight, length = words.text, words.tight, words.length
    found: list[Query] = [
        _match("title.chars", text, boost=weights.TITLE_CHARACTERS),
        _match("title", text, boost=weights.TITLE),
        _match("body", text, boost=weights.BODY),
        _match("heads", text, boost=weights.HEADS),
        _constant(_match("title.chars", text, operator="and"), weights.TITLE_ALL),
        _named(words),
    ]
    if length > 1:
        found.append(_constant(_phrase("title", tight), weights.TITLE_PHRASE))
    if length > 3:
        # One character wrong, missing or too many.
        found.append(_constant(_match("title.chars", tight, minimum_should_match=-1), weights.TITLE_BUT_ONE))
        if len(words.parts) == 1:
            found.append(_phrase("body", tight, boost=weights.body_phrase(length)))
            found.append(_phrase("heads", tight, boost=weights.HEADS_PHRASE))
    if rescue:
        found.extend(_constant(_phrase("body", window), weights.WINDOW) for window in words.windows)
    return found


def ranking(question: Question, rescue: bool = False) -> Query:
    """What matches at all, scored: the best wording wins; a trailing article adds a little where it is found."""
    wordings: list[Query] = [Bool(should=_clauses(words, rescue)) for words in question.wordings]
    if question.letters:
        letters = question.letters
        wordings.append(
            Bool(
                must=[_constant(Prefix(spoken=letters), weights.PINYIN)],
                should=[_constant(Prefix(spoken="^" + letters), weights.PINYIN_START), *_first()],
            )
        )
        if rescue and len(letters) > 3:
            pattern = "^*" + "*".join(letters[:24]) + "*"
            wordings.append(_constant(Wildcard(spoken={"value": pattern}), weights.PINYIN_LOOSE))
    if question.figure is not None:
        said = [Bool(should=_clauses(question.rest, rescue))] if question.rest else []
        wordings.append(Bool(must=[_constant(_of_figure(question.figure), weights.FIGURE), *said]))
    best = DisMax(queries=wordings)
    if question.article is None:
        return best
    return Bool(must=[best], should=[_phrase("body", question.article, boost=weights.ARTICLE)])


def _of_figure(figure: Figure) -> Query:
    """What is of the day, or of the sum."""
    return Terms(published=list(figure.days)) if figure.days else Term(amount_fen=figure.fen)


def exact(question: Question, strict: bool = False) -> Query:
    """What holds everything asked for: all characters in the title, or all pairs in one text, or the name.

    strict wants the title's pairs too: whoever searches an archive for 党费 does not mean 党委 and 经费.
    """
    if question.blank:
        return MatchAll()
    found = [query for words in question.wordings for query in _whole(words, strict)]
    if question.figure is not None:
        said = [_any_of(_whole(question.rest, strict))] if question.rest else []
        found.append(Bool(filter=[_of_figure(question.figure), *said]))
    if question.letters:
        found.append(Prefix(spoken=question.letters))
    return Bool(should=found, minimum_should_match=1)


def _whole(words: Wording, strict: bool) -> list[Query]:
    """What holds all of one wording: any of these."""
    title = "title" if strict and words.length > 1 else "title.chars"
    found = [_match(field, words.text, operator="and") for field in (title, "body", "heads")]
    found.append(Term(names=words.name))
    found.append(Bool(filter=_every("parts", parts_of_question(words.name))))
    if words.number:
        found.append(Term(numbers=words.number))
    if len(words.parts) > 1:
        found.extend(_person_and_place(words))
    return found


def within(scope: SearchScope) -> Query:
    """The scope as a filter. A scope that opens nothing finds nothing."""
    found: list[Query] = [Terms(audience=sorted(scope.labels))] if scope.labels else []
    for grant in scope.grants:
        needed: list[Query] = []
        if grant.kinds is not None:
            needed.append(Terms(kind=sorted(grant.kinds)))
        else:
            needed.append(Term(named=False))
        if grant.ancestors is not None:
            needed.append(Terms(ancestors=sorted(grant.ancestors)))
        found.append(Bool(filter=needed))
    return Bool(should=found, minimum_should_match=1) if found else MatchNone()


def _stands(word: str, title: bool, body: bool) -> list[Query]:
    """A word as written in the title, or in body and headings: any of these."""
    found: list[Query] = []
    if title:
        found.append(_phrase("title" if len(word) > 1 else "title.chars", word))
    if body:
        found += [_phrase("body", word), _phrase("heads", word)]
    return found


def _any_of(queries: list[Query]) -> Query:
    return Bool(should=queries, minimum_should_match=1)


def _conditions(asked: Conditions) -> list[Query]:
    """The conditions of an archive search but the state, which is a facet of its own."""
    found: list[Query] = []
    number, whole_number = asked.number_wanted
    if number:
        found.append(Term(numbers=number) if whole_number else Prefix(numbers=number))
    if asked.person_wanted:
        key = asked.person_wanted
        persons = Bool(filter=_every("parts", parts_of_question(key)))
        found.append(_any_of([Term(people=key), persons, *_stands(key, title=True, body=True)]))
    found.extend(_any_of(_stands(word, title=True, body=False)) for word in words_of(asked.title))
    found.extend(_any_of(_stands(word, title=False, body=True)) for word in words_of(asked.body))
    if words_of(asked.attachment):
        found.append(Term(kind="attachment"))
    found.extend(_any_of(_stands(word, title=False, body=True)) for word in words_of(asked.attachment))
    found.extend(_any_of(_stands(word, title=True, body=True)) for word in phrase_of(asked.phrase))
    for word in words_of(asked.without):
        persons = Bool(filter=_every("parts", parts_of_question(word)))
        found.append(Bool(must_not=[*_stands(word, title=True, body=True), persons]))
    day = {"gte": asked.since, "lte": asked.until}
    fen = {"gte": asked.least, "lte": asked.most}
    for name, span in (("published", day), ("amount_fen", fen)):
        bounds = {
            sign: value.isoformat() if isinstance(value, datetime.date) else value
            for sign, value in span.items()
            if value is not None
        }
        if bounds:
            found.append(Range(**{name: bounds}))
    if asked.then is not None:
        found.append(Term(then=asked.then))
    return found


def _narrowing(plan: Plan) -> dict[str, list[Query]]:
    """The reader's own filters, by the facet they belong to; "" are those that no facet shows."""
    return {
        "": _conditions(plan.conditions),
        "state": [Term(state=plan.conditions.state)] if plan.conditions.state else [],
        "kind": [Terms(kind=sorted(plan.kinds))] if plan.kinds else [],
        "organisation": [Term(ancestors=plan.organisation)] if plan.organisation is not None else [],
        "year": [Terms(year=sorted(plan.years))] if plan.years else [],
        "category": [Terms(category=sorted(plan.categories))] if plan.categories else [],
        "reach": [Terms(reach=sorted(plan.reaches))] if plan.reaches else [],
    }


def hits_body(plan: Plan) -> dict[str, Any]:
    """The search for one page of hits."""
    filters = [query for queries in _narrowing(plan).values() for query in queries]
    by_date = plan.sort is Sort.DATE or plan.question.blank
    search = Search().extra(track_total_hits=False, timeout=QUERY_TIMEOUT)[plan.offset : plan.offset + plan.size]
    search = search.source(["shown.kind", "shown.uid"])
    if by_date:
        search = search.query(Bool(filter=[exact(plan.question, plan.strict), within(plan.scope), *filters]))
        search = search.sort({"published": {"order": "desc", "missing": "_last"}}, "key")
    else:
        if plan.strict:
            filters.append(exact(plan.question, plan.strict))
        search = search.query(Bool(must=[ranking(plan.question, plan.rescue)], filter=[within(plan.scope), *filters]))
        # Of equals the shorter title first: 石桥村党总支 before its branches.
        search = search.sort("_score", "length", "key")
    body: dict[str, Any] = search.to_dict()
    return body


def counts_body(plan: Plan) -> dict[str, Any]:
    """The search for total and facets; each facet counts as if its own filter were not set."""
    search = Search().query(Bool(filter=[exact(plan.question, plan.strict), within(plan.scope)]))
    search = search.extra(track_total_hits=False, timeout=QUERY_TIMEOUT)[0:0]
    narrowing = _narrowing(plan)

    def others(facet: str) -> Query:
        return Bool(filter=[query for name, queries in narrowing.items() if name != facet for query in queries])

    search.aggs.bucket("total", "filter", filter=others("total"))
    if plan.strict:
        search.aggs.bucket("state", "filter", filter=others("state")).bucket(
            "values", "terms", field="state", size=MOST_FACETS
        )
    for name, size in (("kind", 100), ("category", MOST_FACETS), ("reach", len(Reach))):
        search.aggs.bucket(name, "filter", filter=others(name)).bucket("values", "terms", field=name, size=size)
    search.aggs.bucket("year", "filter", filter=others("year")).bucket(
        "values", "terms", field="year", size=200, order={"_key": "desc"}
    )
    organisations: dict[str, Any] = {"field": "ancestors", "size": len(plan.organisations) or MOST_FACETS}
    if plan.organisations:
        organisations["include"] = list(plan.organisations)
    search.aggs.bucket("organisation", "filter", filter=others("organisation")).bucket(
        "values", "terms", **organisations
    )
    body: dict[str, Any] = search.to_dict()
    return body


def walk_body(plan: Plan, after: str, size: int) -> dict[str, Any]:
    """The search for the next hits by key, of what holds everything asked for."""
    filters = [query for queries in _narrowing(plan).values() for query in queries]
    found = Bool(filter=[exact(plan.question, strict=True), within(plan.scope), *filters, Range(key={"gt": after})])
    search = Search().query(found).sort("key").source(["shown.kind", "shown.uid"])[0:size]
    body: dict[str, Any] = search.extra(track_total_hits=False).to_dict()
    return body


def named_bodies(
    names: Sequence[str], scope: SearchScope, kinds: frozenset[str], most: int
) -> tuple[dict[str, Any], dict[str, Any]]:
    """The searches for who bears these names: (how many for each, the first `most` of all of them by key)."""
    filters: list[Query] = [Terms(names=list(names)), within(scope)]
    if kinds:
        filters.append(Terms(kind=sorted(kinds)))
    found = Bool(filter=filters)
    counts = Search().query(found).extra(track_total_hits=False)[0:0]
    counts.aggs.bucket("names", "terms", field="names", include=list(names), size=len(names))
    hits = Search().query(found).sort("key").source(["shown.kind", "shown.uid"])[0:most]
    hits = hits.extra(track_total_hits=False, docvalue_fields=["names"])
    return counts.to_dict(), hits.to_dict()


def suggestions_body(question: Question, scope: SearchScope, limit: int) -> dict[str, Any]:
    """The search for completions: by start, then by kind, then the shorter title."""
    words = question.words
    found: list[Query] = [
        _constant(Term(names=words.name), 9),
        _constant(Prefix(names=words.name), 4),
        _constant(Bool(filter=_every("parts", parts_of_question(words.name))), 2),
    ]
    field, text = ("title", words.tight) if words.length > 1 else ("title.chars", words.text)
    found.append(_constant(_phrase(field, text), 2))
    if question.letters:
        found.append(_constant(Prefix(spoken=question.letters), 2))
        found.append(_constant(Prefix(spoken="^" + question.letters), 1))
    first: list[Query] = [
        _constant(Term(nature=Nature.SECTION.value), 0.6),
        _constant(Term(nature=Nature.ORGANISATION.value), 0.3),
    ]
    query = Bool(
        must=[Bool(should=found, minimum_should_match=1)],
        should=first,
        filter=[within(scope)],
    )
    search = Search().query(query).extra(track_total_hits=False, timeout=QUERY_TIMEOUT)[0:limit].source(["shown"])
    body: dict[str, Any] = search.to_dict()
    return body


def after_key(last: str, kind: str | None, size: int) -> dict[str, Any]:
    """The search for the next keys of the index, in order."""
    filters: list[Query] = [Range(key={"gt": last})]
    if kind is not None:
        filters.append(Term(kind=kind))
    search = Search().query(Bool(filter=filters)).sort("key").source(False).extra(track_total_hits=False)[0:size]
    body: dict[str, Any] = search.to_dict()
    return body


# The fields that decide who finds an entry, as they stand in the index and not as its source says.
_TOLD_APART_BY = ["kind", "audience", "ancestors", "named", "then"]


def holdings_of(keys: Sequence[str]) -> dict[str, Any]:
    """The search for what the index holds of these entries."""
    return _holdings(Search().query(Bool(filter=[Terms(key=list(keys))])), len(keys))


def holdings_after(last: str, size: int) -> dict[str, Any]:
    """The search for what the index holds after a key, in order."""
    return _holdings(Search().query(Bool(filter=[Range(key={"gt": last})])).sort("key"), size)


def _holdings(search: Search, size: int) -> dict[str, Any]:
    body: dict[str, Any] = search.extra(track_total_hits=False, docvalue_fields=_TOLD_APART_BY)[0:size].to_dict()
    return body
