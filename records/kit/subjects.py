"""What an event is about: a row that somebody may see or not, with its address in the interface.

An event names its subject by a field called as the model is (`member`, `application`), in the emitter's own app. What is
found otherwise (a page by its translation key) is registered by its room: `@subject("page")`.
"""

import dataclasses
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.apps import apps

from records.kit.actors import Actor
from records.kit.events import event_names, event_types
from records.kit.write import path_of


@dataclass(frozen=True)
class Subject:
    """A thing somebody may know of."""

    kind: str
    uid: uuid.UUID
    org_path: str
    organisation_uid: uuid.UUID | None
    url: str


Finder = Callable[[Actor, uuid.UUID], Subject | None]
_finders: dict[str, Finder] = {}


def subject(field: str) -> Callable[[Finder], Finder]:
    """Register how the thing behind an event's field is found; None for one the actor may not see."""

    def register(finder: Finder) -> Finder:
        _finders[field] = finder
        return finder

    return register


def subject_of(actor: Actor, event_name: str, payload: Mapping[str, Any]) -> Subject | None:
    """The first thing an event names, if this actor may see it; None when it names nothing known or nothing visible.

    The organisation comes last, in whatever order a database gives the names back: mostly it is where, not what.
    """
    for field, value in sorted(payload.items(), key=lambda named: named[0] == "organisation"):
        try:
            uid = uuid.UUID(str(value))
        except ValueError:
            continue
        if field in _finders:
            return _finders[field](actor, uid)
        model = _model(event_name.split(".")[0], field)
        if model is not None:
            return _row(actor, model, field, uid)
    return None


def told_events() -> dict[str, str]:
    """Kinds of events that are about something others can be told of: name → description. Of a person's own there is none."""
    about = {
        kind.event_name()
        for kind in event_types()
        for field in dataclasses.fields(kind)
        if field.name in _finders or _model(kind.event_name().split(".")[0], field.name) is not None
    }
    return {name: label for name, label in event_names().items() if name in about}


def _model(label: str, field: str) -> Any:
    try:
        model: Any = apps.get_app_config(label).get_model(field.replace("_", ""))
    except LookupError:
        return None
    return model if hasattr(model._default_manager.all(), "visible_to") else None


def _row(actor: Actor, model: Any, field: str, uid: uuid.UUID) -> Subject | None:
    row = model._default_manager.visible_to(actor).filter(uid=uid).first()
    if row is None:
        return None
    organisation = row if hasattr(row, "path") else getattr(row, "organisation", None)
    return Subject(field, uid, path_of(row), getattr(organisation, "uid", None), address_of(model, uid))


def address_of(model: Any, uid: uuid.UUID) -> str:
    """Where the interface tells of such a row; "" when it does not."""
    from django.urls import get_resolver

    from records.kit.api import routes

    _ = (
        get_resolver().url_patterns
    )  # rooms offer their routes when the addresses are first asked for; a worker asks for none
    for prefix, viewset, _name in routes():
        records = getattr(viewset, "records", None)
        if records is not None and records.model is model:
            return f"/api/v1/{prefix}/{uid}/"
    return ""
