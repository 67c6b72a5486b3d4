"""The write that every act on a page is: the kit's, with a page's own locks, journal lines and index entries."""

import uuid
from typing import Any, Protocol, TypeVar

from django.core.exceptions import ObjectDoesNotExist
from wagtail.models import Page

from cms_pages.models import ContentPage, PageDoor
from records.audit.services import record
from records.kit.actors import Actor
from records.kit.errors import NotVisible
from records.kit.write import Write

PageType = TypeVar("PageType", bound=Page)


class PageWrite(Write):
    """One act of one person on pages."""

    def page(self, uid: uuid.UUID, *, check: bool = True) -> Any:
        """Take one page the actor may know of, as its own type, locked until the end.

        Raises NotVisible when there is none, Refused when the actor may see it but not do this to it.
        """
        try:
            base = (
                Page.objects.select_for_update(of=("self",))
                .filter(pk__in=PageDoor.objects.known_to(self.actor).values("page_id"))
                .get(translation_key=uid)
            )
        except ObjectDoesNotExist:
            raise NotVisible() from None
        page = base.specific
        if check:
            self.at(page.org_path)
        return page

    def content(self, uid: uuid.UUID, *, check: bool = True) -> Any:
        """As `page`, for what is written, reviewed and published; sections and columns are none of that."""
        page = self.page(uid, check=check)
        if not isinstance(page, ContentPage):
            raise NotVisible()
        return page

    def tell(
        self,
        page: Any,
        *,
        before: dict[str, Any] | None = None,
        after: dict[str, Any] | None = None,
        touch: bool = True,
    ) -> None:
        """Journal what happened to a page, and have its entry in the index refreshed."""
        record(
            actor=self.actor,
            action=self.action,
            subject=page._meta.label_lower,
            subject_uid=page.uid,
            organisation_id=getattr(page, "organisation_id", None),
            org_path=page.org_path,
            before=before or {},
            after=after or {},
            reason=self.reason,
        )
        if touch:
            refresh_entries([page])


class Findable(Protocol):
    """What the index needs to know of a page to look it up again."""

    pk: Any
    uid: uuid.UUID


def refresh_entries(pages: list[Any]) -> None:
    """Have the pages' entries in the index refreshed; a lesson is found through its course."""
    from cms_pages.search import touch_pages

    touch_pages(pages)


def account(actor: Actor) -> Any:
    """The actor as Wagtail's log wants it: a user, or None for the system and for programs."""
    from records.access.models import User

    return actor if isinstance(actor, User) else None


def event_facts(page: Any) -> dict[str, Any]:
    """What every event of a page says."""
    return {"page": page.uid, "kind": page.entry_kind, "organisation": page.organisation.uid}
