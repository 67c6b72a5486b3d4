"""The roster 党员名册 as a table: its columns with the headers seen in real ones, and what a row does."""

from collections.abc import Sequence
from typing import Any

from django.core.exceptions import ValidationError

from records.crypto.masks import mask_identity_number, mask_phone
from records.crypto.secret import Secret
from records.crypto.services import lookup_hash, lookup_hashes
from records.kit.actors import Actor
from records.kit.columns import (
    ChoiceColumn,
    CodeColumn,
    Column,
    DateColumn,
    FlagColumn,
    Ignored,
    WholeNumberColumn,
)
from records.kit.errors import Invalid
from records.kit.events import Event
from records.kit.imports import CHANGE, CREATE, SAME, Importer, Row, importer
from records.kit.models import ImportBatch, local_today
from records.kit.paths import is_below
from records.kit.write import Write
from records.members import rules
from records.members.choices import (
    Category,
    Degree,
    Education,
    Ethnicity,
    JoinType,
    NewStratum,
    Occupation,
    Sex,
    Standing,
)
from records.members.events import MembersImported
from records.members.figures import figures_on
from records.members.models import FACTS, Member
from records.members.names import cleaned_name
from records.members.phones import normalised_phone
from records.members.services import bulk
from records.members.services.common import ELSEWHERE
from records.organisations.columns import OrganisationColumn
from records.organisations.models import Organisation

_PURPOSE = "members.member.identity_number"
# What a table may not change: these have steps of their own.
_FIXED = ("organisation", "organisation_code", "category", "standing", "parent")


def _check_phone(text: str) -> None:
    if not normalised_phone(text):
        raise ValueError("联系电话应为11位手机号码，或带区号的固定电话，请核对。")


def _choices(kind: Any) -> dict[str, str]:
    return {code: label for code, label in kind.choices if code}


