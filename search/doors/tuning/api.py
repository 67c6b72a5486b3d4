"""The search's tuning over the API: the same services, the same permission."""

from collections.abc import Callable
from dataclasses import asdict
from typing import Any

from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_view
from rest_framework import mixins, serializers, viewsets
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from records.access.actors import actor_of
from records.access.models import User
from records.kit.api import RecordViewSet, etag, route
from records.kit.errors import NotVisible
from search.doors.api_parts import AWAY, refuse, strangers
from search.doors.parameters import Problems
from search.doors.tuning import changes, entries, judged, log_api, synonyms, tryout
from search.doors.tuning.api_parts import TriedRuleSerializer, TriedSerializer, told, tried, tuner
from search.doors.tuning.judged_models import JudgedQuestion, ScoreRun
from search.doors.tuning.models import Bet, Synonym, TuningChange
from search.doors.tuning.serializers import (
    BetInput,
    BetSerializer,
    JudgedInput,
    JudgedSerializer,
    ScoreSerializer,
    StarterSerializer,
    SynonymInput,
    SynonymSerializer,
    TryBetInput,
    TrySynonymInput,
    TuningChangeSerializer,
)
from search.index.normalise import normalise_question

Given = type[serializers.Serializer[Any]]


def described(given: Given, shown: Given) -> Callable[[type["TunedViewSet"]], type["TunedViewSet"]]:
    """The same acts for everything that is tuned, with what each takes and shows."""
    return extend_schema_view(
        create=extend_schema(request=given, responses={201: shown}),
        update=extend_schema(request=given, responses=shown),
        destroy=extend_schema(responses={204: None}),
    )


class TunedViewSet(RecordViewSet):
    """What staff tune: list, show, make, change, delete."""

    kind: str
    input_serializer: Given

    def create(self, request: Request) -> Response:
        """Make one."""
        return self._kept(None, 201)

    def update(self, request: Request, uid: str) -> Response:
        """Change one: the whole of it, what is left out is as usual."""
        return self._kept(uid, 200)

    def destroy(self, request: Request, uid: str) -> Response:
        """Delete one; undoing the change brings it back."""
        changes.remove(tuner(request), self.kind, self.get_object().uid)
        return Response(status=204)

    def keep(self, actor: User, uid: Any, state: dict[str, Any], version: int | None) -> Any:
        """Have the service make or change a row."""
        return changes.keep(actor, self.kind, uid, state, expected_version=version)

    def given(self, shape: Given) -> dict[str, Any]:
        """What was sent. Raises ValidationError by field, for names too that nobody knows."""
        sent = shape(data=self.request.data)
        sent.is_valid(raise_exception=True)
        problems: Problems = {}
        strangers(self.request.data, list(sent.fields), problems)
        refuse(problems)
        return dict(sent.validated_data)

    def drafted(self, actor: User, uid: Any, state: dict[str, Any]) -> Any:
        """A row as it would be, for trying out. Raises Invalid, and NotVisible for one to be changed that is not there."""
        if uid is not None and not self.get_queryset().filter(uid=uid).exists():
            raise NotVisible()
        return changes.draft(actor, self.kind, uid, state)

    def _kept(self, uid: Any, status: int) -> Response:
        actor = tuner(self.request)
        version = self.expected_version() if uid is not None else None
        row = self.keep(actor, uid, self.given(self.input_serializer), version)
        return Response(self.get_serializer(row).data, status=status, headers={"ETag": etag(row)})


@described(SynonymInput, SynonymSerializer)
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

    def keep(self, actor: User, uid: Any, state: dict[str, Any], version: int | None) -> Any:
        """Have the service make or change a rule."""
        confirmed = state.pop("confirm")
        return synonyms.save(actor, uid, state, confirmed=confirmed, expected_version=version)

    @extend_schema(
        operation_id="search_synonyms_starter",
        parameters=[OpenApiParameter("q", str, description="含这个词的")],
        responses=StarterSerializer(many=True),
    )
    @action(detail=False, methods=["get"], pagination_class=None)
    def starter(self, request: Request) -> Response:
        """List the rules that come with the portal; the site's own go before them."""
        tuner(request)
        word = normalise_question(request.query_params.get("q", ""))
        return Response(StarterSerializer(synonyms.starter_with(word), many=True).data)

    @extend_schema(request=TrySynonymInput, responses={200: TriedRuleSerializer, **AWAY})
    @action(detail=False, methods=["post"], url_path="try-out", pagination_class=None)
    def try_out(self, request: Request) -> Response:
        """What questions find now and would find with this rule, within the caller's scope; nothing is kept."""
        actor = tuner(request)
        state = self.given(TrySynonymInput)
        text, uid, _ = state.pop("text"), state.pop("uid"), state.pop("confirm")
        row = self.drafted(actor, uid, state)

        def found() -> dict[str, Any]:
            score = judged.change_by(row)
            return {
                "tried": told(tryout.synonym(actor, row, text.strip())),
                "judged": asdict(score) if score is not None else None,
                "doubts": synonyms.doubts(actor, row),
            }

        return tried(found)


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


@described(BetInput, BetSerializer)
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

    @extend_schema(request=TryBetInput, responses={200: TriedSerializer(many=True), **AWAY})
    @action(detail=False, methods=["post"], url_path="try-out", pagination_class=None)
    def try_out(self, request: Request) -> Response:
        """What questions find now and would find with this one, within the caller's scope; nothing is kept."""
        actor = tuner(request)
        state = self.given(TryBetInput)
        row = self.drafted(actor, state.pop("uid"), state)
        return tried(lambda: told(tryout.bet(actor, row)))


@described(JudgedInput, JudgedSerializer)
class JudgedViewSet(TunedViewSet):
    """评判题，及历次得分."""

    records: Any = JudgedQuestion.objects
    queryset = JudgedQuestion.objects.none()
    serializer_class = JudgedSerializer
    input_serializer = JudgedInput
    kind = "question"

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
