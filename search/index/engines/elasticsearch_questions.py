"""Elasticsearch's queries. The embedded engine asks the same branches in fts5_questions.py: change both."""

import datetime
from collections.abc import Sequence
from typing import Any

from search.index import weights
from search.index.conditions import Conditions, phrase_of, words_of
from search.index.engines.base import Plan
from search.index.engines.elasticsearch_clauses import (
    Query,
    bool_,
    constant,
    dis_max,
    every,
    less,
    match,
    phrase,
    prefix,
    starts,
    term,
    terms,
)
from search.index.entries import Nature, Reach
from search.index.figures import Figure
from search.index.normalise import parts_of_question
from search.index.questions import LETTERS_WITHOUT_GAPS, Question, Wording
from search.index.requests import Sort
from search.index.scope import SearchScope

MOST_FACETS = 50
QUERY_TIMEOUT = "4s"
# Beginning as the question does is no merit in a signpost: what it points to begins with the organisation that did it.
SIGNPOST = term(nature=Nature.SIGNPOST.value)


def _first() -> list[Query]:
    """Sections before organisations before the rest."""
    return [
        constant(term(nature=Nature.SECTION.value), weights.SECTION_FIRST),
        constant(term(nature=Nature.ORGANISATION.value), weights.ORGANISATION_FIRST),
    ]


def _named(words: Wording) -> Query:
    """Exact names, names that start so, people by any part of a name, people by name and place; the best counts."""
    name = words.name
    known: list[Query] = [constant(term(names=name), weights.NAME)]
    if words.number:
        known.append(constant(term(numbers=words.number), weights.NAME))
    if len(name) > 1:
        begun = bool_(filter=[prefix(names=name)], must_not=[SIGNPOST])
        known.append(constant(begun, weights.NAME_STARTS))
    found: list[Query] = [
        bool_(must=[dis_max(queries=known)], should=_first()),
        constant(bool_(filter=every("parts", parts_of_question(name))), weights.NAME_PART),
    ]
    if words.names_within:
        exact = [term(nature=Nature.PERSON.value), terms(names=list(words.names_within))]
        found.append(constant(bool_(filter=exact), weights.NAME_AMONG_WORDS))
    if len(words.parts) > 1:
        found.extend(_person_and_place(words))
    return dis_max(queries=found)


def _person_and_place(words: Wording) -> list[Query]:
    """People whose name is, or contains, one of the words, at a place that says all the rest."""
    found: list[Query] = []
    for part in words.parts:
        name = Wording(part).name
        rest = " ".join(other for other in words.parts if other is not part)
        if not name or not rest:
            continue
        place = match("place", rest, operator="and", boost=weights.PLACE)
        for named, weight in (
            (bool_(filter=[term(nature=Nature.PERSON.value), term(names=name)]), weights.NAME_AMONG_WORDS),
            (bool_(filter=every("parts", parts_of_question(name))), weights.NAME_PART),
        ):
            found.append(bool_(must=[constant(named, weight + weights.NAME_PLACE), place]))
    return found


def _clauses(words: Wording, rescue: bool) -> list[Query]:
    text, tight, length = words.text, words.tight, words.length
    found: list[Query] = [
        match("title.chars", text, boost=weights.TITLE_CHARACTERS),
        match("title", text, boost=weights.TITLE),
        match("body", text, boost=weights.BODY),
        match("heads", text, boost=weights.HEADS),
        constant(match("title.chars", text, operator="and"), weights.TITLE_ALL),
        _named(words),
    ]
    if length > 1:
        found.append(constant(phrase("title", tight), weights.TITLE_PHRASE))
    if words.beginnings:
        begun = [starts("title", tokens) for tokens in words.beginnings]
        about = bool_(should=begun, minimum_should_match=1, must_not=[SIGNPOST])
        found.append(constant(about, weights.TITLE_STARTS))
    if words.ending:
        held = match("title.chars", text, **({"minimum_should_match": -1} if length > 3 else {"operator": "and"}))
        alike = bool_(filter=[held, term(ends=words.ending)])
        found.append(constant(alike, weights.TITLE_ENDS))
    if length > 3:
        nearly = match("body", text, minimum_should_match=-1)
        found.append(bool_(must=[match("title.chars", text, boost=weights.TITLE_AND_BODY)], filter=[nearly]))
        # One character wrong, missing or too many.
        found.append(constant(match("title.chars", tight, minimum_should_match=-1), weights.TITLE_BUT_ONE))
        if len(words.parts) == 1:
            found.append(phrase("body", tight, boost=weights.body_phrase(length)))
            found.append(phrase("heads", tight, boost=weights.HEADS_PHRASE))
    if rescue:
        found.extend(constant(phrase("body", window), weights.WINDOW) for window in words.windows)
    return found


