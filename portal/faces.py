"""The workbench's desk and a person's own page, composed from what domains offer."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from records.kit import desk
from records.kit.my import cards
from records.kit.web import actor_of
from records.organisations.models import Organisation, Post


@login_required
def work(request: HttpRequest) -> HttpResponse:
    """工作台: what waits for me, what came back, what is due, what stands out below me."""
    actor = actor_of(request)
    if not actor.scope.holds_post:
        return redirect("/my/")
    today = timezone.localdate()
    piles = desk.piles(actor, today)
    groups = {
        group.name.lower(): {
            "label": group.value,
            "total": sum(pile.total for pile in piles[group]),
            "items": [_line(item, today) for pile in piles[group] for item in pile.items],
            "more": [{"label": f"全部{pile.total}件", "url": pile.url} for pile in piles[group] if pile.url],
        }
        for group in desk.Group
    }
    context = {
        "title": "工作台",
        "person": actor.actor_name,
        "posts": _posts(actor, today),
        "groups": groups,
        "screens": [{"label": each.label, "url": each.url} for each in desk.screens(actor)],
        "crumbs": [{"label": "首页", "url": "/"}, {"label": "工作台", "url": ""}],
        "today": today,
    }
    return render(request, "portal/work.html", context)


@login_required
def my(request: HttpRequest) -> HttpResponse:
    """我的: courses, hours, messages, own record."""
    actor = actor_of(request)
    today = timezone.localdate()
    context = {
        "title": "我的",
        "person": actor.actor_name,
        "cards": cards(actor, today),
        "crumbs": [{"label": "首页", "url": "/"}, {"label": "我的", "url": ""}],
    }
    return render(request, "portal/my.html", context)


def _line(item: desk.WorkItem, today: Any) -> dict[str, Any]:
    waited = (today - item.since).days if item.since else None
    left = (item.due - today).days if item.due else None
    return {"item": item, "waited": waited, "left": left}


def _posts(actor: Any, today: Any) -> list[dict[str, Any]]:
    rows = (
        Post.objects.filter(user_id=actor.scope.user_id)
        .current(today)
        .select_related("organisation")
        .order_by("organisation__path", "sort_order")
    )
    posts = list(rows[:6])
    return [
        {
            "title": post.title,
            "organisation": post.organisation.short_name,
            "below": Organisation.objects.below(post.organisation.path).working(today).count() - 1
            if number == 0
            else None,
        }
        for number, post in enumerate(posts)
    ]
