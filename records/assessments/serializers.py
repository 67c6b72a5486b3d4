"""What assessments look like over the API: points as texts, items by uid, evidence with its real time."""

import uuid
from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from records.assessments import points as reading
from records.assessments.choices import Shown
from records.assessments.models import Adjustment, Evidence, Extension, Result, Scheme, SchemeItem, Sheet, Task
from records.assessments.services import ItemInput, ReviewScore, SelfScore
from records.assessments.services.common import items_of
from records.kit.api import RecordSerializer


@extend_schema_field(serializers.CharField(help_text="分数，最多两位小数，例如 2.5"))
class PointsField(serializers.Field):  # type: ignore[type-arg]
    """Hundredths inside, `2.5` outside."""

    def to_representation(self, value: int) -> str:
        """As a person writes it."""
        return reading.shown(value)

    def to_internal_value(self, data: Any) -> int:
        """Whole hundredths. Raises ValidationError in Chinese."""
        try:
            return reading.hundredths(data)
        except ValueError as error:
            raise serializers.ValidationError(str(error)) from None


def _points(**more: Any) -> PointsField:
    return PointsField(read_only=True, allow_null=True, **more)


class SchemeItemSerializer(serializers.ModelSerializer):  # type: ignore[type-arg]
    """考核内容."""

    points = _points()

    class Meta:
        model = SchemeItem
        fields = ("uid", "number", "kind", "group", "content", "standard", "method", "points", "needs_evidence")


class SchemeSerializer(RecordSerializer):
    """考核方案（一行）."""

    plus_at_most = _points()

    class Meta:
        model = Scheme
        fields = ("uid", "organisation", "name", "number", "state", "basis", "note", "plus_at_most", "used_from")


class SchemeDetailSerializer(SchemeSerializer):
    """考核方案和考核内容."""

    items = SchemeItemSerializer(many=True, read_only=True)

    class Meta(SchemeSerializer.Meta):
        fields = (*SchemeSerializer.Meta.fields, "items")  # type: ignore[assignment]


class SchemeItemInput(serializers.Serializer):  # type: ignore[type-arg]
    """一项考核内容."""

    kind = serializers.ChoiceField(choices=["base", "plus", "minus"], default="base")
    group = serializers.CharField(max_length=60, allow_blank=True, default="")
    content = serializers.CharField(max_length=300, allow_blank=True, default="")
    points = PointsField(required=False, default=0)
    standard = serializers.CharField(max_length=1000, allow_blank=True, default="")
    method = serializers.CharField(max_length=200, allow_blank=True, default="")
    needs_evidence = serializers.BooleanField(default=False)


class SchemeInput(serializers.Serializer):  # type: ignore[type-arg]
    """起草或修改方案；`preset` 只用于起草."""

    organisation = serializers.UUIDField(required=False)
    preset = serializers.CharField(max_length=40, required=False, allow_blank=True)
    name = serializers.CharField(max_length=120, required=False)
    basis = serializers.CharField(max_length=300, required=False, allow_blank=True)
    note = serializers.CharField(max_length=2000, required=False, allow_blank=True)
    plus_at_most = PointsField(required=False, allow_null=True)
    items = SchemeItemInput(many=True, required=False)

    def details(self) -> dict[str, Any]:
        """What the services take besides items."""
        return {
            name: value
            for name, value in self.validated_data.items()
            if name in ("name", "basis", "note", "plus_at_most")
        }

    def lines(self) -> list[ItemInput] | None:
        """The items, None when none were given."""
        given = self.validated_data.get("items")
        return None if given is None else [ItemInput(**each) for each in given]


class ExtensionSerializer(serializers.ModelSerializer):  # type: ignore[type-arg]
    """一次延期."""

    class Meta:
        model = Extension
        fields = ("old_on", "new_on", "reason", "extended_by_name", "recorded_at")