def ranking(question: Question, rescue: bool = False) -> Query:
    """What matches at all, scored: the best wording wins; a trailing article adds a little where it is found."""
    wordings: list[Query] = [bool_(should=_clauses(words, rescue)) for words in question.wordings]
    if question.letters:
        letters = question.letters
        wordings.append(
            bool_(
                must=[constant(prefix(spoken=letters), weights.PINYIN)],
                should=[constant(prefix(spoken="^" + letters), weights.PINYIN_START), *_first()],
            )
        )
        if rescue and len(letters) > LETTERS_WITHOUT_GAPS:
            pattern = "^*" + "*".join(letters[:24]) + "*"
            wordings.append(constant({"wildcard": {"spoken": {"value": pattern}}}, weights.PINYIN_LOOSE))
    if question.figure is not None:
        said = [bool_(should=_clauses(question.rest, rescue))] if question.rest else []
        wordings.append(bool_(must=[constant(_of_figure(question.figure), weights.FIGURE), *said]))
    best = less(dis_max(queries=wordings), SIGNPOST, weights.SIGNPOST)
    if question.article is None:
        return best
    return bool_(must=[best], should=[phrase("body", question.article, boost=weights.ARTICLE)])


def _of_figure(figure: Figure) -> Query:
    """What is of the day, or of the sum."""
    return terms(published=list(figure.days)) if figure.days else term(amount_fen=figure.fen)


def exact(question: Question, strict: bool = False) -> Query:
    """What holds everything asked for: all characters in the title, or all pairs in one text, or the name.

    strict wants the title's pairs too: whoever searches an archive for 党费 does not mean 党委 and 经费.
    """
    if question.blank:
        return {"match_all": {}}
    found = [query for words in question.wordings for query in _whole(words, strict, question.only_figure)]
    if question.figure is not None:
        said = [_any_of(_whole(question.rest, strict))] if question.rest else []
        found.append(bool_(filter=[_of_figure(question.figure), *said]))
    if question.letters:
        found.append(prefix(spoken=question.letters))
    return bool_(should=found, minimum_should_match=1)


def _whole(words: Wording, strict: bool, figure: bool = False) -> list[Query]:
    """What holds all of one wording: any of these."""
    title = "title" if strict and words.length > 1 else "title.chars"
    if figure:  # its parts next to each other: 3月 and 5日 anywhere are not 3月5日
        found = [phrase(field, words.text) for field in ("title", "body", "heads")]
    else:
        found = [match(field, words.text, operator="and") for field in (title, "body", "heads")]
    found.append(term(names=words.name))
    found.append(bool_(filter=every("parts", parts_of_question(words.name))))
    if words.number:
        found.append(term(numbers=words.number))
    if len(words.parts) > 1:
        found.extend(_person_and_place(words))
    return found


def within(scope: SearchScope) -> Query:
    """The scope as a filter. A scope that opens nothing finds nothing."""
    found: list[Query] = [terms(audience=sorted(scope.labels))] if scope.labels else []
    for grant in scope.grants:
        needed: list[Query] = []
        if grant.kinds is not None:
            needed.append(terms(kind=sorted(grant.kinds)))
        else:
            needed.append(term(named=False))
        if grant.ancestors is not None:
            needed.append(terms(ancestors=sorted(grant.ancestors)))
        found.append(bool_(filter=needed))
    return bool_(should=found, minimum_should_match=1) if found else {"match_none": {}}


