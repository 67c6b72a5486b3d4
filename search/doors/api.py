"""Search over the API: the same question, the same scope."""

from typing import Any

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers, viewsets
from rest_framework.exceptions import APIException
from rest_framework.request import Request
from rest_framework.response import Response

from records.access.actors import actor_of
from records.kit.api import route
from records.organisations.models import Organisation
from search.doors.asking import read
from search.index import queries
from search.index.requests import MOST_ON_A_PAGE, SearchUnavailable

SIZE = 20


class Away(APIException):
    """The engine is away; the portal goes on."""

    status_code = 503
    default_detail = "搜索暂时不可用，请稍后再试。"
    default_code = "search_unavailable"


class ResultSerializer(serializers.Serializer):  # type: ignore[type-arg]
    """一条结果."""

    kind = serializers.CharField(help_text="类别代码")
    title = serializers.CharField()
    url = serializers.CharField(help_text="站内地址；有“spot”时指到那一处")
    spot = serializers.CharField(help_text="在其中何处：第3页、第十九条、第2讲 11:20；没有时为空")
    organisation = serializers.CharField(help_text="组织简称")
    published = serializers.DateField(allow_null=True)
    snippet = serializers.CharField(help_text="说到所查内容的一段")


class CountSerializer(serializers.Serializer):  # type: ignore[type-arg]
    """一个取值及其条数."""

    value = serializers.CharField()
    count = serializers.IntegerField()


class FacetsSerializer(serializers.Serializer):  # type: ignore[type-arg]
    """按类别、组织、年份的条数."""

    kind = CountSerializer(many=True)
    organisation = CountSerializer(many=True)
    year = CountSerializer(many=True)


class AnswerSerializer(serializers.Serializer):  # type: ignore[type-arg]
    """搜索结果."""

    total = serializers.IntegerField(help_text="可翻阅的条数")
    results = ResultSerializer(many=True)
    facets = FacetsSerializer()


def _text(name: str, help_text: str, kind: type = str) -> OpenApiParameter:
    return OpenApiParameter(name, kind, description=help_text)


class SearchViewSet(viewsets.ViewSet):
    """全站搜索，只给出调用者有权看到的内容."""

    @extend_schema(
        operation_id="search",
        parameters=[
            _text("q", "所查的字词，最长200个字符"),
            OpenApiParameter("kind", str, many=True, description="类别代码，可多个"),
            _text("organisation", "组织的uid，含其下级"),
            _text("year", "年份", int),
            _text("sort", "relevance（相关度）或 date（时间）"),
            _text("page", "第几页，从1起", int),
            _text("size", "每页条数，最多100", int),
        ],
        responses=AnswerSerializer,
    )
    def list(self, request: Request) -> Response:
        """Search within the caller's scope."""
        asked = read(request.query_params.dict(), request.query_params.getlist("kind"))
        given = request.query_params.get("size", "")
        size = min(max(int(given), 1), MOST_ON_A_PAGE) if given.isascii() and given.isdigit() else SIZE
        try:
            answer = queries.search(asked.request(actor_of(request), size))
        except SearchUnavailable:
            raise Away from None
        numbers = [each.value for each in answer.facets.organisations]
        uids = {
            str(number): str(uid)
            for number, uid in Organisation.objects.filter(pk__in=numbers).values_list("pk", "uid")
        }
        body: dict[str, Any] = {
            "total": answer.total,
            "results": [
                {
                    "kind": hit.kind,
                    "title": hit.title,
                    "url": hit.url,
                    "spot": hit.spot,
                    "organisation": hit.organisation,
                    "published": hit.published,
                    "snippet": hit.snippet_text,
                }
                for hit in answer.hits
            ],
            "facets": {
                "kind": [{"value": each.value, "count": each.count} for each in answer.facets.kinds],
                "organisation": [
                    {"value": uids[each.value], "count": each.count}
                    for each in answer.facets.organisations
                    if each.value in uids
                ],
                "year": [{"value": each.value, "count": each.count} for each in answer.facets.years],
            },
        }
        return Response(AnswerSerializer(body).data)


route("search", SearchViewSet, "search")
