"""Choosing an organisation on a form: a list where there are few, a name or code where there are many."""

import difflib
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q

from records.kit.sheets import cell_text
from records.organisations.models import Organisation

MOST_OPTIONS = 120  # a list of 20,900 would weigh 6 MB; beyond this a name or code is typed
OFFERS = 5


class OrganisationField(forms.Field):
    """One organisation of a queryset; cleaned to the Organisation, given as uid (list) or as name or code (text).

    Set `organisations` on the bound form's field before it is drawn or cleaned.
    """

    default_error_messages = {"required": "请选择或填写组织。"}

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(widget=kwargs.pop("widget", forms.TextInput), **kwargs)
        self.rows: Any = Organisation.objects.none()
        self._listed = False

    def offer(self, rows: Any) -> None:
        """Choose among these; a list is drawn when there are at most MOST_OPTIONS."""
        self.rows = rows
        found = list(rows.order_by("path").values_list("uid", "short_name", "code")[: MOST_OPTIONS + 1])
        self._listed = len(found) <= MOST_OPTIONS
        if self._listed:
            empty = [] if self.required and len(found) == 1 else [("", "请选择")]
            self.widget = forms.Select(choices=[*empty, *((str(uid), name) for uid, name, _code in found)])
        else:
            self.widget = forms.TextInput(attrs={"autocomplete": "off"})
            self.help_text = self.help_text or "填写组织的全称、简称或代码。"
        self.widget.is_required = self.required

    def prepare_value(self, value: Any) -> Any:
        """An organisation as its uid (list) or short name (text); typed text stays."""
        if isinstance(value, Organisation):
            return str(value.uid) if self._listed else value.short_name
        return value

    def to_python(self, value: Any) -> Organisation | None:
        """The organisation. Raises ValidationError with nearby names for one that is not there."""
        if isinstance(value, Organisation):
            return value
        text = cell_text(value)
        if not text:
            return None
        try:
            by_uid = self.rows.filter(uid=text).first()
        except (ValidationError, ValueError):
            by_uid = None
        if by_uid is not None:
            found: Organisation = by_uid
            return found
        matches = list(self.rows.filter(Q(code=text) | Q(name=text) | Q(short_name=text))[: OFFERS + 1])
        if len(matches) == 1:
            return matches[0]
        if matches:
            listed = "、".join(f"{each.code}（{each.name}）" for each in matches[:OFFERS])
            raise ValidationError(f"有多个组织叫“{text[:40]}”，请改填组织代码：{listed}。")
        names = list(self.rows.filter(short_name__contains=text[:2]).values_list("short_name", flat=True)[:300])
        near = difflib.get_close_matches(text, names, n=OFFERS, cutoff=0.3)
        offer = f"是否为“{'”或“'.join(near)}”？" if near else ""
        raise ValidationError(f"没有找到“{text[:40]}”，或不在您的管理范围。{offer}")


def drill_down(path: str, within: tuple[str, ...], *, most: int = 300) -> list[tuple[str, str]]:
    """Options (uid, name) to narrow a list by: the organisations above `path` within the scope, itself, its children.

    With an empty path the topmost organisations of the scope and their children.
    """
    from records.organisations.ancestry import steps

    if path:
        above = [step for step in steps(path) if any(step.startswith(top) for top in within)]
        rows = Organisation.objects.filter(Q(path__in=above) | _children(path))
    else:
        tops = [top for top in within if top]
        condition = Q(path__in=tops) if tops else Q(depth__lte=2)
        for top in tops[:10]:
            condition |= _children(top)
        rows = Organisation.objects.filter(condition)
    found = list(rows.order_by("path").values_list("uid", "short_name", "depth")[:most])
    least = min((depth for _uid, _name, depth in found), default=1)
    return [(str(uid), "　" * (depth - least) + name) for uid, name, depth in found]


def _children(path: str) -> Q:
    from records.kit.paths import below

    return below("path", path) & Q(depth=len(path) // Organisation.steplen + 1)
