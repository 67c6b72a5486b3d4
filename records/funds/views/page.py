"""The page of an application, its print, and the branch's simple acts: file, withdraw, settle; reopen by the section."""

import uuid
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from records.funds import presenting, services
from records.funds.choices import STOPPED, State
from records.funds.figures import hints_on
from records.funds.forms.acts import ClosingForm, ReasonForm
from records.funds.forms.fields import Guarded, show_errors
from records.funds.models import Application, Execution, Item
from records.funds.offers import Offer, offers
from records.funds.snapshots import form_of, thawed
from records.funds.views.common import attempt, items_of, screen, task, visible
from records.kit.actors import Actor
from records.kit.errors import Conflict, Refused
from records.kit.models import local_today

_ADDRESSES = {
    "change": "edit/",
    "review": "review/",
    "decide": "decide/",
    "sign": "sign/",
    "execute": "execute/",
    "settle": "settle/",
    "withdraw": "withdraw/",
    "reopen": "reopen/",
}
_QUIET = {"withdraw", "change", "reopen"}


@screen
def application(request: HttpRequest, actor: Actor, uid: uuid.UUID) -> HttpResponse:
    """一份申请: where it stands, what it asks for, what was said and spent, what may be done now."""
    found = visible(actor, uid)
    if request.method == "POST":
        return _file(request, actor, found)
    items = items_of(found)
    entries = list(
        Execution.objects.visible_to(actor)
        .filter(application=found)
        .select_related("item", "reverses")
        .order_by("number")
    )
    open_acts = offers(actor, found)
    may_spend = any(offer.name == "execute" and not offer.refused for offer in open_acts)
    guard = Guarded(version=found.version)
    context: dict[str, Any] = {
        "crumbs": presenting.crumbs((found.serial or found.title, "")),
        "notices": _notices(found, items),
        "texts": presenting.texts(found),
        "table": presenting.items_table(found, items, presenting.reasons_of(items)),
        "executions": presenting.executions_table(entries, may_reverse=may_spend) if entries else None,
        "replies": list(found.replies.order_by("-number")),
        "filings": presenting.filings(found),
        "hints": hints_on(form_of(found, items), local_today()) if found.state == State.FILED else [],
        "history": presenting.history(found),
        "guard": guard,
        "offers": [_button(found, offer, first=index == 0) for index, offer in enumerate(open_acts)],
        "print_url": f"/work/funds/{found.uid}/print/",
        "sent": request.GET.get("sent", ""),
    }
    return task(request, found, items, template="funds/application.html", **context)


@screen
def printed(request: HttpRequest, actor: Actor, uid: uuid.UUID) -> HttpResponse:
    """The sheet: the form as last filed (or as drafted), decisions and the reply word for word."""
    found = visible(actor, uid)
    items = items_of(found)
    filing = found.filings.order_by("-number").first()
    context = {
        "title": found.title,
        "issuer": found.organisation.name,
        "application": found,
        "form": thawed(filing.form) if filing else form_of(found, items),
        "filing": filing,
        "items": items,
        "reasons": presenting.reasons_of(items),
        "table": presenting.items_table(found, items, presenting.reasons_of(items)),
        "facts": presenting.facts(found, items, presenting.budget_of(found)),
        "texts": presenting.texts(found),
        "meeting": found.deliberations.order_by("-pk").first(),
        "signatures": list(found.signatures.select_related("item").order_by("pk")),
        "replies": list(found.replies.order_by("number")),
        "back_url": f"/work/funds/{found.uid}/",
    }
    return render(request, "funds/print.html", context)


@screen
def withdraw(request: HttpRequest, actor: Actor, uid: uuid.UUID) -> HttpResponse:
    """撤回."""
    return _simple(
        request,
        actor,
        uid,
        "withdraw",
        ReasonForm,
        lambda form: services.withdraw(
            actor,
            uid,
            reason=form.cleaned_data["reason"],
            expected_version=form.expected_version,
            submit_key=form.key,
        ),
        title="撤回申请",
        submit_label="撤回",
        done="已撤回。",
        intro="撤回后不能恢复；如需再次申请，请重新起草。",
    )


@screen
def settle(request: HttpRequest, actor: Actor, uid: uuid.UUID) -> HttpResponse:
    """结项."""
    return _simple(
        request,
        actor,
        uid,
        "settle",
        ClosingForm,
        lambda form: services.settle(
            actor,
            uid,
            closing=form.cleaned_data["closing"],
            expected_version=form.expected_version,
            submit_key=form.key,
        ),
        title="结项",
        submit_label="结项",
        done="已结项。",
        intro="结项后不再登记执行；未用完的金额释放回年度预算。",
    )


