"""The one shape of a write: permission, lock, change, journal, event, search — together, or not at all.

    with Write(actor, "members.change", reason=reason) as write:
        member = write.lock(Member.objects.visible_to(actor), uid=uid)   # 404 out of scope, Refused without the role
        member.phone = phone
        write.save(member, expected_version=version)                     # Conflict when somebody was quicker
        write.emit(MemberChanged(member=member.uid))

A write that never checked a permission is a programming error and rolls back.
"""

import datetime
import decimal
import uuid
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from types import TracebackType
from typing import Any, Protocol, Self, TypeVar

from django.core.exceptions import ObjectDoesNotExist
from django.db import models, transaction

from records.audit.services import Fact, record_many
from records.audit.services import record as journal
from records.crypto.fields import LookupHashField, SecretField
from records.crypto.secret import Secret
from records.crypto.services import CannotDecrypt
from records.kit import places, search, visitors
from records.kit.actors import Actor
from records.kit.errors import Conflict, NotVisible, Refused
from records.kit.events import Event, emit
from records.kit.policies import policy

Row = TypeVar("Row", bound=models.Model)


class Place(Protocol):
    """Anything with a place in the tree of organisations."""

    pk: Any
    path: str


@dataclass(frozen=True)
class Change:
    """One row of a bulk write, with what to journal of it: values from `snapshot`, only those that changed."""

    row: Any
    before: dict[str, Any]
    after: dict[str, Any]


class Write:
    """One act of one person on one or more rows.

    While it lasts no organisation's path changes; one with `moves_paths` waits for the others and is alone with them.
    """

    def __init__(self, actor: Actor, action: str, *, reason: str = "", moves_paths: bool = False) -> None:
        policy(action)  # an undeclared action fails at once, not for some users only
        self.actor = actor
        self.action = action
        self.reason = reason
        self._checked = False
        self._before: dict[tuple[type[models.Model], Any], dict[str, Any]] = {}
        self._touched: dict[int, models.Model] = {}  # by identity: an import touches thousands
        self._paths: dict[int, str] = {}
        self._hold = places.change if moves_paths else places.hold
        self._atomic = transaction.atomic()

    def __enter__(self) -> Self:
        self._atomic.__enter__()
        try:
            self._hold()  # before any other lock: one order for all
        except BaseException as failure:
            self._atomic.__exit__(type(failure), failure, failure.__traceback__)
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if error is None:
            try:
                if not self._checked:
                    raise RuntimeError(f"{self.action} was written without a permission check")
                self._finish()
            except BaseException as failure:
                self._atomic.__exit__(type(failure), failure, failure.__traceback__)
                raise
        self._atomic.__exit__(kind, error, trace)

    # ── permission ──────────────────────────────────────────────────────────
    def at(self, place: Place | str) -> None:
        """Check that the actor may do this at an organisation (or a path). Raises Refused.

        An organisation's path is brought up to date first: it may have been read before this write began.
        """
        if not isinstance(place, str):
            place.path = self._path_now(place.pk) or place.path
        path = place if isinstance(place, str) else place.path
        if not self.actor.scope.may(self.action, path):
            raise Refused(f"您没有在该组织“{policy(self.action).label}”的权限。")
        self._checked = True

    def on_own(self, row: models.Model, user_id: int | None) -> None:
        """Allow a person's act on what is their own, whatever posts they hold. Raises NotVisible for anyone else, Refused
        for a token that was not issued for this."""
        if self.actor.scope.user_id is None or self.actor.scope.user_id != user_id:
            raise NotVisible()
        if not self.actor.scope.may_own(self.action):
            raise Refused(f"所用令牌不能“{policy(self.action).label}”。")
        self._checked = True

    def open_to_all(self) -> None:
        """Declare an act that anyone may do, visitors too (a letter to a desk); the journal still names who did it."""
        self._checked = True

    # ── rows ────────────────────────────────────────────────────────────────
    def lock(self, queryset: models.QuerySet[Row], *, check: bool = True, **lookup: Any) -> Row:
        """Take one visible row for this write, locked until the end.

        Pass a queryset that went through `visible_to`. Raises NotVisible when it holds no such row, Refused when the
        actor may see it but not do this to it. `check=False` leaves the permission to a later `at` or `on_own`.
        """
        try:
            row = queryset.select_for_update(of=("self",)).get(**lookup)
        except ObjectDoesNotExist:
            raise NotVisible() from None
        if check:
            self.at(path_of(row))
        self.watch(row)
        return row

    def watch(self, row: models.Model) -> None:
        """Remember the row as it is, so that the journal can say what changed."""
        self._before.setdefault((type(row), row.pk), snapshot(row))

    def create(self, row: Row, *, check: bool = True) -> Row:
        """Validate and insert a new row at its organisation. Raises Refused, ValidationError."""
        self._plant(row)
        if check:
            self.at(path_of(row))
        row.full_clean()
        row.save(force_insert=True)
        self._touch(row)
        return row

    def save(self, row: Row, *, expected_version: int | None = None) -> Row:
        """Validate and save a locked row; with `expected_version`, raise Conflict if somebody was quicker."""
        if (type(row), row.pk) not in self._before:
            raise RuntimeError(f"{row._meta.label} is saved without having been locked")
        if hasattr(row, "version"):
            if expected_version is not None and row.version != expected_version:
                raise Conflict()
            row.version += 1
        self._plant(row)
        row.full_clean()
        row.save()
        self._touch(row)
        return row

    def touched(self, row: models.Model) -> None:
        """Journal and refresh a row that something else saved (the tree's own move, for instance)."""
        self._touch(row)

    def wrote_many(self, model: type[models.Model], changes: Iterable["Change"], action: str = "") -> int:
        """Journal many rows that were written in bulk, one entry each, and refresh their entries; returns how many.

        The caller has checked the permission at every row's own organisation, for `action` where it is another one.
        """
        uids: list[uuid.UUID] = []

        def facts() -> Iterator[Any]:
            for change in changes:
                uids.append(change.row.uid)
                yield Fact(
                    change.row.uid, organisation_of(change.row), path_of(change.row), change.before, change.after
                )

        written = record_many(
            actor=self.actor,
            action=action or self.action,
            subject=model._meta.label_lower,
            facts=facts(),
            reason=self.reason,
        )
        search.touch_all(model, uids)
        return written

    def emit(self, event: Event) -> None:
        """Emit an event of this write."""
        emit(self.actor, event)

    def _plant(self, row: Any) -> None:
        """The path is the organisation's of now, not of when somebody read it."""
        if places.is_planted(type(row)) and row.organisation_id:
            row.org_path = self._path_now(row.organisation_id) or row.org_path

    def _path_now(self, number: int | None) -> str:
        """Path of an organisation, asked for once: it stays as it is until the end of this write."""
        if number is not None and number not in self._paths:
            self._paths.update(places.paths_now([number]))
        return self._paths.get(number, "") if number is not None else ""

    # ── the end ─────────────────────────────────────────────────────────────
    def _touch(self, row: models.Model) -> None:
        self._touched[id(row)] = row

    def _finish(self) -> None:
        for row in self._touched.values():
            before = self._before.get((type(row), row.pk), {})
            after = snapshot(row)
            changed = {name for name in after if before.get(name) != after[name]} - {"version", "updated_at"}
            journal(
                actor=self.actor,
                action=self.action,
                subject=row._meta.label_lower,
                subject_uid=getattr(row, "uid", None),
                organisation_id=organisation_of(row),
                org_path=path_of(row),
                before={name: before[name] for name in sorted(changed) if name in before},
                after={name: after[name] for name in sorted(changed)},
                reason=self.reason,
            )
            search.touch(row)
        if not visitors.is_silent(self.action):
            visitors.changed()


