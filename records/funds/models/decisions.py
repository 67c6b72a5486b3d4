"""What others say to it: review 初审, deliberation 审议, signatures 签署, replies 批复. All of it append-only."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from records.funds.choices import Signer
from records.funds.models.applications import Application, Filing, Item
from records.funds.models.base import AppendOnly
from records.kit.money import MoneyField


class ReviewRound(AppendOnly):
    """One review of one filing by the section 初审."""

    class Outcome(models.TextChoices):
        PASSED = "passed", "提交审议"
        RETURNED = "returned", "退回"

    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="rounds")
    filing = models.OneToOneField(Filing, on_delete=models.PROTECT, related_name="round")
    outcome = models.CharField("结论", max_length=20, choices=Outcome.choices)
    remark = models.TextField("总的意见", blank=True, max_length=2000)
    reviewed_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    reviewed_by_name = models.CharField("审核人", max_length=60)

    class Meta:
        ordering = ("pk",)
        verbose_name = "初审"
        verbose_name_plural = "初审"
        constraints = [
            models.CheckConstraint(
                condition=~Q(outcome="returned") | ~Q(remark=""),
                name="review_return_has_reason",
                violation_error_message="退回应写明理由。",
            )
        ]

    def __str__(self) -> str:
        return f"{self.filing}：{self.get_outcome_display()}"


class ItemReview(AppendOnly):
    """What the section says to one item 逐项意见."""

    class Outcome(models.TextChoices):
        PASS = "pass", "通过"
        RETURN = "return", "退回"

    round = models.ForeignKey(ReviewRound, on_delete=models.PROTECT, related_name="items")
    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="reviews")
    outcome = models.CharField("意见", max_length=20, choices=Outcome.choices)
    remark = models.TextField("理由", blank=True, max_length=1000)

    class Meta:
        ordering = ("pk",)
        verbose_name = "逐项初审意见"
        verbose_name_plural = "逐项初审意见"
        constraints = [
            models.UniqueConstraint(fields=["round", "item"], name="item_review_once_a_round"),
            models.CheckConstraint(
                condition=~Q(outcome="return") | ~Q(remark=""),
                name="item_return_has_reason",
                violation_error_message="退回一项应写明理由。",
            ),
        ]

    def __str__(self) -> str:
        return self.get_outcome_display()


class Deliberation(AppendOnly):
    """The committee's meeting at which one filing was decided on 集体审议."""

    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="deliberations")
    filing = models.OneToOneField(Filing, on_delete=models.PROTECT, related_name="deliberation")
    meeting = models.CharField("会议名称", max_length=120)
    held_on = models.DateField("会议日期")
    due = models.PositiveIntegerField("应到人数")
    present = models.PositiveIntegerField("实到人数")
    remark = models.TextField("会议意见", blank=True, max_length=2000)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    recorded_by_name = models.CharField("登记人", max_length=60)

    class Meta:
        ordering = ("pk",)
        verbose_name = "集体审议"
        verbose_name_plural = "集体审议"
        constraints = [
            models.CheckConstraint(
                condition=Q(present__lte=F("due"), present__gte=1),
                name="deliberation_attendance_in_order",
                violation_error_message="实到人数应在1与应到人数之间。",
            )
        ]

    def __str__(self) -> str:
        return f"{self.meeting} {self.held_on}"


class Decision(AppendOnly):
    """What the committee decided on one item 审议决定: agreed to an amount, or refused with a reason. Once for ever."""

    class Outcome(models.TextChoices):
        AGREE = "agree", "同意"
        REFUSE = "refuse", "不同意"

    deliberation = models.ForeignKey(Deliberation, on_delete=models.PROTECT, related_name="decisions")
    item = models.OneToOneField(Item, on_delete=models.PROTECT, related_name="decision")
    outcome = models.CharField("决定", max_length=20, choices=Outcome.choices)
    asked = MoneyField("申请金额")
    agreed = MoneyField("同意金额", default=0)
    reason = models.TextField("理由", blank=True, max_length=1000)
    votes_for = models.PositiveSmallIntegerField("赞成", null=True, blank=True)
    votes_against = models.PositiveSmallIntegerField("反对", null=True, blank=True)
    votes_abstaining = models.PositiveSmallIntegerField("弃权", null=True, blank=True)

    class Meta:
        ordering = ("pk",)
        verbose_name = "审议决定"
        verbose_name_plural = "审议决定"
        constraints = [
            models.CheckConstraint(
                condition=Q(agreed__gte=0, agreed__lte=F("asked")),
                name="decision_not_above_asked",
                violation_error_message="同意金额应在0与申请金额之间。",
            ),
            models.CheckConstraint(
                condition=Q(outcome="agree", agreed__gt=0) | Q(outcome="refuse", agreed=0),
                name="decision_amount_fits_outcome",
                violation_error_message="同意的事项应有金额，不同意的事项没有金额。",
            ),
            models.CheckConstraint(
                condition=Q(outcome="agree") | ~Q(reason=""),
                name="decision_refusal_has_reason",
                violation_error_message="不同意应写明理由。",
            ),
        ]

    def __str__(self) -> str:
        return self.get_outcome_display()


class SignOff(AppendOnly):
    """A signature under one item 逐项签署."""

    class Outcome(models.TextChoices):
        SIGN = "sign", "同意"
        REJECT = "reject", "不同意"

    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="signatures")
    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="signatures")
    signer = models.CharField("签署人", max_length=20, choices=Signer.choices)
    title = models.CharField("签署栏名称", max_length=40)
    outcome = models.CharField("意见", max_length=20, choices=Outcome.choices)
    reason = models.TextField("理由", blank=True, max_length=1000)
    signed_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    signed_by_name = models.CharField("签署人姓名", max_length=60)

    class Meta:
        ordering = ("pk",)
        verbose_name = "签署"
        verbose_name_plural = "签署"
        constraints = [
            models.UniqueConstraint(fields=["item", "signer"], name="signature_once"),
            models.CheckConstraint(
                condition=~Q(outcome="reject") | ~Q(reason=""),
                name="signature_refusal_has_reason",
                violation_error_message="不同意应写明理由。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title}：{self.get_outcome_display()}"


class Reply(AppendOnly):
    """What the branch was told, exactly as it was sent 批复、告知."""

    class Kind(models.TextChoices):
        STOPPED = "stopped", "退回告知"
        FINAL = "final", "批复"

    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="replies")
    number = models.PositiveSmallIntegerField("第几次告知")
    kind = models.CharField("类型", max_length=20, choices=Kind.choices)
    text = models.TextField("正文")
    lines = models.JSONField("逐项结果")
    issued_by = models.CharField("发出组织", max_length=200)
    addressed_to = models.CharField("送达组织", max_length=200)
    issued_on = models.DateField("发出日期")
    digest = models.CharField("摘要", max_length=200)

    class Meta:
        ordering = ("number",)
        verbose_name = "批复"
        verbose_name_plural = "批复"
        constraints = [models.UniqueConstraint(fields=["application", "number"], name="reply_number_once")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}（{self.issued_on}）"
