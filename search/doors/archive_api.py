"""查档, look-up of many names, and saved searches over the API: the same services, the same scope."""

from typing import Any

from drf_spectacular.utils import OpenApiParameter, extend_schema, inline_serializer
from rest_framework import exceptions, serializers, viewsets
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from records.access.actors import actor_of
from records.access.models import User
from records.kit.api import RecordViewSet, etag
from records.kit.errors import NotVisible, Refused
from records.organisations.models import Organisation
from search.doors import archive, saved, services
from search.doors.models import SavedSearch
from search.doors.querysets import saved_for
from search.doors.serializers import (
    AnswerSerializer,
    Away,
    ExportedSerializer,
    NameFoundSerializer,
    bearer,
    body_of,
    exported,
)
from search.index import queries, sources
from search.index.requests import MOST_ON_A_PAGE, SearchUnavailable

MOST_NAMES = 10_000
MOST_BEARERS = 10
LONGEST_KEY = 300  # characters of an entry's key
PARAMETERS = [
    *(OpenApiParameter(name, str, description=label) for name, label in (archive.TEXTS | archive.SPANS).items()),
    OpenApiParameter("kind", str, many=True, description="种类代码，可多个"),
    OpenApiParameter("tree", str, description="then（按当时的隶属，默认）或 now（按现在的隶属）"),
    OpenApiParameter("sort", str, description="date 为按时间；有字词时默认按相关度"),
    OpenApiParameter("page", int, description="第几页，从1起"),
    OpenApiParameter("size", int, description="每页条数，最多100"),
]


def _staff(request: Request, action_name: str) -> User:
    """Who asks. Raises NotAuthenticated for a visitor, Refused for who may not do this anywhere."""
    actor = actor_of(request)
    if not isinstance(actor, User):
        raise exceptions.NotAuthenticated
    if not actor.scope.paths(action_name):
        raise Refused()
    return actor


def _readable(asked: archive.Asked) -> archive.Asked:
    """The question, if it can be read. Raises ValidationError by field otherwise."""
    if asked.problems:
        raise exceptions.ValidationError({name: [problem] for name, problem in asked.problems.items()})
    if not asked.asks:
        raise exceptions.ValidationError("请至少写一个条件。")
    return asked


class ArchiveViewSet(viewsets.ViewSet):
    """查档：按条件检索，只给出完全符合、调用者有权看到的."""

    @extend_schema(operation_id="search_archive", parameters=PARAMETERS, responses=AnswerSerializer)
    def list(self, request: Request) -> Response:
        """Search by fields; what only a policy opens is journalled as looked at."""
        actor = _staff(request, services.ARCHIVE)
        asked = _readable(archive.read(request.query_params.dict(), request.query_params.getlist("kind")))
        given = request.query_params.get("size", "")
        size = min(max(int(given), 1), MOST_ON_A_PAGE) if given.isascii() and given.isdigit() else archive.SIZE
        try:
            answer = queries.search(asked.request(actor, size))
        except SearchUnavailable:
            raise Away from None
        services.looked(actor, asked, answer.hits, answer.total)
        return Response(AnswerSerializer(body_of(answer)).data)

    @extend_schema(
        operation_id="search_archive_all",
        parameters=[
            *(each for each in PARAMETERS if each.name not in ("sort", "page", "size")),
            OpenApiParameter("after", str, description="从哪里接着取：上一次的 next；第一次不给"),
        ],
        responses=inline_serializer(
            "ArchiveAll",
            {
                "results": ExportedSerializer(many=True),
                "next": serializers.CharField(help_text="接着取时作 after；取完时为空"),
            },
        ),
    )
    @action(detail=False, methods=["get"], url_path="all")
    def whole(self, request: Request) -> Response:
        """Export exactly what is found, without end: 500 at once, by key; journalled."""
        actor = _staff(request, services.EXPORTS)
        asked = _readable(archive.read(request.query_params.dict(), request.query_params.getlist("kind")))
        after = request.query_params.get("after", "").replace("\x00", "")[:LONGEST_KEY]
        try:
            entries, following = services.read_on(actor, asked, after)
        except SearchUnavailable:
            raise Away from None
        return Response(
            {"results": ExportedSerializer([exported(each) for each in entries], many=True).data, "next": following}
        )


class NamesSerializer(serializers.Serializer):  # type: ignore[type-arg]
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
        responses=inline_serializer("NamesFound", {"results": NameFoundSerializer(many=True)}),
    )
    def create(self, request: Request) -> Response:
        """Look up as many as 10,000 names at once, within the caller's scope; journalled."""
        actor = _staff(request, services.LOOK_UP)
        given = NamesSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        names, kinds = given.validated_data["names"], given.validated_data.get("kinds", [])
        if unknown := sorted(set(kinds) - set(sources.kinds())):
            raise exceptions.ValidationError({"kinds": [f"没有这个种类：{'、'.join(unknown)[:100]}。"]})
        try:
            found = services.look_up(actor, names, frozenset(kinds), given.validated_data["most"])
        except SearchUnavailable:
            raise Away from None
        body = [
            {"name": each.name, "count": each.count, "found": [bearer(entry) for entry in each.entries]}
            for each in found
        ]
        return Response({"results": body})


