"""How results are narrowed: the facets with their counts, what is chosen, and the addresses that change it."""

from typing import Any

from django.http import HttpRequest, QueryDict

from records.kit.audience import Audience
from search.doors.asking import LONGEST, Asked
from search.index.entries import Reach
from search.index.requests import FacetCount, SearchAnswer

MOST_YEARS = 12
SHOWN = 6  # values of a facet; the rest is folded away
LEGENDS = {"kind": "种类", "organisation": "组织", "year": "年份", "category": "类别", "audience": "公开范围"}
NARROWING = tuple(LEGENDS)

REACHES: dict[str, str] = {**{level.value: str(level.label) for level in Audience}, Reach.POST.value: "按岗位可见"}


def address(
    request: HttpRequest, drop: tuple[str, ...] = (), without: tuple[str, str] | None = None, **new: Any
) -> str:
    """The present question with something changed: filters stand in the address, so that back and sharing work."""
    query: QueryDict = request.GET.copy()
    for name in drop:
        query.pop(name, None)
    if without is not None:
        name, value = without
        query.setlist(name, [each for each in query.getlist(name) if each != value])
    for name, value in new.items():
        query[name] = str(value)
    return query.urlencode()


def unread(asked: Asked) -> str:
    """What of the address was not read as it stands: without it more is found than was asked for."""
    said = []
    if asked.was_cut:
        said.append(f"搜索词超过{LONGEST}个字，只按前{LONGEST}个字找。")
    if names := [legend for name, legend in LEGENDS.items() if name in asked.problems]:
        said.append(f"地址里的{'、'.join(names)}认不出，没有按它筛选；请在筛选条件里重新选。")
    return "".join(said)


def facets(asked: Asked, answer: SearchAnswer, labels: dict[str, str]) -> list[dict[str, Any]]:
    """Kinds, years, classes and audiences with their counts; who sees one audience only is not asked for one.

    Where only a part of the index answered, what is chosen stands there without a count.
    """
    counts, counted = answer.facets, not answer.partial
    years = tuple(map(str, asked.years))
    found = [
        _facet(LEGENDS["kind"], "kind", counts.kinds, asked.kinds, labels, counted=counted),
        _facet(LEGENDS["year"], "year", counts.years[:MOST_YEARS], years, suffix="年", counted=counted),
        _facet(LEGENDS["category"], "category", counts.categories, asked.categories, counted=counted),
    ]
    if len(counts.reaches) > 1 or asked.reaches:
        reaches = tuple(map(str, asked.reaches))
        found.append(_facet(LEGENDS["audience"], "audience", counts.reaches, reaches, REACHES, counted=counted))
    return [facet for facet in found if facet["options"]]


def _facet(
    legend: str,
    name: str,
    counts: tuple[FacetCount, ...],
    chosen: tuple[str, ...],
    labels: dict[str, str] | None = None,
    suffix: str = "",
    counted: bool = True,
) -> dict[str, Any]:
    """One facet; what is chosen and finds nothing stays, so that it can be taken away."""
    known = {each.value for each in counts}
    every = [*counts, *(FacetCount(value, 0) for value in chosen if value not in known)]
    options = [
        {
            "value": each.value,
            "label": (labels or {}).get(each.value, each.value) + suffix,
            "count": f"{each.count:,}" if counted else None,
            "checked": each.value in chosen,
        }
        for each in every
    ]
    return folded({"legend": legend, "name": name}, options)


def folded(facet: dict[str, Any], options: list[dict[str, Any]]) -> dict[str, Any]:
    """A facet with its options: the first few, the rest folded away unless one of them is chosen."""
    # One more than is shown is no reason to fold.
    first = options if len(options) <= SHOWN + 1 else options[:SHOWN]
    rest = options[len(first) :]
    return {**facet, "options": first, "rest": rest, "rest_open": any(option["checked"] for option in rest)}


def hidden(asked: Asked) -> list[dict[str, str]]:
    """What the form of the facets takes along: the tree of organisations is of links."""
    found = [{"name": "sort", "value": "date"}] if asked.sort == "date" else []
    if asked.organisation is not None:
        found.append({"name": "organisation", "value": str(asked.organisation.uid)})
    return found


def chosen(request: HttpRequest, asked: Asked, labels: dict[str, str]) -> list[dict[str, str]]:
    """What is chosen now, each with the address that takes it away."""
    several = [
        *(("kind", kind, labels.get(kind, kind)) for kind in asked.kinds),
        *(("year", str(year), f"{year}年") for year in asked.years),
        *(("category", category, category) for category in asked.categories),
        *(("audience", reach.value, REACHES[reach.value]) for reach in asked.reaches),
    ]
    found = [
        {"label": label, "url": f"?{address(request, drop=('page',), without=(name, value))}"}
        for name, value, label in several
    ]
    if asked.organisation:
        url = f"?{address(request, drop=('organisation', 'page'))}"
        found.insert(len(asked.kinds), {"label": asked.organisation.short_name, "url": url})
    return found
