"""What every template may know: the portal's name, its columns, the reader's switches."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest

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
        }
    }
