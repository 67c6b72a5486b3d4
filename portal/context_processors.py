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
    """The workbench's own line of pages: the desk and what domains offer, for whoever may open it."""
    pages = [{"label": "我的事项", "url": "/work/"}]
    pages += [{"label": each.label, "url": each.url} for each in desk.screens(actor_of(request))]
    here = max((page["url"] for page in pages if request.path.startswith(page["url"])), key=len, default="")
    return [{**page, "current": page["url"] == here} for page in pages]
