"""The ledger 台账 as a table: exactly the entries that the same conditions show, amounts in yuan."""

import datetime
import decimal
from collections.abc import Sequence
from typing import Any

from django.db import models

from records.funds.choices import State
from records.funds.models import Execution
from records.kit.actors import Actor
from records.kit.exports import ExportColumn, Exporter, exporter

_SPANS = ("filed", "approved", "executed")


def _yuan(fen: int) -> decimal.Decimal:
    """A number a table program can add up."""
    return decimal.Decimal(fen) / 100


@exporter
class LedgerExporter(Exporter):
    """One row an entry, in the order of execution."""

    name = "funds.ledger"
    label = "经费台账"
    unit = "笔"
    action = "funds.export"
    order = ("executed_on", "uid")

    def columns(self) -> Sequence[ExportColumn]:
        """As the page, and who, from where, with which voucher."""
        return [
            ExportColumn("编号", lambda row: row.code),
            ExportColumn("事由", lambda row: row.item.description),
            ExportColumn("申报单位", lambda row: row.organisation.short_name),
            ExportColumn("组织代码", lambda row: row.organisation.code),
            ExportColumn("类别", lambda row: row.item.category.name if row.item.category else ""),
            ExportColumn("列支渠道", lambda row: row.application.get_source_display()),
            ExportColumn("年度", lambda row: row.application.year),
            ExportColumn("申报日期", lambda row: row.application.filed_on),
            ExportColumn("审批日期", lambda row: row.application.decided_on),
            ExportColumn("执行日期", lambda row: row.executed_on),
            ExportColumn("金额（元）", lambda row: _yuan(row.amount)),
            ExportColumn("收款方", lambda row: row.payee),
            ExportColumn("凭证号", lambda row: row.voucher_number),
            ExportColumn("冲正的笔次", lambda row: row.reverses.number if row.reverses else ""),
            ExportColumn("说明", lambda row: row.note),
            ExportColumn("登记人", lambda row: row.entered_by_name),
            ExportColumn("申请状态", lambda row: State(row.application.state).label),
        ]

    def rows(self, actor: Actor, filters: dict[str, Any]) -> models.QuerySet[Any]:
        """What the ledger shows under the same conditions, as far as the actor may export."""
        query: dict[str, Any] = {name: (_span(value) if name in _SPANS else value) for name, value in filters.items()}
        rows: models.QuerySet[Any] = Execution.objects.visible_to(actor, self.action).for_ledger(**query).for_table()
        return rows

    def described(self, filters: dict[str, Any]) -> str:
        """The conditions in words."""
        said = [
            f"{name}={'至'.join(day or '' for day in value) if name in _SPANS else value}"
            for name, value in filters.items()
            if value
        ]
        return "；".join(said) or "全部"


def plain_filters(query: dict[str, Any]) -> dict[str, Any]:
    """A question of the ledger as JSON can carry it: days as texts."""
    return {
        name: [day.isoformat() if day else "" for day in value] if name in _SPANS and value else value
        for name, value in query.items()
        if value
    }


def _span(value: list[str] | None) -> tuple[datetime.date | None, datetime.date | None] | None:
    if not value:
        return None
    first, last = (datetime.date.fromisoformat(day) if day else None for day in value)
    return first, last
