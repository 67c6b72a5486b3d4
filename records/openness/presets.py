"""The reference catalogue 参考目录 an organisation may start from. Not official: no national catalogue of party openness is
published. The classes are those of live disclosure columns, the header that of catalogues in public use, the matters the seven
classes of grass-roots content of 《中国共产党党务公开条例（试行）》; whoever takes it over edits it by local documents.

条例 below is that regulation, 支部条例 《中国共产党支部工作条例（试行）》.
"""

from typing import Any

from records.kit.audience import Audience
from records.openness.choices import Category, Every, Level, Mode, PeriodKind

NOTE = "参考目录，非官方：按公开的目录样式和《中国共产党党务公开条例（试行）》的内容类别整理，请按本地文件修改后使用。"

LONG, TURN = PeriodKind.LONG_TERM.value, PeriodKind.PERIODIC.value
PROMPT, ASKED = PeriodKind.TIMELY.value, PeriodKind.ON_REQUEST.value
SOCIETY, MEMBERS, OWN = Audience.SOCIETY.value, Audience.MEMBERS.value, Audience.OWN.value
SITE = "本站、公开栏"
OPENNESS = "《中国共产党党务公开条例（试行）》"
BRANCH_WORK = "《中国共产党支部工作条例（试行）》"
DUES = "《关于中国共产党党费收缴、使用和管理的规定》"
ADMISSION = "《中国共产党发展党员工作细则》"
ELECTION = "《中国共产党基层组织选举工作条例》"


def _item(
    code: str,
    title: str,
    content: str,
    basis: str,
    period_kind: str,
    *,
    l2: str = "",
    every: int | None = None,
    audience: str = SOCIETY,
    level: str = Level.ALL.value,
    important: bool = False,
) -> dict[str, Any]:
    """One line; the first figure of the code is the number of its class."""
    return {
        "code": code,
        "category": list(Category)[int(code[0]) - 1].value,
        "category_l2": l2,
        "title": title,
        "content": content,
        "basis": basis,
        "period_kind": period_kind,
        "every_months": every,
        "is_important": important,
        "mode": (Mode.REQUEST if period_kind == ASKED else Mode.ACTIVE).value,
        "audience": audience,
        "level": level,
        "applies_below": True,
        "duty": "本级党组织",
        "channel": SITE if audience == SOCIETY else "本站（登录后）、会议通报",
    }


MONTH, QUARTER, HALF, YEAR = Every.MONTH.value, Every.QUARTER.value, Every.HALF.value, Every.YEAR.value
COMMITTEE, BRANCH = Level.COMMITTEE.value, Level.BRANCH.value

