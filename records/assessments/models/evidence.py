"""Evidence 佐证材料: with the moment at which the server received it, for ever; replaced, never deleted."""

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from records.assessments.choices import EvidenceKind
from records.assessments.models.schemes import SchemeItem
from records.assessments.models.sheets import Sheet
from records.assessments.querysets import EvidenceQuerySet
from records.kit.append_only import AppendOnly


class Evidence(AppendOnly):
    """One piece under one item. `received_at` is the server's time: no form, API or import carries one."""

    sheet = models.ForeignKey(Sheet, on_delete=models.PROTECT, related_name="evidence")
    item = models.ForeignKey(SchemeItem, on_delete=models.PROTECT, related_name="+", verbose_name="考核内容")
    kind = models.CharField("类型", max_length=8, choices=EvidenceKind.choices)
    title = models.CharField("名称", max_length=200)
    text = models.TextField("说明", max_length=2000, blank=True)
    # A fact that the portal holds: what it is, and where; its words are kept as they were when it was handed in.
    fact_kind = models.CharField("记录种类", max_length=40, blank=True)
    fact_uid = models.CharField(max_length=200, blank=True)
    fact_url = models.CharField("网址", max_length=500, blank=True)
    fact_on = models.DateField("记录日期", null=True, blank=True)
    # A file lies sealed: it may hold names.
    stored = models.CharField(max_length=80, blank=True)
    file_name = models.CharField("文件名", max_length=140, blank=True)
    size = models.PositiveBigIntegerField("字节数", default=0)
    digest = models.CharField("文件摘要", max_length=200, blank=True)
    received_at = models.DateTimeField("提交时间")
    late = models.BooleanField("逾期")
    replaces = models.OneToOneField(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="replaced_by", verbose_name="替换的材料"
    )
    reason = models.CharField("替换原因", max_length=300, blank=True)
    handed_in_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    handed_in_by_name = models.CharField("提交人", max_length=60)
    submit_key = models.UUIDField(null=True, blank=True, unique=True, editable=False)

    objects: ClassVar[Any] = EvidenceQuerySet.as_manager()

    class Meta:
        ordering = ("received_at", "pk")
        verbose_name = "佐证材料"
        verbose_name_plural = "佐证材料"
        indexes = [models.Index(fields=["sheet", "item"])]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind=EvidenceKind.TEXT, stored="", fact_uid="")
                | (Q(kind=EvidenceKind.FACT, stored="") & ~Q(fact_uid=""))
                | (Q(kind=EvidenceKind.FILE, fact_uid="", size__gt=0) & ~Q(stored="")),
                name="evidence_is_one_thing",
                violation_error_message="一份材料只能是文字、已有记录或文件之一。",
            ),
            models.CheckConstraint(
                condition=Q(replaces__isnull=True) | ~Q(reason=""),
                name="evidence_replaced_with_reason",
                violation_error_message="替换材料应写明原因。",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def organisation_id(self) -> int:
        """Whose evidence it is; the journal asks."""
        return int(self.sheet.organisation_id)

    @property
    def org_path(self) -> str:
        """Where it hangs; the journal asks."""
        return self.sheet.org_path
