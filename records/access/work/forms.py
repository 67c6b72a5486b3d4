"""Forms of accounts and posts."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from records.access.models import User
from records.kit.actors import Actor
from records.kit.forms import WorkForm
from records.organisations.forms import OrganisationField
from records.organisations.models import Organisation, Post
from records.organisations.roles import Role

PHONE_HELP = "11位手机号码，可以用它登录；加密保存，只显示部分数字。"


def _reason(*, required: bool = True) -> forms.CharField:
    return forms.CharField(
        label="事由",
        max_length=200,
        required=required,
        help_text="记入日志，例如“换届改选”“本人忘记密码，当面核实”。",
    )


class OpenForm(WorkForm):
    """A new account."""

    organisation = OrganisationField(label="所在组织")
    name = forms.CharField(label="姓名", max_length=60, widget=forms.TextInput(attrs={"autocomplete": "off"}))
    username = forms.CharField(
        label="登录名",
        max_length=60,
        help_text="建议用姓名拼音；全站不能重复，开通后不改。",
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "none"}),
    )
    phone = forms.CharField(
        label="手机号码",
        max_length=20,
        required=False,
        help_text=PHONE_HELP,
        widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "off", "data-no-autosave": ""}),
    )

    def __init__(self, *args: Any, organisations: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["organisation"]
        field.offer(organisations)


class AccountForm(WorkForm):
    """A correction of an account."""

    name = forms.CharField(label="姓名", max_length=60, widget=forms.TextInput(attrs={"autocomplete": "off"}))
    phone = forms.CharField(
        label="新的手机号码",
        max_length=20,
        required=False,
        help_text=f"{PHONE_HELP}不填则不改。",
        widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "off", "data-no-autosave": ""}),
    )
    without_phone = forms.BooleanField(label="删去已登记的手机号码", required=False)
    reason = _reason()

    def clean(self) -> dict[str, Any]:
        """A new phone, or none."""
        given: dict[str, Any] = super().clean() or {}
        if given.get("phone") and given.get("without_phone"):
            self.add_error("without_phone", "已填写新的手机号码，请去掉这一项，或清空上面的号码。")
        return given


class ReasonForm(WorkForm):
    """An act that needs nothing but why."""

    reason = _reason()


class PostForm(WorkForm):
    """An appointment, or the correction of one."""

    fieldsets: tuple[tuple[str, list[str]], ...] = (
        ("任职", ["organisation", "printed_name", "title", "starts_on", "ends_on"]),
        ("账号和权限", ["username", "role"]),
        ("公布", ["is_published", "sort_order", "reason"]),
    )

    organisation = OrganisationField(label="任职组织")
    printed_name = forms.CharField(label="姓名", max_length=60, help_text="公布时使用的姓名。")
    title = forms.CharField(label="职务", max_length=60, help_text="例如 书记、组织委员、宣传委员。")
    starts_on = forms.DateField(label="任职日期")
    ends_on = forms.DateField(
        label="届满或免职日期", required=False, help_text="不含当日；届满前会提醒。没有任期的不填。"
    )
    username = forms.CharField(
        label="账号（登录名）",
        max_length=60,
        required=False,
        help_text="在系统中办事的人填写；没有账号的，任职后可从本页开通。",
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "none"}),
    )
    role = forms.ChoiceField(
        label="系统权限",
        choices=[("", "没有"), *((role.value, role.label) for role in Role if role != Role.MEMBER)],
        required=False,
        help_text="在本组织及下级组织可以办的事，由它决定，随任期起止。",
    )
    is_published = forms.BooleanField(label="在组织主页公布", required=False, initial=True)
    sort_order = forms.IntegerField(label="排序", min_value=0, max_value=9999, initial=100, help_text="数字小的在前。")
    reason = _reason(required=False)

    def __init__(self, *args: Any, actor: Actor, organisations: Any, post: Post | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.actor, self.post = actor, post
        field: Any = self.fields["organisation"]
        if post is None:
            field.offer(organisations)
        else:
            del self.fields["organisation"]  # a post stays where it is: another organisation's is another post
            self.fieldsets = tuple(
                (legend, [name for name in names if name in self.fields]) for legend, names in self.fieldsets
            )
            self.fields["reason"].required = True
        if "" not in actor.scope.paths("organisations.manage_posts"):
            role: Any = self.fields["role"]
            role.choices = [each for each in role.choices if each[0] != Role.SITE_ADMINISTRATOR]

    def clean(self) -> dict[str, Any]:
        """The account behind the sign-in name: one that the actor looks after, or one of a person of the same name."""
        given: dict[str, Any] = super().clean() or {}
        username = given.pop("username", "")
        given["user"] = None
        if username:
            given["user"] = self._account(username, given.get("printed_name", ""))
        elif given.get("role"):
            self.add_error("role", "系统权限要有账号才能使用：请填写登录名，或先选“没有”，开通账号后再改。")
        starts, ends = given.get("starts_on"), given.get("ends_on")
        if starts and ends and ends <= starts:
            self.add_error("ends_on", f"届满或免职日期应晚于任职日期{starts}，请核对。")
        return given

    def _account(self, username: str, printed_name: str) -> User | None:
        found: User | None = User.objects.filter(username=username).first()
        if found is not None and (
            found.name == printed_name or User.objects.manageable_by(self.actor).filter(pk=found.pk).exists()
        ):
            return found
        self.add_error(
            "username",
            f"没有找到登录名为“{username[:60]}”、姓名为“{printed_name[:60]}”的账号。请核对；没有账号的，先不填，任职后再开通。",
        )
        return None


class EndForm(WorkForm):
    """The end of a post."""

    ends_on = forms.DateField(label="免职日期", help_text="自这一天起不再任职，系统权限同时终止。")
    reason = _reason()

    def __init__(self, *args: Any, post: Post, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.post = post

    def clean_ends_on(self) -> Any:
        """After it began."""
        day = self.cleaned_data["ends_on"]
        if day <= self.post.starts_on:
            raise ValidationError(f"免职日期应晚于任职日期{self.post.starts_on}，请核对。")
        return day


class PostFilter(WorkForm):
    """Which posts a list shows."""

    q = forms.CharField(
        label="姓名或职务", required=False, max_length=60, widget=forms.TextInput(attrs={"type": "search"})
    )
    organisation = forms.CharField(label="组织（含下级）", required=False)
    state = forms.ChoiceField(
        label="任期",
        required=False,
        choices=[("", "在任"), ("over", "已离任"), ("coming", "将任"), ("all", "全部")],
    )
    role = forms.ChoiceField(
        label="系统权限",
        required=False,
        choices=[("", "不限"), ("none", "没有"), *((role.value, role.label) for role in Role)],
    )


class AccountFilter(WorkForm):
    """Which accounts a list shows."""

    q = forms.CharField(
        label="姓名、登录名或手机号码",
        required=False,
        max_length=60,
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off"}),
    )
    organisation = forms.CharField(label="组织（含下级）", required=False)
    state = forms.ChoiceField(
        label="状态",
        required=False,
        choices=[("", "全部"), ("on", "可登录"), ("off", "已停用"), ("first", "还没改初始密码")],
    )


def offer_organisations(form: forms.Form, organisation: Organisation | None, paths: tuple[str, ...]) -> None:
    """Let a list be narrowed by the organisations around the one that is chosen: bounded, whatever the size of the place."""
    from records.organisations.forms import drill_down

    options = drill_down(organisation.path if organisation is not None else "", paths)
    form.fields["organisation"].widget = forms.Select(choices=[("", "全部"), *options])
