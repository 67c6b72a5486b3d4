"""Review, decide, sign: one screen each, item by item."""

import uuid
from collections.abc import Callable, Sequence
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from records.funds import presenting, services
from records.funds.choices import ItemState
from records.funds.figures import hints_on
from records.funds.forms.acts import (
    DecisionForm,
    ItemForms,
    MeetingForm,
    OpinionForm,
    ReviewForm,
    SignatureForm,
    SignForm,
)
from records.funds.forms.fields import show_errors
from records.funds.models import Application, Deliberation, Item
from records.funds.offers import offers
from records.funds.services import Meeting, awaiting, signer_for
from records.funds.snapshots import form_of
from records.funds.views.common import attempt, items_of, screen, task, visible
from records.kit.actors import Actor
from records.kit.errors import Refused
from records.kit.models import local_today

COLUMNS = [{"label": "类别"}, {"label": "申请（元）", "numeric": True}]


@screen
def review(request: HttpRequest, actor: Actor, uid: uuid.UUID) -> HttpResponse:
    """初审: each item passes or goes back with a reason; then the whole goes on, or back."""
    found = _open(actor, uid, "review")
    items = items_of(found)
    form, lines = _forms(request, found, ReviewForm, OpinionForm, items)
    returning = request.POST.get("act") == "return"
    if request.method == "POST" and form.is_valid() and (returning or lines.is_valid()):
        arguments: dict[str, Any] = {
            "remark": form.cleaned_data["remark"],
            "expected_version": form.expected_version,
            "submit_key": form.key,
        }
        if returning:
            write: Callable[[], Any] = lambda: services.return_application(  # noqa: E731
                actor, uid, opinions=lines.answers(), **arguments
            )
        else:
            write = lambda: services.review_items(actor, uid, lines.answers(), **arguments)  # noqa: E731
        if attempt(write, _shower(form, lines)) is not None:
            messages.success(request, "已退回申请。" if returning else "初审完成，已提交审议。")
            return _done(found, "review")
    found_hints = hints_on(form_of(found, items), local_today())
    by_number = {hint.number: f"{hint.text}{f'（{hint.basis}）' if hint.basis else ''}" for hint in found_hints}
    return task(
        request,
        found,
        items,
        template="funds/review.html",
        status=422 if form.errors or (form.is_bound and not returning and not lines.is_valid()) else 200,
        act_label="初审",
        texts=presenting.texts(found),
        filings=presenting.filings(found),
        review={
            "items": _rows(items, lines, by_number),
            "caption": "逐项初审",
            "columns": COLUMNS,
            "formset": lines,
        },
        form=form,
        summary={"line": f"共{len(items)}项，{presenting.money(sum(item.amount for item in items))}"},
        actions=[
            {"label": "退回整份", "name": "act", "value": "return", "danger": True},
            {"label": "提交审议", "name": "act", "value": "pass", "primary": True},
        ],
        autosave="funds-review",
        history=presenting.history(found),
    )


@screen
def decide(request: HttpRequest, actor: Actor, uid: uuid.UUID) -> HttpResponse:
    """集体审议: the meeting, and what it decided on each item."""
    found = _open(actor, uid, "decide")
    items = items_of(found)
    waiting = [item for item in items if item.state == ItemState.PASSED]
    form, lines = _forms(request, found, MeetingForm, DecisionForm, waiting, _last_meeting(found))
    if request.method == "POST" and form.is_valid() and lines.is_valid():
        chosen = form.cleaned_data
        meeting = Meeting(
            chosen["meeting"], chosen["held_on"], chosen["due"], chosen["present"], remark=chosen["remark"]
        )
        done = attempt(
            lambda: services.decide_items(
                actor,
                uid,
                lines.answers(),
                meeting=meeting,
                expected_version=form.expected_version,
                submit_key=form.key,
            ),
            _shower(form, lines),
        )
        if done is not None:
            messages.success(request, f"已登记审议决定：{done.get_state_display()}。")
            return _done(found, "decide")
    return task(
        request,
        found,
        items,
        template="funds/decide.html",
        status=422 if form.errors or (form.is_bound and not lines.is_valid()) else 200,
        act_label="集体审议",
        texts=presenting.texts(found),
        lines=lines,
        rows=_rows(waiting, lines, {}),
        form=form,
        summary={
            "line": f"待审议{len(waiting)}项，{presenting.money(sum(item.amount for item in waiting))}",
            "note": "按会议决定登记，登记后不能更改",
        },
        actions=[{"label": "登记审议决定", "name": "act", "value": "decide", "primary": True}],
        autosave="funds-decide",
        history=presenting.history(found),
    )


