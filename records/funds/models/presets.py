"""What a place may edit: categories, what may not be paid for, who signs. First filled from `presets.py`."""

from django.db import models
from django.db.models import F, Q

from records.funds.choices import Signer, Source
from records.kit.models import new_uid
from records.kit.money import MoneyField


class Category(models.Model):
    """A category of spending 支出类别, with what allows it. An editable preset, no official list."""

    uid = models.UUIDField(default=new_uid, unique=True, editable=False)
    code = models.SlugField("代码", max_length=40, unique=True)
    name = models.CharField("名称", max_length=40, unique=True)
    sources = models.JSONField("可列支的渠道", default=list, blank=True, help_text="留空为不限")
    basis = models.CharField("依据", max_length=300, blank=True)
    examples = models.CharField("举例", max_length=300, blank=True)
    sort_order = models.PositiveSmallIntegerField("排序", default=100)
    is_active = models.BooleanField("可选用", default=True)

    class Meta:
        ordering = ("sort_order", "code")
        verbose_name = "支出类别"
        verbose_name_plural = "支出类别"

    def __str__(self) -> str:
        return self.name


class Prohibition(models.Model):
    """Something that may not be paid for 不得列支事项, found by words in an item; it warns, people judge."""

    uid = models.UUIDField(default=new_uid, unique=True, editable=False)
    name = models.CharField("事项", max_length=60, unique=True)
    words = models.JSONField("词语", default=list, help_text="事项说明中出现任一词语即提示")
    basis = models.CharField("依据", max_length=300, blank=True)
    is_active = models.BooleanField("启用", default=True)

    class Meta:
        ordering = ("pk",)
        verbose_name = "不得列支事项"
        verbose_name_plural = "不得列支事项"

    def __str__(self) -> str:
        return self.name


class SigningRule(models.Model):
    """Who signs after the committee's decision 签署设置. The rules of the nearest organisation above count; none: the section."""

    uid = models.UUIDField(default=new_uid, unique=True, editable=False)
    organisation = models.ForeignKey(
        "organisations.Organisation", on_delete=models.PROTECT, related_name="+", verbose_name="审议组织"
    )
    source = models.CharField("列支渠道", max_length=20, choices=Source.choices, blank=True, help_text="留空为各渠道")
    from_amount = MoneyField("单项金额达到（元）", default=0, help_text="该项同意金额达到此数才需此人签署")
    signer = models.CharField("签署人", max_length=20, choices=Signer.choices)
    title = models.CharField("签署栏名称", max_length=40, help_text="例如：组织部门意见")
    position = models.PositiveSmallIntegerField("顺序", default=1)
    valid_from = models.DateField("起")
    valid_to = models.DateField("止", null=True, blank=True, help_text="不含当日；空为至今")

    class Meta:
        ordering = ("organisation", "position", "pk")
        verbose_name = "签署设置"
        verbose_name_plural = "签署设置"
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gt=F("valid_from")),
                name="signing_rule_ends_after_start",
                violation_error_message="止日应晚于起日。",
            ),
            models.CheckConstraint(
                condition=Q(from_amount__gte=0),
                name="signing_rule_amount_positive",
                violation_error_message="金额不能小于0。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title}（{self.get_signer_display()}）"
