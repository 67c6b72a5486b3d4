"""Saved searches of the archive 保存的检索, and who wants to hear of what is new in them."""

import uuid
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from uuid6 import uuid7

from search.doors.querysets import SavedSearchQuerySet
from search.doors.tuning.judged_models import JudgedQuestion, ScoreRun
from search.doors.tuning.log_models import QueryCount, QueryDay
from search.doors.tuning.models import Bet, Synonym, TuningChange

__all__ = [
    "JudgedQuestion",
    "ScoreRun",
    "Bet",
    "QueryCount",
    "QueryDay",
    "SavedSearch",
    "SearchFollow",
    "Synonym",
    "TuningChange",
    "new_uid",
]


def new_uid() -> uuid.UUID:
    """Identifier that sorts by time (UUIDv7)."""
    return uuid7()


class SavedSearch(models.Model):
    """A question under a name; its maker's own, or shared with an organisation's staff."""

    uid = models.UUIDField(default=new_uid, unique=True, editable=False)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="saved_searches", verbose_name="保存人"
    )
    name = models.CharField("名称", max_length=60)
    question = models.JSONField("条件")
    organisation = models.ForeignKey(
        "organisations.Organisation",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name="共用组织",
        help_text="在这个组织或其上级有查档权限的人都能用；各人查到的仍只限各自的范围",
    )
    created_at = models.DateTimeField("保存时间", auto_now_add=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects: ClassVar[Any] = SavedSearchQuerySet.as_manager()
    journal_fields = ("name", "organisation")

    wagtail_reference_index_ignore = True

    class Meta:
        ordering = ("name", "pk")
        verbose_name = "保存的检索"
        verbose_name_plural = "保存的检索"
        constraints = [
            models.UniqueConstraint(
                fields=["owner", "name"],
                name="saved_search_name_once_per_owner",
                violation_error_message="您已有同名的检索，请换一个名称。",
            )
        ]

    def __str__(self) -> str:
        return self.name


class SearchFollow(models.Model):
    """Somebody wants to hear of what newly fits a saved search 订阅; `seen` marks what fitted already."""

    search = models.ForeignKey(SavedSearch, on_delete=models.CASCADE, related_name="follows")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="search_follows")
    seen = models.JSONField(default=list)  # short digests of the keys of entries
    checked_at = models.DateTimeField(auto_now_add=True)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = "检索订阅"
        verbose_name_plural = "检索订阅"
        constraints = [models.UniqueConstraint(fields=["search", "user"], name="search_follow_once")]

    def __str__(self) -> str:
        return f"{self.search}"
