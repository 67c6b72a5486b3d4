"""Hand in evidence, replace it, and the one view that serves its files."""

import uuid
from typing import Any
from urllib.parse import quote

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect

from records.assessments import facts, files, presenting, services
from records.assessments.forms.base import attempt
from records.assessments.forms.sheets import EvidenceForm
from records.assessments.models import Evidence, SchemeItem, Sheet
from records.assessments.views.common import screen, task_screen, visible
from records.assessments.workflow import HAND_IN, why_not
from records.kit.actors import Actor
from records.kit.errors import NotVisible, Refused
from search.index import sources


@screen
def add(request: HttpRequest, actor: Actor, uid: uuid.UUID, item: uuid.UUID) -> HttpResponse:
    """提交佐证材料 for one item."""
    sheet = _open(actor, uid)
    row = SchemeItem.objects.filter(scheme=sheet.task.scheme, uid=item).first()
    if row is None or row.kind == "minus":
        raise NotVisible()
    return _page(request, actor, sheet, row, None)


@screen
def replace(request: HttpRequest, actor: Actor, uid: uuid.UUID) -> HttpResponse:
    """替换 one piece: the old one stays readable."""
    old = Evidence.objects.visible_to(actor).select_related("sheet", "item").filter(uid=uid).first()
    if old is None:
        raise NotVisible()
    return _page(request, actor, _open(actor, old.sheet.uid), old.item, old)


@screen
def file(request: HttpRequest, actor: Actor, uid: uuid.UUID) -> HttpResponseBase:
    """A file, to whoever may see the evidence; never run, never guessed at by the browser."""
    evidence, pieces = services.file_of(actor, uid)
    kind, inline = files.content_type(evidence.file_name)
    response = StreamingHttpResponse(pieces, content_type=kind)
    manner = "inline" if inline else "attachment"
    response["Content-Disposition"] = f"{manner}; filename*=UTF-8''{quote(evidence.file_name)}"
    response["Content-Length"] = str(evidence.size)
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src 'self'"
    response["Cache-Control"] = "private, no-store"
    return response


def _open(actor: Actor, uid: uuid.UUID) -> Sheet:
    sheet = visible(actor, uid)
    if not actor.scope.may(HAND_IN.action, sheet.org_path):
        raise Refused("佐证材料由被考核组织的书记或组织管理员提交。")
    if reason := why_not(sheet.state, HAND_IN):
        raise Refused(reason)
    return sheet


def _page(request: HttpRequest, actor: Actor, sheet: Sheet, item: SchemeItem, old: Evidence | None) -> HttpResponse:
    words = request.GET.get("q", "").strip()[:100]
    found = facts.offered(actor, sheet.organisation, words=words, year=None if words else sheet.task.year)
    labels = sources.labels()
    offered = [
        (
            f"{hit.kind}:{hit.uid}",
            f"{labels.get(hit.kind, '')}　{hit.title}{f'（{hit.published}）' if hit.published else ''}",
        )
        for hit in found.facts
    ]
    data, sent = (request.POST, request.FILES) if request.method == "POST" else (None, None)
    form = EvidenceForm(data, sent, offered=offered, replacing=old is not None)
    back = f"{presenting.sheet_url(sheet)}{'fill/' if sheet.state in ('filling', 'returned') else ''}"
    if data is not None and form.is_valid():
        piece = form.piece()
        made = attempt(
            form,
            None,
            lambda: (
                services.replace_evidence(actor, old.uid, reason=form.cleaned_data["reason"], **piece)
                if old
                else services.add_evidence(actor, sheet.uid, item.uid, **piece)
            ),
        )
        if made is not None:
            late = "已过截止日期，这份材料标注“逾期”。" if made.late else ""
            messages.success(request, f"已收到“{made.title}”。{late}")
            return redirect(f"{back}?sent=assessments-evidence#item{item.number}")
    if form.is_bound and form.errors and request.FILES:
        form.add_error("file", "浏览器不保留已选的文件，请重新选择。")
    context: dict[str, Any] = {
        "facts": [
            ("考核内容", f"第{item.number}项　{item.content}"),
            ("评分标准", item.standard),
            ("考核办法", item.method),
            ("替换的材料", old.title if old else ""),
        ],
        "form": form,
        "words": words,
        "has_offers": bool(offered),
        "unavailable": found.unavailable,
        "actions": [
            {"label": "返回", "url": back, "quiet": True},
            {"label": "替换" if old else "提交材料", "name": "act", "value": "hand-in", "primary": True},
        ],
        "summary": {"note": "提交时间以服务器收到的时间为准，不能修改；只能替换，不能删除。"},
        "autosave": "assessments-evidence",
        "steps": None,
        "multipart": True,
    }
    return task_screen(
        request,
        sheet,
        template="assessments/evidence.html",
        status=422 if form.errors else 200,
        act="替换佐证材料" if old else "提交佐证材料",
        **context,
    )
