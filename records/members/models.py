"""A member 党员, the dated versions 历史版本 of the record, and what happened to the membership 党籍变动."""

import datetime
import uuid
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from uuid6 import uuid7

from records.crypto.fields import LookupHashField, SecretField
from records.crypto.masks import mask_all, mask_identity_number, mask_phone
from records.kit.models import Record
from records.members import rules
from records.members.choices import (
    IN_PLACE,
    Category,
    Degree,
    Education,
    Ethnicity,
    EventKind,
    JoinType,
    NewStratum,
    Occupation,
    Sex,
    Standing,
)
from records.members.figures import figures_on
from records.members.phones import normalised_phone
from records.members.querysets import MemberQuerySet, VersionQuerySet


def new_uid() -> uuid.UUID:
    """Identifier that sorts by time (UUIDv7)."""
    return uuid7()


class Member(Record):
    """A member as the branch keeps the record today. Sensitive fields are sealed; nobody is deleted."""

    # Who
    name = models.CharField("姓名", max_length=60)
    sort_key = models.CharField("拼音排序", max_length=200, editable=False)
    pinyin = models.CharField("拼音检索", max_length=200, editable=False)
    sex = models.CharField("性别", max_length=1, choices=Sex.choices, default=Sex.UNKNOWN)
    birth_date = models.DateField("出生日期", null=True, blank=True)
    ethnicity = models.CharField("民族", max_length=2, choices=Ethnicity.choices, blank=True)
    native_place = models.CharField("籍贯", max_length=100, blank=True)
    identity_number = SecretField(
        "公民身份号码",
        mask=mask_identity_number,
        null=True,
        blank=True,
        validators=[rules.validate_identity_number],
    )
    identity_lookup = LookupHashField(
        of="identity_number", purpose="members.member.identity_number", normalise=rules.normalised_identity_number
    )
    phone = SecretField("手机号码", mask=mask_phone, null=True, blank=True)
    phone_lookup = LookupHashField(of="phone", purpose="members.member.phone", normalise=normalised_phone)

    # Membership
    category = models.CharField("人员类别", max_length=20, choices=Category.choices)
    standing = models.CharField("党籍状态", max_length=20, choices=Standing.choices, default=Standing.NORMAL)
    standing_since = models.DateField("状态起始日期", null=True, blank=True, editable=False)
    joined_on = models.DateField("入党日期", help_text="支部大会通过接收为预备党员的日期")
    full_on = models.DateField("转正日期", null=True, blank=True)
    probation_extended_to = models.DateField("延长预备期至", null=True, blank=True, editable=False)
    seniority_correction = models.SmallIntegerField("党龄校正值（月）", default=0, help_text="可为负数；一般为0")
    join_type = models.CharField("入党类型", max_length=20, choices=JoinType.choices, blank=True)
    joined_branch = models.CharField("入党时所在支部", max_length=200, blank=True)

    # Education and work
    education = models.CharField("学历", max_length=2, choices=Education.choices, blank=True)
    degree = models.CharField("学位", max_length=1, choices=Degree.choices, blank=True)
    school = models.CharField("毕业院校", max_length=100, blank=True)
    major = models.CharField("专业", max_length=100, blank=True)
    work_started_on = models.DateField("参加工作日期", null=True, blank=True)
    occupation = models.CharField("工作岗位", max_length=20, choices=Occupation.choices, blank=True)
    employer = models.CharField("工作（学习）单位", max_length=200, blank=True)
    position = models.CharField("职务", max_length=100, blank=True)
    professional_title = models.CharField("专业技术职务", max_length=100, blank=True)
    new_stratum = models.CharField("新社会阶层类型", max_length=30, choices=NewStratum.choices, blank=True)
    is_migrant_worker = models.BooleanField("农民工", default=False)

    # Where
    household_place = models.CharField("户籍所在地", max_length=200, blank=True)
    residence = models.CharField("现居住地", max_length=200, blank=True)
    file_place = models.CharField("档案所在单位", max_length=200, blank=True)
    is_floating = models.BooleanField("流动党员", default=False)
    floating_since = models.DateField("外出流动起始日期", null=True, blank=True)
    floating_place = models.CharField("外出流向", max_length=200, blank=True)
    is_lost_contact = models.BooleanField("失去联系", default=False)
    lost_since = models.DateField("失去联系起始日期", null=True, blank=True)
    hardship = SecretField("困难情况", mask=mask_all, null=True, blank=True)

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        editable=False,
        on_delete=models.PROTECT,
        related_name="member",
        verbose_name="账号",
    )

    objects = MemberQuerySet.as_manager()  # type: ignore[misc]

    class Meta(Record.Meta):
        abstract = False
        verbose_name = "党员"
        verbose_name_plural = "党员"
        constraints = [
            models.UniqueConstraint(
                fields=["identity_lookup"],
                condition=~Q(identity_lookup=""),
                name="member_identity_once",
                violation_error_message="该公民身份号码已经登记。",
            ),
            models.CheckConstraint(
                condition=Q(full_on__isnull=True) | Q(full_on__gte=F("joined_on")),
                name="member_full_after_joined",
                violation_error_message="转正日期早于入党日期，请核对两项。",
            ),
            models.CheckConstraint(
                condition=~Q(category=Category.PROBATIONARY, full_on__isnull=False),
                name="member_probationary_not_full",
                violation_error_message="预备党员没有转正日期：请清空转正日期，或把类别改为正式党员。",
            ),
        ]
        indexes = [
            models.Index(fields=["org_path", "sort_key"], name="member_path_name"),
            models.Index(fields=["sort_key", "uid"], name="member_name"),
            models.Index(fields=["phone_lookup"], name="member_phone"),
            models.Index(fields=["joined_on"], name="member_joined"),
            models.Index(fields=["joined_on"], condition=Q(category=Category.PROBATIONARY), name="member_probationary"),
            models.Index(fields=["lost_since", "uid"], condition=Q(is_lost_contact=True), name="member_lost"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_in_place(self) -> bool:
        """Whether the relation 组织关系 is in the branch today."""
        return self.standing in IN_PLACE

    def age_on(self, on: datetime.date) -> int | None:
        """Whole years of age, None when the birth date is unknown."""
        return rules.age_on(self.birth_date, on) if self.birth_date else None

    def seniority_on(self, on: datetime.date) -> int:
        """党龄 in whole months."""
        return rules.seniority_months(self.full_on, on, self.seniority_correction)

    @property
    def probation_end(self) -> datetime.date | None:
        """When probation ends, None for a full member."""
        if self.category != Category.PROBATIONARY:
            return None
        return rules.probation_end(self.joined_on, self.probation_extended_to, figures_on(self.joined_on))

    def facts(self) -> dict[str, Any]:
        """The record as the rules read it; sensitive fields only as there or not."""
        values = {name: getattr(self, name) for name in FACTS}
        values["identity_number"] = "有" if self.identity_lookup else ""
        values["phone"] = "有" if self.phone_lookup else ""
        return values


# What rules.consistency and rules.missing look at.
FACTS = (
    "name", "sex", "birth_date", "ethnicity", "category", "joined_on", "full_on", "probation_extended_to", "education",
    "occupation", "residence", "is_lost_contact", "lost_since", "is_floating", "floating_since",
)  # fmt: skip

# What a version keeps besides organisation, category and standing; sensitive fields only by name, when they change.
VERSIONED = (
    "name", "sex", "birth_date", "ethnicity", "native_place", "joined_on", "full_on", "probation_extended_to",
    "seniority_correction", "join_type", "joined_branch", "education", "degree", "school", "major", "work_started_on",
    "occupation", "employer", "position", "professional_title", "new_stratum", "is_migrant_worker", "household_place",
    "residence", "file_place", "is_floating", "floating_since", "floating_place", "is_lost_contact", "lost_since",
)  # fmt: skip
SENSITIVE = ("identity_number", "phone", "hardship")


class MemberVersion(models.Model):
    """How a member's record read from one day to another, and since when the portal knows it 历史版本.

    `valid_to` is not included, null is until further notice; a version with valid_to = valid_from was replaced on
    the same day. `facts` holds the fields of VERSIONED that are not empty, as plain JSON.
    """

    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="versions")
    organisation = models.ForeignKey(
        "organisations.Organisation", on_delete=models.PROTECT, related_name="+", verbose_name="所在组织"
    )
    category = models.CharField("人员类别", max_length=20, choices=Category.choices)
    standing = models.CharField("党籍状态", max_length=20, choices=Standing.choices)
    facts = models.JSONField("内容", default=dict)
    changed = models.JSONField("更改的项目", default=list)
    reason = models.CharField("事由", max_length=200, blank=True)
    valid_from = models.DateField("起")
    valid_to = models.DateField("止", null=True, blank=True, help_text="不含当日；空为至今")
    recorded_at = models.DateTimeField("记录时间", auto_now_add=True)
    recorded_by = models.CharField("记录人", max_length=60, blank=True)

    objects = VersionQuerySet.as_manager()

    wagtail_reference_index_ignore = True

    class Meta:
        ordering = ("-valid_from", "-pk")
        verbose_name = "党员历史版本"
        verbose_name_plural = "党员历史版本"
        indexes = [models.Index(fields=["organisation", "valid_from"], name="member_version_branch")]
        constraints = [
            models.UniqueConstraint(
                fields=["member"], condition=Q(valid_to__isnull=True), name="member_one_current_version"
            ),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")), name="member_version_in_order"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.member_id} {self.valid_from}"


class MembershipEvent(models.Model):
    """Something that happened to a membership 党籍变动: when, by which document, by which organisation."""

    uid = models.UUIDField(default=new_uid, unique=True, editable=False)
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="events")
    kind = models.CharField("变动类型", max_length=20, choices=EventKind.choices)
    manner = models.CharField("方式", max_length=20, blank=True)
    on = models.DateField("日期")
    document = models.CharField("文号或依据", max_length=200, blank=True)
    acting_organisation = models.ForeignKey(
        "organisations.Organisation",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name="审批（办理）组织",
    )
    from_organisation = models.ForeignKey(
        "organisations.Organisation", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    to_organisation = models.ForeignKey(
        "organisations.Organisation", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    note = models.CharField("说明", max_length=500, blank=True)
    recorded_at = models.DateTimeField("记录时间", auto_now_add=True)
    recorded_by = models.CharField("记录人", max_length=60, blank=True)

    wagtail_reference_index_ignore = True

    class Meta:
        ordering = ("-on", "-pk")
        verbose_name = "党籍变动"
        verbose_name_plural = "党籍变动"
        indexes = [models.Index(fields=["kind", "on"], name="membership_event_kind")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.on}"
