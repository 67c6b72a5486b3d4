"""What every screen of funds shares."""

import uuid
from collections.abc import Callable
from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from records.funds import presenting
from records.funds.models import Application, Item
from records.kit import web
from records.kit.actors import Actor
from records.kit.errors import Conflict, NotVisible, Refused

screen = web.screen("funds.view")


def visible(actor: Actor, uid: uuid.UUID) -> Application:
    """An application the actor may see. Raises NotVisible."""
    found: Application | None = (
        Application.objects.visible_to(actor)
        .select_related("organisation", "committee", "plan", "drafted_by")
        .filter(uid=uid)
        .first()
    )
    if found is None:
        raise NotVisible()
    return found


def items_of(application: Application) -> list[Item]:
    """Its items with money and every word said to them; four queries, however many there are."""
    rows = (
        Item.objects.live()
        .with_money()
        .filter(application=application)
        .select_related("category", "plan_item", "decision")
        .prefetch_related("reviews", "signatures")
        .order_by("number", "pk")
    )
    return list(rows)


def task(
    request: HttpRequest,
    application: Application,
    items: list[Item],
    *,
    template: str = "theme/task.html",
    status: int = 200,
    **context: Any,
) -> HttpResponse:
    """A screen of one act on one application."""
    shown = {
        "kicker": presenting.kicker(application),
        "status": presenting.badge(application.state),
        "title": application.title,
        "steps": presenting.stages(application),
        "facts": presenting.facts(application, items, presenting.budget_of(application)),
        "application": application,
        "crumbs": presenting.crumbs(
            (application.serial or application.title, f"/work/funds/{application.uid}/"),
            (context.pop("act_label", "办理"), ""),
        ),
        **context,
    }
    return render(request, template, shown, status=status)


def attempt(write: Callable[[], Any], show: Callable[[ValidationError], Any]) -> Any:
    """Do a write; what was entered wrongly, or came too late, is shown on the form it came from.

    Returns what the write returned, None when it was not done. A refusal is passed on: who may not, gets no form.
    """
    try:
        return write()
    except ValidationError as error:
        show(error)
    except Conflict as error:
        show(ValidationError(error.message))
    except Refused as error:
        show(ValidationError(error.message))
    return None
