"""How every record answers over the API: the same querysets, the same services, errors as problem+json in Chinese."""

import hashlib
import json
from collections.abc import Iterable
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from rest_framework import exceptions, mixins, routers, serializers, viewsets
from rest_framework.permissions import SAFE_METHODS
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import exception_handler

from records.kit.actors import Actor
from records.kit.errors import Conflict
from records.kit.querysets import RecordQuerySet
from records.kit.web import actor_of

PROBLEM = "application/problem+json"
API = "/api/"

# Status → (code, sentence) for what the framework itself refuses.
_SENTENCES = {
    400: ("invalid", "提交的内容有误，请按各字段的说明更正。"),
    401: ("not_signed_in", "请先登录，或在请求头提供有效令牌。"),
    403: ("refused", "您没有办理这件事的权限。"),
    404: ("not_found", "没有找到，或者您无权查看。"),
    405: ("method_not_allowed", "这个地址不支持该方法。"),
    406: ("not_acceptable", "只提供 JSON 格式。"),
    409: ("conflict", "内容刚刚被他人更改，请取回最新版本后再提交。"),
    413: ("too_large", "提交的内容过大，没有接收；请压缩或分几次提交。"),
    415: ("unsupported_media_type", "请以 JSON 或表单（multipart）提交。"),
    429: ("too_many_requests", "请求过于频繁，请稍后再试。"),
    503: ("unavailable", "暂时不可用，请稍后再试。"),
    500: ("fault", "门户出了故障，不是您操作的问题；请稍后再试，仍不行请告知管理员。"),
}


def problem(
    status: int, detail: str = "", code: str = "", errors: dict[str, list[str]] | None = None
) -> dict[str, Any]:
    """Body of an error after RFC 9457: `type`, `title`, `status`, `code`, `detail`, and `errors` by field."""
    standard, sentence = _SENTENCES.get(status, ("error", "请求未能完成，请稍后再试。"))
    body: dict[str, Any] = {
        "type": "about:blank",
        "title": sentence,
        "status": status,
        "code": code or standard,
        "detail": detail or sentence,
    }
    if errors:
        body["errors"] = errors
    return body


def is_api(request: HttpRequest) -> bool:
    """Whether a program asks: what is refused before it reaches the API is told as a problem as well."""
    return request.path_info.startswith(API)


def problem_response(status: int, detail: str = "", *, code: str = "") -> HttpResponse:
    """A problem as a plain answer, for what never reaches the API's own views; asks neither database nor session."""
    text = json.dumps(problem(status, detail, code), ensure_ascii=False)
    return HttpResponse(text, status=status, content_type=PROBLEM)


def problem_handler(error: Exception, context: dict[str, Any]) -> Response | None:
    """Turn what services and the framework raise into problem+json."""
    if isinstance(error, ValidationError):
        fields = error.message_dict if hasattr(error, "error_dict") else {"__all__": list(error.messages)}
        error = exceptions.ValidationError(fields)
    if isinstance(error, Conflict):
        return _answer(409, problem(409, error.message))
    detail = getattr(error, "message", "") if isinstance(error, Http404 | PermissionDenied) else ""
    response = exception_handler(error, context)
    if response is None:
        return None
    errors = None
    if isinstance(error, exceptions.ValidationError):
        errors = _flat(error.detail)
    elif isinstance(error, exceptions.AuthenticationFailed | Unavailable):
        detail = str(error.detail)
    return _answer(response.status_code, problem(response.status_code, str(detail), errors=errors), response)


def _answer(status: int, body: dict[str, Any], base: Response | None = None) -> Response:
    response = Response(body, status=status, content_type=PROBLEM)
    for header in ("WWW-Authenticate", "Retry-After", "Allow"):
        if base is not None and header in base.headers:
            response[header] = base.headers[header]
    return response


