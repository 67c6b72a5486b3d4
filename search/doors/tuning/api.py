"""The search's tuning over the API: the same services, the same permission."""

from typing import Any

from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_field
from rest_framework import mixins, serializers, viewsets
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from records.access.actors import actor_of
from records.access.models import User
from records.kit.api import RecordViewSet, etag, route
from records.kit.errors import NotVisible
from search.doors.api_parts import AWAY
from search.doors.tuning import bets, changes, entries, judged, log_api, synonyms, tryout
from search.doors.tuning.api_parts import TriedSerializer, tried, tuner
from search.doors.tuning.judged_models import JudgedQuestion, ScoreRun
from search.doors.tuning.models import Bet, Synonym, TuningChange
from search.index.normalise import normalise_question


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

    def drafted(self, actor: User, uid: Any, state: dict[str, Any]) -> Any:
        """A row as it would be, for trying out. Raises Invalid, and NotVisible for one to be changed that is not there."""
        if uid is not None and not self.get_queryset().filter(uid=uid).exists():
            raise NotVisible()
        return changes.draft(actor, self.kind, uid, state)

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


class TryInput(SynonymInput):
    """要试的近义词."""

    uid = serializers.UUIDField(allow_null=True, default=None, help_text="更改的是哪一条；新的不给")
    text = serializers.CharField(
        max_length=60, allow_blank=True, default="", help_text="用哪句话试；不给就用受影响的常用搜索和评判题"
    )


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

    @extend_schema(request=TryInput, responses={200: TriedSerializer(many=True), **AWAY})
    @action(detail=False, methods=["post"], url_path="try-out", pagination_class=None)
    def try_out(self, request: Request) -> Response:
        """What questions find now and would find with this rule, within the caller's scope; nothing is kept."""
        actor = tuner(request)
        given = TryInput(data=request.data)
        given.is_valid(raise_exception=True)
        state = dict(given.validated_data)
        text, uid, _ = state.pop("text"), state.pop("uid"), state.pop("confirm")
        row = self.drafted(actor, uid, state)
        return tried(lambda: tryout.synonym(actor, row, text.strip()))

    @extend_schema(responses={204: None})
    def destroy(self, request: Request, uid: str) -> Response:
        """Delete a rule; undoing the change brings it back."""
        return self._removed()


class TuningChangeSerializer(serializers.ModelSerializer[TuningChange]):
    """一次更改."""

    by = serializers.CharField(source="by.name", default="系统", help_text="更改人")
    undoes = serializers.UUIDField(source="undoes.uid", default=None, allow_null=True, help_text="撤销的是哪一次")
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


class BetEntrySerializer(serializers.Serializer[Any]):
    """推荐或靠后的条目."""

    kind = serializers.CharField(max_length=40, help_text="类别代码")
    uid = serializers.CharField(max_length=200)
    title = serializers.CharField(read_only=True, help_text="现在的标题；已不在或无权查看的说明为何")


class BetSerializer(serializers.ModelSerializer[Bet]):
    """一条推荐或靠后."""

    entry = serializers.SerializerMethodField()

    class Meta:
        model = Bet
        fields = (
            "uid",
            "question",
            "match",
            "effect",
            "entry",
            "place",
            "starts_on",
            "ends_on",
            "active",
            "note",
            "changed_at",
            "version",
        )

    @extend_schema_field(BetEntrySerializer)
    def get_entry(self, row: Bet) -> dict[str, str]:
        """The entry as it is now."""
        known = self.context.get("titles") or entries.titles(actor_of(self.context["request"]), [row.entry])
        return {"kind": row.entry_kind, "uid": row.entry_uid, "title": known[row.entry]["title"]}


class BetInput(serializers.Serializer[Any]):
    """推荐或靠后的内容."""

    question = serializers.CharField(max_length=200, help_text="搜索词")
    match = serializers.ChoiceField(choices=Bet.Match.choices, default=Bet.Match.EXACT)
    effect = serializers.ChoiceField(choices=Bet.Effect.choices, default=Bet.Effect.UP)
    entry = BetEntrySerializer()
    place = serializers.IntegerField(min_value=1, max_value=bets.MOST_UP, default=1, help_text="推荐几条时的次序")
    starts_on = serializers.DateField(allow_null=True, default=None)
    ends_on = serializers.DateField(allow_null=True, default=None)
    active = serializers.BooleanField(default=True)
    note = serializers.CharField(max_length=200, allow_blank=True, default="")


class TryBetInput(BetInput):
    """要试的推荐或靠后."""

    uid = serializers.UUIDField(allow_null=True, default=None, help_text="更改的是哪一条；新的不给")


def _state(given: dict[str, Any]) -> dict[str, Any]:
    """What was sent as the service keeps it: the entry by its two parts."""
    entry = given.pop("entry")
    return {**given, "entry_kind": entry["kind"], "entry_uid": entry["uid"]}


