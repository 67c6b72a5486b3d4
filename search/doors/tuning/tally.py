"""Counting what is asked on the search page, without persons.

Each process counts in memory and writes every few seconds, all at once and after an answer has been sent: no search waits
for a write, and what a process had not yet written when it ends is lost, which a statistic can bear. A question's words are kept only once it was asked
in several stretches of time on one day (SEARCH_QUERY_THRESHOLD), so that neither what one person asked once nor what
one person asked over and over in one sitting stays.
"""

import datetime
import logging
import threading
import time
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.conf import settings
from django.core import signing
from django.db import DatabaseError, transaction
from django.db.models import F, Sum
from django.utils import timezone
from django.utils.crypto import salted_hmac

from search.doors.tuning.log_models import QueryCount, QueryDay
from search.doors.tuning.privacy import countable, naming_persons
from search.index.normalise import normalise_question
from search.index.requests import SearchUnavailable

logger = logging.getLogger(__name__)

FLUSH_SECONDS = 10.0
MOST_HEARD = 500  # different questions in memory; then they are written at once
STRETCH = 10  # minutes: what is asked again within them counts once towards being kept
FEW = 5  # results
CLICK_SECONDS = 3600  # a page of results that was left open longer tells nothing of the question
FREQUENT_DAYS = 30
FREQUENT_KEPT = 500  # each process keeps so many for completion
FREQUENT_SECONDS = 300.0


@dataclass(slots=True)
class _Heard:
    """One question since the last write."""

    text: str = ""
    asked: int = 0
    none: int = 0
    few: int = 0
    many: int = 0
    clicks: int = 0
    public: int = 0
    stretches: set[int] = field(default_factory=set)


@dataclass(slots=True)
class _Buffer:
    """What this process heard and has not written yet."""

    since: float = field(default_factory=time.monotonic)
    heard: dict[tuple[datetime.date, str], _Heard] = field(default_factory=dict)
    days: dict[datetime.date, list[int]] = field(default_factory=dict)  # asked, none, unkept

    @property
    def due(self) -> bool:
        late = time.monotonic() - self.since > FLUSH_SECONDS
        return len(self.heard) >= MOST_HEARD or (late and bool(self.days or self.heard))


_lock = threading.Lock()
_buffer = _Buffer()


def mark_of(day: datetime.date, text: str) -> str:
    """A keyed hash of a question on a day: two days' marks of one question have nothing in common."""
    return salted_hmac("search.tuning.tally", f"{day}\0{text}", algorithm="sha256").hexdigest()[:32]


