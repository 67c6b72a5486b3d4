"""The roster 党员名册 as a table: the fields of the national export (rules.md §11), labels instead of codes."""

from collections.abc import Callable, Sequence
from typing import Any

from django.db import models

from records.kit.actors import Actor
from records.kit.errors import Invalid
from records.kit.exports import ExportColumn, Exporter, exporter
from records.kit.models import local_today
from records.members import filters, rules
from records.members.models import Member


def _shown(field: str) -> Callable[[Member], Any]:
    return lambda member: getattr(member, field)


def _label(field: str) -> Callable[[Member], Any]:
    return lambda member: getattr(member, f"get_{field}_display")() if getattr(member, field) else ""


@exporter
class RosterExporter(Exporter):
    """Exactly what the register shows under the same filters, in the same order; can be read back by the importer."""

    name = "members.roster"
    label = "党员名册"
    unit = "名"
    action = "members.export"
    sensitive_action = "members.export_sensitive"
    order = ("sort_key", "uid")

    def columns(self) -> Sequence[ExportColumn]:
        """In the order of the national export."""
        today = local_today()
        return [
            ExportColumn("姓名", _shown("name")),
            ExportColumn("性别", _label("sex")),
            ExportColumn("公民身份号码", str, sealed="identity_number"),
            ExportColumn("民族", _label("ethnicity")),
            ExportColumn("出生日期", _shown("birth_date")),
            ExportColumn("学历", _label("education")),
            ExportColumn("学位", _label("degree")),
            ExportColumn("人员类别", _label("category")),
            ExportColumn("党籍状态", _label("standing")),
            ExportColumn("组织关系所在党支部", lambda member: member.organisation.short_name),
            ExportColumn("支部编码", lambda member: member.organisation.code),
            ExportColumn("手机号码", str, sealed="phone"),
            ExportColumn("入党日期", _shown("joined_on")),
            ExportColumn("转正日期", _shown("full_on")),
            ExportColumn("党龄", lambda member: rules.seniority_text(member.seniority_on(today))),
            ExportColumn("党龄校正值", _shown("seniority_correction")),
            ExportColumn("工作岗位", _label("occupation")),
            ExportColumn("工作（学习）单位", _shown("employer")),
            ExportColumn("职务", _shown("position")),
            ExportColumn("新社会阶层类型", _label("new_stratum")),
            ExportColumn("从事专业技术职务", _shown("professional_title")),
            ExportColumn("是否农民工", _shown("is_migrant_worker")),
            ExportColumn("户籍所在地", _shown("household_place")),
            ExportColumn("现居住地", _shown("residence")),
            ExportColumn("是否失联党员", _shown("is_lost_contact")),
            ExportColumn("失去联系日期", _shown("lost_since")),
            ExportColumn("是否流动党员", _shown("is_floating")),
            ExportColumn("外出流向", _shown("floating_place")),
            ExportColumn("入党类型", _label("join_type")),
            ExportColumn("入党时所在支部", _shown("joined_branch")),
            ExportColumn("籍贯", _shown("native_place")),
            ExportColumn("参加工作日期", _shown("work_started_on")),
            ExportColumn("毕业院校", _shown("school")),
            ExportColumn("专业", _shown("major")),
            ExportColumn("档案所在单位", _shown("file_place")),
        ]

    def rows(self, actor: Actor, filters_given: dict[str, Any]) -> models.QuerySet[Any]:
        """The filtered register, narrowed to where the actor may export."""
        chosen = filters.filtered(actor, filters_given, action=self.action)
        if not chosen.form.is_valid():  # a filter that means nothing must not widen what leaves
            raise Invalid({name: [str(each) for each in errors] for name, errors in chosen.form.errors.items()})
        found: models.QuerySet[Any] = chosen.qs
        return found.select_related("organisation")

    def described(self, filters_given: dict[str, Any]) -> str:
        """The filters in words."""
        return filters.described(filters_given)

    def place(self, actor: Actor, filters_given: dict[str, Any]) -> str:
        """The organisation that the filters narrow to."""
        return filters.place_of(actor, filters_given, self.action)
