"""What is filled in about a preset, besides its lines."""

from typing import Any

from django import forms

from records.assessments.forms.base import Guarded, LongField
from records.assessments.points import PointsFormField


class PresetForm(Guarded):
    """预设."""

    name = forms.CharField(label="名称", max_length=120)
    code = forms.SlugField(
        label="代码",
        max_length=40,
        help_text="字母、数字、下划线和连字符，用于接口；登记后不变。",
        error_messages={"invalid": "代码“%(value)s”不正确：只能用字母、数字、下划线和连字符，例如 target-sheet。"},
    )
    note = LongField(
        rows=2, label="说明", max_length=300, required=False, help_text="起草方案时显示，例如不是官方表格、参照哪里。"
    )
    plus_at_most = PointsFormField(label="加分合计最多", required=False, help_text="不填为不限")
    sort_order = forms.IntegerField(label="排序", min_value=0, max_value=30_000, initial=100)
    is_active = forms.BooleanField(label="可选用", required=False, initial=True)
    reason = forms.CharField(label="修改事由", max_length=200, required=False, help_text="记入日志。")

    def __init__(self, *args: Any, is_new: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not is_new:
            del self.fields["code"]

    def details(self) -> dict[str, Any]:
        """What the service takes."""
        return {name: value for name, value in self.cleaned_data.items() if name not in ("submit_key", "version")}
