"""What programs read of funds, and what they send; amounts are texts with two places, in yuan."""

import datetime
from typing import Any

from django.core.exceptions import ValidationError
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from records.funds.choices import Kind, Source
from records.funds.models import Application, Execution, Item
from records.funds.services import ItemDecision, ItemInput, ItemOpinion, Meeting, Signature
from records.kit.api import RecordSerializer
from records.kit.money import fen, yuan


@extend_schema_field({"type": "string", "pattern": r"^-?\d+\.\d{2}$", "example": "12260.00"})
class YuanField(serializers.Field):  # type: ignore[type-arg]
    """Whole fen inside, `"12260.00"` outside."""

    def to_representation(self, value: int) -> str:
        """A text with two places."""
        return yuan(int(value))

    def to_internal_value(self, data: Any) -> int:
        """Fen. Raises ValidationError in Chinese."""
        try:
            return fen(data)
        except ValueError as error:
            raise serializers.ValidationError(str(error)) from None


class ItemSerializer(serializers.ModelSerializer):  # type: ignore[type-arg]
    """One item with its money."""

    category = serializers.CharField(source="category.code", default="")
    unit_price = YuanField(allow_null=True)
    amount = YuanField()
    agreed = YuanField()
    executed = YuanField()
    left = YuanField()

    class Meta:
        model = Item
        fields = (
            "uid",
            "number",
            "category",
            "description",
            "quantity",
            "unit",
            "unit_price",
            "amount",
            "activity_on",
            "headcount",
            "state",
            "agreed",
            "executed",
            "left",
        )


class ApplicationSerializer(RecordSerializer):
    """A plan or an application, as a list shows it."""

    asked = YuanField()
    agreed = YuanField()
    executed = YuanField()

    class Meta:
        model = Application
        fields: tuple[str, ...] = (
            "uid",
            "serial",
            "kind",
            "title",
            "year",
            "source",
            "state",
            "organisation",
            "filed_on",
            "decided_on",
            "replied_on",
            "settled_on",
            "asked",
            "agreed",
            "executed",
            "version",
        )


class ApplicationDetailSerializer(ApplicationSerializer):
    """The whole form with its items and replies."""

    items = serializers.SerializerMethodField()
    replies = serializers.SerializerMethodField()

    class Meta(ApplicationSerializer.Meta):
        fields = (
            *ApplicationSerializer.Meta.fields,
            "purpose",
            "programme",
            "expected",
            "place",
            "period_from",
            "period_to",
            "views_meeting",
            "views_on",
            "views_due",
            "views_present",
            "views_text",
            "closing",
            "items",
            "replies",
        )

    def get_items(self, row: Application) -> list[dict[str, Any]]:
        """Every item on the form."""
        rows = Item.objects.live().with_money().filter(application=row).select_related("category").order_by("number")
        return list(ItemSerializer(rows, many=True).data)

    def get_replies(self, row: Application) -> list[dict[str, Any]]:
        """What the branch was told, word for word."""
        return [
            {"kind": each.kind, "issued_on": each.issued_on, "text": each.text, "digest": each.digest}
            for each in row.replies.order_by("number")
        ]


class ExecutionSerializer(RecordSerializer):
    """An entry of the ledger."""

    application = serializers.UUIDField(source="application.uid")
    item = serializers.UUIDField(source="item.uid")
    description = serializers.CharField(source="item.description")
    category = serializers.CharField(source="item.category.name", default="")
    amount = YuanField()
    reverses = serializers.UUIDField(source="reverses.uid", default=None)
    code = serializers.CharField()

    class Meta:
        model = Execution
        fields = (
            "uid",
            "code",
            "organisation",
            "application",
            "item",
            "description",
            "category",
            "amount",
            "executed_on",
            "payee",
            "voucher_number",
            "note",
            "reverses",
        )


# ── what is sent ────────────────────────────────────────────────────────────
class LineInput(serializers.Serializer):  # type: ignore[type-arg]
    """One line; `uid` names one that is there."""

    uid = serializers.UUIDField(required=False, allow_null=True)
    description = serializers.CharField(required=False, allow_blank=True, max_length=200)
    category = serializers.CharField(required=False, allow_blank=True)
    amount = YuanField(required=False, allow_null=True)
    quantity = serializers.DecimalField(required=False, allow_null=True, max_digits=10, decimal_places=2)
    unit = serializers.CharField(required=False, allow_blank=True, max_length=10)
    unit_price = YuanField(required=False, allow_null=True)
    activity_on = serializers.DateField(required=False, allow_null=True)
    headcount = serializers.IntegerField(required=False, allow_null=True, min_value=0)
    plan_item = serializers.UUIDField(required=False, allow_null=True)


