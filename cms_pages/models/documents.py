"""News 新闻, rules 规章, plans and summaries 计划与总结."""

import datetime
from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel

from cms_pages.columns import ColumnKind
from cms_pages.models.content import ContentPage
from cms_pages.rules import Force, force_on


class NewsPage(ContentPage):
    """新闻."""

    template = "theme/news.html"
    column_kind = ColumnKind.NEWS
    entry_kind = "news"
    is_creatable = True

    class Meta:
        verbose_name = "新闻"
        verbose_name_plural = "新闻"


class RulePage(ContentPage):
    """规章: a law, a regulation, an organisation's own rule, with its number, issuer, dates and whether it is in force."""

    class Status(models.TextChoices):
        IN_FORCE = Force.IN_FORCE, "现行有效"
        PENDING = Force.PENDING, "尚未施行"
        AMENDED = Force.AMENDED, "已被修改"
        EXPIRED = Force.EXPIRED, "已失效"
        REPEALED = Force.REPEALED, "已废止"

    document_number = models.CharField("文号", max_length=100, blank=True, help_text="例如：中组发〔2008〕3号")
    issuer = models.CharField("制定机关", max_length=200, help_text="文件上落款的单位")
    issued_on = models.DateField("印发日期", null=True, blank=True)
    in_force_from = models.DateField("施行日期", null=True, blank=True)
    in_force_to = models.DateField("失效日期", null=True, blank=True, help_text="从这一天起不再有效；空为一直有效")
    status = models.CharField("效力", max_length=20, choices=Status.choices, default=Status.IN_FORCE)

    template = "theme/rule.html"
    column_kind = ColumnKind.RULES
    entry_kind = "rule"
    is_creatable = True
    content_panels: ClassVar[list[Any]] = [
        *ContentPage.lead_panels,
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("document_number"), FieldPanel("issuer")]),
                FieldRowPanel([FieldPanel("issued_on"), FieldPanel("in_force_from"), FieldPanel("in_force_to")]),
                FieldPanel("status"),
            ],
            "文件",
        ),
        *ContentPage.closing_panels,
        *ContentPage.audience_panels,
    ]

    class Meta:
        verbose_name = "规章"
        verbose_name_plural = "规章"

    def clean(self) -> None:
        """Dates in their order."""
        super().clean()
        if self.in_force_from and self.in_force_to and self.in_force_to <= self.in_force_from:
            raise ValidationError({"in_force_to": f"失效日期应晚于施行日期{self.in_force_from}，请核对。"})

    def force_on(self, day: datetime.date) -> "RulePage.Status":
        """Status of force on a day."""
        return RulePage.Status(
            force_on(day, stated=self.status, in_force_from=self.in_force_from, in_force_to=self.in_force_to)
        )

    @property
    def force(self) -> "RulePage.Status":
        """Status of force today."""
        return self.force_on(timezone.localdate())


class PlanPage(ContentPage):
    """计划与总结: a plan for a period, and later its summary or report."""

    class Kind(models.TextChoices):
        PLAN = "plan", "计划"
        SUMMARY = "summary", "总结"
        REPORT = "report", "报告"

    class Period(models.TextChoices):
        YEAR = "year", "年度"
        HALF = "half", "半年"
        QUARTER = "quarter", "季度"
        MONTH = "month", "月度"
        OTHER = "other", "专项"

    kind = models.CharField("类型", max_length=10, choices=Kind.choices, default=Kind.PLAN)
    period = models.CharField("周期", max_length=10, choices=Period.choices, default=Period.YEAR)
    period_from = models.DateField("起", help_text="这份计划或总结所说的时间，从哪天起")
    period_to = models.DateField("止", help_text="到哪天止，含当日")
    plan = models.ForeignKey(
        "self",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="reports",
        verbose_name="对应的计划",
        help_text="总结和报告请选它所总结的计划",
    )

    template = "theme/plan.html"
    column_kind = ColumnKind.PLANS
    entry_kind = "plan"
    is_creatable = True
    content_panels: ClassVar[list[Any]] = [
        *ContentPage.lead_panels,
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("kind"), FieldPanel("period")]),
                FieldRowPanel([FieldPanel("period_from"), FieldPanel("period_to")]),
                FieldPanel("plan"),
            ],
            "计划与总结",
        ),
        *ContentPage.closing_panels,
        *ContentPage.audience_panels,
    ]

    class Meta:
        verbose_name = "计划与总结"
        verbose_name_plural = "计划与总结"

    def clean(self) -> None:
        """A period that ends after it began; only a summary or report has a plan behind it."""
        super().clean()
        if self.period_from and self.period_to and self.period_to < self.period_from:
            raise ValidationError({"period_to": f"止日不能早于起日{self.period_from}，请核对。"})
        if self.kind == self.Kind.PLAN and self.plan_id:
            raise ValidationError({"plan": "计划本身不再对应别的计划；如果这是总结，请把类型改为“总结”。"})
