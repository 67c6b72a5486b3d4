"""How funds are read: applications, budgets, and the ledger."""

import datetime
from typing import TYPE_CHECKING, Any, Self

from django.db import models
from django.db.models import F, OuterRef, Q, QuerySet, Subquery, Sum, Value
from django.db.models.functions import Coalesce, TruncMonth

from records.funds.choices import SPENDABLE_STATES, ItemState, Kind, Signer, State
from records.kit.append_only import AppendOnlyQuerySet
from records.kit.paths import below_any, everything, nothing
from records.kit.querysets import RecordQuerySet

if TYPE_CHECKING:
    from records.kit.actors import Actor

Between = tuple[datetime.date | None, datetime.date | None]

BRANCH_ACTIONS = frozenset({"funds.draft", "funds.file", "funds.withdraw", "funds.execute", "funds.settle"})
COMMITTEE_ACTIONS = frozenset(
    {"funds.review", "funds.decide", "funds.reopen", *(f"funds.sign_{signer}" for signer in Signer.values)}
)
ENDED = (State.SETTLED, State.WITHDRAWN, State.REFUSED)
SPENDABLE = SPENDABLE_STATES
# From the decision on an amount is promised; before it, nothing is.
PROMISED = (State.DECIDED, State.SIGNED, State.REPLIED, State.EXECUTING)
PROMISED_ITEMS = (ItemState.AGREED, ItemState.SIGNED)


def at_exactly(field: str, paths: tuple[str, ...]) -> Q:
    """Condition: at one of the organisations themselves; ("",) is everywhere, () nowhere."""
    if "" in paths:
        return everything()
    return Q(**{f"{field}__in": paths}) if paths else nothing()


def between(field: str, span: Between | None) -> Q:
    """Condition: from the first day to the last, both included; None leaves an end open."""
    first, last = span or (None, None)
    condition = Q()
    if first is not None:
        condition &= Q(**{f"{field}__gte": first})
    if last is not None:
        condition &= Q(**{f"{field}__lte": last})
    return condition


def stands_alone(item: str) -> Q:
    """Condition: what is agreed for this item is not already held by an open plan it draws on."""
    return Q(**{f"{item}__plan_item__isnull": True}) | Q(**{f"{item}__plan_item__application__state": State.SETTLED})


class ApplicationQuerySet(RecordQuerySet):
    """Plans and applications. What was never filed is seen by those who draft it, and by nobody else."""

    view_action = "funds.view"

    def visible_to(self, actor: "Actor", action: str = "") -> Self:
        """What the actor may see, or on which the actor may do `action`."""
        if action in BRANCH_ACTIONS:
            return self.filter(at_exactly("org_path", actor.scope.paths(action)))
        if action in COMMITTEE_ACTIONS:
            return self.filter(at_exactly("committee__path", actor.scope.paths(action)))
        filed = Q(filed_on__isnull=False) & below_any("org_path", actor.scope.paths(action or self.view_action))
        drafted = at_exactly("org_path", actor.scope.paths("funds.draft"))
        return self.filter(filed if action else filed | drafted)

    def for_desk(self) -> Self:
        """With what a line of a list shows, in the same query."""
        return self.select_related("organisation", "committee").with_sums()

    def with_sums(self) -> Self:
        """With `asked`, `agreed` and `executed` in fen."""
        from records.funds.models import Decision, Execution, Item

        items = Item.objects.filter(application=OuterRef("pk")).exclude(state=ItemState.DROPPED)
        decisions = Decision.objects.filter(
            item__application=OuterRef("pk"), item__state__in=[ItemState.AGREED, ItemState.SIGNED]
        )
        return self.annotate(
            asked=_total(items, "application", "amount"),
            agreed=_total(decisions, "item__application", "agreed"),
            executed=_total(Execution.objects.filter(application=OuterRef("pk")), "application", "amount"),
        )

    def awaiting_review(self) -> Self:
        """Filed, and nobody has looked at it yet."""
        return self.filter(state=State.FILED)

    def awaiting_decision(self) -> Self:
        """Reviewed, for the committee's next meeting."""
        return self.filter(state=State.REVIEWED)

    def awaiting_signature(self, signer: str) -> Self:
        """Decided, with items that this signer must sign next."""
        return self.filter(state=State.DECIDED, waiting_signers__contains=signer)

    def returned(self) -> Self:
        """Sent back to be mended."""
        return self.filter(state=State.RETURNED)

    def spendable(self) -> Self:
        """Replied to: money may be spent."""
        return self.filter(state__in=SPENDABLE)

    def plans(self) -> Self:
        """Plans that applications may refer to."""
        return self.filter(kind=Kind.PLAN, state__in=SPENDABLE)

    def for_list(
        self,
        *,
        unit: str = "",
        state: str = "",
        kind: str = "",
        year: int | None = None,
        source: str = "",
        words: str = "",
    ) -> Self:
        """Applications of a list; `unit` is an organisation's path, `words` a part of the title or the number."""
        rows = self.below(unit)
        chosen = {"state": state, "kind": kind, "year": year, "source": source}
        rows = rows.filter(**{name: value for name, value in chosen.items() if value})
        if words:
            rows = rows.filter(Q(title__icontains=words) | Q(serial__icontains=words))
        return rows


