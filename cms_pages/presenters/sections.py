"""An organisation's home page and the finder of organisations."""

from typing import Any

from django.db.models import Q
from django.http import HttpRequest
from django.utils import timezone

from cms_pages.columns import ColumnKind
from cms_pages.models import PageDoor, SectionPage
from cms_pages.presenters.common import (
    column_address,
    course_pages,
    entry_of,
    in_order,
    reader_of,
    section_addresses,
    section_chain,
    updated_of,
)
from cms_pages.presenters.openness import section_opinions, section_record
from records.kit import visitors
from records.kit.actors import Actor
from records.organisations.models import Organisation, Post

LATEST = 4  # entries of a column
CHILDREN = 12
UNITS = {ColumnKind.COURSES: "门"}


def section_context(page: SectionPage, request: HttpRequest) -> dict[str, Any]:
    """Everything a section's template asks for."""
    actor = reader_of(request)
    organisation = page.organisation
    today = timezone.localdate()
    chain = section_chain(organisation)
    children, more = _children(organisation, page)
    dissolved = ""
    if organisation.is_dissolved(today):
        dissolved = f"{organisation.short_name}已于{organisation.dissolved_on:%Y年%-m月%-d日}撤销"
    return {
        "title": organisation.short_name,
        "description": page.intro or organisation.name,
        "organisation": {
            "name": organisation.short_name,
            "full_name": organisation.name,
            "intro": page.intro,
            "phone": organisation.telephone,
            "dissolved": dissolved,
            "url": page.address,
        },
        "crumbs": [
            *({"label": each.organisation.short_name, "url": each.address} for each in chain if each != page),
            {"label": organisation.short_name, "url": ""},
        ],
        "actions": [
            {"label": "查看公开内容", "url": column_address(page.address, ColumnKind.DISCLOSURES), "primary": True},
            {"label": "提出问题或建议", "url": f"/feedback/?organisation={organisation.uid}"},
        ],
        "above": [
            {"label": each.organisation.short_name, "note": "", "url": each.address} for each in chain if each != page
        ],
        "here": {"label": organisation.short_name, "note": ""},
        "below": children,
        "more": more,
        "people": {"items": _people(organisation)},
        "columns": columns_of(actor, organisation, page.address),
        "opinions": section_opinions(organisation),
        "record": section_record(organisation, today),
        "feed_url": "" if dissolved else f"{page.address}feed/",  # nothing more comes of a dissolved one
        "feedback_url": f"/feedback/?organisation={organisation.uid}",
        "updated": updated_of(page),
    }


def columns_of(actor: Actor, organisation: Organisation, address: str) -> list[dict[str, Any]]:
    """Five columns with their number of readable pages and the latest of each: seven queries, whatever they hold."""
    numbers: dict[str, list[int]] = {}
    counts: dict[str, int] = {}
    for kind in ColumnKind:
        doors = PageDoor.objects.visible_to(actor).content().filter(organisation=organisation, column=kind)
        if kind is ColumnKind.COURSES:
            doors = doors.filter(page__in=course_pages())
        numbers[kind] = list(doors.newest_first().values_list("page_id", flat=True)[: LATEST + 1])
        counts[kind] = len(numbers[kind])
        if counts[kind] > LATEST:
            counts[kind] = doors.order_by().count()
    found = {page.pk: page for page in in_order([n for each in numbers.values() for n in each[:LATEST]])}
    return [
        {
            "label": str(kind.label),
            "url": column_address(address, kind),
            "count": counts[kind],
            "unit": UNITS.get(kind, "件"),
            "entries": [
                entry_of(found[number], with_organisation=False) for number in numbers[kind][:LATEST] if number in found
            ],
        }
        for kind in ColumnKind
    ]


def _people(organisation: Organisation) -> list[dict[str, str]]:
    posts = Post.objects.filter(organisation=organisation).current(timezone.localdate()).published()
    return [{"name": each.printed_name, "post": each.title} for each in posts.order_by("sort_order", "pk")[:24]]


