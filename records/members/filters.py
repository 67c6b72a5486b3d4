"""The one set of filters over members: the register, the API and the export read the same parameters alike."""

import uuid
from typing import Any, ClassVar

import django_filters
from django import forms
from django.http import QueryDict

from records.kit.actors import Actor
from records.kit.paths import is_below
from records.members.choices import IN_PLACE, Category, Standing
from records.members.models import Member
from records.members.querysets import MemberQuerySet
from records.organisations.models import Organisation

PLACE_CHOICES = [("in_place", "在册"), *Standing.choices, ("all", "全部，含已离开")]
FLAG_CHOICES = [("floating", "流动党员"), ("lost", "失去联系"), ("incomplete", "资料不全"), ("probation", "预备期将满")]
SOON_DAYS = 60  # "probation ending" looks two months ahead


class MemberFilter(django_filters.FilterSet):
    """name (any part, or pinyin), organisation (uid, with all below), category, standing, joined_year, flag."""

    name = django_filters.CharFilter(
        label="姓名或拼音",
        method="by_name",
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off"}),
        help_text="姓名的任何一部分，或拼音、首字母",
    )
    organisation = django_filters.CharFilter(label="组织（含下级）", method="by_organisation")
    category = django_filters.ChoiceFilter(label="人员类别", choices=Category.choices, empty_label="全部")
    standing = django_filters.ChoiceFilter(
        label="党籍状态", choices=PLACE_CHOICES, method="by_standing", empty_label="在册（默认）"
    )
    joined_year = django_filters.NumberFilter(
        label="入党年份",
        method="by_joined_year",
        min_value=1921,
        max_value=2200,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )
    flag = django_filters.ChoiceFilter(label="需关注", choices=FLAG_CHOICES, method="by_flag", empty_label="不限")

    class Meta:
        model = Member
        fields: ClassVar[list[str]] = []

    def filter_queryset(self, queryset: Any) -> Any:
        """Those in place, unless another standing is asked for; people who left are history, not the register."""
        found = super().filter_queryset(queryset)
        return found if self.form.cleaned_data.get("standing") else found.in_place()

    def by_name(self, rows: MemberQuerySet, name: str, value: str) -> MemberQuerySet:
        """Any part of the name, or of its pinyin."""
        return rows.named(value)

    def by_organisation(self, rows: MemberQuerySet, name: str, value: str) -> MemberQuerySet:
        """The organisation and all below; an unknown one has no members."""
        organisation = organisation_of(value)
        return rows.below(organisation.path) if organisation is not None else rows.none()

    def by_standing(self, rows: MemberQuerySet, name: str, value: str) -> MemberQuerySet:
        """One standing, those in place, or all."""
        if value == "all":
            return rows
        return rows.filter(standing__in=IN_PLACE) if value == "in_place" else rows.filter(standing=value)

    def by_joined_year(self, rows: MemberQuerySet, name: str, value: Any) -> MemberQuerySet:
        """Who joined in that year."""
        return rows.joined_in(int(value))

    def by_flag(self, rows: MemberQuerySet, name: str, value: str) -> MemberQuerySet:
        """What deserves attention."""
        from records.kit.models import local_today

        if value == "floating":
            return rows.filter(is_floating=True)
        if value == "lost":
            return rows.out_of_contact()
        if value == "incomplete":
            return rows.incomplete()
        return rows.probation_ending(local_today(), SOON_DAYS)


def organisation_of(text: str) -> Organisation | None:
    """The organisation with this uid, None for anything else."""
    try:
        return Organisation.objects.filter(uid=uuid.UUID(str(text))).first()
    except ValueError:
        return None


def filtered(actor: Actor, given: Any, *, action: str = "") -> MemberFilter:
    """The register as the actor sees it under these parameters: `.form` for errors, `.qs` for the rows.

    `given` is a QueryDict or a plain dict of one value each.
    """
    base = Member.objects.visible_to(actor, action) if action else Member.objects.administered_by(actor)
    return MemberFilter(given if isinstance(given, QueryDict) else _query(given), queryset=base)


def _query(given: dict[str, Any]) -> QueryDict:
    query = QueryDict(mutable=True)
    query.update({name: str(value) for name, value in given.items() if value not in (None, "")})
    return query


NAMES = ("name", "organisation", "category", "standing", "joined_year", "flag")


def plain(given: Any) -> dict[str, str]:
    """Only our parameters, as plain JSON: what an export and its journal entry keep."""
    return {name: str(given.get(name)).strip() for name in NAMES if str(given.get(name) or "").strip()}


def described(filters: dict[str, Any]) -> str:
    """The filters in words, for the list's chips, the journal and the export."""
    return "；".join(f"{label}：{value}" for _name, label, value in parts(filters)) or "在册党员"


def parts(filters: dict[str, Any]) -> list[tuple[str, str, str]]:
    """(parameter, label, value in words) for each filter that is set."""
    labels = {name: field.label for name, field in MemberFilter.base_filters.items()}
    found: list[tuple[str, str, str]] = []
    for name, value in plain(filters).items():
        words = value
        if name == "organisation":
            organisation = organisation_of(value)
            words = organisation.short_name if organisation else "未知组织"
        elif name == "category":
            words = dict(Category.choices).get(value, value)
        elif name == "standing":
            words = dict(PLACE_CHOICES).get(value, value)
        elif name == "flag":
            words = dict(FLAG_CHOICES).get(value, value)
        found.append((name, str(labels[name]), str(words)))
    return found


def place_of(actor: Actor, filters: dict[str, Any], action: str) -> str:
    """Path of the organisation that the filters narrow to, or the topmost one of the actor."""
    paths = actor.scope.paths(action)
    organisation = organisation_of(str(filters.get("organisation", "")))
    if organisation is not None and any(is_below(organisation.path, path) for path in paths):
        return organisation.path
    return paths[0]
