"""Organisations as a table 组织名册: columns with the headers seen in real ones, parents before children."""

from collections.abc import Sequence
from typing import Any, Final

from django.core.exceptions import ValidationError
from django.db.models import Q

from records.kit.actors import Actor
from records.kit.columns import ChoiceColumn, Column, DateColumn, Ignored
from records.kit.errors import Invalid
from records.kit.imports import CHANGE, CREATE, SAME, Importer, Row, importer
from records.kit.models import local_today
from records.kit.paths import below_any
from records.kit.sheets import cell_text
from records.kit.write import Write
from records.organisations import services
from records.organisations.models import Organisation, OrganisationKind

# Each new organisation gets its section with five columns: a table of this size is applied well within a task's time.
MOST: Final = 2_000
DETAILS: Final = ("division_code", "address", "telephone")


def tree_columns() -> list[Column]:
    """Every column, with the synonyms of real templates (forms.md §6.5)."""
    kinds = dict(OrganisationKind.objects.values_list("code", "name"))
    return [
        Column("code", "组织代码", ("编号", "编码", "代码", "党组织代码", "支部编码"), required=True, longest=40),
        Column("name", "全称", ("名称", "组织名称", "党组织名称", "党组织全称", "党支部名称"), required=True, longest=200),
        Column("short_name", "简称", ("组织简称", "党组织简称"), longest=100, hint="不填则与全称相同"),
        Column(
            "parent",
            "上级组织",
            ("上级党组织", "上级组织代码", "所属分党委", "所属党委", "隶属", "隶属关系"),
            longest=200,
            required=True,
            hint="上级的全称、简称或代码；写在它前面的行也可以",
        ),
        ChoiceColumn(
            "kind", "组织类别", ("类别", "党支部类别", "支部类别", "党总支类别", "党组织类别"), required=True, choices=kinds
        ),
        DateColumn("set_up_on", "成立日期", ("成立时间", "建立日期", "成立年月"), required=True),
        Column("division_code", "行政区划代码", ("区划代码",), longest=12),
        Column("address", "地址", ("办公地址",), longest=200),
        Column("telephone", "公开电话", ("联系电话", "电话", "办公电话"), longest=40),
        Ignored("number", "序号", ("行号", "no", "no.")),
        Ignored("other", "备注", ("说明", "传真", "邮箱", "所属单位编码", "单位属性", "所在单位属性", "是否独立法人")),
    ]  # fmt: skip


