"""Saved searches at the workbench; thin."""

import uuid
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from records.access.models import User
from records.kit import keyset
from records.kit.errors import NotVisible, Refused
from records.kit.forms import attempt
from search.doors import archive, saved
from search.doors.archive_views import AWAY, CRUMBS, HOME, address, archivist, pairs_of, saved_line
from search.doors.forms import SaveForm
from search.doors.models import SavedSearch
from search.doors.querysets import saved_for
from search.index.requests import SearchUnavailable

LIST = f"{HOME}saved/"
PAGE = 20


def _asked(posted: QueryDict) -> archive.Asked:
    """The question that a form carries along, beside its own fields."""
    given = {name.removeprefix("asked-"): value for name, value in posted.items() if name.startswith("asked-")}
    return archive.read({name: str(value) for name, value in given.items()}, posted.getlist("asked-kind"))


@archivist()
@require_http_methods(["GET", "HEAD", "POST"])
def listing(request: HttpRequest, actor: User) -> HttpResponse:
    """保存的检索; POST keeps one."""
    if request.method == "POST":
        return _save(request, actor)
    page = keyset.page(saved_for(actor), ("name", "uid"), request.GET, size=PAGE)
    lines = []
    for row in page.rows:
        asked = archive.again(row.question)
        lines.append(
            {
                **saved_line(row),
                "uid": row.uid,
                "described": asked.described(),
                "problems": "；".join(asked.problems.values()),
                "followed": row.followed,
                "mine": row.owner_id == actor.pk,
            }
        )
    context = {
        "title": "保存的检索",
        "crumbs": [*CRUMBS, {"label": "保存的检索", "url": ""}],
        "lines": lines,
        **page.links(request.GET),
    }
    return render(request, "search/saved.html", context)


def _save(request: HttpRequest, actor: User) -> HttpResponse:
    asked = _asked(request.POST)
    form = SaveForm(request.POST, actor=actor)
    if form.is_valid():
        given = form.cleaned_data
        try:
            row = attempt(
                form,
                lambda: saved.save(
                    actor, given["name"], asked, organisation=given["organisation"], follow=given["follow"]
                ),
            )
        except SearchUnavailable:
            form.add_error(None, AWAY)
        else:
            if row is not None:
                messages.success(request, f"已保存“{row.name}”。")
                return redirect(f"{HOME}{address(asked)}")
    context = _form_context("保存检索条件", form, asked)
    context["hidden"] = [{"name": f"asked-{name}", "value": value} for name, value in pairs_of(asked)]
    context["cancel_url"] = f"{HOME}{address(asked)}"
    return render(request, "search/save.html", context, status=422)


def _form_context(title: str, form: SaveForm, asked: archive.Asked) -> dict[str, Any]:
    return {
        "title": title,
        "crumbs": [*CRUMBS, {"label": "保存的检索", "url": LIST}, {"label": title, "url": ""}],
        "facts": [("条件", asked.described())],
        "form": form,
        "submit_label": "保存",
    }


def _usable(actor: User, uid: uuid.UUID, mine: bool = False) -> SavedSearch:
    rows = SavedSearch.objects.visible_to(actor)
    row: SavedSearch | None = (rows.filter(owner=actor) if mine else rows).filter(uid=uid).first()
    if row is None:
        raise NotVisible()
    return row


@archivist()
@require_safe
def use(request: HttpRequest, actor: User, uid: uuid.UUID) -> HttpResponse:
    """Go to what it finds now."""
    return redirect(f"{HOME}{address(archive.again(_usable(actor, uid).question))}")


@archivist()
@require_http_methods(["GET", "HEAD", "POST"])
def change(request: HttpRequest, actor: User, uid: uuid.UUID) -> HttpResponse:
    """Another name; shared, or no longer."""
    row = _usable(actor, uid, mine=True)
    initial = {"name": row.name, "organisation": row.organisation.code if row.organisation else ""}
    posted = request.POST if request.method == "POST" else None
    form = SaveForm(posted, actor=actor, with_follow=False, initial=initial)
    if posted is not None and form.is_valid():
        given = form.cleaned_data
        changed = attempt(
            form, lambda: saved.change(actor, uid, name=given["name"], organisation=given["organisation"])
        )
        if changed is not None:
            messages.success(request, f"已保存“{changed.name}”。")
            return redirect(LIST)
    context = _form_context("修改检索", form, archive.again(row.question)) | {"cancel_url": LIST}
    return render(request, "search/save.html", context, status=422 if form.errors else 200)


@archivist()
@require_POST
def remove(request: HttpRequest, actor: User, uid: uuid.UUID) -> HttpResponse:
    """Delete one's own."""
    row = _usable(actor, uid, mine=True)
    saved.remove(actor, uid)
    # Said in full, so that what was deleted by a slip can be asked again.
    messages.success(request, f"已删除“{row.name}”，条件是：{archive.again(row.question).described()}。")
    return redirect(LIST)


@archivist()
@require_POST
def follow(request: HttpRequest, actor: User, uid: uuid.UUID) -> HttpResponse:
    """Hear of what is new, or no more."""
    row = _usable(actor, uid)
    if request.POST.get("stop"):
        saved.unfollow(actor, uid)
        messages.success(request, f"“{row.name}”有新增时不再告诉您。")
        return redirect(LIST)
    try:
        saved.follow(actor, uid)
    except ValidationError as error:
        messages.error(request, "".join(error.messages))
    except Refused as error:
        messages.error(request, error.message)
    except SearchUnavailable:
        messages.error(request, AWAY)
    else:
        messages.success(request, f"“{row.name}”有新增时写在您的每日汇总里。")
    return redirect(LIST)