class SavedSearchSerializer(serializers.ModelSerializer):  # type: ignore[type-arg]
    """保存的检索."""

    question = serializers.DictField(read_only=True, help_text="条件，名称同查档的参数")
    organisation = serializers.SerializerMethodField(help_text="共用的组织；只自己用时为空")
    owner = serializers.CharField(source="owner.name", read_only=True, help_text="保存人")
    followed = serializers.SerializerMethodField(help_text="有新增时是否告诉我")

    class Meta:
        model = SavedSearch
        fields = ("uid", "name", "question", "organisation", "owner", "followed", "created_at")

    def get_organisation(self, row: Any) -> dict[str, str] | None:
        """Uid and short name, None for one's own."""
        if row.organisation is None:
            return None
        return {"uid": str(row.organisation.uid), "name": row.organisation.short_name}

    def get_followed(self, row: Any) -> bool:
        """Whether the caller hears of what is new."""
        return bool(getattr(row, "followed", False))


class KeepSerializer(serializers.Serializer):  # type: ignore[type-arg]
    """要保存的检索."""

    name = serializers.CharField(max_length=60)
    question = serializers.DictField(required=False, help_text="条件，名称同查档的参数；kind 是列表。修改时不给")
    organisation = serializers.UUIDField(required=False, allow_null=True, help_text="与哪个组织共用，它的uid")
    follow = serializers.BooleanField(default=False, help_text="有新增时告诉我")


class SavedSearchViewSet(RecordViewSet):
    """保存的检索：自己的，和与自己的组织共用的."""

    records: Any = SavedSearch.objects
    serializer_class = SavedSearchSerializer

    def get_queryset(self) -> Any:
        """Own and shared ones."""
        return saved_for(self.actor())

    @extend_schema(request=KeepSerializer, responses={201: SavedSearchSerializer})
    def create(self, request: Request) -> Response:
        """Keep a question."""
        actor = _staff(request, saved.ACTION)
        given = self._given(request)
        question = given.get("question", {})
        kinds = question.get("kind", [])
        texts = {name: value for name, value in question.items() if isinstance(value, str)}
        asked = _readable(archive.read(texts, [str(kind) for kind in kinds] if isinstance(kinds, list) else []))
        try:
            row = saved.save(actor, given["name"], asked, organisation=_place(given), follow=given["follow"])
        except SearchUnavailable:
            raise Away from None
        return self._answer(row, 201)

    @extend_schema(request=KeepSerializer, responses=SavedSearchSerializer)
    def partial_update(self, request: Request, uid: str) -> Response:
        """Rename it, share it or take it back."""
        actor = _staff(request, saved.ACTION)
        given = self._given(request, partial=True)
        row = self.get_object()
        place = _place(given) if "organisation" in given else row.organisation
        return self._answer(saved.change(actor, row.uid, name=given.get("name", row.name), organisation=place))

    @extend_schema(responses={204: None})
    def destroy(self, request: Request, uid: str) -> Response:
        """Delete one's own."""
        saved.remove(_staff(request, saved.ACTION), self.get_object().uid)
        return Response(status=204)

    @extend_schema(request=None, responses={204: None})
    @action(detail=True, methods=["post", "delete"])
    def follow(self, request: Request, uid: str) -> Response:
        """Hear of what is new; DELETE: no more."""
        actor = _staff(request, saved.ACTION)
        row = self.get_object()
        if request.method == "DELETE":
            saved.unfollow(actor, row.uid)
        else:
            try:
                saved.follow(actor, row.uid)
            except SearchUnavailable:
                raise Away from None
        return Response(status=204)

    def _given(self, request: Request, partial: bool = False) -> dict[str, Any]:
        given = KeepSerializer(data=request.data, partial=partial)
        given.is_valid(raise_exception=True)
        return dict(given.validated_data)

    def _answer(self, row: SavedSearch, status: int = 200) -> Response:
        shown = self.get_queryset().get(pk=row.pk)
        return Response(self.get_serializer(shown).data, status=status, headers={"ETag": etag(shown)})


def _place(given: dict[str, Any]) -> Organisation | None:
    uid = given.get("organisation")
    if uid is None:
        return None
    found: Organisation | None = Organisation.objects.filter(uid=uid).first()
    if found is None:
        raise NotVisible()
    return found
