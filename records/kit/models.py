"""What every record has, and what the kit itself keeps: events, reactions, jobs."""

import datetime
import uuid
from typing import Any

from django.db import models
from uuid6 import uuid7

from records.kit.querysets import RecordQuerySet


def new_uid() -> uuid.UUID:
    """Identifier that sorts by time (UUIDv7), used in every address, API and file."""
    return uuid7()


class Record(models.Model):
    """Base of every record: an identifier, its organisation, its place in the tree. Never deleted."""

    uid = models.UUIDField(default=new_uid, unique=True, editable=False)
    organisation = models.ForeignKey(
        "organisations.Organisation", on_delete=models.PROTECT, related_name="+", verbose_name="所属组织"
    )
    org_path = models.CharField(max_length=255, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)
    created_at = models.DateTimeField("登记时间", auto_now_add=True)
    updated_at = models.DateTimeField("更改时间", auto_now=True)

    objects = RecordQuerySet.as_manager()

    # Bulk records stay out of Wagtail's table of references (500 objects a second; nothing refers to them there).
    wagtail_reference_index_ignore = True

    class Meta:
        abstract = True
        indexes = [models.Index(fields=["org_path"])]

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Keep the denormalised path true; everything else is the business of services."""
        if self.organisation_id and not self.org_path:
            self.org_path = self.organisation.path
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        """Refuse: withdrawn, left and dissolved are states; no row of a record is deleted."""
        raise TypeError(f"{self._meta.label} is a record: change its state instead of deleting it")


class StoredEvent(models.Model):
    """What happened, in order; reactions and webhooks run from this log 事件."""

    uid = models.UUIDField(default=new_uid, unique=True, editable=False)
    name = models.CharField(max_length=100, db_index=True)
    payload = models.JSONField(default=dict)
    actor_id = models.BigIntegerField(null=True)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("pk",)
        verbose_name = "事件"
        verbose_name_plural = "事件"

    def __str__(self) -> str:
        return self.name


class ReactionRun(models.Model):
    """One after-commit reaction to one event: done once, retried until it is."""

    class State(models.TextChoices):
        WAITING = "waiting", "待处理"
        DONE = "done", "已处理"
        FAILED = "failed", "失败"

    event = models.ForeignKey(StoredEvent, on_delete=models.CASCADE, related_name="runs")
    reaction = models.CharField(max_length=200)
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    tries = models.PositiveSmallIntegerField(default=0)
    last_error = models.CharField(max_length=500, blank=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = "事件处理"
        verbose_name_plural = "事件处理"
        constraints = [models.UniqueConstraint(fields=["event", "reaction"], name="one_run_per_event_and_reaction")]
        indexes = [models.Index(fields=["state", "updated_at"])]

    def __str__(self) -> str:
        return f"{self.reaction} ← {self.event_id}"


class Job(models.Model):
    """Long work 后台任务 with progress a person can see; it resumes after a crash from its cursor."""

    class State(models.TextChoices):
        WAITING = "waiting", "等待"
        RUNNING = "running", "进行中"
        DONE = "done", "完成"
        FAILED = "failed", "失败"
        CANCELLED = "cancelled", "已取消"

    uid = models.UUIDField(default=new_uid, unique=True, editable=False)
    name = models.CharField("任务", max_length=100)
    label = models.CharField("说明", max_length=200)
    started_by_id = models.BigIntegerField(null=True)
    arguments = models.JSONField(default=dict)
    cursor = models.JSONField(default=dict)
    done = models.PositiveBigIntegerField("已完成", default=0)
    total = models.PositiveBigIntegerField("总数", null=True)
    state = models.CharField("状态", max_length=10, choices=State.choices, default=State.WAITING)
    message = models.TextField("结果", blank=True)
    result_file = models.CharField(max_length=300, blank=True)
    leased_until = models.DateTimeField(null=True)
    created_at = models.DateTimeField(auto_now_add=True)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("-pk",)
        verbose_name = "后台任务"
        verbose_name_plural = "后台任务"
        indexes = [models.Index(fields=["started_by_id", "-created_at"])]

    def __str__(self) -> str:
        return self.label

    @property
    def percent(self) -> int | None:
        """Progress from 0 to 100, None while the total is unknown."""
        return min(100, round(100 * self.done / self.total)) if self.total else None


def local_today() -> datetime.date:
    """Today in Asia/Shanghai; services pass it to rules, which have no clock."""
    from django.utils import timezone

    return timezone.localdate()
