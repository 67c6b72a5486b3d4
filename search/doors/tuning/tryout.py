"""Trying a rule or a bet out 先看效果: what real questions find now, and what they would find, within one's own scope."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db.models import Sum
from django.utils import timezone

from records.access.searching import search_scope
from search.doors.tuning import bets, live
from search.doors.tuning.judged_models import JudgedQuestion
from search.doors.tuning.log_models import QueryCount
from search.doors.tuning.models import Bet, Synonym
from search.index import queries
from search.index.entries import entry_key
from search.index.normalise import normalise_question
from search.index.requests import Hit, SearchRequest
from search.index.synonyms import Thesaurus, laid_over

TOP = 10
MOST_TRIED = 5  # questions at once: each costs two searches
KEPT_FOR_JUDGED = 2  # of them, so that what is asked often does not crowd out what staff judged
LOOKED_THROUGH = 300  # of the questions asked most
PERIOD = timedelta(days=30)


@dataclass(frozen=True)
class Place:
    """A result and where it stands on the other side; None where it is not among the first there."""

    hit: Hit
    other: int | None


@dataclass(frozen=True)
class Tried:
    """One question: its first results now and then, and the wordings that would be asked then."""

    text: str
    before: tuple[Place, ...]
    after: tuple[Place, ...]
    wordings: tuple[str, ...]

    @property
    def moved(self) -> bool:
        """Whether anything stands elsewhere."""
        return [each.hit.uid for each in self.before] != [each.hit.uid for each in self.after]


def asked_most() -> list[str]:
    """What is asked most, of what is kept."""
    found = QueryCount.objects.filter(day__gt=timezone.localdate() - PERIOD).exclude(text="").values("text")
    often = found.annotate(times=Sum("asked")).order_by("-times", "text")
    return list(often.values_list("text", flat=True)[:LOOKED_THROUGH])


def judged() -> list[str]:
    """The site's own judged questions that are in use."""
    return list(JudgedQuestion.objects.filter(active=True).order_by("pk").values_list("text", flat=True))


def real(touched: Callable[[Iterable[str]], list[str]], first: Iterable[str] = ()) -> list[str]:
    """The questions to try: these first, then those that are touched of what is asked most and of the judged list, each once."""
    wanted = _once(first)
    often = _once(touched(asked_most()), wanted)
    rest = _once(touched(judged()), [*wanted, *often])
    room = MOST_TRIED - len(wanted)
    return [*wanted, *often[: max(0, room - min(KEPT_FOR_JUDGED, len(rest)))], *rest][:MOST_TRIED]


def _once(texts: Iterable[str], known: Iterable[str] = ()) -> list[str]:
    """Each of these questions once, however it is written, without those that are known."""
    seen = {normalise_question(text) for text in known}
    found: dict[str, str] = {}
    for text in texts:
        if (key := normalise_question(text)) and key not in seen:
            found.setdefault(key, text)
    return list(found.values())


def thesauri(row: Synonym) -> tuple[Thesaurus, Thesaurus]:
    """The rules in use, and those with this one in place of what it was."""
    rows = list(Synonym.objects.filter(active=True).order_by("pk"))
    then = [each for each in rows if each.uid != row.uid] + ([row] if row.active else [])
    return laid_over(live.own_rules(rows)), laid_over(live.own_rules(then))


def affected(texts: Iterable[str], now: Thesaurus, then: Thesaurus) -> list[str]:
    """Those questions that would be asked otherwise."""
    return [text for text in dict.fromkeys(texts) if text and now.variants(text) != then.variants(text)]


def synonym(actor: Any, row: Synonym, text: str = "") -> list[Tried]:
    """A rule on the question given, and on real ones that it touches; on its own first word where it touches none.

    Raises SearchUnavailable.
    """
    now, then = thesauri(row)
    wanted = real(lambda texts: affected(texts, now, then), [text] if text else ()) or row.words[:1]

    def ask(question: str, thesaurus: Thesaurus) -> Sequence[Hit]:
        request = SearchRequest(text=question, scope=search_scope(actor), size=TOP)
        return bets.applied(request, queries.search(request, thesaurus=thesaurus).whole(), ask=None).hits

    return [_tried(each, ask(each, now), ask(each, then), then.variants(each)) for each in wanted]


def bet(actor: Any, row: Bet) -> list[Tried]:
    """A bet on its own question; one for all questions that contain its words also on real ones. Raises SearchUnavailable."""
    rows = live.bets()
    then = [each for each in rows if each.uid != row.uid] + ([row] if row.active else [])
    longer = row.match == Bet.Match.CONTAINS

    def ask(question: str) -> Tried:
        request = SearchRequest(text=question, scope=search_scope(actor), size=TOP)
        answer = queries.search(request).whole()
        before, after = (bets.applied(request, answer, each, ask=None) for each in (rows, then))
        return _tried(question, before.hits, after.hits, ())

    def touched(texts: Iterable[str]) -> list[str]:
        return [text for text in texts if longer and bets.fits(row, text)]

    return [ask(each) for each in real(touched, [row.question])]


def _tried(text: str, before: Sequence[Hit], after: Sequence[Hit], wordings: tuple[str, ...]) -> Tried:
    return Tried(text, _places(before, after), _places(after, before), wordings)


def _places(here: Sequence[Hit], there: Sequence[Hit]) -> tuple[Place, ...]:
    others = {entry_key(hit.kind, hit.uid): number for number, hit in enumerate(there, 1)}
    return tuple(Place(hit, others.get(entry_key(hit.kind, hit.uid))) for hit in here)


def told(found: Sequence[Tried]) -> dict[str, Any]:
    """A try-out as the screen shows it: a table for each question whose first results change, a line for the others."""
    same = "、".join(f"“{each.text}”{_also(each)}" for each in found if not each.moved)
    return {"tries": [table(each) for each in found if each.moved], "same": same, "tried": bool(found)}


def _also(tried: Tried) -> str:
    return f"（也找{'、'.join(f'“{each}”' for each in tried.wordings)}）" if tried.wordings else ""


def table(tried: Tried) -> dict[str, Any]:
    """One question as a table: what stood and what would stand at each place, with what moved."""
    rows = []
    for number in range(max(len(tried.before), len(tried.after))):
        left = tried.before[number] if number < len(tried.before) else None
        right = tried.after[number] if number < len(tried.after) else None
        rows.append([f"第{number + 1}", _cell(left, number + 1, "不再在前十"), _cell(right, number + 1, "新进前十")])
    return {
        "caption": f"搜“{tried.text}”{_also(tried)}",
        "manner": "cards",
        "columns": ["次序", "现在", "保存后"],
        "rows": rows,
    }


def _cell(place: Place | None, number: int, gone: str) -> Any:
    if place is None:
        return ""
    note = ""
    if place.other is None:
        note = gone
    elif place.other != number:
        # Said on both sides alike: where it comes from, where it goes to.
        note = f"{'移到' if gone == '不再在前十' else '原来'}第{place.other}"
    return {"value": place.hit.title, "url": place.hit.url, "note": note}
