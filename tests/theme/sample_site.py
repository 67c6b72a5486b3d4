"""Sample context of the pages for readers. People, places and figures are invented; the sums add up."""

import datetime
from typing import Any

from django.utils.safestring import mark_safe

TODAY = datetime.date(2026, 11, 23)


def day(month: int, number: int, year: int = 2026) -> datetime.date:
    """A day of the sample year."""
    return datetime.date(year, month, number)


def moment(month: int, number: int, hour: int, minute: int) -> datetime.datetime:
    """A moment of the sample year."""
    return datetime.datetime(2026, month, number, hour, minute)


def entry(title: str, meta: str = "", date: Any = None, badge: Any = None, **more: Any) -> dict[str, Any]:
    """One line of a list."""
    return {"title": title, "url": "#", "meta": meta, "date": date, "badge": badge, **more}


MONTHLY = [
    ("1", 771, 41, 0),
    ("2", 602, 38, 0),
    ("3", 933, 45, 0),
    ("4", 828, 33, 0),
    ("5", 812, 30, 0),
    ("6", 902, 34, 0),
    ("7", 873, 29, 0),
    ("8", 788, 27, 0),
    ("9", 860, 24, 0),
    ("10", 892, 23, 6),
    ("11", 775, 18, 28),
]


def openness_chart() -> dict[str, Any]:
    """Eleven months in three parts."""
    return {
        "title": "每月应公开件数",
        "said": "2026年1月至11月每月应公开件数，按是否按时分段",
        "labels": [row[0] for row in MONTHLY],
        "unit": "件",
        "series": [
            {"label": "按时", "values": [row[1] for row in MONTHLY], "tone": 2},
            {"label": "逾期后公开", "values": [row[2] for row in MONTHLY], "tone": 3},
            {"label": "尚未公开", "values": [row[3] for row in MONTHLY], "tone": 1},
        ],
    }


def tree() -> list[dict[str, Any]]:
    """The county's upper two levels, one branch opened."""

    def node(label: str, count: int = 0, children: Any = None, opened: bool = False) -> dict[str, Any]:
        return {"label": label, "url": f"/{label}/", "count": count, "children": children or [], "open": opened}

    village = node("石桥村党总支", 3, [node("第一党支部"), node("第二党支部"), node("合作社党支部")], True)
    town = [village, node("下湾村党支部"), node("柳溪粮站联合党支部")]
    return [
        {**node("柳溪镇党委", 96, town, True), "more_url": "/liuxi/", "more_label": "全部96个下属组织"},
        node("城关街道党工委", 212, [node("南门社区党委"), node("文庙社区党支部")]),
        node("云台乡党委", 74, [node("云溪社区党支部")]),
        node("经济开发区党工委", 158, [node("恒远机械联合党支部")]),
        node("县直属机关工委", 241, [node("县财政局机关党委")]),
        node("教育系统党委", 133, [node("清平一中党总支")]),
        node("卫生健康系统党委", 87, [node("县人民医院党委")]),
    ]


COURSES = [
    {"title": "《党支部工作条例》逐条讲解", "url": "#", "issuer": "县委党校", "note": "12讲，6.0学时", "tone": 1},
    {"title": "党费收缴、使用和管理实务", "url": "#", "issuer": "县委组织部", "note": "5讲，2.5学时", "tone": 2},
    {
        "title": "2026年修订《发展党员工作细则》要点",
        "url": "#",
        "issuer": "县委组织部",
        "note": "8讲，4.0学时",
        "tone": 3,
    },
    {"title": "村级事务公开与监督：六个案例", "url": "#", "issuer": "柳溪镇党委", "note": "6讲，3.0学时", "tone": 4},
]


