"""Members over the API: the same querysets, filters and services as the workbench. Writes honour If-Match."""

import uuid
from typing import Any

from django.db.models import QuerySet
from django.utils.decorators import method_decorator
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django_filters.rest_framework import DjangoFilterBackend
from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from records.kit.api import RecordViewSet, etag, route
from records.kit.pagination import KeysetPagination
from records.members import serializers as shapes
from records.members import services
from records.members.filters import MemberFilter
from records.members.models import SENSITIVE, Member

_SHOWN = shapes.MemberSerializer


class ByName(KeysetPagination):
    """Pages by key in the order of the register."""

    ordering = ("sort_key", "uid")  # type: ignore[assignment]


@method_decorator(sensitive_post_parameters(*SENSITIVE), name="dispatch")
class MemberViewSet(RecordViewSet):
    """党员：名册、登记、更正、党籍变动、查看完整号码."""

    records = Member.objects.select_related("organisation")
    queryset = Member.objects.none()
    serializer_class = _SHOWN
    pagination_class = ByName
    filter_backends = (DjangoFilterBackend,)
    filterset_class = MemberFilter

    def filter_queryset(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Filters are for lists; one member is found whatever the standing."""
        return super().filter_queryset(queryset) if self.action == "list" else queryset

    @extend_schema(request=shapes.RegisterInput, responses={201: _SHOWN})
    @method_decorator(sensitive_variables("given", "values"))
    def create(self, request: Request) -> Response:
        """登记党员."""
        given = self._read(shapes.RegisterInput)
        values = {name: value for name, value in given.items() if name not in SENSITIVE or value}
        member = services.register(self.actor(), **values)
        return self._answer(member.uid, 201)

    @extend_schema(request=shapes.CorrectInput, responses=_SHOWN)
    @method_decorator(sensitive_variables("given"))
    def partial_update(self, request: Request, uid: str) -> Response:
        """更正信息：只写要改的项."""
        given = self._read(shapes.CorrectInput, partial=True)
        services.correct(self.actor(), self._uid(), expected_version=self.expected_version(), **given)
        return self._answer(self._uid())

    @extend_schema(request=shapes.StepInput, responses=_SHOWN)
    @action(detail=True, methods=["post"])
    def convert(self, request: Request, uid: str) -> Response:
        """转正."""
        given = self._read(shapes.StepInput)
        services.convert(self.actor(), self._uid(), expected_version=self.expected_version(), **given)
        return self._answer(self._uid())

    @extend_schema(request=shapes.ExtendInput, responses=_SHOWN)
    @action(detail=True, methods=["post"])
    def extend(self, request: Request, uid: str) -> Response:
        """延长预备期."""
        given = self._read(shapes.ExtendInput)
        services.extend_probation(self.actor(), self._uid(), expected_version=self.expected_version(), **given)
        return self._answer(self._uid())

    @extend_schema(request=shapes.StandingInput, responses=_SHOWN)
    @action(detail=True, methods=["post"])
    def standing(self, request: Request, uid: str) -> Response:
        """停止党籍、恢复、转出、出党、去世."""
        given = self._read(shapes.StandingInput)
        kind = given.pop("kind")
        services.change_standing(self.actor(), self._uid(), kind, expected_version=self.expected_version(), **given)
        return self._answer(self._uid())

    @extend_schema(request=shapes.MoveInput, responses=_SHOWN)
    @action(detail=True, methods=["post"])
    def move(self, request: Request, uid: str) -> Response:
        """调整所在支部."""
        given = self._read(shapes.MoveInput)
        services.move(self.actor(), self._uid(), expected_version=self.expected_version(), **given)
        return self._answer(self._uid())

    @extend_schema(request=shapes.RevealInput, responses=shapes.RevealedSerializer)
    @action(detail=True, methods=["post"])
    @method_decorator(sensitive_variables("value"))
    def reveal(self, request: Request, uid: str) -> Response:
        """查看完整内容：须有权限、写明事由，每次记入日志."""
        given = self._read(shapes.RevealInput)
        value = services.reveal(self.actor(), self._uid(), given["field"], reason=given["reason"])
        return Response({"field": given["field"], "value": value}, headers={"Cache-Control": "no-store"})

    def _uid(self) -> uuid.UUID:
        """The member's uid; 404 out of scope, before anything else is said."""
        return uuid.UUID(str(self.get_object().uid))

    def _read(self, shape: type[Any], *, partial: bool = False) -> dict[str, Any]:
        given = shape(data=self.request.data, partial=partial)
        given.is_valid(raise_exception=True)
        return dict(given.validated_data)

    def _answer(self, uid: uuid.UUID, status: int = 200) -> Response:
        """The record as it is now; a member that moved out of the actor's sight is answered without a body."""
        row = self.get_queryset().filter(uid=uid).first()
        if row is None:
            return Response(status=204)
        return Response(_SHOWN(row).data, status=status, headers={"ETag": etag(row)})


route("members", MemberViewSet, "member")
