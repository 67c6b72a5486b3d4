"""How openness is read."""

import datetime
from collections.abc import Iterable
from typing import Any, Self

from django.db.models import Count, Max, Q

from records.kit.actors import Actor
from records.kit.paths import below_any
from records.kit.querysets import RecordQuerySet
from records.openness.choices import Level
from records.organisations.ancestry import steps
from records.organisations.models import Organisation

MOST_WORDS = 5  # of one search: each is a condition on four columns


class CatalogueItemQuerySet(RecordQuerySet):
    """The catalogue 公开目录 itself is open to society."""

    view_action = "openness.view"

    def visible_to(self, actor: Actor, action: str = "") -> Self:
        """Everyone may know what is to be disclosed; managing needs the action."""
        return self.filter(below_any("org_path", actor.scope.paths(action))) if action else self.all()

    def at_the_workbench(self, actor: Actor) -> Self:
        """What the actor's organisations and those below draw up, and what those above draw up for them."""
        paths = actor.scope.paths(self.view_action)
        above = {step for path in paths for step in steps(path)[:-1]}
        return self.filter(below_any("org_path", paths) | Q(org_path__in=sorted(above), applies_below=True))

    def in_force(self, on: datetime.date) -> Self:
        """Begun, and not retired on that day."""
        return self.filter(Q(retired_on__isnull=True) | Q(retired_on__gt=on), in_force_from__lte=on)

    def standing(self, state: str, on: datetime.date) -> Self:
        """In force, retired, or yet to begin, on that day; everything for another word."""
        match state:
            case "in_force":
                return self.in_force(on)
            case "retired":
                return self.filter(retired_on__lte=on)
            case "pending":
                return self.filter(Q(retired_on__isnull=True) | Q(retired_on__gt=on), in_force_from__gt=on)
        return self.all()

    def applying_to(self, organisation: Organisation) -> Self:
        """What this organisation discloses: its own items, and those from above that are for organisations of its kind."""
        kind = organisation.kind
        levels = [Level.ALL]
        if kind.is_committee:
            levels.append(Level.COMMITTEE)
        if kind.is_branch:
            levels.append(Level.BRANCH)
        above = Q(org_path__in=steps(organisation.path)[:-1], applies_below=True)
        return self.filter(Q(org_path=organisation.path) | above, level__in=levels)

    def matching(self, *, category: str = "", text: str = "") -> Self:
        """One class; code, matter, contents or basis holding the words."""
        rows = self.filter(category=category) if category else self
        for word in text.split()[:MOST_WORDS]:
            named = Q(title__icontains=word) | Q(code__icontains=word) | Q(content__icontains=word)
            rows = rows.filter(named | Q(basis__icontains=word) | Q(category_l2__icontains=word))
        return rows


class PublicationQuerySet(RecordQuerySet):
    """Publications: open to those whose labels the audience names, and to staff in scope."""

    view_action = "openness.view"

    def visible_to(self, actor: Actor, action: str = "") -> Self:
        """What the reader's labels open, and for staff what lies in scope; with an action only the latter."""
        in_scope = below_any("org_path", actor.scope.paths(action or self.view_action))
        return self.filter(in_scope if action else in_scope | Q(label__in=actor.scope.labels))

    def current(self) -> Self:
        """The version that is on the site now."""
        return self.filter(is_current=True, withdrawn_at__isnull=True)

    def by_item(self, items: Iterable[Any]) -> dict[int, dict[str, Any]]:
        """For each item (by number) how many disclosures fulfil it, how many were late, and when the latest was; one query."""
        rows = self.filter(catalogue_item__in=[item.pk for item in items]).order_by().values("catalogue_item")
        counted = rows.annotate(
            disclosed=Count("pk"), late=Count("pk", filter=Q(on_time=False)), latest=Max("published_at")
        )
        return {row["catalogue_item"]: row for row in counted}

    def figures(self) -> dict[str, int]:
        """How many were disclosed, how many on time and late, in one query."""
        counted: dict[str, Any] = self.aggregate(
            disclosed=Count("pk"),
            punctual=Count("pk", filter=Q(on_time=True)),
            late=Count("pk", filter=Q(on_time=False)),
        )
        return counted


class FeedbackQuerySet(RecordQuerySet):
    """Letters to an organisation's desk."""

    view_action = "openness.view_feedback"

    def published(self) -> Self:
        """Answered ones that may be shown: the public answer time is counted on them."""
        return self.filter(state="answered", may_publish=True)

    def waiting(self) -> Self:
        """Not answered yet."""
        return self.exclude(state="answered")
