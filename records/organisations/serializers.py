"""Shapes of the tree over the API: what comes in."""

from typing import Any

from rest_framework import serializers

from records.organisations.models import Organisation, OrganisationKind, Unit


class OrganisationByUid(serializers.UUIDField):
    """An organisation, named by its uid."""

    def to_internal_value(self, data: Any) -> Any:
        """The organisation. Raises ValidationError for an unknown one."""
        found = Organisation.objects.select_related("kind").filter(uid=super().to_internal_value(data)).first()
        if found is None:
            raise serializers.ValidationError("没有这个组织，请核对编号。")
        return found


class KindByCode(serializers.CharField):
    """A kind of organisation, named by its code."""

    def to_internal_value(self, data: Any) -> Any:
        """The kind. Raises ValidationError with the known codes for an unknown one."""
        code = super().to_internal_value(data)
        found = OrganisationKind.objects.filter(code=code).first()
        if found is None:
            known = "、".join(OrganisationKind.objects.values_list("code", flat=True)[:20])
            raise serializers.ValidationError(f"没有“{code[:40]}”这个组织类别，可用：{known}。")
        return found


class _Details(serializers.Serializer):  # type: ignore[type-arg]
    division_code = serializers.RegexField(
        r"^\d{0,12}$", required=False, allow_blank=True, help_text="行政区划代码，6至12位数字"
    )
    address = serializers.CharField(required=False, allow_blank=True, max_length=200)
    telephone = serializers.CharField(required=False, allow_blank=True, max_length=40, help_text="公开的办公电话")
    sort_order = serializers.IntegerField(required=False, min_value=0, max_value=999_999)


class OrganisationDetailsInput(_Details):
    """更正联系方式：只写要改的项."""


class SetUpInput(_Details):
    """设立下级组织."""

    parent = OrganisationByUid(help_text="上级组织的编号（uid）")  # type: ignore[assignment]
    kind = KindByCode(help_text="组织类别代码")
    code = serializers.CharField(max_length=40)
    name = serializers.CharField(max_length=200)
    short_name = serializers.CharField(max_length=100)
    set_up_on = serializers.DateField()
    reason = serializers.CharField(required=False, allow_blank=True, max_length=200)


class RenameInput(serializers.Serializer):  # type: ignore[type-arg]
    """更名."""

    name = serializers.CharField(max_length=200)
    short_name = serializers.CharField(max_length=100)
    kind = KindByCode(required=False)
    valid_from = serializers.DateField()
    reason = serializers.CharField(max_length=200)


class MoveOrganisationInput(serializers.Serializer):  # type: ignore[type-arg]
    """调整上级组织."""

    new_parent = OrganisationByUid(help_text="新的上级组织的编号（uid）")
    valid_from = serializers.DateField()
    reason = serializers.CharField(max_length=200)


class DissolveInput(serializers.Serializer):  # type: ignore[type-arg]
    """撤销组织."""

    dissolved_on = serializers.DateField()
    reason = serializers.CharField(max_length=200)


class ReinstateInput(serializers.Serializer):  # type: ignore[type-arg]
    """恢复已撤销的组织."""

    reason = serializers.CharField(max_length=200)


class UnitSerializer(serializers.ModelSerializer):  # type: ignore[type-arg]
    """单位."""

    organisation = serializers.SerializerMethodField()

    class Meta:
        model = Unit
        fields = ("uid", "code", "name", "nature", "division_code", "organisation")

    def get_organisation(self, row: Unit) -> dict[str, str] | None:
        """Uid and short name of the organisation it belongs to."""
        if row.organisation is None:
            return None
        return {"uid": str(row.organisation.uid), "name": row.organisation.short_name}


class UnitInput(serializers.Serializer):  # type: ignore[type-arg]
    """登记或更正单位；更正时只写要改的项."""

    organisation = OrganisationByUid(help_text="所属组织的编号（uid）")
    code = serializers.CharField(max_length=40)
    name = serializers.CharField(max_length=200)
    nature = serializers.CharField(required=False, allow_blank=True, max_length=40)
    division_code = serializers.RegexField(r"^\d{0,12}$", required=False, allow_blank=True)