def home() -> dict[str, Any]:
    """theme/home.html."""
    return {
        "headline": "清平县一千二百四十三个党组织的公开、学习与规章，都在这里",
        "intro": "党员和群众可以查到每一个党组织公开了什么、是否按时、依据哪条规章，并就任何一件提出意见。",
        "today": TODAY,
        "latest": {
            "note": "今日12件，本周47件",
            "url": "#",
            "lead": {
                "title": "石桥村党总支2026年第三季度党费收缴、使用情况",
                "url": "#",
                "summary": "本季度应交党员72名，全部交纳，收缴2,043.90元；使用1,468.00元，其中走访慰问800.00元。附明细表和票据清单。",
                "meta": "柳溪镇石桥村党总支",
                "date": TODAY,
                "badge": ("按时公开", "good"),
            },
            "entries": [
                entry("云台乡党委关于2026年发展党员工作情况的公示", "云台乡党委", TODAY),
                entry("县人民医院党委第三季度党员大会决议及表决结果", "县人民医院党委", TODAY),
                entry("南门社区党委为民办实事项目进度：加装扶手、修缮雨棚", "城关街道南门社区党委", day(11, 22)),
                entry("县直机关工委2026年1—10月党费收缴情况", "县直机关工委", day(11, 20)),
                entry("恒远机械联合党支部换届选举结果", "经济开发区党工委", day(11, 20)),
                entry("文庙社区党支部12月主题党日安排", "城关街道文庙社区党支部", day(11, 19)),
            ],
        },
        "notices": {
            "url": "#",
            "entries": [
                entry("关于报送2026年度党内统计数据的通知", "11月30日前报送", badge=("还有7天", "warn")),
                entry("关于召开年度组织生活会和开展民主评议党员的通知", "12月31日前完成", badge=("还有38天", "info")),
                entry("关于核定2027年党员月交纳党费数额的通知", "2027年1月15日前完成", badge=("还有53天", "info")),
            ],
        },
        "announced": {
            "url": "#",
            "entries": [
                entry("拟列为发展对象：云台乡6人", "云台乡党委", "至11月30日"),
                entry("五星党支部拟定名单：12个", "县委组织部", "至11月27日"),
            ],
        },
        "finder": {
            "note": "全县党委46个、党总支78个、党支部1,119个，党员21,486名。数字为下属组织数。",
            "nodes": tree(),
        },
        "openness": {
            "note": "2026年1月1日至11月23日，按公开目录应当公开的事项。",
            "link": {"label": "按组织查看", "url": "#"},
            "stats": [
                {"label": "按时公开", "value": "96.0", "unit": "%", "note": "去年同期93.1%", "lead": True},
                {"label": "应公开", "value": "9,412", "unit": "件", "note": "1,243个组织"},
                {"label": "逾期后公开", "value": "342", "unit": "件", "note": "平均晚2.6天"},
                {"label": "尚未公开", "value": "34", "unit": "件", "note": "已逐件提醒"},
            ],
            "chart": openness_chart(),
        },
        "courses": {
            "note": "全部课程公开，登录后记学时。",
            "link": {"label": "我的学习", "url": "#"},
            "items": COURSES,
        },
    }


