"""What was asked, as staff read it: by period, what found nothing, what nobody opened; on screen and as a table."""

import datetime
from collections.abc import Mapping, Sequence
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Max, Sum
from django.utils import timezone

from records.kit.actors import Actor
from records.kit.exports import ExportColumn, Exporter, exporter
from search.doors.tuning.log_models import QueryCount, QueryDay
from search.doors.tuning.querysets import TUNE
from search.index.normalise import normalise_question

PERIODS = {"7": "7天", "30": "30天", "90": "90天", "all": "全部"}
USUAL = "30"
SHOWS = {"": "最多的", "none": "没有结果的", "unopened": "有结果、没人点开的"}
NAMES = ("days", "show", "q")


def plain(query: Mapping[str, Any]) -> dict[str, str]:
    """The filters of an address; what makes no sense is left out."""
    given = {name: str(query.get(name, "")) for name in NAMES}
    given["days"] = given["days"] if given["days"] in PERIODS else USUAL
    given["show"] = given["show"] if given["show"] in SHOWS else ""
    given["q"] = normalise_question(given["q"])[:60]
    return given


def since(days: str) -> datetime.date:
    """The first day of a period."""
    number = settings.SEARCH_QUERY_DAYS if days == "all" else int(days)
    return timezone.localdate() - datetime.timedelta(days=number - 1)


def rows(actor: Actor, given: Mapping[str, str]) -> Any:
    """(text, times, without, opened, last) of each question that is kept, as these filters want it."""
    found = QueryCount.objects.visible_to(actor).exclude(text="").filter(day__gte=since(given["days"]))
    if given["q"]:
        found = found.filter(text__contains=given["q"])
    found = found.values("text").annotate(
        times=Sum("asked"), without=Sum("none"), opened=Sum("clicks"), last=Max("day")
    )
    if given["show"] == "none":
        found = found.filter(without__gt=0)
    elif given["show"] == "unopened":
        found = found.filter(opened=0, times__gt=F("without"))
    return found.values_list("text", "times", "without", "opened", "last", named=True)


def totals(actor: Actor, given: Mapping[str, str]) -> dict[str, int]:
    """All that was asked in the period, whether its words are kept or not."""
    days = QueryDay.objects.visible_to(actor).filter(day__gte=since(given["days"]))
    found = days.aggregate(asked=Sum("asked"), none=Sum("none"), unkept=Sum("unkept"))
    return {name: int(value or 0) for name, value in found.items()}


def by_day(actor: Actor, given: Mapping[str, str]) -> Any:
    """The same of each day, newest first: as many rows at most as there are days in the period."""
    days = QueryDay.objects.visible_to(actor).filter(day__gte=since(given["days"]))
    return days.order_by("-day").values("day", "asked", "none", "unkept")


def _shown(name: str) -> Any:
    return lambda row: getattr(row, name)


@exporter
class QueryExporter(Exporter):
    """The questions as the screen filters them."""

    name = "search.queries"
    label = "搜索统计"
    unit = "个搜索词"
    action = TUNE
    order = ("text",)

    def columns(self) -> Sequence[ExportColumn]:
        """As on the screen."""
        return [
            ExportColumn("搜索词", _shown("text")),
            ExportColumn("次数", _shown("times")),
            ExportColumn("没有结果", _shown("without")),
            ExportColumn("点开", _shown("opened")),
            ExportColumn("最近一天", _shown("last")),
        ]

    def rows(self, actor: Actor, filters: dict[str, Any]) -> models.QuerySet[Any]:
        """As the screen shows them, all of them."""
        found: models.QuerySet[Any] = rows(actor, plain(filters))
        return found

    def described(self, filters: dict[str, Any]) -> str:
        """The filters in words."""
        given = plain(filters)
        word = f"，含“{given['q']}”" if given["q"] else ""
        return f"近{PERIODS[given['days']]}，{SHOWS[given['show']]}{word}"
