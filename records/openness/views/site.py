"""What anyone may read of openness: the public proof, following a letter, opinions; thin."""

import uuid
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from records.access.actors import actor_of
from records.audit.canonical import canonical
from records.kit import keyset
from records.kit.errors import NotVisible
from records.openness import presenting, services
from records.openness.models import Feedback, Publication
from records.organisations.models import Organisation

PAGE = 20
HOW = [
    "下载“公开内容”和“存证”两个文件，不需要登录。",
    "对“公开内容”文件计算摘要，应与本页的内容摘要相同。",
    "存证文件中的日志条目写有同一摘要；由叶沿途逐级计算，应得到封存的根。",
    "封存逐个相连，任何改动都会使其后的封存不符。",
]


@require_safe
@never_cache
def proof(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """发布证明: the proof of one version, for whoever may read it."""
    publication = _publication(request, uid)
    _entry, sealed = services.proof_of(publication)
    intact = services.recomputed(publication) == publication.digest
    algorithm, _, value = publication.digest.partition(":")
    state = {"word": "已封存，内容未改动", "tone": "good"} if sealed else {"word": "待封存", "tone": "info"}
    if not intact:
        state = {"word": "内容与摘要不符", "tone": "bad"}
    context: dict[str, Any] = {
        "title": f"发布证明：{publication.title}",
        "record": {
            "title": publication.title,
            "url": publication.url,
            "organisation": publication.organisation.short_name,
            "version": f"第{publication.number}版",
            "published": publication.published_at,
        },
        "state": state,
        "algorithm": presenting.ALGORITHMS.get(algorithm, algorithm),
        "digest": value,
        "how": HOW,
        "downloads": [
            {
                "title": "公开内容（用于重新计算摘要）",
                "url": f"{presenting.address(publication)}content.json",
                "type": "JSON",
            }
        ],
        "crumbs": [{"label": publication.title, "url": publication.url}, {"label": "发布证明", "url": ""}],
    }
    if sealed:
        context["path"] = presenting.steps_of(sealed)
        context["seals"] = [
            ("封存", f"第{sealed.seal['number']}号"),
            ("封存时间", presenting.moment_text(sealed.seal["at"])),
            ("同批日志", f"{sealed.seal['count']}条"),
            {"term": "前一封存链", "value": sealed.chain_before, "mono": True},
            {"term": "本次封存链", "value": sealed.chain, "mono": True},
        ]
        context["downloads"].append(
            {"title": "存证", "url": f"{presenting.address(publication)}proof.json", "type": "JSON"}
        )
    return render(request, "theme/proof.html", context)


@require_safe
@never_cache
def proof_file(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """The proof as a file. 404 until it is sealed."""
    publication = _publication(request, uid)
    _entry, sealed = services.proof_of(publication)
    if sealed is None:
        raise Http404
    return JsonResponse(sealed.as_json(), json_dumps_params={"ensure_ascii": False, "indent": 1})


@require_safe
@never_cache
def content_file(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """Exactly the bytes the digest was computed from."""
    publication = _publication(request, uid)
    return HttpResponse(canonical(publication.content), content_type="application/json; charset=utf-8")


@require_http_methods(["GET", "POST"])
@never_cache
def receipt(request: HttpRequest) -> HttpResponse:
    """查询办理情况: what became of a letter, by its receipt number; the number goes by POST, not into an address."""
    context: dict[str, Any] = {"title": "查询办理情况", "crumbs": [{"label": "查询办理情况", "url": ""}]}
    typed = request.POST.get("receipt", "")
    if typed:
        try:
            letter = services.by_receipt(typed)
        except NotVisible as error:
            context["error"] = error.message
        else:
            context["letter"] = letter
    return render(request, "openness/receipt.html", context | {"typed": typed})


@require_safe
def opinions(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """意见和答复 of an organisation: answered letters whose writers agreed."""
    organisation = Organisation.objects.filter(uid=uid).first()
    if organisation is None:
        raise Http404
    letters = Feedback.objects.published().filter(organisation=organisation).select_related("organisation")
    page = keyset.page(letters, ("-answered_at", "-uid"), request.GET, size=PAGE)
    context = {
        "title": f"{organisation.short_name}：意见和答复",
        "opinions": [presenting.opinion(letter) for letter in page.rows],
        "count": letters.count(),
        **page.links(request.GET),
        "feedback_url": f"/feedback/?organisation={organisation.uid}",
        "crumbs": [
            {"label": organisation.short_name, "url": f"/organisations/{organisation.uid}/"},
            {"label": "意见和答复", "url": ""},
        ],
    }
    return render(request, "openness/opinions.html", context)


def _publication(request: HttpRequest, uid: uuid.UUID) -> Publication:
    rows = Publication.objects.visible_to(actor_of(request)).select_related("organisation")
    publication: Publication | None = rows.filter(uid=uid).first()
    if publication is None:
        raise Http404
    return publication
