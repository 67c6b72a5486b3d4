"""What visitors are shown has changed: a mark left in the transaction of the write itself.

Whoever keeps something made from what is open to everyone (a page, a count of the tree) asks for the `generation` before
making it and keeps it under that; once a write has committed, in whichever process, the generation is another one, and
what was kept is not found any more. So nothing is ever served that a committed write has made untrue.

Every `Write` leaves a mark unless its action is declared with `shows_nothing` in the domain's `policies.py`; what writes
without one (the loaders) calls `changed` itself. Marks are rows that are added, never one row that is counted up:
writers do not wait for each other, and a number given out early but committed late is still seen.
"""

import datetime
import secrets
import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Any, Final

from django.db import connection
from django.utils import timezone

from records.kit.models import PublicChange

# What is kept is thrown away after this time in any case, for whatever no write tells of.
LONGEST_KEPT: Final = datetime.timedelta(minutes=5)
# Marks are removed only when no transaction that began before them can still be open, for a mark that was gone before
# anybody saw it would tell nobody: hours, and many times LONGEST_KEPT.
_MARKS_STAY: Final = datetime.timedelta(hours=3)
_TIDY_EVERY: Final = 256
_STAMP_BITS: Final = 40  # sums of a million of them fit a 64-bit integer

# Written out: every visit pays for it, and composing the query costs several times what the database does.
_MARKS: Final = f"SELECT COUNT(*), COALESCE(SUM(stamp), 0) FROM {PublicChange._meta.db_table}"  # noqa: S608

Generation = tuple[int, int]

_silent: set[str] = set()


def shows_nothing(*actions: str) -> None:
    """Declare that nothing a visitor sees comes from these actions, or from any of a whole domain ("members")."""
    _silent.update(actions)


def is_silent(action: str) -> bool:
    """Whether an action was declared to show nothing, itself or by its domain."""
    return action in _silent or action.partition(".")[0] in _silent


def changed() -> None:
    """Leave a mark; call it in the transaction of the change."""
    mark = PublicChange.objects.create(stamp=secrets.randbits(_STAMP_BITS))
    if mark.pk % _TIDY_EVERY == 0:
        PublicChange.objects.filter(at__lt=timezone.now() - _MARKS_STAY).delete()


def generation() -> Generation:
    """Which marks there are: one query. Ask before making what is to be kept."""
    with connection.cursor() as cursor:
        cursor.execute(_MARKS)
        number, total = cursor.fetchone()
    return int(number), int(total)


class Shelf:
    """Things kept in this process under a generation, the longest unused thrown away first."""

    def __init__(self, size: int) -> None:
        self._size = size
        self._lock = threading.Lock()
        self._kept: OrderedDict[Hashable, tuple[Generation, datetime.datetime, Any]] = OrderedDict()
        _shelves.append(self)

    def get(self, key: Hashable, generation: Generation) -> Any:
        """What was kept under this key in this very generation, None otherwise."""
        with self._lock:
            found = self._kept.get(key)
            if found is None:
                return None
            if found[0] != generation or timezone.now() - found[1] > LONGEST_KEPT:
                del self._kept[key]
                return None
            self._kept.move_to_end(key)
            return found[2]

    def put(self, key: Hashable, generation: Generation, thing: Any) -> None:
        """Keep something that was made after `generation` was asked for."""
        with self._lock:
            self._kept[key] = (generation, timezone.now(), thing)
            self._kept.move_to_end(key)
            while len(self._kept) > self._size:
                self._kept.popitem(last=False)

    def forget(self) -> None:
        """Keep nothing any more."""
        with self._lock:
            self._kept.clear()


_shelves: list[Shelf] = []
_counts = Shelf(200)


def remembered(key: str, make: Callable[[], Any]) -> Any:
    """Something costly that is the same for every reader (a count over the whole tree), made once a day and generation."""
    now = generation()
    whole_key = (key, timezone.localdate())
    found = _counts.get(whole_key, now)
    if found is None:
        found = make()
        _counts.put(whole_key, now, found)
    return found


def forget() -> None:
    """Forget all that is kept in this process (tests roll back, and with them the marks)."""
    for shelf in _shelves:
        shelf.forget()
