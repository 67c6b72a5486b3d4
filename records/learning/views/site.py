"""Lasting addresses of courses and lessons, and the public proof of a certificate."""

import uuid

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe
from wagtail.models import Page

from records.kit.web import actor_of
from records.learning import reading
from records.learning.models import Certificate
from records.learning.rules import hours_text


@require_safe
def course(request: HttpRequest, page_uid: uuid.UUID) -> HttpResponse:
    """Go to the course's page, wherever it has moved."""
    state = reading.course_state(actor_of(request), page_uid)
    if state is None:
        raise Http404
    return _to_page(request, state.page_id)


@require_safe
def lesson(request: HttpRequest, page_uid: uuid.UUID) -> HttpResponse:
    """Go to the lesson's page, wherever it has moved."""
    found = reading.lesson_state(actor_of(request), page_uid)
    if found is None:
        raise Http404
    return _to_page(request, found[1].page_id)


@require_safe
def certificate(request: HttpRequest, code: uuid.UUID) -> HttpResponse:
    """验证结业证明: whoever has the code may see whether it holds; the name is masked except for its holder."""
    row = Certificate.objects.select_related("organisation").filter(code=code).first()
    if row is None:
        raise Http404
    is_own = actor_of(request).scope.user_id == row.user_id
    context = {
        "title": "结业证明",
        "certificate": row,
        "is_own": is_own,
        "facts": [
            ("姓名", row.printed_name if is_own else row.printed_name[:1] + "*" * (len(row.printed_name) - 1)),
            ("课程", row.title),
            ("学时", hours_text(row.hours)),
            ("完成日期", row.completed_on),
            ("颁发组织", row.organisation.name),
            ("验证码", str(row.code)),
            ("撤销事由", row.revoked_for),
        ],
        "crumbs": [{"label": "结业证明", "url": ""}],
    }
    response = render(request, "learning/certificate.html", context)
    response["X-Robots-Tag"] = "noindex"
    response["Cache-Control"] = "private, no-store"
    return response


def _to_page(request: HttpRequest, page_id: int) -> HttpResponse:
    page = Page.objects.filter(pk=page_id, live=True).first()
    address = page.get_url(request) if page is not None else None
    if not address:
        raise Http404
    return redirect(address)
