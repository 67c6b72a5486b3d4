"""How organisations and posts are read."""

import datetime
import uuid
from typing import TYPE_CHECKING, Any, Self

from django.db import models
from django.db.models import Q
from treebeard.mp_tree import MP_NodeQuerySet

from records.kit.paths import below, below_any

if TYPE_CHECKING:
    from records.kit.actors import Actor


class OrganisationQuerySet(MP_NodeQuerySet):  # type: ignore[misc]
    """Organisations. Their names and tree are public; what they administer is not."""

    def below(self, path: str) -> Self:
        """The organisation at `path` and all that hang below it."""
        return self.filter(below("path", path))

    def visible_to(self, actor: "Actor") -> Self:
        """Everyone may know which organisations exist 组织架构向社会公开."""
        return self.all()

    def manageable_by(self, actor: "Actor", action: str) -> Self:
        """Organisations at which the actor may do `action`."""
        return self.filter(below_any("path", actor.scope.paths(action)))

    def working(self, on: datetime.date) -> Self:
        """Set up by that day and not dissolved."""
        return self.filter(Q(dissolved_on__isnull=True) | Q(dissolved_on__gt=on), set_up_on__lte=on)

    def called(self, text: str) -> Self:
        """Organisations that a text names: by identifier, code, or any name they have or had; else those that contain it.

        Dissolved ones too; the top ones first.
        """
        try:
            exact = Q(uid=uuid.UUID(text))
        except ValueError:
            exact = Q(code=text) | Q(name=text) | Q(short_name=text)
            exact |= Q(versions__name=text) | Q(versions__short_name=text)
        found = self.filter(exact)
        if not found.exists():
            part = Q(name__contains=text) | Q(versions__name__contains=text) | Q(versions__short_name__contains=text)
            found = self.filter(part | Q(short_name__contains=text))
        return self.filter(pk__in=found.order_by().values("pk")).order_by("depth", "sort_key", "pk")

    def in_list_order(self) -> Self:
        """Siblings as a reader expects them: the place's own order, then by pinyin."""
        return self.order_by("sort_order", "sort_key", "pk")

    def children_of(self, path: str, steplen: int = 4) -> Self:
        """Direct children of the organisation at `path`."""
        return self.filter(below("path", path), depth=len(path) // steplen + 1)


class PostQuerySet(models.QuerySet[Any]):
    """Posts."""

    def current(self, on: datetime.date) -> Self:
        """In term on that day."""
        return self.filter(Q(ends_on__isnull=True) | Q(ends_on__gt=on), starts_on__lte=on)

    def at_or_below(self, path: str) -> Self:
        """Posts of the organisation at `path` and all below it."""
        return self.filter(below("organisation__path", path))

    def published(self) -> Self:
        """Those the organisation shows on its home page."""
        return self.filter(is_published=True)

    def visible_to(self, actor: "Actor") -> Self:
        """Published posts for everyone; all posts of one's scope for those who manage posts; one's own."""
        return self.filter(
            Q(is_published=True)
            | below_any("organisation__path", actor.scope.paths("organisations.manage_posts"))
            | Q(user_id=actor.scope.user_id, user__isnull=False)
        )

    def manageable_by(self, actor: "Actor") -> Self:
        """Those the actor appoints and ends."""
        return self.filter(below_any("organisation__path", actor.scope.paths("organisations.manage_posts")))


class UnitQuerySet(models.QuerySet[Any]):
    """Legal units."""

    def manageable_by(self, actor: "Actor") -> Self:
        """Those at organisations whose facts the actor keeps."""
        return self.filter(below_any("organisation__path", actor.scope.paths("organisations.change")))

    def named(self, text: str) -> Self:
        """By a part of the name, or the code."""
        return self.filter(Q(name__contains=text) | Q(code__startswith=text))