@screen
def sign(request: HttpRequest, actor: Actor, uid: uuid.UUID) -> HttpResponse:
    """逐项签署: in the capacity the posts give; the last signature sends the reply."""
    found = _open(actor, uid, "sign")
    items = items_of(found)
    capacity = signer_for(actor, found)
    turns = awaiting(found, items)
    mine = [item for item in items if item.uid in turns and turns[item.uid].signer == capacity]
    form, lines = _forms(request, found, SignForm, SignatureForm, mine)
    if request.method == "POST" and form.is_valid() and lines.is_valid():
        done = attempt(
            lambda: services.sign_items(
                actor,
                uid,
                lines.answers(),
                signer=capacity,
                expected_version=form.expected_version,
                submit_key=form.key,
            ),
            _shower(form, lines),
        )
        if done is not None:
            messages.success(request, f"已签署：{done.get_state_display()}。")
            return _done(found, "sign")
    columns = [*COLUMNS, {"label": "同意（元）", "numeric": True}]
    return task(
        request,
        found,
        items,
        status=422 if form.errors or (form.is_bound and not lines.is_valid()) else 200,
        act_label="签署",
        table=presenting.items_table(found, items, presenting.reasons_of(items)),
        review={
            "items": _rows(mine, lines, {}, with_agreed=True),
            "caption": f"逐项签署（{turns[mine[0].uid].title if mine else ''}）",
            "columns": columns,
            "formset": lines,
        },
        form=form,
        summary={
            "line": f"待签署{len(mine)}项，{presenting.money(sum(item.agreed for item in mine))}",
            "note": "全部签署后自动发出批复",
        },
        actions=[{"label": "签署", "name": "act", "value": "sign", "primary": True}],
        autosave="funds-sign",
        history=presenting.history(found),
    )


def _open(actor: Actor, uid: uuid.UUID, name: str) -> Application:
    """An application on which this act is open to the actor. Raises NotVisible, Refused with the reason."""
    found = visible(actor, uid)
    offer = next((each for each in offers(actor, found) if each.name == name), None)
    if offer is None:
        raise Refused(f"这份申请现在是“{found.get_state_display()}”，没有等您办理的事项。")
    if offer.refused:
        raise Refused(offer.refused)
    return found


def _forms(
    request: HttpRequest,
    found: Application,
    whole: type[Any],
    each: type[Any],
    items: Sequence[Item],
    initial: dict[str, Any] | None = None,
) -> tuple[Any, ItemForms]:
    data = request.POST if request.method == "POST" else None
    return whole(data, version=found.version, initial=initial), ItemForms(each, items, data)


def _last_meeting(found: Application) -> dict[str, Any]:
    """What the portal knows of the committee: its name, and how many should attend, as last recorded."""
    last = Deliberation.objects.filter(application__committee=found.committee).order_by("-pk").first()
    name = f"{found.committee.short_name}会议" if found.committee else ""
    return {"meeting": name, "held_on": local_today(), "due": last.due if last else None}


def _shower(form: Any, lines: ItemForms) -> Callable[[ValidationError], None]:
    def show(error: ValidationError) -> None:
        rest = lines.show(error)
        if rest:
            show_errors(form, ValidationError({name or "__all__": said for name, said in rest.items()}))

    return show


def _rows(
    items: Sequence[Item], lines: ItemForms, hints: dict[int, str], *, with_agreed: bool = False
) -> list[dict[str, Any]]:
    rows = []
    for item, form in zip(items, lines.forms, strict=True):
        cells = [item.category.name if item.category else "", presenting.yuan(item.amount, grouped=True)]
        if with_agreed:
            cells.append(presenting.yuan(item.agreed, grouped=True))
        note = "　".join(part for part in (presenting.item_note(item), hints.get(item.number, "")) if part)
        rows.append(
            {
                "number": item.number,
                "title": item.description,
                "note": note,
                "cells": cells,
                "field": form["outcome"],
                "why": form["remark"] if "remark" in form.fields else form["reason"],
                "why_values": [form.refusing],
                "form": form,
            }
        )
    return rows


def _done(found: Application, name: str) -> HttpResponse:
    return redirect(f"/work/funds/{found.uid}/?sent=funds-{name}")
