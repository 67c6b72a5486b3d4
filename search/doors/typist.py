"""Who is typing 正在输入的人: completion is asked with every letter, and who asks is looked up once for a run of them.

The index itself is up to five seconds behind a page whose audience narrows; what somebody may complete is up to
REMEMBERED_SECONDS behind the end of a post or a session. Nothing else is: what a completion leads to is looked up afresh, and
the door there refuses.
"""

import threading
import time
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest

from records.access.actors import actor_of
from records.access.models import User, Visitor
from records.access.searching import search_scope
from search.index.scope import SearchScope

REMEMBERED_SECONDS = 2.0  # the pauses between letters of one word, and no longer
MOST = 10_000  # typists at once in one process; the scope of each is some hundred bytes


class Typists:
    """The scopes of sessions that have just asked; safe in threads."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self.clock = clock
        self._lock = threading.Lock()
        self._known: dict[str, tuple[float, SearchScope]] = {}

    def scope(self, request: HttpRequest) -> SearchScope:
        """The scope of whoever asks, as of at most REMEMBERED_SECONDS ago; a visitor's for an account that must first choose a password."""
        key = request.COOKIES.get(settings.SESSION_COOKIE_NAME, "")
        if not key:
            return search_scope(Visitor())
        now = self.clock()
        known = self._known.get(key)
        if known is not None and known[0] > now:
            return known[1]
        actor = actor_of(request)
        if isinstance(actor, User) and actor.must_change_password:
            actor = Visitor()
        scope = search_scope(actor)
        with self._lock:
            if len(self._known) >= MOST:
                self._known = {each: kept for each, kept in self._known.items() if kept[0] > now}
            if len(self._known) < MOST:
                self._known[key] = now + REMEMBERED_SECONDS, scope
        return scope


typists = Typists()
