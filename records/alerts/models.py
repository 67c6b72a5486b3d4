"""Reminders 提醒 about what stands out, and notices 消息 to people."""

import uuid
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from uuid6 import uuid7

from records.alerts.querysets import NoticeQuerySet, ReminderQuerySet
from records.kit.models import Record
from records.kit.reminders import LEVEL_WORDS, Level

DIGEST_HOUR = 8  # of whoever chose none


def new_uid() -> uuid.UUID:
    """Identifier that sorts by time (UUIDv7)."""
    return uuid7()


class Reminder(Record):
    """Something that stands out at an organisation, as a rule raised it; cleared when it no longer does."""

    rule = models.CharField("规则", max_length=100)
    key = models.CharField(max_length=200)
    level = models.PositiveSmallIntegerField("级别", choices=[(int(level), LEVEL_WORDS[level]) for level in Level])
    title = models.CharField("事项", max_length=200)
    facts = models.CharField("事实", max_length=500)
    clause = models.CharField("依据", max_length=200)
    url = models.CharField(max_length=300, blank=True)
    subject_uid = models.UUIDField(null=True, editable=False)
    raised_on = models.DateField("提出日期")
    cleared_on = models.DateField("消除日期", null=True, blank=True)

    objects: ClassVar[Any] = ReminderQuerySet.as_manager()

    class Meta(Record.Meta):
        verbose_name = "提醒"
        verbose_name_plural = "提醒"
        constraints = [models.UniqueConstraint(fields=["rule", "key"], name="reminder_once_per_matter")]
        indexes = [
            *Record.Meta.indexes,
            models.Index(fields=["-level", "raised_on"], condition=Q(cleared_on__isnull=True), name="reminder_open"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def level_word(self) -> str:
        """The word beside the colour."""
        return LEVEL_WORDS[Level(self.level)]

    @property
    def tone(self) -> str:
        """The theme's badge tone for the level."""
        return {0: "info", 1: "warn", 2: "warn", 3: "bad"}[self.level]


class Notice(models.Model):
    """One message in somebody's inbox 收件箱. Its `sent_key` makes sending it twice impossible."""

    uid = models.UUIDField(default=new_uid, unique=True, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="notices")
    sent_key = models.CharField(max_length=200)
    kind = models.CharField("类别", max_length=60)
    title = models.CharField("标题", max_length=200)
    text = models.TextField("内容", blank=True)
    url = models.CharField(max_length=300, blank=True)
    is_digest = models.BooleanField(default=False)
    created_at = models.DateTimeField("时间", auto_now_add=True)
    read_at = models.DateTimeField("已读", null=True, blank=True)

    objects: ClassVar[Any] = NoticeQuerySet.as_manager()

    wagtail_reference_index_ignore = True

    class Meta:
        ordering = ("-pk",)
        verbose_name = "消息"
        verbose_name_plural = "消息"
        constraints = [models.UniqueConstraint(fields=["user", "sent_key"], name="notice_once_per_person")]
        indexes = [models.Index(fields=["user", "-created_at"]), models.Index(fields=["user", "read_at"])]

    def __str__(self) -> str:
        return self.title


class DigestPreference(models.Model):
    """How somebody wants to hear of things: the default is one digest a day, at most."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="digest_preference")
    wants_digest = models.BooleanField("每日汇总", default=True)
    hour = models.PositiveSmallIntegerField("汇总时间（时）", default=DIGEST_HOUR)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = "消息设置"
        verbose_name_plural = "消息设置"

    def __str__(self) -> str:
        return str(self.user)