def roster_columns(paths: tuple[str, ...]) -> list[Column]:
    """Every column, with the synonyms of real templates (forms.md §6, §10); `paths` is where organisations are looked for."""
    return [
        Column("name", "姓名", ("党员姓名",), required=True, longest=60),
        CodeColumn(
            "identity_number",
            "公民身份号码",
            ("身份证号", "身份证号码", "公民身份证号", "公民身份证号码", "身份证", "证件号码"),
            required=True,
            mask=mask_identity_number,
            normalise=rules.normalised_identity_number,
            check=rules.identity_facts,
            hint="18位，该列设为文本格式",
        ),
        OrganisationColumn(
            "organisation",
            "组织关系所在党支部",
            ("所在党支部", "党支部", "党支部名称", "所属党支部", "联系党支部", "支部", "支部名称", "所在支部", "编入党支部"),
            paths=paths,
            branches_only=True,
            hint="与名册完全一致的全称或简称",
        ),
        OrganisationColumn(
            "organisation_code",
            "支部编码",
            ("党支部编码", "联系党支部编号", "支部代码", "组织代码", "所在支部编码"),
            paths=paths,
            branches_only=True,
            hint="有同名支部时填写",
        ),
        ChoiceColumn(
            "category",
            "人员类别",
            ("党员类别", "正式/预备党员", "正式/预备", "类别", "党员类型"),
            choices=_choices(Category),
            other_names={"正式": "full", "预备": "probationary", "中共党员": "full", "中共预备党员": "probationary",
                         "01": "full", "02": "probationary"},
        ),  # fmt: skip
        ChoiceColumn("standing", "党籍状态", ("党籍状况", "状态"), choices=_choices(Standing)),
        DateColumn("joined_on", "入党日期", ("入党时间", "加入党组织日期", "加入党组织时间", "入党年月")),
        DateColumn("full_on", "转正日期", ("转正时间", "转为正式党员日期", "转为正式党员时间")),
        WholeNumberColumn(
            "seniority_correction", "党龄校正值", ("党龄校正值（月）", "党龄校正"), least=-1200, most=1200
        ),
        ChoiceColumn("sex", "性别", choices=_choices(Sex), other_names={"男性": "1", "女性": "2"}),
        DateColumn("birth_date", "出生日期", ("出生年月", "出生年月日", "出生时间")),
        ChoiceColumn(
            "ethnicity",
            "民族",
            choices=_choices(Ethnicity),
            other_names={label.removesuffix("族"): code for code, label in Ethnicity.choices},
        ),
        Column("native_place", "籍贯", longest=100),
        ChoiceColumn(
            "education",
            "学历",
            ("最高学历", "文化程度", "全日制学历"),
            choices=_choices(Education),
            other_names={
                "本科": "20", "大学": "20", "大专": "30", "专科": "30", "中专": "40", "中技": "40", "职高": "40",
                "高中": "60", "小学及以下": "80", "博士": "11", "硕士": "14", "硕士研究生毕业": "14",
                "博士研究生毕业": "11", "大学本科毕业": "20", "大学专科毕业": "30", "初中毕业": "70", "高中毕业": "60",
                "中等专科": "40", "普通高级中学": "60", "初级中学": "70",
            },
        ),  # fmt: skip
        ChoiceColumn("degree", "学位", ("最高学位",), choices=_choices(Degree),
                     other_names={"博士学位": "2", "硕士学位": "3", "学士学位": "4"}),  # fmt: skip
        Column("school", "毕业院校", ("毕业学校", "毕业院校及专业"), longest=100),
        Column("major", "专业", ("所学专业",), longest=100),
        CodeColumn(
            "phone",
            "手机号码",
            ("手机", "手机号", "联系电话", "联系方式", "电话", "电话号码"),
            mask=mask_phone,
            normalise=lambda text: normalised_phone(text) or text,
            check=_check_phone,
        ),
        DateColumn("work_started_on", "参加工作日期", ("参加工作时间", "工作时间")),
        ChoiceColumn(
            "occupation",
            "工作岗位",
            ("岗位", "职业"),
            choices=_choices(Occupation),
            other_names={"农民": "farmer", "离退休": "retired", "退休": "retired", "公务员": "official", "专业技术": "professional",
                         "其他": "other", "管理": "manager"},
        ),  # fmt: skip
        Column("employer", "工作（学习）单位", ("工作/学习单位", "工作单位", "所在单位", "单位", "工作单位及职务")),
        Column("position", "职务", ("现任职务", "行政职务"), longest=100),
        Column(
            "professional_title",
            "从事专业技术职务",
            ("专业技术职务", "职称", "职称/职业技能"),
            longest=100,
        ),
        ChoiceColumn("new_stratum", "新社会阶层类型", choices=_choices(NewStratum)),
        FlagColumn("is_migrant_worker", "是否农民工", ("农民工",)),
        Column("household_place", "户籍所在地", ("户籍地", "户籍地址", "户口所在地")),
        Column("residence", "现居住地", ("居住地", "家庭住址", "住址", "现住址", "联系地址")),
        Column("file_place", "档案所在单位", ("档案所在地",)),
        FlagColumn("is_floating", "是否流动党员", ("流动党员",)),
        DateColumn("floating_since", "外出流动起始日期", ("外出时间", "流出时间", "外出日期")),
        Column("floating_place", "外出流向", ("外出地点", "流向")),
        FlagColumn("is_lost_contact", "是否失联党员", ("失联党员", "是否失联")),
        DateColumn("lost_since", "失去联系日期", ("失联日期", "失去联系起始日期")),
        ChoiceColumn("join_type", "入党类型", ("加入类型",), choices=_choices(JoinType)),
        Column("joined_branch", "入党时所在支部", ("入党时所在党支部",)),
        Ignored("number", "序号", ("编号", "行号", "no", "no.")),
        Ignored("age", "年龄", ("周岁",)),
        Ignored("seniority", "党龄"),
        Ignored("note", "备注", ("备注1", "备注2", "备注3", "说明")),
        Ignored("staff_number", "学工号", ("工作证号", "工号", "学号")),
        Ignored("parent", "二级党委名称", ("分党委", "所在分党委", "所属分党委", "联系分党委", "二级党组织名称", "院系级党组织名称", "上级党组织")),
        Ignored("conversion", "转正情况", ("延长预备期", "联合支部所在单位")),
    ]  # fmt: skip


