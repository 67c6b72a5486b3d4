"""Publish 发布, schedule 定时, withdraw 撤下. Wagtail's actions are wrapped: page, door, files, journal, event, index at once."""

import datetime
import logging
import re
import uuid
from typing import Any

from django.db.models import Max
from django.utils import timezone
from wagtail.actions.publish_page_revision import PublishPageRevisionAction
from wagtail.actions.unpublish_page import UnpublishPageAction
from wagtail.models import Page, Revision, TaskState, WorkflowState

from cms_pages import meetings
from cms_pages.events import PageScheduled, PageWithdrawn
from cms_pages.models import ContentPage, DisclosurePage, PageDoor
from cms_pages.services.doors import keep_door, reopen_below
from cms_pages.services.files import keep_uses
from cms_pages.services.writing import PageWrite, account, event_facts, refresh_entries
from records.kit.actors import SYSTEM, Actor
from records.kit.errors import Conflict, Invalid, Refused
from records.organisations.models import Organisation

logger = logging.getLogger(__name__)

PIECE = 50  # scheduled pages handled by one run of the task


def publish(actor: Actor, uid: uuid.UUID) -> Any:
    """Publish the latest version without review: for the system's own loaders and setup only.

    Raises Refused for every person: what a person writes is published by review.
    """
    if actor.scope.user_id is not None:
        raise Refused("页面须经审核后发布，请先提交审核。")
    with PageWrite(actor, "pages.publish") as write:
        page = write.page(uid)
        revision = page.get_latest_revision() or page.save_revision()
        return _publish(write, page, revision, submitted_by=None)


def publish_reviewed(state: WorkflowState, user: Any) -> Any:
    """Publish the version whose review has just ended well; Wagtail calls this when the workflow finishes.

    Raises Refused when nobody approved it.
    """
    approval = (
        TaskState.objects.filter(workflow_state=state, status=TaskState.STATUS_APPROVED)
        .select_related("revision", "finished_by")
        .order_by("-pk")
        .first()
    )
    if approval is None or approval.finished_by is None or user is None:
        raise Refused("没有审核通过的记录，不能发布。")
    with PageWrite(user, "pages.publish", reason=approval.comment) as write:
        page = write.page(state.content_object.translation_key)
        return _publish(write, page, approval.revision, submitted_by=state.requested_by_id)


def publish_due(now: datetime.datetime) -> tuple[int, int]:
    """Publish approved versions whose hour has come, withdraw pages whose time is over; returns how many of each."""
    published = withdrawn = 0
    due = Revision.page_revisions.filter(approved_go_live_at__lte=now).order_by("approved_go_live_at", "pk")
    for revision_id, page_id in list(due.values_list("pk", "object_id")[:PIECE]):
        try:
            published += _publish_scheduled(int(page_id), revision_id, now)
        except Exception:
            logger.exception("scheduled publication of page %s failed", page_id)
    over = Page.objects.filter(live=True, expire_at__lte=now).order_by("expire_at")
    for uid in list(over.values_list("translation_key", flat=True)[:PIECE]):
        try:
            withdraw(SYSTEM, uid, reason="到了设定的撤下时间", expired=True)
            withdrawn += 1
        except Exception:
            logger.exception("scheduled withdrawal of page %s failed", uid)
    return published, withdrawn


def withdraw(actor: Actor, uid: uuid.UUID, *, reason: str, expired: bool = False) -> Any:
    """Take a page, and what hangs below it, off the site 撤下. It is kept, and can be published again by review.

    Raises Invalid without a reason, Refused without the permission, Conflict when it is not on the site.
    """
    reason = reason.strip()
    if not reason:
        raise Invalid({"reason": "请写明撤下的理由，理由会记入日志。"})
    with PageWrite(actor, "pages.withdraw", reason=reason) as write:
        page = write.content(uid)
        if not page.live:
            raise Conflict("这一页现在不在网站上，不需要撤下。")
        below = [each.specific for each in page.get_descendants().live().order_by("path")]
        for each in [*reversed(below), page]:
            _unpublish(write, each, reason, expired)
    return page


def cancel_schedule(actor: Actor, uid: uuid.UUID) -> int:
    """Give up a scheduled publication 取消定时发布; returns how many versions were waiting (0 or 1)."""
    with PageWrite(actor, "pages.withdraw") as write:
        page = write.content(uid)
        waiting = page.revisions.filter(approved_go_live_at__isnull=False).update(approved_go_live_at=None)
        if waiting:
            write.tell(page, after={"state": "取消定时发布"}, touch=False)
    return int(waiting)


