"""How figures are read. Everyone may read them: they are law, or say that they are not."""

import datetime
from typing import Any, Self

from django.db import models
from django.db.models import Q

from records.kit.actors import Actor


class ForEveryone(models.QuerySet[Any]):
    """Rows without a scope."""

    def visible_to(self, actor: Actor, action: str = "") -> Self:
        """All of them, whoever asks: the clause behind a reminder may be read by everyone who gets it."""
        return self.all()


class DocumentQuerySet(ForEveryone):
    """Reading documents."""


class KeyQuerySet(ForEveryone):
    """Reading the list of figures."""

    def named(self, words: str) -> Self:
        """Whose name, or whose document, has these words."""
        return self.filter(
            Q(label__icontains=words)
            | Q(name__icontains=words)
            | Q(pk__in=self.model.objects.filter(values__document__title__icontains=words).values("pk"))
        )


class ValueQuerySet(ForEveryone):
    """Reading values."""

    def current_knowledge(self) -> Self:
        """Without those that a correction replaced."""
        return self.filter(replaced_at__isnull=True)

    def of_key(self, key: str) -> Self:
        """Values of one figure by its name, in the order of their days."""
        return self.current_knowledge().filter(key__name=key).select_related("key", "document").order_by("valid_from")

    def holding_on(self, on: datetime.date) -> Self:
        """Values that hold on a day."""
        return self.current_knowledge().filter(Q(valid_to__isnull=True) | Q(valid_to__gt=on), valid_from__lte=on)

    def in_force(self, key: str, on: datetime.date) -> Self:
        """The one value of a figure that holds on a day, or none."""
        return self.of_key(key).holding_on(on)


def in_force(key: str, on: datetime.date) -> models.QuerySet[Any]:
    """The one value of a figure that holds on a day, or none."""
    from records.regulations.models import RegulationValue

    return RegulationValue.objects.in_force(key, on)
