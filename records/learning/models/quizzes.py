"""Quizzes 测验: learning records, never page content, or their answers would leak with the page and its revisions."""

import uuid
from typing import Any, ClassVar

from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import Q

from records.kit.models import Record, new_uid
from records.learning.models.progress import Enrolment
from records.learning.querysets import AttemptQuerySet, QuizQuerySet


class Quiz(Record):
    """The questions of a course, or of one lesson's text 测验; belongs to the organisation that issued the course."""

    course_uid = models.UUIDField("课程标识")
    lesson_uid = models.UUIDField("课时标识", null=True, blank=True, help_text="空为全课测验；否则为该课时文字稿的练习")
    attempts_per_day = models.PositiveSmallIntegerField(
        "每天最多作答次数", default=3, validators=[MaxValueValidator(50)], help_text="0为不限"
    )
    draw = models.PositiveSmallIntegerField("每次抽取题数", default=0, help_text="0为全部")
    shuffle = models.BooleanField("打乱选项次序", default=True)

    objects: ClassVar[Any] = QuizQuerySet.as_manager()

    class Meta(Record.Meta):
        abstract = False
        verbose_name = "测验"
        verbose_name_plural = "测验"
        constraints = [
            models.UniqueConstraint(
                fields=["course_uid"], condition=Q(lesson_uid__isnull=True), name="one_quiz_per_course"
            ),
            models.UniqueConstraint(
                fields=["course_uid", "lesson_uid"],
                condition=Q(lesson_uid__isnull=False),
                name="one_quiz_per_lesson",
            ),
        ]

    def __str__(self) -> str:
        return "课时练习" if self.lesson_uid else "全课测验"


class QuestionKind(models.TextChoices):
    """Kinds of questions."""

    SINGLE = "single", "单选"
    MULTIPLE = "multiple", "多选"
    TRUE_FALSE = "true_false", "判断"


class Question(models.Model):
    """A question 试题. A changed question is a new row; the one before is retired, so that history stays readable."""

    uid = models.UUIDField(default=new_uid, unique=True, editable=False)
    quiz = models.ForeignKey(Quiz, on_delete=models.PROTECT, related_name="questions")
    lineage = models.UUIDField("题号标识", default=uuid.uuid4, editable=False, help_text="同一道题的各版本相同")
    number = models.PositiveIntegerField("版本", default=1)
    position = models.PositiveSmallIntegerField("次序")
    kind = models.CharField("题型", max_length=12, choices=QuestionKind.choices)
    text = models.TextField("题目")
    choices = models.JSONField("选项", blank=True, default=list)
    answer = models.JSONField("答案", blank=True, default=list)
    explanation = models.TextField("解析", blank=True)
    retired_at = models.DateTimeField("停用时间", null=True, blank=True)

    wagtail_reference_index_ignore = True
    journal_hidden = ("text", "choices", "answer", "explanation")

    class Meta:
        ordering = ("position", "pk")
        verbose_name = "试题"
        verbose_name_plural = "试题"
        constraints = [
            models.UniqueConstraint(fields=["lineage", "number"], name="question_version_once"),
            models.UniqueConstraint(
                fields=["lineage"], condition=Q(retired_at__isnull=True), name="question_one_version_in_use"
            ),
        ]

    def __str__(self) -> str:
        return f"第{self.position}题"

    @property
    def org_path(self) -> str:
        """Where the journal files it."""
        return self.quiz.org_path

    @property
    def organisation_id(self) -> int:
        """The quiz's organisation."""
        return self.quiz.organisation_id


class Attempt(models.Model):
    """One try at a quiz 作答. Its questions are frozen in: order, choices and answers stay as they were when it began."""

    class State(models.TextChoices):
        OPEN = "open", "作答中"
        SUBMITTED = "submitted", "已交卷"

    uid = models.UUIDField(default=new_uid, unique=True, editable=False)
    enrolment = models.ForeignKey(Enrolment, on_delete=models.PROTECT, related_name="attempts")
    quiz = models.ForeignKey(Quiz, on_delete=models.PROTECT, related_name="attempts")
    number = models.PositiveIntegerField("第几次")
    pass_mark = models.PositiveSmallIntegerField("合格线（%）")
    questions = models.JSONField("试题", blank=True, default=list)
    answers = models.JSONField("作答", blank=True, default=dict)
    state = models.CharField("状态", max_length=10, choices=State.choices, default=State.OPEN)
    started_at = models.DateTimeField("开始")
    submitted_at = models.DateTimeField("交卷", null=True, blank=True)
    score = models.PositiveSmallIntegerField("得分", null=True, blank=True)
    right = models.PositiveSmallIntegerField("答对", null=True, blank=True)
    passed = models.BooleanField("合格", null=True, blank=True)

    objects: ClassVar[Any] = AttemptQuerySet.as_manager()

    wagtail_reference_index_ignore = True
    journal_hidden = ("questions", "answers")

    class Meta:
        ordering = ("-started_at", "-pk")
        verbose_name = "作答"
        verbose_name_plural = "作答"
        constraints = [
            models.UniqueConstraint(fields=["enrolment", "quiz", "number"], name="attempt_numbered_once"),
            models.UniqueConstraint(
                fields=["enrolment", "quiz"], condition=Q(state="open"), name="one_open_attempt_at_a_time"
            ),
        ]

    def __str__(self) -> str:
        return f"第{self.number}次"

    @property
    def org_path(self) -> str:
        """Where the journal files it."""
        return self.enrolment.org_path

    @property
    def organisation_id(self) -> int:
        """The learner's organisation."""
        return self.enrolment.organisation_id
