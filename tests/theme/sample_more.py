"""Sample context of the remaining pages: articles, courses, search, a person's own pages, messages."""

from typing import Any

from django.utils.safestring import mark_safe

from tests.theme.sample_site import COURSES, TODAY, day, entry, moment, openness_chart, tree

RULE_BODY = """<h2 id="c1">第一章　总则</h2><p><span class="article-number">第一条</span>为规范党费使用管理，根据《关于中国共产党党费收缴、使用和管理的规定》，\
结合本县实际，制定本办法。</p><p><span class="article-number">第二条</span>党费使用应当坚持统筹安排、量入为出、收支平衡、略有结余的原则。</p>\
<h2 id="c2">第二章　使用范围</h2><p><span class="article-number">第十二条</span>慰问生活困难党员，一般困难每人每次300元至500元；因病、因灾造成特殊困难的，\
经乡镇党委集体讨论，可以适当提高，但不得超过2,000元。</p><p><span class="article-number">第十九条</span>党费使用情况应当每季度向党员公布一次。</p>"""

NEWS_BODY = """<p>11月15日一早，石桥村第一党支部的党员和村民志愿者四十多人来到村东河段，清理淤泥和漂浮物。上午十一点，一公里长的河道清理完毕。</p>\
<p>“夏天下大雨时这里堵过两次，这回把涵洞口的石头也挪开了。”参加清理的村民丁玉成说。</p><blockquote class="doc__quote"><p>工具和饮水由支部经费支出，\
票据随后公开。</p><footer>——石桥村第一党支部</footer></blockquote><p>支部商定，今后每季度第一个周六上午清理一次。</p>"""

CRUMBS = [{"label": "柳溪镇党委", "url": "#"}, {"label": "石桥村党总支", "url": "#"}]


def rule() -> dict[str, Any]:
    """theme/rule.html."""
    return {
        "column": "规章",
        "crumbs": [{"label": "清平县委", "url": "#"}, {"label": "规章", "url": "#"}, {"label": "正文"}],
        "article": {
            "title": "清平县党费使用管理办法",
            "issuer": "中共清平县委组织部",
            "badge": ("现行", "good"),
            "force_note": "2026年9月1日起施行",
            "facts": [
                ("文号", "清组发〔2026〕17号"),
                ("制定机关", "中共清平县委组织部"),
                ("通过日期", "2026年8月12日"),
                ("施行日期", "2026年9月1日"),
                ("公开范围", "向社会公开"),
                ("效力", "现行"),
            ],
            "body": mark_safe(RULE_BODY),  # noqa: S308
            "toc": [{"label": "第一章　总则", "id": "c1"}, {"label": "第二章　使用范围", "id": "c2"}],
        },
        "amendments": [
            entry("2026年修订：提高慰问标准上限", "现行文本", day(8, 12)),
            entry("2019年首次印发", "已被取代", day(3, 1, 2019)),
        ],
        "feedback": {"url": "#"},
    }


def news() -> dict[str, Any]:
    """theme/news.html."""
    return {
        "column": "新闻",
        "crumbs": [*CRUMBS, {"label": "新闻", "url": "#"}, {"label": "正文"}],
        "article": {
            "title": "河道清理：党员和村民志愿者用了一个上午",
            "organisation": {"name": "石桥村第一党支部", "url": "#"},
            "date": day(11, 15),
            "audience": "向社会公开",
            "summary": "四十多人清理村东一公里河段，涵洞口的石头也挪开了。",
            "body": mark_safe(NEWS_BODY),  # noqa: S308
            "tags": [{"label": "主题党日", "url": "#"}, {"label": "志愿服务", "url": "#"}],
        },
        "feedback": {"url": "#"},
        "previous": {"title": "合作社新粮仓启用", "url": "#"},
    }


