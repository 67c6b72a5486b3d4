"""What money and decisions are written on: rows that are added and never changed."""

from typing import Any, ClassVar

from django.db import models

from records.funds.querysets import AppendOnlyQuerySet
from records.kit.models import new_uid


class AppendOnly(models.Model):
    """Base of every row that binds: filings, opinions, decisions, signatures, replies, money."""

    uid = models.UUIDField(default=new_uid, unique=True, editable=False)
    recorded_at = models.DateTimeField("登记时间", auto_now_add=True)

    objects: ClassVar[Any] = AppendOnlyQuerySet.as_manager()

    wagtail_reference_index_ignore = True

    class Meta:
        abstract = True

    def validate_constraints(self, exclude: Any = None) -> None:
        """Ask nothing: the services have checked what these rows say, and the database holds them to it."""

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Insert once; a row that exists is never saved again."""
        if not self._state.adding:
            raise TypeError(f"{self._meta.label} is append-only: add a linked correction instead")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        """Refuse."""
        raise TypeError(f"{self._meta.label} is append-only")
