"""设置: categories, what may not be paid for, who signs; thin."""

import datetime
import uuid
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from records.funds import presenting
from records.funds.choices import Source
from records.funds.forms.presets import CategoryForm, EndSigningForm, ProhibitionForm, SigningRuleForm
from records.funds.models import Category, Prohibition, SigningRule
from records.funds.services import presets
from records.funds.views.common import screen
from records.kit.actors import Actor
from records.kit.errors import NotVisible
from records.kit.forms import WorkForm, attempt
from records.kit.models import local_today
from records.kit.paths import below_any
from records.organisations.models import Organisation
from records.organisations.whole import may_everywhere

HOME = "/work/funds/presets/"
MOST_RULES = 200  # of one person's scope on the page; a place has a handful


@screen
def overview(request: HttpRequest, actor: Actor) -> HttpResponse:
    """What is set now."""
    scope = _paths(actor)
    rules = SigningRule.objects.filter(below_any("organisation__path", scope)).exclude(valid_to__lte=local_today())
    context = {
        "title": "经费设置",
        "intro": "类别和词语全平台共用，是可以修改的预设；签署设置按审议组织，从某日起生效。不删除，只停用或终止。",
        "crumbs": presenting.crumbs(("设置", "")),
        "may_all": _may_all(actor),
        "categories": _categories(_may_all(actor)),
        "prohibitions": _prohibitions(_may_all(actor)),
        "rules": _rules(
            rules.select_related("organisation").order_by("organisation__path", "position", "pk")[:MOST_RULES]
        ),
    }
    return render(request, "funds/presets.html", context)


@screen
def category(request: HttpRequest, actor: Actor, uid: uuid.UUID | None = None) -> HttpResponse:
    """One category."""
    _for_all(actor)
    row = _found(Category, uid)
    form = CategoryForm(request.POST or None, is_new=row is None, initial=_initial(row))
    return _page(request, form, "支出类别", row, lambda given: presets.set_category(actor, uid, **given))


@screen
def prohibition(request: HttpRequest, actor: Actor, uid: uuid.UUID | None = None) -> HttpResponse:
    """One thing that may not be paid for."""
    _for_all(actor)
    row = _found(Prohibition, uid)
    initial = _initial(row)
    if row is not None:
        initial["words"] = "、".join(row.words)
    form = ProhibitionForm(request.POST or None, initial=initial)
    return _page(request, form, "不得列支事项", row, lambda given: presets.set_prohibition(actor, uid, **given))


@screen
def signing(request: HttpRequest, actor: Actor) -> HttpResponse:
    """A new rule on who signs."""
    form = SigningRuleForm(request.POST or None, initial={"valid_from": _tomorrow()})
    committees = Organisation.objects.filter(below_any("path", _paths(actor)), kind__is_committee=True)
    place: Any = form.fields["organisation"]
    place.offer(committees.working(local_today()))
    return _page(request, form, "签署设置", None, lambda given: _add_rule(actor, given))


@screen
def end_signing(request: HttpRequest, actor: Actor, uid: uuid.UUID) -> HttpResponse:
    """End a rule."""
    rules = SigningRule.objects.filter(below_any("organisation__path", _paths(actor)))
    row = rules.select_related("organisation").filter(uid=uid).first()
    if row is None:
        raise NotVisible()
    form = EndSigningForm(request.POST or None, initial={"valid_to": _tomorrow()})
    return _page(request, form, "签署设置", row, lambda given: presets.end_signing_rule(actor, uid, **given), "终止")


def _page(
    request: HttpRequest, form: WorkForm, what: str, row: Any, act: Callable[[dict[str, Any]], Any], verb: str = ""
) -> HttpResponse:
    verb = verb or ("修改" if row is not None else "新建")
    if request.method == "POST" and form.is_valid():
        done = attempt(form, lambda: act(form.cleaned_data))
        if done is not None:
            messages.success(request, f"已{verb}{what}：{done}。")
            return redirect(HOME)
    context = {
        "title": f"{verb}{what}" + (f"：{row}" if row is not None else ""),
        "crumbs": presenting.crumbs(("设置", HOME), (what, "")),
        "form": form,
        "submit_label": verb if verb == "终止" else "保存",
        "cancel_url": HOME,
    }
    return render(request, "theme/form.html", context, status=422 if form.errors else 200)


def _add_rule(actor: Actor, given: dict[str, Any]) -> SigningRule:
    values = dict(given)
    return presets.add_signing_rule(actor, values.pop("organisation"), **values)


def _paths(actor: Actor) -> tuple[str, ...]:
    paths = actor.scope.paths(presets.ACTION)
    if not paths:
        raise NotVisible()
    return paths


def _tomorrow() -> datetime.date:
    return local_today() + datetime.timedelta(days=1)


def _may_all(actor: Actor) -> bool:
    return may_everywhere(actor, presets.ACTION)


def _for_all(actor: Actor) -> None:
    if not _may_all(actor):
        raise NotVisible()


def _found(model: Any, uid: uuid.UUID | None) -> Any:
    if uid is None:
        return None
    row = model.objects.filter(uid=uid).first()
    if row is None:
        raise NotVisible()
    return row


def _initial(row: Any) -> dict[str, Any]:
    return {field.name: getattr(row, field.name) for field in row._meta.fields} if row is not None else {}


def _state(is_active: bool) -> dict[str, Any]:
    return {"badge": {"word": "启用", "tone": "good"} if is_active else {"word": "停用", "tone": "info"}}


def _linked(text: str, url: str, may: bool) -> dict[str, str]:
    return {"value": text, "url": url} if may else {"value": text}


def _categories(may: bool) -> dict[str, Any]:
    rows = [
        [
            _linked(row.name, f"{HOME}categories/{row.uid}/", may),
            "、".join(str(Source(each).label) for each in row.sources) or "不限",
            {"value": row.basis, "note": row.examples},
            _state(row.is_active),
        ]
        for row in Category.objects.all()
    ]
    return {
        "caption": "支出类别",
        "caption_hidden": True,
        "columns": ["名称", "渠道", "依据和举例", "状态"],
        "rows": rows,
    }


def _prohibitions(may: bool) -> dict[str, Any]:
    rows = [
        [
            _linked(row.name, f"{HOME}prohibitions/{row.uid}/", may),
            "、".join(row.words),
            row.basis,
            _state(row.is_active),
        ]
        for row in Prohibition.objects.all()
    ]
    return {
        "caption": "不得列支事项",
        "caption_hidden": True,
        "columns": ["事项", "词语", "依据", "状态"],
        "rows": rows,
    }


def _rules(rules: Any) -> dict[str, Any]:
    rows = [
        [
            rule.organisation.short_name,
            {"value": f"{rule.position}. {rule.title}", "note": rule.get_signer_display()},
            rule.get_source_display() or "各渠道",
            {"money": rule.from_amount} if rule.from_amount else "每一项",
            f"{rule.valid_from}起" + (f"，至{rule.valid_to}" if rule.valid_to else ""),
            "" if rule.valid_to else {"button": {"label": "终止", "url": f"{HOME}signing/{rule.uid}/end/"}},
        ]
        for rule in rules
    ]
    columns = ["审议组织", "签署栏", "渠道", "单项达到", "有效", "办理"]
    return {"caption": "签署设置", "caption_hidden": True, "columns": columns, "rows": rows}
