"""What Wagtail's own screens offer a person on one page: the same answers as the policies, so that no button lies.

The services check again; this only decides what is shown and which of Wagtail's doors stay shut.
"""

from typing import TYPE_CHECKING, Any

from wagtail.models import Page, PagePermissionTester

if TYPE_CHECKING:
    from records.access.models import User


class PortalPermissionTester(PagePermissionTester):  # type: ignore[misc]
    """Posts decide. Nobody publishes, withdraws or schedules here: that is done by review (cms_pages.services)."""

    page: Any
    user: "User"

    def _may(self, action: str) -> bool:
        return self.user.is_active and self.user.scope.may(action, self.page.org_path)

    def can_add_subpage(self) -> bool:
        """Not below a dissolved organisation."""
        return bool(super().can_add_subpage()) and not self.page.is_closed

    def can_edit(self) -> bool:
        """Whoever writes pages of the organisation; an alias follows its source. A dissolved one's editor says why it
        is shut (wagtail_hooks)."""
        return bool(super().can_edit()) and self._may("pages.write")

    def can_delete(self, ignore_bulk: bool = False) -> bool:
        """Only drafts that were never published."""
        return self._may("pages.write") and self.page.is_unpublished_draft and not self.page.is_closed

    def can_move(self) -> bool:
        """Content pages, by whoever may move them."""
        return self.page.is_content and self._may("pages.move") and not self.page.is_closed

    def can_move_to(self, destination: Page) -> bool:
        """Into a fitting column of an organisation where the person may move pages too."""
        if self.page == destination or destination.is_descendant_of(self.page):
            return False
        target = destination.specific
        if not self.page.is_child_of(target) and not self.page.specific.can_move_to(target):
            return False
        return self.can_move() and self.user.scope.may("pages.move", getattr(target, "org_path", ""))

    def can_copy(self) -> bool:
        """Content pages of one's own organisation, as a draft."""
        return self.page.is_content and self.can_edit()

    def can_submit_for_moderation(self) -> bool:
        """Whoever writes here, while the organisation works."""
        return self._may("pages.write") and not self.page.is_closed and bool(super().can_submit_for_moderation())

    def can_publish(self) -> bool:
        """Nobody, here."""
        return False

    def can_publish_subpage(self) -> bool:
        """Nobody, here."""
        return False

    def can_unpublish(self) -> bool:
        """Nobody, here: the workbench withdraws, with a reason."""
        return False

    def can_unschedule(self) -> bool:
        """Nobody, here."""
        return False

    def can_set_view_restrictions(self) -> bool:
        """Audience is a field of the page."""
        return False

    def can_reorder_children(self) -> bool:
        """Lists have an order of their own."""
        return False

    def can_lock(self) -> bool:
        """The review locks."""
        return False