class TaskSerializer(RecordSerializer):
    """考核任务；`sheets_count`、`sent_in` 是您能看到的份数."""

    scheme = serializers.SerializerMethodField()
    extensions = ExtensionSerializer(many=True, read_only=True)
    sheets_count = serializers.IntegerField(read_only=True)
    sent_in = serializers.IntegerField(read_only=True)

    class Meta:
        model = Task
        fields = (
            "uid",
            "organisation",
            "title",
            "scheme",
            "year",
            "period",
            "due_on",
            "extensions",
            "instructions",
            "audience",
            "shown",
            "state",
            "issued_at",
            "ended_at",
            "sheets_count",
            "sent_in",
        )

    def get_scheme(self, row: Task) -> dict[str, str]:
        """Uid and name of the version it was issued by."""
        return {"uid": str(row.scheme.uid), "name": str(row.scheme)}


class TaskInput(serializers.Serializer):  # type: ignore[type-arg]
    """起草或修改任务；组织以 uid 表示."""

    organisation = serializers.UUIDField(required=False)
    scheme = serializers.UUIDField(required=False)
    title = serializers.CharField(max_length=120, required=False)
    year = serializers.IntegerField(required=False)
    period = serializers.CharField(max_length=40, required=False, allow_blank=True)
    due_on = serializers.DateField(required=False)
    instructions = serializers.CharField(max_length=2000, required=False, allow_blank=True)
    audience = serializers.ChoiceField(choices=["society", "members", "own"], required=False)
    shown = serializers.ChoiceField(choices=Shown.values, required=False)
    targets = serializers.ChoiceField(choices=["subtree", "hand"], required=False)
    below = serializers.UUIDField(required=False, allow_null=True)
    kinds = serializers.ListField(child=serializers.CharField(max_length=40), required=False)
    by_hand = serializers.ListField(child=serializers.UUIDField(), required=False)


class ReasonInput(serializers.Serializer):  # type: ignore[type-arg]
    """原因."""

    reason = serializers.CharField(max_length=1000, allow_blank=True, default="")


class DeadlineInput(ReasonInput):
    """延期: a later day, and why."""

    due_on = serializers.DateField(help_text="新的截止日期，晚于现在的")


class RemarkInput(serializers.Serializer):  # type: ignore[type-arg]
    """意见."""

    remark = serializers.CharField(max_length=1000, allow_blank=True, default="")


class SheetSerializer(RecordSerializer):
    """考核表（一行）."""

    task = serializers.SerializerMethodField()
    late_evidence = serializers.BooleanField(read_only=True)
    self_total = serializers.SerializerMethodField()
    base = _points()
    plus = _points()
    minus = _points()
    total = _points()

    class Meta:
        model = Sheet
        fields = (
            "uid",
            "organisation",
            "task",
            "state",
            "submitted_at",
            "late",
            "late_evidence",
            "self_total",
            "base",
            "plus",
            "minus",
            "total",
            "grade",
            "assessed_on",
            "published_at",
        )

    def get_task(self, row: Sheet) -> dict[str, str]:
        """Uid and title."""
        return {"uid": str(row.task.uid), "title": row.task.title}

    def get_self_total(self, row: Sheet) -> str | None:
        """Once it was sent in."""
        return reading.shown(row.self_total) if row.submitted_at and row.self_total is not None else None


class SheetItemSerializer(serializers.Serializer):  # type: ignore[type-arg]
    """一项考核内容和它的得分."""

    item = serializers.UUIDField()
    number = serializers.IntegerField()
    kind = serializers.CharField()
    group = serializers.CharField()
    content = serializers.CharField()
    points = _points()
    needs_evidence = serializers.BooleanField()
    self_points = _points()
    self_note = serializers.CharField()
    review_points = _points()
    review_remark = serializers.CharField()


class EvidenceSerializer(serializers.ModelSerializer):  # type: ignore[type-arg]
    """佐证材料；`received_at` 是服务器收到的时间."""

    item = serializers.UUIDField(source="item.uid")
    url = serializers.SerializerMethodField()
    replaces = serializers.SerializerMethodField()

    class Meta:
        model = Evidence
        fields = (
            "uid",
            "item",
            "kind",
            "title",
            "text",
            "url",
            "fact_kind",
            "fact_on",
            "size",
            "digest",
            "received_at",
            "late",
            "replaces",
            "reason",
            "handed_in_by_name",
        )

    def get_url(self, row: Evidence) -> str:
        """Where the record or the file is; "" for words."""
        return f"/work/assessments/evidence/{row.uid}/file/" if row.stored else row.fact_url

    def get_replaces(self, row: Evidence) -> str | None:
        """Uid of the piece in whose place it stands."""
        return str(row.replaces.uid) if row.replaces else None


