"""Assessments over the API: the same querysets, the same services. Writes honour If-Match and Idempotency-Key."""

import uuid
from typing import Any

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from records.assessments import serializers as shapes
from records.assessments import services
from records.assessments.models import Adjustment, Evidence, Scheme, Sheet, Task
from records.kit.api import RecordViewSet, etag, route
from records.kit.errors import NotVisible
from records.organisations.models import Organisation


class _Acts(RecordViewSet):
    """What the viewsets share."""

    def _read(self, kind: type[Any]) -> Any:
        given = kind(data=self.request.data)
        given.is_valid(raise_exception=True)
        return given

    def _uid(self) -> uuid.UUID:
        """The uid in the address; what is no uid names nothing."""
        try:
            return uuid.UUID(self.kwargs["uid"])
        except ValueError:
            raise NotVisible() from None

    def _key(self) -> uuid.UUID | None:
        """The caller's key against sending twice, bound to the caller."""
        key = self.request.headers.get("Idempotency-Key", "")
        person = self.actor().scope.user_id
        return uuid.uuid5(uuid.NAMESPACE_OID, f"{person}:{self.basename}:{key}") if key else None

    def _place(self, given: Any) -> Organisation:
        found: Organisation | None = Organisation.objects.filter(uid=given.validated_data.get("organisation")).first()
        if found is None:
            raise NotVisible("没有找到组织，请核对 organisation。")
        return found

    def _answer(self, uid: Any, status: int = 200) -> Response:
        """The row as it is now, with its entity tag."""
        row = self.get_queryset().get(uid=uid)
        return Response(
            self.get_serializer(row).data, status=status, headers={"ETag": etag(row)} if hasattr(row, "version") else {}
        )


class SchemeViewSet(_Acts):
    """考核方案: list, show, draft, change, put into use, new version, retire."""

    records = Scheme.objects.all()
    queryset = Scheme.objects.none()

    def get_queryset(self) -> QuerySet[Any]:
        """Visible ones."""
        return super().get_queryset().select_related("organisation").prefetch_related("items")

    def get_serializer_class(self) -> Any:
        """The items for one, a line for many."""
        return shapes.SchemeSerializer if self.action == "list" else shapes.SchemeDetailSerializer

    @extend_schema(request=shapes.SchemeInput, responses={201: shapes.SchemeDetailSerializer})
    def create(self, request: Request) -> Response:
        """起草."""
        given = self._read(shapes.SchemeInput)
        made = services.draft_scheme(
            self.actor(),
            self._place(given),
            items=given.lines(),
            preset=given.validated_data.get("preset", ""),
            submit_key=self._key(),
            **given.details(),
        )
        return self._answer(made.uid, 201)

    @extend_schema(request=shapes.SchemeInput, responses=shapes.SchemeDetailSerializer)
    def partial_update(self, request: Request, uid: str) -> Response:
        """修改草稿."""
        given = self._read(shapes.SchemeInput)
        services.change_scheme(
            self.actor(), self._uid(), items=given.lines(), expected_version=self.expected_version(), **given.details()
        )
        return self._answer(self._uid())

    @extend_schema(request=None, responses=shapes.SchemeDetailSerializer)
    @action(detail=True, methods=["post"])
    def use(self, request: Request, uid: str) -> Response:
        """启用."""
        services.use_scheme(self.actor(), self._uid(), expected_version=self.expected_version())
        return self._answer(self._uid())

    @extend_schema(request=None, responses={201: shapes.SchemeDetailSerializer})
    @action(detail=True, methods=["post"], url_path="version")
    def new_version(self, request: Request, uid: str) -> Response:
        """建立新版本."""
        return self._answer(services.new_version(self.actor(), self._uid()).uid, 201)

    @extend_schema(request=shapes.ReasonInput, responses=shapes.SchemeDetailSerializer)
    @action(detail=True, methods=["post"])
    def retire(self, request: Request, uid: str) -> Response:
        """停用: `reason`."""
        given = self._read(shapes.ReasonInput)
        services.retire_scheme(self.actor(), self._uid(), reason=given.validated_data["reason"])
        return self._answer(self._uid())


