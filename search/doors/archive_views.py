"""查档 at the workbench: conditions, results, export; thin."""

import uuid
from collections.abc import Callable
from typing import Any
from urllib.parse import quote, urlencode

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from records.access.models import User
from records.kit import exports
from records.kit.errors import NotVisible, Refused
from records.kit.models import Job, local_today
from records.kit.web import screen
from search.doors import archive, presenting, services
from search.doors.forms import ArchiveForm, SaveForm
from search.doors.jobs import EXPORT
from search.doors.narrowing import folded
from search.doors.querysets import saved_for
from search.doors.views import results
from search.index import queries, sources
from search.index.requests import MOST_HITS, SearchAnswer, SearchUnavailable

HOME = "/work/search/"
AWAY = "搜索服务正在恢复，条件都已保留，请稍后再查。"
# Kinds that stand before the fold while nothing is counted yet; one that is not known here comes after them.
_OFTEN = {
    kind: place for place, kind in enumerate(("disclosure", "rule", "news", "plan", "fund", "member", "attachment"))
}
CRUMBS = [{"label": "工作台", "url": "/work/"}, {"label": "查档", "url": HOME}]


def archivist(action: str = services.ARCHIVE) -> Callable[[Callable[..., HttpResponseBase]], Any]:
    """Screens for who may search the archive somewhere; what was looked at stays in no cache."""
    return lambda view: never_cache(screen(action)(view))


@archivist()
@require_safe
def page(request: HttpRequest, actor: User) -> HttpResponse:
    """查档."""
    asked = archive.read(request.GET.dict(), request.GET.getlist("kind"))
    context: dict[str, Any] = {
        "title": "查档",
        "crumbs": [CRUMBS[0], {"label": "查档", "url": ""}],
        "clear_url": HOME if asked.plain else "",
        "chosen": chosen(asked),
        "candidates": [
            {
                "title": each.name,
                "meta": archive.said_of(each, str(asked.plain.get("organisation", ""))),
                "url": address(asked, organisation=each.code),
            }
            for each in asked.candidates
        ],
        "saved": [saved_line(each) for each in saved_for(actor)[:8]],
        "asks": asked.asks and not asked.problems,
        "ask_now": not asked.asks or bool(asked.problems),
        "examples": _examples(),
    }
    status = 422 if asked.problems else 200
    answer: SearchAnswer | None = None
    if context["asks"]:
        try:
            answer = queries.search(asked.request(actor))
        except SearchUnavailable:
            context["away"] = AWAY
            status = 503
        else:
            last = answer.pages(archive.SIZE) or 1
            if asked.page > last and not answer.partial:  # an old address, or one typed by hand
                return redirect(f"{HOME}{address(asked, page=str(last))}")
            services.looked(actor, asked, answer)
            context |= _found(actor, asked, answer)
    if context.get("results"):
        context["save_form"] = SaveForm(actor=actor, auto_id="save_%s")  # it stands beside the conditions
    counted = answer if answer and not answer.partial else None
    context["form"] = ArchiveForm(asked, counted.facets.states if counted else ())
    context["kinds"] = _kinds(asked, counted)
    return render(request, "search/archive.html", context, status=status)


def _found(actor: User, asked: archive.Asked, answer: SearchAnswer) -> dict[str, Any]:
    last = answer.pages(archive.SIZE)
    first = (asked.page - 1) * archive.SIZE + 1
    shown = results(answer.hits, actor)
    for row, hit in zip(shown, answer.hits, strict=True):
        if hit.amount_fen is not None and all(name != "金额" for name, _ in row["facts"]):
            row["facts"].append(("金额", f"{archive.shown_amount(hit.amount_fen)}元"))
    beyond = f"，可翻阅前{MOST_HITS:,}条，全部可以导出" if answer.total > MOST_HITS and not answer.partial else ""
    by_date = asked.sort == "date"
    return {
        "answer": answer,
        "total": "" if answer.partial else f"{answer.total:,}",
        "count_note": f"只在您能看到的范围内{beyond}",
        "results": shown,
        "sorts": [
            {"label": "相关度", "url": address(asked, sort=""), "current": not by_date},
            {"label": "时间", "url": address(asked, sort="date"), "current": by_date},
        ]
        if asked.text and shown
        else [],
        "newer": address(asked, page=str(asked.page - 1)) if asked.page > 1 else "",
        "older": address(asked, page=str(asked.page + 1)) if asked.page < last else "",
        "range_note": presenting.range_note(answer, first),
        "may_export": bool(actor.scope.paths("search.export")) and answer.total and not answer.partial,
        "partial": presenting.partial(answer),
        "again": presenting.AGAIN,
        "kept": [(name, value) for name, value in pairs_of(asked)],
        "described": asked.described(),
        "nothing": _nothing(asked),
        "notes_looks": any(hit.restricted for hit in answer.hits),
    }


