"""The one guarded door to files: open by what uses them, or by a post at their organisation."""

from typing import TYPE_CHECKING, Self

from django.db.models import Exists, F, OuterRef, Q
from wagtail.documents.models import DocumentQuerySet
from wagtail.images.models import ImageQuerySet

from records.kit.paths import below_any

if TYPE_CHECKING:
    from records.kit.actors import Actor

VIEW = "media.view"


def file_condition(actor: "Actor", file_field: str) -> Q:
    """Condition on a file: something published that this reader may read uses it, or a post covers its organisation."""
    from media.models import FileUse

    used = FileUse.objects.filter(**{file_field: OuterRef("pk")}, label__in=sorted(actor.scope.labels))
    condition = Q(Exists(used))
    paths = actor.scope.paths(VIEW)
    if paths:
        condition |= below_any("organisation__path", paths)
    return condition


class PortalImageQuerySet(ImageQuerySet):  # type: ignore[misc]
    """Images."""

    def visible_to(self, actor: "Actor") -> Self:
        """Images this person may see."""
        return self.filter(file_condition(actor, "image"))


class PortalDocumentQuerySet(DocumentQuerySet):  # type: ignore[misc]
    """Documents."""

    def visible_to(self, actor: "Actor") -> Self:
        """Documents this person may fetch."""
        return self.filter(file_condition(actor, "document"))

    def unread(self) -> Self:
        """Files whose text was not read yet, or was read of an earlier file or by an earlier reader."""
        from media.models import FileText
        from media.texts import READER

        current = FileText.objects.filter(pk=OuterRef("text_id"), reader=READER)
        return self.exclude(Exists(current) & Q(text_of=F("file")))
