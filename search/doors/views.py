"""The search page and completion; thin."""

from collections.abc import Callable, Iterable, Sequence
from functools import partial
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from records.access.actors import actor_of
from records.access.models import User, Visitor
from search.doors import narrowing, presenting
from search.doors.asking import SIZE, Asked, read
from search.doors.tuning import tally
from search.doors.typist import typists
from search.index import queries, sources
from search.index.budget import ENGINE_SECONDS, TYPING_SECONDS, within
from search.index.requests import Hit, SearchAnswer, SearchUnavailable, Segment
from search.index.scope import SearchScope

SUGGESTIONS = 8
QUOTED = 40  # characters of a question that stand in the headline above its results


@require_safe
@never_cache
@within(ENGINE_SECONDS)
def search_page(request: HttpRequest) -> HttpResponse:
    """搜索: one box, results of all kinds, only what this reader may see."""
    asked = read(request.GET)
    context: dict[str, Any] = {
        "title": "搜索",
        "query": asked.text,
        "quoted": asked.text if len(asked.text) <= QUOTED else f"{asked.text[:QUOTED]}…",
        "search_query": asked.text,
        "crumbs": [{"label": "首页", "url": "/"}, {"label": "搜索", "url": ""}],
        "feedback_url": "/feedback/",
    }
    if asked.text:
        actor = actor_of(request)
        rows, numbers = presenting.organisations_asked(asked.organisation)
        try:
            answer, people = presenting.found_for(asked, actor, numbers)
            last = answer.pages(SIZE) or 1
            if asked.page > last and not answer.partial:  # an old address, or one typed by hand
                return redirect(f"{request.path}?{narrowing.address(request, page=last)}")
            context |= _found(request, asked, answer, actor)
            known = answer.exact + (people.exact if people is not None else 0)
            context["clicked"] = heard(asked, actor, answer, known, people=people is not None)
            address = partial(narrowing.address, request)
            context["tree"] = presenting.organisation_tree(
                rows, answer.facets.organisations, asked.organisation, address
            )
            if people is not None:
                context["people"] = presenting.people_block(people, address)
            if not answer.exact and people is None and not answer.partial:
                context |= presenting.nothing_found(asked, answer, actor, address)
        except SearchUnavailable:
            context["away"] = "搜索服务正在恢复，其他页面照常可用；请稍后再试，或从“找组织”和各栏目进入。"
            return render(request, "theme/search.html", context, status=503)
    return render(request, "theme/search.html", context)


def suggest(request: HttpRequest) -> HttpResponse:
    """Completion 联想 in the search box."""
    return suggestions(request, typists.scope)


@require_safe
@never_cache
@within(TYPING_SECONDS)
def suggestions(request: HttpRequest, scope_of: Callable[[HttpRequest], SearchScope]) -> JsonResponse:
    """Titles and names by text and pinyin, within scope, and where each belongs, which tells namesakes apart.

    Never an error while somebody types.
    """
    typed = request.GET.get("q", "").replace("\x00", "").strip()[:60]
    if not typed:
        return JsonResponse({"suggestions": []})
    try:
        found = queries.suggest(typed, scope_of(request), 2 * SUGGESTIONS)
    except SearchUnavailable:
        return JsonResponse({"suggestions": []})
    labels = sources.labels()
    often = [
        {"text": each, "kind": "常搜", "url": f"/search/?{urlencode({'q': each})}"} for each in tally.frequent(typed)
    ]
    at_home = {each.text for each in found if each.kind == "section"}  # one line for an organisation and its home page
    found = [each for each in found if each.kind != "organisation" or each.text not in at_home][:SUGGESTIONS]
    return JsonResponse(
        {
            "suggestions": often
            + [
                {
                    "text": each.text,
                    "kind": labels.get(each.kind, ""),
                    # A title that begins with its organisation says where it belongs by itself.
                    "place": "" if each.text.startswith(each.organisation) else each.organisation,
                    "url": each.url,
                }
                for each in found
            ]
        }
    )


def heard(asked: Asked, actor: User | Visitor, answer: SearchAnswer, found: int, *, people: bool) -> str:
    """Count the question, for page and API alike; returns the token of its clicks. `people` are among what was found."""
    if not asked.counted or not asked.text or answer.partial:  # what wasn't found then says nothing of the question
        return ""
    return tally.heard(asked.text, found, visitor=not isinstance(actor, User), people=people)


