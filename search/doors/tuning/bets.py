"""Best and worst bets 推荐与靠后: for a question, entries that come first, or last of their page.

A bet orders and never opens or hides: an entry is shown to those alone who may see it anyway, under the filters that are
set; facets and the number of what was found stay what they are.
"""

import datetime
from collections.abc import Callable, Iterable, Sequence
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
from search.index.requests import MOST_ON_A_PAGE, Hit, SearchAnswer, SearchRequest, Sort

MOST_UP = 3  # for one question: more would push the results themselves off a phone's screen
MOST_BETS = 1_000  # each process keeps them
SHORTEST, LONGEST = 2, 60

Ask = Callable[[SearchRequest], SearchAnswer]


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
    request: SearchRequest, answer: SearchAnswer, rows: Sequence[Bet] | None = None, ask: Ask | None = queries.search
) -> SearchAnswer:
    """An answer with the bets of its question: what is recommended stands first and nowhere else.

    A page holds as many results as it was asked for: what is put first pushes the others on, over the borders of pages.
    `rows` are other bets than those in use, for trying out. `ask` answers other pages of the same question, so that it
    is known where a recommended entry would have stood; None where only the first page is of interest.
    """
    if request.sort is not Sort.RELEVANCE or request.strict:
        return answer
    bets = matching(live.bets() if rows is None else rows, request.text, timezone.localdate())
    if not bets:
        return answer
    down = {bet.entry for bet in bets if bet.effect == Bet.Effect.DOWN}
    up = _shown([bet for bet in bets if bet.effect == Bet.Effect.UP], request)[:MOST_UP]
    if up:
        answer = _pinned(request, answer, up, ask)
    last = [not hit.recommended and _key(hit) in down for hit in answer.hits]
    hits = (
        *(hit for hit, late in zip(answer.hits, last, strict=True) if not late),
        *(hit for hit, late in zip(answer.hits, last, strict=True) if late),
    )
    return replace(answer, hits=hits)


def _pinned(request: SearchRequest, answer: SearchAnswer, up: Sequence[Entry], ask: Ask | None) -> SearchAnswer:
    """The page of a list that begins with these entries and goes on with what is found, without them."""
    keys = {entry.key for entry in up}
    if answer.partial:  # nobody knows what else there is: this page as it is, and no more is asked of a lame engine
        return _lame(request, answer, up)
    most = MOST_ON_A_PAGE // request.size * request.size
    top = _top(request, answer, keys, most, ask)
    found = {_key(hit): hit for hit in top if _key(hit) in keys}
    pushed = len(keys) - len(found)  # by how many places what lies behind the top is pushed on
    start, end = request.offset, request.offset + request.size
    first = up[start:end]
    rest = [hit for hit in top if _key(hit) not in keys][max(0, start - len(up)) : max(0, end - len(up))]
    if ask is not None and start >= most and answer.total > most:  # behind the top, of which `rest` are the last
        if pushed and start > most:
            rest = list(ask(replace(request, page=request.page - 1)).hits[request.size - pushed :])
        rest = [hit for hit in (*rest, *answer.hits[: request.size - pushed]) if _key(hit) not in keys]
    new = [entry for entry in first if entry.key not in found]
    found |= {_key(hit): hit for hit in queries.shown(new, request.text)}
    hits = (*(replace(found[entry.key], recommended=True) for entry in first), *rest)
    return replace(answer, hits=hits, total=answer.total + pushed, extra=pushed)


def _lame(request: SearchRequest, answer: SearchAnswer, up: Sequence[Entry]) -> SearchAnswer:
    first = queries.shown(up[request.offset : request.offset + request.size], request.text)
    keys = {entry.key for entry in up}
    rest = [hit for hit in answer.hits if _key(hit) not in keys]
    hits = (*(replace(hit, recommended=True) for hit in first), *rest)[: request.size]
    return replace(answer, hits=hits, total=max(answer.total, request.offset + len(hits)))


def _top(request: SearchRequest, answer: SearchAnswer, keys: set[str], most: int, ask: Ask | None) -> tuple[Hit, ...]:
    """The first results without bets: whole pages of them, in which those that are recommended are looked for.

    One that stands further behind than these is missing from its page there; nothing stands twice.
    """
    whole = answer.total <= request.size
    if ask is None or (request.page == 1 and (whole or keys <= {_key(hit) for hit in answer.hits})):
        return answer.hits
    if whole:  # near results fill the first page and are counted with it: a larger one would hold others
        return ask(replace(request, page=1)).hits
    return ask(replace(request, page=1, size=most)).hits[: answer.exact]


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
        wrong["question"] = f"搜索词超过{LONGEST}个字，请写短些。"
    if row.starts_on and row.ends_on and row.ends_on < row.starts_on:
        wrong["ends_on"] = f"止日{row.ends_on}早于起日{row.starts_on}，请核对。"
    if not 1 <= row.place <= MOST_UP:
        wrong["place"] = f"次序是1到{MOST_UP}。"
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
