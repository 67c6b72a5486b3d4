"""Forms of the desk 问题与建议."""

import uuid

from django import forms


class FeedbackForm(forms.Form):
    """What anyone may write to an organisation."""

    text = forms.CharField(
        label="问题或建议",
        max_length=2000,
        help_text="写明事情、时间、地点，便于办理。请勿填写身份证号等个人敏感信息。",
        widget=forms.Textarea(attrs={"rows": 6}),
    )
    name = forms.CharField(label="姓名", max_length=60, required=False)
    contact = forms.CharField(
        label="联系方式", max_length=100, required=False, help_text="仅承办人可查看，查看会记入日志。"
    )
    may_publish = forms.BooleanField(
        label="答复后可以公开我的问题（不公开姓名和联系方式）", required=False, initial=True
    )
    submit_key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)


class AnswerForm(forms.Form):
    """The desk's answer."""

    answer = forms.CharField(
        label="答复",
        max_length=4000,
        help_text="提出人同意公开的，问题和答复将一并公开；请勿写入个人信息。",
        widget=forms.Textarea(attrs={"rows": 8}),
    )


class ContactForm(forms.Form):
    """Why a contact is looked at."""

    reason = forms.CharField(label="查看联系方式的事由", max_length=200, help_text="查看会记入日志。")
