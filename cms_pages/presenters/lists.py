"""Column lists: of one organisation, of it and all below, of the whole place; pages by key, never by number."""

import datetime
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.db.models import Q
from django.http import HttpRequest, QueryDict

from cms_pages.columns import ColumnKind
from cms_pages.models import ColumnPage, ContentPage, CoursePage, DisclosurePage, LessonPage, PageDoor, RulePage
from cms_pages.presenters.articles import FORCE_TONES
from cms_pages.presenters.common import (
    audience_badge,
    course_pages,
    crumbs_to,
    in_order,
    reader_of,
    years_back,
)
from cms_pages.querysets import DoorQuerySet
from records.kit import keyset
from records.kit.actors import Actor
from records.organisations.models import Organisation

SHOWN = 20
ORDER = ("-published_on", "-page_id")  # as the index of doors lies; whatever is live has its day
SPELLED = {"page_id": "page__translation_key"}
YEARS = 12
INTRO = {
    ColumnKind.NEWS: "各级党组织的工作动态。",
    ColumnKind.RULES: "党内法规、法律和各级党组织自己的制度。",
    ColumnKind.PLANS: "各级党组织的计划、总结和报告。",
    ColumnKind.COURSES: "全部课程公开，登录后记学时。",
    ColumnKind.DISCLOSURES: "各级党组织按公开目录发布的内容。每一件都有索引号和公开范围。",
}


class ColumnFilter(forms.Form):
    """What a list is narrowed by; all in the address."""

    q = forms.CharField(label="标题含有", required=False, max_length=60)
    year = forms.TypedChoiceField(label="年份", required=False, coerce=int, empty_value=None)
    below = forms.BooleanField(label="包含下级组织", required=False)
    category = forms.ChoiceField(label="类别", required=False, choices=[("", "全部"), *DisclosurePage.Category.choices])
    force = forms.ChoiceField(label="效力", required=False, choices=[("", "全部"), *RulePage.Status.choices])

    def __init__(self, data: QueryDict, *, kind: str, of_one: bool) -> None:
        super().__init__(data)
        self.fields["year"].choices = [  # type: ignore[attr-defined]
            ("", "全部"),
            *((year, f"{year}年") for year in years_back(YEARS)),
        ]
        if not of_one:
            del self.fields["below"]
        if kind != ColumnKind.DISCLOSURES:
            del self.fields["category"]
        if kind != ColumnKind.RULES:
            del self.fields["force"]

    def values(self) -> dict[str, Any]:
        """What was chosen and is valid; nonsense in an address is left out, not an error."""
        self.is_valid()
        return {name: value for name, value in getattr(self, "cleaned_data", {}).items() if value}


def column_context(column: ColumnPage, request: HttpRequest) -> dict[str, Any]:
    """A column of one organisation."""
    organisation = column.organisation
    kind = ColumnKind(column.kind)
    form = ColumnFilter(request.GET, kind=kind, of_one=True)
    chosen = form.values()
    doors = PageDoor.objects.all()
    doors = doors.below(organisation.path) if chosen.get("below") else doors.filter(organisation=organisation)
    context = list_context(request, doors, kind, form, with_organisation=bool(chosen.get("below")))
    context.update(
        title=f"{organisation.short_name}：{kind.label}",
        intro=column.intro,
        organisation={"name": organisation.short_name, "url": column.get_parent().specific.address},
        crumbs=crumbs_to(organisation, {"label": str(kind.label), "url": ""}),
        feed_url=f"{column.get_parent().specific.address}feed/",
        feedback_url=f"/feedback/?organisation={organisation.uid}",
    )
    if organisation.dissolved_on is not None and column.is_closed:
        context["intro"] = f"本组织已于{organisation.dissolved_on:%Y年%-m月%-d日}撤销，内容保留供查阅。"
    if not chosen.get("below") and organisation.numchild:
        context["empty_actions"] = [{"label": "看下级组织的", "url": f"?{urlencode({'below': 'on'})}"}]
    return context


def across_context(kind: ColumnKind, request: HttpRequest) -> dict[str, Any]:
    """A column across the whole place."""
    form = ColumnFilter(request.GET, kind=kind, of_one=False)
    context = list_context(request, PageDoor.objects.all(), kind, form, with_organisation=True)
    context.update(
        title={"disclosures": "公开内容"}.get(kind, str(kind.label)),
        intro=INTRO[kind],
        crumbs=[{"label": str(kind.label), "url": ""}],
        feed_url="/feed/",
    )
    return context


