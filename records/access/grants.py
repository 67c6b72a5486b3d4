"""What Wagtail may ask of a person, answered from posts instead of groups.

Every per-user decision of Wagtail's page and collection policies reads an attribute on the user (`permission_cache_name`
of each policy; a test pins the two names). The rows below stand in for GroupPagePermission and GroupCollectionPermission:
hashable, with the fewest permissions, because Wagtail ORs one condition per grant.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.contrib.auth.models import Permission
from wagtail.models import Collection, Page

from records.kit.paths import without_nested
from records.organisations.models import Organisation

if TYPE_CHECKING:
    from records.access.models import User


@dataclass(frozen=True)
class PageGrant:
    """One permission at one page and below."""

    page: Page
    permission: Permission

    @property
    def page_id(self) -> int:
        """Number of the page."""
        return int(self.page.pk)


@dataclass(frozen=True)
class CollectionGrant:
    """One permission at one collection and below."""

    collection: Collection
    permission: Permission

    @property
    def collection_id(self) -> int:
        """Number of the collection."""
        return int(self.collection.pk)


# Nobody's post holds Wagtail's own publish permission: publishing goes through cms_pages.services.
PAGE_CODENAMES = ("add_page", "change_page")
COLLECTION_CODENAMES = (
    "add_image",
    "change_image",
    "choose_image",
    "add_document",
    "change_document",
    "choose_document",
)


def _permissions(codenames: tuple[str, ...], app_labels: tuple[str, ...]) -> list[Permission]:
    return list(
        Permission.objects.filter(codename__in=codenames, content_type__app_label__in=app_labels).select_related(
            "content_type"
        )
    )


def page_grants(user: "User") -> list[PageGrant]:
    """Add and change, at the sections of the organisations where the person may write pages."""
    paths = user.scope.paths("pages.write")
    if not paths or not user.is_active:
        return []
    permissions = list(_permissions(PAGE_CODENAMES, ("wagtailcore",)))
    if "" in paths:
        pages = list(Page.objects.filter(depth=1))
    else:
        sections = Organisation.objects.filter(path__in=without_nested(paths), section__isnull=False)
        pages = list(Page.objects.filter(pk__in=sections.values("section_id")))
    return [PageGrant(page, permission) for page in pages for permission in permissions]


def collection_grants(user: "User") -> list[CollectionGrant]:
    """Add, change and choose files, in the collections of the organisations where the person may write pages."""
    paths = user.scope.paths("pages.write")
    if not paths or not user.is_active:
        return []
    permissions = _permissions(COLLECTION_CODENAMES, ("media", "wagtailimages", "wagtaildocs"))
    if "" in paths:
        collections = list(Collection.objects.filter(depth=1))
    else:
        collections = list(Collection.objects.filter(organisation_collection__organisation__path__in=paths))
    return [CollectionGrant(collection, permission) for collection in collections for permission in permissions]
