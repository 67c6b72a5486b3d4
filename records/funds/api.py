"""Funds over the API: the same querysets, the same services. Writes honour If-Match and Idempotency-Key."""

import uuid
from typing import Any

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from records.funds import serializers as shapes
from records.funds import services
from records.funds.models import Application, Execution
from records.kit.api import RecordViewSet, etag, route
from records.kit.errors import NotVisible
from records.organisations.models import Organisation

_SHOWN = shapes.ApplicationDetailSerializer


class ApplicationViewSet(RecordViewSet):
    """Plans and applications: list, show, draft, change, and every step of the workflow."""

    records = Application.objects.all()
    queryset = Application.objects.none()
    serializer_class = shapes.ApplicationSerializer

    def get_queryset(self) -> QuerySet[Any]:
        """Visible ones, with their sums."""
        rows: QuerySet[Any] = super().get_queryset().for_desk()  # type: ignore[attr-defined]
        asked = self.request.query_params
        chosen = {name: asked[name] for name in ("state", "kind", "source") if asked.get(name)}
        if asked.get("year", "").isdecimal():
            chosen["year"] = asked["year"]
        return rows.filter(**chosen) if self.action == "list" else rows

    def get_serializer_class(self) -> Any:
        """The whole form for one, a line for many."""
        return self.serializer_class if self.action == "list" else _SHOWN

    @extend_schema(request=shapes.DraftInput, responses={201: _SHOWN})
    def create(self, request: Request) -> Response:
        """起草."""
        given = self._read(shapes.DraftInput)
        organisation = Organisation.objects.filter(uid=given.validated_data.get("organisation")).first()
        if organisation is None:
            raise NotVisible("没有找到申报组织，请核对 organisation。")
        made = services.draft(
            self.actor(), organisation, items=given.lines() or (), submit_key=self._key(), **given.details()
        )
        return self._answer(made.uid, 201)

    @extend_schema(request=shapes.DraftInput, responses=_SHOWN)
    def partial_update(self, request: Request, uid: str) -> Response:
        """修改草稿."""
        given = self._read(shapes.DraftInput)
        services.change_draft(
            self.actor(), self._uid(), items=given.lines(), expected_version=self.expected_version(), **given.details()
        )
        return self._answer(self._uid())

    @extend_schema(request=None, responses=_SHOWN)
    @action(detail=True, methods=["post"])
    def file(self, request: Request, uid: str) -> Response:
        """申报."""
        services.file(self.actor(), self._uid(), **self._guard())
        return self._answer(self._uid())

    @extend_schema(request=shapes.ActInput, responses=_SHOWN)
    @action(detail=True, methods=["post"])
    def withdraw(self, request: Request, uid: str) -> Response:
        """撤回: `reason`."""
        given = self._read(shapes.ActInput)
        services.withdraw(self.actor(), self._uid(), reason=given.validated_data["reason"], **self._guard())
        return self._answer(self._uid())

    @extend_schema(request=shapes.ActInput, responses=_SHOWN)
    @action(detail=True, methods=["post"])
    def review(self, request: Request, uid: str) -> Response:
        """初审: `items` with outcome pass or return and remark, `remark` on the whole."""
        given = self._read(shapes.ActInput)
        services.review_items(
            self.actor(), self._uid(), given.opinions(), remark=given.validated_data["remark"], **self._guard()
        )
        return self._answer(self._uid())

    @extend_schema(request=shapes.ActInput, responses=_SHOWN)
    @action(detail=True, methods=["post"], url_path="return")
    def send_back(self, request: Request, uid: str) -> Response:
        """退回: `remark`, and `items` where there is something to say."""
        given = self._read(shapes.ActInput)
        services.return_application(
            self.actor(),
            self._uid(),
            remark=given.validated_data["remark"],
            opinions=given.opinions(),
            **self._guard(),
        )
        return self._answer(self._uid())

    @extend_schema(request=shapes.ActInput, responses=_SHOWN)
    @action(detail=True, methods=["post"])
    def decide(self, request: Request, uid: str) -> Response:
        """登记审议决定: `meeting`, and `items` with outcome agree or refuse, agreed, reason, votes."""
        given = self._read(shapes.ActInput)
        services.decide_items(self.actor(), self._uid(), given.decisions(), meeting=given.held(), **self._guard())
        return self._answer(self._uid())

    @extend_schema(request=shapes.ActInput, responses=_SHOWN)
    @action(detail=True, methods=["post"])
    def sign(self, request: Request, uid: str) -> Response:
        """逐项签署: `items` with outcome sign or reject and reason."""
        given = self._read(shapes.ActInput)
        services.sign_items(self.actor(), self._uid(), given.signatures(), **self._guard())
        return self._answer(self._uid())

    @extend_schema(request=shapes.ExecutionInput, responses={201: shapes.ExecutionSerializer})
    @action(detail=True, methods=["post"])
    def execute(self, request: Request, uid: str) -> Response:
        """登记执行, with the voucher as multipart."""
        values = dict(self._read(shapes.ExecutionInput).validated_data)
        entry = services.execute(self.actor(), self._uid(), values.pop("item"), **values, **self._guard())
        return Response(shapes.ExecutionSerializer(entry).data, status=201)

    @extend_schema(request=shapes.ReversalInput, responses={201: shapes.ExecutionSerializer})
    @action(detail=True, methods=["post"])
    def reverse(self, request: Request, uid: str) -> Response:
        """冲正: `execution`, `reason`."""
        given = self._read(shapes.ReversalInput)
        values = given.validated_data
        if (
            not Execution.objects.visible_to(self.actor())
            .filter(uid=values["execution"], application__uid=self._uid())
            .exists()
        ):
            raise NotVisible()
        entry = services.reverse_execution(
            self.actor(),
            values["execution"],
            reason=values["reason"],
            executed_on=given.day(),
            submit_key=self._key(),
        )
        return Response(shapes.ExecutionSerializer(entry).data, status=201)

    @extend_schema(request=shapes.ActInput, responses=_SHOWN)
    @action(detail=True, methods=["post"])
    def settle(self, request: Request, uid: str) -> Response:
        """结项: `closing`."""
        given = self._read(shapes.ActInput)
        services.settle(self.actor(), self._uid(), closing=given.validated_data["closing"], **self._guard())
        return self._answer(self._uid())

    @extend_schema(request=shapes.ActInput, responses=_SHOWN)
    @action(detail=True, methods=["post"])
    def reopen(self, request: Request, uid: str) -> Response:
        """重新打开: `reason`."""
        given = self._read(shapes.ActInput)
        services.reopen(
            self.actor(),
            self._uid(),
            reason=given.validated_data["reason"],
            expected_version=self.expected_version(),
        )
        return self._answer(self._uid())

    def _read(self, kind: type[Any]) -> Any:
        given = kind(data=self.request.data)
        given.is_valid(raise_exception=True)
        return given

    def _uid(self) -> Any:
        """The uid in the address; what is no uid names nothing."""
        try:
            return uuid.UUID(self.kwargs["uid"])
        except ValueError:
            raise NotVisible() from None

    def _key(self) -> str:
        return self.request.headers.get("Idempotency-Key", "")

    def _guard(self) -> dict[str, Any]:
        return {"expected_version": self.expected_version(), "submit_key": self._key()}

    def _answer(self, uid: Any, status: int = 200) -> Response:
        """The row as it is now, with its entity tag."""
        row = super().get_queryset().for_desk().get(uid=uid)  # type: ignore[attr-defined]
        return Response(_SHOWN(row).data, status=status, headers={"ETag": etag(row)})


class LedgerViewSet(RecordViewSet):
    """The ledger: entries of payments and reversals."""

    records = Execution.objects.all()
    queryset = Execution.objects.none()
    serializer_class = shapes.ExecutionSerializer

    def get_queryset(self) -> QuerySet[Any]:
        """Visible ones, with what an entry shows."""
        rows: QuerySet[Any] = super().get_queryset().for_table()  # type: ignore[attr-defined]
        return rows


route("funds", ApplicationViewSet, "fund")
route("fund-executions", LedgerViewSet, "fund-execution")
