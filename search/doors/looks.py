"""What the journal keeps of looking into the archive: who asked what, and which entries were shown that only a policy opens."""

from collections.abc import Iterable

from django.db import transaction

from records.access.models import User
from records.audit.services import record
from search.index.entries import Entry, entry_key
from search.index.requests import Hit


def restricted(entries: Iterable[Entry | Hit]) -> list[str]:
    """The keys of those that no audience opens."""
    return [entry_key(entry.kind, entry.uid) for entry in entries if entry.restricted]


def note(actor: User, action: str, after: dict[str, object]) -> None:
    """One entry of the journal."""
    with transaction.atomic():
        record(
            actor=actor,
            action=action,
            subject="search.archive",
            subject_uid=None,
            org_path=(actor.scope.paths(action) or ("",))[0],
            after=after,
        )