class AdjustmentSerializer(serializers.ModelSerializer):  # type: ignore[type-arg]
    """加减分."""

    item = serializers.UUIDField(source="item.uid")
    points = _points()
    takes_back = serializers.SerializerMethodField()

    class Meta:
        model = Adjustment
        fields = ("uid", "item", "kind", "matter", "reason", "points", "takes_back", "entered_by_name", "recorded_at")

    def get_takes_back(self, row: Adjustment) -> str | None:
        """Uid of the entry it takes back."""
        return str(row.takes_back.uid) if row.takes_back else None


class AssessmentResultSerializer(serializers.ModelSerializer):  # type: ignore[type-arg]
    """公布或更正的结果，原文留存."""

    base, plus, minus, total, full = _points(), _points(), _points(), _points(), _points()

    class Meta:
        model = Result
        fields = (
            "uid",
            "number",
            "base",
            "plus",
            "minus",
            "total",
            "full",
            "grade",
            "grade_rule",
            "text",
            "reason",
            "published_at",
            "digest",
        )


class SheetDetailSerializer(SheetSerializer):
    """一份考核表的全部内容；没有报送过的，只有填报组织看得到自评和材料."""

    summary = serializers.SerializerMethodField()
    review_remark = serializers.SerializerMethodField()
    items = serializers.SerializerMethodField()
    evidence = serializers.SerializerMethodField()
    adjustments = serializers.SerializerMethodField()
    results = AssessmentResultSerializer(many=True, read_only=True)

    class Meta(SheetSerializer.Meta):
        fields = (  # type: ignore[assignment]
            *SheetSerializer.Meta.fields,
            "summary",
            "review_remark",
            "items",
            "evidence",
            "adjustments",
            "results",
        )

    def _reads(self, row: Sheet) -> bool:
        return row.submitted_at is not None or bool(self.context.get("fills"))

    def _judged(self, row: Sheet) -> bool:
        """Scores under way are the issuer's; once the review is finished, the organisation sees them."""
        return row.total is not None or bool(self.context.get("reviews"))

    def get_summary(self, row: Sheet) -> str:
        """自评小结."""
        return row.summary if self._reads(row) else ""

    def get_review_remark(self, row: Sheet) -> str:
        """考核意见."""
        return row.review_remark if self._judged(row) else ""

    @extend_schema_field(SheetItemSerializer(many=True))
    def get_items(self, row: Sheet) -> Any:
        """Every item with what stands beside it."""
        scores = {each.item_id: each for each in row.scores.all()} if self._reads(row) else {}
        judged = self._judged(row)
        lines = []
        for item in items_of(row.task.scheme):
            score = scores.get(item.pk)
            lines.append(
                {
                    "item": item.uid,
                    "number": item.number,
                    "kind": item.kind,
                    "group": item.group,
                    "content": item.content,
                    "points": item.points,
                    "needs_evidence": item.needs_evidence,
                    "self_points": score.self_points if score else None,
                    "self_note": score.self_note if score else "",
                    "review_points": score.review_points if score and judged else None,
                    "review_remark": score.review_remark if score and judged else "",
                }
            )
        return SheetItemSerializer(lines, many=True).data

    @extend_schema_field(EvidenceSerializer(many=True))
    def get_evidence(self, row: Sheet) -> Any:
        """All pieces, replaced ones too."""
        rows = row.evidence.select_related("item", "replaces") if self._reads(row) else ()
        return EvidenceSerializer(rows, many=True).data

    @extend_schema_field(AdjustmentSerializer(many=True))
    def get_adjustments(self, row: Sheet) -> Any:
        """Points added, taken off, and taken back."""
        rows = row.adjustments.select_related("item", "takes_back") if self._judged(row) else ()
        return AdjustmentSerializer(rows, many=True).data