# ── steps ───────────────────────────────────────────────────────────────────
def _publish_scheduled(page_id: int, revision_id: int, now: datetime.datetime) -> int:
    with PageWrite(SYSTEM, "pages.publish", reason="定时发布") as write:
        write.at("")
        base = Page.objects.select_for_update(of=("self",)).get(pk=page_id)
        revision = Revision.objects.get(pk=revision_id)
        if revision.approved_go_live_at is None or revision.approved_go_live_at > now:
            return 0  # another worker was quicker, or the schedule was cancelled
        # The hour has come: Wagtail compares with its own clock, which may be a moment behind.
        revision.content["go_live_at"] = None
        revision.save(update_fields=["content"])
        asked = (
            TaskState.objects.filter(revision=revision)
            .order_by("-pk")
            .values_list("workflow_state__requested_by_id", flat=True)
        )
        _publish(write, base.specific, revision, submitted_by=asked.first())
    return 1


def _publish(write: PageWrite, page: Any, revision: Revision, *, submitted_by: int | None) -> Any:
    first_time = page.first_published_at is None
    if isinstance(page, ContentPage):
        if page.is_closed and write.actor.scope.user_id is not None:
            raise Refused(f"“{page.organisation}”已撤销，主页不再更新。")
        _stamp(page, revision)
    PublishPageRevisionAction(revision, user=account(write.actor), changed=True).execute(skip_permission_checks=True)
    fresh = Page.objects.get(pk=page.pk).specific
    if not fresh.live or fresh.live_revision_id != revision.pk:
        write.tell(fresh, after={"state": "定时发布", "revision": revision.pk}, touch=False)
        if isinstance(fresh, ContentPage):
            write.emit(PageScheduled(**event_facts(fresh)))
        return fresh
    settle(fresh)
    for alias in Page.objects.filter(alias_of=fresh).specific():
        settle(alias)
    write.tell(fresh, after={"state": "已发布", "revision": revision.pk, "title": fresh.title})
    if isinstance(fresh, ContentPage):
        meetings.published(write, fresh, revision=revision, submitted_by=submitted_by, first_time=first_time)
    return fresh


def settle(page: Any) -> None:
    """Bring a page's door, what hangs below it, and its files' audience in line with what is on the site now."""
    old = PageDoor.objects.filter(page_id=page.pk).values_list("level", "label", "readers_page_id").first()
    door = keep_door(page)
    changed: list[int] = []
    if old != (door.level, door.label, door.readers_page_id) and not page.is_leaf():
        changed = reopen_below(page)
    below = [each.specific for each in Page.objects.filter(pk__in=changed)] if changed else []
    for each in below:
        if isinstance(each, ContentPage):
            meetings.settled(each)
    keep_uses([page, *below])
    refresh_entries([page, *below])


def _unpublish(write: PageWrite, page: Any, reason: str, expired: bool) -> None:
    aliases = list(Page.objects.filter(alias_of=page))
    UnpublishPageAction(page, set_expired=expired, user=account(write.actor)).execute(skip_permission_checks=True)
    for each in [page, *(alias.specific for alias in aliases)]:
        each.live = False
        keep_door(each)
        keep_uses([each])
        refresh_entries([each])
    meetings.withdrawn(write, page, reason)
    write.tell(page, before={"state": "已发布"}, after={"state": "已撤下"})
    write.emit(PageWithdrawn(**event_facts(page), reason=reason))


def _stamp(page: ContentPage, revision: Revision) -> None:
    """Write into the version what its first publication decides: the day, and a disclosure's index number."""
    content = revision.content
    if page.first_published_at is None and (slug := _whole_address(page, content.get("title", ""))):
        content["slug"] = slug
    today = timezone.localdate()
    if not content.get("published_on"):
        day = page.published_on or timezone.localtime(page.first_published_at or timezone.now()).date()
        content["published_on"] = day.isoformat()
    if isinstance(page, DisclosurePage) and not content.get("index_no"):
        content["index_no"] = page.index_no or next_index_number(page.organisation_id, today.year)
    revision.content = content
    revision.save(update_fields=["content"])


def _whole_address(page: ContentPage, title: str) -> str:
    """The address that the whole title gives, where the draft was first saved with a title half typed; else nothing."""
    begun = re.sub(r"-\d+$", "", page.slug)
    slug: str = page.slug_of(title)
    return slug if slug != page.slug and slug.startswith(begun) else ""


def next_index_number(organisation_id: int, year: int) -> str:
    """The next index number 索引号 of an organisation: code/year-serial, five figures (as 国办发〔2017〕47号 prints it).

    Takes the organisation's row, so that two publications at once get two numbers.
    """
    organisation = Organisation.objects.select_for_update().get(pk=organisation_id)
    prefix = f"{organisation.code}/{year}-"
    last = DisclosurePage.objects.filter(index_no__startswith=prefix).aggregate(last=Max("index_no"))["last"]
    number = int(last[len(prefix) :]) + 1 if last and last[len(prefix) :].isdecimal() else 1
    return f"{prefix}{number:05d}"
