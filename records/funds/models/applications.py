"""What a branch asks for: plan and application on one template 计划、申请, its items 事项, and each filing as it was 申报."""

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from records.funds.choices import ItemState, Kind, Source, State
from records.funds.models.base import AppendOnly
from records.funds.models.presets import Category
from records.funds.querysets import ApplicationQuerySet, ItemQuerySet
from records.kit.models import Record, new_uid
from records.kit.money import MoneyField


class Application(Record):
    """A plan or an application of one organisation, with one or more items. `committee` decides on it."""

    kind = models.CharField("类型", max_length=20, choices=Kind.choices, default=Kind.APPLICATION)
    title = models.CharField("名称", max_length=120)
    serial = models.CharField("编号", max_length=40, null=True, blank=True, unique=True, editable=False)
    year = models.PositiveSmallIntegerField("年度")
    source = models.CharField("列支渠道", max_length=20, choices=Source.choices, default=Source.DUES)
    purpose = models.TextField("申请事由", blank=True, max_length=2000)
    programme = models.TextField("活动内容与方案", blank=True, max_length=4000)
    expected = models.TextField("预期效果", blank=True, max_length=1000)
    place = models.CharField("活动地点", max_length=120, blank=True)
    period_from = models.DateField("实施时间起", null=True, blank=True)
    period_to = models.DateField("实施时间止", null=True, blank=True)
    views_meeting = models.CharField("征求意见的会议", max_length=120, blank=True)
    views_on = models.DateField("会议日期", null=True, blank=True)
    views_due = models.PositiveIntegerField("应到人数", null=True, blank=True)
    views_present = models.PositiveIntegerField("实到人数", null=True, blank=True)
    views_text = models.TextField("意见和采纳情况", blank=True, max_length=2000)
    plan = models.ForeignKey(
        "self",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="applications",
        verbose_name="所属计划",
        limit_choices_to={"kind": Kind.PLAN},
    )
    state = models.CharField("状态", max_length=20, choices=State.choices, default=State.DRAFT, editable=False)
    waiting_since = models.DateTimeField("本环节开始时间", editable=False)
    committee = models.ForeignKey(
        "organisations.Organisation",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name="审议组织",
        editable=False,
    )
    # Whose signatures are next, as `section,secretary`: what a desk asks for without working it out for each row.
    waiting_signers = models.CharField("待签署", max_length=60, blank=True, editable=False)
    drafted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+", editable=False
    )
    drafted_by_name = models.CharField("经办人", max_length=60, editable=False)
    filed_on = models.DateField("申报日期", null=True, editable=False)
    decided_on = models.DateField("审批日期", null=True, editable=False)
    replied_on = models.DateField("批复日期", null=True, editable=False)
    settled_on = models.DateField("结项日期", null=True, editable=False)
    closing = models.TextField("结项总结", blank=True, max_length=4000, editable=False)

    objects: ClassVar[Any] = ApplicationQuerySet.as_manager()

    # There where `with_sums` was asked for, in fen.
    asked: int
    agreed: int
    executed: int

    class Meta:
        verbose_name = "经费申请"
        verbose_name_plural = "经费申请"
        indexes = [
            models.Index(fields=["org_path", "state"]),
            models.Index(fields=["committee", "state"]),
            models.Index(fields=["filed_on"]),
            models.Index(fields=["decided_on"]),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=[State.DRAFT, State.WITHDRAWN])
                | Q(serial__isnull=False, committee__isnull=False, filed_on__isnull=False),
                name="application_filed_has_number",
                violation_error_message="已申报的申请应有编号、审议组织和申报日期。",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=[State.DECIDED, State.SIGNED, State.REPLIED, State.EXECUTING, State.SETTLED])
                | Q(decided_on__isnull=False),
                name="application_decided_has_date",
                violation_error_message="已审议的申请应有审批日期。",
            ),
            models.CheckConstraint(
                condition=Q(period_from__isnull=True) | Q(period_to__isnull=True) | Q(period_to__gte=F("period_from")),
                name="application_period_in_order",
                violation_error_message="实施时间的止日不能早于起日。",
            ),
            models.CheckConstraint(
                condition=Q(views_due__isnull=True)
                | Q(views_present__isnull=True)
                | Q(views_present__lte=F("views_due")),
                name="application_attendance_in_order",
                violation_error_message="实到人数不能多于应到人数。",
            ),
            models.CheckConstraint(
                condition=Q(plan__isnull=True) | Q(kind=Kind.APPLICATION),
                name="application_plan_has_no_plan",
                violation_error_message="计划不再归属其他计划。",
            ),
        ]

    def __str__(self) -> str:
        return self.title