class TaskViewSet(_Acts):
    """考核任务: list, show, draft, change, issue, extend, publish, close, withdraw."""

    records = Task.objects.all()
    queryset = Task.objects.none()
    serializer_class = shapes.TaskSerializer

    def get_queryset(self) -> QuerySet[Any]:
        """Visible ones, with the counts of the sheets that the caller sees."""
        rows: QuerySet[Any] = super().get_queryset().select_related("organisation", "scheme")
        rows = rows.prefetch_related("extensions")
        rows = rows.with_counts_for(self.actor())  # type: ignore[attr-defined]
        asked = self.request.query_params
        chosen = {name: asked[name] for name in ("state",) if asked.get(name)}
        if asked.get("year", "").isdigit():
            chosen["year"] = asked["year"]
        return rows.filter(**chosen) if self.action == "list" else rows

    def _details(self, given: Any) -> dict[str, Any]:
        values = {name: value for name, value in given.validated_data.items() if name not in ("organisation", "scheme")}
        if values.get("below"):
            below = Organisation.objects.filter(uid=values["below"]).first()
            if below is None:
                raise NotVisible("没有找到组织，请核对 below。")
            values["below"] = below
        return values

    @extend_schema(request=shapes.TaskInput, responses={201: shapes.TaskSerializer})
    def create(self, request: Request) -> Response:
        """起草."""
        given = self._read(shapes.TaskInput)
        scheme = given.validated_data.get("scheme") or uuid.UUID(int=0)
        made = services.draft_task(
            self.actor(), self._place(given), scheme, submit_key=self._key(), **self._details(given)
        )
        return self._answer(made.uid, 201)

    @extend_schema(request=shapes.TaskInput, responses=shapes.TaskSerializer)
    def partial_update(self, request: Request, uid: str) -> Response:
        """修改草稿."""
        given = self._read(shapes.TaskInput)
        services.change_task(
            self.actor(),
            self._uid(),
            scheme=given.validated_data.get("scheme"),
            expected_version=self.expected_version(),
            **self._details(given),
        )
        return self._answer(self._uid())

    @extend_schema(request=None, responses={202: shapes.TaskSerializer})
    @action(detail=True, methods=["post"])
    def issue(self, request: Request, uid: str) -> Response:
        """下达: a job makes the sheets."""
        services.issue(self.actor(), self._uid(), expected_version=self.expected_version())
        return self._answer(self._uid(), 202)

    @extend_schema(request=None, responses={202: shapes.TaskSerializer})
    @action(detail=True, methods=["post"])
    def publish(self, request: Request, uid: str) -> Response:
        """公布所有已评定的结果: a job."""
        services.publish_all(self.actor(), self._uid())
        return self._answer(self._uid(), 202)

    @extend_schema(request=shapes.DeadlineInput, responses={202: shapes.TaskSerializer})
    @action(detail=True, methods=["post"])
    def extend(self, request: Request, uid: str) -> Response:
        """延期: a later `due_on`, with its `reason`; a job tells whoever has not sent in."""
        given = self._read(shapes.DeadlineInput).validated_data
        services.extend_deadline(
            self.actor(),
            self._uid(),
            due_on=given["due_on"],
            reason=given["reason"],
            expected_version=self.expected_version(),
        )
        return self._answer(self._uid(), 202)

    @extend_schema(request=shapes.ReasonInput, responses={202: shapes.TaskSerializer})
    @action(detail=True, methods=["post"])
    def close(self, request: Request, uid: str) -> Response:
        """结束: `reason`."""
        given = self._read(shapes.ReasonInput)
        services.close_task(
            self.actor(),
            self._uid(),
            reason=given.validated_data["reason"],
            expected_version=self.expected_version(),
        )
        return self._answer(self._uid(), 202)

    @extend_schema(request=shapes.ReasonInput, responses={202: shapes.TaskSerializer})
    @action(detail=True, methods=["post"])
    def withdraw(self, request: Request, uid: str) -> Response:
        """撤销: `reason`."""
        given = self._read(shapes.ReasonInput)
        services.withdraw_task(
            self.actor(),
            self._uid(),
            reason=given.validated_data["reason"],
            expected_version=self.expected_version(),
        )
        return self._answer(self._uid(), 202)


