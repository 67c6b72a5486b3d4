"""How subscriptions and deliveries are read."""

from typing import Any, Self

from django.db import models
from django.db.models import Q

from records.kit.actors import Actor
from records.kit.paths import below_any
from records.kit.querysets import RecordQuerySet

MANAGE = "webhooks.manage"


class SubscriptionQuerySet(RecordQuerySet):
    """Subscriptions, for those who manage them at their organisation."""

    view_action = MANAGE


class DeliveryQuerySet(models.QuerySet[Any]):
    """Deliveries, for those who manage their subscription."""

    def visible_to(self, actor: Actor) -> Self:
        """Of subscriptions one manages."""
        return self.filter(below_any("subscription__org_path", actor.scope.paths(MANAGE)))

    def due(self, now: Any) -> Self:
        """Waiting, their hour come, held by no worker (or by one that died)."""
        return self.filter(
            Q(leased_until__isnull=True) | Q(leased_until__lt=now), state="waiting", next_try_at__lte=now
        )