def heard(text: str, found: int, *, visitor: bool, people: bool = False) -> str:
    """Count a question; returns the token by which a click on its results is counted, "" where none is.

    `found` is how many results hold everything; `people` says that it found people, so it may be a name.
    """
    now = timezone.localtime()
    day = now.date()
    words = "" if people else countable(text)
    with _lock:
        totals = _buffer.days.setdefault(day, [0, 0, 0])
        totals[0] += 1
        totals[1] += not found
        totals[2] += not words
        if words:
            one = _buffer.heard.setdefault((day, mark_of(day, words)), _Heard())
            one.text = words
            one.asked += 1
            one.none += not found
            one.few += 0 < found <= FEW
            one.many += found > FEW
            one.public += visitor and found > 0
            one.stretches.add((now.hour * 60 + now.minute) // STRETCH)
    return _signer().sign(f"{day.isoformat()}/{mark_of(day, words)}") if words and found else ""


def clicked(token: str) -> bool:
    """Count that a result of a question was opened; False for a token that is not ours or too old."""
    try:
        day, _, mark = _signer().unsign(token, max_age=CLICK_SECONDS).partition("/")
    except signing.BadSignature:
        return False
    with _lock:
        _buffer.heard.setdefault((datetime.date.fromisoformat(day), mark), _Heard()).clicks += 1
    return True


def flush_if_due(**signalled: object) -> None:
    """Write what was heard where it's time to. Called at the end of every request, when its answer has been sent."""
    if _buffer.due:
        flush()


def flush() -> None:
    """Write what this process heard. What can't be written is dropped: a statistic holds up nobody."""
    global _buffer
    with _lock:
        full, _buffer = _buffer, _Buffer()
    try:
        with transaction.atomic():
            for day, (asked, none, unkept) in full.days.items():
                QueryDay.objects.get_or_create(day=day)
                changed = {"asked": F("asked") + asked, "none": F("none") + none, "unkept": F("unkept") + unkept}
                QueryDay.objects.filter(day=day).update(**changed)
            _write(full.heard)
    except DatabaseError:
        logger.exception("what was asked could not be counted")


def empty() -> None:
    """Forget what was heard and not yet written: for tests."""
    global _buffer, _frequent
    with _lock:
        _buffer, _frequent = _Buffer(), None


def _write(all_heard: dict[tuple[datetime.date, str], _Heard]) -> None:
    for day in sorted({day for day, _ in all_heard}):
        here = {mark: one for (on, mark), one in all_heard.items() if on == day}
        QueryCount.objects.bulk_create(
            [QueryCount(day=day, mark=mark) for mark, one in sorted(here.items()) if one.asked], ignore_conflicts=True
        )
        rows = list(QueryCount.objects.select_for_update().filter(day=day, mark__in=list(here)).order_by("mark"))
        for row in rows:
            _count(row, here[row.mark])
        _keep([row for row in rows if row.ripe], here)
        QueryCount.objects.bulk_update(rows, COUNTED, batch_size=200)


COUNTED = ("text", "withheld", "asked", "none", "few", "many", "clicks", "public", "spread", "last_stretch")


def _count(row: QueryCount, one: _Heard) -> None:
    row.asked += one.asked
    row.none += one.none
    row.few += one.few
    row.many += one.many
    row.public += one.public
    row.clicks = min(row.clicks + one.clicks, row.asked)  # a token can be sent again; it counts for nothing more
    for stretch in sorted(one.stretches):
        if stretch > row.last_stretch:
            row.spread, row.last_stretch = row.spread + 1, stretch


def _keep(ripe: list[QueryCount], heard: dict[str, _Heard]) -> None:
    """Keep the words of what was asked often enough, unless they name a person; where that can't be known, next time."""
    words = {row.mark: heard[row.mark].text for row in ripe if heard[row.mark].text}
    try:
        naming = naming_persons(words.values())
    except SearchUnavailable:
        return
    for row in ripe:
        if text := words.get(row.mark):
            row.withheld = text in naming
            row.text = "" if row.withheld else text


def close_days(today: datetime.date | None = None) -> tuple[int, int]:
    """Delete what was asked too seldom on days gone by, and all that is older than it is kept; returns how many of each."""
    today = today or timezone.localdate()
    seldom, _ = QueryCount.objects.filter(day__lt=today, text="").delete()
    before = today - datetime.timedelta(days=settings.SEARCH_QUERY_DAYS)
    old, _ = QueryCount.objects.filter(day__lt=before).delete()
    QueryDay.objects.filter(day__lt=before).delete()
    return seldom, old


_frequent: tuple[float, list[str]] | None = None


def frequent(typed: str, limit: int = 3) -> list[str]:
    """What visitors often ask and find, beginning so: for completion.

    Anybody may know of these: visitors asked them in so many words, often enough to be kept, and found something public.
    """
    global _frequent
    start = normalise_question(typed)
    if not start:
        return []
    known = _frequent
    if known is None or time.monotonic() - known[0] > FREQUENT_SECONDS:
        since = timezone.localdate() - datetime.timedelta(days=FREQUENT_DAYS)
        rows = QueryCount.objects.filter(day__gte=since).exclude(text="").values("text").annotate(times=Sum("public"))
        often = rows.filter(times__gte=settings.SEARCH_QUERY_THRESHOLD).order_by("-times", "text")
        try:
            texts = list(often.values_list("text", flat=True)[:FREQUENT_KEPT])
        except DatabaseError:
            logger.exception("what is asked often can't be read")
            texts = []
        known = _frequent = time.monotonic(), texts
    return _first(known[1], start, limit)


def _first(texts: Iterable[str], start: str, limit: int) -> list[str]:
    return [text for text in texts if text.startswith(start) and text != start][:limit]


def _signer() -> signing.TimestampSigner:
    return signing.TimestampSigner(salt="search.tuning.clicked")
