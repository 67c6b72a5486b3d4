"""Search over the API: the same question, the same scope."""

from django.http import HttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema, inline_serializer
from rest_framework import exceptions, serializers, viewsets
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from records.access.actors import actor_of
from records.access.searching import search_scope
from records.kit.api import route
from search.doors.api_parts import AWAY, KIND, Away, paged, paging, refuse, strangers
from search.doors.archive_api import ArchiveViewSet, NamesViewSet
from search.doors.asking import LONGEST, NAMES, read
from search.doors.presenting import MEANT
from search.doors.saved_api import SavedSearchViewSet
from search.doors.serializers import SearchAnswerSerializer, SuggestionSerializer, body_of
from search.doors.tuning import api as tuning
from search.doors.tuning import bets, tally
from search.doors.views import heard, suggestions
from search.index import queries
from search.index.budget import ENGINE_SECONDS, within
from search.index.entries import PERSON_KINDS, Reach
from search.index.requests import SearchUnavailable, Sort

SIZE = 20


def _text(name: str, help_text: str, kind: type = str) -> OpenApiParameter:
    return OpenApiParameter(name, kind, description=help_text)


class SearchViewSet(viewsets.ViewSet):
    """全站搜索，只给出调用者有权看到的内容."""

    @extend_schema(
        operation_id="search",
        parameters=[
            _text("q", f"所查的字词；超过{LONGEST}个字的只按前{LONGEST}个字找，这时 cut 为 true"),
            KIND,
            OpenApiParameter("organisation", OpenApiTypes.UUID, description="组织的uid，含其下级"),
            OpenApiParameter("year", int, many=True, description="年份，可多个"),
            OpenApiParameter("category", str, many=True, description="类别（公开类别、列支渠道等的名称），可多个"),
            OpenApiParameter(
                "audience", str, many=True, enum=list(Reach), description="公开范围，可多个；post 为按岗位可见"
            ),
            OpenApiParameter("sort", str, enum=list(Sort), description="relevance（相关度）或 date（时间）"),
            *paging(SIZE),
        ],
        responses={200: SearchAnswerSerializer, **AWAY},
    )
    def list(self, request: Request) -> Response:
        """Search within the caller's scope; counted as on the page, without persons. What can't be read is refused by field."""
        asked = read(request.query_params)
        problems = dict(asked.problems)
        size = paged(request, SIZE, problems)
        strangers(request.query_params, NAMES, problems)
        refuse(problems)
        actor = actor_of(request)
        wanted = asked.request(actor, size)
        try:
            with within(ENGINE_SECONDS):
                answer = bets.applied(wanted, queries.search(wanted))
                nothing = bool(asked.text) and not answer.exact and not answer.partial
                meant = queries.sounding_like(asked.text, wanted.scope, MEANT) if nothing else []
        except SearchUnavailable:
            raise Away from None
        people = any(each.value in PERSON_KINDS for each in answer.facets.kinds)
        body = {
            **body_of(answer),
            "exact": answer.exact,
            "cut": asked.was_cut,
            "loosened": answer.loosened,
            "wordings": answer.wordings,
            "meant": [{"text": each.text, "url": each.url} for each in meant],
            "clicked": heard(asked, actor, answer, answer.exact, people=people),
        }
        return Response(SearchAnswerSerializer(body).data)

    @extend_schema(
        operation_id="search_suggest",
        parameters=[_text("q", "已写的字、拼音或首字母，最长60个字符")],
        responses=inline_serializer("Suggestions", {"suggestions": SuggestionSerializer(many=True)}),
    )
    @action(detail=False, methods=["get"])
    def suggest(self, request: Request) -> HttpResponse:
        """Complete what is being typed, as the search box does, within the caller's scope."""
        # The same view, with the scope of whoever the API signed in: a token may be narrower than a session beside it.
        return suggestions(request._request, lambda asked: search_scope(actor_of(asked)))

    @extend_schema(
        operation_id="search_clicked",
        request=inline_serializer("Clicked", {"of": serializers.CharField(help_text="搜索结果里的 clicked")}),
        responses={204: None},
    )
    @action(detail=False, methods=["post"])
    def clicked(self, request: Request) -> Response:
        """Count that a result was opened; the token says of which question, nothing says by whom."""
        given = request.data.get("of", "") if isinstance(request.data, dict) else ""
        if not tally.clicked(str(given)[:200]):
            raise exceptions.ValidationError(
                {"of": ["不是本站给出的凭据，或已过一小时；请用最近一次搜索结果里的 clicked。"]}
            )
        return Response(status=204)


route("search", SearchViewSet, "search")
route("search/archive", ArchiveViewSet, "search-archive")
route("search/names", NamesViewSet, "search-names")
route("saved-searches", SavedSearchViewSet, "saved-search")
tuning.offer()
