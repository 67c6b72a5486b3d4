"""Saved searches over the API: the same services, the same scope."""

from typing import Any

from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework import exceptions, serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from records.kit.api import RecordViewSet, etag
from records.kit.errors import NotVisible
from records.organisations.models import Organisation
from search.doors import archive, saved
from search.doors.api_parts import AWAY, Away, refuse, staff, strangers
from search.doors.archive_api import readable
from search.doors.models import SavedSearch
from search.doors.parameters import SHOWN, Problems
from search.doors.querysets import saved_for
from search.index.requests import SearchUnavailable


class SavedSearchSerializer(serializers.ModelSerializer[SavedSearch]):
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


class ChangeSerializer(serializers.Serializer[Any]):
    """保存的检索可以改的：名称、与谁共用；条件不能改，请另存一个."""

    name = serializers.CharField(max_length=60)
    organisation = serializers.UUIDField(required=False, allow_null=True, help_text="与哪个组织共用，它的uid")


class KeepSerializer(ChangeSerializer):
    """要保存的检索."""

    question = serializers.DictField(help_text="条件，名称同查档的参数，值都是文字；kind 是列表")
    follow = serializers.BooleanField(default=False, help_text="有新增时告诉我")


def _question(given: dict[str, Any]) -> archive.Asked:
    """The question as it was sent. Raises ValidationError by field: a condition that is left out would find more."""
    problems: Problems = {}
    strangers(given, archive.NAMES, problems)
    kinds = given.get("kind", [])
    if not isinstance(kinds, list):
        problems["kind"] = f'“{str(kinds)[:SHOWN]}”要写成列表，例如["rule"]。'
        kinds = []
    for name, value in given.items():
        if name in archive.NAMES and name != "kind" and not isinstance(value, str):
            problems[name] = f"“{str(value)[:SHOWN]}”要写成文字，放在引号里。"
    texts = {name: value for name, value in given.items() if isinstance(value, str)}
    try:
        return readable(archive.read(texts, [str(kind) for kind in kinds]), problems)
    except exceptions.ValidationError as error:
        raise exceptions.ValidationError({"question": error.detail}) from None


class SavedSearchViewSet(RecordViewSet):
    """保存的检索：自己的，和与自己的组织共用的."""

    records: Any = SavedSearch.objects
    serializer_class = SavedSearchSerializer

    def get_queryset(self) -> Any:
        """Own and shared ones."""
        return saved_for(self.actor())

    @extend_schema(
        request=KeepSerializer,
        responses={201: SavedSearchSerializer, **AWAY},
        examples=[
            OpenApiExample(
                "一万元以上的经费，有新增时告诉我",
                value={"name": "大额经费", "question": {"kind": ["fund"], "least": "10000"}, "follow": True},
                request_only=True,
            )
        ],
    )
    def create(self, request: Request) -> Response:
        """Keep a question."""
        actor = staff(request, saved.ACTION)
        given = self._given(KeepSerializer(data=request.data))
        asked = _question(given["question"])
        try:
            row = saved.save(actor, given["name"], asked, organisation=_place(given), follow=given["follow"])
        except SearchUnavailable:
            raise Away from None
        return self._answer(row, 201)

    @extend_schema(request=ChangeSerializer, responses=SavedSearchSerializer)
    def partial_update(self, request: Request, uid: str) -> Response:
        """Rename it, share it or take it back."""
        actor = staff(request, saved.ACTION)
        given = self._given(ChangeSerializer(data=request.data, partial=True))
        row = self.get_object()
        place = _place(given) if "organisation" in given else row.organisation
        return self._answer(saved.change(actor, row.uid, name=given.get("name", row.name), organisation=place))

    @extend_schema(responses={204: None})
    def destroy(self, request: Request, uid: str) -> Response:
        """Delete one's own."""
        saved.remove(staff(request, saved.ACTION), self.get_object().uid)
        return Response(status=204)

    @extend_schema(request=None, responses={204: None, **AWAY})
    @action(detail=True, methods=["post", "delete"])
    def follow(self, request: Request, uid: str) -> Response:
        """Hear of what is new; DELETE: no more."""
        actor = staff(request, saved.ACTION)
        row = self.get_object()
        if request.method == "DELETE":
            saved.unfollow(actor, row.uid)
        else:
            try:
                saved.follow(actor, row.uid)
            except SearchUnavailable:
                raise Away from None
        return Response(status=204)

    def _given(self, given: serializers.Serializer[Any]) -> dict[str, Any]:
        given.is_valid(raise_exception=True)
        problems: Problems = {}
        strangers(given.initial_data, list(given.fields), problems)
        refuse(problems)
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
