"""Disclosures 党务公开: a page with the fields of an openness record (domain: forms §3, §4)."""

from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel

from cms_pages.columns import ColumnKind
from cms_pages.disclosure_forms import DisclosurePageForm
from cms_pages.models.content import ContentPage
from records.openness.choices import Category, Mode, PeriodKind


class DisclosurePage(ContentPage):
    """公开内容. What it fulfils in the catalogue and when it was due is a record of `records.openness`."""

    Category, Mode, PeriodKind = Category, Mode, PeriodKind

    class Form(models.TextChoices):
        SITE = "site", "本站"
        BOARD = "board", "公开栏"
        MEETING = "meeting", "会议通报"
        DOCUMENT = "document", "文件"
        OTHER = "other", "其他"

    class Validity(models.TextChoices):
        VALID = "valid", "有效"
        EXPIRED = "expired", "失效"
        REPEALED = "repealed", "废止"

    index_no = models.CharField(
        "索引号", max_length=60, blank=True, db_index=True, help_text="不填则首次公开时自动编号：组织代码/年份-流水号"
    )
    document_number = models.CharField("发文字号", max_length=100, blank=True)
    category_l1 = models.CharField("一级分类", max_length=20, choices=Category.choices)
    category_l2 = models.CharField("二级分类", max_length=60, blank=True, help_text="例如：党费收缴、使用")
    form = models.CharField("公开形式", max_length=20, choices=Form.choices, default=Form.SITE)
    mode = models.CharField("公开方式", max_length=20, choices=Mode.choices, default=Mode.ACTIVE)
    period_kind = models.CharField("公开时限", max_length=20, choices=PeriodKind.choices, default=PeriodKind.PERIODIC)
    basis = models.CharField("公开依据", max_length=300, blank=True, help_text="文件名称和条款")
    made_on = models.DateField("成文日期")
    validity = models.CharField("有效性", max_length=10, choices=Validity.choices, default=Validity.VALID)
    valid_until = models.DateField("有效期至", null=True, blank=True)
    secrecy_checked_by = models.CharField("保密审查人", max_length=60, help_text="先审查、后公开：谁审查过不涉密")
    catalogue_item = models.UUIDField("公开目录事项", null=True, blank=True)

    exclude_fields_in_copy: ClassVar[list[str]] = [
        *ContentPage.exclude_fields_in_copy,
        "index_no",
        "catalogue_item",
        "secrecy_checked_by",
    ]

    template = "theme/disclosure.html"
    column_kind = ColumnKind.DISCLOSURES
    entry_kind = "disclosure"
    is_creatable = True
    base_form_class = DisclosurePageForm
    content_panels: ClassVar[list[Any]] = [
        *ContentPage.lead_panels,
        MultiFieldPanel(
            [
                FieldPanel("catalogue_item"),
                FieldRowPanel([FieldPanel("category_l1"), FieldPanel("category_l2")]),
                FieldRowPanel([FieldPanel("made_on"), FieldPanel("document_number")]),
                FieldRowPanel([FieldPanel("period_kind"), FieldPanel("mode"), FieldPanel("form")]),
                FieldPanel("basis"),
                FieldRowPanel([FieldPanel("validity"), FieldPanel("valid_until")]),
                FieldRowPanel([FieldPanel("index_no"), FieldPanel("secrecy_checked_by")]),
            ],
            "公开事项",
        ),
        *ContentPage.closing_panels,
        *ContentPage.audience_panels,
    ]

    class Meta:
        verbose_name = "公开内容"
        verbose_name_plural = "公开内容"

    def clean(self) -> None:
        """A term that ends after the day it was made; an index number that no other disclosure has."""
        super().clean()
        if self.index_no and self.alias_of_id is None:
            others = DisclosurePage.objects.filter(index_no=self.index_no, alias_of__isnull=True).exclude(pk=self.pk)
            if others.exists():
                raise ValidationError({"index_no": "这个索引号已被使用，请换一个，或留空由系统编号。"})
        if self.made_on and self.valid_until and self.valid_until < self.made_on:
            raise ValidationError({"valid_until": f"有效期不能早于成文日期{self.made_on}，请核对。"})
