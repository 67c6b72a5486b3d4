"""What is written: the base of all content pages 内容页."""

from typing import Any, ClassVar

from django import forms
from django.conf import settings
from django.db import models
from django.db.models import F
from django.http import HttpRequest
from modelcluster.contrib.taggit import ClusterTaggableManager
from modelcluster.fields import ParentalKey
from taggit.models import TaggedItemBase
from wagtail.admin.panels import FieldPanel, InlinePanel, MultiFieldPanel, PublishingPanel
from wagtail.fields import StreamField
from wagtail.models import Orderable, Page

from cms_pages.blocks import BodyBlock
from cms_pages.columns import ColumnKind
from cms_pages.models.base import PortalPage, plain_text
from cms_pages.models.doors import account_field
from records.kit.audience import Audience

AUDIENCE_HELP = "谁可以读。栏目或组织主页更窄时，以更窄的为准；选“指定人员”时在下面填写名单"
SUMMARY_LENGTH = 120


class ContentPage(PortalPage):
    """Base of news, rules, plans, courses, lessons and disclosures; a table of its own, so that lists read one."""

    organisation = models.ForeignKey(
        "organisations.Organisation",
        on_delete=models.PROTECT,
        related_name="+",
        editable=False,
        verbose_name="组织",
    )
    audience = models.CharField(
        "公开范围", max_length=10, choices=Audience.choices, default=Audience.SOCIETY, help_text=AUDIENCE_HELP
    )
    summary = models.TextField("摘要", blank=True, max_length=500, help_text="列表和搜索中显示；不填则取正文开头")
    body = StreamField(BodyBlock(), verbose_name="正文", blank=True)
    tags = ClusterTaggableManager(through="cms_pages.ContentTag", blank=True, verbose_name="标签")
    published_on = models.DateField(
        "发布日期", null=True, blank=True, help_text="列表按它排序。不填则为首次发布的那一天"
    )

    column_kind: ClassVar[ColumnKind | None] = None
    entry_kind: ClassVar[str] = ""  # what the search index calls it
    is_content = True
    is_creatable = False
    parent_page_types: ClassVar[list[str]] = ["cms_pages.ColumnPage"]
    subpage_types: ClassVar[list[str]] = []

    # A copy belongs to where it is put, and starts without a day of its own.
    exclude_fields_in_copy: ClassVar[list[str]] = ["organisation", "published_on"]

    lead_panels: ClassVar[list[Any]] = [
        FieldPanel(
            "title",
            classname="title",
            widget=forms.TextInput(attrs={"placeholder": "标题"}),
            help_text="一句话说清是什么；列表、搜索和网址都用它",
        ),
        FieldPanel("summary"),
    ]
    closing_panels: ClassVar[list[Any]] = [
        FieldPanel("body", help_text="一块一块地写：小标题、文字、图片、表格、文件、引文、视频"),
        InlinePanel("attachments", heading="附件", label="附件"),
        FieldPanel("tags", help_text="几个词，用逗号分隔，方便以后查找"),
        FieldPanel("published_on"),
    ]
    audience_panels: ClassVar[list[Any]] = [
        MultiFieldPanel(
            [FieldPanel("audience"), InlinePanel("readers", heading="指定人员名单", label="人员")], "谁可以读"
        )
    ]
    content_panels: ClassVar[list[Any]] = [*lead_panels, *closing_panels, *audience_panels]
    settings_panels: ClassVar[list[Any]] = [PublishingPanel()]

    class Meta:
        verbose_name = "内容页"
        verbose_name_plural = "内容页"
        indexes = [models.Index(F("published_on").desc(), F("page_ptr").desc(), name="content_newest")]

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Keep the organisation that of the column the page stands in."""
        if not self.organisation_id:
            self.organisation = self.get_parent().specific.organisation
        super().save(*args, **kwargs)

    def with_content_json(self, content: dict[str, Any]) -> Any:
        """A version says what was written; whose page it is, is said by where it stands (also for an alias)."""
        page = super().with_content_json(content)
        page.organisation_id = self.organisation_id
        return page

    @classmethod
    def can_create_at(cls, parent: Page) -> bool:
        """A news item in 新闻, a rule in 规章 …; nothing in a section of a dissolved organisation."""
        if not super().can_create_at(parent):
            return False
        place = parent.specific
        return cls.fits(place) and not place.is_closed

    @classmethod
    def fits(cls, place: Page) -> bool:
        """Whether pages of this type stand in that column."""
        return getattr(place, "kind", None) == cls.column_kind

    def can_move_to(self, parent: Page) -> bool:
        """Into the same column of another organisation."""
        place = parent.specific
        return bool(super().can_move_to(parent)) and self.fits(place) and not place.is_closed

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """What the theme shows of it."""
        from cms_pages.presenters.articles import article_context

        return {**super().get_context(request, *args, **kwargs), **article_context(self, request)}

    @property
    def column(self) -> str:
        """The column pages of this type stand in."""
        return self.column_kind or ""

    # ── What lists, feeds and the index say of it ───────────────────────────
    @property
    def headings(self) -> list[str]:
        """Headings inside the body."""
        return [block.value["text"] for block in self.body if block.block_type == "heading"]

    @property
    def body_text(self) -> str:
        """Text of the body, block by block."""
        return "\n".join(filter(None, (block_text(block) for block in self.body)))

    @property
    def short_summary(self) -> str:
        """The summary, or how the body begins."""
        if self.summary:
            return self.summary
        for block in self.body:
            if block.block_type == "text" and (text := block_text(block)):
                return text if len(text) <= SUMMARY_LENGTH else text[:SUMMARY_LENGTH].rstrip() + "…"
        return ""


def block_text(block: Any) -> str:
    """Text of one block of a body."""
    value = block.value
    match block.block_type:
        case "text":
            return plain_text(value.source)
        case "heading":
            return str(value["text"])
        case "image":
            return " ".join(filter(None, [value["alt"], value["caption"]]))
        case "table":
            return "\n".join(" ".join(str(cell) for cell in row if cell) for row in (value or {}).get("data") or [])
        case "document":
            return value["title"] or (value["document"].title if value["document"] else "")
        case "quote":
            return " ".join(filter(None, [value["text"], value["source"]]))
        case "video":
            return " ".join(filter(None, [value["title"], value["transcript"]]))
    return ""


class ContentTag(TaggedItemBase):
    """A word by which a page is found again 标签."""

    content_object = ParentalKey(ContentPage, on_delete=models.CASCADE, related_name="tagged_items")


class Attachment(Orderable):
    """A file that belongs to a page 附件."""

    page = ParentalKey(ContentPage, on_delete=models.CASCADE, related_name="attachments")
    document = models.ForeignKey(
        settings.WAGTAILDOCS_DOCUMENT_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name="文件"
    )
    title = models.CharField("显示名称", max_length=200, blank=True, help_text="不填则用文件本身的标题")

    panels: ClassVar[list[Any]] = [FieldPanel("document"), FieldPanel("title")]

    class Meta(Orderable.Meta):
        verbose_name = "附件"
        verbose_name_plural = "附件"

    def __str__(self) -> str:
        return self.title or self.document.title


class PageReader(models.Model):
    """One of the named persons 指定人员 a page is for."""

    page = ParentalKey(ContentPage, on_delete=models.CASCADE, related_name="readers")
    user = account_field("+")

    panels: ClassVar[list[Any]] = [FieldPanel("user")]

    class Meta:
        verbose_name = "指定人员"
        verbose_name_plural = "指定人员"
        constraints = [
            models.UniqueConstraint(
                fields=["page", "user"],
                name="reader_once_per_page",
                violation_error_message="同一个人只需填写一次。",
            )
        ]

    def __str__(self) -> str:
        return str(self.user)
