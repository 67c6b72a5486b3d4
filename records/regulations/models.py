"""Figures of the regulations (法规数值), each with the days on which it holds and the article it comes from."""

import uuid
from collections.abc import Mapping
from typing import Any

from django.db import models
from django.db.models import Q
from uuid6 import uuid7

from records.regulations.querysets import DocumentQuerySet, KeyQuerySet, ValueQuerySet
from records.regulations.rules import Kind, Span


def new_uid() -> uuid.UUID:
    """Identifier that sorts by time (UUIDv7)."""
    return uuid7()


class Mark(models.TextChoices):
    """How sure a figure is."""

    VERIFIED = "V", "已核对原文"
    LOCAL = "VL", "地方或旧文件，可按本地规定调整"
    UNVERIFIED = "U", "未核实"
    DESIGN = "D", "本系统建议值"


# How the columns of tables are printed, and in which order: PostgreSQL keeps no order of a row's own.
COLUMNS = {
    "up_to": "不超过",
    "rate": "比例",
    "minimum": "最少",
    "usual": "通常至多",
    "limit": "上限",
    "level": "级别",
    "months": "月",
    "days": "天",
    "share": "比例",
    "quarter": "季度",
    "order": "次序",
    "grade": "等次",
    "stars": "星级",
    "points": "分",
    "part": "部分",
    "weight": "权重",
}


def columns_of(row: Mapping[str, Any]) -> list[str]:
    """The columns of a table's row, as they are printed and typed."""
    known = list(COLUMNS)
    return sorted(row, key=lambda name: (known.index(name) if name in COLUMNS else len(known), name))


def _cell(name: str, cell: str | int | None) -> str:
    return "其余" if cell is None else f"{COLUMNS.get(name, name)}{cell}"


class RegulationDocument(models.Model):
    """A document (文件) that figures come from, its title as cited (with 《》); dates that are not known are empty."""

    uid = models.UUIDField(default=new_uid, unique=True, editable=False)
    title = models.CharField("名称", max_length=200)
    number = models.CharField("文号", max_length=100, blank=True)
    issued_on = models.DateField("发布日期", null=True, blank=True)
    in_force_from = models.DateField("施行日期", null=True, blank=True)
    in_force_to = models.DateField("废止日期", null=True, blank=True)
    url = models.URLField("网址", max_length=500, blank=True)
    updated_at = models.DateTimeField(auto_now=True)

    objects = DocumentQuerySet.as_manager()

    class Meta:
        verbose_name = "法规文件"
        verbose_name_plural = "法规文件"
        ordering = ("title",)
        constraints = [models.UniqueConstraint(fields=["title", "number"], name="one_document_per_title_and_number")]

    def __str__(self) -> str:
        return f"{self.title}（{self.number}）" if self.number and self.number not in self.title else self.title


class RegulationKey(models.Model):
    """One figure as rules ask for it (数值项): `dues.rate.salaried`, with its Chinese name, kind and unit."""

    name = models.CharField("键", max_length=100, unique=True)
    label = models.CharField("名称", max_length=100)
    kind = models.CharField("类型", max_length=10, choices=[(kind.value, kind.value) for kind in Kind])
    unit = models.CharField("单位", max_length=40, blank=True)

    objects = KeyQuerySet.as_manager()

    class Meta:
        verbose_name = "数值项"
        verbose_name_plural = "数值项"
        ordering = ("name",)

    def __str__(self) -> str:
        return self.label


class RegulationValue(models.Model):
    """What a figure is from one day on. A value is never overwritten: it ends, or a better one replaces it."""

    uid = models.UUIDField(default=new_uid, unique=True, editable=False)
    key = models.ForeignKey(RegulationKey, on_delete=models.PROTECT, related_name="values", verbose_name="数值项")
    value = models.JSONField("值")
    valid_from = models.DateField("生效日期")
    valid_to = models.DateField("失效日期", null=True, blank=True, help_text="自该日起不再适用")
    document = models.ForeignKey(
        RegulationDocument, on_delete=models.PROTECT, related_name="values", verbose_name="依据文件"
    )
    article = models.CharField("条款", max_length=100, blank=True)
    mark = models.CharField("核对情况", max_length=2, choices=Mark)
    note = models.TextField("说明", blank=True)
    recorded_at = models.DateTimeField("登记时间", auto_now_add=True)
    replaced_at = models.DateTimeField("更正时间", null=True, blank=True, editable=False)

    objects = ValueQuerySet.as_manager()

    class Meta:
        verbose_name = "法规数值"
        verbose_name_plural = "法规数值"
        ordering = ("key__name", "valid_from", "pk")
        indexes = [models.Index(fields=["key", "valid_from"])]
        constraints = [
            models.UniqueConstraint(
                fields=["key", "valid_from"], condition=Q(replaced_at__isnull=True), name="one_value_begins_on_a_day"
            ),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gt=models.F("valid_from")),
                name="a_value_ends_after_it_begins",
                violation_error_message="失效日期必须晚于生效日期。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.key.label}（{self.valid_from}起）"

    def get_value_display(self) -> str:
        """The value as a person reads it; of a table, row by row."""
        if not isinstance(self.value, list):
            return str(self.value)
        return "；".join("，".join(_cell(name, row[name]) for name in columns_of(row)) for row in self.value)

    @property
    def span(self) -> Span:
        """The days on which it holds."""
        return Span(self.valid_from, self.valid_to)
