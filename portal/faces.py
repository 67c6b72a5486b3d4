"""The workbench's desk and a person's own page, composed from what domains offer."""

import datetime
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from records.kit import desk
from records.kit.my import cards
from records.kit.web import actor_of
from records.organisations.models import Organisation, Post

SOON = 7  # days: from here on a deadline is shown as pressing
LONG = 5  # days: what has waited this long is shown as waiting too long
MOST_POSTS = 6  # of one person, on the desk
ACCOUNT = [{"label": "接口令牌", "url": "/my/tokens/"}, {"label": "修改密码", "url": "/sign-in/password/"}]


@login_required
def work(request: HttpRequest) -> HttpResponse:
    """工作台: what waits for me, what came back, what is due, what stands out below me."""
    actor = actor_of(request)
    if not actor.scope.holds_post:
        return redirect("/my/")
    today = timezone.localdate()
    piles = desk.piles(actor, today)
    totals = {group: sum(pile.total for pile in found) for group, found in piles.items()}
    waiting = totals[desk.Group.WAITING]
    context: dict[str, Any] = {
        "title": "工作台",
        "headline": f"{actor.actor_name}，{f'有{waiting}件等您办' if waiting else '没有等您办的事'}",
        "intro": _posts(actor, today),
        "stats": [
            {"label": group.value, "value": f"{totals[group]:,}", "unit": "件", "lead": group is desk.Group.WAITING}
            for group in desk.Group
        ],
        "screens": [
            *(
                {"label": part.value, "links": [{"label": each.label, "url": each.url} for each in rows]}
                for part, rows in desk.chapters(actor).items()
            ),
            {"label": "我的账号", "links": ACCOUNT},
        ],
        "crumbs": [{"label": "工作台", "url": ""}],
    }
    for group in desk.Group:
        context[group.name.lower()] = {
            # What is due and what stands below is read beside: its title is the way there, a button belongs to what one does.
            "entries": [
                _entry(item, today, acts=group in (desk.Group.WAITING, desk.Group.RETURNED))
                for pile in piles[group]
                for item in pile.items
            ],
            "count": totals[group],
            "url": next((pile.url for pile in piles[group] if pile.url), ""),
        }
    return render(request, "theme/work.html", context)


@login_required
def my(request: HttpRequest) -> HttpResponse:
    """我的: courses, hours, messages, own record."""
    actor = actor_of(request)
    today = timezone.localdate()
    context = {
        "title": "我的",
        "headline": actor.actor_name,
        "intro": "课程、学时、消息和本人信息，仅本人可见。",
        "cards": cards(actor, today),
        "record_links": [],
        "crumbs": [{"label": "我的", "url": ""}],
    }
    return render(request, "theme/my.html", context)


def _entry(item: desk.WorkItem, today: datetime.date, *, acts: bool) -> dict[str, Any]:
    """A line of the desk: its own state, or the days that are left, or the days it has waited."""
    badge: dict[str, str] | None = None
    if item.state:
        badge = {"word": item.state, "tone": item.tone or "info"}
    elif item.due is not None:
        left = (item.due - today).days
        words = f"还有{left}天" if left > 0 else ("今天截止" if left == 0 else f"逾期{-left}天")
        badge = {"word": words, "tone": "bad" if left < 0 else ("warn" if left <= SOON else "info")}
    elif item.since is not None:
        waited = (today - item.since).days
        badge = {"word": f"已等{waited}天" if waited else "今天收到", "tone": "warn" if waited >= LONG else "info"}
    return {
        "title": item.title,
        "url": item.url,
        "meta": item.detail,
        "badge": badge,
        "action": {"label": item.act, "url": item.url} if acts else None,
    }


def _posts(actor: Any, today: datetime.date) -> str:
    """The person's posts in words, with how far the first one reaches."""
    rows = Post.objects.filter(user_id=actor.scope.user_id).current(today).select_related("organisation")
    posts = list(rows.order_by("organisation__path", "sort_order")[:MOST_POSTS])
    words = "；".join(f"{post.organisation.short_name}{post.title}" for post in posts)
    if not posts:
        return ""
    below = Organisation.objects.below(posts[0].organisation.path).working(today).count() - 1
    return f"{words}。权限：本组织" + (f"及{below}个下级组织。" if below > 0 else "。")
