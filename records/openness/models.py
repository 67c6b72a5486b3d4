"""The catalogue 公开目录, publications 公开记录 with their proofs, and letters to the desk 问题与建议."""

from typing import Any, ClassVar

from django.db import models
from django.db.models import Q

from records.crypto.fields import SecretField
from records.crypto.masks import mask_all
from records.kit.audience import Audience
from records.kit.models import Record
from records.openness.choices import Category, Every, Level, Mode, PeriodKind
from records.openness.querysets import CatalogueItemQuerySet, FeedbackQuerySet, PublicationQuerySet


class CatalogueItem(Record):
    """One matter of the catalogue: what is disclosed, after which rule, how soon, by whom, to whom. Retired, never deleted.

    What an item says now is for what will be published; what was published keeps the words of its day.
    """

    code = models.CharField("编号", max_length=40, help_text="在本组织的目录中唯一，登记后不变")
    category = models.CharField("一级分类", max_length=60, choices=Category.choices)
    category_l2 = models.CharField("二级分类", max_length=60, blank=True)
    title = models.CharField("公开事项", max_length=200)
    content = models.CharField("公开内容（要素）", max_length=500, blank=True)
    basis = models.CharField("公开依据", max_length=300, blank=True)
    period_kind = models.CharField("公开时限", max_length=10, choices=PeriodKind.choices)
    every_months = models.PositiveSmallIntegerField("公开周期", choices=Every.choices, null=True, blank=True)
    is_important = models.BooleanField("重要事项", default=False)
    mode = models.CharField("公开方式", max_length=10, choices=Mode.choices, default=Mode.ACTIVE)
    audience = models.CharField("公开对象", max_length=10, choices=Audience.choices, default=Audience.SOCIETY)
    level = models.CharField("公开层级", max_length=10, choices=Level.choices, default=Level.ALL)
    applies_below = models.BooleanField("适用于下级组织", default=True)
    duty = models.CharField("公开主体", max_length=60, blank=True)
    channel = models.CharField("公开渠道和载体", max_length=100, blank=True)
    from_reference = models.BooleanField("取自参考目录", default=False, editable=False)
    in_force_from = models.DateField("起用日期")
    retired_on = models.DateField("停用日期", null=True, blank=True)
    retired_reason = models.CharField("停用理由", max_length=200, blank=True)
    submit_key = models.UUIDField(unique=True, null=True, editable=False)

    objects: ClassVar[Any] = CatalogueItemQuerySet.as_manager()

    class Meta(Record.Meta):
        verbose_name = "公开目录事项"
        verbose_name_plural = "公开目录事项"
        ordering = ("code", "pk")
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "code"],
                name="catalogue_code_once",
                violation_error_message="本组织的目录中已有这个编号，请换一个，或留空由系统编号。",
            )
        ]
        indexes = [*Record.Meta.indexes, models.Index(fields=["org_path", "code", "uid"], name="catalogue_in_order")]

    def __str__(self) -> str:
        return f"{self.code} {self.title}"


class Publication(Record):
    """One published version of a page, with the digest of what was published; the journal's seal makes it a proof."""

    page_uid = models.UUIDField("页面", db_index=True)
    page_id = models.PositiveBigIntegerField(editable=False)
    number = models.PositiveIntegerField("版本")
    title = models.CharField("标题", max_length=255)
    url = models.CharField("网址", max_length=500)
    audience = models.CharField("公开范围", max_length=10, choices=Audience.choices)
    label = models.CharField(max_length=100, blank=True, editable=False)
    content = models.JSONField("公开的内容", default=dict)
    digest = models.CharField("内容摘要", max_length=100)
    revision = models.PositiveBigIntegerField(editable=False)
    catalogue_item = models.ForeignKey(
        CatalogueItem, null=True, blank=True, on_delete=models.PROTECT, related_name="publications"
    )
    fulfilled = models.CharField("所履行的目录事项", max_length=250, blank=True)
    period_kind = models.CharField("公开时限", max_length=10, choices=PeriodKind.choices, blank=True)
    published_at = models.DateTimeField("公开时间")
    due_on = models.DateField("应公开日期", null=True, blank=True)
    on_time = models.BooleanField("按时", null=True, blank=True)
    is_current = models.BooleanField("现行版本", default=True)
    withdrawn_at = models.DateTimeField("撤下时间", null=True, blank=True)
    withdrawn_reason = models.CharField("撤下理由", max_length=300, blank=True)

    # The journal entry of a publication is shown in its public proof: it tells this, and no number of the database.
    journal_fields: ClassVar[tuple[str, ...]] = (
        "page_uid",
        "number",
        "title",
        "digest",
        "published_at",
        "withdrawn_at",
        "is_current",
    )

    objects: ClassVar[Any] = PublicationQuerySet.as_manager()

    class Meta(Record.Meta):
        verbose_name = "公开记录"
        verbose_name_plural = "公开记录"
        constraints = [
            models.UniqueConstraint(fields=["page_uid", "number"], name="publication_number_once"),
            models.UniqueConstraint(
                fields=["page_uid"], condition=Q(is_current=True), name="publication_one_current_version"
            ),
        ]
        indexes = [*Record.Meta.indexes, models.Index(fields=["label", "-published_at"])]

    def __str__(self) -> str:
        return f"{self.title}（第{self.number}版）"


class Feedback(Record):
    """A letter to an organisation's desk 问题与建议: from anyone, with or without a name, answered within a stated time."""

    class State(models.TextChoices):
        RECEIVED = "received", "已收到"
        HANDLING = "handling", "办理中"
        ANSWERED = "answered", "已答复"

    receipt = models.CharField("查询码", max_length=20, unique=True, editable=False)
    about_uid = models.UUIDField("所提页面", null=True, blank=True)
    about_title = models.CharField("所提内容", max_length=255, blank=True)
    about_url = models.CharField(max_length=500, blank=True)
    text = models.TextField("问题或建议", max_length=2000)
    name = models.CharField("姓名", max_length=60, blank=True)
    contact = SecretField("联系方式", mask=mask_all, null=True, blank=True)
    may_publish = models.BooleanField("可以公开", default=True)
    submit_key = models.UUIDField(unique=True, editable=False)
    state = models.CharField("状态", max_length=10, choices=State.choices, default=State.RECEIVED)
    received_on = models.DateField("收到日期")
    due_on = models.DateField("答复期限")
    answer = models.TextField("答复", max_length=4000, blank=True)
    answered_by = models.CharField("答复人", max_length=60, blank=True)
    answered_at = models.DateTimeField("答复时间", null=True, blank=True)

    # What somebody wrote may be about health or hardship: the journal says that it was written, not what.
    journal_hidden: ClassVar[tuple[str, ...]] = ("text", "name", "receipt")

    objects: ClassVar[Any] = FeedbackQuerySet.as_manager()

    class Meta(Record.Meta):
        verbose_name = "问题与建议"
        verbose_name_plural = "问题与建议"
        indexes = [*Record.Meta.indexes, models.Index(fields=["state", "due_on"])]

    def __str__(self) -> str:
        return f"{self.get_state_display()}：{self.about_title or self.organisation}"