def plan() -> dict[str, Any]:
    """theme/plan.html."""
    rows = [
        ("冬季党员集中轮训", "何建国", day(12, 5), ("进行中", "info")),
        ("11月主题党日：敬老院修缮", "沈若兰", day(11, 28), ("未到期", "info")),
        ("四季度党费收缴", "林秀芬", day(12, 10), ("完成", "good")),
        ("换届材料归档", "唐守义", day(11, 15), ("逾期8天", "warn")),
    ]
    return {
        "column": "计划",
        "crumbs": [*CRUMBS, {"label": "计划", "url": "#"}, {"label": "正文"}],
        "article": {
            "title": "石桥村党总支2026年第四季度工作计划",
            "issuer": "中共清平县柳溪镇石桥村总支部委员会",
            "facts": [
                ("种类", "季度计划"),
                ("时间", "2026年10月至12月"),
                ("公布日期", "2026年10月8日"),
                ("公开范围", "向社会公开"),
            ],
            "body": mark_safe("<p>本季度围绕冬季轮训、换届归档和年度总结安排以下工作，完成情况随时更新。</p>"),
        },
        "progress": {"done": 4, "total": 9, "note": "11月20日更新"},
        "tasks": {
            "caption": "逐项安排",
            "caption_hidden": True,
            "columns": ["事项", "负责人", "完成时限", "进度"],
            "rows": [[*row[:3], {"badge": row[3]}] for row in rows],
        },
        "feedback": {"url": "#"},
    }


LESSONS = [
    {"label": "条例的来由和适用范围", "url": "#", "badge": ("完成", "good")},
    {"label": "支部怎样设立", "url": "#", "badge": ("完成", "good")},
    {"label": "支部党员大会怎么开", "url": "#", "badge": ("在学", "info"), "current": True},
    {"label": "支部委员会会议", "url": "#", "note": "25分钟"},
    {"label": "党小组会和党课", "url": "#", "note": "28分钟"},
]


def course() -> dict[str, Any]:
    """theme/course.html."""
    return {
        "column": "课程",
        "crumbs": [{"label": "课程", "url": "#"}, {"label": "《党支部工作条例》逐条讲解"}],
        "course": {
            **COURSES[0],
            "intro": "从一次没开成的党员大会讲起，把条例里的人数、时间、程序逐条讲清楚，每讲配练习。",
            "length": "共6小时",
            "facts": [("学时", "6.0学时"), ("主讲", "县委党校马建平"), ("及格线", "80分"), ("更新", "2026年9月")],
            "body": mark_safe(
                "<p>本课程依据《中国共产党支部工作条例（试行）》编写，案例均取自本县，人名地名已作处理。</p>"
            ),
        },
        "progress": {"done": 2.4, "total": 12, "note": "12讲已完成2讲，第三讲看到11分20秒"},
        "action": {"label": "从第三讲11分20秒继续", "url": "#", "note": "12月10日前完成"},
        "lessons": LESSONS,
        "quiz": {
            "title": "结业测验",
            "note": "学完12讲后可以参加，共20题，80分及格，可以参加三次。",
            "action": [{"label": "参加测验", "refused": "还有10讲没有学完。"}],
        },
        "files": [{"title": "党员大会记录样式", "url": "#", "type": "pdf", "size": 86_000, "note": "2页"}],
        "feedback": {"url": "#"},
    }


