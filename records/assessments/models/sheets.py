"""One organisation's sheet in one task 考核表, and what stands beside each item."""

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from records.assessments.choices import State
from records.assessments.models.schemes import SchemeItem
from records.assessments.models.tasks import Task
from records.assessments.points import PointsField
from records.assessments.querysets import SheetQuerySet
from records.kit.models import Record, new_uid


class Sheet(Record):
    """The sheet of the assessed `organisation`. Totals are worked out by rules and kept when the review is finished."""

    task = models.ForeignKey(Task, on_delete=models.PROTECT, related_name="sheets", verbose_name="考核任务")
    state = models.CharField("状态", max_length=10, choices=State.choices, default=State.FILLING, editable=False)
    waiting_since = models.DateTimeField("本环节开始时间", editable=False)
    summary = models.TextField("自评小结", max_length=2000, blank=True)
    filled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+", editable=False
    )
    self_total = PointsField("自评得分", null=True, editable=False)
    submitted_at = models.DateTimeField("报送时间", null=True, editable=False)
    late = models.BooleanField("逾期报送", default=False, editable=False)
    scored_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+", editable=False
    )
    scored_by_name = models.CharField("评分人", max_length=60, blank=True, editable=False)
    review_remark = models.TextField("考核意见", max_length=2000, blank=True, editable=False)
    base = PointsField("基本项得分", null=True, editable=False)
    plus = PointsField("加分", null=True, editable=False)
    minus = PointsField("减分", null=True, editable=False)
    total = PointsField("考评得分", null=True, editable=False)
    grade = models.CharField("等次", max_length=20, blank=True, editable=False)
    assessed_by_name = models.CharField("评定登记人", max_length=60, blank=True, editable=False)
    assessed_on = models.DateField("评定日期", null=True, editable=False)
    published_at = models.DateTimeField("公布时间", null=True, editable=False)
    label = models.CharField(max_length=100, blank=True, editable=False)  # whoever carries it reads the result

    objects: ClassVar[Any] = SheetQuerySet.as_manager()

    late_evidence: bool  # there where `with_late_evidence` was asked for

    class Meta(Record.Meta):
        verbose_name = "考核表"
        verbose_name_plural = "考核表"
        indexes = [
            models.Index(fields=["task", "org_path"]),
            models.Index(fields=["org_path", "state"]),
            models.Index(fields=["task", "state"]),
            models.Index(fields=["label", "published_at"], condition=~Q(label=""), name="sheet_result_readers"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["task", "organisation"],
                name="sheet_once_per_task",
                violation_error_message="该组织在这个任务中已有考核表。",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=[State.SCORED, State.ASSESSED, State.PUBLISHED]) | Q(total__isnull=False),
                name="sheet_scored_has_total",
                violation_error_message="评分完成的考核表应有得分。",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=[State.ASSESSED, State.PUBLISHED]) | ~Q(grade=""),
                name="sheet_assessed_has_grade",
                violation_error_message="已评定的考核表应有等次。",
            ),
            models.CheckConstraint(
                condition=Q(label="") | Q(state=State.PUBLISHED),
                name="sheet_readers_when_published",
                violation_error_message="结果公布前不能有公布范围。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.task.title}：{self.organisation.short_name}"


class Score(models.Model):
    """What stands beside one item of one sheet; a row comes into being when something is entered."""

    uid = models.UUIDField(default=new_uid, unique=True, editable=False)
    sheet = models.ForeignKey(Sheet, on_delete=models.PROTECT, related_name="scores")
    item = models.ForeignKey(SchemeItem, on_delete=models.PROTECT, related_name="+")
    most = PointsField("分值", editable=False)
    self_points = PointsField("自评分", null=True, blank=True)
    self_note = models.TextField("自评说明", max_length=1000, blank=True)
    review_points = PointsField("考评分", null=True, blank=True)
    review_remark = models.TextField("评分理由", max_length=1000, blank=True)

    wagtail_reference_index_ignore = True

    class Meta:
        ordering = ("item__number", "pk")
        verbose_name = "逐项得分"
        verbose_name_plural = "逐项得分"
        constraints = [
            models.UniqueConstraint(fields=["sheet", "item"], name="score_once_an_item"),
            models.CheckConstraint(
                condition=Q(self_points__isnull=True) | Q(self_points__gte=0, self_points__lte=F("most")),
                name="score_self_within_points",
                violation_error_message="自评分应在0与分值之间。",
            ),
            models.CheckConstraint(
                condition=Q(review_points__isnull=True) | Q(review_points__gte=0, review_points__lte=F("most")),
                name="score_review_within_points",
                violation_error_message="考评分应在0与分值之间。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.item}"
