"""Pages over the API: Wagtail's own API v2 behind our door, with uids for numbers, pages by key, errors of ours.

Kept of Wagtail's: choosing fields (`fields=*`, `fields=title,body`, `fields=-summary`), refusing unknown parameters, one
serializer a type. Replaced: the queryset (the door), paging, look-up, search, the way errors are told.
"""

import datetime
import uuid
from typing import Any
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.http import Http404
from django.utils import timezone
from django.utils.cache import add_never_cache_headers, patch_cache_control, patch_vary_headers
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.exceptions import ValidationError
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.viewsets import GenericViewSet
from wagtail.api import APIField
from wagtail.api.v2.router import WagtailAPIRouter
from wagtail.api.v2.serializers import PageSerializer
from wagtail.api.v2.utils import BadRequestError, parse_fields_parameter
from wagtail.api.v2.views import PagesAPIViewSet
from wagtail.models import Page

from cms_pages.columns import ColumnKind
from cms_pages.interface.facts import TYPES, WORDS, PageFacts
from cms_pages.interface.fields import EVERY, FIELDS, FRAME, LISTED
from cms_pages.models import HomePage, PageDoor
from cms_pages.querysets import DoorQuerySet, not_over
from cms_pages.services import issue_preview, open_preview
from portal.api.asking import tag_of, uuid_of
from portal.api.paging import DoorPagination, HitPagination
from records.access.searching import search_scope
from records.kit.actors import Actor
from records.kit.web import actor_of
from records.organisations.models import Organisation
from search.doors.api_parts import Away
from search.index import queries
from search.index.requests import SearchRequest, SearchUnavailable

Names = list[str]  # inside the class `list` is the act
Rows = list[Any]
ApiFields = list[APIField]

LONGEST_SEARCH = 200
# What the index calls the pages of a column, for a search inside it.
SEARCHED = {word: TYPES[word].column_kind for word in TYPES if word not in FRAME and word != "lesson"}
COLUMNS = {word: TYPES[word].column_kind for word in TYPES if word not in FRAME}

PageList = type("PageList", (serializers.Serializer,), {**LISTED, "summary": EVERY["summary"]})
PageDetail = type(
    "PageDetail",
    (serializers.Serializer,),
    {"__doc__": "一页。各类型有自己的字段，没有的不出现。", **EVERY},
)


class PreviewLinkSerializer(serializers.Serializer):  # type: ignore[type-arg]
    """草稿预览链接；令牌只在此时给出一次."""

    token = serializers.CharField()
    url = serializers.CharField(help_text="凭它取得草稿的接口地址")
    expires_at = serializers.DateTimeField()


def _parameter(name: str, told: str, kind: Any = str, **more: Any) -> OpenApiParameter:
    return OpenApiParameter(name, kind, description=told, **more)


FIELDS_PARAMETER = _parameter(
    "fields", "要哪些字段：`*` 全部，`title,body` 加上这些，`_,uid,title` 只要这些，`-summary` 不要"
)


