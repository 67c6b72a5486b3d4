"""The workbench's page lists and the review screen: plain values."""

from collections.abc import Iterable, Iterator
from typing import Any

from django.db.models import Exists, F, IntegerField, OuterRef, QuerySet
from django.db.models.functions import Cast
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Page, Revision, TaskState, WorkflowState

from cms_pages.models import ContentPage, PageDoor
from cms_pages.presenters.differences import differences
from cms_pages.rules import may_review
from cms_pages.services.review import contributors
from records.kit.actors import Actor
from records.kit.audience import Audience


def states_at(actor: Actor, action: str) -> QuerySet[TaskState]:
    """Review steps at pages of the organisations where the actor may do `action`."""
    doors = PageDoor.objects.workable_by(actor, action).filter(
        page_id=Cast(OuterRef("workflow_state__object_id"), IntegerField())
    )
    return TaskState.objects.filter(Exists(doors), task__content_type__app_label="cms_pages").select_related(
        "workflow_state__requested_by", "revision__user", "finished_by"
    )


def waiting_for(actor: Actor) -> QuerySet[TaskState]:
    """What waits for this reviewer, oldest first; one's own submissions wait for somebody else."""
    return (
        states_at(actor, "pages.review")
        .filter(status=TaskState.STATUS_IN_PROGRESS)
        .exclude(workflow_state__requested_by_id=actor.scope.user_id)
        .exclude(revision__user_id=actor.scope.user_id)
        .order_by("started_at", "pk")
    )


def returned_to(actor: Actor) -> QuerySet[TaskState]:
    """What was sent back to this author and not handed in again, newest first."""
    return (
        states_at(actor, "pages.write")
        .filter(
            status=TaskState.STATUS_REJECTED,
            workflow_state__status=WorkflowState.STATUS_NEEDS_CHANGES,
            workflow_state__requested_by_id=actor.scope.user_id,
            workflow_state__current_task_state=F("pk"),
        )
        .order_by("-finished_at", "-pk")
    )


def submitted_by(actor: Actor) -> QuerySet[TaskState]:
    """What this author handed in and nobody has decided, oldest first."""
    return (
        states_at(actor, "pages.write")
        .filter(status=TaskState.STATUS_IN_PROGRESS, workflow_state__requested_by_id=actor.scope.user_id)
        .order_by("started_at", "pk")
    )


def page_of(states: Iterable[TaskState]) -> Iterator[tuple[TaskState, ContentPage]]:
    """Each step with its content page: one query for all; sections and columns in review are shown by their page."""
    rows = list(states)
    numbers = [int(state.workflow_state.object_id) for state in rows]
    found: dict[int, Any] = ContentPage.objects.select_related("organisation").defer("body").in_bulk(numbers)
    missing = [number for number in numbers if number not in found]
    for page in Page.objects.filter(pk__in=missing).specific() if missing else ():
        found[page.pk] = page
    for state in rows:
        page = found.get(int(state.workflow_state.object_id))
        if page is not None and hasattr(page, "organisation"):
            yield state, page


def list_context(actor: Actor, show: str) -> dict[str, Any]:
    """What waits for me; what came back; what I handed in."""
    piles = {
        "waiting": ("等我审核", waiting_for(actor)),
        "returned": ("退回我的", returned_to(actor)),
        "submitted": ("我提交的", submitted_by(actor)),
    }
    if not actor.scope.paths("pages.review"):
        piles.pop("waiting")
    show = show if show in piles else next(iter(piles))
    states = piles[show][1]
    rows = list(page_of(states[:100]))
    today = timezone.localdate()
    return {
        "title": "页面审核",
        "intro": "点开一页，看它将怎样发布、与现在有什么不同，再决定通过或退回。自己参与编写的须由他人审核。",
        "crumbs": [{"label": "工作台", "url": "/work/"}, {"label": "页面审核", "url": ""}],
        "sorts": [
            {"label": f"{label}（{queryset.count()}）", "url": f"?show={name}", "current": name == show}
            for name, (label, queryset) in piles.items()
        ],
        "list_title": piles[show][0],
        "count": states.count(),
        "table": {
            "caption": piles[show][0],
            "caption_hidden": True,
            "manner": "list",
            "columns": ["标题", "类型", "组织", "提交人", "提交时间", "已等"],
            "rows": [_row(state, page, today) for state, page in rows],
        },
        "empty_title": "没有要办的",
        "empty_note": {
            "waiting": "没有页面在等您审核；有人提交后会列在这里，也会出现在工作台首页。",
            "returned": "没有被退回的页面；被退回的会写明理由，改好后可以再提交。",
            "submitted": "没有在审核中的页面；写好后提交审核，就会列在这里。",
        }[show],
        "actions": [{"label": "写新内容", "url": "/work/pages/write/"}] if actor.scope.paths("pages.write") else [],
    }


