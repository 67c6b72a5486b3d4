"""What is asked of many organisations at once 考核任务: one scheme version, one period, one deadline."""

from typing import Any, ClassVar

from django.db import models
from django.db.models import Q

from records.assessments.choices import Shown, Targets, TaskState
from records.assessments.models.schemes import Scheme
from records.assessments.querysets import TaskQuerySet
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
