"""The search page and completion; thin."""

from collections.abc import Iterable
from functools import partial
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from records.access.actors import actor_of
from records.access.searching import search_scope
from search.doors import presenting
from search.doors.asking import SIZE, Asked, read
from search.index import queries, sources
from search.index.requests import Hit, SearchAnswer, SearchUnavailable, Segment

MOST_YEARS = 12
SUGGESTIONS = 8


@require_safe
@never_cache
def search_page(request: HttpRequest) -> HttpResponse:
    """搜索: one box, results of all kinds, only what this reader may see."""
    asked = read(request.GET.dict(), request.GET.getlist("kind"))
    context: dict[str, Any] = {
        "title": "搜索",
        "query": asked.text,
        "search_query": asked.text,
        "crumbs": [{"label": "首页", "url": "/"}, {"label": "搜索", "url": ""}],
        "feedback_url": "/feedback/",
    }
    if asked.text:
        actor = actor_of(request)
        rows, numbers = presenting.organisations_asked(asked.organisation)
        try:
            people = presenting.people_of(asked, actor)
            kinds = presenting.other_kinds() if people is not None else None
            answer = queries.search(asked.request(actor, kinds=kinds, organisations=numbers))
            context |= _found(request, asked, answer)
            address = partial(_address, request)
            context["tree"] = presenting.organisation_tree(
                rows, answer.facets.organisations, asked.organisation, address
            )
            if people is not None:
                context["people"] = presenting.people_block(people, address)
            if not answer.exact and people is None:
                context |= presenting.nothing_found(asked, answer, actor, address)
        except SearchUnavailable:
            context["away"] = "搜索服务正在恢复，其他页面照常可用；请稍后再试，或从“找组织”和各栏目进入。"
            return render(request, "theme/search.html", context, status=503)
    return render(request, "theme/search.html", context)


@require_safe
@never_cache
def suggest(request: HttpRequest) -> JsonResponse:
    """Completion 联想: titles and names by text and pinyin, within scope; never an error while somebody types."""
    typed = request.GET.get("q", "").replace("\x00", "").strip()[:60]
    if not typed:
        return JsonResponse({"suggestions": []})
    try:
        found = queries.suggest(typed, search_scope(actor_of(request)), SUGGESTIONS)
    except SearchUnavailable:
        return JsonResponse({"suggestions": []})
    labels = sources.labels()
    return JsonResponse(
        {"suggestions": [{"text": each.text, "kind": labels.get(each.kind, ""), "url": each.url} for each in found]}
    )


def pairs(segments: Iterable[Segment]) -> list[tuple[str, bool]]:
    """Stretches of text and whether each is a hit, as the theme marks them."""
    return [(segment.text, segment.hit) for segment in segments]


def result(hit: Hit, labels: dict[str, str]) -> dict[str, Any]:
    """One result as the theme draws it."""
    place = hit.place or (hit.organisation if hit.organisation != hit.title else "")
    kind = labels.get(hit.kind, hit.kind)
    return {
        "kind": f"{kind} · {hit.spot}" if hit.spot else kind,
        "title": pairs(hit.title_segments) or hit.title,
        "url": hit.url,
        "place": place,
        "date": hit.published,
        "snippet": pairs(hit.snippet),
        "facts": list(hit.facts.items()),
    }


def _found(request: HttpRequest, asked: Asked, answer: SearchAnswer) -> dict[str, Any]:
    labels = sources.labels()
    last = answer.pages(SIZE)
    first = (asked.page - 1) * SIZE + 1
    return {
        "total": f"{answer.exact or answer.total:,}",
        "found_note": _found_note(request, answer),
        "results": [result(hit, labels) for hit in answer.hits],
        "facets": _facets(asked, answer, labels),
        "hidden": _hidden(asked),
        "chosen": _chosen(request, asked, labels),
        "clear_url": f"?{_address(request, drop=('kind', 'organisation', 'year', 'page'))}",
        "sorts": [
            {
                "label": "相关度",
                "url": f"?{_address(request, drop=('sort', 'page'))}",
                "current": asked.sort == "relevance",
            },
            {
                "label": "时间",
                "url": f"?{_address(request, drop=('page',), sort='date')}",
                "current": asked.sort == "date",
            },
        ],
        "newer": f"?{_address(request, page=asked.page - 1)}" if asked.page > 1 else "",
        "older": f"?{_address(request, page=asked.page + 1)}" if asked.page < last else "",
        "range_note": f"第{first}–{first + len(answer.hits) - 1}条，共{answer.total:,}条" if answer.hits else "",
        "loosened": _loosened(answer) if answer.loosened and answer.hits else "",
    }


def _found_note(request: HttpRequest, answer: SearchAnswer) -> str:
    """What the number of results leaves unsaid: near results that fill the page, and the reader's own scope."""
    near = answer.total - answer.exact if answer.exact else 0
    notes = [f"另列出{near}条相近的"] if near > 0 else []
    if request.user.is_authenticated:
        notes.append("只在您能看到的范围内")
    return "，".join(notes)


def _hidden(asked: Asked) -> list[dict[str, str]]:
    """What the form of the facets takes along: the tree of organisations is of links."""
    hidden = [{"name": "sort", "value": "date"}] if asked.sort == "date" else []
    if asked.organisation is not None:
        hidden.append({"name": "organisation", "value": str(asked.organisation.uid)})
    return hidden


def _loosened(answer: SearchAnswer) -> str:
    """What was loosened to find anything at all."""
    also = "、".join(f"“{each}”" for each in answer.wordings)
    synonyms = f"也按近义说法{also}找过；" if also else ""
    return f"没有内容包含全部字词，{synonyms}下面是差一个字、字序不同或读音相近的结果。"


def _facets(asked: Asked, answer: SearchAnswer, labels: dict[str, str]) -> list[dict[str, Any]]:
    kinds = [
        {
            "value": each.value,
            "label": labels.get(each.value, each.value),
            "count": each.count,
            "checked": each.value in asked.kinds,
        }
        for each in answer.facets.kinds
    ]
    years = [
        {"value": each.value, "label": f"{each.value}年", "count": each.count, "checked": each.value == str(asked.year)}
        for each in answer.facets.years[:MOST_YEARS]
    ]
    facets = [("类别", "kind", kinds), ("年份", "year", years)]
    return [{"legend": legend, "name": name, "options": options} for legend, name, options in facets if options]


def _chosen(request: HttpRequest, asked: Asked, labels: dict[str, str]) -> list[dict[str, str]]:
    chosen = [
        {"label": labels.get(kind, kind), "url": f"?{_address(request, drop=('page',), without=('kind', kind))}"}
        for kind in asked.kinds
    ]
    if asked.organisation:
        url = f"?{_address(request, drop=('organisation', 'page'))}"
        chosen.append({"label": asked.organisation.short_name, "url": url})
    if asked.year:
        chosen.append({"label": f"{asked.year}年", "url": f"?{_address(request, drop=('year', 'page'))}"})
    return chosen


def _address(
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
