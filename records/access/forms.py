"""Forms of sign-in and of one's own account."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.apps import apps
from django.contrib.auth.forms import AuthenticationForm

from records.access.models import User
from records.kit.forms import WorkForm
from records.kit.policies import Policy, all_policies

OWN_ACCOUNT = "access.own_account"  # only a person who signed in: a token never makes tokens
USUAL_DAYS = 90


class SignInForm(AuthenticationForm):
    """Sign in by name or phone."""

    username = forms.CharField(
        label="登录名或手机号码", max_length=60, widget=forms.TextInput(attrs={"autocomplete": "username"})
    )
    password = forms.CharField(
        label="密码", strip=False, widget=forms.PasswordInput(attrs={"autocomplete": "current-password"})
    )
    error_messages = {
        "invalid_login": "登录名或密码不正确，请核对后再试；连续五次不正确会锁定15分钟。",
        "inactive": "该账号已停用，请联系本组织的组织管理员。",
    }


class PasswordForm(forms.Form):
    """Change one's own password."""

    old = forms.CharField(
        label="原密码", strip=False, widget=forms.PasswordInput(attrs={"autocomplete": "current-password"})
    )
    new = forms.CharField(
        label="新密码",
        strip=False,
        help_text="至少10个字符，不能全是数字，不能与姓名相近或过于常见。",
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    again = forms.CharField(
        label="再输一遍新密码", strip=False, widget=forms.PasswordInput(attrs={"autocomplete": "new-password"})
    )

    def clean(self) -> dict[str, str]:
        """Both new ones must be the same."""
        data: dict[str, str] = super().clean() or {}
        if data.get("new") and data.get("again") and data["new"] != data["again"]:
            self.add_error("again", "两次输入的新密码不同，请重新输入。")
        return data


class TokenForm(WorkForm):
    """What a token is for, how long it lives, and what it may do: offered is what the person may do, by domain."""

    name = forms.CharField(
        label="用途", max_length=100, help_text="哪个系统、做什么用，例如“县报表系统，每日取党员人数”"
    )
    days = forms.IntegerField(
        label="有效期",
        min_value=1,
        max_value=366,
        initial=USUAL_DAYS,
        help_text="1至366天，到期自动失效",
        widget=forms.NumberInput(attrs={"data-unit": "天"}),
        error_messages={
            "invalid": "请填写天数，例如90。",
            "min_value": "有效期应为1至366天。",
            "max_value": "有效期应为1至366天。",
        },
    )

    def __init__(self, *args: Any, person: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        groups: dict[str, list[Policy]] = {}
        for each in offered(person):
            groups.setdefault(each.action.partition(".")[0], []).append(each)
        self.scopes = [f"may_{domain}" for domain in groups]
        for domain, policies in groups.items():
            self.fields[f"may_{domain}"] = forms.MultipleChoiceField(
                label=_domain_words(domain),
                required=False,
                choices=[(each.action, each.label) for each in policies],
                widget=forms.CheckboxSelectMultiple,
                error_messages={"invalid_choice": "没有“%(value)s”这件可做的事，或不在您的权限内。"},
            )
        self.fieldsets = [("令牌", ["name", "days"]), ("可做的事", self.scopes)]

    def actions(self) -> list[str]:
        """Everything that was ticked."""
        return [action for name in self.scopes for action in self.cleaned_data[name]]


def offered(person: User) -> list[Policy]:
    """What a person can hand to a token today: what a post allows somewhere, and what everybody does with what is their own."""
    return [
        each
        for each in all_policies()
        if each.action != OWN_ACCOUNT and (each.personal or (each.roles and person.scope.paths(each.action)))
    ]


def words_of(actions: Iterable[str]) -> list[str]:
    """Actions as the screens say them."""
    labels = {each.action: each.label for each in all_policies()}
    return [labels.get(action, action) for action in actions]


def _domain_words(domain: str) -> str:
    # The site's pages are an app of another name than the actions on them.
    label = "cms_pages" if domain == "pages" else domain
    return str(apps.get_app_config(label).verbose_name)
