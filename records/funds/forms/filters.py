"""Conditions of lists, in the address: what can be sent to a colleague shows the colleague the same question."""

import datetime
from typing import Any

from django import forms

from records.funds.choices import Kind, Source, State
from records.funds.forms.fields import DateField, TextField
from records.kit.actors import Actor
from records.kit.paths import below_any
from records.organisations.models import Organisation

SHOWN_STATES = [(state.value, state.label) for state in State if state is not State.SIGNED]


class PeriodWidget(forms.MultiWidget):
    """Two days side by side."""

    def __init__(self) -> None:
        super().__init__({"from": forms.DateInput(), "to": forms.DateInput()})

    def decompress(self, value: Any) -> list[Any]:
        """The pair itself."""
        return list(value) if value else [None, None]


class PeriodField(forms.MultiValueField):
    """From a day to a day, both included; either may be left open."""

    widget = PeriodWidget

    def __init__(self, **kwargs: Any) -> None:
        days = (DateField(required=False), DateField(required=False))
        super().__init__(days, required=False, require_all_fields=False, **kwargs)

    def compress(self, data_list: list[Any]) -> tuple[datetime.date | None, datetime.date | None] | None:
        """The pair; raises ValidationError when it runs backwards."""
        first, last = (data_list + [None, None])[:2] if data_list else (None, None)
        if first and last and last < first:
            raise forms.ValidationError(f"止日{last}早于起日{first}，请核对。")
        return (first, last) if first or last else None


class UnitField(TextField):
    """An organisation by name or code, among those in the actor's scope."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(required=False, max_length=100, **kwargs)

    def find(self, actor: Actor, words: str) -> Organisation | None:
        """The one it means, None for no words. Raises ValidationError naming the candidates."""
        if not words.strip():
            return None
        inside = Organisation.objects.filter(below_any("path", actor.scope.paths("funds.view")))
        words = words.strip()
        exact = list(inside.filter(code=words)[:1]) or list(inside.filter(short_name=words)[:2])
        if len(exact) == 1:
            return exact[0]
        near = list(inside.filter(short_name__contains=words).order_by("depth", "sort_key")[:6])
        if len(near) == 1:
            return near[0]
        if not near:
            raise forms.ValidationError(f"在您的范围内没有找到“{words}”，请核对名称或组织代码。")
        names = "、".join(each.short_name for each in near[:5])
        raise forms.ValidationError(
            f"“{words}”对应{'多于5' if len(near) > 5 else len(near)}个组织：{names}，请写完整。"
        )


class _Scoped(forms.Form):
    """Conditions that know who asks."""

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        self.actor = actor
        self.found_unit: Organisation | None = None
        super().__init__(*args, **kwargs)

    def clean_unit(self) -> str:
        """Remember the organisation the words mean."""
        words = str(self.cleaned_data["unit"])
        field = self.fields["unit"]
        if isinstance(field, UnitField):
            self.found_unit = field.find(self.actor, words)
        return words

    @property
    def unit_path(self) -> str:
        """Its path, "" for everything in scope."""
        return self.found_unit.path if self.found_unit else ""


class ListFilter(_Scoped):
    """Of applications."""

    q = TextField(label="名称或编号", required=False, max_length=100)
    unit = UnitField(label="申报单位")
    state = forms.ChoiceField(label="状态", required=False, choices=[("", "全部"), *SHOWN_STATES])
    kind = forms.ChoiceField(label="类型", required=False, choices=[("", "全部"), *Kind.choices])
    year = forms.IntegerField(label="年度", required=False, min_value=2000, max_value=2100)
    source = forms.ChoiceField(label="列支渠道", required=False, choices=[("", "全部"), *Source.choices])


class LedgerFilter(_Scoped):
    """Of the ledger: unit, filing, approval, execution; category, source, state."""

    unit = UnitField(label="申报单位", help_text="名称或代码，含下级")
    category = forms.ChoiceField(label="类别", required=False)
    filed = PeriodField(label="申报时间")
    approved = PeriodField(label="审批时间")
    executed = PeriodField(label="执行时间")
    source = forms.ChoiceField(label="列支渠道", required=False, choices=[("", "全部渠道"), *Source.choices])
    state = forms.ChoiceField(
        label="状态",
        required=False,
        choices=[
            ("", "全部状态"),
            (State.EXECUTING.value, State.EXECUTING.label),
            (State.SETTLED.value, State.SETTLED.label),
        ],
    )

    def __init__(self, *args: Any, categories: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["category"].choices = [("", "全部类别"), *categories]  # type: ignore[attr-defined]

    def query(self) -> dict[str, Any]:
        """What `for_ledger` takes; call it on a valid form."""
        names = ("category", "filed", "approved", "executed", "source", "state")
        return {"unit": self.unit_path, **{name: self.cleaned_data[name] for name in names}}