def _examples() -> list[dict[str, str]]:
    """What can be asked, as questions that can be tried."""
    year = local_today().year
    shown = [
        ("今年的规章", "种类和日期", [("kind", "rule"), ("since", f"{year}-01-01")]),
        ("一万元以上的经费", "种类和金额", [("kind", "fund"), ("least", "10000")]),
        ("附件里有“签到”的", "附件正文里的词", [("attachment", "签到")]),
        ("原话是“集体讨论决定”的", "一字不差", [("phrase", "集体讨论决定")]),
        ("没有提到“党费”的公开", "种类和不含的词", [("kind", "disclosure"), ("without", "党费")]),
    ]
    return [{"title": title, "meta": meta, "url": f"?{urlencode(question)}"} for title, meta, question in shown]


def _nothing(asked: archive.Asked) -> list[dict[str, Any]]:
    """Where else to look: the one box loosens what the archive takes strictly."""
    plain = asked.plain
    words = " ".join(str(plain[name]) for name in ("q", "title", "phrase", "body", "attachment") if plain.get(name))
    if not words:
        return []
    return [{"label": "到全站搜索找相近的", "url": f"/search/?{urlencode({'q': words})}"}]


def saved_line(row: Any) -> dict[str, Any]:
    """A saved search (`saved_for`) as a line of a list."""
    shared = f"与{row.organisation.short_name}共用，{row.owner.name}保存" if row.organisation else ""
    badge = {"word": "有新增会告诉您", "tone": "info"} if row.followed else None
    return {"title": row.name, "url": f"{HOME}saved/{row.uid}/", "meta": shared, "badge": badge}


def _kinds(asked: archive.Asked, answer: SearchAnswer | None) -> dict[str, Any]:
    counted = {each.value: each.count for each in answer.facets.kinds} if answer else {}
    labels = sources.labels()
    # As on the search page, what is found most comes first; before anything was asked, what is asked for most.
    kinds = sorted(labels, key=lambda kind: (-counted.get(kind, 0), _OFTEN.get(kind, len(_OFTEN)), labels[kind]))
    options = [
        {
            "value": kind,
            "label": labels[kind],
            "count": counted.get(kind, 0) if answer else None,
            "checked": kind in asked.kinds,
        }
        for kind in kinds
        if answer is None or kind in asked.kinds or counted.get(kind)
    ]
    return folded({"legend": "种类", "name": "kind"}, options)


def pairs_of(asked: archive.Asked) -> list[tuple[str, str]]:
    """The question as fields of an address or a form."""
    return [
        (name, each) for name, value in asked.plain.items() for each in (value if isinstance(value, list) else [value])
    ]


def address(asked: archive.Asked, **new: str) -> str:
    """The question with something changed, "" taken away: every screen of it can be sent to a colleague."""
    kept = [(name, value) for name, value in pairs_of(asked) if name not in new]
    return "?" + urlencode([*kept, *((name, value) for name, value in new.items() if value)])


def chosen(asked: archive.Asked) -> list[dict[str, str]]:
    """What is asked now, each with the address that takes it away."""
    labels = sources.labels()
    found = []
    for name, label in (archive.TEXTS | archive.SPANS).items():
        if value := asked.plain.get(name):
            said = asked.organisation.short_name if name == "organisation" and asked.organisation else value
            found.append({"label": f"{label}：{said}", "url": address(asked, **{name: ""})})
    for kind in asked.kinds:
        rest = [(name, value) for name, value in pairs_of(asked) if (name, value) != ("kind", kind)]
        found.append({"label": labels[kind], "url": "?" + urlencode(rest)})
    return found


# ── export ──────────────────────────────────────────────────────────────────
@archivist("search.export")
@require_POST
def export(request: HttpRequest, actor: User) -> HttpResponse:
    """Start the export of what this question finds."""
    asked = archive.read(request.POST.dict(), request.POST.getlist("kind"))
    try:
        job = services.start_export(actor, asked)
    except ValidationError as error:
        messages.error(request, "".join(error.messages))
    except Refused as error:
        messages.error(request, error.message)
    except SearchUnavailable:
        messages.error(request, AWAY)
    else:
        return redirect(f"{HOME}exports/{job.uid}/")
    return redirect(f"{HOME}{address(asked)}")


@archivist("search.export")
@require_safe
def progress(request: HttpRequest, actor: User, uid: uuid.UUID) -> HttpResponse:
    """How far an export is."""
    job = Job.objects.filter(uid=uid, name=EXPORT, started_by_id=actor.scope.user_id).first()
    if job is None:
        raise NotVisible()
    context = {
        "title": job.label,
        "crumbs": [*CRUMBS, {"label": "导出", "url": ""}],
        "job": job,
        "running": job.state in (Job.State.WAITING, Job.State.RUNNING),
        "ready": job.state == Job.State.DONE and job.result_file,
        "home": HOME,
        "home_label": "回到查档结果",
        "home_url": f"{HOME}{address(archive.again(job.arguments['question']))}",
    }
    return render(request, "kit/export_progress.html", context)


@archivist("search.export")
@require_POST
def file(request: HttpRequest, actor: User, uid: uuid.UUID) -> HttpResponseBase:
    """The finished table, for the one who asked for it."""
    name, content_type, pieces = exports.job_file(actor, uid, EXPORT)
    response = StreamingHttpResponse(pieces, content_type=content_type)
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name)}"
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "no-store"
    return response
