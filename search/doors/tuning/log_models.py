"""What is asked on the search page, by the day and without persons 搜索统计."""

from typing import Any, ClassVar

from django.conf import settings
from django.db import models

from search.doors.tuning.querysets import TunedQuerySet


class QueryCount(models.Model):
    """How often one thing was asked on one day. No account, no address, no session, no moment.

    Until it was asked often enough the text is not here, only `mark`, a keyed hash of day and text; when the day is
    closed, rows without a text are deleted.
    """

    day = models.DateField("日期")
    mark = models.CharField(max_length=32)
    text = models.CharField("搜索词", max_length=60, blank=True)
    withheld = models.BooleanField(default=False)  # it holds a person's name: never to be kept
    asked = models.PositiveIntegerField("次数", default=0)
    none = models.PositiveIntegerField("没有结果", default=0)
    few = models.PositiveIntegerField("结果很少", default=0)
    many = models.PositiveIntegerField("结果多", default=0)
    clicks = models.PositiveIntegerField("点开", default=0)
    public = models.PositiveIntegerField("公众搜到", default=0)  # asked by visitors, who found something
    spread = models.PositiveSmallIntegerField(default=0)  # in how many stretches of time it was asked
    last_stretch = models.SmallIntegerField(default=-1)

    objects: ClassVar[Any] = TunedQuerySet.as_manager()
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = "搜索统计"
        verbose_name_plural = "搜索统计"
        constraints = [models.UniqueConstraint(fields=["day", "mark"], name="query_count_once_a_day")]
        indexes = [models.Index(fields=["day", "text"], name="query_count_day_text")]

    def __str__(self) -> str:
        return f"{self.day} {self.text}"

    @property
    def ripe(self) -> bool:
        """Whether it was asked often enough for its words to be kept, and they are neither kept nor withheld yet."""
        return not self.text and not self.withheld and self.spread >= settings.SEARCH_QUERY_THRESHOLD


class QueryDay(models.Model):
    """All that was asked on one day, in figures."""

    day = models.DateField("日期", unique=True)
    asked = models.PositiveIntegerField("次数", default=0)
    none = models.PositiveIntegerField("没有结果", default=0)
    unkept = models.PositiveIntegerField("不保留的", default=0)  # numbers, addresses, long texts, people found

    objects: ClassVar[Any] = TunedQuerySet.as_manager()
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = "每日搜索次数"
        verbose_name_plural = "每日搜索次数"

    def __str__(self) -> str:
        return f"{self.day}"
