"""What programs read of openness, and what they send."""

from typing import Any

from drf_spectacular.utils import extend_schema_field, inline_serializer
from rest_framework import serializers

from records.kit.api import RecordSerializer
from records.kit.audience import Audience
from records.kit.models import local_today
from records.openness import catalogue
from records.openness.choices import Category, Every, Level, Mode, PeriodKind
from records.openness.models import CatalogueItem, Publication

_ItemReference = inline_serializer(
    "CatalogueItemReference",
    {
        "uid": serializers.UUIDField(),
        "title": serializers.CharField(help_text="公开当日的编号和事项"),
        "url": serializers.CharField(),
    },
)


class DisclosureSerializer(RecordSerializer):
    """一件公开内容的现行版本."""

    proof_url = serializers.SerializerMethodField(help_text="发布证明")
    catalogue_item = serializers.SerializerMethodField(help_text="所履行的公开目录事项；没有为 null")

    class Meta:
        model = Publication
        fields = (
            "uid",
            "title",
            "url",
            "organisation",
            "audience",
            "number",
            "catalogue_item",
            "period_kind",
            "published_at",
            "due_on",
            "on_time",
            "digest",
            "proof_url",
        )

    @extend_schema_field(serializers.CharField())
    def get_proof_url(self, row: Any) -> str:
        """Where the proof is."""
        return f"/openness/proof/{row.uid}/"

    @extend_schema_field(_ItemReference)
    def get_catalogue_item(self, row: Any) -> dict[str, str] | None:
        """The item in the words of its day, and where it stands now."""
        item = row.catalogue_item
        if item is None:
            return None
        return {"uid": str(item.uid), "title": row.fulfilled, "url": f"{catalogue.PUBLIC}{item.uid}/"}


class CatalogueSerializer(RecordSerializer):
    """公开目录事项, 以及调用者看得到的公开情况."""

    url = serializers.SerializerMethodField()
    state = serializers.SerializerMethodField(help_text="in_force、pending（尚未起用）或 retired")
    disclosed = serializers.SerializerMethodField(help_text="已公开的件数（调用者可以看到的）")
    late = serializers.SerializerMethodField(help_text="其中逾期后公开的件数")
    latest_on = serializers.SerializerMethodField(help_text="最近一次公开的日期")

    class Meta:
        model = CatalogueItem
        fields = (
            "uid",
            "url",
            "code",
            "category",
            "category_l2",
            "title",
            "content",
            "basis",
            "period_kind",
            "every_months",
            "is_important",
            "mode",
            "audience",
            "level",
            "applies_below",
            "duty",
            "channel",
            "organisation",
            "from_reference",
            "in_force_from",
            "retired_on",
            "retired_reason",
            "state",
            "disclosed",
            "late",
            "latest_on",
        )

    @extend_schema_field(serializers.CharField())
    def get_url(self, row: Any) -> str:
        """The public page."""
        return f"{catalogue.PUBLIC}{row.uid}/"

    @extend_schema_field(serializers.ChoiceField(choices=["in_force", "pending", "retired"]))
    def get_state(self, row: Any) -> str:
        """How it stands today."""
        return catalogue.state(row, local_today())

    @extend_schema_field(serializers.IntegerField())
    def get_disclosed(self, row: Any) -> int:
        """How many."""
        return self._done(row).disclosed

    @extend_schema_field(serializers.IntegerField())
    def get_late(self, row: Any) -> int:
        """How many were late."""
        return self._done(row).late

    @extend_schema_field(serializers.DateField(allow_null=True))
    def get_latest_on(self, row: Any) -> Any:
        """The latest."""
        return self._done(row).latest

    def _done(self, row: Any) -> catalogue.Fulfilment:
        done: dict[int, catalogue.Fulfilment] = self.context["done"]
        return done.get(row.pk, catalogue.Fulfilment())


class CatalogueInput(serializers.Serializer):  # type: ignore[type-arg]
    """目录事项. 修改时只送要改的字段；`organisation`、`code`、`in_force_from` 登记后不变."""

    organisation = serializers.UUIDField(required=False, help_text="编制组织；新编时必填")
    code = serializers.CharField(required=False, max_length=40, allow_blank=True, help_text="留空由系统编号")
    category = serializers.ChoiceField(required=False, choices=Category.choices)
    category_l2 = serializers.CharField(required=False, max_length=60, allow_blank=True)
    title = serializers.CharField(required=False, max_length=200)
    content = serializers.CharField(required=False, max_length=500, allow_blank=True)
    basis = serializers.CharField(required=False, max_length=300, allow_blank=True)
    period_kind = serializers.ChoiceField(required=False, choices=PeriodKind.choices)
    every_months = serializers.ChoiceField(
        required=False, choices=Every.choices, allow_null=True, help_text="定期公开的周期（月）"
    )
    is_important = serializers.BooleanField(required=False)
    mode = serializers.ChoiceField(required=False, choices=Mode.choices)
    audience = serializers.ChoiceField(required=False, choices=Audience.choices)
    level = serializers.ChoiceField(required=False, choices=Level.choices)
    applies_below = serializers.BooleanField(required=False)
    duty = serializers.CharField(required=False, max_length=60, allow_blank=True)
    channel = serializers.CharField(required=False, max_length=100, allow_blank=True)
    in_force_from = serializers.DateField(required=False)
    reason = serializers.CharField(required=False, max_length=200, allow_blank=True, help_text="修改事由")


class RetireInput(serializers.Serializer):  # type: ignore[type-arg]
    """停用."""

    retired_on = serializers.DateField()
    reason = serializers.CharField(max_length=200)


class AdoptInput(serializers.Serializer):  # type: ignore[type-arg]
    """采用参考目录."""

    organisation = serializers.UUIDField()
    in_force_from = serializers.DateField(required=False)


class AdoptionSerializer(serializers.Serializer):  # type: ignore[type-arg]
    """结果."""

    made = serializers.IntegerField(help_text="新增的项数")
    kept = serializers.IntegerField(help_text="编号已有、没有变动的项数")
