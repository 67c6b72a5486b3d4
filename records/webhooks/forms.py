"""Forms of subscriptions."""

from typing import Any

from django import forms
from django.apps import apps

from records.kit.actors import Actor
from records.kit.forms import WorkForm
from records.kit.subjects import told_events
from records.organisations.models import Organisation
from records.webhooks.querysets import MANAGE


class SubscriptionForm(WorkForm):
    """Where to, and what of."""

    organisation = forms.ModelChoiceField(
        Organisation.objects.none(),
        label="组织",
        to_field_name="uid",
        empty_label="请选择",
        help_text="本组织和下级组织的事件都会推送",
        error_messages={"invalid_choice": "没有这个组织，或不在您的管理范围。"},
    )
    name = forms.CharField(label="名称", max_length=100, help_text="对方系统叫什么、做什么用")
    url = forms.CharField(label="接收地址", max_length=500, help_text="以 https:// 开头；不能是内部网络的地址")
    events = forms.MultipleChoiceField(
        label="事件",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "请至少选一种事件。", "invalid_choice": "没有“%(value)s”这种事件。"},
    )

    def __init__(self, *args: Any, actor: Actor, editing: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        organisation: Any = self.fields["organisation"]
        # The posts' own organisations: whoever manages a county does not choose among twenty thousand.
        paths = actor.scope.paths(MANAGE)
        rows = Organisation.objects.filter(depth=1) if "" in paths else Organisation.objects.filter(path__in=paths)
        organisation.queryset = rows
        organisation.label_from_instance = lambda row: row.short_name
        if editing:
            del self.fields["organisation"]
        events: Any = self.fields["events"]
        rooms = {config.label: str(config.verbose_name) for config in apps.get_app_configs()}
        events.choices = [
            (name, f"{rooms.get(room := name.partition('.')[0], room)}：{chinese(label)}（{name}）")
            for name, label in told_events().items()
        ]


def chinese(label: str) -> str:
    """The Chinese words of a description, or the whole where there are none."""
    words = "".join(each for each in label if "\u4e00" <= each <= "\u9fff" or each in "、，；")
    return words.strip("、，；") or label.rstrip(".")