class PageViewSet(PagesAPIViewSet):  # type: ignore[misc]
    """页面：新闻、规章、计划、课程、公开等，只给出调用者可以读的已发布内容."""

    renderer_classes = [JSONRenderer]
    pagination_class = DoorPagination
    base_serializer_class = PageSerializer
    queryset = Page.objects.none()
    serializer_class = PageDetail
    lookup_field = "uid"
    lookup_value_regex = "[0-9a-f-]{36}"
    body_fields: Names = []
    meta_fields: Names = []
    detail_only_fields: Names = []
    listing_default_fields = [*LISTED, "summary"]
    known_query_parameters = frozenset(
        {"fields", "type", "organisation", "column", "year", "search", "cursor", "size", "format"}
    )
    # Never mounted: Wagtail's serializers ask a router for the addresses of related objects, of which none is shown.
    wagtail_router = WagtailAPIRouter("unmounted")

    # ── the door ────────────────────────────────────────────────────────────
    def actor(self) -> Actor:
        """Who asks."""
        return actor_of(self.request)

    def doors(self) -> DoorQuerySet:
        """Doors of pages that this caller may read now."""
        return PageDoor.objects.visible_to(self.actor()).filter(not_over(timezone.now(), "page__"), page__live=True)

    def get_base_queryset(self) -> QuerySet[Any]:
        """Wagtail's way to ask for the same; list, detail and whatever else it offers pass here."""
        return Page.objects.filter(pk__in=self.doors().order_by().values("page_id"))  # type: ignore[no-any-return]

    def get_queryset(self) -> QuerySet[Any]:
        """The door again."""
        return self.get_base_queryset()

    # ── answers ─────────────────────────────────────────────────────────────
    @extend_schema(
        operation_id="pages_list",
        parameters=[
            _parameter(
                "type", "页面类型，可多个；不填为全部内容页", enum=list(TYPES), many=True, explode=False, style="form"
            ),
            _parameter("organisation", "组织的 uid，含其下级", uuid.UUID),
            _parameter("column", "栏目", enum=ColumnKind.values),
            _parameter("year", "发布年份", int),
            _parameter("search", "所查的字词，由门户的搜索回答，按相关度排列"),
            FIELDS_PARAMETER,
        ],
        responses=PageList(many=True),
    )
    def list(self, request: Request) -> Response:
        """List pages, newest first; with `search` by relevance."""
        self._refuse_unknown(self.known_query_parameters)
        self._chosen()
        words = self._words()
        if request.query_params.get("search", "").strip():
            pages = self._found(words)
        else:
            numbers = self.paginate_queryset(self._filtered(words))
            rows = Page.objects.filter(pk__in=numbers).specific().in_bulk()
            pages = [rows[number] for number in numbers]
        facts = PageFacts(pages, self.actor())
        told = [self.tell(page, facts, listing=True) for page in pages]
        return self._kept(self.get_paginated_response(told))

    @extend_schema(operation_id="pages_retrieve", parameters=[FIELDS_PARAMETER], responses=PageDetail)
    def retrieve(self, request: Request, uid: str) -> Response:
        """Show one page, with an ETag."""
        self._refuse_unknown({"fields", "format"})
        page = self.get_queryset().filter(translation_key=uuid_of(uid)).first()
        if page is None:
            raise Http404
        page = page.specific
        told = self.tell(page, PageFacts([page], self.actor()))
        tag = tag_of(told)
        if request.headers.get("If-None-Match") == tag:
            return self._kept(Response(status=304, headers={"ETag": tag}))
        return self._kept(Response(told, headers={"ETag": tag}))

    @extend_schema(
        operation_id="pages_find",
        parameters=[_parameter("html_path", "站内地址，例如 /qingping/liuxi/news/", required=True), FIELDS_PARAMETER],
        responses=PageDetail,
    )
    @action(detail=False, url_path="find")
    def find(self, request: Request) -> Response:
        """Show the page at an address of the site."""
        self._refuse_unknown({"html_path", "fields", "format"})
        home = HomePage.objects.first()
        words = [word for word in request.query_params.get("html_path", "").replace("\x00", "").split("/") if word]
        address = f"{home.url_path}{''.join(f'{word}/' for word in words)}" if home is not None else ""
        page = self.get_queryset().filter(url_path=address).first()
        if page is None:
            raise Http404
        query = request.query_params.copy()
        query.pop("html_path")
        target = request.build_absolute_uri(f"/api/v1/pages/{page.translation_key}/")
        return Response(status=302, headers={"Location": f"{target}?{query.urlencode()}" if query else target})

    @extend_schema(operation_id="pages_preview_link", request=None, responses={201: PreviewLinkSerializer})
    @action(detail=True, methods=["post"], url_path="preview-link")
    def preview_link(self, request: Request, uid: str) -> Response:
        """Sign a link to the latest draft; it holds for half an hour."""
        link = issue_preview(self.actor(), uuid_of(uid))
        query = urlencode({"token": link.token})
        told = {
            "token": link.token,
            "url": request.build_absolute_uri(f"/api/v1/pages/preview/?{query}"),
            "expires_at": link.expires_at,
        }
        return self._secret(Response(PreviewLinkSerializer(told).data, status=201))

    @extend_schema(
        operation_id="pages_preview",
        parameters=[_parameter("token", "签发的预览令牌", required=True), FIELDS_PARAMETER],
        responses=PageDetail,
    )
    @action(detail=False, url_path="preview")
    def preview(self, request: Request) -> Response:
        """Show the draft that a signed link stands for, as its signer may see it."""
        self._refuse_unknown({"token", "fields", "format"})
        self._chosen()
        found = open_preview(request.query_params.get("token", ""))
        facts = PageFacts([found.version], found.person, draft=True)
        return self._secret(Response(self.tell(found.version, facts)))

    # ── what they share ─────────────────────────────────────────────────────
    def tell(self, page: Any, facts: PageFacts, *, listing: bool = False) -> dict[str, Any]:
        """A page as JSON: the fields of its type that were asked for."""
        model = type(page)
        kinds: dict[Any, Any] = self.__dict__.setdefault("_serializers", {})
        if model not in kinds:
            known = [each for each in self._chosen() if each[0] in FIELDS[WORDS[model]] or each[0] in ("*", "_")]
            kinds[model] = self._get_serializer_class(self.wagtail_router, model, known, show_details=not listing)
        context = {"request": self.request, "view": self, "facts": facts}
        return dict(kinds[model](page, context=context).data)

    @classmethod
    def get_body_fields(cls, model: type[Any]) -> ApiFields:
        """Only what is declared for the type; nothing of the model is shown by itself."""
        return [APIField(name, serializer=field) for name, field in FIELDS[WORDS[model]].items()]

    @classmethod
    def get_meta_fields(cls, model: type[Any]) -> ApiFields:
        """None: uid, type and address stand with the other fields, as everywhere in this interface."""
        return []

    @classmethod
    def get_detail_default_fields(cls, model: type[Any]) -> Names:
        """All of the type."""
        return list(FIELDS[WORDS[model]])

    @classmethod
    def get_listing_default_fields(cls, model: type[Any]) -> Names:
        """Those that every type has."""
        return [name for name in cls.listing_default_fields if name in FIELDS[WORDS[model]]]

    def handle_exception(self, exc: Exception) -> Response:
        """Our errors, also for what Wagtail raises."""
        if isinstance(exc, BadRequestError):
            exc = ValidationError({"fields": ["写法不对，或有不能这样取的字段。"]})
        response: Response = GenericViewSet.handle_exception(self, exc)
        return response

    def _chosen(self) -> Rows:
        """What `fields` asks for, checked against what there is for any type."""
        try:
            chosen = parse_fields_parameter(self.request.GET.get("fields") or "uid")
        except ValueError:
            raise ValidationError(
                {"fields": ["写法不对，例如 fields=*、fields=title,body、fields=-summary。"]}
            ) from None
        if unknown := sorted({each[0] for each in chosen} - set(EVERY) - {"*", "_"}):
            raise ValidationError({"fields": [f"没有这样的字段：{'、'.join(unknown)[:200]}。"]})
        if nested := sorted({each[0] for each in chosen if each[2]}):
            raise ValidationError({"fields": [f"“{'、'.join(nested)}”不能再选其中的字段。"]})
        return list(chosen)

    def _refuse_unknown(self, known: Any) -> None:
        if unknown := sorted(set(self.request.query_params) - set(known)):
            raise ValidationError({name: ["不认识的参数，请去掉。"] for name in unknown})

    def _words(self) -> Names:
        words = [word for word in self.request.query_params.get("type", "").split(",") if word]
        if unknown := [word for word in words if word not in TYPES]:
            raise ValidationError({"type": [f"没有“{unknown[0][:40]}”这种页面，可填：{'、'.join(TYPES)}。"]})
        return words

    def _filtered(self, words: Names) -> DoorQuerySet:
        asked = self.request.query_params
        doors = self.doors()
        if not words:
            doors = doors.content()
        else:
            from django.contrib.contenttypes.models import ContentType

            types = ContentType.objects.get_for_models(*(TYPES[word] for word in words)).values()
            doors = doors.filter(page__content_type__in=types)
            if not set(words) & set(FRAME):
                doors = doors.content().filter(column__in={COLUMNS[word] for word in words})
        if organisation := self._organisation():
            doors = doors.below(organisation.path)
        if column := asked.get("column"):
            if column not in ColumnKind.values:
                raise ValidationError({"column": [f"栏目可填：{'、'.join(ColumnKind.values)}。"]})
            doors = doors.filter(column=column)
        if year := self._year():
            doors = doors.filter(
                published_on__gte=datetime.date(year, 1, 1), published_on__lt=datetime.date(year + 1, 1, 1)
            )
        return doors

    def _found(self, words: Names) -> Rows:
        """Pages that the portal's search finds within the caller's scope; the door is asked again for each."""
        asked = self.request.query_params
        kinds = {word for word in SEARCHED if not words or word in words}
        if column := asked.get("column"):
            kinds &= {word for word, kind in SEARCHED.items() if kind == column}
        paginator = HitPagination()
        self._paginator = paginator
        place, size = paginator.place(self.request), paginator.page_size_of(self.request)
        if not kinds:
            return []
        organisation = self._organisation()
        try:
            answer = queries.search(
                SearchRequest(
                    text=asked["search"].replace("\x00", "").strip()[:LONGEST_SEARCH],
                    scope=search_scope(self.actor()),  # type: ignore[arg-type]
                    kinds=frozenset(kinds),
                    organisation=str(organisation.pk) if organisation else None,
                    years=frozenset(filter(None, [self._year()])),
                    page=place,
                    size=size,
                )
            ).whole()
        except SearchUnavailable:
            raise Away from None
        paginator.settle(place, answer.pages(size))
        uids = [hit.uid for hit in answer.hits]
        allowed: Any = self.get_queryset()
        rows = {str(page.translation_key): page for page in allowed.filter(translation_key__in=uids).specific()}
        return [rows[uid] for uid in uids if uid in rows]

    def _organisation(self) -> Organisation | None:
        if not (typed := self.request.query_params.get("organisation")):
            return None
        found: Organisation | None = Organisation.objects.filter(uid=uuid_of(typed)).first()
        if found is None:
            raise ValidationError({"organisation": ["没有这个组织，请核对 uid。"]})
        return found

    def _year(self) -> int | None:
        if not (typed := self.request.query_params.get("year")):
            return None
        if not (typed.isascii() and typed.isdigit() and len(typed) == 4 and int(typed) >= 1900):
            raise ValidationError({"year": ["年份应为四位数字，例如2026。"]})
        return int(typed)

    def _secret(self, response: Response) -> Response:
        """What no cache keeps and no search engine reads."""
        add_never_cache_headers(response)
        response["X-Robots-Tag"] = "noindex"
        response["Referrer-Policy"] = "no-referrer"
        return response

    def _kept(self, response: Response) -> Response:
        """What caches may keep: nothing of what a signed-in caller was told, and never without asking again."""
        patch_cache_control(response, no_cache=True)
        if self.actor().scope.user_id is not None:
            patch_cache_control(response, private=True)
        patch_vary_headers(response, ["Authorization", "Cookie"])
        return response
