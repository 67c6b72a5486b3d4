"""The workbench's screens for pages: each reads with the queryset, writes with the service; thin."""

import uuid
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe
from wagtail.models import Page

from cms_pages import services
from cms_pages.columns import ColumnKind
from cms_pages.models import PageDoor
from cms_pages.presenters.work import list_context, task_context
from cms_pages.presenters.writing import writing_context
from cms_pages.workforms import AudienceForm, DecisionForm, PlaceForm, ReasonForm, RenameForm
from records.kit.actors import Actor
from records.kit.errors import Conflict, NotVisible, Refused
from records.kit.web import actor_of
from records.organisations.models import Organisation


@never_cache
@login_required
@require_safe
def pages(request: HttpRequest) -> HttpResponse:
    """页面审核: what waits for me, what came back, what I handed in."""
    actor = actor_of(request)
    if not actor.scope.paths("pages.view_drafts"):
        raise NotVisible()
    return render(request, "theme/list.html", list_context(actor, request.GET.get("show", "")))


@never_cache
@login_required
@require_safe
def write(request: HttpRequest) -> HttpResponse:
    """写新内容: which kind, for which organisation."""
    chosen = None
    if asked := request.GET.get("organisation", ""):
        try:
            chosen = Organisation.objects.filter(uid=uuid.UUID(asked)).first()
        except ValueError:
            chosen = None
        if chosen is None:
            raise NotVisible()
    return render(request, "cms_pages/writing.html", writing_context(actor_of(request), chosen))


