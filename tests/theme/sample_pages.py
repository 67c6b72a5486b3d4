"""Page templates with realistic context, for screenshots and for tests that look at whole pages.

People, places and figures are invented; the sums add up.
"""

import datetime
from types import SimpleNamespace
from typing import Any

from django.template.loader import render_to_string
from django.test import RequestFactory

from tests.theme import sample_forms, sample_more, sample_people, sample_site
from tests.theme.sample_site import day, moment
from theme import specimens

COLUMNS = [
    {"label": "公开", "url": "/disclosures/"},
    {"label": "课程", "url": "/courses/"},
    {"label": "规章", "url": "/rules/"},
    {"label": "新闻", "url": "/news/"},
    {"label": "计划", "url": "/plans/"},
]
PORTAL: dict[str, Any] = {
    "name": "清平党务",
    "subtitle": "清平县基层党组织门户",
    "seal": "清平",
    "sponsor": "中共清平县委组织部",
    "phone": "0900-6121-2371",
    "hours": "工作日 8:30–12:00，14:30–17:30",
    "filing": "",
    "demo": True,
    "columns": COLUMNS,
    "type": "",
    "theme": "",
    "can_work": True,
    "can_admin": True,
}
UPDATED = {"at": datetime.datetime(2026, 11, 23, 10, 20), "by": "县委组织部信息科"}
WORK_PAGES = [
    {"label": "我的事项", "url": "/work/", "count": 4},
    {"label": "公开", "url": "/work/openness/"},
    {
        "label": "业务",
        "current": True,
        "pages": [
            {"label": "经费", "url": "/work/funds/", "current": True},
            {"label": "经费台账", "url": "/work/funds/ledger/"},
            {"label": "考核", "url": "/work/assessments/"},
        ],
    },
    {
        "label": "组织与人员",
        "pages": [{"label": "党员", "url": "/work/members/"}, {"label": "组织", "url": "/work/organisations/"}],
    },
]


def steps() -> list[dict[str, Any]]:
    """A filing under first review."""
    return [
        {"label": "总支申报", "state": "done", "who": "何建国", "when": day(11, 16)},
        {"label": "镇组织办初审", "state": "current", "who": "赵文清", "note": "已等5天"},
        {"label": "镇党委集体审议", "note": "下次会议11月27日"},
        {"label": "逐项签署", "note": "镇党委书记"},
        {"label": "组织实施", "note": "石桥村党总支"},
        {"label": "核对、公开", "note": "实施后5个工作日内"},
    ]


def task() -> dict[str, Any]:
    """theme/task.html."""
    return {
        "title": "石桥村党总支2026年第四季度工作经费申请",
        "kicker": "经费申请　LX-JF-2026-0087",
        "status": {"word": "初审中，已等5天", "tone": "warn"},
        "crumbs": [{"label": "工作台", "url": "/work/"}, {"label": "经费", "url": "/work/funds/"}, {"label": "初审"}],
        "steps": steps(),
        "notices": [
            {
                "title": "第4项没有会议讨论记录",
                "note": "按经费管理办法第九条，单项3,000元以上须集体讨论。",
                "tone": "warn",
            }
        ],
        "facts": [
            ("申报组织", "石桥村党总支，党员72名"),
            ("申请金额", "12,260.00元，共4项"),
            ("征集意见", "11月12日党员大会，到会65名，通过"),
            ("可用余额", "18,640.00元，够用"),
        ],
        "review": sample_forms.review(),
        "summary": {"line": "通过3项，7,460.00元", "capital": "人民币柒仟肆佰陆拾元整", "note": "退回1项，4,800.00元"},
        "actions": [
            {"label": "全部退回", "name": "act", "value": "return"},
            {"label": "提交审议", "name": "act", "value": "pass", "primary": True},
        ],
        "autosave": "review",
        "history": [
            {"what": "赵文清打开申请，开始初审", "who": "镇组织办", "when": moment(11, 18, 9, 2)},
            {"what": "何建国提交申请", "who": "石桥村党总支", "when": moment(11, 16, 16, 40)},
            {
                "what": "系统由党员大会记录生成草稿",
                "who": "关联会议记录",
                "when": moment(11, 12, 21, 5),
                "quote": "缺少第4项的讨论记录。",
            },
        ],
    }