@importer
class RosterImporter(Importer):
    """Rows are known by their citizen's number: a new one is entered, a known one is corrected; blank cells change nothing."""

    name = "members.roster"
    label = "党员名册"
    unit = "名"
    create_action = "members.register"
    change_action = "members.change"

    def __init__(self, actor: Actor) -> None:
        super().__init__(actor)
        self.today = local_today()
        self._rows_by_number: dict[str, int] = {}

    def make_columns(self) -> list[Column]:
        """Branches are looked for where the person may enter or correct members."""
        scope = self.actor.scope
        return roster_columns((*scope.paths(self.create_action), *scope.paths(self.change_action)))

    def unresolved(self) -> list[dict[str, Any]]:
        """Branch names that matched nothing, with how many rows have them."""
        found = [
            each
            for column in self.columns
            if isinstance(column, OrganisationColumn)
            for each in column.unresolved.values()
        ]
        return sorted(found, key=lambda each: -each["rows"])[:200]

    def match(self, rows: Sequence[Row]) -> None:
        """Find who is in the register already, by keyed hash: one query for the piece."""
        by_hash: dict[str, str] = {}
        for row in rows:
            number = row.values.get("identity_number")
            if number:
                row.extra["hash"] = lookup_hash(number, purpose=_PURPOSE)
                for each in lookup_hashes(number, purpose=_PURPOSE):
                    by_hash[each] = row.extra["hash"]
        known = {
            by_hash[member.identity_lookup]: member
            for member in Member.objects.filter(identity_lookup__in=list(by_hash)).select_related("organisation")
        }
        for row in rows:
            row.target = known.get(row.extra.get("hash", ""))
            row.operation = CREATE if row.target is None else CHANGE

    def judge(self, row: Row) -> None:
        """Twice in the table, out of scope, contradicting itself, or a step of its own."""
        if "hash" in row.extra:
            first = self._rows_by_number.setdefault(row.extra["hash"], row.number)
            if first != row.number:
                row.wrong(f"与第{first}行是同一公民身份号码", "每人只保留一行。", "identity_number")
                return
        if row.target is not None and not self._sees(row.target):
            row.target = None
            row.wrong(ELSEWHERE, column="identity_number")
            return
        branch = self._branch(row)
        if row.target is None:
            self._judge_new(row, branch)
        else:
            self._judge_known(row, branch)
        self._hold_against_rules(row)

    def _sees(self, member: Member) -> bool:
        return any(is_below(member.org_path, path) for path in self.actor.scope.paths("members.view"))

    def _branch(self, row: Row) -> Organisation | None:
        by_name, by_code = row.values.get("organisation"), row.values.get("organisation_code")
        if by_name is not None and by_code is not None and by_name.pk != by_code.pk:
            row.wrong(f"支部编码是“{by_code}”的，与支部名称不符", "请核对两项。", "organisation_code")
        branch: Organisation | None = by_code or by_name
        return branch

    def _judge_new(self, row: Row, branch: Organisation | None) -> None:
        if branch is None:
            if not any(problem.column in ("organisation", "organisation_code") for problem in row.problems):
                row.wrong("没有填写党支部", "请填写组织关系所在党支部，或支部编码。", "organisation")
        elif not self.actor.scope.may(self.create_action, branch.path):
            row.wrong(f"您没有在“{branch}”登记党员的权限", "请由该组织的管理员导入，或删去这一行。", "organisation")
        elif branch.is_dissolved(self.today):
            row.wrong(f"“{branch}”已撤销", "请填写现有支部。", "organisation")
        for name, label in (("category", "人员类别"), ("joined_on", "入党日期")):
            if name not in row.values and not any(problem.column == name for problem in row.problems):
                row.wrong(f"新登记的党员缺少{label}", f"请填写{label}。", name)
        if row.values.get("standing", Standing.NORMAL) not in (Standing.NORMAL, Standing.SUSPENDED):
            label = Standing(row.values["standing"]).label
            row.wrong(f"党籍状态“{label}”不在册", "名册只导入在册党员，请删去这一行。", "standing")
        row.extra["branch"] = branch
        row.extra["mark"] = str(branch.pk) if branch else ""

    def _judge_known(self, row: Row, branch: Organisation | None) -> None:
        member: Member = row.target
        if not self.actor.scope.may(self.change_action, member.org_path):
            row.wrong(f"您没有更正“{member}”的权限", "请由所在组织的管理员导入，或删去这一行。", "identity_number")
            return
        if branch is not None and branch.pk != member.organisation_id:
            row.wrong(
                f"“{member}”现在“{member.organisation}”，与表中不同", "调整所在支部请在党员页面办理。", "organisation"
            )
        for name, label in (("category", "人员类别"), ("standing", "党籍状态")):
            if name in row.values and row.values[name] != getattr(member, name):
                now = getattr(member, f"get_{name}_display")()
                row.wrong(f"{label}现为“{now}”，与表中不同", "转正和党籍变动请在党员页面办理。", name)
        if "name" in row.values and cleaned_name(row.values["name"]) != member.name:
            row.warn(f"姓名将由“{member.name}”改为“{row.values['name']}”，请确认是同一人。", column="name")
        row.extra["changes"] = self._changes(member, row.values)
        if not row.extra["changes"]:
            row.operation = SAME

    def _changes(self, member: Member, values: dict[str, Any]) -> dict[str, Any]:
        """What differs from the register; sensitive values are compared sealed."""
        changes: dict[str, Any] = {}
        for name, value in values.items():
            if name in _FIXED or name == "identity_number":
                continue
            if name == "phone":
                if member.phone is None or not Secret(value).same_text_as(member.phone):
                    changes[name] = value
            elif name == "name":
                if cleaned_name(value) != member.name:
                    changes[name] = value
            elif getattr(member, name) != value:
                changes[name] = value
        return changes

    def _hold_against_rules(self, row: Row) -> None:
        if "identity_number" not in row.values:
            return
        facts: dict[str, Any] = dict.fromkeys(FACTS)
        if row.target is not None:
            facts = row.target.facts()
        facts |= {name: value for name, value in row.values.items() if name in FACTS}
        facts["identity"] = rules.identity_facts(row.values["identity_number"])
        figures = figures_on(facts["joined_on"] or self.today)
        for finding in rules.consistency(facts, self.today, figures):
            if finding.blocking:
                row.wrong(finding.message, column=finding.field)
            elif row.target is None or finding.field in row.extra.get("changes", {}):
                row.warn(finding.message, column=finding.field)

    def write(self, write: Write, rows: Sequence[Row]) -> None:
        """Enter the new, correct the known. Raises Invalid naming the row."""
        reason = "导入名册"
        fresh = [row for row in rows if row.operation == CREATE]
        known = {row.target.pk: row for row in rows if row.operation == CHANGE}
        try:
            bulk.enter_rows(write, [self._entry(row) for row in fresh], today=self.today, reason=reason)
            locked = Member.objects.select_for_update(of=("self",)).filter(pk__in=known).order_by("pk")
            bulk.change_rows(
                write,
                [(member, known[member.pk].extra["changes"]) for member in locked],
                today=self.today,
                reason=reason,
            )
        except ValidationError as error:
            raise Invalid("；".join(error.messages)) from None

    def _entry(self, row: Row) -> tuple[Organisation, str, dict[str, Any]]:
        values = {name: value for name, value in row.values.items() if name not in _FIXED or name == "category"}
        return row.extra["branch"], row.values.get("standing", Standing.NORMAL), values

    def done(self, batch: ImportBatch) -> Event:
        """Others may want to know."""
        return MembersImported(batch=batch.uid, created=batch.to_create, changed=batch.to_change)
