"""The search's tuning over the API: the same services, the same permission."""

from typing import Any

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import exceptions, mixins, serializers, viewsets
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from records.access.actors import actor_of
from records.access.models import User
from records.kit.api import RecordViewSet, etag, route
from records.kit.errors import NotVisible, Refused
from search.doors.tuning import changes, synonyms
from search.doors.tuning.models import Synonym, TuningChange
from search.doors.tuning.querysets import TUNE
from search.index.normalise import normalise_question


def tuner(request: Request) -> User:
    """Who asks. Raises NotAuthenticated for a visitor, Refused for who may not tune the search."""
    actor = actor_of(request)
    if not isinstance(actor, User):
        raise exceptions.NotAuthenticated
    if not actor.scope.paths(TUNE):
        raise Refused("您没有“搜索维护”的权限；只限最上级组织的职务。")
    return actor


class TunedViewSet(RecordViewSet):
    """What staff tune: list, show, make, change, delete."""

    kind: str
    input_serializer: type[serializers.Serializer[Any]]

    def keep(self, actor: User, uid: Any, state: dict[str, Any], confirmed: bool, version: int | None) -> Any:
        """Have the service make or change a row."""
        raise NotImplementedError

    def _kept(self, uid: Any, status: int) -> Response:
        actor = tuner(self.request)
        version = self.expected_version() if uid is not None else None
        if uid is not None:
            self.get_object()
        given = self.input_serializer(data=self.request.data)
        given.is_valid(raise_exception=True)
        state = dict(given.validated_data)
        confirmed = state.pop("confirm", False)
        row = self.keep(actor, uid, state, confirmed, version)
        return Response(self.get_serializer(row).data, status=status, headers={"ETag": etag(row)})

    def _removed(self) -> Response:
        actor = tuner(self.request)
        changes.remove(actor, self.kind, self.get_object().uid)
        return Response(status=204)


class SynonymSerializer(serializers.ModelSerializer[Synonym]):
    """一条近义词."""

    words = serializers.ListField(child=serializers.CharField(), help_text="人们搜索时写的词")
    instead = serializers.ListField(child=serializers.CharField(), help_text="也找；双向和不改写的为空")

    class Meta:
        model = Synonym
        fields = ("uid", "words", "direction", "instead", "active", "note", "changed_at", "version")


class SynonymInput(serializers.Serializer[Any]):
    """近义词的内容."""

    words = serializers.ListField(child=serializers.CharField(max_length=100), max_length=50)
    direction = serializers.ChoiceField(choices=Synonym.Direction.choices)
    instead = serializers.ListField(child=serializers.CharField(max_length=100), max_length=50, default=list)
    active = serializers.BooleanField(default=True)
    note = serializers.CharField(max_length=200, allow_blank=True, default="")
    confirm = serializers.BooleanField(default=False, help_text="对提示的疑问已经看过，仍要保存")


class SynonymViewSet(TunedViewSet):
    """本站的近义词，几秒内全站生效."""

    records: Any = Synonym.objects
    queryset = Synonym.objects.none()
    serializer_class = SynonymSerializer
    input_serializer = SynonymInput
    kind = "synonym"

    def get_queryset(self) -> Any:
        """Narrowed by a word."""
        rows = super().get_queryset()
        word = normalise_question(self.request.query_params.get("q", "")) if self.action == "list" else ""
        return rows.filter(said__icontains=word) if word else rows

    @extend_schema(parameters=[OpenApiParameter("q", str, description="含这个词的")])
    def list(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """List the site's own rules."""
        return super().list(request, *args, **kwargs)

    def keep(self, actor: User, uid: Any, state: dict[str, Any], confirmed: bool, version: int | None) -> Any:
        """Have the service make or change a rule."""
        return synonyms.save(actor, uid, state, confirmed=confirmed, expected_version=version)

    @extend_schema(request=SynonymInput, responses={201: SynonymSerializer})
    def create(self, request: Request) -> Response:
        """Make a rule."""
        return self._kept(None, 201)

    @extend_schema(request=SynonymInput, responses=SynonymSerializer)
    def update(self, request: Request, uid: str) -> Response:
        """Change a rule."""
        return self._kept(uid, 200)

    @extend_schema(responses={204: None})
    def destroy(self, request: Request, uid: str) -> Response:
        """Delete a rule; undoing the change brings it back."""
        return self._removed()


class TuningChangeSerializer(serializers.ModelSerializer[TuningChange]):
    """一次更改."""

    by = serializers.CharField(source="by.name", default="系统", help_text="更改人")
    undoes = serializers.UUIDField(source="undoes.uid", default=None, help_text="撤销的是哪一次")
    before = serializers.DictField(allow_null=True, help_text="更改前；新增的为空")
    after = serializers.DictField(allow_null=True, help_text="更改后；删除的为空")

    class Meta:
        model = TuningChange
        fields = ("uid", "kind", "target", "label", "before", "after", "by", "at", "undoes")


class TuningChangeViewSet(mixins.ListModelMixin, viewsets.GenericViewSet[TuningChange]):
    """搜索维护的更改，新的在前."""

    queryset = TuningChange.objects.none()
    serializer_class = TuningChangeSerializer
    lookup_field = "uid"
    lookup_value_regex = "[0-9a-f-]{36}"

    def get_queryset(self) -> Any:
        """For who may tune the search."""
        return TuningChange.objects.visible_to(actor_of(self.request)).select_related("by", "undoes")

    @extend_schema(request=None, responses=TuningChangeSerializer)
    @action(detail=True, methods=["post"])
    def undo(self, request: Request, uid: str) -> Response:
        """Restore what was before; itself a change."""
        row = self.get_queryset().filter(uid=uid).first()
        if row is None:
            raise NotVisible()
        return Response(self.get_serializer(changes.undo(tuner(request), row.uid)).data)


def offer() -> None:
    """Offer the addresses."""
    route("search/synonyms", SynonymViewSet, "search-synonym")
    route("search/tuning-changes", TuningChangeViewSet, "search-tuning-change")