def _children(organisation: Organisation, page: SectionPage) -> tuple[list[dict[str, str]], dict[str, str] | None]:
    if not organisation.numchild:
        return [], None
    children = Organisation.objects.children_of(organisation.path).working(timezone.localdate())
    rows = list(children.in_list_order()[: CHILDREN + 1])
    addresses = section_addresses(rows[:CHILDREN])
    shown = [{"label": each.short_name, "note": "", "url": addresses.get(each.pk, "")} for each in rows[:CHILDREN]]
    if len(rows) <= CHILDREN:
        return shown, None
    return shown, {
        "label": f"全部{children.count()}个下级组织",
        "url": f"/organisations/?below={organisation.uid}",
    }


# ── finder ──────────────────────────────────────────────────────────────────
FOUND = 30
LEVEL = 200  # organisations of one level on one page


def finder_context(query: str, below: Organisation | None) -> dict[str, Any]:
    """Find an organisation 找组织: by part of a name or by pinyin, or down the tree."""
    context: dict[str, Any] = {
        "title": "找组织",
        "column": "找组织",
        "query": query,
        "intro": "输入名称的一部分，或沿组织树逐级查找。",
        "crumbs": [{"label": "找组织", "url": "/organisations/" if below else ""}],
    }
    if query:
        rows = found_organisations(query)
        context["results"] = _results(rows[:FOUND])
        context["results_note"] = f"前{FOUND}个，请多输入几个字" if len(rows) > FOUND else f"{len(rows)}个"
    if below is not None:
        context["title"] = f"{below.short_name}的下级组织"
        context["crumbs"].append({"label": below.short_name, "url": ""})
    context["nodes"] = visitors.remembered(f"finder.{below.pk if below else ''}", lambda: nodes_below(below))
    return context


def found_organisations(query: str) -> list[Organisation]:
    """Organisations whose name, code or pinyin fits; one more than shown says that there are more."""
    letters = query.lower().replace(" ", "")
    condition = Q(short_name__icontains=query) | Q(name__icontains=query) | Q(code=query)
    if letters.isascii() and letters.isalpha():
        condition |= Q(slug__startswith=letters)
    return list(
        Organisation.objects.filter(condition)
        .working(timezone.localdate())
        .order_by("depth", "sort_key", "pk")[: FOUND + 1]
    )


def nodes_below(top: Organisation | None) -> list[dict[str, Any]]:
    """One level of the tree, each with the next level folded in when the whole is small; four queries."""
    today = timezone.localdate()
    if top is None:
        tops = list(Organisation.objects.filter(depth=1).working(today).in_list_order()[:LEVEL])
        if len(tops) == 1:  # one root: its children are what a reader looks for
            return nodes_below(tops[0])
        rows = tops
    else:
        rows = list(Organisation.objects.children_of(top.path).working(today).in_list_order()[:LEVEL])
    counts = below_counts(rows)
    addresses = section_addresses(rows)
    return [
        {
            "label": each.short_name,
            "url": addresses.get(each.pk, ""),
            "count": counts.get(each.path) or None,
            "children": [
                {"label": "下级组织", "url": f"/organisations/?below={each.uid}", "count": None, "children": []}
            ]
            if each.numchild
            else [],
        }
        for each in rows
    ]


def below_counts(rows: list[Organisation]) -> dict[str, int]:
    """How many organisations hang below each of these: one query, counted by the front of the path."""
    from django.db.models import Count
    from django.db.models.functions import Substr

    from records.kit.paths import below_any

    if not rows:
        return {}
    length = len(rows[0].path)
    counted = (
        Organisation.objects.filter(below_any("path", [each.path for each in rows]))
        .working(timezone.localdate())
        .annotate(front=Substr("path", 1, length))
        .order_by()
        .values("front")
        .annotate(number=Count("pk"))
    )
    return {row["front"]: row["number"] - 1 for row in counted}


def _results(rows: list[Organisation]) -> list[dict[str, str]]:
    addresses = section_addresses(rows)
    paths = {path for each in rows for path in each.ancestor_paths[:-1]}
    names = dict(Organisation.objects.filter(path__in=paths).values_list("path", "short_name")) if paths else {}
    return [
        {
            "title": each.short_name,
            "url": addresses.get(each.pk, ""),
            "meta": " › ".join(names[path] for path in each.ancestor_paths[:-1] if path in names),
        }
        for each in rows
    ]
