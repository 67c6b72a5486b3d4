"""How an effect travels up without an import: typed events below, declared reactions above.

A service emits an event inside its write. `reactions.py` of an app that stands above imports the event's type and
subscribes, saying whether it runs in the same transaction or after the commit (then it must be idempotent: it is
journalled in `ReactionRun` and retried by django-q).
"""

import dataclasses
import datetime
import enum
import logging
import uuid
from collections.abc import Callable, Iterator
from typing import Any, TypeVar

from django.db import transaction
from django.utils import timezone

from records.kit.actors import Actor
from records.kit.models import ReactionRun, StoredEvent

logger = logging.getLogger(__name__)


@dataclasses.dataclass(frozen=True, kw_only=True)
class Event:
    """Base of every event; fields are plain values (numbers, texts, dates, UUIDs), so that it can be stored."""

    @classmethod
    def event_name(cls) -> str:
        """`app_label.ClassName`, as stored."""
        return f"{cls.__module__.rsplit('.', 2)[-2]}.{cls.__name__}"


class When(enum.Enum):
    """When a reaction runs."""

    SAME_TRANSACTION = "同一事务"
    AFTER_COMMIT = "提交后"


EventType = TypeVar("EventType", bound=Event)


@dataclasses.dataclass(frozen=True)
class Reaction:
    """One subscription."""

    name: str
    event: type[Event]
    when: When
    run: Callable[[Any], None]
    purpose: str
    wanted: Callable[[StoredEvent], bool] | None = None  # of every event: which ones; it is handed the stored event


_events: dict[str, type[Event]] = {}
_reactions: dict[str, Reaction] = {}


def reacts_to(
    event: type[EventType], when: When
) -> Callable[[Callable[[EventType], None]], Callable[[EventType], None]]:
    """Subscribe the decorated function; the first line of its docstring says what it is for."""

    def subscribe(function: Callable[[EventType], None]) -> Callable[[EventType], None]:
        name = f"{function.__module__}.{function.__qualname__}"
        purpose = (function.__doc__ or "").strip().splitlines()[0] if function.__doc__ else ""
        if not purpose:
            raise ValueError(f"{name} does not say what it is for")
        _events[event.event_name()] = event
        _reactions[name] = Reaction(name, event, when, function, purpose)
        return function

    return subscribe


def reacts_to_every(
    when: When, *, wanted: Callable[[StoredEvent], bool]
) -> Callable[[Callable[[StoredEvent], None]], Callable[[StoredEvent], None]]:
    """Subscribe the decorated function to events of whatever kind, as they are stored; `wanted` says which, in the
    writer's transaction, so it must be quick.
    """

    def subscribe(function: Callable[[StoredEvent], None]) -> Callable[[StoredEvent], None]:
        name = f"{function.__module__}.{function.__qualname__}"
        _reactions[name] = Reaction(name, Event, when, function, (function.__doc__ or "").splitlines()[0], wanted)
        return function

    return subscribe


def event_types() -> list[type[Event]]:
    """Every kind of event that rooms emit, by its name."""
    from records.kit.discover import discover

    discover("events")

    def kinds(base: type[Event]) -> Iterator[type[Event]]:
        for kind in base.__subclasses__():
            yield from kinds(kind)
            if _is_emitted(kind):
                yield kind

    return sorted(kinds(Event), key=str)


def event_names() -> dict[str, str]:
    """Every kind of event with what it is: name → first line of its description, sorted."""
    return {kind.event_name(): (kind.__doc__ or "").strip().splitlines()[0] for kind in event_types()}


def _is_emitted(kind: type[Event]) -> bool:
    """Not a base that only gives others their fields (FundsEvent): those are called so."""
    return not kind.__name__.endswith("Event")


def reaction_table() -> list[Reaction]:
    """Every event × reaction, sorted: the house's cause and effect on one page."""
    return sorted(_reactions.values(), key=lambda each: (each.event.event_name(), each.name))


def emit(actor: Actor, event: Event) -> StoredEvent:
    """Store an event in the caller's transaction and run or schedule its reactions.

    Raises RuntimeError outside a transaction: an event without its change would be a lie.
    """
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("an event is emitted inside the write that causes it")
    stored = StoredEvent.objects.create(name=event.event_name(), payload=_plain(event), actor_id=actor.scope.user_id)
    for reaction in reaction_table():
        if not isinstance(event, reaction.event) or (reaction.wanted is not None and not reaction.wanted(stored)):
            continue
        if reaction.when is When.SAME_TRANSACTION:
            reaction.run(event if reaction.wanted is None else stored)
        else:
            run = ReactionRun.objects.create(event=stored, reaction=reaction.name)
            transaction.on_commit(lambda number=run.pk: _enqueue(number))  # type: ignore[misc]
    return stored


def run_reaction(number: int) -> bool:
    """Run one waiting reaction, once: its row is locked, so that a second worker finds it done.

    Returns whether it ran. Raises what the reaction raises, after noting it, so that django-q retries.
    """
    try:
        with transaction.atomic():
            run = ReactionRun.objects.select_for_update().select_related("event").get(pk=number)
            if run.state == ReactionRun.State.DONE:
                return False
            reaction = _reactions[run.reaction]
            reaction.run(_revived(reaction.event, run.event.payload) if reaction.wanted is None else run.event)
            run.state = ReactionRun.State.DONE
            run.tries += 1
            run.save(update_fields=["state", "tries", "updated_at"])
    except Exception as error:
        failed = ReactionRun.objects.get(pk=number)
        failed.state = ReactionRun.State.FAILED
        failed.tries += 1
        failed.last_error = type(error).__name__  # the message might carry a sensitive value
        failed.save(update_fields=["state", "tries", "last_error", "updated_at"])
        raise
    return True


def run_waiting(older_than: datetime.timedelta = datetime.timedelta(seconds=30), limit: int = 200) -> int:
    """Safety net of the schedule: run what was never taken up or failed; returns how many ran."""
    before = timezone.now() - older_than
    waiting = ReactionRun.objects.exclude(state=ReactionRun.State.DONE).filter(updated_at__lt=before, tries__lt=20)
    ran = 0
    for number in list(waiting.order_by("pk").values_list("pk", flat=True)[:limit]):
        try:
            ran += run_reaction(number)
        except Exception:
            logger.exception("reaction run %s failed", number)
    return ran


def _enqueue(number: int) -> None:
    from django_q.tasks import async_task

    try:
        async_task("records.kit.tasks.run_reaction", number)
    except Exception:
        # The broker is away: the row waits and the schedule takes it up.
        logger.warning("reaction run %s waits: the queue is away", number)


def _plain(event: Event) -> dict[str, Any]:
    def plain(value: Any) -> Any:
        if isinstance(value, uuid.UUID | datetime.date | datetime.datetime):
            return str(value)
        if isinstance(value, tuple | list):
            return [plain(each) for each in value]
        return value

    return {field.name: plain(getattr(event, field.name)) for field in dataclasses.fields(event)}


def _revived(event: type[Event], payload: dict[str, Any]) -> Event:
    values = {}
    for field in dataclasses.fields(event):
        value = payload[field.name]
        kind = str(field.type)
        if value is not None and "UUID" in kind:
            value = uuid.UUID(value)
        elif value is not None and "datetime.datetime" in kind:
            value = datetime.datetime.fromisoformat(value)
        elif value is not None and "date" in kind:
            value = datetime.date.fromisoformat(value)
        elif isinstance(value, list):
            value = tuple(value)
        values[field.name] = value
    return event(**values)
