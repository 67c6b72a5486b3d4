"""What newly fits the searches that somebody follows, as lines of the daily digest."""

import datetime
import logging
from collections.abc import Iterable
from functools import partial

from records.access.models import User
from records.kit.digests import DigestPart, digest
from search.doors import saved
from search.doors.models import SearchFollow
from search.index.requests import SearchUnavailable

logger = logging.getLogger(__name__)

TITLES = 3  # named in one line


@digest("search")
def news(user: User, on: datetime.date) -> Iterable[DigestPart]:
    """One part for each search that has something new; asked at the moment of sending, within the scope of that moment."""
    follows = SearchFollow.objects.filter(user=user).select_related("search", "user").order_by("search__name", "pk")
    for following in follows:
        following.user = user
        try:
            found = saved.news(following)
        except SearchUnavailable as unavailable:
            logger.warning("saved searches are told of later: %s", unavailable)
            return
        if found is None or not found.entries:
            continue
        entries = found.entries
        titles = "、".join(entry.title for entry in entries[:TITLES])
        more = "等" if len(entries) > TITLES else ""  # how many there are stands before them
        yield DigestPart(
            lines=(f"检索“{following.search.name}”新增{len(entries)}件：{titles}{more}",),
            total=len(entries),
            url=f"/work/search/saved/{following.search.uid}/",
            sent=partial(saved.told, following, found),
        )
