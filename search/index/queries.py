"""Searching and completing: the room's reading door. Neither can be called without a scope."""

import time
from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from heapq import merge

from search.index import outbox, reading, sources, synonyms
from search.index.budget import ENGINE_SECONDS, within
from search.index.engines import get_engine
from search.index.engines.base import Engine, Found, Named, Plan, RawAnswer
from search.index.entries import PERSON_KINDS, Entry, Nature, entry_key
from search.index.normalise import name_key
from search.index.pinyin import half_spoken, syllables
from search.index.questions import Question, read_question, split_article
from search.index.requests import (
    MOST_HITS,
    MOST_ORGANISATIONS,
    Facets,
    Hit,
    Incomplete,
    SearchAnswer,
    SearchRequest,
    Sort,
    Suggestion,
)
from search.index.scope import SearchScope
from search.index.snippets import ARTICLE_LENGTH, LENGTH, Finder

MOST_SUGGESTIONS = 20
SOUNDED = 12  # characters of a question that are read aloud


def search(
    request: SearchRequest, *, engine: Engine | None = None, thesaurus: synonyms.Thesaurus | None = None
) -> SearchAnswer:
    """Answer one search, on the installation's engine and with its synonyms unless others are given.

    Any text at all is answered. Raises SearchUnavailable when the engine can't answer.
    """
    began = time.monotonic()
    engine = engine or get_engine()
    question = _question(request.text, thesaurus)
    if question.unreadable:
        return SearchAnswer(total=0, exact=0, hits=(), engine=engine.name)
    plan = _plan(request, question)
    with within(ENGINE_SECONDS):
        raw, total = _completed(engine, plan, engine.query(plan))
    return _told(engine, question, raw, total, _entries(raw.hits, request.scope, engine), began)


def search_beside_people(
    request: SearchRequest,
    most: int,
    *,
    engine: Engine | None = None,
    thesaurus: synonyms.Thesaurus | None = None,
) -> tuple[SearchAnswer, SearchAnswer]:
    """Answer a search of all kinds as (people, the rest), both asked at once: the `most` first people whom it means exactly.

    Where anybody is meant, the rest holds only what says it too; where nobody is, near hits may be people. Raises SearchUnavailable.
    """
    began = time.monotonic()
    engine = engine or get_engine()
    question = _question(request.text, thesaurus)
    if question.unreadable:
        nothing = SearchAnswer(total=0, exact=0, hits=(), engine=engine.name)
        return nothing, nothing
    plan = _plan(request, question)
    rest = replace(plan, kinds=frozenset(sources.kinds()) - PERSON_KINDS)
    people = replace(plan, kinds=PERSON_KINDS, sort=Sort.RELEVANCE, offset=0, size=most, facets=False)
    with within(ENGINE_SECONDS):
        who, raw = engine.query_all([people, rest])
        if who.partial or raw.partial:  # they are one answer
            who, raw = replace(who, partial=True), replace(raw, partial=True)
        near, who = who.hits, replace(who, hits=who.hits[: who.exact])
        if who.exact and not raw.exact and not raw.partial:
            raw, total = replace(raw, hits=()), 0  # the people were meant: what is near to their names is not
        elif who.exact or raw.exact:
            raw, total = _completed(engine, rest, raw)
        else:
            if plan.offset == 0:  # near hits may be people: both were scored alike, so they are put in one order
                raw = replace(raw, hits=tuple(merge(near, raw.hits, key=lambda hit: -hit.score))[: plan.size])
            raw, total = _completed(engine, plan, raw)
    found = _entries((*who.hits, *raw.hits), request.scope, engine)
    persons = len([hit for hit, _entry in found if hit in who.hits])
    return (
        _told(engine, question, who, who.exact, found[:persons], began),
        _told(engine, question, raw, total, found[persons:], began),
    )


def besides(
    request: SearchRequest,
    keys: Collection[str],
    start: int,
    size: int,
    *,
    engine: Engine | None = None,
    thesaurus: synonyms.Thesaurus | None = None,
) -> SearchAnswer:
    """What holds everything asked for but for some entries: `size` hits from the one numbered `start` on, and how many there are.

    The list is the one that pages are cut from, as if these had never been in it: for what staff put first. Raises
    SearchUnavailable.
    """
    began = time.monotonic()
    engine = engine or get_engine()
    question = _question(request.text, thesaurus)
    plan = replace(
        _plan(request, question),
        offset=min(start, MOST_HITS),
        size=max(0, min(size, MOST_HITS - start)),
        conditions=replace(request.conditions, apart_from=frozenset(keys)),
        facets=False,
    )
    with within(ENGINE_SECONDS):
        raw = engine.query(plan)
    if not raw.partial:
        raw = replace(raw, hits=raw.hits[: max(0, raw.exact - plan.offset)])
    return _told(engine, question, raw, raw.exact, _entries(raw.hits, request.scope, engine), began)


