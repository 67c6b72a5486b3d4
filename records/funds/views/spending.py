"""Execute with a voucher, reverse, and the one view that serves vouchers."""

import uuid
from urllib.parse import quote

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render

from records.funds import files, presenting, services
from records.funds.forms.acts import ExecutionForm, ReversalForm
from records.funds.forms.fields import show_errors
from records.funds.models import Execution, Item
from records.funds.offers import offers
from records.funds.views.common import attempt, items_of, screen, task, visible
from records.kit.actors import Actor
from records.kit.errors import NotVisible, Refused
from records.kit.models import local_today


@screen
def execute(request: HttpRequest, actor: Actor, uid: uuid.UUID) -> HttpResponse:
    """登记执行: which item, how much, to whom, with which voucher."""
    found = visible(actor, uid)
    offer = next((each for each in offers(actor, found) if each.name == "execute"), None)
    if offer is None or offer.refused:
        raise Refused(offer.refused if offer else f"这份申请现在是“{found.get_state_display()}”，不能登记执行。")
    items = items_of(found)
    open_items = list(Item.objects.with_money().filter(application=found).spendable())
    form = ExecutionForm(
        request.POST if request.method == "POST" else None,
        request.FILES if request.method == "POST" else None,
        items=open_items,
        version=None,
        initial={"item": request.GET["item"]} if "item" in request.GET else None,
    )
    if request.method == "POST" and form.is_valid():
        chosen = form.cleaned_data
        entry = attempt(
            lambda: services.execute(
                actor,
                uid,
                uuid.UUID(chosen["item"]),
                amount=chosen["amount"],
                executed_on=chosen["executed_on"],
                payee=chosen["payee"],
                voucher_number=chosen["voucher_number"],
                voucher_file=chosen["voucher_file"],
                note=chosen["note"],
                submit_key=form.key,
            ),
            lambda error: show_errors(form, error),
        )
        if entry is not None:
            messages.success(request, f"已登记第{entry.number:02d}笔，{presenting.money(entry.amount)}。")
            return redirect(f"/work/funds/{uid}/?sent=funds-execute")
    if form.is_bound and form.errors and "voucher_file" not in form.errors:
        form.add_error("voucher_file", "浏览器不保留已选的文件，请重新选择凭证。")
    return task(
        request,
        found,
        items,
        status=422 if form.errors else 200,
        act_label="登记执行",
        table=presenting.items_table(found, items, {}),
        form=form,
        actions=[{"label": "登记执行", "name": "act", "value": "execute", "primary": True}],
        autosave="funds-execute",
    )


@screen
def reverse(request: HttpRequest, actor: Actor, uid: uuid.UUID) -> HttpResponse:
    """冲正一笔执行: a new entry the other way, linked to it."""
    entry = _entry(actor, uid)
    found = visible(actor, entry.application.uid)
    if not any(each.name == "execute" and not each.refused for each in offers(actor, found)):
        raise Refused(f"这份申请现在是“{found.get_state_display()}”，或您没有登记执行的权限，不能冲正。")
    form = ReversalForm(request.POST if request.method == "POST" else None, initial={"executed_on": local_today()})
    if request.method == "POST" and form.is_valid():
        done = attempt(
            lambda: services.reverse_execution(
                actor,
                uid,
                reason=form.cleaned_data["reason"],
                executed_on=form.cleaned_data["executed_on"],
                submit_key=form.key,
            ),
            lambda error: show_errors(form, error),
        )
        if done is not None:
            messages.success(request, f"已冲正第{entry.number:02d}笔，{presenting.money(entry.amount)}退回该项余额。")
            return redirect(f"/work/funds/{found.uid}/?sent=funds-reverse")
    context = {
        "title": f"冲正第{entry.number:02d}笔执行",
        "kicker": presenting.kicker(found),
        "intro": "原条目保留，另登记一笔方向相反的条目；一笔只能冲正一次。",
        "crumbs": presenting.crumbs((found.serial or found.title, f"/work/funds/{found.uid}/"), ("冲正", "")),
        "facts": [
            {"term": "事项", "value": f"第{entry.item.number}项　{entry.item.description}"},
            {"term": "金额", "value": presenting.money(entry.amount)},
            {"term": "执行日期", "value": str(entry.executed_on)},
            {"term": "收款方", "value": entry.payee},
            {"term": "凭证号", "value": entry.voucher_number},
        ],
        "form": form,
        "submit_label": "冲正",
        "cancel_url": f"/work/funds/{found.uid}/",
        "autosave": "funds-reverse",
    }
    return render(request, "theme/form.html", context, status=422 if form.errors else 200)


@screen
def voucher(request: HttpRequest, actor: Actor, uid: uuid.UUID) -> HttpResponseBase:
    """The voucher of one payment, to whoever may see the payment; never run, never guessed at by the browser."""
    entry = _entry(actor, uid)
    if not entry.voucher_file:
        raise Http404
    try:
        content = entry.voucher_file.open("rb")
    except FileNotFoundError:
        raise NotVisible("凭证文件不在存储中，请联系系统管理员从备份恢复。") from None
    kind = files.TYPES.get(files.ending(entry.voucher_file.name or ""), "application/octet-stream")
    response = FileResponse(content, content_type=kind)
    response["Content-Disposition"] = f"inline; filename*=UTF-8''{quote(entry.voucher_name)}"
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response


def _entry(actor: Actor, uid: uuid.UUID) -> Execution:
    entry: Execution | None = (
        Execution.objects.visible_to(actor).select_related("application", "item").filter(uid=uid).first()
    )
    if entry is None:
        raise NotVisible()
    return entry
