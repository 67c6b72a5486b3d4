"""Forms of the workbench for pages."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from cms_pages.columns import ColumnKind
from cms_pages.models import ColumnPage
from records.access.models import User
from records.kit.actors import Actor
from records.kit.audience import Audience
from records.organisations.models import Organisation


class DecisionForm(forms.Form):
    """通过 or 退回."""

    reason = forms.CharField(
        label="意见",
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="退回时必须写明哪里需要改、怎样改；通过时可以不写",
    )


class ReasonForm(forms.Form):
    """撤下."""

    reason = forms.CharField(
        label="理由", max_length=500, widget=forms.Textarea(attrs={"rows": 3}), help_text="理由会记入日志"
    )


class AudienceForm(forms.Form):
    """收窄公开范围."""

    level = forms.ChoiceField(label="公开范围", choices=Audience.choices)
    readers = forms.CharField(
        label="指定人员",
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="只在“向指定人员公开”时填写：登录名，一行一个",
    )
    reason = forms.CharField(label="理由", max_length=500, help_text="理由会记入日志")

    def clean_readers(self) -> list[User]:
        """Accounts by their sign-in names, all misses at once."""
        names = list(dict.fromkeys(self.cleaned_data["readers"].split()))
        found = {user.username: user for user in User.objects.filter(username__in=names, is_active=True)}
        if missing := [name for name in names if name not in found]:
            raise ValidationError(f"没有这些登录名：{'、'.join(missing)}，请核对。")
        return [found[name] for name in names]


class PlaceForm(forms.Form):
    """移动、转载: which organisation's column."""

    organisation = forms.CharField(label="组织", max_length=100, help_text="组织的简称或代码，须是您有权限的组织")
    reason = forms.CharField(label="理由", max_length=500, required=False)

    def __init__(self, *args: Any, actor: Actor, action: str, kind: ColumnKind, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.actor, self.action, self.kind = actor, action, kind

    def clean_organisation(self) -> ColumnPage:
        """The column of the one organisation that was meant."""
        asked = self.cleaned_data["organisation"].strip()
        allowed = Organisation.objects.manageable_by(self.actor, self.action)
        rows = list(allowed.filter(code=asked)[:1]) or list(allowed.filter(short_name=asked)[:3])
        if not rows:
            raise ValidationError(f"在您有权限的组织中没有“{asked}”，请填写完整的简称或代码。")
        if len(rows) > 1:
            raise ValidationError(f"有几个组织都叫“{asked}”，请填写组织代码。")
        column = ColumnPage.objects.filter(organisation=rows[0], kind=self.kind).first()
        if column is None:
            raise ValidationError(f"“{asked}”还没有主页，请稍后再试。")
        return column


class RenameForm(forms.Form):
    """更改网址."""

    slug = forms.SlugField(
        label="网址最后一段", max_length=80, help_text="小写字母、数字和连字符；旧网址会自动转到新网址"
    )
    reason = forms.CharField(label="理由", max_length=500, required=False)