def _told(
    engine: Engine, question: Question, raw: RawAnswer, total: int, found: Sequence[tuple[Found, Entry]], began: float
) -> SearchAnswer:
    finder = Finder(question)
    hits = tuple(_hit(hit, entry, finder) for hit, entry in found)
    return SearchAnswer(
        total=total,
        exact=raw.exact,
        hits=hits,
        facets=Facets() if raw.partial else raw.facets,
        loosened=raw.exact == 0 and total > 0 and not raw.partial,
        wordings=tuple(dict.fromkeys(words.text for words in question.wordings if words.tight not in _typed(question))),
        took=int((time.monotonic() - began) * 1000),
        engine=engine.name,
        partial=raw.partial,
    )


def _question(text: str, thesaurus: synonyms.Thesaurus | None) -> Question:
    return read_question(text, (synonyms.current() if thesaurus is None else thesaurus).variants(text[:400]))


def _typed(question: Question) -> set[str]:
    """What was typed, with and without its article, and with its date or amount in another writing."""
    typed = question.typed.replace(" ", "")
    known = {typed, split_article(typed)[0]}
    if question.figure is not None:
        around = question.typed[: question.figure.start], question.typed[question.figure.end :]
        known |= {writing.join(around).replace(" ", "") for writing in question.figure.asked}
    return known


def _plan(request: SearchRequest, question: Question) -> Plan:
    return Plan(
        question=question,
        scope=request.scope,
        kinds=request.kinds,
        organisation=request.organisation,
        years=request.years,
        categories=request.categories,
        reaches=request.reaches,
        sort=request.sort,
        offset=min(request.offset, MOST_HITS),
        size=max(0, min(request.size, MOST_HITS - request.offset)),
        organisations=request.organisations[:MOST_ORGANISATIONS],
        conditions=request.conditions,
        strict=request.strict or question.only_figure,
    )


def _completed(engine: Engine, plan: Plan, raw: RawAnswer) -> tuple[RawAnswer, int]:
    """An engine's answer with only the hits that the total counts, and the total.

    What holds everything asked for is counted; where that fills less than the first page, near hits follow it there.
    Where nothing holds everything, the looser queries are asked too if there are any, and the near hits come by relevance.
    Where only a part of the index answered, that is all: nobody can say how many hold everything.
    """
    if raw.partial:
        return raw, max(raw.exact, plan.offset + len(raw.hits))
    if plan.question.blank or plan.strict:
        return raw, raw.exact
    page = plan.size or 1
    if raw.exact == 0:
        if plan.question.loosens or plan.sort is not Sort.RELEVANCE:
            plan = replace(plan, rescue=True, sort=Sort.RELEVANCE, counting=False)
            looser = engine.query(plan)
            raw = replace(raw, hits=looser.hits, partial=looser.partial)
    elif plan.sort is Sort.DATE:
        return raw, raw.exact
    if raw.exact > page or plan.size == 0:
        return replace(raw, hits=raw.hits[: max(0, raw.exact - plan.offset)]), raw.exact
    if plan.offset == 0:
        return raw, max(raw.exact, len(raw.hits))
    near = engine.query(replace(plan, offset=0, counting=False))
    return replace(raw, hits=(), partial=raw.partial or near.partial), max(raw.exact, len(near.hits))


def walk(
    request: SearchRequest,
    after: str,
    size: int = 500,
    *,
    engine: Engine | None = None,
    thesaurus: synonyms.Thesaurus | None = None,
) -> tuple[list[Entry], str]:
    """The next entries of everything that a strict search finds, by key; and where to go on, "" at the end.

    For exports: unlike pages of a list it ends at no number. Raises SearchUnavailable.
    """
    engine = engine or get_engine()
    question = _question(request.text, thesaurus)
    if question.unreadable:
        return [], ""
    found = engine.walk(replace(_plan(request, question), strict=True), after, size)
    last = entry_key(found[-1].kind, found[-1].uid) if len(found) == size else ""
    return [entry for _, entry in _entries(tuple(found), request.scope, engine, whole=True)], last


@dataclass(frozen=True, slots=True)
class NameFound:
    """Who or what bears a name: the name as it was given, how many, and the first of them."""

    name: str
    count: int
    entries: tuple[Entry, ...]


def named(
    names: Sequence[str],
    scope: SearchScope,
    *,
    kinds: frozenset[str] = frozenset(),
    most: int = 5,
    engine: Engine | None = None,
) -> list[NameFound]:
    """Look up many names at once, exactly: for each one in its order how many bear it within the scope, and the first few.

    Raises SearchUnavailable, and TypeError without a scope.
    """
    if not isinstance(scope, SearchScope):
        raise TypeError("a look-up needs a scope")
    keys = [name_key(name) for name in names]
    engine = engine or get_engine()
    known = engine.named(sorted({key for key in keys if key}), scope, kinds, most)
    loaded = {
        (entry.kind, entry.uid): entry
        for _, entry in _entries(tuple(hit for each in known.values() for hit in each.found), scope, engine)
    }
    found = []
    for name, key in zip(names, keys, strict=True):
        bearers = known.get(key, Named(0, ()))
        entries = tuple(entry for hit in bearers.found if (entry := loaded.get((hit.kind, hit.uid))) is not None)
        found.append(NameFound(name, bearers.count, entries))
    return found