def _flat(detail: Any, prefix: str = "") -> dict[str, list[str]]:
    if isinstance(detail, dict):
        found: dict[str, list[str]] = {}
        for name, value in detail.items():
            found.update(_flat(value, f"{prefix}.{name}" if prefix else str(name)))
        return found
    if isinstance(detail, list) and any(isinstance(each, dict | list) for each in detail):
        found = {}
        for number, each in enumerate(detail):
            found.update(_flat(each, f"{prefix}[{number}]"))
        return found
    values = detail if isinstance(detail, list) else [detail]
    return {prefix or "__all__": [str(each) for each in values]}


class Unavailable(exceptions.APIException):
    """Something that this answer needs is away just now; its detail says what, in Chinese. The rest of the portal goes on."""

    status_code = 503


class RecordSerializer(serializers.ModelSerializer):  # type: ignore[type-arg]
    """Serializer of a record: `uid`, never a database number; the organisation by uid and printed name."""

    organisation = serializers.SerializerMethodField()

    def get_organisation(self, row: Any) -> dict[str, str]:
        """Uid and short name of the record's organisation."""
        return {"uid": str(row.organisation.uid), "name": row.organisation.short_name}


class RecordViewSet(mixins.ListModelMixin, mixins.RetrieveModelMixin, viewsets.GenericViewSet):  # type: ignore[type-arg]
    """List and show the visible rows of a record; writes are actions that call services."""

    lookup_field = "uid"
    lookup_value_regex = "[0-9a-f-]{36}"
    records: QuerySet[Any]

    def actor(self) -> Actor:
        """Who asks."""
        return actor_of(self.request)

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """Answer 404 for what is not there for this person before anything that was sent is looked at."""
        super().initial(request, *args, **kwargs)
        if self.detail and request.method not in SAFE_METHODS:
            self.get_object()

    def get_queryset(self) -> QuerySet[Any]:
        """The one guarded door."""
        queryset = self.records.all()
        if not isinstance(queryset, RecordQuerySet) and not hasattr(queryset, "visible_to"):
            raise TypeError(f"{queryset.model._meta.label} has no visible_to")
        return queryset.visible_to(self.actor())  # type: ignore[union-attr,no-any-return]

    def retrieve(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Show one row, with an ETag made of its version."""
        row = self.get_object()
        tag = etag(row)
        if request.headers.get("If-None-Match") == tag:
            return Response(status=304, headers={"ETag": tag})
        return Response(self.get_serializer(row).data, headers={"ETag": tag})

    def expected_version(self) -> int | None:
        """The version named by If-Match, None without the header. Raises Conflict for a tag of another make."""
        tag = self.request.headers.get("If-Match")
        if tag is None:
            return None
        row = self.get_object()
        if tag != etag(row):
            raise Conflict()
        return int(getattr(row, "version", 0)) or None


def etag(row: Any) -> str:
    """Entity tag of a row: its uid, version and time of change."""
    seed = f"{row.uid}:{getattr(row, 'version', '')}:{getattr(row, 'updated_at', '')}"
    return f'"{hashlib.sha256(seed.encode()).hexdigest()[:24]}"'


# ── What domains offer; the portal composes it ──────────────────────────────
_routes: list[tuple[str, type[viewsets.ViewSetMixin], str]] = []


def route(prefix: str, viewset: type[viewsets.ViewSetMixin], basename: str) -> None:
    """Offer a viewset under `/api/v1/<prefix>/`; called in a domain's `api.py`."""
    if (prefix, viewset, basename) not in _routes:
        _routes.append((prefix, viewset, basename))


def routes() -> Iterable[tuple[str, type[viewsets.ViewSetMixin], str]]:
    """Everything on offer, by prefix."""
    return sorted(_routes, key=lambda each: each[0])


def router() -> routers.SimpleRouter:
    """A router with all that domains offer."""
    made = routers.SimpleRouter()
    for prefix, viewset, basename in routes():
        made.register(prefix, viewset, basename=basename)
    return made