class BetViewSet(TunedViewSet):
    """推荐与靠后，几秒内全站生效."""

    records: Any = Bet.objects
    queryset = Bet.objects.none()
    serializer_class = BetSerializer
    input_serializer = BetInput
    kind = "bet"

    def list(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """List them, with what their entries are called now."""
        rows = self.paginate_queryset(self.get_queryset()) or []
        context = {
            **self.get_serializer_context(),
            "titles": entries.titles(actor_of(request), [row.entry for row in rows]),
        }
        return self.get_paginated_response(BetSerializer(rows, many=True, context=context).data)

    def keep(self, actor: User, uid: Any, state: dict[str, Any], confirmed: bool, version: int | None) -> Any:
        """Have the service make or change one."""
        if uid is None:
            return changes.add(actor, "bet", _state(state))
        return changes.change(actor, "bet", uid, _state(state), expected_version=version)

    @extend_schema(request=TryBetInput, responses={200: TriedSerializer(many=True), **AWAY})
    @action(detail=False, methods=["post"], url_path="try-out", pagination_class=None)
    def try_out(self, request: Request) -> Response:
        """What questions find now and would find with this one, within the caller's scope; nothing is kept."""
        actor = tuner(request)
        given = TryBetInput(data=request.data)
        given.is_valid(raise_exception=True)
        state = dict(given.validated_data)
        row = self.drafted(actor, state.pop("uid"), _state(state))
        return tried(lambda: tryout.bet(actor, row))

    @extend_schema(request=BetInput, responses={201: BetSerializer})
    def create(self, request: Request) -> Response:
        """Make one."""
        return self._kept(None, 201)

    @extend_schema(request=BetInput, responses=BetSerializer)
    def update(self, request: Request, uid: str) -> Response:
        """Change one."""
        return self._kept(uid, 200)

    @extend_schema(responses={204: None})
    def destroy(self, request: Request, uid: str) -> Response:
        """Delete one; undoing the change brings it back."""
        return self._removed()


class JudgedSerializer(serializers.ModelSerializer[JudgedQuestion]):
    """一道评判题."""

    best = serializers.ListField(child=serializers.CharField(), help_text="最合适的，写作 类别:uid")
    also = serializers.ListField(child=serializers.CharField(), help_text="也合适的")

    class Meta:
        model = JudgedQuestion
        fields = ("uid", "text", "best", "also", "reader", "active", "note", "changed_at", "version")


class JudgedInput(serializers.Serializer[Any]):
    """评判题的内容."""

    text = serializers.CharField(max_length=100)
    best = serializers.ListField(child=serializers.CharField(max_length=241), max_length=50)
    also = serializers.ListField(child=serializers.CharField(max_length=241), max_length=50, default=list)
    reader = serializers.ChoiceField(choices=JudgedQuestion.Reader.choices, default=JudgedQuestion.Reader.PUBLIC)
    active = serializers.BooleanField(default=True)
    note = serializers.CharField(max_length=200, allow_blank=True, default="")


class ScoreSerializer(serializers.ModelSerializer[ScoreRun]):
    """一次评判的得分."""

    class Meta:
        model = ScoreRun
        fields = ("uid", "at", "questions", "ndcg", "mrr", "first")


class JudgedViewSet(TunedViewSet):
    """评判题，及历次得分."""

    records: Any = JudgedQuestion.objects
    queryset = JudgedQuestion.objects.none()
    serializer_class = JudgedSerializer
    input_serializer = JudgedInput
    kind = "question"

    def keep(self, actor: User, uid: Any, state: dict[str, Any], confirmed: bool, version: int | None) -> Any:
        """Have the service make or change one."""
        if uid is None:
            return changes.add(actor, "question", state)
        return changes.change(actor, "question", uid, state, expected_version=version)

    @extend_schema(request=JudgedInput, responses={201: JudgedSerializer})
    def create(self, request: Request) -> Response:
        """Make one."""
        return self._kept(None, 201)

    @extend_schema(request=JudgedInput, responses=JudgedSerializer)
    def update(self, request: Request, uid: str) -> Response:
        """Change one."""
        return self._kept(uid, 200)

    @extend_schema(responses={204: None})
    def destroy(self, request: Request, uid: str) -> Response:
        """Delete one; undoing the change brings it back."""
        return self._removed()

    @extend_schema(methods=["GET"], operation_id="search_judged_scores", responses=ScoreSerializer(many=True))
    @extend_schema(methods=["POST"], operation_id="search_judged_score", request=None, responses={202: None})
    @action(detail=False, methods=["get", "post"], pagination_class=None)
    def scores(self, request: Request) -> Response:
        """List the last hundred scorings, newest first; POST: have all questions asked in the background."""
        actor = tuner(request)
        if request.method == "POST":
            judged.start(actor)
            return Response(status=202)
        rows = ScoreRun.objects.visible_to(actor).order_by("-pk")[:100]
        return Response(ScoreSerializer(rows, many=True).data)


def offer() -> None:
    """Offer the addresses."""
    route("search/bets", BetViewSet, "search-bet")
    route("search/judged", JudgedViewSet, "search-judged")
    route("search/queries", log_api.AskedViewSet, "search-query")
    route("search/synonyms", SynonymViewSet, "search-synonym")
    route("search/tuning-changes", TuningChangeViewSet, "search-tuning-change")