def _entries(
    found: tuple[Found, ...], scope: SearchScope, engine: Engine, whole: bool = False
) -> list[tuple[Found, Entry]]:
    """The hits with their entries: as the index keeps them, or from their sources.

    Asked are the sources for what the engine keeps no text of, and for what has changed and is not indexed yet: that is
    shown as it is now, and not at all where it is gone, has left the scope or can't be read. With `whole` the last is no
    reason to leave it out: it's put in the outbox, by which it leaves the index, and Incomplete is raised.
    """
    kept = ((hit.kind, hit.uid) for hit in found if hit.entry is not None)
    changed = outbox.untold(kept) if engine.follows_outbox else set()
    wanted: dict[str, list[str]] = defaultdict(list)
    unreadable: dict[str, str] = {}
    for hit in found:
        if hit.entry is None or (hit.kind, hit.uid) in changed:
            wanted[hit.kind].append(hit.uid)
    loaded: dict[tuple[str, str], Entry] = {
        (hit.kind, hit.uid): hit.entry for hit in found if hit.entry and (hit.kind, hit.uid) not in changed
    }
    for kind, uids in wanted.items():
        known = reading.load(kind, uids)
        unreadable.update(known.unreadable)
        loaded.update({(kind, entry.uid): entry for entry in known.entries if scope.admits(entry)})
    if whole and unreadable:
        outbox.put_aside(unreadable)
        raise Incomplete(f"{len(unreadable)} entries can't be read, the first is {min(unreadable)}")
    pairs = ((hit, loaded.get((hit.kind, hit.uid))) for hit in found)
    return [(hit, entry) for hit, entry in pairs if entry is not None]


def _hit(found: Found, entry: Entry, finder: Finder) -> Hit:
    person = entry.ranked_as is Nature.PERSON
    found_at = finder.spot(entry.title, entry.body, entry.spots) if entry.spots else None
    if found_at is None:
        where, url = "", entry.url
        snippet = () if person else finder.snippet(entry.body or "　".join(entry.heading_lines))
    else:
        spot, text = found_at
        where, url = spot.label, spot.url
        snippet = finder.snippet(text, ARTICLE_LENGTH if finder.asks_article(spot.label) else LENGTH)
    return Hit(
        kind=entry.kind,
        uid=entry.uid,
        title=entry.title,
        url=url,
        organisation=entry.organisation,
        place=entry.place,
        published=entry.published,
        year=entry.counted_year,
        amount_fen=entry.amount_fen,
        facts=entry.facts,
        # Single characters say why a result is here only where its text holds none of the words.
        title_segments=finder.mark(entry.title, single=not any(each.hit for each in snippet)),
        snippet=snippet,
        score=found.score,
        spot=where,
        restricted=entry.restricted,
        state=entry.state,
        reach=entry.reach,
        ancestors=entry.ancestors,
    )


def shown(entries: Sequence[Entry], text: str, thesaurus: synonyms.Thesaurus | None = None) -> list[Hit]:
    """Entries as results of a question, whether it finds them or not: what staff put first."""
    finder = Finder(_question(text, thesaurus))
    return [_hit(Found(entry.kind, entry.uid, 0.0), entry, finder) for entry in entries]


def suggest(text: str, scope: SearchScope, limit: int = 8, *, engine: Engine | None = None) -> list[Suggestion]:
    """Titles and names that what was typed may become: by text, pinyin initials or full pinyin, within the scope.

    Half of it may be characters and half pinyin (石桥cun, 石桥cdzb), as it stands there while one types. Equal titles of one kind are given once. Raises SearchUnavailable, and TypeError without a scope.
    """
    if not isinstance(scope, SearchScope):
        raise TypeError("a suggestion needs a scope")
    question = read_question(text)
    if question.blank or question.unreadable or limit < 1:
        return []
    limit = min(limit, MOST_SUGGESTIONS)
    engine = engine or get_engine()
    found = engine.suggest(question, scope, limit * 2)
    written, spoken = half_spoken(text)
    for letters in spoken:
        if found:
            break
        heard = engine.suggest(read_question(letters), scope, MOST_SUGGESTIONS)
        found = [each for each in heard if all(run in each.text for run in written)]
    given = {(each.kind, each.text, each.organisation): each for each in reversed(found)}
    return [each for each in found if given[each.kind, each.text, each.organisation] is each][:limit]


def sounding_like(text: str, scope: SearchScope, limit: int = 3, *, engine: Engine | None = None) -> list[Suggestion]:
    """Did you mean 您要找的是不是: titles and names that sound like what was typed and are written otherwise, within the scope.

    For what was typed with a wrong character of the same sound. Raises SearchUnavailable.
    """
    spoken = "".join(syllables(text[:SOUNDED]))
    if len(spoken) < 4:
        return []
    typed = name_key(text)
    found = suggest(spoken, scope, MOST_SUGGESTIONS, engine=engine)
    given = {
        each.text: each for each in reversed(found) if typed not in name_key(each.text)
    }  # a section and its organisation
    return [each for each in found if given.get(each.text) is each][:limit]
