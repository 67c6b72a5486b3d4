"""The back office's own API (its choosers use it): images and documents within the person's collections only."""

from typing import Any

from django.db.models import QuerySet
from wagtail.admin.api.views import PagesAdminAPIViewSet
from wagtail.documents.api.admin.views import DocumentsAdminAPIViewSet
from wagtail.documents.permissions import permission_policy as document_policy
from wagtail.images.api.admin.views import ImagesAdminAPIViewSet
from wagtail.images.permissions import permission_policy as image_policy

ANY = ["add", "change", "choose"]


class OwnImages(ImagesAdminAPIViewSet):  # type: ignore[misc]
    """Images the person may choose or change."""

    def get_queryset(self) -> QuerySet[Any]:
        """Within the collections of the person's posts."""
        allowed = image_policy.instances_user_has_any_permission_for(self.request.user, ANY)
        return super().get_queryset().filter(pk__in=allowed.order_by().values("pk"))


class OwnDocuments(DocumentsAdminAPIViewSet):  # type: ignore[misc]
    """Documents the person may choose or change."""

    def get_queryset(self) -> QuerySet[Any]:
        """Within the collections of the person's posts."""
        allowed = document_policy.instances_user_has_any_permission_for(self.request.user, ANY)
        return super().get_queryset().filter(pk__in=allowed.order_by().values("pk"))


class PagesWithoutActions(PagesAdminAPIViewSet):  # type: ignore[misc]
    """The explorer's menu; nothing is published, moved or deleted through it."""

    actions: dict[str, Any] = {}