class DraftInput(serializers.Serializer):  # type: ignore[type-arg]
    """The form; everything but the title may come later."""

    organisation = serializers.UUIDField(required=False)
    kind = serializers.ChoiceField(choices=Kind.choices, required=False)
    title = serializers.CharField(required=False, max_length=120)
    year = serializers.IntegerField(required=False)
    source = serializers.ChoiceField(choices=Source.choices, required=False)  # type: ignore[assignment]
    plan = serializers.UUIDField(required=False, allow_null=True)
    purpose = serializers.CharField(required=False, allow_blank=True, max_length=2000)
    programme = serializers.CharField(required=False, allow_blank=True, max_length=4000)
    expected = serializers.CharField(required=False, allow_blank=True, max_length=1000)
    place = serializers.CharField(required=False, allow_blank=True, max_length=120)
    period_from = serializers.DateField(required=False, allow_null=True)
    period_to = serializers.DateField(required=False, allow_null=True)
    views_meeting = serializers.CharField(required=False, allow_blank=True, max_length=120)
    views_on = serializers.DateField(required=False, allow_null=True)
    views_due = serializers.IntegerField(required=False, allow_null=True, min_value=0)
    views_present = serializers.IntegerField(required=False, allow_null=True, min_value=0)
    views_text = serializers.CharField(required=False, allow_blank=True, max_length=2000)
    items = LineInput(many=True, required=False)

    def details(self) -> dict[str, Any]:
        """What the service takes, without organisation and lines."""
        return {name: value for name, value in self.validated_data.items() if name not in ("organisation", "items")}

    def lines(self) -> list[ItemInput] | None:
        """The lines, None when none were sent."""
        given = self.validated_data.get("items")
        return None if given is None else [ItemInput(**line) for line in given]


class OpinionInput(serializers.Serializer):  # type: ignore[type-arg]
    """What is said to one item; which words count depends on the act."""

    item = serializers.UUIDField()
    outcome = serializers.CharField(max_length=20)
    remark = serializers.CharField(required=False, allow_blank=True, max_length=1000)
    reason = serializers.CharField(required=False, allow_blank=True, max_length=1000)
    agreed = YuanField(required=False, allow_null=True)
    votes_for = serializers.IntegerField(required=False, allow_null=True, min_value=0)
    votes_against = serializers.IntegerField(required=False, allow_null=True, min_value=0)
    votes_abstaining = serializers.IntegerField(required=False, allow_null=True, min_value=0)


class MeetingInput(serializers.Serializer):  # type: ignore[type-arg]
    """The meeting that decided."""

    name = serializers.CharField(max_length=120)
    held_on = serializers.DateField()
    due = serializers.IntegerField(min_value=1)
    present = serializers.IntegerField(min_value=1)
    remark = serializers.CharField(required=False, allow_blank=True, max_length=2000)


class ActInput(serializers.Serializer):  # type: ignore[type-arg]
    """What an act on an application may carry."""

    remark = serializers.CharField(required=False, allow_blank=True, max_length=2000, default="")
    reason = serializers.CharField(required=False, allow_blank=True, max_length=1000, default="")
    closing = serializers.CharField(required=False, allow_blank=True, max_length=4000, default="")
    items = OpinionInput(many=True, required=False, default=list)
    meeting = MeetingInput(required=False)

    def opinions(self) -> dict[Any, ItemOpinion]:
        """For the review."""
        return {each["item"]: ItemOpinion(each["outcome"], each.get("remark", "")) for each in self._items()}

    def decisions(self) -> dict[Any, ItemDecision]:
        """For the committee."""
        names = ("outcome", "agreed", "reason", "votes_for", "votes_against", "votes_abstaining")
        return {
            each["item"]: ItemDecision(**{name: each[name] for name in names if name in each}) for each in self._items()
        }

    def signatures(self) -> dict[Any, Signature]:
        """For those who sign."""
        return {each["item"]: Signature(each["outcome"], each.get("reason", "")) for each in self._items()}

    def held(self) -> Meeting:
        """The meeting. Raises ValidationError without one."""
        if "meeting" not in self.validated_data:
            raise ValidationError({"meeting": "请填写会议名称、日期、应到和实到人数。"})
        return Meeting(**self.validated_data["meeting"])

    def _items(self) -> list[dict[str, Any]]:
        given: list[dict[str, Any]] = self.validated_data["items"]
        return given


class ExecutionInput(serializers.Serializer):  # type: ignore[type-arg]
    """A payment with its voucher (multipart)."""

    item = serializers.UUIDField()
    amount = YuanField()
    executed_on = serializers.DateField()
    payee = serializers.CharField(max_length=120)
    voucher_number = serializers.CharField(max_length=60)
    voucher_file = serializers.FileField(allow_empty_file=True)
    note = serializers.CharField(required=False, allow_blank=True, max_length=500, default="")


class ReversalInput(serializers.Serializer):  # type: ignore[type-arg]
    """Which entry is turned round, and why."""

    execution = serializers.UUIDField()
    reason = serializers.CharField(allow_blank=True, max_length=1000)
    executed_on = serializers.DateField(required=False, allow_null=True)

    def day(self) -> datetime.date | None:
        """Today unless another day is named."""
        found: datetime.date | None = self.validated_data.get("executed_on")
        return found
