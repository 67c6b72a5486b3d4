"""What every screen of assessments shares."""

import uuid
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from records.assessments import presenting
from records.assessments.forms.base import Guarded, ReasonForm, attempt
from records.assessments.models import Sheet
from records.assessments.offers import sheet_offers
from records.kit import web
from records.kit.actors import Actor
from records.kit.errors import NotVisible, Refused

screen = web.screen("assessments.view")


def visible(actor: Actor, uid: uuid.UUID) -> Sheet:
    """A sheet the actor may see. Raises NotVisible."""
    rows = Sheet.objects.visible_to(actor).select_related("organisation", "task__organisation", "task__scheme")
    found: Sheet | None = rows.filter(uid=uid).first()
    if found is None:
        raise NotVisible()
    return found


def sheet_for(actor: Actor, uid: uuid.UUID, name: str) -> Sheet:
    """A sheet on which this act is open to the actor. Raises NotVisible, Refused with the reason."""
    sheet = visible(actor, uid)
    offer = next((each for each in sheet_offers(actor, sheet) if each.name == name), None)
    if offer is None:
        raise Refused(f"这份考核表现在是“{sheet.get_state_display()}”，没有等您办理的事项。")
    if offer.refused:
        raise Refused(offer.refused)
    return sheet


def task_screen(
    request: HttpRequest,
    sheet: Sheet,
    *,
    template: str = "theme/task.html",
    status: int = 200,
    act: str = "",
    **context: Any,
) -> HttpResponse:
    """A screen of one act on one sheet."""
    more = [(sheet.task.title, presenting.task_url(sheet.task))]
    more += [(sheet.organisation.short_name, presenting.sheet_url(sheet) if act else "")]
    shown = {
        "kicker": f"考核表　{sheet.task.title}",
        "status": presenting.badge(sheet.state),
        "title": sheet.organisation.short_name if not act else f"{act}：{sheet.organisation.short_name}",
        "steps": presenting.stages(sheet),
        "sheet": sheet,
        "crumbs": presenting.crumbs(*more, *([(act, "")] if act else [])),
        **context,
    }
    return render(request, template, shown, status=status)


def asked(
    request: HttpRequest,
    title: str,
    write: Callable[[Any], Any],
    *,
    crumbs: list[dict[str, str]],
    back: str,
    intro: str = "",
    form: Guarded | None = None,
    kind: type[Guarded] = ReasonForm,
    version: int | None = None,
    submit_label: str = "确定",
    done: str = "",
    then: str = "",
    key: str = "",
    **context: Any,
) -> HttpResponse:
    """A page that asks one thing and does one step."""
    made = form or kind(request.POST if request.method == "POST" else None, version=version)
    if request.method == "POST" and made.is_valid() and attempt(made, None, lambda: write(made) or True) is not None:
        messages.success(request, done or f"已{title}。")
        return redirect(f"{then or back}?sent={key}" if key else then or back)
    shown = {
        "title": title,
        "intro": intro,
        "crumbs": crumbs,
        "form": made,
        "submit_label": submit_label,
        "cancel_url": back,
        "autosave": key,
        **context,
    }
    return render(request, "theme/form.html", shown, status=422 if made.errors else 200)


def button(offer: Any, base: str, *, primary: bool) -> dict[str, Any]:
    """An offer as a button that opens its own screen."""
    quiet = offer.name in ("withdraw", "rescore", "correct", "retire")
    return {
        "label": offer.label,
        "url": f"{base}{offer.address}",
        "refused": offer.refused,
        "primary": primary and not quiet,
        "quiet": quiet,
    }


def buttons(offers: list[Any], base: str) -> list[dict[str, Any]]:
    """All offers, the first one in the colour of the act to be done."""
    return [button(offer, base, primary=index == 0) for index, offer in enumerate(offers)]
