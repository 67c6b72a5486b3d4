"""Shapes of members over the API. Sensitive fields leave as masks; in clear they only come in, or leave by `reveal`."""

from typing import ClassVar

from rest_framework import serializers

from records.kit.api import RecordSerializer
from records.members.choices import ENTRY_KINDS, LEAVING_MANNERS, Category, EventKind
from records.members.models import SENSITIVE, Member
from records.members.services import REVEAL_ACTIONS
from records.organisations.serializers import OrganisationByUid

# Everything of a record that is not sensitive.
PLAIN = (
    "name", "sex", "birth_date", "ethnicity", "native_place", "category", "standing", "standing_since", "joined_on",
    "full_on", "probation_extended_to", "seniority_correction", "join_type", "joined_branch", "education", "degree",
    "school", "major", "work_started_on", "occupation", "employer", "position", "professional_title", "new_stratum",
    "is_migrant_worker", "household_place", "residence", "file_place", "is_floating", "floating_since",
    "floating_place", "is_lost_contact", "lost_since",
)  # fmt: skip
# What a correction may name; category, standing and branch have actions of their own.
CORRECTABLE = tuple(
    name for name in PLAIN if name not in ("category", "standing", "standing_since", "probation_extended_to")
)


class MemberSerializer(RecordSerializer):
    """党员：号码只有掩码."""

    identity_number = serializers.SerializerMethodField(help_text="掩码，例如 3302**********1234")
    phone = serializers.SerializerMethodField(help_text="掩码，例如 138****5678")

    class Meta:
        model = Member
        fields = ("uid", "version", "organisation", "identity_number", "phone", *PLAIN, "created_at", "updated_at")

    def get_identity_number(self, member: Member) -> str:
        """The mask, "" when nothing is stored."""
        return str(member.identity_number or "")

    def get_phone(self, member: Member) -> str:
        """The mask, "" when nothing is stored."""
        return str(member.phone or "")


class CorrectInput(serializers.ModelSerializer):  # type: ignore[type-arg]
    """更正：只写要改的项；敏感项写空文本为清除."""

    identity_number = serializers.CharField(required=False, write_only=True, max_length=40)
    phone = serializers.CharField(required=False, write_only=True, allow_blank=True, max_length=40)
    hardship = serializers.CharField(required=False, write_only=True, allow_blank=True, max_length=2000)
    valid_from = serializers.DateField(required=False, allow_null=True, help_text="自何日起，默认今天")
    reason = serializers.CharField(required=False, allow_blank=True, max_length=200)

    class Meta:
        model = Member
        fields: ClassVar[tuple[str, ...]] = (*CORRECTABLE, *SENSITIVE, "valid_from", "reason")


class RegisterInput(CorrectInput):
    """登记党员."""

    organisation = OrganisationByUid(help_text="党支部的编号（uid）")
    identity_number = serializers.CharField(write_only=True, max_length=40)
    category = serializers.ChoiceField(choices=Category.choices)
    kind = serializers.ChoiceField(
        choices=[(kind, EventKind(kind).label) for kind in ENTRY_KINDS], default=EventKind.REGISTERED
    )
    on = serializers.DateField(required=False, allow_null=True, help_text="组织关系转入本支部日期")
    document = serializers.CharField(required=False, allow_blank=True, max_length=200)
    valid_from = None  # type: ignore[assignment]
    reason = None  # type: ignore[assignment]

    class Meta:
        model = Member
        fields = ("organisation", "category", "kind", "on", "document", *CORRECTABLE, *SENSITIVE)


class StepInput(serializers.Serializer):  # type: ignore[type-arg]
    """党籍变动."""

    on = serializers.DateField(help_text="日期")
    document = serializers.CharField(required=False, allow_blank=True, max_length=200, help_text="文号或依据")
    acting_organisation = OrganisationByUid(required=False, allow_null=True, help_text="审批（办理）组织的编号")
    note = serializers.CharField(required=False, allow_blank=True, max_length=200)


class ExtendInput(StepInput):
    """延长预备期."""

    until = serializers.DateField(help_text="延长至")


class StandingInput(StepInput):
    """停止党籍、恢复、转出、出党、去世."""

    kind = serializers.ChoiceField(
        choices=[(kind, EventKind(kind).label) for kind in ("suspended", "restored", "transferred_out", "left", "died")]
    )
    manner = serializers.ChoiceField(choices=LEAVING_MANNERS, required=False, allow_blank=True, help_text="出党方式")


class MoveInput(serializers.Serializer):  # type: ignore[type-arg]
    """调整所在支部."""

    to = OrganisationByUid(help_text="调整到的党支部编号")
    on = serializers.DateField(help_text="日期")
    document = serializers.CharField(required=False, allow_blank=True, max_length=200)
    note = serializers.CharField(required=False, allow_blank=True, max_length=200)


class RevealInput(serializers.Serializer):  # type: ignore[type-arg]
    """查看完整内容，须写明事由."""

    field = serializers.ChoiceField(choices=sorted(REVEAL_ACTIONS))
    reason = serializers.CharField(max_length=200, help_text="不少于4个字，记入日志")


class RevealedSerializer(serializers.Serializer):  # type: ignore[type-arg]
    """完整内容；不得缓存."""

    field = serializers.CharField()
    value = serializers.CharField()
