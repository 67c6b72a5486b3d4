"""Sample context of a person's own page, the desk and the ledger."""

from typing import Any

from tests.theme.sample_forms import RegisterFilter
from tests.theme.sample_site import day, entry


def my() -> dict[str, Any]:
    """theme/my.html."""
    rows = [
        ("主题党日：河道清理", day(11, 15), "主题党日", "石桥村第一党支部", "4.0"),
        ("《党支部工作条例》第一讲、第二讲", day(11, 3), "网上课程", "县委党校", "1.0"),
        ("第三季度党课：村集体经济收益怎样分", day(10, 12), "党课", "柳溪镇党委", "2.0"),
        ("夏季集中轮训", day(8, 20), "集中学习", "柳溪镇党委", "8.0"),
        ("党费收缴、使用和管理实务", day(5, 16), "网上课程", "县委组织部", "2.5"),
        ("第一季度党课", day(3, 9), "党课", "石桥村党总支", "1.0"),
    ]
    return {
        "title": "我的",
        "crumbs": [{"label": "我的"}],
        "headline": "陈立秋，今年还差13.5学时",
        "intro": "柳溪镇石桥村第一党支部，正式党员。2026年要求集中学习不少于32学时，12月31日截止。",
        "hours": {
            "value": 18.5,
            "total": 32,
            "due": 28.7,
            "facts": [
                {"term": "集中学习", "value": "8.0", "numeric": True},
                {"term": "主题党日", "value": "4.0", "numeric": True},
                {"term": "网上课程", "value": "3.5", "numeric": True},
                {"term": "党课", "value": "3.0", "numeric": True},
            ],
        },
        "todo": {
            "note": "下列三项共15.5学时",
            "entries": [
                entry(
                    "《党支部工作条例》逐条讲解，第三讲至第九讲",
                    "网上课程，必修，3.5学时",
                    badge=("12月10日前，还有17天", "warn"),
                    action={"label": "继续学", "url": "#", "primary": True},
                ),
                entry(
                    "冬季集中轮训（第二期）",
                    "镇党校，12月5日，必修，8.0学时",
                    badge=("已报名", "good"),
                    action={"label": "看安排", "url": "#"},
                ),
                entry(
                    "11月主题党日：敬老院修缮",
                    "11月28日上午，4.0学时",
                    badge=("支部已安排", "info"),
                    action={"label": "看安排", "url": "#"},
                ),
            ],
        },
        "messages_list": {
            "url": "#",
            "entries": [entry("第四季度党课通知", "石桥村党总支", day(11, 20), ("请签收", "warn"))],
        },
        "resume": {
            "since": "11月21日晚学到第三讲，已看11分20秒。",
            "cover": "党支部工作条例",
            "tone": 1,
            "title": "第三讲　支部党员大会怎么开",
            "note": "《党支部工作条例》逐条讲解，共12讲，县委党校马建平主讲",
            "done": 2.4,
            "total": 12,
            "progress_note": "12讲已完成2讲，第三讲看到11分20秒，共30分钟",
            "actions": [
                {"label": "从11分20秒继续", "url": "#", "primary": True},
                {"label": "从头看这一讲", "url": "#", "quiet": True},
            ],
        },
        "records": {
            "caption": "2026年学时记录",
            "caption_hidden": True,
            "columns": ["内容", "日期", "形式", "组织", {"label": "学时", "numeric": True}],
            "rows": rows,
            "foot": [["合计", "", "", "", "18.5"]],
        },
        "record_links": [{"label": "导出学时证明", "url": "#"}],
    }