def section_home() -> dict[str, Any]:
    """theme/section_home.html."""
    good, warn, info = ("按时", "good"), ("逾期后公开", "warn"), ("未到期", "info")

    def row(label: str, signs: str) -> dict[str, Any]:
        kinds = {"o": good, "x": warn, "n": info}
        return {
            "label": label,
            "cells": [{"word": kinds[one][0], "tone": kinds[one][1]} if one in kinds else None for one in signs],
        }

    people = [
        ("周启明", "书记"),
        ("林秀芬", "副书记"),
        ("何建国", "组织委员"),
        ("沈若兰", "宣传委员"),
        ("唐守义", "纪律检查委员"),
    ]
    return {
        "title": "石桥村党总支",
        "crumbs": [{"label": "柳溪镇党委", "url": "#"}, {"label": "石桥村党总支"}],
        "organisation": {
            "name": "石桥村党总支",
            "full_name": "中共清平县柳溪镇石桥村总支部委员会",
            "intro": "1998年6月成立，党员72名，下设党支部3个。村党群服务中心一楼，",
            "phone": "0900-6128-0316",
        },
        "actions": [
            {"label": "查看公开内容", "url": "#", "primary": True},
            {"label": "向本组织提意见", "url": "#feedback"},
        ],
        "feed_url": "#",
        "feedback_url": "#feedback",
        "above": [
            {"label": "清平县委", "note": "党员21,486名", "url": "#"},
            {"label": "柳溪镇党委", "note": "96个下级组织", "url": "#"},
        ],
        "here": {"label": "石桥村党总支", "note": "党员72名"},
        "below": [
            {"label": "第一党支部", "note": "村东，党员26名，书记周启明（兼）", "url": "#"},
            {"label": "第二党支部", "note": "村西，党员24名，书记林秀芬（兼）", "url": "#"},
            {"label": "合作社党支部", "note": "产业，党员22名，书记丁玉成", "url": "#"},
        ],
        "people": {
            "note": "任期五年，2025年3月至2030年3月。",
            "items": [{"name": name, "post": post, "note": "2025年3月当选"} for name, post in people],
        },
        "columns": [
            {
                "label": "公开",
                "url": "#",
                "count": 186,
                "entries": [
                    entry("2026年第三季度党费收缴、使用情况", "党费", TODAY),
                    entry("10月组织生活记录：党员大会、主题党日", "组织生活", day(11, 5)),
                    entry("发展对象公示：村合作社会计刘晓燕", "发展党员", day(10, 28)),
                ],
            },
            {
                "label": "课程",
                "url": "#",
                "count": 24,
                "unit": "门",
                "entries": [
                    entry("冬季集中轮训课程安排", "2天，16学时", day(11, 18)),
                    entry("第四季度党课：怎样开好组织生活会", "周启明讲", day(11, 12)),
                    entry("实用技术：大棚蔬菜越冬管理", "1.0学时", day(10, 30)),
                ],
            },
            {
                "label": "规章",
                "url": "#",
                "count": 17,
                "unit": "项",
                "entries": [
                    entry("党费收缴管理实施办法", "2026年修订", day(9, 1)),
                    entry("村级重大事项“四议两公开”流程", "现行", day(3, 15)),
                    entry("党员联系服务群众办法", "现行", day(12, 20, 2025)),
                ],
            },
            {
                "label": "新闻",
                "url": "#",
                "count": 93,
                "unit": "篇",
                "entries": [
                    entry("河道清理：党员和村民志愿者用了一个上午", "第一党支部", day(11, 15)),
                    entry("走访六户生活困难党员", "党总支", day(10, 31)),
                    entry("合作社新粮仓启用", "合作社党支部", day(10, 22)),
                ],
            },
            {
                "label": "计划",
                "url": "#",
                "count": 12,
                "unit": "份",
                "entries": [
                    entry("2026年第四季度工作计划", "共9项，完成4项", day(10, 8)),
                    entry("2026年发展党员计划", "2名", day(1, 20)),
                    entry("2026年度工作要点", "年度", day(1, 12)),
                ],
            },
        ],
        "opinions": {
            "count": 14,
            "url": "#",
            "entries": [
                entry("慰问金发放标准能否写明依据", "第2日答复", day(10, 14)),
                entry("建议公开合作社分红方案", "第4日答复", day(9, 2)),
            ],
        },
        "record": {
            "note": "最近十二个月，按公开目录逐项统计。",
            "stats": [
                {"label": "按时公开", "value": "92.0", "unit": "%", "note": "25件中23件", "lead": True},
                {"label": "逾期后公开", "value": "2", "unit": "件", "note": "最长晚4天"},
                {"label": "意见答复", "value": "3.1", "unit": "天", "note": "平均用时"},
            ],
            "months": [f"{number}月" for number in (12, *range(1, 12))],
            "rows": [
                row("组织生活", "oooooxoooooN".lower()),
                row("党费", ".o..o..o..x."),
                row("工作经费", ".o..o..o..o."),
                row("发展党员", "...o....o.o."),
                row("重大决策", "o.o..o.o.o.n"),
            ],
            "caption": "2025年12月至2026年11月各类事项公开情况",
        },
    }


