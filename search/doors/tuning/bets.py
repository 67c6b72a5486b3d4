"""Best and worst bets 推荐与靠后: for a question, entries that come first, or last of their page.

A bet orders and never opens or hides: an entry is shown to those alone who may see it anyway, under the filters that are
set; facets and the number of what was found stay what they are.
"""

import datetime
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import replace
from typing import Any

from django.utils import timezone

from records.access.searching import search_scope
from records.kit.errors import Invalid
from search.doors.tuning import live
from search.doors.tuning.changes import checked_by
from search.doors.tuning.entries import loaded, may_be_named
from search.doors.tuning.models import Bet
from search.index import queries
from search.index.entries import Entry, entry_key
from search.index.normalise import characters, normalise_question
from search.index.requests import Hit, SearchAnswer, SearchRequest, Sort

MOST_UP = 3  # for one question: more would push the results themselves off a phone's screen
MOST_BETS = 1_000  # each process keeps them
SHORTEST, LONGEST = 2, 60

Ask = Callable[[SearchRequest], SearchAnswer]
Besides = Callable[[SearchRequest, Collection[str], int, int], SearchAnswer]


def tight(text: str) -> str:
    """A question as bets compare it: normalised, without spaces."""
    return "".join(normalise_question(text).split())


# ── reading: what a question's bets do to its results ────────────────────────
def matching(bets: Iterable[Bet], text: str, on: datetime.date) -> list[Bet]:
    """The bets for a question on a day: the exact ones first, then those with the longest words; each entry once."""
    asked = tight(text)
    if not asked:
        return []
    found = [bet for bet in bets if _in_force(bet, on) and _fits(bet, asked)]
    found.sort(key=lambda bet: (bet.match != Bet.Match.EXACT, -len(bet.question), bet.place, bet.pk or 0))
    return list({bet.entry: bet for bet in reversed(found)}.values())[::-1]


def _in_force(bet: Bet, on: datetime.date) -> bool:
    return (bet.starts_on is None or bet.starts_on <= on) and (bet.ends_on is None or on <= bet.ends_on)


def fits(bet: Bet, text: str) -> bool:
    """Whether a bet is for this question."""
    return _fits(bet, tight(text))


def _fits(bet: Bet, asked: str) -> bool:
    words = bet.question.replace(" ", "")  # kept as it was normalised
    return words == asked if bet.match == Bet.Match.EXACT else words in asked


def applied(
    request: SearchRequest,
    answer: SearchAnswer,
    rows: Sequence[Bet] | None = None,
    ask: Ask | None = queries.search,
    besides: Besides = queries.besides,
) -> SearchAnswer:
    """An answer with the bets of its question: what is recommended stands first and nowhere else.

    A page holds as many results as it was asked for: what is put first pushes the others on, over the borders of pages.
    `rows` are other bets than those in use, for trying out. `ask` answers another page of the same list and `besides` the
    list without some entries, wherever in it they stand; `ask` None where only the first page is of interest.
    """
    if request.sort is not Sort.RELEVANCE or request.strict:
        return answer
    bets = matching(live.bets() if rows is None else rows, request.text, timezone.localdate())
    if not bets:
        return answer
    down = {bet.entry for bet in bets if bet.effect == Bet.Effect.DOWN}
    up = _shown([bet for bet in bets if bet.effect == Bet.Effect.UP], request)[:MOST_UP]
    if up:
        answer = _pinned(request, answer, up, ask, besides)
    last = [not hit.recommended and _key(hit) in down for hit in answer.hits]
    hits = (
        *(hit for hit, late in zip(answer.hits, last, strict=True) if not late),
        *(hit for hit, late in zip(answer.hits, last, strict=True) if late),
    )
    return replace(answer, hits=hits)


def _pinned(
    request: SearchRequest, answer: SearchAnswer, up: Sequence[Entry], ask: Ask | None, besides: Besides
) -> SearchAnswer:
    """The page of a list that begins with these entries and goes on with what is found, without them."""
    if answer.partial:  # nobody knows what else there is: this page as it is, and no more is asked of a lame engine
        return _lame(request, answer, up)
    keys = {entry.key for entry in up}
    start, end = request.offset, request.offset + request.size
    behind = max(0, start - len(up)), max(0, end - len(up))
    first = up[start:end]
    found = {_key(hit): hit for hit in answer.hits if _key(hit) in keys}
    if ask is None or answer.total <= request.size or (request.page == 1 and len(found) == len(keys)):
        # All of it is known: this page, or the first one where near results fill it and are counted with it.
        top = answer if ask is None or request.page == 1 else ask(replace(request, page=1))
        found = {_key(hit): hit for hit in top.hits if _key(hit) in keys}
        rest = [hit for hit in top.hits if _key(hit) not in keys][slice(*behind)]
        total, partial = answer.total + len(keys) - len(found), top.partial
    else:
        others = besides(request, keys, behind[0], behind[1] - behind[0])
        rest, partial = list(others.hits), others.partial
        total = others.total + len(up)
    new = [entry for entry in first if entry.key not in found]
    found |= {_key(hit): hit for hit in queries.shown(new, request.text)}
    hits = (*(replace(found[entry.key], recommended=True) for entry in first), *rest)
    return replace(answer, hits=hits, total=total, extra=total - answer.total, partial=partial)


