"""What organisations are assessed by 考核方案: items in groups, agreed on once, used as they are."""

from typing import Any, ClassVar

from django.db import models
from django.db.models import Q

from records.assessments.choices import ItemKind, SchemeState
from records.assessments.points import PointsField
from records.assessments.querysets import SchemeQuerySet
from records.kit.models import Record, new_uid


class Scheme(Record):
    """One version of a scheme, made by the organisation that assesses by it. In use it is never changed."""

    series = models.UUIDField("方案", default=new_uid, editable=False, db_index=True)
    number = models.PositiveSmallIntegerField("版本", default=1, editable=False)
    name = models.CharField("名称", max_length=120)
    basis = models.CharField("依据", max_length=300, blank=True, help_text="文件名称和文号；没有的留空")
    note = models.TextField("说明", max_length=2000, blank=True)
    plus_at_most = PointsField("加分合计最多", null=True, blank=True)
    state = models.CharField(
        "状态", max_length=12, choices=SchemeState.choices, default=SchemeState.DRAFT, editable=False
    )
    used_from = models.DateField("启用日期", null=True, editable=False)
    submit_key = models.UUIDField(null=True, unique=True, editable=False)

    objects: ClassVar[Any] = SchemeQuerySet.as_manager()

    class Meta(Record.Meta):
        verbose_name = "考核方案"
        verbose_name_plural = "考核方案"
        constraints = [
            models.UniqueConstraint(fields=["series", "number"], name="scheme_version_once"),
            models.UniqueConstraint(
                fields=["series"],
                condition=Q(state=SchemeState.DRAFT),
                name="scheme_one_draft",
                violation_error_message="这个方案已有一个草拟中的新版本。",
            ),
            models.UniqueConstraint(fields=["series"], condition=Q(state=SchemeState.IN_USE), name="scheme_one_in_use"),
            models.CheckConstraint(
                condition=Q(plus_at_most__isnull=True) | Q(plus_at_most__gte=0),
                name="scheme_plus_not_negative",
                violation_error_message="加分上限不能小于0。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name}（第{self.number}版）"


class SchemeItem(models.Model):
    """One item 考核内容 under a group 考核项目: what is expected, how it is looked at, what it is worth."""

    uid = models.UUIDField(default=new_uid, unique=True, editable=False)
    scheme = models.ForeignKey(Scheme, on_delete=models.PROTECT, related_name="items")
    number = models.PositiveSmallIntegerField("序号")
    kind = models.CharField("类型", max_length=8, choices=ItemKind.choices, default=ItemKind.BASE)
    group = models.CharField("考核项目", max_length=60)
    content = models.CharField("考核内容", max_length=300)
    standard = models.TextField("评分标准", max_length=1000, blank=True)
    method = models.CharField("考核办法", max_length=200, blank=True)
    points = PointsField("分值")
    needs_evidence = models.BooleanField("需要佐证材料", default=False)

    wagtail_reference_index_ignore = True

    class Meta:
        ordering = ("number", "pk")
        verbose_name = "考核内容"
        verbose_name_plural = "考核内容"
        constraints = [
            models.UniqueConstraint(fields=["scheme", "number"], name="scheme_item_number_once"),
            models.CheckConstraint(
                condition=Q(points__gte=0),
                name="scheme_item_points_not_negative",
                violation_error_message="分值不能小于0。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number}. {self.content}"


class SchemePreset(models.Model):
    """What a new scheme may start from 预设. Not official: drawn from sheets in use, and edited before it is used."""

    uid = models.UUIDField(default=new_uid, unique=True, editable=False)
    code = models.SlugField("代码", max_length=40, unique=True)
    name = models.CharField("名称", max_length=120)
    note = models.CharField("说明", max_length=300, blank=True)
    plus_at_most = PointsField("加分合计最多", null=True, blank=True)
    items = models.JSONField("考核内容", default=list)
    sort_order = models.PositiveSmallIntegerField("排序", default=100)
    is_active = models.BooleanField("可选用", default=True)

    class Meta:
        ordering = ("sort_order", "code")
        verbose_name = "考核方案预设"
        verbose_name_plural = "考核方案预设"

    def __str__(self) -> str:
        return self.name
