"""What is asked of many organisations at once 考核任务: one scheme version, one period, one deadline."""

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.functional import cached_property

from records.assessments.choices import Shown, Targets, TaskState
from records.assessments.models.schemes import Scheme
from records.assessments.querysets import TaskQuerySet
from records.kit.append_only import AppendOnly, AppendOnlyQuerySet
from records.kit.audience import Audience
from records.kit.models import Job, Record

# A result names no person, so it is shown to no single one.
AUDIENCES = [(level.value, level.label) for level in Audience if level is not Audience.NAMED]


class Task(Record):
    """A task issued by `organisation` to organisations below it; each has one sheet."""

    title = models.CharField("任务名称", max_length=120)
    scheme = models.ForeignKey(Scheme, on_delete=models.PROTECT, related_name="tasks", verbose_name="考核方案")
    year = models.PositiveSmallIntegerField("年度")
    period = models.CharField("考核周期", max_length=40, blank=True, help_text="例如：全年、上半年、第三季度")
    due_on = models.DateField("报送截止日期", help_text="当日24时前报送为按时")
    instructions = models.TextField("要求", max_length=2000, blank=True)
    audience = models.CharField("结果公布范围", max_length=10, choices=AUDIENCES, default=Audience.OWN)
    shown = models.CharField("公布内容", max_length=10, choices=Shown.choices, default=Shown.GRADE)
    targets = models.CharField("考核对象", max_length=10, choices=Targets.choices, default=Targets.SUBTREE)
    below = models.ForeignKey(
        "organisations.Organisation",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name="组织范围",
    )
    kinds = models.JSONField("组织类别", default=list, blank=True)
    by_hand = models.JSONField("逐个列出的组织", default=list, blank=True)
    state = models.CharField("状态", max_length=10, choices=TaskState.choices, default=TaskState.DRAFT, editable=False)
    issued_at = models.DateTimeField("下达时间", null=True, editable=False)
    ended_at = models.DateTimeField("结束时间", null=True, editable=False)
    job = models.ForeignKey(Job, null=True, on_delete=models.SET_NULL, related_name="+", editable=False)
    submit_key = models.UUIDField(null=True, unique=True, editable=False)

    objects: ClassVar[Any] = TaskQuerySet.as_manager()

    # There where `with_counts_for` was asked for.
    sheets_count: int
    sent_in: int

    class Meta(Record.Meta):
        verbose_name = "考核任务"
        verbose_name_plural = "考核任务"
        indexes = [*Record.Meta.indexes, models.Index(fields=["state", "due_on"])]
        constraints = [
            models.CheckConstraint(
                condition=Q(state=TaskState.DRAFT) | Q(issued_at__isnull=False),
                name="task_issued_has_time",
                violation_error_message="已下达的任务应有下达时间。",
            )
        ]

    def __str__(self) -> str:
        return self.title

    @cached_property
    def put_off(self) -> "list[Extension]":
        """Each time the deadline was put off, in order; read once for a page."""
        return list(self.extensions.all())


class Extension(AppendOnly):
    """A deadline that was put off 延期: from when to when, why, by whom; what came late before stays late."""

    task = models.ForeignKey(Task, on_delete=models.PROTECT, related_name="extensions")
    old_on = models.DateField("原截止日期")
    new_on = models.DateField("新截止日期")
    reason = models.CharField("延期原因", max_length=1000)
    extended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    extended_by_name = models.CharField("延期人", max_length=60)

    objects: ClassVar[Any] = AppendOnlyQuerySet.as_manager()

    class Meta:
        ordering = ("recorded_at", "pk")
        verbose_name = "考核延期"
        verbose_name_plural = "考核延期"
        constraints = [
            models.CheckConstraint(
                condition=Q(new_on__gt=models.F("old_on")),
                name="extension_is_later",
                violation_error_message="新的截止日期应晚于原来的。",
            )
        ]

    def __str__(self) -> str:
        return f"{self.old_on}→{self.new_on}"

    @property
    def organisation_id(self) -> int:
        """Whose task it is; the journal asks."""
        return int(self.task.organisation_id)

    @property
    def org_path(self) -> str:
        """Where it hangs; the journal asks."""
        return self.task.org_path