def note(actor: Actor, action: str, row: models.Model, *, reason: str = "", after: dict[str, Any] | None = None) -> Any:
    """Journal something that changed no row (a look at a sensitive field, an export); returns the journal entry."""
    with transaction.atomic():
        places.hold()
        number = organisation_of(row)
        path = places.paths_now([number]).get(number, "") if number is not None else ""
        return journal(
            actor=actor,
            action=action,
            subject=row._meta.label_lower,
            subject_uid=getattr(row, "uid", None),
            organisation_id=number,
            org_path=path or path_of(row),
            before={},
            after=after or {},
            reason=reason,
        )


def path_of(row: models.Model) -> str:
    """Where a row hangs: its `org_path`, an organisation's own `path`, its organisation's path, or the root."""
    for name in ("org_path", "path"):
        value = getattr(row, name, None)
        if isinstance(value, str) and value:
            return value
    organisation = getattr(row, "organisation", None)
    return organisation.path if organisation is not None else ""


def organisation_of(row: models.Model) -> int | None:
    """Number of the row's organisation, None when it has none."""
    if row._meta.label_lower == "organisations.organisation":
        return int(row.pk)
    return getattr(row, "organisation_id", None)


def snapshot(row: models.Model) -> dict[str, Any]:
    """The row's own columns as plain values; a sensitive one only as a fingerprint-free mark."""
    values: dict[str, Any] = {}
    hidden = set(getattr(row, "journal_hidden", ()))
    told = getattr(row, "journal_fields", None)  # a record whose entry is shown in public proofs names what it tells
    for field in row._meta.concrete_fields:
        if field.primary_key or isinstance(field, LookupHashField) or (told is not None and field.name not in told):
            continue
        value = getattr(row, field.attname)
        if isinstance(field, SecretField) or field.name in hidden:
            values[field.name] = _Hidden(value)
        else:
            values[field.name] = plain(value)
    return values


class _Hidden(str):
    """A sensitive value in the journal: equal to itself, and to nothing when there is none; printed as 已更改."""

    def __new__(cls, value: Any) -> "_Hidden":
        hidden = super().__new__(cls, "（敏感内容，已更改）")
        hidden.value = value  # type: ignore[attr-defined]
        return hidden

    def __eq__(self, other: object) -> bool:
        if other is None:  # an empty field of a new row: nothing was entered, nothing is journalled
            return self.value in (None, "")  # type: ignore[attr-defined]
        if not isinstance(other, _Hidden):
            return False
        mine, theirs = self.value, other.value  # type: ignore[attr-defined]
        if not (isinstance(mine, Secret) and isinstance(theirs, Secret)) or mine == theirs:
            return bool(mine == theirs)
        try:
            return mine.same_text_as(theirs)  # the same number typed again is sealed anew, but is no change
        except CannotDecrypt:
            return False

    def __ne__(self, other: object) -> bool:
        return not self == other

    __hash__ = str.__hash__


def plain(value: Any) -> Any:
    """A value as JSON can carry it."""
    if isinstance(value, datetime.date | datetime.datetime | datetime.time):
        return value.isoformat()
    if isinstance(value, uuid.UUID | decimal.Decimal):
        return str(value)
    if value is None or isinstance(value, str | int | float | bool | list | dict):
        return value
    return str(value)