def _stands(word: str, title: bool, body: bool) -> list[Query]:
    """A word as written in the title, or in body and headings: any of these."""
    found: list[Query] = []
    if title:
        found.append(phrase("title" if len(word) > 1 else "title.chars", word))
    if body:
        found += [phrase("body", word), phrase("heads", word)]
    return found


def _any_of(queries: list[Query]) -> Query:
    return bool_(should=queries, minimum_should_match=1)


def _conditions(asked: Conditions) -> list[Query]:
    """The conditions of an archive search but the state, which is a facet of its own."""
    found: list[Query] = []
    number, whole_number = asked.number_wanted
    if number:
        found.append(term(numbers=number) if whole_number else prefix(numbers=number))
    if asked.person_wanted:
        key = asked.person_wanted
        persons = bool_(filter=every("parts", parts_of_question(key)))
        found.append(_any_of([term(people=key), persons, *_stands(key, title=True, body=True)]))
    found.extend(_any_of(_stands(word, title=True, body=False)) for word in words_of(asked.title))
    found.extend(_any_of(_stands(word, title=False, body=True)) for word in words_of(asked.body))
    if words_of(asked.attachment):
        found.append(term(kind="attachment"))
    found.extend(_any_of(_stands(word, title=False, body=True)) for word in words_of(asked.attachment))
    found.extend(_any_of(_stands(word, title=True, body=True)) for word in phrase_of(asked.phrase))
    for word in words_of(asked.without):
        persons = bool_(filter=every("parts", parts_of_question(word)))
        found.append(bool_(must_not=[*_stands(word, title=True, body=True), persons]))
    day = {"gte": asked.since, "lte": asked.until}
    fen = {"gte": asked.least, "lte": asked.most}
    for name, span in (("published", day), ("amount_fen", fen)):
        bounds = {
            sign: value.isoformat() if isinstance(value, datetime.date) else value
            for sign, value in span.items()
            if value is not None
        }
        if bounds:
            found.append({"range": {name: bounds}})
    if asked.then is not None:
        found.append(term(then=asked.then))
    if asked.apart_from:
        found.append(bool_(must_not=[terms(key=sorted(asked.apart_from))]))
    return found


def _narrowing(plan: Plan) -> dict[str, list[Query]]:
    """The reader's own filters, by the facet they belong to; "" are those that no facet shows."""
    return {
        "": _conditions(plan.conditions),
        "state": [term(state=plan.conditions.state)] if plan.conditions.state else [],
        "kind": [terms(kind=sorted(plan.kinds))] if plan.kinds else [],
        "organisation": [term(ancestors=plan.organisation)] if plan.organisation is not None else [],
        "year": [terms(year=sorted(plan.years))] if plan.years else [],
        "category": [terms(category=sorted(plan.categories))] if plan.categories else [],
        "reach": [terms(reach=sorted(plan.reaches))] if plan.reaches else [],
    }


def bodies(plan: Plan) -> list[dict[str, Any]]:
    """The searches that answer a plan, sent together."""
    return [hits_body(plan), counts_body(plan)] if plan.counting else [hits_body(plan)]


def hits_body(plan: Plan) -> dict[str, Any]:
    """The search for one page of hits."""
    filters = [query for queries in _narrowing(plan).values() for query in queries]
    filters.append(within(plan.scope))
    body: dict[str, Any] = {
        "from": plan.offset,
        "size": plan.size,
        "_source": ["shown", "text"],
        "track_total_hits": False,
        "timeout": QUERY_TIMEOUT,
    }
    if plan.sort is Sort.DATE or plan.question.blank:
        body["query"] = bool_(filter=[exact(plan.question, plan.strict), *filters])
        body["sort"] = [{"published": {"order": "desc", "missing": "_last"}}, "key"]
        return body
    if plan.strict:
        filters.append(exact(plan.question, plan.strict))
    body["query"] = bool_(must=[ranking(plan.question, plan.rescue)], filter=filters)
    # Of equals the shorter title first: 石桥村党总支 before its branches.
    body["sort"] = ["_score", "length", "key"]
    return body