def register() -> dict[str, Any]:
    """theme/list.html."""
    names = ["陈立秋", "丁玉成", "何建国", "林秀芬", "刘晓燕", "沈若兰", "唐守义", "周启明"]
    rows = [
        {
            "cells": [
                {"value": name, "url": f"/work/members/{number}/"},
                "石桥村第一党支部" if number % 2 else "石桥村第二党支部",
                {"value": "9908**********1234", "mono": True},
                day(7, 1, 1998 + number),
                {"badge": ("预备党员", "info") if name == "刘晓燕" else ("正式党员", "good")},
                {"money": 1250 * (number + 1)},
            ]
        }
        for number, name in enumerate(names)
    ]
    return {
        "title": "党员名册",
        "intro": "柳溪镇党委及96个下级组织。身份证号按权限查看，每次查看记入日志。",
        "crumbs": [{"label": "工作台", "url": "/work/"}, {"label": "党员名册"}],
        "actions": [
            {"label": "登记党员", "url": "#", "primary": True},
            {"label": "导入表格", "url": "#", "icon": "upload"},
        ],
        "filter_form": sample_forms.RegisterFilter({"standing": ["full"]}),
        "chosen": [{"label": "正式党员", "url": "?"}],
        "clear_url": "?",
        "count": "3,412",
        "unit": "名",
        "count_note": "柳溪镇党委及下级",
        "sorts": [{"label": "按姓名", "url": "?", "current": True}, {"label": "按入党日期", "url": "?sort=joined"}],
        "table": {
            "caption": "党员名册",
            "caption_hidden": True,
            "columns": [
                {"label": "姓名", "sort_url": "?", "sorted": "ascending"},
                {"label": "所在支部"},
                {"label": "身份证号"},
                {"label": "入党日期", "sort_url": "?"},
                {"label": "类别"},
                {"label": "月交党费（元）", "numeric": True},
            ],
            "rows": rows,
        },
        "exports": [{"label": "导出本次筛选结果（表格）", "url": "#"}],
        "older": "?after=x",
        "range_note": "第1–8名，共3,412名",
    }


def form(state: str = "filled") -> dict[str, Any]:
    """theme/form.html."""
    return {
        "title": "申报工作经费",
        "intro": "由党员大会记录带出的内容已经填好，请核对。",
        "kicker": "石桥村党总支，2026年第四季度",
        "crumbs": [{"label": "工作台", "url": "/work/"}, {"label": "经费", "url": "/work/funds/"}, {"label": "申报"}],
        "facts": [("可用余额", "18,640.00元"), ("本季度已批", "6,400.00元")],
        "form": sample_forms.filing(state),
        "formsets": [{"formset": sample_forms.lines(), "legend": "预算明细", "title": "项目", "add_label": "增加一项"}],
        "submit_label": "提交申报",
        "actions": [{"label": "存为草稿", "name": "act", "value": "draft"}],
        "cancel_url": "/work/funds/",
        "autosave": "fund-filing",
    }


def pages() -> dict[str, tuple[str, dict[str, Any]]]:
    """Every sample page: name → (template, context)."""
    return {
        "components": ("theme/components.html", specimens.context()),
        "home": ("theme/home.html", sample_site.home()),
        "section": ("theme/section_home.html", sample_site.section_home()),
        "column": ("theme/column_list.html", sample_site.column_list()),
        "disclosure": ("theme/disclosure.html", sample_site.disclosure()),
        "proof": ("theme/proof.html", sample_more.proof()),
        "rule": ("theme/rule.html", sample_more.rule()),
        "news": ("theme/news.html", sample_more.news()),
        "plan": ("theme/plan.html", sample_more.plan()),
        "course": ("theme/course.html", sample_more.course()),
        "lesson": ("theme/lesson.html", sample_more.lesson()),
        "finder": ("theme/organisation_finder.html", sample_more.finder()),
        "finder-none": ("theme/organisation_finder.html", sample_more.finder(found=False)),
        "search": ("theme/search.html", sample_more.search()),
        "my": ("theme/my.html", sample_people.my()),
        "work": ("theme/work.html", sample_people.work()),
        "ledger": ("theme/ledger.html", sample_people.ledger()),
        "message": ("theme/message.html", sample_more.message()),
        "sign-in": (
            "theme/sign_in.html",
            {"title": "登录", "form": sample_forms.SignIn(), "crumbs": [{"label": "登录"}]},
        ),
        "accessibility": ("theme/accessibility.html", {"title": "无障碍声明", "crumbs": [{"label": "无障碍声明"}]}),
        "letter": ("theme/base_print.html", sample_more.letter()),
        "form": ("theme/form.html", form()),
        "form-wrong": ("theme/form.html", form("wrong")),
        "list": ("theme/list.html", register()),
        "list-empty": ("theme/list.html", {**register(), "table": {"columns": [], "rows": []}, "count": 0}),
        "task": ("theme/task.html", task()),
    }


def render(
    name: str, signed_in: bool = True, person: str = "", changes: dict[str, Any] | None = None, **switches: str
) -> str:
    """The HTML of a sample page; switches: type="large", theme="dark".

    `changes` replaces parts of its context.
    """
    template, context = pages()[name]
    request = RequestFactory().get("/")
    request.user = SimpleNamespace(is_authenticated=signed_in, name="赵文清", uid=person)
    shared: dict[str, Any] = {"portal": {**PORTAL, **switches}, "updated": UPDATED}
    if template.startswith("theme/") and name.split("-")[0] in ("form", "list", "task", "work", "ledger"):
        shared["work_pages"] = WORK_PAGES
    return render_to_string(template, {**shared, **context, **(changes or {})}, request=request)