class Item(models.Model):
    """One thing that money is asked for 事项. Its number never changes once it was filed."""

    uid = models.UUIDField(default=new_uid, unique=True, editable=False)
    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="items")
    number = models.PositiveSmallIntegerField("项次")
    category = models.ForeignKey(
        Category, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name="类别"
    )
    description = models.CharField("事项说明", max_length=200, blank=True)
    quantity = models.DecimalField("数量", max_digits=10, decimal_places=2, null=True, blank=True)
    unit = models.CharField("单位", max_length=10, blank=True)
    unit_price = MoneyField("单价", null=True, blank=True)  # type: ignore[misc]  # the field says whole numbers only
    amount = MoneyField("金额", default=0)
    activity_on = models.DateField("活动日期", null=True, blank=True)
    headcount = models.PositiveIntegerField("参加人数", null=True, blank=True)
    plan_item = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="drawn_by", verbose_name="对应计划事项"
    )
    state = models.CharField("状态", max_length=20, choices=ItemState.choices, default=ItemState.OPEN, editable=False)

    objects: ClassVar[Any] = ItemQuerySet.as_manager()

    # There where `with_money` was asked for; in fen, derived by the query and nowhere stored.
    agreed: int
    executed: int
    drawn: int
    left: int

    wagtail_reference_index_ignore = True

    class Meta:
        ordering = ("number", "pk")
        verbose_name = "事项"
        verbose_name_plural = "事项"
        constraints = [
            models.CheckConstraint(
                condition=Q(amount__gte=0), name="item_amount_not_negative", violation_error_message="金额不能小于0。"
            ),
            models.CheckConstraint(
                condition=Q(unit_price__isnull=True) | Q(unit_price__gte=0),
                name="item_price_not_negative",
                violation_error_message="单价不能小于0。",
            ),
            models.CheckConstraint(
                condition=Q(quantity__isnull=True) | Q(quantity__gt=0),
                name="item_quantity_positive",
                violation_error_message="数量应大于0。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number}. {self.description}"


class Filing(AppendOnly):
    """The whole form as it was filed, word for word: what was decided on can be read for ever 申报件."""

    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="filings")
    number = models.PositiveSmallIntegerField("第几次申报")
    filed_on = models.DateField("申报日期")
    filed_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    filed_by_name = models.CharField("申报人", max_length=60)
    form = models.JSONField("申报内容")
    digest = models.CharField("摘要", max_length=200)

    class Meta:
        ordering = ("number",)
        verbose_name = "申报件"
        verbose_name_plural = "申报件"
        constraints = [models.UniqueConstraint(fields=["application", "number"], name="filing_number_once")]

    def __str__(self) -> str:
        return f"第{self.number}次申报"


class NumberSeries(models.Model):
    """The running number of one committee and year; its row is the lock under which numbers are given 编号序列."""

    organisation = models.ForeignKey("organisations.Organisation", on_delete=models.PROTECT, related_name="+")
    year = models.PositiveSmallIntegerField("年度")
    prefix = models.CharField("字头", max_length=12)
    last = models.PositiveIntegerField("已编至", default=0)

    class Meta:
        verbose_name = "编号序列"
        verbose_name_plural = "编号序列"
        constraints = [
            models.UniqueConstraint(fields=["organisation", "year"], name="series_one_per_year"),
            models.UniqueConstraint(fields=["prefix", "year"], name="series_prefix_once_per_year"),
        ]

    def __str__(self) -> str:
        return f"{self.prefix}-{self.year}"


class SubmitKey(models.Model):
    """A key a form or program sends with a write, so that sending it twice does it once 防重复提交."""

    user_id = models.BigIntegerField()
    key = models.CharField(max_length=80)
    action = models.CharField(max_length=60)
    fingerprint = models.CharField(max_length=64)
    subject_uid = models.UUIDField()
    at = models.DateTimeField(auto_now_add=True, db_index=True)

    class Meta:
        verbose_name = "提交标识"
        verbose_name_plural = "提交标识"
        constraints = [models.UniqueConstraint(fields=["user_id", "key"], name="submit_key_once")]

    def __str__(self) -> str:
        return self.key