def column_list() -> dict[str, Any]:
    """theme/column_list.html."""
    rows = [
        ("石桥村党总支2026年第三季度党费收缴、使用情况", "党费", "柳溪镇石桥村党总支", TODAY, ("按时", "good")),
        ("云台乡党委关于2026年发展党员工作情况的公示", "发展党员", "云台乡党委", TODAY, ("按时", "good")),
        ("县人民医院党委第三季度党员大会决议及表决结果", "组织生活", "县人民医院党委", TODAY, ("晚2天", "warn")),
        (
            "南门社区党委为民办实事项目进度：加装扶手、修缮雨棚",
            "服务群众",
            "城关街道南门社区党委",
            day(11, 22),
            ("按时", "good"),
        ),
        ("县直机关工委2026年1—10月党费收缴情况", "党费", "县直属机关工委", day(11, 20), ("按时", "good")),
        ("恒远机械联合党支部换届选举结果", "选举", "经济开发区党工委", day(11, 20), ("按时", "good")),
        ("文庙社区党支部12月主题党日安排", "组织生活", "城关街道文庙社区党支部", day(11, 19), ("按时", "good")),
        ("清平一中党总支第三季度党费收缴、使用情况", "党费", "教育系统党委", day(11, 16), ("晚4天", "warn")),
    ]
    kinds = [
        ("党费", 1204),
        ("工作经费", 986),
        ("组织生活", 3517),
        ("发展党员", 742),
        ("选举和任免", 418),
        ("服务群众", 1630),
    ]
    return {
        "title": "公开内容",
        "intro": "全县各级党组织按公开目录发布的内容。每一件都有索引号、公开范围和发布证明。",
        "column": "公开",
        "crumbs": [{"label": "公开"}],
        "facets": [
            {
                "legend": "类别",
                "name": "category",
                "options": [{"label": label, "value": label, "count": f"{count:,}"} for label, count in kinds],
            },
            {
                "legend": "时限",
                "name": "time",
                "options": [
                    {"label": "按时公开", "value": "1", "count": "9,036", "checked": True},
                    {"label": "逾期后公开", "value": "2", "count": "342"},
                ],
            },
        ],
        "chosen": [{"label": "按时公开", "url": "?"}],
        "clear_url": "?",
        "count": "9,378",
        "count_note": "2026年，全部类别",
        "sorts": [{"label": "最新公开", "url": "?", "current": True}, {"label": "最早公开", "url": "?sort=oldest"}],
        "table": {
            "caption": "公开内容列表",
            "caption_hidden": True,
            "manner": "list",
            "columns": ["标题", {"label": "类别", "nowrap": True}, "发布组织", "公开日期", "时限"],
            "rows": [{"cells": [*row[:4], {"badge": row[4]}], "url": "#"} for row in rows],
        },
        "older": "?before=JY-YZ-2026-0076",
        "range_note": "第1–8件，共9,378件",
        "exports": [{"label": "导出本次筛选结果（CSV）", "url": "#"}],
        "feed_url": "#",
    }


BODY = """<p>按照党费收缴、使用和管理的有关规定，现将本总支2026年第三季度（7月至9月）党费收缴、使用情况公开如下，公开期至2026年12月22日，\
请党员和群众监督。</p><h2 id="one">一、收缴情况</h2><p>本季度应交纳党费党员72名，实际交纳72名，收缴2,043.90元（人民币贰仟零肆拾叁元玖角整）。\
没有欠交，没有经批准少交或免交的党员。</p><div class="table-wrap"><table class="table table--cards"><caption>表1　第三季度党费收缴明细</caption>\
<thead><tr><th scope="col">党员类别</th><th scope="col" class="n">人数</th><th scope="col">标准</th><th scope="col" class="n">收缴（元）</th></tr>\
</thead><tbody><tr><th scope="row">农民党员</th><td class="n" data-label="人数">41</td><td data-label="标准">每月1.00元</td>\
<td class="n" data-label="收缴（元）">123.00</td></tr><tr><th scope="row">按月领取工资的党员</th><td class="n" data-label="人数">15</td>\
<td data-label="标准">税后工资的0.5%至1.5%</td><td class="n" data-label="收缴（元）">1,537.50</td></tr><tr><th scope="row">离退休党员</th>\
<td class="n" data-label="人数">9</td><td data-label="标准">基本养老金的0.5%</td><td class="n" data-label="收缴（元）">379.20</td></tr>\
<tr><th scope="row">领取最低生活保障金的党员</th><td class="n" data-label="人数">7</td><td data-label="标准">每月0.20元</td>\
<td class="n" data-label="收缴（元）">4.20</td></tr></tbody><tfoot><tr><th scope="row">合计</th><td class="n" data-label="人数">72</td>\
<td></td><td class="n" data-label="收缴（元）">2,043.90</td></tr></tfoot></table></div><h2 id="two">二、使用情况</h2><p>本季度经总支委员会\
2026年7月6日、9月3日两次会议集体讨论决定，使用党费1,468.00元：订阅报刊和学习资料368.00元；慰问生活困难党员2人，共800.00元；\
印制主题党日资料180.00元；会议用品120.00元。各项支出均有票据，<em>没有现金支出</em>。</p><h2 id="three">三、结存情况</h2>\
<p>上季度结存1,865.20元，本季度收缴2,043.90元，上缴镇党委1,226.34元，镇党委拨返1,000.00元，使用1,468.00元，期末结存2,214.76元，\
存于镇党委党费专户。</p>"""