REFERENCE: list[dict[str, Any]] = [
    _item("1-01", "学习贯彻上级决策部署情况", "上级文件名称、贯彻措施、完成情况", OPENNESS, PROMPT, l2="决策部署落实"),
    _item(
        "1-02", "任期目标、阶段性计划和重点工作", "目标、任务分工、时间安排", OPENNESS, TURN, l2="工作计划", every=YEAR
    ),
    _item("1-03", "重点工作完成情况", "完成进度、未完成的原因和下一步", OPENNESS, TURN, l2="工作进展", every=HALF),
    _item(
        "1-04", "党组织会议作出的决议、决定", "议题、结果、执行要求", OPENNESS, PROMPT, l2="决议决定", audience=MEMBERS
    ),
    _item("2-01", "思想政治工作和学习安排", "学习内容、时间、主讲人", OPENNESS, TURN, l2="学习教育", every=QUARTER),
    _item("2-02", "主题教育和专题学习情况", "安排、做法、查摆问题和整改", OPENNESS, PROMPT, l2="学习教育"),
    _item("3-01", "党组织设置、职责和联系方式", "名称、地址、电话、职责分工", OPENNESS, LONG, l2="组织设置"),
    _item(
        "3-02",
        "“三会一课”和主题党日开展情况",
        "次数、主题、应到和实到人数",
        f"{BRANCH_WORK}第十五、十六条",
        TURN,
        l2="组织生活",
        every=QUARTER,
        audience=MEMBERS,
        level=BRANCH,
    ),
    _item(
        "3-03",
        "发展党员工作情况",
        "入党积极分子、发展对象、接收和转正的公示",
        ADMISSION,
        PROMPT,
        l2="发展党员",
    ),
    _item(
        "3-04",
        "党费收缴、使用情况",
        "应交、实交、上缴、使用项目和金额",
        DUES,
        TURN,
        l2="党费收缴、使用",
        every=QUARTER,
    ),
    _item(
        "3-05",
        "民主评议党员工作安排和结果",
        "步骤、时间、结果的反馈方式",
        f"{BRANCH_WORK}第十八条",
        TURN,
        l2="民主评议党员",
        every=YEAR,
        audience=MEMBERS,
        level=BRANCH,
        important=True,
    ),
    _item("3-06", "党内表彰和帮扶情况", "对象、条件、程序、结果", OPENNESS, PROMPT, l2="表彰帮扶"),
    _item("3-07", "流动党员管理办法和联系方式", "登记、联系、参加组织生活的办法", OPENNESS, LONG, l2="党员管理"),
    _item("4-01", "领导班子成员和分工", "姓名、职务、分工、联系方式", OPENNESS, LONG, l2="班子分工"),
    _item("4-02", "换届选举和届中补选", "方案、候选人产生办法、选举结果", ELECTION, PROMPT, l2="换届选举"),
    _item(
        "4-03",
        "民主生活会、组织生活会查摆问题和整改情况",
        "查摆的问题、整改措施、责任人、时限",
        OPENNESS,
        TURN,
        l2="整改落实",
        every=YEAR,
        audience=MEMBERS,
        important=True,
    ),
    _item(
        "4-04",
        "党组织书记述职评议情况",
        "述职要点、评议等次",
        OPENNESS,
        TURN,
        l2="述职评议",
        every=YEAR,
        audience=MEMBERS,
    ),
    _item(
        "5-01",
        "干部选拔任用工作的条件和程序",
        "职位、条件、程序、监督电话",
        OPENNESS,
        PROMPT,
        l2="选拔任用",
        level=COMMITTEE,
    ),
    _item(
        "5-02", "干部任前公示", "姓名、拟任职务、公示起止、反映方式", OPENNESS, PROMPT, l2="任前公示", level=COMMITTEE
    ),
    _item("6-01", "联系服务党员、群众的安排", "联系人、时间、方式", OPENNESS, LONG, l2="联系服务"),
    _item("6-02", "党员、群众意见建议的办理情况", "收到、办理、答复", OPENNESS, TURN, l2="意见办理", every=QUARTER),
    _item(
        "6-03",
        "服务群众专项经费使用情况",
        "项目、金额、决定过程、结余",
        OPENNESS,
        TURN,
        l2="服务群众经费",
        every=HALF,
    ),
    _item("6-04", "走访慰问情况", "对象类别、标准、资金来源（不公开个人困难）", OPENNESS, PROMPT, l2="走访慰问"),
    _item("6-05", "群众反映问题的整改情况", "问题、整改措施、结果", OPENNESS, PROMPT, l2="问题整改"),
    _item("7-01", "党风廉政建设责任和承诺", "责任内容、承诺事项、监督方式", OPENNESS, LONG, l2="责任承诺"),
    _item("7-02", "违纪党员处理情况", "按权限和程序应当公开的处理结果", OPENNESS, PROMPT, l2="执纪处理", audience=OWN),
    _item(
        "7-03",
        "党组织工作经费收支情况",
        "预算、支出项目、结余",
        OPENNESS,
        TURN,
        l2="经费收支",
        every=YEAR,
        audience=MEMBERS,
    ),
    _item("8-01", "公开目录和公开制度", "目录、审批程序、监督方式", f"{OPENNESS}第十四、十五条", LONG, l2="制度"),
    _item("8-02", "依申请公开的答复", "申请的内容、答复、不予公开的理由", OPENNESS, ASKED, l2="依申请公开"),
]
