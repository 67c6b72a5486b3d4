"""Courses 课程 and their lessons 课时. Questions are learning records, never page content."""

import decimal
from typing import Any, ClassVar

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, MultiFieldPanel
from wagtail.models import Page

from cms_pages.columns import ColumnKind
from cms_pages.models.content import ContentPage


class CoursePage(ContentPage):
    """课程."""

    hours = models.DecimalField(
        "学时",
        max_digits=4,
        decimal_places=1,
        default=decimal.Decimal(1),
        validators=[MinValueValidator(decimal.Decimal("0.1")), MaxValueValidator(decimal.Decimal(100))],
        help_text="学完并通过后计入个人学时，45分钟为1学时",
    )
    pass_mark = models.PositiveSmallIntegerField(
        "合格分", default=60, validators=[MaxValueValidator(100)], help_text="百分制；没有测验的课程不起作用"
    )

    template = "theme/course.html"
    column_kind = ColumnKind.COURSES
    entry_kind = "course"
    is_creatable = True
    subpage_types: ClassVar[list[str]] = ["cms_pages.LessonPage"]
    content_panels: ClassVar[list[Any]] = [
        *ContentPage.lead_panels,
        MultiFieldPanel([FieldRowPanel([FieldPanel("hours"), FieldPanel("pass_mark")])], "学时"),
        *ContentPage.closing_panels,
        *ContentPage.audience_panels,
    ]

    class Meta:
        verbose_name = "课程"
        verbose_name_plural = "课程"


class LessonPage(ContentPage):
    """课时: one lesson of a course. Who may read it is decided by the course."""

    video = models.ForeignKey(
        settings.WAGTAILDOCS_DOCUMENT_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name="视频",
        help_text="mp4 或 webm，先在“附件”中上传",
    )
    captions = models.ForeignKey(
        settings.WAGTAILDOCS_DOCUMENT_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name="字幕",
        help_text="vtt 文件",
    )
    duration = models.PositiveIntegerField("时长（秒）", default=0)
    transcript = models.TextField(
        "文字稿", blank=True, help_text="每段一行，可在行首写时间，例如“02:15 今天讲三件事”；供阅读和搜索"
    )

    template = "theme/lesson.html"
    column_kind = ColumnKind.COURSES
    entry_kind = "lesson"
    is_creatable = True
    parent_page_types: ClassVar[list[str]] = ["cms_pages.CoursePage"]
    content_panels: ClassVar[list[Any]] = [
        FieldPanel("title", classname="title"),
        FieldPanel("summary"),
        MultiFieldPanel(
            [FieldPanel("video"), FieldPanel("captions"), FieldPanel("duration"), FieldPanel("transcript")], "视频"
        ),
        FieldPanel("body"),
        InlinePanel("attachments", heading="附件", label="附件"),
    ]

    class Meta:
        verbose_name = "课时"
        verbose_name_plural = "课时"

    def clean(self) -> None:
        """What was watched is measured against the video's length, so it must be known."""
        super().clean()
        if self.video_id and not self.duration:
            raise ValidationError({"duration": "有视频的课时请填写时长（秒），学时按看过的部分计。"})

    @classmethod
    def fits(cls, place: Page) -> bool:
        """Lessons stand in courses."""
        return isinstance(place, CoursePage)