FEEDBACK = {
    "count_note": "2条，均已答复",
    "url": "#say",
    "opinions": [
        {
            "who": "本村党员（实名，姓名不公开）",
            "date": TODAY,
            "text": "慰问金每人400元，依据的是哪个标准？能不能写在公开里？",
            "reply": {
                "who": "石桥村党总支",
                "note": "当日答复，用时5小时",
                "text": "依据《清平县党费使用管理办法》第十二条，一般困难每人每次300元至500元。已在附件明细表“依据”一栏注明，并形成第2版。",
            },
        },
        {
            "who": "本村村民",
            "date": TODAY,
            "text": "上缴比例是60%，和去年一样吗？",
            "badge": ("待答复，还有4天", "info"),
        },
    ],
}


def disclosure() -> dict[str, Any]:
    """theme/disclosure.html."""
    issuer = "中共清平县柳溪镇石桥村总支部委员会"
    return {
        "column": "公开",
        "crumbs": [
            {"label": "柳溪镇党委", "url": "#"},
            {"label": "石桥村党总支", "url": "#"},
            {"label": "公开", "url": "#"},
            {"label": "正文"},
        ],
        "article": {
            "title": "石桥村党总支2026年第三季度党费收缴、使用情况",
            "issuer": issuer,
            "facts": [
                ("索引号", "LX-SQ-2026-0186"),
                ("公开类别", "党费收缴、使用和管理"),
                ("发布组织", issuer),
                ("公开范围", "向社会公开"),
                ("形成日期", "2026年11月20日"),
                ("公开日期", "2026年11月23日 10:20"),
                ("公开时限", "事项完成后3个工作日内，按时"),
                ("审核、批准", "何建国提出，沈若兰审核，周启明批准"),
            ],
            "body": mark_safe(BODY),  # noqa: S308
            "signed_by": issuer,
            "signed_on": day(11, 20),
        },
        "files": [
            {"title": "第三季度党费收缴、使用明细表", "url": "#", "type": "xlsx", "size": 18_200, "note": "表格"},
            {"title": "票据清单（隐去个人信息）", "url": "#", "type": "pdf", "size": 412_000, "note": "6页"},
        ],
        "proof": {
            "state": {"word": "已封存，核验一致", "tone": "good"},
            "digest": "7c1e90b42f6ad835a0c94e175b82f3d60ea16c78b94d253fe81b07a59c3d64f2",
            "facts": [("日志位置", "第1,204,377条"), ("封存", "第48,213号，2026年11月23日 16:05")],
            "links": [{"label": "证明页", "url": "#"}, {"label": "证明文件（3kB）", "url": "#"}],
        },
        "versions": [
            {"title": "第2版", "note": "附件注明慰问标准依据", "current": True, "date": moment(11, 23, 15, 30)},
            {"title": "第1版", "note": "首次公开", "url": "#", "compare_url": "#", "date": moment(11, 23, 10, 20)},
        ],
        "basis": [
            entry("清平县党费使用管理办法", "第十二条、第十九条"),
            entry("村（社区）党组织公开目录", "第4类第2项"),
        ],
        "feedback": FEEDBACK,
        "previous": {"title": "10月组织生活记录：党员大会、主题党日", "url": "#"},
        "next": {"title": "2026年第三季度工作经费使用情况", "url": "#"},
    }