def lesson() -> dict[str, Any]:
    """theme/lesson.html."""
    return {
        "column": "课程",
        "crumbs": [
            {"label": "课程", "url": "#"},
            {"label": "《党支部工作条例》逐条讲解", "url": "#"},
            {"label": "第三讲"},
        ],
        "lesson": {"kicker": "第三讲", "title": "支部党员大会怎么开", "note": "县委党校马建平主讲，30分钟，0.5学时"},
        "video": {
            "url": "/static/lesson.mp4",
            "title": "支部党员大会怎么开",
            "kicker": "第三讲",
            "start": 680,
            "captions": "/static/lesson.vtt",
            "watch_url": "/my/learning/watch/",
        },
        "chapters": [
            {"label": "引入：一次没开成的党员大会", "url": "#t-130", "seconds": 130},
            {"label": "多久开一次，谁来召集", "url": "#t-340", "seconds": 340},
            {"label": "应到、实到：人数够不够", "url": "#t-535", "seconds": 535},
            {"label": "表决：赞成要过谁的半数", "url": "#t-680", "seconds": 680, "current": True},
            {"label": "记录写什么、存几年", "url": "#t-1110", "seconds": 1110},
            {"label": "三道练习题", "url": "#t-1445", "seconds": 1445},
        ],
        "transcript": [
            {"seconds": 642, "text": "好，人到齐了，下面说表决。这一节只讲一个数字，但这个数字最容易弄错。"},
            {
                "seconds": 680,
                "text": "条例第十一条说，表决必须有半数以上有表决权的党员到会，赞成人数超过应到会有表决权党员的半数，才能通过。",
            },
            {
                "seconds": 718,
                "text": "请注意，是“应到会”的半数，不是“实到会”的半数。举个例子：支部有表决权的党员24名，当天到会18名。到会过半，会可以开。",
            },
            {
                "seconds": 756,
                "text": "表决时赞成12票。12票是实到的三分之二，但没有超过应到24名的半数，不通过。要13票才通过。",
            },
            {"seconds": 790, "text": "预备党员可以发言，可以列席，但没有表决权，不算在应到会人数里。"},
        ],
        "transcript_url": "#",
        "progress": {
            "value": 38,
            "max": 100,
            "note": "已看11分20秒，占38%。看满九成并完成练习，记0.5学时；重复观看不重复计时，拖过的部分不计。",
            "saved": "已自动保存，10:19",
        },
        "lessons": LESSONS,
        "lessons_title": "全部12讲",
        "files": [{"title": "党员大会记录样式", "url": "#", "type": "pdf", "size": 86_000, "note": "2页"}],
        "feedback": {"url": "#"},
    }


def proof() -> dict[str, Any]:
    """theme/proof.html."""
    return {
        "title": "发布证明",
        "crumbs": [*CRUMBS, {"label": "公开", "url": "#"}, {"label": "发布证明"}],
        "record": {
            "title": "石桥村党总支2026年第三季度党费收缴、使用情况",
            "url": "#",
            "organisation": "石桥村党总支",
            "version": "第2版",
            "published": moment(11, 23, 15, 30),
        },
        "state": {"word": "已封存，核验一致", "tone": "good"},
        "digest": "7c1e90b42f6ad835a0c94e175b82f3d60ea16c78b94d253fe81b07a59c3d64f2",
        "path": [
            {"label": "这一件的叶子", "value": "0ea16c78b94d253fe81b07a59c3d64f27c1e90b42f6ad835a0c94e175b82f3d6"},
            {"label": "旁边的一半", "value": "b3d05a9e71f4c826b3d05a9e71f4c826b3d05a9e71f4c826b3d05a9e71f4c826"},
            {"label": "这一分钟的根", "value": "5b82f3d60ea16c78b94d253fe81b07a59c3d64f27c1e90b42f6ad835a0c94e17"},
        ],
        "seals": [("封存", "第48,213号"), ("封存时间", "2026年11月23日 16:05"), ("上一封存", "第48,212号")],
        "downloads": [{"title": "证明文件", "url": "#", "type": "json", "size": 3_100}],
    }


def finder(found: bool = True) -> dict[str, Any]:
    """theme/organisation_finder.html."""
    results = [
        entry("石桥村党总支", "柳溪镇", text="党员72名，下设党支部3个"),
        entry("石桥村第一党支部", "柳溪镇石桥村", text="党员26名"),
        entry("石桥小学党支部", "教育系统", text="党员14名"),
    ]
    return {
        "title": "找组织",
        "column": "找组织",
        "crumbs": [{"label": "找组织"}],
        "intro": "全县党委46个、党总支78个、党支部1,119个，党员21,486名。",
        "query": "石桥" if found else "王家",
        "results": results if found else [],
        "results_note": "共3个" if found else "",
        "nodes": tree(),
    }


