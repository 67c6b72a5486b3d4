"""What is asked of the journal, and what its entries say in words."""

import datetime
import uuid
from itertools import groupby
from typing import Any

from django import forms
from django.apps import apps
from django.core.exceptions import FieldDoesNotExist, ValidationError
from django.db.models import OuterRef, Q, Subquery
from django.utils import timezone

from records.access.models import User
from records.audit.models import JournalEntry
from records.audit.origin import DOORS
from records.audit.querysets import JournalQuerySet
from records.kit.actors import Actor
from records.kit.forms import WorkForm
from records.kit.policies import all_policies
from records.organisations.forms import drill_down
from records.organisations.models import Organisation

VIEW, EXPORT = "audit.view", "audit.export"
NAMES = ("organisation", "person", "action", "first", "last", "record", "door")
MOST_NAMESAKES = 50
SYSTEM = "系统"
# What an export or another act notes beside the fields of a record.
NOTED = {
    "count": "数量",
    "filter": "筛选条件",
    "form": "格式",
    "full_numbers": "含完整号码",
    "kind": "种类",
    "name": "名称",
    "state": "状态",
    "category": "类别",
    "channel": "渠道",
}


class JournalFilter(WorkForm):
    """Where, who, what, when, on which record."""

    organisation = forms.ChoiceField(label="组织（含下级）", required=False)
    person = forms.CharField(
        label="人员", required=False, max_length=60, help_text="姓名或登录名的全部；系统自动执行的填“系统”"
    )
    action = forms.ChoiceField(label="操作", required=False)
    first = forms.DateField(label="自", required=False)
    last = forms.DateField(label="至", required=False)
    record = forms.UUIDField(
        label="对象编号",
        required=False,
        error_messages={"invalid": "对象编号是32位的编号，请从记录的网址或导出表中复制。"},
    )
    door = forms.ChoiceField(
        label="入口", required=False, choices=[("", "全部"), *((key, label) for key, label in DOORS.items() if key)]
    )

    def __init__(self, data: Any, *, actor: Actor, action: str = VIEW) -> None:
        super().__init__(data)
        chosen = _organisation(str(data.get("organisation", "")))
        self.paths = actor.scope.paths(action)
        options = drill_down(chosen.path if chosen is not None else "", self.paths)
        organisation: Any = self.fields["organisation"]
        organisation.choices = [("", "全部"), *options]
        organisation.error_messages["invalid_choice"] = "没有这个组织，或不在您的查看范围。"
        act: Any = self.fields["action"]
        act.choices = [("", "全部"), *_acts()]

    def clean(self) -> dict[str, Any]:
        """The days must not run backwards."""
        found: dict[str, Any] = super().clean() or {}
        first, last = found.get("first"), found.get("last")
        if first and last and last < first:
            raise ValidationError({"last": f"止日{last}早于起日{first}，请核对。"})
        return found


def filtered(actor: Actor, form: JournalFilter, action: str = VIEW) -> JournalQuerySet:
    """The entries in the actor's scope that fit. Raises ValidationError for conditions that are not in order."""
    if not form.is_valid():
        raise ValidationError([message for messages in form.errors.values() for message in messages])
    given = form.cleaned_data
    rows: JournalQuerySet = JournalEntry.objects.visible_to(actor, action)
    if organisation := _organisation(given["organisation"]):
        rows = rows.below(organisation.path)
    if given["person"].strip():
        rows = rows.filter(_by(given["person"].strip()))
    if given["action"]:
        rows = rows.filter(action=given["action"])
    if given["first"]:
        rows = rows.filter(at__gte=_midnight(given["first"]))
    if given["last"]:
        rows = rows.filter(at__lt=_midnight(given["last"] + datetime.timedelta(days=1)))
    if given["record"]:
        rows = rows.filter(subject_uid=given["record"])
    if given["door"]:
        rows = rows.filter(door=given["door"])
    return rows


def with_organisation(rows: JournalQuerySet) -> JournalQuerySet:
    """With `organisation_name`, in the same query."""
    names = Organisation.objects.filter(pk=OuterRef("organisation_id")).order_by().values("short_name")[:1]
    return rows.annotate(organisation_name=Subquery(names))


def described(given: dict[str, str]) -> str:
    """The conditions in words."""
    organisation = _organisation(given.get("organisation", ""))
    words = {
        **given,
        "organisation": organisation.short_name if organisation else "",
        "action": _labels().get(given.get("action", ""), ""),
        "door": DOORS.get(given.get("door", ""), ""),
    }
    said = [f"{JournalFilter.base_fields[name].label}：{words[name]}" for name in NAMES if words.get(name)]
    return "；".join(said) or "全部"


def plain(query: Any) -> dict[str, str]:
    """The conditions of an address, as a job can carry them."""
    return {name: str(query[name]) for name in NAMES if query.get(name)}


def act_of(entry: JournalEntry) -> str:
    """What was done, in Chinese where a policy names it."""
    return _labels().get(entry.action, entry.action)


def subject_of(entry: JournalEntry) -> str:
    """The kind of record in Chinese."""
    try:
        return str(apps.get_model(entry.subject)._meta.verbose_name)
    except (LookupError, ValueError):  # no record: an act on no one record is named by what it is
        return _labels().get(entry.subject, entry.subject)


def changes_of(entry: JournalEntry) -> list[tuple[str, str, str]]:
    """(field, before, after), fields in Chinese where the record has them."""
    return [
        (_field(entry.subject, name), _text(entry.before.get(name)), _text(entry.after.get(name)))
        for name in sorted({*entry.before, *entry.after})
    ]


def _field(subject: str, name: str) -> str:
    try:
        return str(getattr(apps.get_model(subject)._meta.get_field(name), "verbose_name", name))
    except (LookupError, ValueError, FieldDoesNotExist):
        return NOTED.get(name, name)


def _text(value: Any) -> str:
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, list):
        return "、".join(_text(each) for each in value)
    if isinstance(value, dict):
        return "；".join(f"{name}：{_text(each)}" for name, each in value.items())
    return str(value)


def _by(words: str) -> Q:
    if words == SYSTEM:
        return Q(actor_id__isnull=True)
    people = User.objects.filter(Q(name=words) | Q(username=words)).values_list("pk", flat=True)
    return Q(actor_id__in=list(people[:MOST_NAMESAKES]))


def _organisation(text: str) -> Organisation | None:
    try:
        found: Organisation | None = Organisation.objects.filter(uid=uuid.UUID(text)).first()
    except ValueError:
        return None
    return found


def _midnight(day: datetime.date) -> datetime.datetime:
    return timezone.make_aware(datetime.datetime.combine(day, datetime.time.min))


def _labels() -> dict[str, str]:
    return {each.action: each.label for each in all_policies()}


def _acts() -> list[tuple[str, list[tuple[str, str]]]]:
    """Every action, grouped by its room."""
    titles = {config.label: str(config.verbose_name) for config in apps.get_app_configs()}
    groups = groupby(all_policies(), key=lambda each: each.action.partition(".")[0])
    return [(titles.get(room, room), [(each.action, each.label) for each in found]) for room, found in groups]
