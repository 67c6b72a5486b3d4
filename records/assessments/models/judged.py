"""What was sent in, sent back, added or taken off, and published. All of it append-only."""

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from records.assessments.choices import ItemKind
from records.assessments.models.schemes import SchemeItem
from records.assessments.models.sheets import Sheet
from records.assessments.points import PointsField
from records.kit.append_only import AppendOnly, AppendOnlyQuerySet


class _OfSheet(AppendOnly):
    """A row that belongs to one sheet; the journal keeps it at the sheet's organisation."""

    sheet: models.ForeignKey[Sheet, Sheet]

    objects: ClassVar[Any] = AppendOnlyQuerySet.as_manager()

    class Meta:
        abstract = True

    @property
    def organisation_id(self) -> int:
        """The assessed organisation."""
        return int(self.sheet.organisation_id)

    @property
    def org_path(self) -> str:
        """Where it hangs."""
        return self.sheet.org_path


class Submission(_OfSheet):
    """The self assessment as it was sent in, item by item, for ever 报送件."""

    sheet = models.ForeignKey(Sheet, on_delete=models.PROTECT, related_name="submissions")
    number = models.PositiveSmallIntegerField("第几次报送")
    submitted_at = models.DateTimeField("报送时间")
    late = models.BooleanField("逾期")
    self_total = PointsField("自评得分")
    lines = models.JSONField("逐项自评")
    digest = models.CharField("摘要", max_length=200)
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    submitted_by_name = models.CharField("报送人", max_length=60)

    class Meta:
        ordering = ("number",)
        verbose_name = "报送件"
        verbose_name_plural = "报送件"
        constraints = [models.UniqueConstraint(fields=["sheet", "number"], name="submission_number_once")]

    def __str__(self) -> str:
        return f"第{self.number}次报送"


class ReturnRound(_OfSheet):
    """A sheet sent back 退回, with what is to be mended item by item."""

    sheet = models.ForeignKey(Sheet, on_delete=models.PROTECT, related_name="returns")
    submission = models.OneToOneField(Submission, on_delete=models.PROTECT, related_name="returned")
    remark = models.TextField("总的意见", max_length=2000, blank=True)
    reasons = models.JSONField("逐项理由", default=list, blank=True)  # [{"item": uid, "number": 3, "reason": "…"}]
    returned_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    returned_by_name = models.CharField("退回人", max_length=60)

    class Meta:
        ordering = ("pk",)
        verbose_name = "退回"
        verbose_name_plural = "退回"

    def __str__(self) -> str:
        return f"退回{self.submission}"


class Adjustment(_OfSheet):
    """Points added or taken off 加减分单: for what, why, by whom. Taken back by another row, never removed."""

    sheet = models.ForeignKey(Sheet, on_delete=models.PROTECT, related_name="adjustments")
    item = models.ForeignKey(SchemeItem, on_delete=models.PROTECT, related_name="+", verbose_name="加减分项")
    kind = models.CharField(
        "类型", max_length=8, choices=[each for each in ItemKind.choices if each[0] != ItemKind.BASE]
    )
    matter = models.CharField("事项", max_length=200)
    reason = models.TextField("理由", max_length=1000)
    points = PointsField("分数")
    takes_back = models.OneToOneField(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="taken_back_by", verbose_name="撤回的登记"
    )
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    entered_by_name = models.CharField("登记人", max_length=60)
    submit_key = models.UUIDField(null=True, blank=True, unique=True, editable=False)

    class Meta:
        ordering = ("pk",)
        verbose_name = "加减分"
        verbose_name_plural = "加减分"
        constraints = [
            models.CheckConstraint(
                condition=Q(points__gt=0), name="adjustment_positive", violation_error_message="分数应大于0。"
            ),
            models.CheckConstraint(
                condition=~Q(reason=""),
                name="adjustment_has_reason",
                violation_error_message="加减分应写明理由。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}：{self.matter}"


class Result(_OfSheet):
    """What was published 考核结果, word for word; a correction 更正 is another row with its reason."""

    sheet = models.ForeignKey(Sheet, on_delete=models.PROTECT, related_name="results")
    number = models.PositiveSmallIntegerField("第几次公布")
    base = PointsField("基本项得分")
    plus = PointsField("加分")
    minus = PointsField("减分")
    total = PointsField("考评得分")
    full = PointsField("标准分")
    grade = models.CharField("等次", max_length=20)
    grade_rule = models.CharField("等次依据", max_length=300)
    lines = models.JSONField("逐项得分")
    text = models.TextField("正文")
    issued_by = models.CharField("公布组织", max_length=200)
    addressed_to = models.CharField("被考核组织", max_length=200)
    published_at = models.DateTimeField("公布时间")
    reason = models.CharField("更正原因", max_length=500, blank=True)
    digest = models.CharField("摘要", max_length=200)
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    published_by_name = models.CharField("公布人", max_length=60)

    class Meta:
        ordering = ("number",)
        verbose_name = "考核结果"
        verbose_name_plural = "考核结果"
        constraints = [
            models.UniqueConstraint(fields=["sheet", "number"], name="result_number_once"),
            models.CheckConstraint(
                condition=Q(number=1) | ~Q(reason=""),
                name="result_correction_has_reason",
                violation_error_message="更正结果应写明原因。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.addressed_to}：{self.grade}"
