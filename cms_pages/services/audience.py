"""Who may read: changed at once, for a page and all below it 更改公开范围."""

import uuid
from collections.abc import Iterable
from typing import Any

from wagtail.models import Page

from cms_pages import meetings
from cms_pages.events import PageAudienceChanged
from cms_pages.models import ContentPage, HomePage, LessonPage, PageReader
from cms_pages.rules import is_wider
from cms_pages.services.placing import rewrite_versions
from cms_pages.services.publishing import settle
from cms_pages.services.writing import PageWrite, event_facts
from records.access.models import User
from records.kit.actors import Actor
from records.kit.audience import Audience
from records.kit.errors import Invalid, NotVisible


def change_audience(actor: Actor, uid: uuid.UUID, *, level: str, reason: str, readers: Iterable[User] = ()) -> Any:
    """Narrow who may read a page, at once; or set it for a section or a column, either way.

    A published content page is opened wider by its next reviewed version only, not here. Raises Invalid for that, for
    named persons without a name, and without a reason; Refused without the permission.
    """
    named = list(readers)
    reason = reason.strip()
    if not reason:
        raise Invalid({"reason": "请写明更改公开范围的理由，理由会记入日志。"})
    with PageWrite(actor, "pages.change_audience", reason=reason) as write:
        page = write.page(uid)
        if isinstance(page, HomePage | LessonPage):
            raise NotVisible()
        _check(page, Audience(level), named)
        old = page.audience
        page.audience = level
        type(page).objects.filter(pk=page.pk).update(audience=level)
        values: dict[str, Any] = {"audience": level}
        if isinstance(page, ContentPage):
            PageReader.objects.filter(page=page).delete()
            rows = PageReader.objects.bulk_create([PageReader(page=page, user=user) for user in named])
            values["readers"] = [{"pk": row.pk, "page": page.pk, "user": row.user_id} for row in rows]
        rewrite_versions(page, **values)
        fresh = Page.objects.get(pk=page.pk).specific
        settle(fresh)
        if isinstance(fresh, ContentPage):
            meetings.settled(fresh)
        write.tell(fresh, before={"audience": old}, after={"audience": level, "readers": len(named)})
        if isinstance(fresh, ContentPage):
            write.emit(PageAudienceChanged(**event_facts(fresh), old=old, new=level))
    return fresh


def _check(page: Any, level: Audience, readers: list[User]) -> None:
    if level is Audience.NAMED:
        if not isinstance(page, ContentPage):
            raise Invalid({"level": "主页和栏目不能只向指定人员公开，请在具体的页面上设置。"})
        if not readers:
            raise Invalid({"readers": "请至少填写一位指定人员。"})
    elif readers:
        raise Invalid({"readers": "只有“向指定人员公开”才需要名单。"})
    if isinstance(page, ContentPage) and page.first_published_at is not None and is_wider(level, page.audience):
        raise Invalid({"level": "放宽公开范围须修改页面并重新审核发布；这里只能收窄。"})
