"""How the journal is read; and that it can only be added to."""

import uuid
from collections.abc import Iterable
from typing import Any, NoReturn, Protocol, Self

from django.db import models
from django.db.models import Q

_HIGHEST = "Z"  # the last sign of treebeard's alphabet
_PATH_LENGTH = 255


class AppendOnly(TypeError):
    """Someone tried to change or delete what may only be added to."""

    def __init__(self) -> None:
        super().__init__("日志只能追加，不能修改或删除。")


class Scope(Protocol):
    """As much of a person's scope as the journal asks for."""

    def paths(self, action: str) -> tuple[str, ...]: ...


class Reader(Protocol):
    """A person with a scope."""

    @property
    def scope(self) -> Scope: ...


class AppendOnlyMixin:
    """Refuses every way a queryset has to change or remove rows."""

    def update(self, **kwargs: Any) -> NoReturn:
        """Refuse."""
        raise AppendOnly

    def delete(self) -> NoReturn:
        """Refuse."""
        raise AppendOnly

    def bulk_update(self, objs: Iterable[Any], fields: Iterable[str], batch_size: int | None = None) -> NoReturn:
        """Refuse."""
        raise AppendOnly

    def update_or_create(self, *args: Any, **kwargs: Any) -> NoReturn:
        """Refuse."""
        raise AppendOnly

    def bulk_create(self, *args: Any, **kwargs: Any) -> NoReturn:
        """Refuse: rows that never went through `record` have no leaf (and an upsert would rewrite)."""
        raise AppendOnly

    update.alters_data = delete.alters_data = bulk_update.alters_data = True  # type: ignore[attr-defined]


class JournalQuerySet(AppendOnlyMixin, models.QuerySet[Any]):
    """Reading the journal."""

    def update(self, **kwargs: Any) -> Any:
        """Refuse, but for `org_path`: it says who may read, is no part of what is sealed, and follows a move."""
        if set(kwargs) != {"org_path"}:
            raise AppendOnly
        return models.QuerySet.update(self, **kwargs)

    def below(self, path: str) -> Self:
        """Entries of the organisation at `path` and all below it; the empty path is everything."""
        return self.filter(_below(path))

    def below_any(self, paths: Iterable[str]) -> Self:
        """Entries at or below one of the paths; none without a path."""
        wanted = set(paths)
        if "" in wanted:  # an empty condition joined by "or" would be dropped, and leave the rest
            return self.all()
        condition = Q(pk__in=[])
        for path in wanted:
            condition |= _below(path)
        return self.filter(condition)

    def visible_to(self, reader: Reader, action: str = "audit.view") -> Self:
        """Entries that a person may read: below the organisations where `audit.view` is allowed."""
        return self.below_any(reader.scope.paths(action))

    def about(self, subject: str, uid: uuid.UUID) -> Self:
        """Entries on one record, by label ("members.member") and uid."""
        return self.filter(subject=subject, subject_uid=uid)

    def by(self, actor_id: int) -> Self:
        """Entries of one person's acts."""
        return self.filter(actor_id=actor_id)

    def unsealed(self) -> Self:
        """Entries that wait for the next seal (待封存)."""
        return self.filter(seal__isnull=True)

    def newest_first(self) -> Self:
        """As a reader lists them."""
        return self.order_by("-pk")


class SealQuerySet(AppendOnlyMixin, models.QuerySet[Any]):
    """Reading the seals."""

    def newest_first(self) -> Self:
        """The latest seal first."""
        return self.order_by("-number")


def _below(path: str) -> Q:
    # All paths are of treebeard's alphabet and at most 255 long, so those that begin with `path` are one closed range.
    return Q(org_path__gte=path, org_path__lte=path.ljust(_PATH_LENGTH, _HIGHEST)) if path else Q()
