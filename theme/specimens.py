"""Sample values for the page that shows every component in every state. People, places and figures are invented."""

import datetime
from typing import Any

from django import forms
from django.forms import formset_factory

TODAY = datetime.date(2026, 11, 23)
COLOURS = [
    "paper",
    "wash",
    "sunk",
    "raised",
    "rule",
    "edge",
    "ink-soft",
    "ink",
    "red-fill",
    "red-deep",
    "gold-line",
    "gold-wash",
    "good",
    "good-wash",
    "warn",
    "warn-wash",
    "bad",
    "bad-wash",
    "info",
    "info-wash",
    "mark",
    "c1",
    "c2",
    "c3",
    "c4",
    "c5",
    "c6",
]
CONTENTS = [
    ("colour", "颜色"),
    ("type", "字号与字体"),
    ("buttons", "按钮"),
    ("fields", "表单"),
    ("lines", "多行明细"),
    ("filters", "筛选和查找"),
    ("alerts", "提示"),
    ("badges", "标记"),
    ("steps", "办理进度"),
    ("tables", "表格"),
    ("review", "逐项审核"),
    ("entries", "条目、要素、数字"),
    ("people", "人员、层级、组织树"),
    ("record", "公开记录"),
    ("charts", "图表"),
    ("courses", "课程与进度"),
    ("lesson", "章节与文字稿"),
    ("files", "附件、证明、意见"),
    ("results", "搜索结果"),
    ("empty", "空状态"),
    ("nav", "面包屑与翻页"),
    ("overlays", "对话框、轻提示、折叠"),
    ("document", "文书"),
]


class _Money(forms.TextInput):
    """An amount: the attribute alone tells the theme."""

    def __init__(self) -> None:
        super().__init__({"data-money": ""})


class SpecimenForm(forms.Form):
    """Every kind of control, one with an error."""

    reason = forms.CharField(label="事由", help_text="写清做什么、多少人、什么时候")
    amount = forms.CharField(label="金额", help_text="可用余额18,640.00元", widget=_Money())
    day = forms.DateField(label="实施日期", error_messages={"required": "请选择实施日期"})
    kind = forms.ChoiceField(label="类别", choices=[("study", "教育培训"), ("visit", "走访慰问")])
    audience = forms.ChoiceField(
        label="公开范围",
        widget=forms.RadioSelect,
        choices=[("society", "向社会公开"), ("members", "向全体党员公开"), ("own", "在本组织内公开")],
    )
    topics = forms.MultipleChoiceField(
        label="涉及事项",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        choices=[("dues", "党费"), ("life", "组织生活"), ("people", "发展党员")],
    )
    attached = forms.BooleanField(label="附会议讨论记录", required=False, help_text="会议记录可以稍后补传")
    file = forms.FileField(
        label="附件",
        required=False,
        help_text="会议记录、报价单",
        widget=forms.FileInput(attrs={"data-accept-hint": "PDF、Word、表格或图片，每个不超过20MB"}),
    )
    note = forms.CharField(label="说明", required=False, widget=forms.Textarea)
    locked = forms.CharField(label="申报组织", required=False, disabled=True, initial="石桥村党总支")

    def clean_amount(self) -> str:
        """The sample is above its sample balance."""
        raise forms.ValidationError("金额超过可用余额1,360.00元")


class SpecimenLine(forms.Form):
    """One line of a budget."""

    title = forms.CharField(label="用途", widget=forms.TextInput(attrs={"data-wide": ""}))
    kind = forms.ChoiceField(label="类别", choices=[("study", "教育培训"), ("visit", "走访慰问")])
    amount = forms.CharField(label="金额", widget=_Money())


class SpecimenReview(forms.Form):
    """One decision."""

    decision = forms.ChoiceField(label="意见", widget=forms.RadioSelect, choices=[("pass", "通过"), ("return", "退回")])
    why = forms.CharField(label="退回理由（申报人可见）", required=False, widget=forms.Textarea(attrs={"rows": 2}))


SpecimenLines = formset_factory(SpecimenLine, extra=0, can_delete=True)
SpecimenReviews = formset_factory(SpecimenReview, extra=0)


