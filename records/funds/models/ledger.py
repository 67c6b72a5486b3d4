"""The ledger 台账: what was allotted and what was spent. Entries are only added; a correction is a linked reversal."""

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from records.funds.choices import Source
from records.funds.files import voucher_place
from records.funds.models.applications import Application, Item
from records.funds.models.base import AppendOnly
from records.funds.querysets import BudgetQuerySet, ExecutionQuerySet
from records.kit.models import Record
from records.kit.money import MoneyField, yuan


class Budget(Record):
    """What an organisation has of one source in one year 年度预算; the amount is the sum of its entries."""

    year = models.PositiveSmallIntegerField("年度")
    source = models.CharField("列支渠道", max_length=20, choices=Source.choices)

    objects: ClassVar[Any] = BudgetQuerySet.as_manager()

    # There where `with_sums` was asked for, in fen.
    allotted: int
    promised: int
    executed: int
    available: int

    class Meta:
        verbose_name = "年度预算"
        verbose_name_plural = "年度预算"
        constraints = [
            models.UniqueConstraint(fields=["organisation", "year", "source"], name="budget_once_a_year_and_source")
        ]
        indexes = [models.Index(fields=["org_path", "year"])]

    def __str__(self) -> str:
        return f"{self.organisation} {self.year}年{self.get_source_display()}"


class BudgetEntry(AppendOnly):
    """An allotment, an addition or a cut 预算下达、追加、调减."""

    budget = models.ForeignKey(Budget, on_delete=models.PROTECT, related_name="entries")
    amount = MoneyField("金额")
    occurred_on = models.DateField("日期")
    document = models.CharField("文号或依据", max_length=120, blank=True)
    reason = models.CharField("说明", max_length=200)
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    entered_by_name = models.CharField("登记人", max_length=60)

    class Meta:
        ordering = ("pk",)
        verbose_name = "预算条目"
        verbose_name_plural = "预算条目"
        constraints = [
            models.CheckConstraint(
                condition=~Q(amount=0), name="budget_entry_not_zero", violation_error_message="金额不能为0。"
            )
        ]

    def __str__(self) -> str:
        return f"{self.budget} {self.amount}"


class Execution(AppendOnly):
    """One payment for one agreed item 执行; a correction is another row, with the amount turned round, linked to it."""

    organisation = models.ForeignKey(
        "organisations.Organisation", on_delete=models.PROTECT, related_name="+", verbose_name="所属组织"
    )
    org_path = models.CharField(max_length=255, editable=False)
    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="executions")
    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="executions", verbose_name="事项")
    number = models.PositiveIntegerField("笔次")
    amount = MoneyField("金额")
    executed_on = models.DateField("执行日期")
    payee = models.CharField("收款方", max_length=120)
    voucher_number = models.CharField("凭证号", max_length=60)
    voucher_file = models.FileField("凭证", upload_to=voucher_place, max_length=200, blank=True)
    voucher_name = models.CharField("凭证文件名", max_length=200, blank=True)
    voucher_size = models.PositiveIntegerField("凭证大小", default=0)
    voucher_digest = models.CharField("凭证摘要", max_length=200, blank=True)
    note = models.CharField("说明", max_length=500, blank=True)
    reverses = models.OneToOneField(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="reversed_by", verbose_name="冲正的条目"
    )
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    entered_by_name = models.CharField("登记人", max_length=60)

    # A moved organisation takes its ledger along.
    follows_organisation = True

    objects: ClassVar[Any] = ExecutionQuerySet.as_manager()

    class Meta:
        verbose_name = "经费执行"
        verbose_name_plural = "经费执行"
        indexes = [
            models.Index(fields=["org_path", "executed_on"]),
            models.Index(fields=["executed_on"]),
        ]
        constraints = [
            models.UniqueConstraint(fields=["application", "number"], name="execution_number_once"),
            models.CheckConstraint(
                condition=Q(reverses__isnull=True, amount__gt=0) | Q(reverses__isnull=False, amount__lt=0),
                name="execution_sign_fits",
                violation_error_message="执行金额应大于0；冲正条目与原条目方向相反。",
            ),
            models.CheckConstraint(
                condition=Q(reverses__isnull=True, voucher_size__gt=0) | Q(reverses__isnull=False),
                name="execution_has_voucher",
                violation_error_message="执行应附凭证。",
            ),
            models.CheckConstraint(
                condition=Q(reverses__isnull=True) | ~Q(note=""),
                name="reversal_has_reason",
                violation_error_message="冲正应写明原因。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.item} {self.executed_on}"

    @property
    def code(self) -> str:
        """The number printed in the ledger: the application's and its own 笔次."""
        return f"{self.application.serial}-{self.number:02d}"

    @property
    def amount_in_yuan(self) -> str:
        """The amount with two places and thousands."""
        return yuan(self.amount, grouped=True)
