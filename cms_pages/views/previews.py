"""A draft by link: asked for at the workbench, shown to whoever holds the link, never kept and never indexed."""

import re
import uuid
from typing import Any
from urllib.parse import unquote, urlencode

from django.contrib.auth.decorators import login_required
from django.contrib.auth.models import AnonymousUser
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import add_never_cache_headers
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from cms_pages import services
from cms_pages.models import ContentPage, LessonPage
from cms_pages.presenters.articles import spoken
from cms_pages.services.previews import LASTS, PREVIEW, Preview
from cms_pages.views.work import page_for_work
from media.views import answer, stored
from records.kit.errors import Conflict, NotVisible
from records.kit.web import actor_of

MINUTES = int(LASTS.total_seconds() // 60)
# What of a page's context is the page itself. Neighbours, opinions, the way to it and the like are other pages' matter.
ITS_OWN = (
    "page",
    "self",
    "title",
    "description",
    "column",
    "article",
    "course",
    "files",
    "lesson",
    "video",
    "transcript",
)
FILES = re.compile(r"""(?<=["'\s,(])/files/([^"'\s,)?#]+)""")


@never_cache
@login_required
@require_http_methods(["GET", "POST"])
def link(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """预览链接: how long it holds and for whom it is; after a click the link itself, once."""
    actor = actor_of(request)
    page = page_for_work(actor, uid)
    if not isinstance(page, ContentPage) or not actor.scope.may(PREVIEW, page.org_path):
        raise NotVisible()
    title = page.draft_title or page.title
    revision = page.get_latest_revision()
    writer = revision.user.name if revision is not None and revision.user else "系统"
    back = reverse("work-page", args=[uid])
    context: dict[str, Any] = {
        "title": "预览链接",
        "kicker": title,
        "intro": f"请没有账号的人核对这一版：凭链接打开，{MINUTES}分钟内有效，过后自动失效。",
        "crumbs": [
            {"label": "工作台", "url": "/work/"},
            {"label": "页面审核", "url": reverse("work-pages")},
            {"label": title, "url": back},
            {"label": "预览链接", "url": ""},
        ],
        "facts": [
            ("这一版写于", timezone.localtime(revision.created_at).strftime("%Y-%m-%d %H:%M") if revision else ""),
            ("编写", writer),
            ("发布后的公开范围", page.get_audience_display()),
        ],
        "notices": [
            {
                "title": "只给需要核对这一版的人",
                "note": "谁拿到链接，谁就能看到这一版的全文、图片和附件，不需要登录；请不要发到群里或网上。"
                "发出后不能收回。链接只能打开这一页的这一版；签发和每次打开都以您的名义记入日志。",
                "tone": "warn",
            }
        ],
        "actions": [
            {"label": "返回", "url": back, "quiet": True},
            {"label": "生成链接", "name": "act", "value": "issue", "primary": True},
        ],
    }
    if request.method == "POST":
        try:
            issued = services.issue_preview(actor, uid)
        except Conflict as error:
            context["notices"].insert(0, {"title": error.message, "note": "请先保存草稿，再生成链接。", "tone": "bad"})
            return render(request, "theme/task.html", context, status=422)
        address = f"{reverse('preview')}?{urlencode({'token': issued.token})}"
        until = timezone.localtime(issued.expires_at)
        context["facts"] = [
            {"term": "链接", "value": request.build_absolute_uri(address), "mono": True},
            {"term": "有效至", "value": f"{until:%Y-%m-%d %H:%M}（{MINUTES}分钟）"},
            *context["facts"],
        ]
        context["title"] = "预览链接已生成"
        context["notices"][0]["links"] = [{"label": "打开看看", "url": address}, {"label": "回到这一页", "url": back}]
        del context["actions"]
    return render(request, "theme/task.html", context)


@require_safe
def shown(request: HttpRequest) -> HttpResponse:
    """The draft that a link stands for, drawn as for a visitor whoever opens it: the link opens this page and no other."""
    request.user = AnonymousUser()
    token = request.GET.get("token", "")
    try:
        found = services.open_preview(token)
    except NotVisible as gone:
        context = {"title": "预览链接已失效", "message": gone.message, "robots": "noindex"}
        return _unkept(render(request, "theme/message.html", context, status=404))
    request.is_preview = True  # type: ignore[attr-defined]
    response = render(request, found.version.get_template(request), _context(found, request))
    text = response.content.decode()
    response.content = FILES.sub(_addresses(found, token), text).encode()
    return _unkept(response)


@require_safe
def file(request: HttpRequest, name: str) -> HttpResponseBase:
    """A picture or file of the version that a link stands for; any other does not exist."""
    found = services.look_up_preview(request.GET.get("token", ""))
    wanted = stored(name)
    images, documents = found.files()
    if wanted is None or wanted.owner not in (images if wanted.kind == "image" else documents):
        raise Http404
    return _unkept(answer(request, wanted))


def _context(found: Preview, request: HttpRequest) -> dict[str, Any]:
    drawn = found.version.get_context(request)
    until = timezone.localtime(found.until)
    context = {name: drawn[name] for name in ITS_OWN if name in drawn}
    if isinstance(found.version, LessonPage):  # its course may be a draft as well
        context["lesson"] = {**context["lesson"], "note": spoken(found.version.duration)}
    elif "course" in context:
        context["lessons"] = drawn.get("lessons")  # those that anyone may read
    return {
        **context,
        "robots": "noindex",
        "preview_notice": {
            "title": f"草稿预览，{until:%-m月%-d日%H:%M}失效",
            "note": f"尚未发布，内容可能改动。由{found.person.name}提供，仅供核对，请勿转发。",
        },
    }


def _addresses(found: Preview, token: str) -> Any:
    """Addresses of the version's own files lead through the link; of others they stay as they are, and closed."""
    images, documents = found.files()
    query = urlencode({"token": token})
    mine: dict[str, bool] = {}

    def through(match: "re.Match[str]") -> str:
        name = unquote(match[1])
        if name not in mine:
            asked = stored(name)
            mine[name] = asked is not None and asked.owner in (images if asked.kind == "image" else documents)
        return f"{reverse('preview')}files/{match[1]}?{query}" if mine[name] else match[0]

    return through


def _unkept(response: Any) -> Any:
    """What no cache keeps, no search engine reads, and no other site is told of."""
    add_never_cache_headers(response)
    response["X-Robots-Tag"] = "noindex, nofollow, noarchive"
    response["Referrer-Policy"] = "no-referrer"
    return response
