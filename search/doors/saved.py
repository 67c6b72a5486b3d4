"""Saved searches 保存的检索: keep, share, follow; and what newly fits, worked out within the follower's own scope."""

import hashlib
import uuid
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from records.access.models import User
from records.kit.errors import Invalid, NotVisible
from records.kit.write import Write, note
from records.organisations.models import Organisation
from search.doors import archive
from search.doors.models import SavedSearch, SearchFollow
from search.index import queries
from search.index.entries import Entry

ACTION = "search.archive"
MOST_SAVED = 100  # of one person
MOST_FOLLOWED = 20
# What is followed is remembered entry by entry, so a search that finds more is too wide to be told of anyway.
MOST_FITTING = 2_000


def save(
    actor: User, name: str, asked: archive.Asked, *, organisation: Organisation | None = None, follow: bool = False
) -> SavedSearch:
    """Keep a question under a name, shared with an organisation's staff if one is given; and follow it.

    Raises Refused without the permission (at that organisation), Invalid for a question that asks nothing or can't be
    read, ValidationError for a name that is taken.
    """
    if asked.problems or not asked.asks:
        raise Invalid("请先写明条件，查到结果后再保存。")
    with Write(actor, ACTION) as write:
        _at(write, actor, organisation)
        if SavedSearch.objects.filter(owner=actor).count() >= MOST_SAVED:
            raise Invalid(f"最多保存{MOST_SAVED}个检索，请先删去不用的。")
        _free(actor, name)
        row: SavedSearch = write.create(
            SavedSearch(owner=actor, name=name.strip(), question=asked.plain, organisation=organisation), check=False
        )
        if follow:
            _follow(actor, row)
    return row


def change(actor: User, uid: uuid.UUID, *, name: str, organisation: Organisation | None) -> SavedSearch:
    """Rename one's own saved search, share it or take it back. Raises NotVisible, Refused, ValidationError."""
    with Write(actor, ACTION) as write:
        row: SavedSearch = write.lock(SavedSearch.objects.visible_to(actor).filter(owner=actor), check=False, uid=uid)
        _at(write, actor, organisation)
        _free(actor, name, but=row)
        row.name, row.organisation = name.strip(), organisation
        write.save(row)
        if organisation is None:  # others may no longer use it, so they hear of it no more
            row.follows.exclude(user=actor).delete()
    return row


def remove(actor: User, uid: uuid.UUID) -> None:
    """Delete one's own saved search, with everybody's following of it."""
    with Write(actor, ACTION) as write:
        row: SavedSearch = write.lock(SavedSearch.objects.visible_to(actor).filter(owner=actor), check=False, uid=uid)
        write.on_own(row, row.owner_id)
        note(actor, ACTION, row, after={"removed": row.name})
        row.delete()


def follow(actor: User, uid: uuid.UUID) -> SearchFollow:
    """Hear of what newly fits, from now on, in the daily digest. Raises NotVisible, Invalid when it finds too much."""
    row = SavedSearch.objects.visible_to(actor).filter(uid=uid).first()
    if row is None:
        raise NotVisible()
    with transaction.atomic():
        return _follow(actor, row)


def unfollow(actor: User, uid: uuid.UUID) -> None:
    """Hear of it no more."""
    SearchFollow.objects.filter(search__uid=uid, user=actor).delete()


@dataclass(frozen=True)
class News:
    """What newly fits, and the marks of everything that fits now."""

    entries: list[Entry]
    marks: list[str]


def news(following: SearchFollow) -> News | None:
    """What fits now and did not when it was last told, within the follower's present scope.

    None when nothing can be said: the search may no longer be used, can't be read, or finds too much by now. Raises
    SearchUnavailable.
    """
    user = following.user
    if not SavedSearch.objects.visible_to(user).filter(pk=following.search_id).exists():
        return None
    entries = fitting(user, archive.again(following.search.question))
    if entries is None:
        return None
    seen = set(following.seen)
    return News([entry for entry in entries if mark(entry) not in seen], sorted(mark(entry) for entry in entries))


def told(following: SearchFollow, found: News) -> None:
    """Remember what fits now. What leaves a search and comes back later is news again."""
    following.seen = found.marks
    following.checked_at = timezone.now()
    following.save(update_fields=["seen", "checked_at"])


def fitting(user: User, asked: archive.Asked) -> list[Entry] | None:
    """Everything that fits, within somebody's scope; None for a question that can't be read or finds too much."""
    if asked.problems or not asked.asks:
        return None
    found: list[Entry] = []
    after, more = "", True
    while more:
        entries, after = queries.walk(asked.request(user), after)
        found += entries
        if len(found) > MOST_FITTING:
            return None
        more = bool(after)
    return found


def mark(entry: Entry) -> str:
    """A short mark of an entry, by which it is known again."""
    return hashlib.blake2b(entry.key.encode(), digest_size=6).hexdigest()


def _follow(actor: User, row: SavedSearch) -> SearchFollow:
    known = SearchFollow.objects.filter(search=row, user=actor).first()
    if known is not None:
        return known
    if SearchFollow.objects.filter(user=actor).count() >= MOST_FOLLOWED:
        raise Invalid(f"最多订阅{MOST_FOLLOWED}个检索，请先退订不用的。")
    entries = fitting(actor, archive.again(row.question))
    if entries is None:
        raise Invalid(f"这个检索的结果超过{MOST_FITTING:,}条，新增的提醒会太多；请加条件后另存，再订阅。")
    return SearchFollow.objects.create(search=row, user=actor, seen=sorted(mark(entry) for entry in entries))


def _free(actor: User, name: str, but: SavedSearch | None = None) -> None:
    """A name is taken once by one person; said at its field, which the constraint below it can't."""
    same = SavedSearch.objects.filter(owner=actor, name=name.strip())
    if (same.exclude(pk=but.pk) if but else same).exists():
        raise Invalid({"name": f"您已有同名的检索“{name.strip()}”，请换一个名称。"})


def _at(write: Write, actor: User, organisation: Organisation | None) -> None:
    """Sharing needs the permission at that organisation; keeping for oneself needs it somewhere."""
    if organisation is not None:
        write.at(organisation)
    else:
        write.at(next(iter(actor.scope.paths(ACTION)), "-"))
