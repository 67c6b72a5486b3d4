"""查档 and the look-up of many names over the API: the same services, the same scope."""

from typing import Any

from drf_spectacular.utils import OpenApiExample, OpenApiParameter, extend_schema, inline_serializer
from rest_framework import exceptions, serializers, viewsets
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from search.doors import archive, services
from search.doors.api_parts import AWAY, KIND, Away, paged, paging, refuse, staff, strangers
from search.doors.parameters import Problems, chosen_in
from search.doors.serializers import (
    AnswerSerializer,
    ExportedSerializer,
    NameFoundSerializer,
    bearer,
    body_of,
    exported,
)
from search.index import queries, sources
from search.index.requests import SearchUnavailable

MOST_NAMES = 10_000
MOST_BEARERS = 10
LONGEST_KEY = 300  # characters of an entry's key
PARAMETERS = [
    *(OpenApiParameter(name, str, description=label) for name, label in (archive.TEXTS | archive.SPANS).items()),
    KIND,
    OpenApiParameter(
        "tree",
        str,
        enum=[archive.THEN, archive.NOW],
        description=f"{archive.THEN}（按当时的隶属，默认）或 {archive.NOW}（按现在的隶属）",
    ),
]
SORT = OpenApiParameter("sort", str, enum=["date"], description="date 为按时间；有字词时默认按相关度，没有时按时间")


def asked_in(request: Request, *more: str) -> tuple[archive.Asked, Problems]:
    """The question of an address that knows these names besides the archive's own; and what can't be read of them."""
    given = request.query_params
    problems: Problems = {}
    chosen_in([given.get("tree", "")], "tree", (archive.THEN, archive.NOW), problems)
    chosen_in([given.get("sort", "")], "sort", ("date",), problems)
    strangers(given, (*archive.NAMES, *more), problems)
    return archive.read(given.dict(), given.getlist("kind")), problems


def readable(asked: archive.Asked, problems: Problems) -> archive.Asked:
    """The question, if it can be read. Raises ValidationError by field otherwise, these problems among them."""
    found = {**problems, **asked.problems}
    if asked.candidates:  # there is no screen to choose on
        offered = "、".join(f"{each.short_name}（{each.code}）" for each in asked.candidates)
        found["organisation"] = f"{found['organisation'].partition('，')[0]}，请写其中一个的代码：{offered}。"
    refuse(found)
    if not asked.asks:
        raise exceptions.ValidationError("请至少写一个条件。")
    return asked


class ArchiveViewSet(viewsets.ViewSet):
    """查档：按条件检索，只给出完全符合、调用者有权看到的."""

    @extend_schema(
        operation_id="search_archive",
        parameters=[*PARAMETERS, SORT, *paging(archive.SIZE)],
        responses={200: AnswerSerializer, **AWAY},
    )
    def list(self, request: Request) -> Response:
        """Search by fields; what only a policy opens is journalled as looked at."""
        actor = staff(request, services.ARCHIVE)
        asked, problems = asked_in(request, "page", "size")
        size = paged(request, archive.SIZE, problems)
        readable(asked, problems)
        try:
            answer = queries.search(asked.request(actor, size))
        except SearchUnavailable:
            raise Away from None
        services.looked(actor, asked, answer)
        return Response(AnswerSerializer(body_of(answer)).data)

    @extend_schema(
        operation_id="search_archive_all",
        parameters=[
            *PARAMETERS,
            OpenApiParameter("after", str, description="从哪里接着取：上一次的 next；第一次不给"),
        ],
        responses={
            200: inline_serializer(
                "ArchiveAll",
                {
                    "results": ExportedSerializer(many=True),
                    "next": serializers.CharField(help_text="接着取时作 after；取完时为空"),
                },
            ),
            **AWAY,
        },
    )
    @action(detail=False, methods=["get"], url_path="all")
    def whole(self, request: Request) -> Response:
        """Export exactly what is found, without end: 500 at once, by key; journalled."""
        actor = staff(request, services.EXPORTS)
        asked = readable(*asked_in(request, "after"))
        after = request.query_params.get("after", "").replace("\x00", "")[:LONGEST_KEY]
        try:
            entries, following = services.read_on(actor, asked, after)
        except SearchUnavailable:
            raise Away from None
        return Response(
            {"results": ExportedSerializer([exported(each) for each in entries], many=True).data, "next": following}
        )


class NamesSerializer(serializers.Serializer[Any]):
    """要查的名字."""

    names = serializers.ListField(
        child=serializers.CharField(max_length=100, allow_blank=True),
        max_length=MOST_NAMES,
        allow_empty=False,
        help_text=f"最多{MOST_NAMES:,}个；人名、组织的全称、简称、曾用名，须写全",
        error_messages={"max_length": f"一次最多{MOST_NAMES:,}个名字，请分几次查。", "empty": "请至少给一个名字。"},
    )
    kinds = serializers.ListField(
        child=serializers.CharField(), required=False, help_text="种类代码，例如 member、organisation；不给则全部"
    )
    most = serializers.IntegerField(
        min_value=1, max_value=MOST_BEARERS, default=3, help_text="每个名字最多给出几个，最多10"
    )


class NamesViewSet(viewsets.ViewSet):
    """批量按姓名或名称查找."""

    @extend_schema(
        operation_id="search_names",
        request=NamesSerializer,
        examples=[
            OpenApiExample(
                "两个人名、一个组织",
                value={"names": ["王伟", "欧阳启明", "石桥村党总支"], "kinds": ["member", "organisation"], "most": 3},
                request_only=True,
            )
        ],
        responses={200: inline_serializer("NamesFound", {"results": NameFoundSerializer(many=True)}), **AWAY},
    )
    def create(self, request: Request) -> Response:
        """Look up as many as 10,000 names at once, within the caller's scope; journalled."""
        actor = staff(request, services.LOOK_UP)
        given = NamesSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        names, kinds = given.validated_data["names"], given.validated_data.get("kinds", [])
        problems: Problems = {}
        chosen_in(kinds, "kinds", sources.kinds(), problems)
        strangers(request.data, list(given.fields), problems)
        refuse(problems)
        try:
            found = services.look_up(actor, names, frozenset(kinds), given.validated_data["most"])
        except SearchUnavailable:
            raise Away from None
        body = [
            {"name": each.name, "count": each.count, "found": [bearer(entry) for entry in each.entries]}
            for each in found
        ]
        return Response({"results": body})