def _lame(request: SearchRequest, answer: SearchAnswer, up: Sequence[Entry]) -> SearchAnswer:
    first = queries.shown(up[request.offset : request.offset + request.size], request.text)
    keys = {entry.key for entry in up}
    rest = [hit for hit in answer.hits if _key(hit) not in keys]
    hits = (*(replace(hit, recommended=True) for hit in first), *rest)[: request.size]
    return replace(answer, hits=hits, total=max(answer.total, request.offset + len(hits)))


def _key(hit: Hit) -> str:
    return entry_key(hit.kind, hit.uid)


def _shown(bets: Sequence[Bet], request: SearchRequest) -> list[Entry]:
    """The entries of bets that this reader may see and that the filters let through, in the order of the bets."""
    found = loaded(bet.entry for bet in bets)
    known = [found[bet.entry] for bet in bets if bet.entry in found]
    return [
        entry
        for entry in known
        if request.scope.admits(entry)
        and (not request.kinds or entry.kind in request.kinds)
        and (request.organisation is None or request.organisation in entry.ancestors)
        and (not request.years or entry.counted_year in request.years)
        and (not request.categories or entry.category in request.categories)
        and (not request.reaches or entry.reach in request.reaches)
    ]


# ── writing ─────────────────────────────────────────────────────────────────
@checked_by("bet")
def check(row: Bet, actor: Any) -> None:
    """Put a bet in order and see that it is sound. Raises Invalid with what to do about it, by field."""
    row.question, row.note = normalise_question(row.question), row.note.strip()
    wrong: dict[str, str] = {}
    letters = "".join(characters(row.question))
    if not letters:
        wrong["question"] = "请写搜索词，例如“党费标准”。"
    elif len(letters) < SHORTEST:
        wrong["question"] = f"“{row.question}”只有一个字，会影响很多不相干的搜索，请写两个字以上。"
    elif len(row.question) > LONGEST:
        wrong["question"] = f"搜索词有{len(row.question)}个字，最多{LONGEST}个，请写短些。"
    if row.starts_on and row.ends_on and row.ends_on < row.starts_on:
        wrong["ends_on"] = f"止日{row.ends_on}早于起日{row.starts_on}，请核对。"
    if not 1 <= row.place <= MOST_UP:
        wrong["place"] = f"次序“{row.place}”不对，是1到{MOST_UP}。"
    if row.active and (said := _entry(row, actor)):  # one whose entry is gone can still be switched off
        wrong["entry"] = said
    if not wrong:
        wrong = _others(row)
    if wrong:
        raise Invalid(wrong)


def _entry(row: Bet, actor: Any) -> str:
    entry = loaded([row.entry]).get(row.entry) if row.entry_uid else None
    if entry is None or not search_scope(actor).admits(entry):
        return "请从查到的结果里选一条；所选的已不在，或您无权查看。"
    if not may_be_named(entry):
        return "只能选对社会、党员或本组织公开的内容；个人资料和不公开的事项不能推荐。"
    return ""


def _others(row: Bet) -> dict[str, str]:
    """What other bets leave no room for."""
    others = Bet.objects.exclude(uid=row.uid)
    same = others.filter(question=row.question, match=row.match)
    if same.filter(entry_kind=row.entry_kind, entry_uid=row.entry_uid).exists():
        return {"entry": "这个搜索词已有这一条，请改原来的那条。"}
    if others.count() >= MOST_BETS:
        return {"question": f"最多{MOST_BETS:,}条，请先删去不用的。"}
    if row.active and row.effect == Bet.Effect.UP:
        rivals = [bet for bet in same.filter(active=True, effect=Bet.Effect.UP) if _overlap(bet, row)]
        if len(rivals) >= MOST_UP:
            return {"question": f"同一时段一个搜索词最多推荐{MOST_UP}条，请先停用一条，或错开日期。"}
    return {}


def _overlap(one: Bet, other: Bet) -> bool:
    first, last = datetime.date.min, datetime.date.max
    return (one.starts_on or first) <= (other.ends_on or last) and (other.starts_on or first) <= (one.ends_on or last)
