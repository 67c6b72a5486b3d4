"""Schemes a place may start from. None is official (no national sheet prescribes items): the heads 考核项目、考核内容、考核办法、标准分
follow sheets in public use, the items the regulations named beside them; a place edits them before it uses them.

《支部工作条例》 is 《中国共产党支部工作条例（试行）》; points are whole hundredths.
"""

from typing import Any

from records.assessments.choices import ItemKind

BASE, PLUS, MINUS = ItemKind.BASE.value, ItemKind.PLUS.value, ItemKind.MINUS.value
NOTE = "预设，不是官方表格；请按本地文件修改后启用。材料优先关联已有记录，不以照片、截图、登录次数和学习时长为依据。"


def _item(
    group: str,
    content: str,
    points: int,
    standard: str,
    method: str = "查阅已有记录",
    kind: str = BASE,
    *,
    evidence: bool = False,
) -> dict[str, Any]:
    return {
        "group": group,
        "content": content,
        "points": points * 100,
        "standard": standard,
        "method": method,
        "kind": kind,
        "needs_evidence": evidence,
    }


PLUS_MINUS = [
    _item(
        "加分项", "受到上级党组织表彰", 3, "县级加1分、市级加2分、省级以上加3分，同一事项取最高", "核对表彰文件", PLUS
    ),
    _item("加分项", "工作做法被上级推广", 2, "每项1分，最多2分", "核对文件", PLUS),
    _item("减分项", "受到上级通报批评", 5, "每次减2分，最多5分", "核对通报文件", MINUS),
    _item("减分项", "弄虚作假、事后补造台账", 10, "经核实每项减5分，最多10分", "核对记录的实际提交时间", MINUS),
]

# code, name, plus at most (points), items
PRESETS: list[tuple[str, str, int, list[dict[str, Any]]]] = [
    (
        "target-sheet",
        "党支部党建目标考核",
        5,
        [
            _item(
                "组织生活",
                "“三会一课”按期召开",
                12,
                "党员大会每季度、支委会每月、党课每季度，少一次扣2分（《支部工作条例》第十五条）",
                evidence=True,
            ),
            _item("组织生活", "每月固定开展主题党日", 10, "少一次扣1分（《支部工作条例》第十六条）", evidence=True),
            _item(
                "组织生活",
                "组织生活会和民主评议党员",
                8,
                "每年一次，未开展不得分；程序不全扣2分（《支部工作条例》第十七、十八条）",
                evidence=True,
            ),
            _item(
                "党员教育管理",
                "党员集中学习培训",
                10,
                "未达到年度学时的支部按比例扣分；看组织情况，不看个人排名",
                "查阅汇总",
            ),
            _item("党员教育管理", "发展党员程序规范", 8, "缺一个环节扣2分（《发展党员工作细则》）", "查阅发展党员档案"),
            _item("党员教育管理", "党员组织关系和流动党员管理", 7, "失联、漏管每发现一例扣1分"),
            _item("党费和经费", "党费按月收缴、按时上缴", 8, "无故拖欠一个月扣1分"),
            _item("党费和经费", "经费使用规范、按时公开", 7, "未经审批或未公开每项扣2分", evidence=True),
            _item("党务公开", "按目录和时限公开", 10, "逾期一项扣1分，未公开一项扣2分"),
            _item("党务公开", "问题与建议按期答复", 5, "逾期一件扣1分"),
            _item("作用发挥", "联系服务群众", 8, "年内办成实事不少于2件，少一件扣4分", "查阅记录、走访", evidence=True),
            _item("作用发挥", "完成上级党组织交办的重点工作", 7, "未按期完成一项扣2分", "查阅记录"),
            *PLUS_MINUS,
        ],
    ),
    (
        "information-quality",
        "党务信息质量考核",
        3,
        [
            _item("完整", "组织、党员信息完整", 30, "必填信息缺一处扣0.5分", "系统核对"),
            _item("准确", "信息与实际一致", 30, "抽查发现一处错误扣1分", "抽查"),
            _item("及时", "变动在规定时限内登记", 25, "逾期一件扣1分，以系统收到的时间为准", "系统核对"),
            _item("公开", "公开内容规范、无敏感信息", 15, "泄露个人信息一处扣5分", "抽查", evidence=False),
            *PLUS_MINUS[1:],
        ],
    ),
]