@never_cache
@login_required
@require_http_methods(["GET", "POST"])
def page(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """One page: read it as it will look, decide."""
    actor = actor_of(request)
    found = page_for_work(actor, uid)
    form = DecisionForm(request.POST or None)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            act = request.POST.get("act")
            revision = request.POST.get("revision", "")
            known = {"revision": int(revision) if revision.isdecimal() else None}
            if act == "approve":
                done = attempt(
                    request, form, lambda: services.approve(actor, uid, comment=form.cleaned_data["reason"], **known)
                )
            else:
                done = attempt(
                    request,
                    form,
                    lambda: services.return_to_author(actor, uid, reason=form.cleaned_data["reason"], **known),
                )
            if done:
                fresh = page_for_work(actor, uid)
                said = "已退回作者修改。" if act != "approve" else approved_words(fresh)
                messages.success(request, f"“{found.draft_title or found.title}”{said}")
                return redirect("work-pages")
        found = page_for_work(actor, uid)
    return render(request, "cms_pages/review.html", task_context(actor, found, request, form), status=status)


@never_cache
@login_required
@require_safe
def preview(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """The version under review, or the latest, as a reader will see it."""
    found = page_for_work(actor_of(request), uid)
    step = found.current_workflow_task_state
    revision = step.revision if step is not None else found.get_latest_revision()
    shown = revision.as_object() if revision is not None else found
    response: HttpResponse = shown.serve_preview(request, shown.default_preview_mode)
    response["X-Robots-Tag"] = "noindex"
    return response


@never_cache
@login_required
@require_http_methods(["GET", "POST"])
def recall(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """撤回提交."""
    return act(
        request,
        uid,
        title="撤回提交",
        intro="撤回后可以继续修改，再重新提交。",
        form=Form(request.POST or None),
        write=lambda actor, form: services.recall(actor, uid),
        label="撤回",
        said="已撤回，可以继续修改。",
    )


@never_cache
@login_required
@require_http_methods(["GET", "POST"])
def withdraw(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """撤下."""
    return act(
        request,
        uid,
        title="从网站撤下",
        intro="撤下后读者看不到这一页，内容和记录都保留；再次发布须重新审核。",
        form=ReasonForm(request.POST or None),
        write=lambda actor, form: services.withdraw(actor, uid, reason=form.cleaned_data["reason"]),
        label="撤下",
        said="已撤下。",
    )


@never_cache
@login_required
@require_http_methods(["GET", "POST"])
def audience(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """收窄公开范围."""
    return act(
        request,
        uid,
        title="收窄公开范围",
        intro="立即生效。已发布的页面在这里只能收窄；放宽须修改页面并重新审核。",
        form=AudienceForm(request.POST or None),
        write=lambda actor, form: services.change_audience(
            actor,
            uid,
            level=form.cleaned_data["level"],
            readers=form.cleaned_data["readers"],
            reason=form.cleaned_data["reason"],
        ),
        label="更改",
        said="公开范围已更改。",
    )


@never_cache
@login_required
@require_http_methods(["GET", "POST"])
def move(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """移动."""
    actor = actor_of(request)
    found = page_for_work(actor, uid)
    return act(
        request,
        uid,
        title="移动到另一个组织",
        intro="移到所填组织的同一栏目；旧网址会自动转到新网址。",
        form=PlaceForm(
            request.POST or None, actor=actor, action="pages.move", kind=ColumnKind(found.column or ColumnKind.NEWS)
        ),
        write=lambda actor, form: services.move(
            actor, uid, column=form.cleaned_data["organisation"].uid, reason=form.cleaned_data["reason"]
        ),
        label="移动",
        said="已移动。",
    )


@never_cache
@login_required
@require_http_methods(["GET", "POST"])
def share(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """转载."""
    actor = actor_of(request)
    found = page_for_work(actor, uid)
    return act(
        request,
        uid,
        title="转载到本组织",
        intro="在所填组织的同一栏目里也列出这一页；原页面更新或撤下时一同变化。",
        form=PlaceForm(
            request.POST or None, actor=actor, action="pages.share", kind=ColumnKind(found.column or ColumnKind.NEWS)
        ),
        write=lambda actor, form: services.copy_alias(actor, uid, column=form.cleaned_data["organisation"].uid),
        label="转载",
        said="已转载。",
    )


@never_cache
@login_required
@require_http_methods(["GET", "POST"])
def rename(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """更改网址."""
    found = page_for_work(actor_of(request), uid)
    return act(
        request,
        uid,
        title="更改网址",
        intro=f"现在的网址：{found.address}",
        form=RenameForm(request.POST or None, initial={"slug": found.slug}),
        write=lambda actor, form: services.rename(
            actor, uid, slug=form.cleaned_data["slug"], reason=form.cleaned_data["reason"]
        ),
        label="更改",
        said="网址已更改，旧网址会自动转到新网址。",
    )


# ── what they share ─────────────────────────────────────────────────────────
def page_for_work(actor: Actor, uid: uuid.UUID) -> Any:
    """A page this person may know of as staff. Raises NotVisible, also for the portal's own home page."""
    known = PageDoor.objects.known_to(actor).filter(organisation__isnull=False).values("page_id")
    found = Page.objects.filter(pk__in=known, translation_key=uid).first()
    if found is None or not actor.scope.holds_post:
        raise NotVisible()
    return found.specific


def act(
    request: HttpRequest,
    uid: uuid.UUID,
    *,
    title: str,
    intro: str,
    form: Form,
    write: Callable[[Actor, Form], Any],
    label: str,
    said: str,
) -> HttpResponse:
    """A small form for one act on a page."""
    actor = actor_of(request)
    found = page_for_work(actor, uid)
    back = reverse("work-page", args=[uid])
    if (
        request.method == "POST"
        and (form.is_valid() or not form.fields)
        and attempt(request, form, lambda: write(actor, form))
    ):
        messages.success(request, f"“{found.title}”{said}")
        return redirect(back)
    context = {
        "title": title,
        "kicker": found.title,
        "intro": intro,
        "form": form,
        "submit_label": label,
        "cancel_url": back,
        "crumbs": [
            {"label": "工作台", "url": "/work/"},
            {"label": "页面审核", "url": reverse("work-pages")},
            {"label": found.title, "url": back},
            {"label": title, "url": ""},
        ],
    }
    return render(request, "theme/form.html", context, status=422 if request.method == "POST" else 200)


def attempt(request: HttpRequest, form: Form, write: Callable[[], Any]) -> bool:
    """Try a write; what it refuses is said at the form, with nothing typed lost."""
    form.full_clean() if not form.is_bound else None
    try:
        write()
    except ValidationError as error:
        _say(request, form, error)
    except (Conflict, Refused) as error:
        messages.error(request, error.message)
    else:
        return True
    return False


def _say(request: HttpRequest, form: Form, error: ValidationError) -> None:
    if hasattr(error, "error_dict"):
        for field, lines in error.error_dict.items():
            if field in form.fields:
                form.add_error(field, lines)
            else:
                for line in lines:
                    messages.error(request, " ".join(line.messages))
    else:
        messages.error(request, " ".join(error.messages))


def approved_words(page: Any) -> str:
    """What an approval did."""
    if page.live and not page.has_unpublished_changes:
        return "已通过并发布。"
    return "已通过，到设定的时间自动发布。" if page.scheduled_revision is not None else "已通过。"
