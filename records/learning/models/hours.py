"""The ledger of hours 学时台账: append-only; a correction is a linked reversal. Certificates 结业证明."""

import uuid
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from records.kit.models import Record
from records.learning.models.courses import CourseVersion
from records.learning.querysets import CertificateQuerySet, HourEntryQuerySet, StudySessionQuerySet


class StudyForm(models.TextChoices):
    """How hours were studied."""

    COURSE = "course", "网上课程"
    STUDY = "study", "集中学习"
    LECTURE = "lecture", "党课"
    THEME_DAY = "theme_day", "主题党日"
    TRAINING = "training", "集中培训"


OFFLINE_FORMS = [choice for choice in StudyForm.choices if choice[0] != StudyForm.COURSE]


class StudySession(Record):
    """One occasion of studying together 集中学习记录, entered once for all who took part; belongs to its organiser.

    `key` comes with the form: sent twice, the same occasion is entered once.
    """

    key = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    form = models.CharField("形式", max_length=12, choices=OFFLINE_FORMS)
    title = models.CharField("内容", max_length=200)
    held_on = models.DateField("日期")
    hours = models.PositiveIntegerField("学时（百分之一）")
    evidence = models.CharField("依据", max_length=300, help_text="会议记录、签到册或通知的名称和编号；不需要照片")
    people = models.PositiveIntegerField("人数", default=0, editable=False)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        editable=False,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name="登记人",
    )

    objects: ClassVar[Any] = StudySessionQuerySet.as_manager()

    class Meta(Record.Meta):
        abstract = False
        ordering = ("-held_on", "-pk")
        verbose_name = "集中学习记录"
        verbose_name_plural = "集中学习记录"

    def __str__(self) -> str:
        return self.title


class HourEntry(Record):
    """Hours of one person 学时记录; belongs to the person's organisation of that day. Never changed, never taken away.

    From a course (`course`, once a calendar year) or from a session; a reversal carries the negative hours of `reverses`.
    """

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name="账号"
    )
    member = models.ForeignKey(
        "members.Member", null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name="党员"
    )
    year = models.PositiveSmallIntegerField("年度")
    on = models.DateField("日期")
    form = models.CharField("形式", max_length=12, choices=StudyForm.choices)
    title = models.CharField("内容", max_length=255)
    hours = models.IntegerField("学时（百分之一）")
    course = models.ForeignKey(CourseVersion, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    course_uid = models.UUIDField("课程标识", null=True, blank=True)
    session = models.ForeignKey(
        StudySession, null=True, blank=True, on_delete=models.PROTECT, related_name="entries", verbose_name="集中学习"
    )
    reverses = models.OneToOneField(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="reversal", verbose_name="冲销"
    )
    reason = models.CharField("冲销事由", max_length=200, blank=True)

    objects: ClassVar[Any] = HourEntryQuerySet.as_manager()

    class Meta(Record.Meta):
        abstract = False
        ordering = ("-on", "-pk")
        verbose_name = "学时记录"
        verbose_name_plural = "学时记录"
        indexes = [*Record.Meta.indexes, models.Index(fields=["user", "year"]), models.Index(fields=["member", "year"])]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "course_uid", "year"],
                condition=Q(course_uid__isnull=False, reverses__isnull=True),
                name="course_counts_once_a_year",
            ),
            models.UniqueConstraint(
                fields=["session", "member"],
                condition=Q(session__isnull=False, reverses__isnull=True),
                name="session_counts_once_for_a_person",
            ),
            models.CheckConstraint(
                condition=Q(user__isnull=False) | Q(member__isnull=False), name="hours_are_somebodys"
            ),
            models.CheckConstraint(
                condition=Q(reverses__isnull=True, hours__gt=0) | Q(reverses__isnull=False, hours__lt=0),
                name="hours_positive_reversal_negative",
            ),
        ]

    def __str__(self) -> str:
        return self.title


class Certificate(Record):
    """Proof that a person completed a course 结业证明: immutable, revocable; `code` opens its public page of proof."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name="学员")
    course = models.ForeignKey(CourseVersion, on_delete=models.PROTECT, related_name="+", verbose_name="课程")
    code = models.UUIDField("验证码", default=uuid.uuid4, unique=True, editable=False)
    printed_name = models.CharField("姓名", max_length=60)
    title = models.CharField("课程名称", max_length=255)
    hours = models.PositiveIntegerField("学时（百分之一）")
    completed_on = models.DateField("完成日期")
    revoked_at = models.DateTimeField("撤销时间", null=True, blank=True)
    revoked_for = models.CharField("撤销事由", max_length=200, blank=True)

    objects: ClassVar[Any] = CertificateQuerySet.as_manager()

    class Meta(Record.Meta):
        abstract = False
        ordering = ("-completed_on", "-pk")
        verbose_name = "结业证明"
        verbose_name_plural = "结业证明"
        constraints = [
            models.UniqueConstraint(fields=["user", "course", "completed_on"], name="certificate_once"),
        ]

    def __str__(self) -> str:
        return self.title