def counts_body(plan: Plan) -> dict[str, Any]:
    """The search for total and facets; each facet counts as if its own filter were not set."""
    narrowing = _narrowing(plan)

    def bucket(facet: str, values: Query | None = None) -> Query:
        others = [query for name, queries in narrowing.items() if name != facet for query in queries]
        found: Query = {"filter": bool_(filter=others)}
        return {**found, "aggs": {"values": {"terms": values}}} if values else found

    counted = {"total": bucket("total")}
    if plan.facets:
        organisations: Query = {"field": "ancestors", "size": len(plan.organisations) or MOST_FACETS}
        if plan.organisations:
            organisations["include"] = list(plan.organisations)
        for name, size in (("kind", 100), ("category", MOST_FACETS), ("reach", len(Reach))):
            counted[name] = bucket(name, {"field": name, "size": size})
        counted["year"] = bucket("year", {"field": "year", "size": 200, "order": {"_key": "desc"}})
        counted["organisation"] = bucket("organisation", organisations)
        if plan.strict:
            counted["state"] = bucket("state", {"field": "state", "size": MOST_FACETS})
    return {
        "query": bool_(filter=[exact(plan.question, plan.strict), within(plan.scope)]),
        "aggs": counted,
        "size": 0,
        "track_total_hits": False,
        "timeout": QUERY_TIMEOUT,
    }


def walk_body(plan: Plan, after: str, size: int) -> dict[str, Any]:
    """The search for the next hits by key, of what holds everything asked for."""
    filters = [query for queries in _narrowing(plan).values() for query in queries]
    later: Query = {"range": {"key": {"gt": after}}}
    return {
        "query": bool_(filter=[exact(plan.question, strict=True), within(plan.scope), *filters, later]),
        **_by_key(size),
    }


def _by_key(size: int) -> dict[str, Any]:
    return {"sort": ["key"], "_source": ["shown.kind", "shown.uid"], "size": size, "track_total_hits": False}


def named_bodies(
    names: Sequence[str], scope: SearchScope, kinds: frozenset[str], most: int
) -> tuple[dict[str, Any], dict[str, Any]]:
    """The searches for who bears these names: (how many for each, the first `most` of all of them by key)."""
    filters: list[Query] = [terms(names=list(names)), within(scope)]
    if kinds:
        filters.append(terms(kind=sorted(kinds)))
    found = bool_(filter=filters)
    borne = {"names": {"terms": {"field": "names", "include": list(names), "size": len(names)}}}
    counts = {"query": found, "aggs": borne, "size": 0, "track_total_hits": False}
    return counts, {"query": found, **_by_key(most), "docvalue_fields": ["names"]}


def suggestions_body(question: Question, scope: SearchScope, limit: int) -> dict[str, Any]:
    """The search for completions: by start, then by kind, then the shorter title."""
    words = question.words
    found: list[Query] = [
        constant(term(names=words.name), 9),
        constant(prefix(names=words.name), 4),
        constant(bool_(filter=every("parts", parts_of_question(words.name))), 2),
    ]
    field, text = ("title", words.tight) if words.length > 1 else ("title.chars", words.text)
    found.append(constant(phrase(field, text), 2))
    if question.letters:
        found.append(constant(prefix(spoken=question.letters), 2))
        found.append(constant(prefix(spoken="^" + question.letters), 1))
    first: list[Query] = [
        constant(term(nature=Nature.SECTION.value), 0.6),
        constant(term(nature=Nature.ORGANISATION.value), 0.3),
    ]
    return {
        "query": bool_(
            must=[bool_(should=found, minimum_should_match=1)],
            should=first,
            filter=[within(scope)],
        ),
        "size": limit,
        "_source": ["shown"],
        "track_total_hits": False,
        "timeout": QUERY_TIMEOUT,
    }
