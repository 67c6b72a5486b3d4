"""How what staff tune is read."""

from typing import TYPE_CHECKING, Any, Self

from django.db import models

if TYPE_CHECKING:
    from records.kit.actors import Actor

TUNE = "search.tune"


class TunedQuerySet(models.QuerySet[Any]):
    """Rows that hold for the whole site."""

    def visible_to(self, actor: "Actor") -> Self:
        """All of them for who may tune the search, none for anybody else."""
        return self.all() if actor.scope.paths(TUNE) else self.none()
