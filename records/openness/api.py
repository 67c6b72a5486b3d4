"""Openness over the API: what is published, and the catalogue with its writes. They honour If-Match and Idempotency-Key."""

import uuid
from typing import Any

from django.db.models import QuerySet
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_view
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from records.kit.api import RecordViewSet, etag, route
from records.kit.errors import NotVisible
from records.openness import catalogue, services
from records.openness import serializers as shapes
from records.openness.forms import CatalogueFilterForm
from records.openness.models import CatalogueItem, Publication
from records.organisations.models import Organisation


class DisclosureViewSet(RecordViewSet):
    """公开内容."""

    records = Publication.objects.filter(is_current=True).select_related("organisation", "catalogue_item")
    serializer_class = shapes.DisclosureSerializer


@extend_schema_view(
    list=extend_schema(
        parameters=[
            OpenApiParameter("organisation", str, description="组织 uid：它的事项和上级编制并适用于它的事项"),
            OpenApiParameter("category", str, description="一级分类"),
            OpenApiParameter("state", str, description="in_force（默认）、pending、retired 或 all"),
            OpenApiParameter("q", str, description="编号、事项、内容或依据中的词"),
        ]
    )
)
class CatalogueViewSet(RecordViewSet):
    """公开目录: list and show for everyone; draw up, change, retire and adopt for those who may."""

    records = CatalogueItem.objects.select_related("organisation")
    queryset = CatalogueItem.objects.none()
    serializer_class = shapes.CatalogueSerializer

    def get_queryset(self) -> QuerySet[Any]:
        """The whole catalogue; a list as it was asked for."""
        rows = super().get_queryset()
        if self.action != "list":
            return rows
        form = CatalogueFilterForm(self.request.query_params, within=("",))
        return catalogue.found(rows, form.question())  # type: ignore[no-any-return]

    def get_serializer(self, *args: Any, **kwargs: Any) -> Any:
        """With how far the shown items are fulfilled: one query for all of them."""
        rows: Any = args[0] if args else None
        shown: list[CatalogueItem] = list(rows) if kwargs.get("many") else [rows] if rows else []
        kwargs["context"] = {
            **self.get_serializer_context(),
            "done": catalogue.fulfilments(shown, self.actor()) if shown else {},
        }
        return self.serializer_class(*args, **kwargs)

    @extend_schema(request=shapes.CatalogueInput, responses={201: shapes.CatalogueSerializer})
    def create(self, request: Request) -> Response:
        """新编一项."""
        given = self._read(shapes.CatalogueInput)
        key = request.headers.get("Idempotency-Key", "")
        person = self.actor().scope.user_id
        made = services.draw_up(
            self.actor(),
            self._place(given.pop("organisation", None)),
            submit_key=uuid.uuid5(uuid.NAMESPACE_OID, f"{person}:catalogue:{key}") if key else None,
            **given,
        )
        return self._answer(made.uid, 201)

    @extend_schema(request=shapes.CatalogueInput, responses=shapes.CatalogueSerializer)
    def partial_update(self, request: Request, uid: str) -> Response:
        """修改."""
        given = self._read(shapes.CatalogueInput)
        for fixed in ("organisation", "code", "in_force_from"):
            given.pop(fixed, None)
        row = services.change_item(self.actor(), self._uid(), expected_version=self.expected_version(), **given)
        return self._answer(row.uid)

    @extend_schema(request=shapes.RetireInput, responses=shapes.CatalogueSerializer)
    @action(detail=True, methods=["post"])
    def retire(self, request: Request, uid: str) -> Response:
        """停用: `retired_on`, `reason`."""
        given = self._read(shapes.RetireInput)
        row = services.retire(self.actor(), self._uid(), expected_version=self.expected_version(), **given)
        return self._answer(row.uid)

    @extend_schema(request=shapes.AdoptInput, responses=shapes.AdoptionSerializer)
    @action(detail=False, methods=["post"])
    def adopt(self, request: Request) -> Response:
        """采用参考目录（非官方）: again, only what is missing."""
        given = self._read(shapes.AdoptInput)
        place = self._place(given.pop("organisation"))
        done = services.adopt_reference(self.actor(), place, **given)
        return Response(shapes.AdoptionSerializer({"made": done.made, "kept": done.kept}).data)

    def _read(self, kind: type[Any]) -> dict[str, Any]:
        given = kind(data=self.request.data)
        given.is_valid(raise_exception=True)
        return dict(given.validated_data)

    def _uid(self) -> uuid.UUID:
        """The uid in the address; what is no uid names nothing."""
        try:
            return uuid.UUID(self.kwargs["uid"])
        except ValueError:
            raise NotVisible() from None

    def _place(self, uid: uuid.UUID | None) -> Organisation:
        found: Organisation | None = Organisation.objects.filter(uid=uid).first() if uid else None
        if found is None:
            raise NotVisible("没有找到组织，请核对 organisation。")
        return found

    def _answer(self, uid: uuid.UUID, status: int = 200) -> Response:
        """The row as it is now, with its entity tag."""
        row = self.get_queryset().get(uid=uid)
        return Response(self.get_serializer(row).data, status=status, headers={"ETag": etag(row)})


route("disclosures", DisclosureViewSet, "disclosure")
route("catalogue", CatalogueViewSet, "catalogue-item")
