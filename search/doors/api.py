"""Search over the API: the same question, the same scope."""

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import viewsets
from rest_framework.request import Request
from rest_framework.response import Response

from records.access.actors import actor_of
from records.kit.api import route
from search.doors.archive_api import ArchiveViewSet, NamesViewSet, SavedSearchViewSet
from search.doors.asking import read
from search.doors.serializers import AnswerSerializer, Away, body_of
from search.doors.tuning import api as tuning
from search.doors.tuning import bets
from search.index import queries
from search.index.entries import Reach
from search.index.requests import MOST_ON_A_PAGE, SearchUnavailable

SIZE = 20


def _text(name: str, help_text: str, kind: type = str) -> OpenApiParameter:
    return OpenApiParameter(name, kind, description=help_text)


class SearchViewSet(viewsets.ViewSet):
    """全站搜索，只给出调用者有权看到的内容."""

    @extend_schema(
        operation_id="search",
        parameters=[
            _text("q", "所查的字词，最长200个字符"),
            OpenApiParameter("kind", str, many=True, description="种类代码，可多个"),
            _text("organisation", "组织的uid，含其下级"),
            OpenApiParameter("year", int, many=True, description="年份，可多个"),
            OpenApiParameter("category", str, many=True, description="类别（公开类别、列支渠道等的名称），可多个"),
            OpenApiParameter(
                "audience", str, many=True, enum=list(Reach), description="公开范围，可多个；post 为按岗位可见"
            ),
            _text("sort", "relevance（相关度）或 date（时间）"),
            _text("page", "第几页，从1起", int),
            _text("size", "每页条数，最多100", int),
        ],
        responses=AnswerSerializer,
    )
    def list(self, request: Request) -> Response:
        """Search within the caller's scope."""
        asked = read(request.query_params)
        given = request.query_params.get("size", "")
        size = min(max(int(given), 1), MOST_ON_A_PAGE) if given.isascii() and given.isdigit() else SIZE
        try:
            wanted = asked.request(actor_of(request), size)
            answer = bets.applied(wanted, queries.search(wanted))
        except SearchUnavailable:
            raise Away from None
        return Response(AnswerSerializer(body_of(answer)).data)


route("search", SearchViewSet, "search")
route("search/archive", ArchiveViewSet, "search-archive")
route("search/names", NamesViewSet, "search-names")
route("saved-searches", SavedSearchViewSet, "saved-search")
tuning.offer()
