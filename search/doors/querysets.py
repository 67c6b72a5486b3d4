"""Which saved searches somebody may use."""

from typing import TYPE_CHECKING, Any, Self

from django.db import models
from django.db.models import Exists, OuterRef, Q

from records.kit.paths import below_any

if TYPE_CHECKING:
    from records.kit.actors import Actor

ACTION = "search.archive"


class SavedSearchQuerySet(models.QuerySet[Any]):
    """Saved searches."""

    def visible_to(self, actor: "Actor") -> Self:
        """One's own, and those shared with an organisation at or below one's posts."""
        paths = actor.scope.paths(ACTION)
        if not paths or actor.scope.user_id is None:
            return self.none()
        return self.filter(
            Q(owner_id=actor.scope.user_id) | below_any("organisation__path", paths) & Q(organisation__isnull=False)
        )

    def with_follow_of(self, actor: "Actor") -> Self:
        """Whether this person hears of what is new in them."""
        from search.doors.models import SearchFollow

        follows = SearchFollow.objects.filter(search=OuterRef("pk"), user_id=actor.scope.user_id or 0)
        return self.annotate(followed=Exists(follows))


def saved_for(actor: "Actor") -> Any:
    """The saved searches of a person's list, own and shared."""
    from search.doors.models import SavedSearch

    rows = SavedSearch.objects.visible_to(actor).with_follow_of(actor)
    return rows.select_related("owner", "organisation").order_by("name", "pk")
