"""The catalogue 公开目录 as a table with the columns of the printed one: exactly what the list shows."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import models

from records.kit.actors import Actor
from records.kit.exports import ExportColumn, Exporter, exporter
from records.kit.models import local_today
from records.openness import catalogue
from records.openness.choices import Category
from records.openness.forms import STATES, CatalogueFilterForm
from records.openness.models import CatalogueItem

NAMES = ("organisation", "category", "state", "q")


@exporter
class CatalogueExporter(Exporter):
    """One row an item."""

    name = "openness.catalogue"
    label = "公开目录"
    unit = "项"
    action = "openness.view"
    order = ("org_path", "code", "uid")

    def columns(self) -> Sequence[ExportColumn]:
        """序号 aside, the header that catalogues in public use have; then whose it is and how it stands."""
        today = local_today()
        return [
            ExportColumn("编号", lambda row: row.code),
            ExportColumn("一级分类", lambda row: row.get_category_display()),
            ExportColumn("二级分类", lambda row: row.category_l2),
            ExportColumn("公开事项", lambda row: row.title),
            ExportColumn("公开内容（要素）", lambda row: row.content),
            ExportColumn("公开依据", lambda row: row.basis),
            ExportColumn("公开时限", catalogue.period_words),
            ExportColumn("公开主体", lambda row: row.duty),
            ExportColumn("公开渠道和载体", lambda row: row.channel),
            ExportColumn("公开对象", lambda row: row.get_audience_display()),
            ExportColumn("公开方式", lambda row: row.get_mode_display()),
            ExportColumn("公开层级", lambda row: row.get_level_display()),
            ExportColumn("编制组织", lambda row: row.organisation.short_name),
            ExportColumn("组织代码", lambda row: row.organisation.code),
            ExportColumn("适用于下级", lambda row: row.applies_below),
            ExportColumn("起用日期", lambda row: row.in_force_from),
            ExportColumn("停用日期", lambda row: row.retired_on),
            ExportColumn("状态", lambda row: catalogue.badge(row, today)["word"]),
            ExportColumn("来源", lambda row: "参考目录，非官方" if row.from_reference else "本组织编制"),
        ]

    def rows(self, actor: Actor, filters: dict[str, Any]) -> models.QuerySet[Any]:
        """What the list shows under the same conditions."""
        asked = _form(actor, filters).question()
        rows: models.QuerySet[Any] = catalogue.found(CatalogueItem.objects.at_the_workbench(actor), asked)
        return rows.select_related("organisation")

    def described(self, filters: dict[str, Any]) -> str:
        """The conditions in words."""
        words = {
            "组织": filters.get("organisation_name", ""),
            "分类": dict(Category.choices).get(filters.get("category", ""), ""),
            "状态": dict(STATES).get(filters.get("state") or "in_force", ""),
            "关键词": filters.get("q", ""),
        }
        return "；".join(f"{name}={word}" for name, word in words.items() if word)


def plain(asked: Mapping[str, Any]) -> dict[str, str]:
    """The list's conditions as JSON can carry them."""
    kept = {name: str(asked.get(name, "")) for name in NAMES if asked.get(name)}
    chosen = CatalogueFilterForm(kept, within=("",)).chosen
    return {**kept, **({"organisation_name": chosen.short_name} if chosen is not None else {})}


def _form(actor: Actor, filters: Mapping[str, Any]) -> CatalogueFilterForm:
    return CatalogueFilterForm(filters, within=actor.scope.paths(CatalogueExporter.action))
