"""Courses 课程 as they were published: pages are edited, a version is not."""

from typing import Any, ClassVar

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q

from records.kit.audience import Audience
from records.kit.models import Record
from records.learning.querysets import CourseVersionQuerySet


class CourseVersion(Record):
    """A course as published on a day 课程版本. Belongs to the organisation that issued it.

    `page_uid` is the page's outward identifier, the same for all versions of a course; one version at most is current.
    """

    page_id = models.PositiveBigIntegerField("页面编号")
    page_uid = models.UUIDField("课程标识", db_index=True)
    number = models.PositiveIntegerField("版本")
    title = models.CharField("课程名称", max_length=255)
    hours = models.PositiveIntegerField("学时（百分之一）", validators=[MaxValueValidator(100_00)])
    pass_mark = models.PositiveSmallIntegerField(
        "合格线（%）", validators=[MinValueValidator(0), MaxValueValidator(100)], default=60
    )
    audience = models.CharField("公开范围", max_length=10, choices=Audience.choices, default=Audience.SOCIETY)
    is_current = models.BooleanField("在用", default=True)
    published_at = models.DateTimeField("发布时间")
    withdrawn_at = models.DateTimeField("撤下时间", null=True, blank=True)

    objects: ClassVar[Any] = CourseVersionQuerySet.as_manager()

    class Meta(Record.Meta):
        abstract = False
        ordering = ("-published_at", "-pk")
        verbose_name = "课程"
        verbose_name_plural = "课程"
        constraints = [
            models.UniqueConstraint(fields=["page_uid", "number"], name="course_version_numbered_once"),
            models.UniqueConstraint(
                fields=["page_uid"], condition=Q(is_current=True), name="course_has_one_current_version"
            ),
        ]

    def __str__(self) -> str:
        return self.title


class CourseLabel(models.Model):
    """A label of which a reader must carry one to see the course (kit's audience)."""

    version = models.ForeignKey(CourseVersion, on_delete=models.CASCADE, related_name="labels")
    label = models.CharField(max_length=60)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = "课程公开对象"
        verbose_name_plural = "课程公开对象"
        constraints = [models.UniqueConstraint(fields=["version", "label"], name="course_label_once")]
        indexes = [models.Index(fields=["label", "version"])]

    def __str__(self) -> str:
        return self.label


class LessonKind(models.TextChoices):
    """How a lesson is studied."""

    TEXT = "text", "文字"
    VIDEO = "video", "视频"


class LessonVersion(models.Model):
    """A lesson 课时 as it stood in a version of its course: frozen."""

    version = models.ForeignKey(CourseVersion, on_delete=models.PROTECT, related_name="lessons")
    page_id = models.PositiveBigIntegerField("页面编号")
    page_uid = models.UUIDField("课时标识", db_index=True)
    title = models.CharField("课时名称", max_length=255)
    position = models.PositiveSmallIntegerField("次序")
    kind = models.CharField("形式", max_length=10, choices=LessonKind.choices)
    length = models.PositiveIntegerField("视频时长（秒）", default=0)

    wagtail_reference_index_ignore = True

    class Meta:
        ordering = ("position",)
        verbose_name = "课时"
        verbose_name_plural = "课时"
        constraints = [
            models.UniqueConstraint(fields=["version", "page_uid"], name="lesson_once_in_a_version"),
            models.UniqueConstraint(fields=["version", "position"], name="lesson_position_once"),
            models.CheckConstraint(
                condition=Q(kind="text") | Q(length__gt=0),
                name="video_lesson_has_a_length",
                violation_error_message="视频课时应有时长，请重新上传视频或填写时长。",
            ),
        ]

    def __str__(self) -> str:
        return self.title