def search() -> dict[str, Any]:
    """theme/search.html."""

    def hits(text: str) -> list[tuple[str, bool]]:
        return [(piece, index % 2 == 1) for index, piece in enumerate(text.split("|")) if piece]

    return {
        "query": "困难党员慰问",
        "search_query": "困难党员慰问",
        "crumbs": [{"label": "搜索"}],
        "total": "103",
        "found_note": "其中26条按您的岗位可见",
        "sorts": [{"label": "最相关", "url": "?", "current": True}, {"label": "最新", "url": "?sort=new"}],
        "facets": [
            {
                "legend": "种类",
                "name": "kind",
                "options": [
                    {"label": label, "value": label, "count": count}
                    for label, count in (("公开", 48), ("经费", 23), ("新闻", 19), ("规章", 6), ("课程", 4))
                ],
            },
            {
                "legend": "年份",
                "name": "year",
                "options": [
                    {"label": str(year), "value": year, "count": count}
                    for year, count in ((2026, 44), (2025, 35), (2024, 24))
                ],
            },
        ],
        "results": [
            {
                "kind": "公开",
                "title": "石桥村党总支2026年第三季度党费收缴、使用情况",
                "url": "#",
                "place": "柳溪镇石桥村党总支",
                "date": TODAY,
                "badge": ("按时公开", "good"),
                "snippet": hits(
                    "……使用党费1,468.00元：订阅报刊和学习资料368.00元；|慰问|生活|困难党员|2人，共800.00元……"
                ),
            },
            {
                "kind": "规章",
                "title": "清平县党费使用管理办法",
                "url": "#",
                "place": "清平县委组织部",
                "date": day(9, 1),
                "badge": ("现行", "good"),
                "snippet": hits(
                    "第十二条　|慰问|生活|困难党员|，一般困难每人每次300元至500元；因病、因灾造成特殊困难的，经乡镇党委集体讨论……"
                ),
            },
            {
                "kind": "经费",
                "title": hits("走访|慰问|生活|困难党员|（春节）"),
                "url": "#",
                "place": "柳溪镇下湾村党支部，LX-JF-2026-0019",
                "badge": ("按岗位可见", "info"),
                "facts": [("金额", "1,600.00元"), ("审批", "2026-01-28"), ("执行", "2026-02-06，已公开")],
            },
            {
                "kind": "党员",
                "title": "刘晓燕",
                "url": "#",
                "place": "石桥村第二党支部，预备党员",
                "badge": ("按岗位可见", "info"),
                "note": "查看完整信息须注明事由，并记入日志。",
            },
        ],
        "newer": "",
        "older": "?page=2",
        "range_note": "第1–4条，共103条",
        "feedback_url": "#",
    }


def message() -> dict[str, Any]:
    """theme/message.html."""
    return {
        "title": "已收到您的意见",
        "message": f"编号YJ-2026-0316。石桥村党总支将在5个工作日内答复；答复公开在原页面上，{openness_chart()['title']}一并统计。",
        "actions": [{"label": "回到公开内容", "url": "#", "primary": True}],
    }


def letter() -> dict[str, Any]:
    """theme/base_print.html."""
    return {
        "title": "关于2026年第四季度工作经费申请的批复",
        "issuer": "中共清平县柳溪镇委员会",
        "content": "石桥村党总支：\n你总支11月16日申请收悉。经镇党委11月27日会议研究，同意第1项至第3项，共7,460.00元。",
        "signed_by": "中共清平县柳溪镇委员会",
        "signed_on": day(11, 27),
        "back_url": "/work/funds/",
    }