def _entry(title: str, meta: str = "", **more: Any) -> dict[str, Any]:
    return {"title": title, "url": "#entries", "meta": meta, **more}


def _forms() -> dict[str, Any]:
    wrong = SpecimenForm(
        {
            "reason": "冬季党员集中轮训，46人",
            "amount": "20,000.00",
            "kind": "study",
            "audience": "society",
            "topics": ["dues"],
        }
    )
    lines = SpecimenLines(
        initial=[{"title": "教材、师资、场地", "kind": "study", "amount": "3,600.00"}], prefix="specimen-lines"
    )
    reviews = SpecimenReviews(
        initial=[{"decision": "pass"}, {"decision": "return", "why": "与党组织活动没有直接关系，不在使用范围内。"}],
        prefix="specimen-review",
    )
    texts = [
        ("冬季党员集中轮训：教材、师资、场地", "12月5日，46人；每人教材18元", "教育培训", "3,600.00"),
        ("党群服务中心接待室茶台一套", "无会议讨论记录", "阵地建设", "4,800.00"),
    ]
    items: list[dict[str, Any]] = [
        {
            "title": title,
            "note": note,
            "cells": [kind, amount],
            "field": form["decision"],
            "why": form["why"],
            "why_values": ["return"],
        }
        for (title, note, kind, amount), form in zip(texts, reviews, strict=True)
    ]
    items.append(
        {
            "title": "走访慰问6名",
            "cells": ["走访慰问", "3,000.00"],
            "decided": ("同意", "good"),
            "why_text": "9票同意，0票反对",
        }
    )
    return {
        "form": wrong,
        "lines": lines,
        "review": items,
        "review_columns": [{"label": "类别"}, {"label": "金额（元）", "numeric": True}],
    }


def _figures() -> dict[str, Any]:
    months = [str(number) for number in range(1, 12)]
    spent = [6200, 9850, 11420, 8760, 10300, 19880, 14650, 9240, 12780, 15060, 10500]
    kinds = [
        ("教育培训", 38420),
        ("主题党日", 27960),
        ("阵地建设", 24300),
        ("走访慰问", 18600),
        ("学习资料", 12480),
        ("表彰", 6880),
    ]
    good, late, ahead = (
        {"word": word, "tone": tone} for word, tone in (("按时", "good"), ("逾期后公开", "warn"), ("未到期", "info"))
    )
    return {
        "stacked": {
            "title": "每月应公开件数",
            "said": "2026年1月至11月每月应公开件数，按是否按时分段",
            "labels": months,
            "unit": "件",
            "series": [
                {"label": "按时", "values": [771, 602, 933, 828, 812, 902, 873, 788, 860, 892, 775], "tone": 2},
                {"label": "逾期后公开", "values": [41, 38, 45, 33, 30, 34, 29, 27, 24, 23, 18], "tone": 3},
                {"label": "尚未公开", "values": [0, 0, 0, 0, 0, 0, 0, 0, 0, 6, 28], "tone": 1},
            ],
        },
        "single": {
            "title": "按月支出",
            "said": "2026年1月至11月每月支出，6月最高，19,880元",
            "labels": months,
            "series": [{"label": "支出（元）", "values": spent, "tone": 2}],
            "unit": "元",
            "peak": True,
        },
        "donut": {
            "title": "按类别支出",
            "centre": "128,640",
            "centre_unit": "元",
            "columns": ["类别", {"label": "支出（元）", "numeric": True}],
            "rows": [{"label": label, "value": value, "cells": [f"{value:,}.00"]} for label, value in kinds],
            "foot": [["合计", "128,640.00"]],
        },
        "months": [f"{number}月" for number in (9, 10, 11)],
        "matrix": [
            {"label": "组织生活", "cells": [good, late, ahead]},
            {"label": "党费", "cells": [None, good, None]},
        ],
        "stats": [
            {"label": "按时公开", "value": "96.0", "unit": "%", "note": "去年同期93.1%", "lead": True},
            {"label": "应公开", "value": "9,412", "unit": "件", "note": "1,243个组织"},
            {"label": "尚未公开", "value": "34", "unit": "件", "note": "已逐件提醒", "url": "#record"},
        ],
        "table": {
            "caption": "第三季度党费收缴",
            "columns": [
                "支部",
                {"label": "应交人数", "numeric": True},
                {"label": "金额（元）", "numeric": True, "sort_url": "#tables", "sorted": "descending"},
                "收缴日期",
                "状态",
                "",
            ],
            "rows": [
                {
                    "cells": [
                        {"value": "第一党支部", "url": "#tables", "note": "村东"},
                        26,
                        {"money": 81240},
                        datetime.date(2026, 9, 28),
                        {"badge": ("交清", "good")},
                        {"button": {"label": "查看", "url": "#tables"}},
                    ]
                },
                {
                    "cells": [
                        "第二党支部",
                        24,
                        {"money": 60630},
                        datetime.date(2026, 9, 30),
                        {"badge": ("欠1人", "warn")},
                        "",
                    ]
                },
            ],
            "foot": [["合计", 50, {"money": 141870}, "", "", ""]],
        },
    }


