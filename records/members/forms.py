"""Forms of the members' task screens. They collect; the services judge."""

from typing import Any

from django import forms
from django.forms.models import fields_for_model

from records.kit.forms import WorkForm
from records.kit.models import local_today
from records.members.choices import ENTRY_KINDS, LEAVING_MANNERS, EventKind
from records.members.models import SENSITIVE, Member
from records.organisations.forms import OrganisationField

WHO = ["name", "identity_number", "phone", "ethnicity", "native_place"]
MEMBERSHIP = ["joined_on", "full_on", "seniority_correction", "join_type", "joined_branch"]
STUDY_AND_WORK = [
    "education",
    "degree",
    "school",
    "major",
    "work_started_on",
    "occupation",
    "employer",
    "position",
    "professional_title",
    "new_stratum",
    "is_migrant_worker",
]
PLACE = [
    "household_place",
    "residence",
    "file_place",
    "is_floating",
    "floating_since",
    "floating_place",
    "is_lost_contact",
    "lost_since",
]
HARDSHIP = ["hardship"]


class _MemberFields(WorkForm):
    """The fields of a record, drawn from the model; birth date and sex follow from the number."""

    def __init__(self, *args: Any, with_hardship: bool = False, **kwargs: Any) -> None:
        names = [*WHO, *MEMBERSHIP, *STUDY_AND_WORK, *PLACE, *(HARDSHIP if with_hardship else [])]
        super().__init__(*args, **kwargs)
        self.fields.update(
            {name: field for name, field in fields_for_model(Member, fields=names).items() if field is not None}
        )
        for field in self.fields.values():
            if isinstance(field, forms.ChoiceField):
                options: Any = list(field.choices)  # type: ignore[arg-type]
                if options and options[0][0] == "":
                    field.choices = [("", "请选择" if field.required else "未填"), *options[1:]]
        self.fields["identity_number"].help_text = "18位。出生日期和性别由号码得出，不必另填。"
        self.fields["phone"].help_text = "11位手机号码，或带区号的固定电话"
        for name in ("joined_on", "full_on", "work_started_on", "floating_since", "lost_since"):
            self.fields[name].error_messages["invalid"] = "请填写日期，例如2019-02-03。"
        if with_hardship:
            self.fields["hardship"].help_text = "敏感内容，加密保存；只有书记、组织部门和组织管理员凭事由可查看。"
        self.fieldsets = [
            ("本人", WHO),
            ("党籍", MEMBERSHIP),
            ("学习和工作", STUDY_AND_WORK),
            ("居住和流动", PLACE),
            *([("困难情况", HARDSHIP)] if with_hardship else []),
        ]

    def values(self) -> dict[str, Any]:
        """What was entered, for a service: a blank sensitive field is left out, for it means unchanged."""
        own = {name for _legend, names in self.fieldsets for name in names}
        found = {name: value for name, value in self.cleaned_data.items() if name in own and name in _model_names()}
        for name in SENSITIVE:
            if not found.get(name):
                found.pop(name, None)
        if found.get("seniority_correction") is None:
            found["seniority_correction"] = 0
        return found


def _model_names() -> set[str]:
    return {field.name for field in Member._meta.concrete_fields}


class RegisterForm(_MemberFields):
    """登记党员."""

    organisation = OrganisationField(label="组织关系所在党支部")
    kind = forms.ChoiceField(label="登记原因", choices=[(kind, EventKind(kind).label) for kind in ENTRY_KINDS])
    on = forms.DateField(
        label="组织关系转入本支部日期", required=False, help_text="不填：转入的为今天，其他的为入党日期"
    )
    category = forms.ChoiceField(label="人员类别", choices=[("full", "正式党员"), ("probationary", "预备党员")])
    document = forms.CharField(label="文号或依据", required=False, max_length=200)

    def __init__(self, *args: Any, branches: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chosen: Any = self.fields["organisation"]
        chosen.offer(branches)
        self.fields["identity_number"].required = True
        self.fieldsets = [
            ("登记", ["organisation", "kind", "on", "document"]),
            ("本人", WHO),
            ("党籍", ["category", *MEMBERSHIP]),
            *self.fieldsets[2:],
        ]


class CorrectForm(_MemberFields):
    """更正党员信息; `version` is that of the record as the person saw it."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    valid_from = forms.DateField(
        label="自何日起", required=False, help_text="情况变化的日期，不填为今天；此前的内容作为历史保留"
    )
    reason = forms.CharField(label="更正事由", required=False, max_length=200)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fieldsets = [*self.fieldsets, ("更正", ["valid_from", "reason"])]


class _Step(WorkForm):
    """A change of membership: when, by which document, decided by which organisation."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    on = forms.DateField(label="日期")
    document = forms.CharField(label="文号或依据", required=False, max_length=200, help_text="批复、会议纪要、介绍信等")
    acting = OrganisationField(label="审批（办理）组织", required=False)
    note = forms.CharField(label="说明", required=False, max_length=200, widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, *args: Any, organisations: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        acting: Any = self.fields.get("acting")
        if acting is not None:
            acting.offer(organisations)
        self.fields["on"].initial = local_today()


class StepForm(_Step):
    """转正, 停止党籍, 恢复, 转出, 去世."""


class ExtendForm(_Step):
    """延长预备期."""

    until = forms.DateField(label="延长至", help_text="自预备期满之日起不少于6个月、不超过12个月，只能一次")
    field_order = ["version", "until", "on"]


class LeaveForm(_Step):
    """出党."""

    manner = forms.ChoiceField(label="出党方式", choices=[("", "请选择"), *LEAVING_MANNERS])
    field_order = ["version", "manner", "on"]


class MoveForm(_Step):
    """调整所在支部."""

    acting = None  # type: ignore[assignment]
    to = OrganisationField(label="调整到")
    field_order = ["version", "to", "on"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chosen: Any = self.fields["to"]
        chosen.offer(kwargs["organisations"])


class AccountForm(WorkForm):
    """开通账号."""

    username = forms.CharField(
        label="登录名",
        max_length=60,
        help_text="本人登录用，例如姓名拼音",
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    phone = forms.CharField(
        label="登录手机号码",
        required=False,
        help_text="填写后也可用手机号码登录",
        widget=forms.TextInput(attrs={"autocomplete": "off", "inputmode": "tel"}),
    )
    password = forms.CharField(
        label="初始密码",
        strip=False,
        help_text="至少10个字符，首次登录须由本人更改",
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )


class LinkForm(WorkForm):
    """关联已有账号."""

    username = forms.CharField(label="已有账号的登录名", max_length=60)
