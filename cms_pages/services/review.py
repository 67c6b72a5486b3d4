"""Submit 提交, return 退回, approve 通过, recall 撤回: each with its permission, in one transaction, told and journalled."""

import datetime
import uuid
from typing import Any

from django.db.models import Q
from django.utils import timezone
from wagtail.models import Page, Revision, TaskState, WorkflowState

from cms_pages.catalogue import wrong_with
from cms_pages.events import PageRecalled, PageReturned, PageSubmitted
from cms_pages.models import ContentPage, DisclosurePage
from cms_pages.rules import may_review
from cms_pages.services.publishing import publish_reviewed
from cms_pages.services.writing import PageWrite, account, event_facts
from records.kit.actors import Actor
from records.kit.errors import Conflict, Invalid, Refused
from records.kit.write import Write

NOT_SUBMITTED = "这一页现在没有在审核中：可能已被他人处理，或作者已撤回。请回到列表看最新情况。"


def submit(actor: Actor, uid: uuid.UUID) -> TaskState:
    """Hand in the latest draft for review 提交审核.

    Raises Refused without the permission, Invalid when the organisation is dissolved or something is missing,
    Conflict when it is under review already or nothing was changed.
    """
    with PageWrite(actor, "pages.write") as write:
        page = write.content(uid)
        if page.workflow_in_progress:
            raise Conflict("这一页已在审核中，不必再次提交。")
        if page.live and not page.has_unpublished_changes:
            raise Conflict("这一页没有新的改动，不必提交审核。")
        if page.is_closed:
            raise Invalid(f"“{page.organisation}”已撤销，主页不再更新，不能提交。")
        latest = page.get_latest_revision_as_object()
        latest.full_clean()
        if wrong := _wrong_with_item(latest):
            raise Invalid(wrong)
        state = page.current_workflow_state
        if state is not None:
            state.resume(account(actor))
        else:
            state = page.get_workflow().start(page, account(actor))
        state.refresh_from_db()
        task_state: TaskState = state.current_task_state
        return task_state


def note_submission(user: Any, task_state: TaskState) -> None:
    """A draft was handed in, through whichever door: check, journal, tell. Runs inside Wagtail's own start of the step."""
    from records.kit.actors import SYSTEM

    actor: Actor = user if user is not None else SYSTEM
    with PageWrite(actor, "pages.write") as write:
        page = write.page(task_state.workflow_state.content_object.translation_key)
        if not isinstance(page, ContentPage):
            # Sections and columns are written by whoever may, and reviewed in the same way.
            write.tell(page, after={"state": "待审核", "revision": task_state.revision_id}, touch=False)
            return
        if page.is_closed:
            raise Refused(f"“{page.organisation}”已撤销，主页不再更新，不能提交。")
        if wrong := _wrong_with_item(task_state.revision.as_object()):
            raise Refused(" ".join(wrong.values()))
        write.tell(page, after={"state": "待审核", "revision": task_state.revision_id}, touch=False)
        write.emit(PageSubmitted(**event_facts(page), submitted_by=actor.scope.user_id))


def approve(actor: Actor, uid: uuid.UUID, *, comment: str = "", revision: int | None = None) -> None:
    """Approve what is under review 审核通过, which publishes it, or schedules it for its hour.

    `revision` is the version the reviewer looked at. Raises Refused without the permission or for one's own work,
    Conflict when nothing is under review any more or another version is.
    """
    with PageWrite(actor, "pages.review", reason=comment) as write:
        page = write.page(uid)
        task_state = _decidable(write, page, revision)
        write.tell(page, after={"state": "审核通过", "revision": task_state.revision_id}, touch=False)
        task_state.approve(user=account(actor), comment=comment)


def return_to_author(actor: Actor, uid: uuid.UUID, *, reason: str, revision: int | None = None) -> None:
    """Send a draft back with a reason 退回修改; the author mends it and hands it in again.

    Raises Invalid without a reason, Refused without the permission or for one's own work, Conflict as `approve`.
    """
    reason = reason.strip()
    if not reason:
        raise Invalid({"reason": "请写明退回的理由：哪里需要改、怎样改。"})
    with PageWrite(actor, "pages.review", reason=reason) as write:
        page = write.page(uid)
        task_state = _decidable(write, page, revision)
        submitted_by = task_state.workflow_state.requested_by_id
        task_state.reject(user=account(actor), comment=reason)
        write.tell(page, after={"state": "退回修改", "revision": task_state.revision_id}, touch=False)
        if isinstance(page, ContentPage):
            write.emit(PageReturned(**event_facts(page), reason=reason, submitted_by=submitted_by))


def recall(actor: Actor, uid: uuid.UUID) -> None:
    """Take a submission back before it is decided 撤回, to go on writing. Raises Conflict when it was decided already."""
    with PageWrite(actor, "pages.write") as write:
        page = write.page(uid)
        state = page.current_workflow_state
        if state is None or state.status != WorkflowState.STATUS_IN_PROGRESS:
            raise Conflict("这一页没有在审核中，不需要撤回。")
        state.cancel(user=account(actor))


def note_recall(user: Any, state: WorkflowState) -> None:
    """A review was ended without a decision, through whichever door: journal and tell."""
    from records.kit.actors import SYSTEM

    actor: Actor = user if user is not None else SYSTEM
    with PageWrite(actor, "pages.write") as write:
        page = Page.objects.get(pk=state.object_id).specific
        write.at(page.org_path)
        write.tell(page, after={"state": "已撤回"}, touch=False)
        if isinstance(page, ContentPage):
            write.emit(PageRecalled(**event_facts(page)))


def contributors(page: Page) -> set[int | None]:
    """Everyone who wrote any of what is under review: authors of all versions since the published one."""
    revisions = Revision.page_revisions.filter(object_id=str(page.pk))
    since: datetime.datetime | None = None
    if page.live_revision_id is not None:
        since = revisions.filter(pk=page.live_revision_id).values_list("created_at", flat=True).first()
    if since is not None:
        revisions = revisions.filter(Q(created_at__gt=since) & ~Q(pk=page.live_revision_id))
    found = set(revisions.order_by().values_list("user_id", flat=True).distinct())
    if page.live_revision_id is None:
        found.add(page.owner_id)
    return found


def _wrong_with_item(version: ContentPage) -> dict[str, str]:
    return wrong_with(version, timezone.localdate()) if isinstance(version, DisclosurePage) else {}


def _decidable(write: Write, page: Page, revision: int | None) -> TaskState:
    task_state: TaskState | None = page.current_workflow_task_state
    if task_state is None or task_state.status != TaskState.STATUS_IN_PROGRESS:
        raise Conflict(NOT_SUBMITTED)
    if revision is not None and revision != task_state.revision_id:
        raise Conflict("您看的不是最新提交的版本，请刷新后再审核。")
    wrote = contributors(page) | {task_state.workflow_state.requested_by_id}
    if not may_review(write.actor.scope.user_id, wrote):
        raise Refused("这一页有您参与编写的内容，须由其他有审核权限的人审核。")
    return task_state


__all__ = [
    "approve",
    "contributors",
    "note_recall",
    "note_submission",
    "publish_reviewed",
    "recall",
    "return_to_author",
    "submit",
]