def list_context(
    request: HttpRequest, doors: DoorQuerySet, kind: ColumnKind, form: ColumnFilter, *, with_organisation: bool
) -> dict[str, Any]:
    """The readable pages among these doors, filtered, from the key in the address on."""
    actor = reader_of(request)
    chosen = form.values()
    found = filtered(doors.visible_to(actor).content().filter(column=kind), kind, chosen)
    doors_shown = found.select_related("page").only("published_on", "page__translation_key")
    page = keyset.page(doors_shown, ORDER, request.GET, size=SHOWN, spelled=SPELLED)
    rows = in_order([door.page_id for door in page.rows])
    context: dict[str, Any] = {
        "column": str(kind.label),
        "filter_form": form,
        "chosen": _chosen(form, request.GET, chosen),
        "clear_url": request.path,
        **page.links(request.GET),
        "count": keyset.counted(found),
        "unit": "门" if kind is ColumnKind.COURSES else "件",
    }
    if kind is ColumnKind.COURSES:
        context["courses"] = [course_card(each) for each in with_lessons(rows)]
    else:
        context["table"] = _table(kind, rows, with_organisation)
    if chosen:
        context["empty_title"], context["empty_note"] = "没有符合条件的内容", "试试去掉一个条件。"
    return context


def filtered(doors: DoorQuerySet, kind: str, chosen: dict[str, Any]) -> DoorQuerySet:
    """Doors narrowed by what was chosen."""
    if kind == ColumnKind.COURSES:
        doors = doors.filter(page__in=course_pages())
    if year := chosen.get("year"):
        doors = doors.filter(
            published_on__gte=datetime.date(year, 1, 1), published_on__lt=datetime.date(year + 1, 1, 1)
        )
    if words := chosen.get("q"):
        doors = doors.filter(page__title__icontains=words)
    if category := chosen.get("category"):
        doors = doors.filter(page__in=DisclosurePage.objects.filter(category_l1=category).order_by().values("pk"))
    if force := chosen.get("force"):
        doors = doors.filter(page__in=RulePage.objects.filter(status=force).order_by().values("pk"))
    return doors


def course_card(page: Any) -> dict[str, Any]:
    """A course as a thread-bound book."""
    note = f"{page.lesson_count}讲，{page.hours}学时" if hasattr(page, "lesson_count") else f"{page.hours}学时"
    return {"title": page.title, "url": page.address, "issuer": page.organisation.short_name, "note": note}


def with_lessons(rows: list[ContentPage]) -> list[CoursePage]:
    """These courses with their hours and number of lessons: two queries."""
    found = CoursePage.objects.select_related("organisation").defer("body").in_bulk([row.pk for row in rows])
    courses = [found[row.pk] for row in rows if row.pk in found]
    counts: dict[str, int] = {}
    if courses:
        condition = Q()
        for course in courses:
            condition |= Q(path__startswith=course.path)
        for path in LessonPage.objects.filter(condition, live=True).order_by().values_list("path", flat=True):
            counts[path[: -LessonPage.steplen]] = counts.get(path[: -LessonPage.steplen], 0) + 1
    for course in courses:
        course.lesson_count = counts.get(course.path, 0)
    return courses


# ── parts ───────────────────────────────────────────────────────────────────
def _chosen(form: ColumnFilter, params: QueryDict, chosen: dict[str, Any]) -> list[dict[str, str]]:
    found = []
    for name, value in chosen.items():
        kept = params.copy()
        for each in (name, "after", "before"):
            kept.pop(each, None)
        field = form.fields[name]
        shown = dict(getattr(field, "choices", [])).get(value, value)
        label = str(field.label) if value is True else f"{field.label}：{shown}"
        found.append({"label": label, "url": f"?{kept.urlencode()}" if kept else "?"})
    return found


def _table(kind: ColumnKind, rows: list[ContentPage], with_organisation: bool) -> dict[str, Any]:
    """Titles with what one looks for in this column."""
    own = ["标题"]
    specific: dict[int, Any] = {}
    if kind is ColumnKind.DISCLOSURES:
        own.append("类别")
        specific = DisclosurePage.objects.defer("body").in_bulk([row.pk for row in rows])
    elif kind is ColumnKind.RULES:
        own += ["文号", "效力"]
        specific = RulePage.objects.defer("body").in_bulk([row.pk for row in rows])
    columns = [*own, *(["发布组织"] if with_organisation else []), "日期"]
    shown = []
    for row in rows:
        limited = audience_badge(row)
        cells: list[Any] = [{"value": row.title, "note": limited[0] if limited else ""}]
        page = specific.get(row.pk)
        if isinstance(page, DisclosurePage):
            cells.append(page.category_l2 or page.get_category_l1_display())
        elif isinstance(page, RulePage):
            cells += [page.document_number, {"value": "", "badge": (str(page.force.label), FORCE_TONES[page.force])}]
        if with_organisation:
            cells.append(row.organisation.short_name)
        cells.append(row.published_on)
        shown.append({"cells": cells, "url": row.address})
    return {"caption": f"{kind.label}列表", "caption_hidden": True, "manner": "list", "columns": columns, "rows": shown}


def latest_of(actor: Actor, organisation: Organisation | None, limit: int) -> list[ContentPage]:
    """The newest readable pages of all columns, for feeds."""
    doors = PageDoor.objects.visible_to(actor).content()
    if organisation is not None:
        doors = doors.below(organisation.path)
    return in_order(list(doors.newest_first().values_list("page_id", flat=True)[:limit]))