def work() -> dict[str, Any]:
    """theme/work.html."""
    return {
        "title": "工作台",
        "crumbs": [{"label": "工作台"}],
        "headline": "赵文清，今天有4件等您办",
        "intro": "柳溪镇党委组织委员，权限：柳溪镇党委及96个下级组织。",
        "stats": [
            {"label": "等我办", "value": 4, "unit": "件", "note": "最久已等5天", "lead": True},
            {"label": "退回我的", "value": 2, "unit": "件", "note": "均为本周退回"},
            {"label": "将到期", "value": 4, "unit": "件", "note": "最近一件还有7天"},
            {"label": "下级提醒", "value": 9, "unit": "条", "note": "红1，橙3，黄5"},
        ],
        "waiting": {
            "count": 4,
            "url": "#",
            "entries": [
                entry(
                    "石桥村党总支2026年第四季度工作经费申请，12,260.00元",
                    "经费审核，何建国11月16日提交",
                    badge=("已等5天，限7天", "warn"),
                    action={"label": "审核", "url": "#", "primary": True},
                ),
                entry(
                    "下湾村党支部10月组织生活记录",
                    "公开审核，高春梅11月22日提交",
                    badge=("限明天", "info"),
                    action={"label": "审核", "url": "#"},
                ),
                entry(
                    "接收：孙海涛，由城关街道南门社区转入",
                    "关系转接，介绍信有效期至12月8日",
                    badge=("还有15天", "info"),
                    action={"label": "接收", "url": "#"},
                ),
            ],
        },
        "returned": {
            "entries": [
                entry(
                    "党内统计年报表3：入党时间与实有党员总数不符",
                    "年报，县委组织部退回，11月21日",
                    badge=("差2人", "bad"),
                    action={"label": "更正", "url": "#"},
                ),
            ]
        },
        "due": {
            "entries": [entry("党内统计年报", "11月30日", "还有7天"), entry("四季度党费上缴", "12月10日", "还有17天")]
        },
        "below": {
            "count": 9,
            "url": "#",
            "entries": [
                entry(
                    "下湾村党支部1名党员连续5个月未交党费",
                    "依据党章第九条；6月至10月无缴纳记录。请支部核实原因。",
                    badge=("红", "bad"),
                ),
                entry(
                    "柳溪粮站联合党支部10月未登记主题党日",
                    "依据支部工作条例第十六条：每月固定一天。",
                    badge=("橙", "warn"),
                ),
            ],
        },
    }


def ledger() -> dict[str, Any]:
    """theme/ledger.html."""
    spent = [6200, 9850, 11420, 8760, 10300, 19880, 14650, 9240, 12780, 15060, 10500]
    kinds = [
        ("教育培训", 31, 38420),
        ("主题党日和“三会一课”", 24, 27960),
        ("阵地建设", 5, 24300),
        ("走访慰问", 14, 18600),
        ("学习资料", 9, 12480),
        ("表彰", 3, 6880),
    ]
    rows = [
        ("河道清理工具、饮水", "0086", "石桥村党总支", "主题党日", day(11, 12), day(11, 15), 86000),
        ("冬季轮训教材印制", "0085", "柳溪镇党委", "教育培训", day(11, 6), day(11, 13), 328000),
        ("表彰优秀党务工作者（冲正0077）", "0079", "柳溪镇党委", "表彰", day(10, 18), day(10, 18), -60000),
    ]
    columns = [
        "事由",
        "编号",
        "申报单位",
        {"label": "类别", "nowrap": True},
        "审批",
        {"label": "执行", "sorted": "descending", "sort_url": "?"},
        {"label": "金额（元）", "numeric": True},
    ]
    return {
        "title": "工作经费台账",
        "intro": "只增不改：更正用冲正条目，原条目保留。",
        "crumbs": [{"label": "工作台", "url": "/work/"}, {"label": "工作经费台账"}],
        "filter_form": RegisterFilter(),
        "clear_url": "?",
        "sum": {"value": 12864000, "note": "86笔，2026年1月1日至11月23日，柳溪镇党委及96个下级组织"},
        "exports": [{"label": "导出表格", "url": "#"}, {"label": "导出CSV", "url": "#"}],
        "bars_chart": {
            "title": "按月支出",
            "said": "2026年1月至11月每月支出，6月最高，19,880元",
            "labels": [str(number) for number in range(1, 12)],
            "series": [{"label": "支出（元）", "values": spent, "tone": 2}],
            "unit": "元",
            "peak": True,
            "tall": True,
        },
        "donut_chart": {
            "title": "按类别支出",
            "centre": "128,640",
            "centre_unit": "元",
            "columns": ["类别", {"label": "笔数", "numeric": True}, {"label": "支出（元）", "numeric": True}],
            "rows": [
                {"label": label, "url": "#", "value": value, "cells": [count, f"{value:,}.00"]}
                for label, count, value in kinds
            ],
            "foot": [["合计", 86, "128,640.00"]],
        },
        "table": {
            "caption": "台账明细，按执行时间倒序",
            "caption_hidden": True,
            "columns": columns,
            "rows": [
                {"cells": [row[0], {"value": row[1], "mono": True}, *row[2:6], {"money": row[6]}], "url": "#"}
                for row in rows
            ],
            "foot": [["本页合计（3笔）", "", "", "", "", "", {"money": 354000}]],
        },
        "older": "?",
        "range_note": "第1–3笔，共86笔",
    }
