"""Where pages stand: move 移动, rename 更改网址, share 转载, delete a draft 删除草稿."""

import uuid
from typing import Any

from wagtail.actions.create_alias import CreatePageAliasAction
from wagtail.actions.delete_page import DeletePageAction
from wagtail.actions.move_page import MovePageAction
from wagtail.models import Page

from cms_pages import meetings
from cms_pages.events import PageMoved
from cms_pages.models import ColumnPage, ContentPage, MovedAddress, PageDoor
from cms_pages.rules import site_address
from cms_pages.services.publishing import settle
from cms_pages.services.writing import PageWrite, account, event_facts, refresh_entries
from records.kit.actors import Actor
from records.kit.errors import Invalid, NotVisible
from records.organisations.names import slug_for


def move(actor: Actor, uid: uuid.UUID, *, column: uuid.UUID, reason: str = "") -> Any:
    """Move a content page, with what hangs below it, into the same column of another organisation 移动.

    The old address leads to the new one. Raises Refused without the permission at both organisations, Invalid for a
    column that does not fit.
    """
    with PageWrite(actor, "pages.move", reason=reason) as write:
        page = write.content(uid)
        target = _column(write, column)
        if not page.can_move_to(target):
            raise Invalid(f"“{page.title}”不能放在“{target.organisation}”的“{target.title}”里，请另选栏目。")
        if page.get_parent().pk == target.pk:
            return page
        old_address, old_path = page.url_path, page.org_path
        slugs = set(target.get_children().filter(slug__startswith=page.slug).values_list("slug", flat=True))
        if page.slug in slugs:
            page.slug = slug_for(page.slug, slugs)
            page.save(clean=False)
        MovePageAction(page, target, pos="last-child", user=account(actor)).execute(skip_permission_checks=True)
        moved = _belong_to(page.pk, target)
        leave_redirect(old_address, moved)
        write.tell(moved, before={"org_path": old_path}, after={"org_path": moved.org_path, "address": moved.url_path})
        write.emit(
            PageMoved(
                **event_facts(moved), old_address=site_address(old_address), new_address=site_address(moved.url_path)
            )
        )
    return moved


def rename(actor: Actor, uid: uuid.UUID, *, slug: str, reason: str = "") -> Any:
    """Give a content page another address 更改网址; the old one leads to it. Raises Invalid for one that is taken."""
    with PageWrite(actor, "pages.rename", reason=reason) as write:
        page = write.content(uid)
        if not slug or slug_for(slug, ()) != slug:
            raise Invalid({"slug": "网址只能用小写字母、数字和连字符，且不能是系统保留的词，请换一个。"})
        if page.get_siblings(inclusive=False).filter(slug=slug).exists():
            raise Invalid({"slug": f"同一栏目下已有页面使用“{slug}”，请换一个。"})
        old_address, old_slug = page.url_path, page.slug
        if slug == old_slug:
            return page
        page.slug = slug
        page.save(clean=False)  # Wagtail rewrites the addresses below
        rewrite_versions(page, slug=slug)
        leave_redirect(old_address, page)
        write.tell(page, before={"slug": old_slug}, after={"slug": slug})
        meetings.settled(page)
        refresh_entries([each.specific for each in page.get_descendants()])
        write.emit(
            PageMoved(
                **event_facts(page), old_address=site_address(old_address), new_address=site_address(page.url_path)
            )
        )
    return page


def copy_alias(actor: Actor, uid: uuid.UUID, *, column: uuid.UUID) -> Any:
    """Show a published page of another organisation in one's own column as well 转载; it follows its source for ever.

    Raises NotVisible for a page the actor may not read, Refused without the permission at the column's organisation,
    Invalid for a page that is not on the site or does not fit, or is there already.
    """
    with PageWrite(actor, "pages.share") as write:
        page = write.content(uid, check=False)
        target = _column(write, column)
        source = page.alias_of.specific if page.alias_of_id else page
        if not source.live:
            raise Invalid("只能转载已发布的页面。")
        if not source.fits(target) or target.is_closed:
            raise Invalid(f"“{source.title}”不能放在“{target.organisation}”的“{target.title}”里，请另选栏目。")
        if source.get_parent().pk == target.pk or Page.objects.child_of(target).filter(alias_of=source).exists():
            raise Invalid(f"“{target.organisation}”的“{target.title}”里已有这一页。")
        slugs = set(target.get_children().filter(slug__startswith=source.slug).values_list("slug", flat=True))
        slug = slug_for(source.slug, slugs)
        alias = CreatePageAliasAction(source, parent=target, update_slug=slug, user=account(actor)).execute(
            skip_permission_checks=True
        )
        alias = _belong_to(alias.pk, target)
        settle(alias)
        write.tell(alias, after={"alias_of": str(source.uid), "organisation": target.organisation.short_name})
    return alias


def delete_draft(actor: Actor, uid: uuid.UUID) -> None:
    """Throw a draft away that was never published 删除草稿. Raises Invalid for anything that was ever on the site."""
    with PageWrite(actor, "pages.write") as write:
        page = write.content(uid)
        if not page.is_unpublished_draft or page.scheduled_revision is not None:
            raise Invalid("发布过的页面不能删除，只能撤下；带有课时的课程请先删除课时。")
        if page.workflow_in_progress:
            raise Invalid("这一页正在审核中，请先撤回再删除。")
        write.tell(page, before={"title": page.title}, after={"state": "草稿已删除"}, touch=False)
        DeletePageAction(page, user=account(actor)).execute(skip_permission_checks=True)


def leave_redirect(old_url_path: str, page: Page) -> None:
    """Let an old address, and all below it, lead to where the page is now."""
    old, new = site_address(old_url_path), site_address(page.url_path)
    if old == new:
        return
    MovedAddress.objects.update_or_create(address=old, defaults={"page": page})
    MovedAddress.objects.filter(address=new).delete()  # it came back: the address is its own again


def _column(write: PageWrite, uid: uuid.UUID) -> ColumnPage:
    column: ColumnPage | None = ColumnPage.objects.select_related("organisation").filter(translation_key=uid).first()
    if column is None:
        raise NotVisible()
    write.at(column.org_path)
    return column


def _belong_to(page_id: int, column: ColumnPage) -> ContentPage:
    """Have a page and what hangs below it belong to the column's organisation; doors and drafts follow."""
    page = Page.objects.get(pk=page_id)
    numbers = list(page.get_descendants(inclusive=True).values_list("pk", flat=True))
    ContentPage.objects.filter(pk__in=numbers).update(organisation=column.organisation)
    PageDoor.objects.filter(page_id__in=numbers).update(
        organisation=column.organisation, org_path=column.organisation.path
    )
    top = Page.objects.get(pk=page_id).specific
    settle(top)
    meetings.settled(top)
    for each in top.get_descendants():
        settle(each.specific)
    fresh: ContentPage = Page.objects.get(pk=page_id).specific
    return fresh


def rewrite_versions(page: Any, **values: Any) -> None:
    """Have the latest version say what was changed beside it, or its publication would undo the change."""
    for revision in page.revisions.filter(pk__in={page.latest_revision_id, page.live_revision_id} - {None}):
        revision.content.update(values)
        revision.save(update_fields=["content"])