def _row(state: TaskState, page: ContentPage, today: Any) -> dict[str, Any]:
    started = timezone.localtime(state.started_at)
    waited = (today - started.date()).days
    asked = state.workflow_state.requested_by
    return {
        "url": reverse("work-page", args=[page.uid]),
        "cells": [
            page.title if page.live else page.draft_title or page.title,
            type_label(page),
            page.organisation.short_name,
            asked.name if asked else "系统",
            f"{started:%m-%d %H:%M}",
            {"value": "", "badge": (f"{waited}天" if waited else "今天", "warn" if waited > 2 else "info")},
        ],
    }


def type_label(page: Any) -> str:
    """The page's type, as people call it."""
    return str(page.cached_content_type.model_class()._meta.verbose_name)


# ── one page ────────────────────────────────────────────────────────────────
def task_context(actor: Actor, page: Any, request: HttpRequest, form: Any) -> dict[str, Any]:
    """The review screen of a page: as it will look, what changes, what was done, what may be done."""
    state = page.current_workflow_state
    step: TaskState | None = state.current_task_state if state is not None else None
    in_review = step is not None and step.status == TaskState.STATUS_IN_PROGRESS
    revision = step.revision if in_review and step is not None else page.get_latest_revision()
    shown = revision.as_object() if revision is not None else page
    drawn = shown.get_context(request)
    scope = actor.scope
    path = page.org_path
    context: dict[str, Any] = {
        "title": shown.title,
        "kicker": f"{type_label(page)}　{page.organisation.short_name}",
        "status": status_of(page, state),
        "crumbs": [
            {"label": "工作台", "url": "/work/"},
            {"label": "页面审核", "url": reverse("work-pages")},
            {"label": shown.title, "url": ""},
        ],
        "steps": steps_of(page, state, step),
        "notices": [],
        "facts": review_facts(shown, page, revision),
        "article": drawn.get("article") or {"body": drawn.get("course", {}).get("body", "")},
        "drawn": drawn,
        "files": drawn.get("files"),
        "preview_url": reverse("work-page-preview", args=[page.uid]),
        "live_url": page.address if page.live else "",
        "differences": differences(page, shown) if revision is not None and page.live else [],
        "history": history_of(page),
        "revision": revision,
        "in_review": in_review,
    }
    if state is not None and state.status == WorkflowState.STATUS_NEEDS_CHANGES and step is not None:
        context["notices"].append({"title": "已退回修改", "note": step.comment, "tone": "warn"})
    if in_review and scope.may("pages.review", path):
        wrote = contributors(page) | {state.requested_by_id}
        if may_review(scope.user_id, wrote):
            context["form"] = form
            context["actions"] = [
                {"label": "退回修改", "name": "act", "value": "return"},
                {"label": "通过并发布", "name": "act", "value": "approve", "primary": True},
            ]
        else:
            context["notices"].append(
                {
                    "title": "须由他人审核",
                    "note": "这一页有您参与编写的内容，须由其他有审核权限的人审核。",
                    "tone": "info",
                }
            )
    context["links"] = links_of(actor, page, in_review)
    return context