class SheetViewSet(_Acts):
    """考核表: list (of a task, in a state), show, and every step of the workflow."""

    records = Sheet.objects.all()
    queryset = Sheet.objects.none()

    def get_queryset(self) -> QuerySet[Any]:
        """Visible ones."""
        rows: QuerySet[Any] = super().get_queryset().for_list().select_related("task__scheme")  # type: ignore[attr-defined]
        if self.action != "list":
            return rows
        asked = self.request.query_params
        if asked.get("task"):
            try:
                rows = rows.filter(task__uid=uuid.UUID(asked["task"]))
            except ValueError:
                return rows.none()
        late = asked.get("late", "") in ("1", "true")
        return rows.matching(state=asked.get("state", ""), late=late)  # type: ignore[attr-defined,no-any-return]

    def get_serializer_class(self) -> Any:
        """Everything for one, a line for many."""
        return shapes.SheetSerializer if self.action == "list" else shapes.SheetDetailSerializer

    def get_serializer_context(self) -> dict[str, Any]:
        """Whether the caller fills this sheet in, or reviews it."""
        context: dict[str, Any] = dict(super().get_serializer_context())
        if self.kwargs.get("uid") and self.request:
            actor, rows = self.actor(), Sheet.objects.filter(uid=self._uid())
            context["fills"] = rows.visible_to(actor, "assessments.fill").exists()
            context["reviews"] = rows.visible_to(actor, "assessments.review").exists()
        return context

    @extend_schema(request=shapes.SheetInput, responses=shapes.SheetDetailSerializer)
    def partial_update(self, request: Request, uid: str) -> Response:
        """暂存自评: `items` with points and note, `summary`."""
        given = self._read(shapes.SheetInput)
        services.fill(
            self.actor(),
            self._uid(),
            given.self_scores(),
            summary=given.validated_data.get("summary"),
            expected_version=self.expected_version(),
        )
        return self._answer(self._uid())

    @extend_schema(request=None, responses=shapes.SheetDetailSerializer)
    @action(detail=True, methods=["post"])
    def submit(self, request: Request, uid: str) -> Response:
        """报送."""
        services.submit(self.actor(), self._uid(), expected_version=self.expected_version())
        return self._answer(self._uid())

    @extend_schema(request=shapes.EvidenceInput, responses={201: shapes.EvidenceSerializer})
    @action(detail=True, methods=["post"])
    def evidence(self, request: Request, uid: str) -> Response:
        """提交或替换佐证材料; its time is the server's."""
        given = self._read(shapes.EvidenceInput)
        values = given.validated_data
        if values.get("replaces"):
            if not Evidence.objects.filter(uid=values["replaces"], sheet__uid=self._uid()).exists():
                raise NotVisible()
            made = services.replace_evidence(
                self.actor(), values["replaces"], reason=values["reason"], submit_key=self._key(), **given.piece()
            )
        else:
            item = values.get("item") or uuid.UUID(int=0)
            made = services.add_evidence(self.actor(), self._uid(), item, submit_key=self._key(), **given.piece())
        return Response(shapes.EvidenceSerializer(made).data, status=201)

    @extend_schema(request=shapes.SheetInput, responses=shapes.SheetDetailSerializer)
    @action(detail=True, methods=["post"])
    def score(self, request: Request, uid: str) -> Response:
        """评分: `items` with points and remark, `remark`; `finish` ends the review."""
        given = self._read(shapes.SheetInput)
        services.score(
            self.actor(),
            self._uid(),
            given.review_scores(),
            remark=given.validated_data.get("remark"),
            finish=given.validated_data["finish"],
            expected_version=self.expected_version(),
        )
        return self._answer(self._uid())

    @extend_schema(request=shapes.SheetInput, responses=shapes.SheetDetailSerializer)
    @action(detail=True, methods=["post"], url_path="return")
    def send_back(self, request: Request, uid: str) -> Response:
        """退回: `remark`, and `items` with what is to be mended as remark."""
        given = self._read(shapes.SheetInput)
        services.return_sheet(
            self.actor(),
            self._uid(),
            remark=given.validated_data.get("remark", ""),
            reasons=given.reasons(),
            expected_version=self.expected_version(),
        )
        return self._answer(self._uid())

    @extend_schema(request=shapes.AdjustmentInput, responses={201: shapes.AdjustmentSerializer})
    @action(detail=True, methods=["post"])
    def adjust(self, request: Request, uid: str) -> Response:
        """登记或撤回加减分."""
        values = self._read(shapes.AdjustmentInput).validated_data
        if values.get("takes_back"):
            if not Adjustment.objects.filter(uid=values["takes_back"], sheet__uid=self._uid()).exists():
                raise NotVisible()
            made = services.take_back(self.actor(), values["takes_back"], reason=values["reason"])
        else:
            made = services.adjust(
                self.actor(),
                self._uid(),
                values.get("item") or uuid.UUID(int=0),
                points=values.get("points", 0),
                matter=values["matter"],
                reason=values["reason"],
                submit_key=self._key(),
            )
        return Response(shapes.AdjustmentSerializer(made).data, status=201)

    @extend_schema(request=shapes.RemarkInput, responses=shapes.SheetDetailSerializer)
    @action(detail=True, methods=["post"])
    def assess(self, request: Request, uid: str) -> Response:
        """评定: `remark`."""
        given = self._read(shapes.RemarkInput)
        services.assess(
            self.actor(),
            self._uid(),
            remark=given.validated_data["remark"],
            expected_version=self.expected_version(),
        )
        return self._answer(self._uid())

    @extend_schema(request=shapes.ReasonInput, responses=shapes.SheetDetailSerializer)
    @action(detail=True, methods=["post"])
    def rescore(self, request: Request, uid: str) -> Response:
        """退回重评: `reason`."""
        return self._with_reason(services.rescore)

    @extend_schema(request=None, responses=shapes.SheetDetailSerializer)
    @action(detail=True, methods=["post"])
    def publish(self, request: Request, uid: str) -> Response:
        """公布结果."""
        services.publish(self.actor(), self._uid(), expected_version=self.expected_version())
        return self._answer(self._uid())

    @extend_schema(request=shapes.SheetInput, responses=shapes.SheetDetailSerializer)
    @action(detail=True, methods=["post"])
    def correct(self, request: Request, uid: str) -> Response:
        """更正已公布的结果: `items` with points and remark, `reason`."""
        given = self._read(shapes.SheetInput)
        services.correct(
            self.actor(),
            self._uid(),
            given.review_scores(),
            reason=given.validated_data["reason"],
            expected_version=self.expected_version(),
        )
        return self._answer(self._uid())

    @extend_schema(request=shapes.ReasonInput, responses=shapes.SheetDetailSerializer)
    @action(detail=True, methods=["post"])
    def withdraw(self, request: Request, uid: str) -> Response:
        """撤销: `reason`."""
        return self._with_reason(services.withdraw_sheet)

    def _with_reason(self, write: Any) -> Response:
        given = self._read(shapes.ReasonInput)
        write(
            self.actor(),
            self._uid(),
            reason=given.validated_data["reason"],
            expected_version=self.expected_version(),
        )
        return self._answer(self._uid())


class ResultViewSet(RecordViewSet):
    """已公布的考核结果, for whoever's labels open them; organisations only, never ordered by points."""

    records = Sheet.objects.all()
    queryset = Sheet.objects.none()
    serializer_class = shapes.PublishedSerializer

    def get_queryset(self) -> QuerySet[Any]:
        """What the audience opens to the caller."""
        rows: QuerySet[Any] = Sheet.objects.readable_by(self.actor())
        return rows.select_related("organisation", "task__organisation")


route("assessments", TaskViewSet, "assessment")
route("assessments/sheets", SheetViewSet, "assessment-sheet")
route("assessments/schemes", SchemeViewSet, "assessment-scheme")
route("assessments/results", ResultViewSet, "assessment-result")
