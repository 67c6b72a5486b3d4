"""The result sheet 考核结果表 of a task, with the heads of the sheets that are imported elsewhere (支部考核导入)."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django.db import models
from django.utils import timezone

from records.assessments.models import Sheet
from records.kit.actors import Actor
from records.kit.exports import ExportColumn, Exporter, exporter


def _points(value: int | None) -> Decimal | str:
    """A number a table program can add up."""
    return Decimal(value) / 100 if value is not None else ""


def _time(row: Sheet) -> str:
    return f"{timezone.localtime(row.submitted_at):%Y-%m-%d %H:%M}" if row.submitted_at else ""


@exporter
class ResultExporter(Exporter):
    """One row a sheet, in the order of the tree; never by points."""

    name = "assessments.results"
    label = "考核结果表"
    unit = "份"
    action = "assessments.export"
    order = ("org_path", "uid")

    def columns(self) -> Sequence[ExportColumn]:
        """年度、下达组织、支部编码、支部、考核结果, and how it came about."""
        return [
            ExportColumn("年度", lambda row: row.task.year),
            ExportColumn("考核名称", lambda row: row.task.title),
            ExportColumn("分党委编码", lambda row: row.task.organisation.code),
            ExportColumn("分党委", lambda row: row.task.organisation.short_name),
            ExportColumn("支部编码", lambda row: row.organisation.code),
            ExportColumn("支部", lambda row: row.organisation.short_name),
            ExportColumn("状态", lambda row: row.get_state_display()),
            ExportColumn("报送时间", _time),
            ExportColumn("是否逾期报送", lambda row: "是" if row.late else "否"),
            ExportColumn("有无逾期材料", lambda row: "有" if row.late_evidence else "无"),
            ExportColumn("自评得分", lambda row: _points(row.self_total)),
            ExportColumn("基本项得分", lambda row: _points(row.base)),
            ExportColumn("加分", lambda row: _points(row.plus)),
            ExportColumn("减分", lambda row: _points(row.minus)),
            ExportColumn("考评得分", lambda row: _points(row.total)),
            ExportColumn("考核结果", lambda row: row.grade),
        ]

    def rows(self, actor: Actor, filters: dict[str, Any]) -> models.QuerySet[Any]:
        """What the page of the task shows under the same conditions, as far as the actor may export."""
        rows: models.QuerySet[Any] = (
            Sheet.objects.visible_to(actor, self.action)
            .filter(task__uid=filters["task"])
            .matching(state=filters.get("state", ""), late=bool(filters.get("late")), words=filters.get("q", ""))
            .for_list()
        )
        return rows

    def described(self, filters: dict[str, Any]) -> str:
        """The conditions in words."""
        said = [
            f"任务{filters['task']}",
            filters.get("state", ""),
            "逾期" if filters.get("late") else "",
            filters.get("q", ""),
        ]
        return "；".join(each for each in said if each)