def links_of(actor: Actor, page: Any, in_review: bool) -> list[dict[str, Any]]:
    """What else this person may do with the page."""
    scope, path = actor.scope, page.org_path
    links: list[dict[str, Any]] = []
    if scope.may("pages.write", path):
        if in_review:
            links.append({"label": "撤回提交", "url": reverse("work-page-recall", args=[page.uid])})
        elif page.alias_of_id is None and not page.is_closed:
            links.append({"label": "去修改", "url": reverse("wagtailadmin_pages:edit", args=[page.pk])})
    if not isinstance(page, ContentPage):
        return links
    if scope.may("pages.preview", path):
        links.append({"label": "给没有账号的人看", "url": reverse("work-page-preview-link", args=[page.uid])})
    for label, name, action, fits in (
        ("撤下", "withdraw", "pages.withdraw", page.live),
        ("收窄公开范围", "audience", "pages.change_audience", True),
        ("移动", "move", "pages.move", page.alias_of_id is None),
        ("更改网址", "rename", "pages.rename", page.alias_of_id is None),
    ):
        if fits and scope.may(action, path):
            links.append({"label": label, "url": reverse(f"work-page-{name}", args=[page.uid])})
    if page.live and scope.paths("pages.share"):
        links.append({"label": "转载到本组织", "url": reverse("work-page-share", args=[page.uid])})
    return links


def status_of(page: Any, state: WorkflowState | None) -> tuple[str, str]:
    """Where a page stands, in a word."""
    if state is not None and state.status == WorkflowState.STATUS_IN_PROGRESS:
        return "待审核", "info"
    if state is not None and state.status == WorkflowState.STATUS_NEEDS_CHANGES:
        return "已退回", "warn"
    if page.scheduled_revision is not None:
        return "定时发布", "info"
    if page.live:
        return ("已发布，有新的改动", "info") if page.has_unpublished_changes else ("已发布", "good")
    return ("已撤下", "bad") if page.first_published_at else ("草稿", "plain")


def steps_of(page: Any, state: WorkflowState | None, step: TaskState | None) -> list[dict[str, Any]]:
    """编写 → 审核 → 发布."""
    writer = state.requested_by.name if state is not None and state.requested_by else ""
    written = {"label": "编写", "state": "done" if state is not None or page.live else "current", "who": writer}
    reviewed: dict[str, Any] = {"label": "审核", "state": "next"}
    published: dict[str, Any] = {"label": "发布", "state": "next"}
    if state is not None and step is not None and state.status == WorkflowState.STATUS_IN_PROGRESS:
        reviewed = {"label": "审核", "state": "current", "when": timezone.localtime(step.started_at)}
    elif state is not None and step is not None:
        reviewed = {"label": "审核", "state": "back", "who": step.finished_by.name if step.finished_by else ""}
        written["state"] = "current"
    elif page.live and not page.has_unpublished_changes:
        reviewed["state"] = published["state"] = "done"
        published["when"] = timezone.localtime(page.last_published_at)
    return [written, reviewed, published]


def review_facts(shown: Any, page: Any, revision: Revision | None) -> list[tuple[str, Any]]:
    """What a reviewer must know besides the text."""
    author = revision.user.name if revision is not None and revision.user else "系统"
    facts = [
        ("公开范围", Audience(shown.chosen_audience).label),
        ("编写", author),
        ("这一版写于", timezone.localtime(revision.created_at).strftime("%Y-%m-%d %H:%M") if revision else ""),
    ]
    if getattr(shown, "go_live_at", None):
        facts.append(("定时发布", timezone.localtime(shown.go_live_at).strftime("%Y-%m-%d %H:%M")))
    if getattr(shown, "expire_at", None):
        facts.append(("定时撤下", timezone.localtime(shown.expire_at).strftime("%Y-%m-%d %H:%M")))
    if hasattr(shown, "secrecy_checked_by"):
        facts.append(("保密审查", shown.secrecy_checked_by))
    facts.append(("网址", page.address))
    return facts


def history_of(page: Any) -> list[dict[str, Any]]:
    """What was done on the page, newest first."""
    words = {
        TaskState.STATUS_APPROVED: "审核通过",
        TaskState.STATUS_REJECTED: "退回修改",
        TaskState.STATUS_CANCELLED: "撤回",
    }
    found: list[dict[str, Any]] = []
    states = (
        TaskState.objects.filter(workflow_state__object_id=str(page.pk))
        .select_related("workflow_state__requested_by", "finished_by")
        .order_by("pk")
    )
    for state in states:
        asked = state.workflow_state.requested_by
        found.append(
            {"what": "提交审核", "who": asked.name if asked else "系统", "when": state.started_at, "quote": ""}
        )
        if state.status in words:
            found.append(
                {
                    "what": words[state.status],
                    "who": state.finished_by.name if state.finished_by else "系统",
                    "when": state.finished_at,
                    "quote": state.comment,
                }
            )
    return found[::-1]
