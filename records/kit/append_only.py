"""Rows that bind: added, and never changed or deleted. A correction is another row, linked to the first."""

from typing import Any, ClassVar

from django.db import models

from records.kit.models import new_uid


class AppendOnlyQuerySet(models.QuerySet[Any]):
    """Rows that are only added. The one thing that may follow is the place in the tree, when an organisation moves."""

    def update(self, **values: Any) -> int:
        """Refuse, except for the path that `replant` rewrites."""
        if set(values) - {"org_path"}:
            raise TypeError(f"{self.model._meta.label} is append-only: add a linked correction instead")
        return super().update(**values)

    def delete(self) -> tuple[int, dict[str, int]]:
        """Refuse."""
        raise TypeError(f"{self.model._meta.label} is append-only")

    def bulk_update(self, objs: Any, fields: Any, batch_size: int | None = None) -> int:
        """Refuse."""
        raise TypeError(f"{self.model._meta.label} is append-only")


class AppendOnly(models.Model):
    """Base of every row that binds: filings, opinions, decisions, signatures, money, evidence, results."""

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