class ItemQuerySet(models.QuerySet[Any]):
    """Items with their money."""

    def live(self) -> Self:
        """All but those the branch took off the form."""
        return self.exclude(state=ItemState.DROPPED)

    def with_money(self) -> Self:
        """With `agreed`, `executed`, `drawn` (promised to or spent by applications under this plan item), all in fen.

        What is left is `agreed - executed - drawn`: derived here and nowhere stored.
        """
        from records.funds.models import Decision, Execution

        draws = Decision.objects.filter(
            item__plan_item=OuterRef("pk"),
            item__state__in=PROMISED_ITEMS,
            item__application__state__in=PROMISED,
        )
        spent = Execution.objects.filter(item__plan_item=OuterRef("pk"), application__state=State.SETTLED)
        return self.annotate(
            agreed=Coalesce(F("decision__agreed"), Value(0)),
            executed=_total(Execution.objects.filter(item=OuterRef("pk")), "item", "amount"),
            drawn=_total(draws, "item__plan_item", "agreed") + _total(spent, "item__plan_item", "amount"),
        ).annotate(
            left=models.Case(
                models.When(state=ItemState.SIGNED, then=F("agreed") - F("executed") - F("drawn")), default=Value(0)
            )
        )

    def spendable(self) -> Self:
        """Signed, in an application that was replied to and is not settled."""
        return self.filter(state=ItemState.SIGNED, application__state__in=SPENDABLE)


class BudgetQuerySet(RecordQuerySet):
    """Budgets with their sums."""

    view_action = "funds.view"

    def with_sums(self) -> Self:
        """With `allotted`, `promised` (agreed, not yet settled) and `executed` (in settled applications), in fen."""
        from records.funds.models import BudgetEntry, Decision, Execution

        same = {
            "organisation": OuterRef("organisation"),
            "year": OuterRef("year"),
            "source": OuterRef("source"),
        }
        promised = Decision.objects.filter(
            stands_alone("item"),
            item__state__in=PROMISED_ITEMS,
            item__application__state__in=PROMISED,
            **{f"item__application__{name}": value for name, value in same.items()},
        )
        spent = Execution.objects.filter(
            stands_alone("item"),
            application__state=State.SETTLED,
            **{f"application__{name}": value for name, value in same.items()},
        )
        return self.annotate(
            allotted=_total(BudgetEntry.objects.filter(budget=OuterRef("pk")), "budget", "amount"),
            promised=_total(promised, "item__application__source", "agreed"),
            executed=_total(spent, "application__source", "amount"),
        ).annotate(available=F("allotted") - F("promised") - F("executed"))


class ExecutionQuerySet(AppendOnlyQuerySet, RecordQuerySet):  # type: ignore[misc,override]
    """The ledger."""

    view_action = "funds.view"

    def for_ledger(
        self,
        *,
        unit: str = "",
        filed: Between | None = None,
        approved: Between | None = None,
        executed: Between | None = None,
        category: str = "",
        state: str = "",
        source: str = "",
        year: int | None = None,
    ) -> Self:
        """Entries of the ledger 台账: by unit (a path; it and all below), by the days of filing, approval and execution
        (both ends included), by category code, state of the application, source and year."""
        rows = self.below(unit).filter(
            between("application__filed_on", filed),
            between("application__decided_on", approved),
            between("executed_on", executed),
        )
        chosen = {
            "item__category__code": category,
            "application__state": state,
            "application__source": source,
            "application__year": year,
        }
        return rows.filter(**{name: value for name, value in chosen.items() if value})

    def for_table(self) -> Self:
        """With what a row of the ledger shows."""
        return self.select_related("organisation", "application", "item__category", "reverses__application")

    def total(self) -> dict[str, Any]:
        """`amount` in fen and `count` of all rows."""
        found = self.aggregate(amount=Coalesce(Sum("amount"), Value(0)), count=models.Count("pk"))
        return {"amount": int(found["amount"]), "count": int(found["count"])}

    def by_category(self) -> QuerySet[Any, dict[str, Any]]:
        """`code`, `name`, `amount`, `count` of each category, the largest first."""
        return (
            self.values(code=F("item__category__code"), name=F("item__category__name"))
            .annotate(amount=Sum("amount"), count=models.Count("pk"))
            .order_by("-amount", "code")
        )

    def by_month(self) -> QuerySet[Any, dict[str, Any]]:
        """`month` (its first day), `amount`, `count`, in order."""
        return (
            self.annotate(month=TruncMonth("executed_on"))
            .values("month")
            .annotate(amount=Sum("amount"), count=models.Count("pk"))
            .order_by("month")
        )


def _total(rows: QuerySet[Any], group: str, field: str) -> Coalesce:
    """A correlated sum; zero where there is nothing."""
    summed = rows.order_by().values(group).annotate(total=Sum(field)).values("total")
    return Coalesce(Subquery(summed, output_field=models.BigIntegerField()), Value(0))
