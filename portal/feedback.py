"""问题与建议 on every page: the portal knows pages and organisations, openness knows letters; here they meet."""

import uuid
from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods
from rest_framework.throttling import AnonRateThrottle

from cms_pages.models import ContentPage
from records.access.actors import actor_of
from records.kit.errors import NotVisible
from records.openness import services
from records.openness.forms import FeedbackForm
from records.organisations.models import Organisation


class FeedbackThrottle(AnonRateThrottle):
    """Letters from one address: enough for a whole office, too few to flood a desk."""

    scope = "feedback"
    rate = "20/hour"

    def get_cache_key(self, request: Any, view: Any) -> str:
        """By address, signed in or not."""
        return str(self.cache_format % {"scope": self.scope, "ident": self.get_ident(request)})


@require_http_methods(["GET", "POST"])
@never_cache
def feedback(request: HttpRequest) -> HttpResponse:
    """Write to the organisation that published a page (`about`), to one organisation, or to the place's own desk."""
    page = _page(request)
    organisation = page.organisation if page is not None else _organisation(request)
    if organisation is None:
        raise NotVisible("没有这个组织，请从组织主页提出。")
    form = FeedbackForm(request.POST or None)
    context: dict[str, Any] = {
        "title": "问题与建议",
        "kicker": organisation.short_name,
        "intro": f"由{organisation.short_name}办理和答复。不需要登录，可以不留姓名。",
        "facts": [("所提内容", page.title)] if page is not None else [],
        "form": form,
        "submit_label": "提出",
        "autosave": "feedback",
        "crumbs": [{"label": "问题与建议", "url": ""}],
        "aside": [{"title": "已经提过？", "text": "用收到的查询码可以查看办理情况。"}],
    }
    if request.method == "POST" and form.is_valid():
        if not FeedbackThrottle().allow_request(request, None):  # type: ignore[arg-type]
            form.add_error(None, "提交过于频繁，请一小时后再试；您写的内容仍在本页。")
            return render(request, "portal/feedback.html", context, status=429)
        try:
            letter = services.give_feedback(
                actor_of(request),
                organisation,
                about_uid=page.uid if page is not None else None,
                about_title=page.title if page is not None else "",
                about_url=page.address if page is not None else "",
                **form.cleaned_data,
            )
        except ValidationError as error:
            form.add_error(None, error)
        else:
            return render(
                request,
                "portal/feedback_received.html",
                {
                    "title": "已经收到",
                    "crumbs": [{"label": "问题与建议", "url": "/feedback/"}, {"label": "已经收到", "url": ""}],
                    "letter": letter,
                    "today": timezone.localdate(),
                },
            )
    return render(request, "portal/feedback.html", context, status=422 if form.errors else 200)


def _uid(text: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(text)
    except ValueError:
        return None


def _page(request: HttpRequest) -> ContentPage | None:
    wanted = _uid(request.GET.get("about", ""))
    if wanted is None:
        return None
    page: ContentPage | None = (
        ContentPage.objects.visible_to(actor_of(request))
        .filter(translation_key=wanted)
        .select_related("organisation")
        .first()
    )
    return page


def _organisation(request: HttpRequest) -> Organisation | None:
    given = request.GET.get("organisation", "")
    if not given:
        return Organisation.objects.filter(depth=1).order_by("path").first()
    wanted = _uid(given)
    return Organisation.objects.filter(uid=wanted).first() if wanted else None
