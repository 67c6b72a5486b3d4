"""The tree over the API: what is changed, through the same services as at the workbench. Reading stands in the portal."""

import uuid
from typing import Any

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from records.kit.api import RecordViewSet, route
from records.kit.pagination import KeysetPagination
from records.organisations import serializers as shapes
from records.organisations import services
from records.organisations.models import Unit


def read(shape: type[Any], request: Request, *, partial: bool = False) -> dict[str, Any]:
    """What was sent, checked. Raises ValidationError."""
    given = shape(data=request.data, partial=partial)
    given.is_valid(raise_exception=True)
    return dict(given.validated_data)


class OrganisationWrites(RecordViewSet):
    """Setting up, renaming, correcting, moving, dissolving, reinstating; whoever reads the tree adds `answer`."""

    def answer(self, uid: uuid.UUID, status: int = 200) -> Response:
        """The organisation as it is now."""
        raise NotImplementedError

    @extend_schema(request=shapes.SetUpInput)
    def create(self, request: Request) -> Response:
        """设立下级组织：主页和各栏目同时建好."""
        made = services.set_up(self.actor(), **read(shapes.SetUpInput, request))
        return self.answer(made.uid, 201)

    @extend_schema(request=shapes.OrganisationDetailsInput)
    def partial_update(self, request: Request, uid: str) -> Response:
        """更正联系方式和排序."""
        given = read(shapes.OrganisationDetailsInput, request, partial=True)
        row = self.get_object()
        services.change_details(self.actor(), row.uid, expected_version=self.expected_version(), **given)
        return self.answer(row.uid)

    @extend_schema(request=shapes.RenameInput)
    @action(detail=True, methods=["post"])
    def rename(self, request: Request, uid: str) -> Response:
        """更名：自生效日期起用新名称，原名称留在沿革中."""
        row = self.get_object()
        services.rename(
            self.actor(), row.uid, expected_version=self.expected_version(), **read(shapes.RenameInput, request)
        )
        return self.answer(row.uid)

    @extend_schema(request=shapes.MoveOrganisationInput)
    @action(detail=True, methods=["post"])
    def move(self, request: Request, uid: str) -> Response:
        """调整上级组织：连同全部下级."""
        row = self.get_object()
        services.move(self.actor(), row.uid, **read(shapes.MoveOrganisationInput, request))
        return self.answer(row.uid)

    @extend_schema(request=shapes.DissolveInput)
    @action(detail=True, methods=["post"])
    def dissolve(self, request: Request, uid: str) -> Response:
        """撤销组织：主页保留可查."""
        row = self.get_object()
        services.dissolve(self.actor(), row.uid, **read(shapes.DissolveInput, request))
        return self.answer(row.uid)

    @extend_schema(request=shapes.ReinstateInput)
    @action(detail=True, methods=["post"])
    def reinstate(self, request: Request, uid: str) -> Response:
        """恢复：撤销登记有误时，视同没有撤销."""
        row = self.get_object()
        services.reinstate(self.actor(), row.uid, **read(shapes.ReinstateInput, request))
        return self.answer(row.uid)


class ByPinyin(KeysetPagination):
    """Pages by key in the order of the list."""

    ordering = ("sort_key", "uid")  # type: ignore[assignment]


class UnitViewSet(RecordViewSet):
    """单位：管理范围内的法人单位."""

    records = Unit.objects.select_related("organisation")
    queryset = Unit.objects.none()
    serializer_class = shapes.UnitSerializer
    pagination_class = ByPinyin

    def get_queryset(self) -> QuerySet[Any]:
        """Units are an administrative register: seen by those who keep it."""
        return Unit.objects.manageable_by(self.actor()).select_related("organisation")

    @extend_schema(request=shapes.UnitInput, responses={201: shapes.UnitSerializer})
    def create(self, request: Request) -> Response:
        """登记单位."""
        unit = services.add_unit(self.actor(), **read(shapes.UnitInput, request))
        return Response(shapes.UnitSerializer(unit).data, status=201)

    @extend_schema(request=shapes.UnitInput, responses=shapes.UnitSerializer)
    def partial_update(self, request: Request, uid: str) -> Response:
        """更正单位."""
        unit = services.change_unit(
            self.actor(), self.get_object().uid, **read(shapes.UnitInput, request, partial=True)
        )
        return Response(shapes.UnitSerializer(unit).data)


route("units", UnitViewSet, "unit")
