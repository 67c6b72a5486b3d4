"""Forms of the tree."""

from typing import Any

from django import forms

from records.kit.forms import WorkForm
from records.organisations.forms import OrganisationField
from records.organisations.models import OrganisationKind

REASON_HELP = "记入沿革和日志，例如“〔2026〕3号批复”。"
NAMES_HELP = "例如“中共石桥村总支部委员会”。"
SHORT_HELP = "列表和主页用，例如“石桥村党总支”。"


def _reason(*, required: bool = True) -> forms.CharField:
    return forms.CharField(label="依据或事由", max_length=200, required=required, help_text=REASON_HELP)


def _kind() -> Any:
    return forms.ModelChoiceField(
        label="组织类别", queryset=OrganisationKind.objects.all(), to_field_name="code", empty_label="请选择"
    )


class _Details(WorkForm):
    """What may be corrected at any time."""

    division_code = forms.CharField(
        label="行政区划代码",
        max_length=12,
        required=False,
        help_text="村、社区填12位统计用区划代码；任期长短据此判断。",
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
    )
    address = forms.CharField(label="地址", max_length=200, required=False)
    telephone = forms.CharField(
        label="公开电话", max_length=40, required=False, help_text="向社会公布的办公电话，不填个人手机。"
    )
    sort_order = forms.IntegerField(
        label="排序", min_value=0, max_value=999_999, initial=1000, help_text="同级之中数字小的在前，相同的按拼音。"
    )

    def clean_division_code(self) -> str:
        """Figures, or nothing."""
        code = str(self.cleaned_data["division_code"])
        if code and not (code.isascii() and code.isdigit()):
            raise forms.ValidationError(f"“{code}”不是行政区划代码，应为6至12位数字，例如330203001001。")
        return code


class SetUpForm(_Details):
    """A new organisation."""

    fieldsets = (
        ("设立", ["parent", "kind", "name", "short_name", "code", "set_up_on", "reason"]),
        ("联系方式和排序", ["division_code", "address", "telephone", "sort_order"]),
    )

    parent = OrganisationField(label="上级组织")
    kind = _kind()
    name = forms.CharField(label="全称", max_length=200, help_text=NAMES_HELP)
    short_name = forms.CharField(
        label="简称", max_length=100, help_text=f"{SHORT_HELP}主页网址由它的拼音生成，以后不变。"
    )
    code = forms.CharField(label="组织代码", max_length=40, help_text="全站不能重复。")
    set_up_on = forms.DateField(label="成立日期")
    reason = _reason(required=False)

    def __init__(self, *args: Any, parents: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["parent"]
        field.offer(parents)


class RenameForm(WorkForm):
    """Another name or kind, from a day on."""

    name = forms.CharField(label="全称", max_length=200, help_text=NAMES_HELP)
    short_name = forms.CharField(label="简称", max_length=100, help_text=SHORT_HELP)
    kind = _kind()
    valid_from = forms.DateField(
        label="生效日期", help_text="自这一天起用新名称；原名称在沿革中可查，用原名称也能找到。"
    )
    reason = _reason()
    version = forms.IntegerField(widget=forms.HiddenInput)


class DetailsForm(_Details):
    """Address, telephone, order."""

    version = forms.IntegerField(widget=forms.HiddenInput)


class MoveForm(WorkForm):
    """Another organisation above."""

    new_parent = OrganisationField(label="新的上级组织")
    valid_from = forms.DateField(label="生效日期")
    reason = _reason()

    def __init__(self, *args: Any, parents: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["new_parent"]
        field.offer(parents)


class DissolveForm(WorkForm):
    """The end of an organisation."""

    dissolved_on = forms.DateField(label="撤销日期", help_text="自这一天起不再开展工作。")
    reason = _reason()


class ReinstateForm(WorkForm):
    """Why a dissolution is taken back."""

    reason = _reason()


class UnitForm(WorkForm):
    """A legal unit."""

    organisation = OrganisationField(label="所属组织")
    name = forms.CharField(label="单位名称", max_length=200)
    code = forms.CharField(label="单位代码", max_length=40, help_text="统一社会信用代码或本地编号，全站不能重复。")
    nature = forms.CharField(
        label="单位性质", max_length=40, required=False, help_text="例如 建制村、社区、机关、事业单位、公有制企业。"
    )
    division_code = forms.CharField(label="行政区划代码", max_length=12, required=False)

    def __init__(self, *args: Any, organisations: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["organisation"]
        field.offer(organisations)


class KindForm(WorkForm):
    """A kind of organisation."""

    code = forms.SlugField(
        label="代码", max_length=40, help_text="小写英文和连字符，设定后不改，例如 street-committee。"
    )
    name = forms.CharField(label="名称", max_length=40)
    is_committee = forms.BooleanField(
        label="可集体审议审批", required=False, help_text="党委、党工委等，可审议经费、审批党员。"
    )
    is_branch = forms.BooleanField(label="直接管理党员", required=False, help_text="党支部、联合党支部等。")
    sort_order = forms.IntegerField(label="排序", min_value=0, max_value=9999, initial=100)
