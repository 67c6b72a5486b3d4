"""The site's own judged questions 评判题, and how well the search answered them over time."""

from typing import Any, ClassVar

from django.db import models

from search.doors.tuning.models import Tuned, new_uid
from search.doors.tuning.querysets import TunedQuerySet


class JudgedQuestion(Tuned):
    """A question as people ask it, and the entries that should answer it."""

    class Reader(models.TextChoices):
        PUBLIC = "public", "公众：只算向社会公开的"
        STAFF = "staff", "工作人员：全部内容都算"

    text = models.CharField("问题", max_length=100)
    best = models.JSONField("最合适的", default=list)
    also = models.JSONField("也合适的", default=list, blank=True)
    reader = models.CharField("谁来问", max_length=10, choices=Reader.choices, default=Reader.PUBLIC)
    active = models.BooleanField("启用", default=True)
    note = models.CharField("说明", max_length=200, blank=True)

    kept = ("text", "best", "also", "reader", "active", "note")
    journal_fields = kept

    class Meta:
        verbose_name = "评判题"
        verbose_name_plural = "评判题"

    def __str__(self) -> str:
        return f"“{self.text}”"


class ScoreRun(models.Model):
    """One scoring of all questions in use: means (nDCG@10, MRR, share whose first result is one of the best), and each question's own figures."""

    uid = models.UUIDField(default=new_uid, unique=True, editable=False)
    at = models.DateTimeField("时间", auto_now_add=True)
    questions = models.PositiveIntegerField("题数")
    ndcg = models.FloatField("质量分")
    mrr = models.FloatField("位置分")
    first = models.FloatField("第一条就对")
    details = models.JSONField(default=list)  # [{"uid", "ndcg", "rank"}]

    objects: ClassVar[Any] = TunedQuerySet.as_manager()
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = "搜索评分"
        verbose_name_plural = "搜索评分"

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d} {self.ndcg:.3f}"
