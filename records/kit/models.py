"""What every record has, and what the kit itself keeps: events, reactions, jobs, imports."""

import datetime
import uuid
from typing import Any

from django.db import models
from uuid6 import uuid7

from records.kit.querysets import ImportBatchQuerySet, RecordQuerySet


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


class PublicChange(models.Model):
    """A mark that something visitors see has changed (`records.kit.visitors`); old ones are removed."""

    stamp = models.BigIntegerField()
    at = models.DateTimeField(auto_now_add=True, db_index=True)

    class Meta:
        verbose_name = "公开内容变动"
        verbose_name_plural = "公开内容变动"

    def __str__(self) -> str:
        return str(self.at)


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


class ImportBatch(models.Model):
    """An uploaded table 导入: checked first, then applied as a whole or not at all. File and findings stay.

    The table itself lies sealed under `var/sealed/` (`stored`). `plan` is the digest of what the check found would be
    done to which rows: applying compares it, so that nothing else is done than what the person saw.
    """

    class State(models.TextChoices):
        UPLOADED = "uploaded", "待预检"
        CHECKED = "checked", "已预检"
        UNREADABLE = "unreadable", "无法读取"
        APPLIED = "applied", "已导入"

    uid = models.UUIDField(default=new_uid, unique=True, editable=False)
    importer = models.CharField("种类", max_length=60)
    org_path = models.CharField(max_length=255, blank=True, editable=False)
    file_name = models.CharField("文件名", max_length=120)
    stored = models.CharField(max_length=80, editable=False)
    size = models.PositiveBigIntegerField("字节数")
    digest = models.CharField("文件摘要", max_length=64)
    state = models.CharField("状态", max_length=12, choices=State.choices, default=State.UPLOADED)
    rows = models.PositiveIntegerField("行数", default=0)
    ready = models.PositiveIntegerField("可导入", default=0)
    warned = models.PositiveIntegerField("需留意", default=0)
    wrong = models.PositiveIntegerField("有错误", default=0)
    to_create = models.PositiveIntegerField("新增", default=0)
    to_change = models.PositiveIntegerField("更新", default=0)
    unchanged = models.PositiveIntegerField("无变化", default=0)
    notes = models.JSONField("说明", default=list)
    unresolved = models.JSONField("对不上的名称", default=list)
    findings_left_out = models.PositiveIntegerField(default=0)
    plan = models.CharField(max_length=64, blank=True)
    message = models.CharField("结果", max_length=500, blank=True)
    job = models.ForeignKey(Job, null=True, on_delete=models.SET_NULL, related_name="+")
    started_by_id = models.BigIntegerField(null=True, db_index=True)
    started_by_name = models.CharField("上传人", max_length=60)
    created_at = models.DateTimeField("上传时间", auto_now_add=True)
    checked_at = models.DateTimeField("预检时间", null=True)
    applied_at = models.DateTimeField("导入时间", null=True)

    follows_organisation = True  # `org_path` says whose journal the import stands in

    objects = ImportBatchQuerySet.as_manager()

    class Meta:
        ordering = ("-pk",)
        verbose_name = "导入"
        verbose_name_plural = "导入"

    def __str__(self) -> str:
        return self.file_name

    @property
    def wrong_words(self) -> str:
        """How much is wrong, in words; "" when nothing is."""
        if not self.wrong:
            return ""
        return f"{self.wrong}行有错误" if self.rows else f"列名有{self.wrong}处错误"


class ImportFinding(models.Model):
    """One thing the check found: in which row and column, what is wrong, what to do; a sensitive cell only masked."""

    batch = models.ForeignKey(ImportBatch, on_delete=models.CASCADE, related_name="findings")
    row = models.PositiveIntegerField("行")
    place = models.PositiveSmallIntegerField("列号", null=True)
    column = models.CharField("列", max_length=60, blank=True)
    is_error = models.BooleanField("错误", default=True)
    value = models.CharField("内容", max_length=100, blank=True)
    message = models.CharField("问题", max_length=300)
    cure = models.CharField("改法", max_length=300, blank=True)

    class Meta:
        ordering = ("batch", "row", "pk")
        verbose_name = "导入问题"
        verbose_name_plural = "导入问题"
        indexes = [models.Index(fields=["batch", "row"], name="import_finding_row")]

    def __str__(self) -> str:
        return self.message


def local_today() -> datetime.date:
    """Today in Asia/Shanghai; services pass it to rules, which have no clock."""
    from django.utils import timezone

    return timezone.localdate()
