"""Disclosures over the API: what is published, for whoever may read it."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from records.kit.api import RecordSerializer, RecordViewSet, route
from records.openness.models import CatalogueItem, Publication


class DisclosureSerializer(RecordSerializer):
    """一件公开内容的现行版本."""

    proof_url = serializers.SerializerMethodField(help_text="发布证明")

    class Meta:
        model = Publication
        fields = (
            "uid",
            "title",
            "url",
            "organisation",
            "audience",
            "number",
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


class DisclosureViewSet(RecordViewSet):
    """公开内容."""

    records = Publication.objects.filter(is_current=True).select_related("organisation")
    serializer_class = DisclosureSerializer


class CatalogueSerializer(RecordSerializer):
    """公开目录事项."""

    class Meta:
        model = CatalogueItem
        fields = ("uid", "code", "category", "title", "content", "basis", "period_kind", "audience", "organisation")


class CatalogueViewSet(RecordViewSet):
    """公开目录."""

    records = CatalogueItem.objects.filter(retired_on=None).select_related("organisation")
    serializer_class = CatalogueSerializer


route("disclosures", DisclosureViewSet, "disclosure")
route("catalogue", CatalogueViewSet, "catalogue-item")