class ScoreInput(serializers.Serializer):  # type: ignore[type-arg]
    """一项的分数和说明；`item` 是考核内容的 uid."""

    item = serializers.UUIDField()
    points = PointsField(required=False, allow_null=True, default=None)
    note = serializers.CharField(max_length=1000, allow_blank=True, default="")
    remark = serializers.CharField(max_length=1000, allow_blank=True, default="")


class SheetInput(serializers.Serializer):  # type: ignore[type-arg]
    """自评：`items` 的 points、note；评分：points、remark；退回：`items` 的 remark 为补正理由."""

    items = ScoreInput(many=True, required=False, default=list)
    summary = serializers.CharField(max_length=2000, allow_blank=True, required=False)
    remark = serializers.CharField(max_length=2000, allow_blank=True, required=False)
    finish = serializers.BooleanField(default=False, help_text="完成评分")
    reason = serializers.CharField(max_length=500, allow_blank=True, default="", help_text="更正原因")

    def self_scores(self) -> dict[uuid.UUID, SelfScore]:
        """By uid of the item."""
        return {each["item"]: SelfScore(each["points"], each["note"]) for each in self.validated_data["items"]}

    def review_scores(self) -> dict[uuid.UUID, ReviewScore]:
        """By uid of the item."""
        return {each["item"]: ReviewScore(each["points"], each["remark"]) for each in self.validated_data["items"]}

    def reasons(self) -> dict[uuid.UUID, str]:
        """What is to be mended, by uid of the item."""
        return {each["item"]: each["remark"] for each in self.validated_data["items"]}


class EvidenceInput(serializers.Serializer):  # type: ignore[type-arg]
    """一份材料：`fact_kind`+`fact_uid`（已有记录）、`file` 或 `text`；替换时写 `replaces` 和 `reason`."""

    item = serializers.UUIDField(required=False)
    title = serializers.CharField(max_length=200, allow_blank=True, default="")
    text = serializers.CharField(max_length=2000, allow_blank=True, default="")
    fact_kind = serializers.CharField(max_length=40, allow_blank=True, default="")
    fact_uid = serializers.CharField(max_length=200, allow_blank=True, default="")
    file = serializers.FileField(required=False, allow_empty_file=True)
    replaces = serializers.UUIDField(required=False)
    reason = serializers.CharField(max_length=300, allow_blank=True, default="")

    def piece(self) -> dict[str, Any]:
        """What the services take."""
        values = self.validated_data
        fact = (values["fact_kind"], values["fact_uid"]) if values["fact_uid"] else None
        return {"title": values["title"], "text": values["text"], "fact": fact, "file": values.get("file")}


class AdjustmentInput(serializers.Serializer):  # type: ignore[type-arg]
    """登记加减分；撤回时只写 `takes_back` 和 `reason`."""

    item = serializers.UUIDField(required=False)
    points = PointsField(required=False)
    matter = serializers.CharField(max_length=200, allow_blank=True, default="")
    reason = serializers.CharField(max_length=1000, allow_blank=True, default="")
    takes_back = serializers.UUIDField(required=False)


class PublishedSerializer(RecordSerializer):
    """已公布的结果；得分只在任务规定公布得分时有."""

    task = serializers.CharField(source="task.title")
    year = serializers.IntegerField(source="task.year")
    issuer = serializers.CharField(source="task.organisation.short_name")
    total = serializers.SerializerMethodField()
    url = serializers.SerializerMethodField()

    class Meta:
        model = Sheet
        fields = ("uid", "organisation", "task", "year", "issuer", "grade", "total", "published_at", "url")

    def get_total(self, row: Sheet) -> str | None:
        """The points, where the task says that they are shown."""
        return reading.shown(row.total) if row.task.shown == Shown.BOTH else None

    def get_url(self, row: Sheet) -> str:
        """The page of the result."""
        return f"/assessments/results/{row.uid}/"