def _lists() -> dict[str, Any]:
    return {
        "steps": [
            {"label": "支部申报", "state": "done", "who": "何建国", "when": datetime.date(2026, 11, 16)},
            {"label": "初审", "state": "done", "who": "赵文清", "when": datetime.date(2026, 11, 20)},
            {"label": "集体审议", "state": "current", "who": "镇党委", "note": "11月21日起"},
            {"label": "征求意见", "state": "skipped", "note": "金额不足1万元"},
            {"label": "逐项签署", "note": "镇党委书记"},
        ],
        "steps_back": [
            {"label": "支部申报", "state": "done", "when": datetime.date(2026, 11, 16)},
            {"label": "初审退回", "state": "back", "who": "赵文清", "note": "缺会议记录"},
            {"label": "集体审议"},
        ],
        "entries": [
            _entry("2026年第三季度党费收缴、使用情况", "石桥村党总支", date=TODAY, tag="公开"),
            _entry("10月组织生活记录", "石桥村党总支", date=datetime.date(2026, 11, 5), badge=("晚2天", "warn")),
        ],
        "acts": [
            _entry(
                "石桥村党总支2026年第四季度工作经费申请，12,260.00元",
                "经费审核，何建国11月16日提交",
                badge=("已等5天，限7天", "warn"),
                action={"label": "审核", "url": "#entries", "primary": True},
            ),
            _entry(
                "刘晓燕政治审查材料",
                "发展党员",
                badge=("还有22天", "info"),
                action={"label": "查看", "url": "#entries"},
            ),
        ],
        "history": [
            {
                "what": "赵文清退回第4项",
                "who": "镇组织办",
                "when": datetime.datetime(2026, 11, 20, 9, 2),
                "quote": "缺会议记录。",
            },
            {"what": "何建国提交申请", "who": "石桥村党总支", "when": datetime.datetime(2026, 11, 16, 16, 40)},
        ],
        "facts": [
            ("索引号", "LX-SQ-2026-0186"),
            {"term": "时限", "badge": ("按时", "good")},
            {"term": "发布组织", "value": "石桥村党总支", "url": "#entries"},
            {"term": "金额", "value": "12,260.00元", "note": "人民币壹万贰仟贰佰陆拾元整"},
        ],
        "people": [
            {"name": "周启明", "post": "书记", "note": "2025年3月当选，连任"},
            {"name": "林秀芬", "post": "副书记", "note": "2025年3月当选"},
        ],
        "above": [
            {"label": "清平县委", "note": "党员21,486名", "url": "#people"},
            {"label": "柳溪镇党委", "url": "#people"},
        ],
        "here": {"label": "石桥村党总支", "note": "党员72名"},
        "below": [
            {"label": "第一党支部", "note": "党员26名", "url": "#people"},
            {"label": "第二党支部", "url": "#people"},
        ],
        "more": {"label": "全部12个下属组织", "url": "#people"},
        "tree": [
            {
                "label": "柳溪镇党委",
                "url": "#people",
                "count": 96,
                "open": True,
                "children": [
                    {"label": "下湾村党支部", "url": "#people"},
                    {"label": "云溪社区党支部", "url": "#people"},
                ],
                "more_url": "#people",
                "more_label": "全部96个",
            },
            {
                "label": "云台乡党委",
                "url": "#people",
                "count": 74,
                "children": [{"label": "云溪社区党支部", "url": "#people"}],
            },
        ],
    }


