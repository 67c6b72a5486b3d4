"""Who studies what, and how far: enrolments 选课, progress in a lesson 进度."""

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from records.kit.models import Record, new_uid
from records.learning.models.courses import CourseVersion
from records.learning.querysets import EnrolmentQuerySet


class Enrolment(Record):
    """A person studies a course 选课; belongs to the person's own organisation. Seen by that person alone.

    While it is active it follows the course's current version; once completed it stays with the version it was done in.
    """

    class State(models.TextChoices):
        ACTIVE = "active", "在学"
        COMPLETED = "completed", "已完成"
        LEFT = "left", "已退出"

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name="学员")
    course_uid = models.UUIDField("课程标识", db_index=True)
    course = models.ForeignKey(CourseVersion, on_delete=models.PROTECT, related_name="enrolments", verbose_name="课程")
    state = models.CharField("状态", max_length=10, choices=State.choices, default=State.ACTIVE)
    enrolled_at = models.DateTimeField("选课时间")
    completed_at = models.DateTimeField("完成时间", null=True, blank=True)
    studied_at = models.DateTimeField("最近学习", null=True, blank=True)
    last_lesson_uid = models.UUIDField("最近课时", null=True, blank=True)

    objects: ClassVar[Any] = EnrolmentQuerySet.as_manager()

    # When somebody studied is nobody's business but their own (domain: no figures of time online).
    journal_hidden = ("studied_at", "last_lesson_uid")

    class Meta(Record.Meta):
        abstract = False
        ordering = ("-enrolled_at", "-pk")
        verbose_name = "选课"
        verbose_name_plural = "选课"
        constraints = [
            models.UniqueConstraint(
                fields=["user", "course_uid"], condition=Q(state="active"), name="enrolled_once_at_a_time"
            )
        ]

    def __str__(self) -> str:
        return f"{self.user_id}：{self.course_uid}"


class LessonProgress(models.Model):
    """How far a person is in a lesson 课时进度.

    `watched` is the union of watched intervals in normal form, [[start, end], …] in tenths of a second; a percentage is
    never stored. It holds for a video of `length` seconds: another video under the same lesson starts anew.
    """

    class Means(models.TextChoices):
        WATCHED = "watched", "看完视频"
        READ = "read", "读完课文"
        QUESTIONS = "questions", "读文字稿并答对练习"

    uid = models.UUIDField(default=new_uid, unique=True, editable=False)
    enrolment = models.ForeignKey(Enrolment, on_delete=models.PROTECT, related_name="progress")
    lesson_uid = models.UUIDField("课时标识")
    length = models.PositiveIntegerField("视频时长（秒）", default=0)
    watched = models.JSONField("看过的部分", blank=True, default=list)
    position = models.PositiveIntegerField("上次看到（十分之一秒）", default=0)
    done_at = models.DateTimeField("完成时间", null=True, blank=True)
    done_by = models.CharField("完成方式", max_length=10, choices=Means.choices, blank=True)

    wagtail_reference_index_ignore = True
    journal_hidden = ("watched", "position")

    class Meta:
        verbose_name = "课时进度"
        verbose_name_plural = "课时进度"
        constraints = [models.UniqueConstraint(fields=["enrolment", "lesson_uid"], name="progress_once_per_lesson")]

    def __str__(self) -> str:
        return f"{self.enrolment_id}：{self.lesson_uid}"

    @property
    def org_path(self) -> str:
        """Where the journal files it."""
        return self.enrolment.org_path

    @property
    def organisation_id(self) -> int:
        """The learner's organisation."""
        return self.enrolment.organisation_id


class WatchAllowance(models.Model):
    """How much video a person may newly be credited with, by the server's clock: one row per person, over all devices."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    left = models.PositiveIntegerField("余量（十分之一秒）")
    since = models.DateTimeField()

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = "观看校验"
        verbose_name_plural = "观看校验"

    def __str__(self) -> str:
        return str(self.user_id)
