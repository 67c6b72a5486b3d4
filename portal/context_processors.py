"""What every template may know: the portal's name, its columns, the reader's switches."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest

from records.kit import desk
from records.kit.web import actor_of

COLUMNS = [
    {"label": "公开", "url": "/disclosures/", "kind": "disclosures"},
    {"label": "课程", "url": "/courses/", "kind": "courses"},
    {"label": "规章", "url": "/rules/", "kind": "rules"},
    {"label": "新闻", "url": "/news/", "kind": "news"},
    {"label": "计划", "url": "/plans/", "kind": "plans"},
]
IN_ONE_LINE = 8  # pages: as many fit beside each other on a wide screen in large type


def portal(request: HttpRequest) -> dict[str, Any]:
    """Name and footer of the portal, the five columns, and the reader's remembered switches."""
    scope = getattr(request.user, "scope", None) if hasattr(request, "user") else None
    holds_post = bool(scope and scope.holds_post)
    return {
        "portal": {
            **settings.PORTAL,
            "demo": settings.DEMO,
            "columns": COLUMNS,
            "type": request.COOKIES.get("portal-type", ""),
            "theme": request.COOKIES.get("portal-theme", ""),
            "can_work": holds_post,
            "can_admin": holds_post,
        },
        **({"work_pages": work_pages(request)} if holds_post and request.path.startswith("/work/") else {}),
    }


def work_pages(request: HttpRequest) -> list[dict[str, Any]]:
    """The workbench's own line of pages: the desk and what domains offer, for whoever may open it.

    Who may open many gets them by chapters, each opening its pages; a chapter of one page is that page.
    """
    chapters = desk.chapters(actor_of(request))
    known = ["/work/", *(each.url for rows in chapters.values() for each in rows)]
    here = max((url for url in known if request.path.startswith(url)), key=len, default="")
    flat = len(known) <= IN_ONE_LINE
    line: list[dict[str, Any]] = [{"label": "我的事项", "url": "/work/", "current": here == "/work/"}]
    for part, rows in chapters.items():
        pages = [{"label": each.label, "url": each.url, "current": each.url == here} for each in rows]
        if flat or part is desk.Part.NONE or len(pages) == 1:
            line += pages
        else:
            line.append({"label": part.value, "pages": pages, "current": any(page["current"] for page in pages)})
    return line