@importer
class TreeImporter(Importer):
    """Rows are known by their code: a new one is set up, of a known one only contact details are corrected."""

    name = "organisations.tree"
    label = "组织名册"
    unit = "个"
    create_action = "organisations.set_up"
    change_action = "organisations.change"

    def __init__(self, actor: Actor) -> None:
        super().__init__(actor)
        self.today = local_today()
        self._lines: dict[str, int] = {}  # code → the row that has it
        self._named: dict[str, str] = {}  # what a row before may be called as a parent → its code
        self._parents: dict[str, list[Organisation]] = {}
        self._made: dict[str, Organisation] = {}

    def make_columns(self) -> list[Column]:
        """Kinds are data of the place."""
        return tree_columns()

    def match(self, rows: Sequence[Row]) -> None:
        """Find by code what is there already, and the parents that are named: two queries for the piece."""
        codes = [str(row.values["code"]) for row in rows if "code" in row.values]
        known = {each.code: each for each in Organisation.objects.filter(code__in=codes).select_related("kind")}
        wanted = {cell_text(row.values.get("parent")) for row in rows} - {"", *self._parents}
        self._parents |= {text: [] for text in wanted}
        scope = below_any("path", self.actor.scope.paths(self.create_action))
        for each in Organisation.objects.filter(
            scope, Q(code__in=wanted) | Q(name__in=wanted) | Q(short_name__in=wanted)
        ):
            for text in {each.code, each.name, each.short_name} & wanted:
                self._parents[text].append(each)
        for row in rows:
            row.target = known.get(str(row.values.get("code", "")))
            row.operation = CREATE if row.target is None else CHANGE

    def judge(self, row: Row) -> None:
        """Twice in the table, out of scope, a parent that is not there, a step of its own."""
        if len(self._lines) >= MOST:
            row.wrong(f"超过{MOST:,}行", "请分成几个表格导入，上级在先。")
            return
        code = str(row.values.get("code", ""))
        if code:
            first = self._lines.setdefault(code, row.number)
            if first != row.number:
                row.wrong(f"与第{first}行的组织代码相同", "每个组织只保留一行。", "code")
                return
        if row.target is None:
            self._judge_new(row)
        else:
            self._judge_known(row)
        for text in (code, row.values.get("name"), row.values.get("short_name")):
            if text:
                self._named.setdefault(str(text), code)

    def _judge_new(self, row: Row) -> None:
        text = cell_text(row.values.get("parent"))
        found = self._parents.get(text, [])
        if text in self._named:
            row.extra["mark"] = f"row:{self._named[text]}"
        elif len(found) > 1:
            codes = "、".join(f"{each.code}（{each.name}）" for each in found[:3])
            row.wrong(f"有{len(found)}个组织叫“{text[:40]}”", f"请改填组织代码：{codes}。", "parent")
        elif found and found[0].is_dissolved(self.today):
            row.wrong(f"上级组织“{found[0]}”已撤销", "请填写现有的上级组织。", "parent")
        elif found:
            row.extra["mark"] = str(found[0].pk)
        elif text:
            row.wrong(
                f"没有找到上级组织“{text[:40]}”，或不在您的管理范围",
                "请填写现有组织，或把上级的一行移到前面。",
                "parent",
            )
        division = str(row.values.get("division_code", ""))
        if division and not (division.isascii() and division.isdigit()):
            row.wrong(f"“{division}”不是行政区划代码", "应为6至12位数字。", "division_code")

    def _judge_known(self, row: Row) -> None:
        known: Organisation = row.target
        if not self.actor.scope.may(self.change_action, known.path):
            row.target = None
            row.wrong("这个组织代码属于您管理范围以外的组织", "请核对组织代码，或删去这一行。", "code")
            return
        for name, label in (("name", "全称"), ("short_name", "简称")):
            if name in row.values and row.values[name] != getattr(known, name):
                row.wrong(f"{label}现为“{getattr(known, name)}”，与表中不同", "更名请在组织页面办理。", name)
        if row.values.get("kind", known.kind.code) != known.kind.code:
            row.wrong(f"组织类别现为“{known.kind}”，与表中不同", "更改请在组织页面办理。", "kind")
        row.extra["changes"] = {
            name: row.values[name]
            for name in DETAILS
            if name in row.values and row.values[name] != getattr(known, name)
        }
        if not row.extra["changes"]:
            row.operation = SAME

    def write(self, write: Write, rows: Sequence[Row]) -> None:
        """Set up the new ones in the order of the table, correct the known ones. Raises Invalid naming the row."""
        for row in rows:
            try:
                if row.operation == CHANGE:
                    services.change_details(self.actor, row.target.uid, **row.extra["changes"])
                else:
                    self._set_up(row)
            except ValidationError as error:
                raise Invalid(f"第{row.number}行：{'；'.join(error.messages)}") from None

    def _set_up(self, row: Row) -> None:
        values: dict[str, Any] = row.values
        text = cell_text(values["parent"])
        parent = self._made.get(text) or self._parents[text][0]
        made = services.set_up(
            self.actor,
            parent=Organisation.objects.get(pk=parent.pk),  # as it is now: its number of children grew
            kind=OrganisationKind.objects.get(code=values["kind"]),
            code=values["code"],
            name=values["name"],
            short_name=values.get("short_name") or values["name"],
            set_up_on=values["set_up_on"],
            reason="导入组织名册",
            **{name: values[name] for name in DETAILS if name in values},
        )
        for name in (made.short_name, made.name, made.code):
            self._made.setdefault(name, made)