def pairs(segments: Iterable[Segment]) -> list[tuple[str, bool]]:
    """Stretches of text and whether each is a hit, as the theme marks them."""
    return [(segment.text, segment.hit) for segment in segments]


def result(hit: Hit, labels: dict[str, str], path: str = "", carrier: str = "") -> dict[str, Any]:
    """One result as the theme draws it; `path` are the organisations it hangs below (`presenting.paths_of`).

    `carrier` is the page an attachment stands on (`presenting.carriers`).
    """
    kind = labels.get(hit.kind, hit.kind)
    return {
        "kind": f"{kind} · {hit.spot}" if hit.spot else kind,
        "title": pairs(hit.title_segments) or hit.title,
        "url": hit.url,
        "place": path or hit.place or (hit.organisation if hit.organisation != hit.title else ""),
        "date": hit.published,
        "badges": presenting.badges(hit),
        "snippet": pairs(hit.snippet),
        "facts": [
            *([("载于", carrier)] if carrier else ()),
            *((name, value) for name, value in hit.facts.items() if value != hit.state),
        ],
        "badge": {"word": "推荐", "tone": "rank"} if hit.recommended else None,
    }


def results(hits: Sequence[Hit], actor: User | Visitor) -> list[dict[str, Any]]:
    """Results as the theme draws them, each with where it hangs and what carries it."""
    labels, carriers = sources.labels(), presenting.carriers(hits, actor)
    paths = presenting.paths_of(hits)
    return [result(hit, labels, path, carriers.get(hit.uid, "")) for hit, path in zip(hits, paths, strict=True)]


def _found(request: HttpRequest, asked: Asked, answer: SearchAnswer, actor: User | Visitor) -> dict[str, Any]:
    labels = sources.labels()
    last = answer.pages(SIZE)
    first = (asked.page - 1) * SIZE + 1
    sorts = [
        ("相关度", narrowing.address(request, drop=("sort", "page")), asked.sort == "relevance"),
        ("时间", narrowing.address(request, drop=("page",), sort="date"), asked.sort == "date"),
    ]
    return {
        "total": "" if answer.partial else f"{answer.exact or answer.total:,}",
        "partial": presenting.partial(answer),
        "again": presenting.AGAIN,
        "exact": answer.exact,
        "found_note": _found_note(request, answer),
        "results": results(answer.hits, actor),
        "facets": narrowing.facets(asked, answer, labels),
        "hidden": narrowing.hidden(asked),
        "chosen": narrowing.chosen(request, asked, labels),
        "clear_url": f"?{narrowing.address(request, drop=(*narrowing.NARROWING, 'page'))}" if asked.filtered else "",
        "sorts": [
            {"label": label, "url": f"?{url}", "current": current}
            for label, url, current in (sorts if answer.exact else ())
        ],
        "newer": f"?{narrowing.address(request, page=asked.page - 1)}" if asked.page > 1 else "",
        "older": f"?{narrowing.address(request, page=asked.page + 1)}" if asked.page < last else "",
        "range_note": presenting.range_note(answer, first),
        "unread": narrowing.unread(asked),
        "loosened": _loosened(answer) if answer.loosened and answer.hits else "",
    }


def _found_note(request: HttpRequest, answer: SearchAnswer) -> str:
    """What the number of results leaves unsaid: near results that fill the page, and the reader's own scope."""
    near = answer.total - answer.extra - answer.exact if answer.exact and not answer.partial else 0
    notes = [f"另列出{near}条相近的"] if near > 0 else []
    if request.user.is_authenticated:
        notes.append("只在您能看到的范围内")
    return "，".join(notes)


def _loosened(answer: SearchAnswer) -> str:
    """What was loosened to find anything at all."""
    also = "、".join(f"“{each}”" for each in answer.wordings)
    synonyms = f"也按近义说法{also}找过；" if also else ""
    return f"没有内容包含全部字词；{synonyms}下面只含一部分字词，或差一个字、字序不同、读音相近。少写几个字、换个说法，常能找准。"