@screen
def reopen(request: HttpRequest, actor: Actor, uid: uuid.UUID) -> HttpResponse:
    """重新打开."""
    return _simple(
        request,
        actor,
        uid,
        "reopen",
        ReasonForm,
        lambda form: services.reopen(
            actor, uid, reason=form.cleaned_data["reason"], expected_version=form.expected_version
        ),
        title="重新打开",
        submit_label="重新打开",
        done="已重新打开，申报组织可以更正执行记录。",
        intro="用于更正已结项申请的执行记录，更正后由申报组织再次结项。",
    )


def _simple(
    request: HttpRequest,
    actor: Actor,
    uid: uuid.UUID,
    name: str,
    kind: type[Any],
    write: Callable[[Any], Application],
    *,
    title: str,
    submit_label: str,
    done: str,
    intro: str,
) -> HttpResponse:
    """A page that asks one thing and does one step."""
    found = visible(actor, uid)
    offer = next((each for each in offers(actor, found) if each.name == name), None)
    if offer is None or offer.refused:
        raise Refused(offer.refused if offer else f"现在不能{title}，或您没有{title}的权限。")
    form = kind(request.POST if request.method == "POST" else None, version=found.version)
    if request.method == "POST" and form.is_valid():
        made = attempt(lambda: write(form), lambda error: show_errors(form, error))
        if made is not None:
            messages.success(request, done)
            return redirect(f"/work/funds/{uid}/?sent=funds-{name}")
    context = {
        "title": f"{title}：{found.title}",
        "kicker": presenting.kicker(found),
        "intro": intro,
        "crumbs": presenting.crumbs((found.serial or found.title, f"/work/funds/{uid}/"), (title, "")),
        "steps": presenting.stages(found),
        "form": form,
        "submit_label": submit_label,
        "cancel_url": f"/work/funds/{uid}/",
        "autosave": f"funds-{name}",
    }
    return render(request, "theme/form.html", context, status=422 if form.errors else 200)


def _file(request: HttpRequest, actor: Actor, found: Application) -> HttpResponse:
    """File from the page; what is missing is shown on the form."""
    form = Guarded(request.POST)
    form.is_valid()
    try:
        filed = services.file(actor, found.uid, expected_version=form.expected_version, submit_key=form.key)
    except ValidationError:
        return redirect(f"/work/funds/{found.uid}/edit/?check=1")
    except (Conflict, Refused) as error:
        messages.error(request, error.message)
        return redirect(f"/work/funds/{found.uid}/")
    messages.success(request, f"已申报，编号{filed.serial}。")
    return redirect(f"/work/funds/{found.uid}/")


def _button(found: Application, offer: Offer, *, first: bool) -> dict[str, Any]:
    """An act as a button; filing posts, everything else opens its own screen."""
    made: dict[str, Any] = {"label": offer.label, "refused": offer.refused}
    if offer.name == "file":
        return {**made, "name": "act", "value": "file", "primary": True}
    made |= {"url": f"/work/funds/{found.uid}/{_ADDRESSES[offer.name]}"}
    return {**made, "primary": first and offer.name not in _QUIET, "quiet": offer.name in _QUIET}


def _notices(found: Application, items: list[Item]) -> list[dict[str, Any]]:
    notices = []
    if found.state == State.RETURNED:
        round_ = found.rounds.order_by("-pk").first()
        if round_ is not None:
            notices.append(
                {"title": f"{round_.reviewed_by_name}退回，请修改后重新申报", "note": round_.remark, "tone": "bad"}
            )
    stopped = [item for item in items if item.state in STOPPED]
    if stopped and found.state != State.REFUSED:
        numbers = "、".join(str(item.number) for item in stopped)
        notices.append(
            {"title": f"第{numbers}项不再办理", "note": "理由见下表，请停止实施；其余事项继续。", "tone": "warn"}
        )
    if found.state == State.REFUSED:
        notices.append({"title": "申请未获同意", "note": "理由见下表和批复。", "tone": "bad"})
    due = presenting.review_due(found)
    if due is not None:
        left = (due - local_today()).days
        if left < 0:
            notices.append({"title": f"初审已超过期限{-left}天", "note": f"应于{due}前完成初审。", "tone": "warn"})
    return notices
