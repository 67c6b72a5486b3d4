"""Forms and formsets with realistic content, in every state a page must draw."""

import datetime
from typing import Any

from django import forms
from django.forms import formset_factory


class MoneyInput(forms.TextInput):
    """As records.kit.money draws amounts: the theme knows them by the attribute alone."""

    def __init__(self) -> None:
        super().__init__({"data-money": "", "inputmode": "decimal"})


class FilingForm(forms.Form):
    """经费申请."""

    fieldsets = [
        ("申请", ["reason", "category", "day", "amount"]),
        ("依据和公开", ["basis", "audience", "attached", "file", "note"]),
    ]

    reason = forms.CharField(label="事由", help_text="写清做什么、多少人、什么时候", max_length=60)
    category = forms.ChoiceField(label="类别", choices=[("", "请选择"), ("study", "教育培训"), ("visit", "走访慰问")])
    day = forms.DateField(label="实施日期", error_messages={"required": "请选择实施日期"})
    amount = forms.CharField(label="金额", help_text="可用余额18,640.00元", widget=MoneyInput())
    basis = forms.CharField(label="讨论情况", help_text="会议名称、日期、到会人数和结果", widget=forms.Textarea)
    audience = forms.ChoiceField(
        label="公开范围",
        widget=forms.RadioSelect,
        choices=[("society", "向社会公开"), ("members", "向全体党员公开"), ("own", "在本组织内公开")],
    )
    attached = forms.BooleanField(label="附会议讨论记录", required=False)
    file = forms.FileField(
        label="附件",
        required=False,
        help_text="会议记录、报价单",
        widget=forms.FileInput(
            attrs={"data-accept-hint": "PDF、Word、表格或图片，每个不超过20MB", "data-max-bytes": "20000000"}
        ),
    )
    note = forms.CharField(label="说明", required=False, widget=forms.Textarea)

    def clean_amount(self) -> str:
        """The sample balance is 18,640.00."""
        if self.cleaned_data["amount"] == "20,000.00":
            raise forms.ValidationError("金额超过可用余额1,360.00元")
        return self.cleaned_data["amount"]


class LineForm(forms.Form):
    """一项预算."""

    title = forms.CharField(label="用途", widget=forms.TextInput(attrs={"data-wide": ""}))
    category = forms.ChoiceField(
        label="类别", choices=[("study", "教育培训"), ("visit", "走访慰问"), ("day", "主题党日")]
    )
    amount = forms.CharField(label="金额", widget=MoneyInput())


LineFormSet = formset_factory(LineForm, extra=1, can_delete=True)


class ReviewForm(forms.Form):
    """一项的意见."""

    decision = forms.ChoiceField(label="意见", widget=forms.RadioSelect, choices=[("pass", "通过"), ("return", "退回")])
    why = forms.CharField(label="退回理由（申报人可见）", required=False, widget=forms.Textarea(attrs={"rows": 3}))


ReviewFormSet = formset_factory(ReviewForm, extra=0)


class RegisterFilter(forms.Form):
    """登记簿的筛选条件."""

    q = forms.CharField(label="姓名", required=False, help_text="可以只写一个字")
    organisation = forms.ChoiceField(
        label="组织", required=False, choices=[("", "柳溪镇党委及下级"), ("1", "石桥村党总支")]
    )
    standing = forms.MultipleChoiceField(
        label="类别",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        choices=[("full", "正式党员"), ("probation", "预备党员"), ("floating", "流动党员")],
    )
    since = forms.DateField(label="入党日期起", required=False)


class SignIn(forms.Form):
    """登录."""

    username = forms.CharField(label="登录名或手机号码")
    password = forms.CharField(label="密码", widget=forms.PasswordInput)


def filing(state: str = "filled") -> FilingForm:
    """The filing form: `empty`, `filled`, or `wrong`."""
    if state == "empty":
        return FilingForm(auto_id="id_%s")
    values: dict[str, Any] = {
        "reason": "冬季党员集中轮训，46人",
        "category": "study",
        "day": "2026-12-05",
        "amount": "12,260.00",
        "basis": "11月12日党员大会，到会65名，一致通过",
        "audience": "society",
        "attached": "on",
    }
    if state == "wrong":
        values |= {"amount": "20,000.00", "day": "", "category": ""}
        return FilingForm(values)
    return FilingForm(initial={**values, "day": datetime.date(2026, 12, 5), "amount": 1226000})


def lines() -> Any:
    """Two lines and an empty one."""
    return LineFormSet(
        initial=[
            {"title": "教材、师资、场地", "category": "study", "amount": 360000},
            {"title": "走访慰问生活困难党员6名", "category": "visit", "amount": 300000},
        ],
        prefix="lines",
    )


def review() -> dict[str, Any]:
    """Four items under review, the last sent back with its reason."""
    rows = [
        ("冬季党员集中轮训：教材、师资、场地", "12月5日，46人；每人教材18元", "教育培训", "3,600.00", "pass"),
        ("主题党日：河道清理工具和饮水", "11月28日，与主题党日记录关联", "主题党日", "860.00", "pass"),
        ("走访慰问生活困难党员6名", "每人500元，在300元至500元标准内", "走访慰问", "3,000.00", "pass"),
        ("党群服务中心接待室茶台一套", "无会议讨论记录", "阵地建设", "4,800.00", "return"),
    ]
    why = "与党组织活动没有直接关系，不在使用范围内。如需添置会议桌椅，请附总支委员会讨论记录另行申报。"
    formset = ReviewFormSet(
        initial=[{"decision": row[4], "why": why if row[4] == "return" else ""} for row in rows], prefix="items"
    )
    items = [
        {
            "title": row[0],
            "note": row[1],
            "cells": [row[2], row[3]],
            "field": form["decision"],
            "why": form["why"],
            "why_values": ["return"],
        }
        for row, form in zip(rows, formset, strict=True)
    ]
    columns = [{"label": "类别"}, {"label": "金额（元）", "numeric": True}]
    return {"items": items, "caption": "逐项审核", "columns": columns, "formset": formset}
