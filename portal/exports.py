"""The journal as a table: what the same conditions show, as far as the actor may export."""

from collections.abc import Sequence
from typing import Any

from django.db import models
from django.utils import timezone

from portal.journal import reading
from records.kit.actors import Actor
from records.kit.exports import ExportColumn, Exporter, exporter


@exporter
class JournalExporter(Exporter):
    """One row an entry, in the order in which they were written."""

    name = "portal.journal"
    label = "日志"
    unit = "条"
    action = reading.EXPORT

    def columns(self) -> Sequence[ExportColumn]:
        """As the screen, with what changed."""
        return [
            ExportColumn("时间", lambda row: f"{timezone.localtime(row.at):%Y-%m-%d %H:%M:%S}"),
            ExportColumn("人员", lambda row: row.actor_name),
            ExportColumn("身份", lambda row: row.actor_role),
            ExportColumn("操作", reading.act_of),
            ExportColumn("对象", reading.subject_of),
            ExportColumn("对象编号", lambda row: row.subject_uid),
            ExportColumn("组织", lambda row: row.organisation_name),
            ExportColumn("变更", _changes),
            ExportColumn("事由", lambda row: row.reason),
            ExportColumn("入口", lambda row: row.origin.door_label),
            ExportColumn("网络地址", lambda row: row.ip),
            ExportColumn("请求号", lambda row: row.request_id),
            ExportColumn("封存号", lambda row: row.seal_id),
            ExportColumn("日志编号", lambda row: row.uid),
        ]

    def rows(self, actor: Actor, filters: dict[str, Any]) -> models.QuerySet[Any]:
        """The entries. Raises ValidationError for conditions that are not in order."""
        form = reading.JournalFilter(filters, actor=actor, action=self.action)
        return reading.with_organisation(reading.filtered(actor, form, self.action))

    def described(self, filters: dict[str, Any]) -> str:
        """The conditions in words."""
        return reading.described(filters)


def _changes(row: Any) -> str:
    return "；".join(
        f"{name}：{before or '（空）'}→{after or '（空）'}" for name, before, after in reading.changes_of(row)
    )