def context(query: Any = None) -> dict[str, Any]:
    """Everything the components page shows."""
    courses = [
        {"title": "《党支部工作条例》逐条讲解", "url": "#courses", "issuer": "县委党校", "note": "12讲，6.0学时"},
        {
            "title": "党费收缴、使用和管理实务",
            "url": "#courses",
            "issuer": "县委组织部",
            "note": "5讲",
            "done": 2,
            "total": 5,
        },
    ]
    return {
        "title": "组件一览",
        "crumbs": [{"label": "组件一览"}],
        "robots": "noindex",
        "today": TODAY,
        "colours": COLOURS,
        "contents": CONTENTS,
        **_forms(),
        **_figures(),
        **_lists(),
        "actions": [
            {"label": "提交审议", "url": "#buttons", "primary": True},
            {"label": "保存草稿", "url": "#buttons"},
            {"label": "退回", "url": "#buttons", "danger": True},
            {"label": "导出", "url": "#buttons", "icon": "download"},
            {"label": "取消", "url": "#buttons", "quiet": True},
        ],
        "refused": [{"label": "提交审议", "refused": "第4项还没有填写退回理由。"}],
        "links": [{"label": "查看退回理由", "url": "#alerts"}],
        "courses": courses,
        "chapters": [
            {"label": "引入：一次没开成的党员大会", "url": "#lesson", "seconds": 130},
            {"label": "表决：赞成要过谁的半数", "url": "#lesson", "seconds": 680, "current": True},
            {"label": "三道练习题", "locked": True, "note": "学完后开放"},
        ],
        "transcript": [
            {"seconds": 642, "text": "好，人到齐了，下面说表决。"},
            {"seconds": 680, "text": "赞成人数超过应到会有表决权党员的半数，才能通过。"},
        ],
        "video": {"url": "#lesson", "title": "支部党员大会怎么开", "kicker": "第三讲", "start": 680},
        "files": [
            {"title": "第三季度党费收缴、使用明细表", "url": "#files", "type": "xlsx", "size": 18_200, "note": "表格"},
            {"title": "票据清单（隐去个人信息）", "url": "#files", "type": "pdf", "size": 412_000},
        ],
        "proof": {
            "state": {"word": "待封存", "tone": "info"},
            "digest": "7c1e90b42f6ad835a0c94e175b82f3d60ea16c78b94d253fe81b07a59c3d64f2",
            "facts": [("日志位置", "第1,204,377条")],
            "links": [{"label": "证明文件（3kB）", "url": "#files"}],
        },
        "opinion": {
            "who": "本村党员（实名，姓名不公开）",
            "date": TODAY,
            "text": "慰问金每人400元，依据的是哪个标准？",
            "reply": {"who": "石桥村党总支", "note": "当日答复", "text": "依据《清平县党费使用管理办法》第十二条。"},
        },
        "hits": [
            {
                "kind": "规章",
                "title": "清平县党费使用管理办法",
                "url": "#results",
                "place": "清平县委组织部",
                "date": TODAY,
                "badge": ("现行", "good"),
                "snippet": [("第十二条　", False), ("慰问", True), ("生活", False), ("困难党员", True), ("……", False)],
                "facts": [("文号", "清组发〔2026〕17号")],
            }
        ],
        "quote": {"text": "工具和饮水由支部经费支出，票据随后公开。", "source": "石桥村第一党支部"},
        "facet": {
            "legend": "时限",
            "name": "specimen-time",
            "options": [
                {"label": "按时公开", "value": "1", "count": "9,036", "checked": True},
                {"label": "逾期后公开", "value": "2", "count": "342"},
            ],
        },
    }
