"""What was asked on the site over the API 搜索统计: the same figures, the same permission."""

from typing import Any

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers, viewsets
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from search.doors.tuning import log
from search.doors.tuning.api_parts import tuner

MOST = 1_000  # in one answer
DAYS = OpenApiParameter("days", str, description="时间", enum=list(log.PERIODS))


class AskedSerializer(serializers.Serializer[Any]):
    """一个搜索词."""

    text = serializers.CharField(help_text="搜索词")
    asked = serializers.IntegerField(source="times", help_text="次数")
    none = serializers.IntegerField(source="without", help_text="没有结果的次数")
    clicks = serializers.IntegerField(source="opened", help_text="点开结果的次数")
    last = serializers.DateField(help_text="最近一天")


class DaySerializer(serializers.Serializer[Any]):
    """一天的搜索."""

    day = serializers.DateField()
    asked = serializers.IntegerField(help_text="次数")
    none = serializers.IntegerField(help_text="没有结果的次数")
    unkept = serializers.IntegerField(help_text="字词不留的次数：号码、人名、长句等")


class TotalsSerializer(serializers.Serializer[Any]):
    """一段时间的搜索，合计和每天的；字词不留的也算在内."""

    asked = serializers.IntegerField(help_text="次数")
    none = serializers.IntegerField(help_text="没有结果的次数")
    unkept = serializers.IntegerField(help_text="字词不留的次数")
    days = DaySerializer(many=True, help_text="有人搜索的每一天，新的在前")


class AskedViewSet(viewsets.ViewSet):
    """搜索统计：按天合计，不记是谁."""

    @extend_schema(
        operation_id="search_queries_list",
        parameters=[
            DAYS,
            OpenApiParameter("show", str, description="none（没有结果的）或 unopened（没人点开的）；不给为全部"),
            OpenApiParameter("q", str, description="含有"),
            OpenApiParameter(
                "after",
                str,
                description="要取全部时用：先给空的，再给上一次最后一个搜索词，直到不满1,000个；这时按词排，不按次数",
            ),
        ],
        responses=AskedSerializer(many=True),
    )
    def list(self, request: Request) -> Response:
        """List what is asked in a period, at most 1,000 at once: most asked first, or by its words after a given one."""
        rows = log.rows(tuner(request), log.plain(request.query_params))
        after = request.query_params.get("after")
        if after is None:
            rows = rows.order_by("-times", "text")
        else:
            rows = rows.filter(text__gt=after.replace("\x00", "")).order_by("text")
        return Response(AskedSerializer(rows[:MOST], many=True).data)

    @extend_schema(operation_id="search_queries_totals", parameters=[DAYS], responses=TotalsSerializer)
    @action(detail=False, methods=["get"])
    def totals(self, request: Request) -> Response:
        """How much was asked in a period, in all, and by the day."""
        actor, given = tuner(request), log.plain(request.query_params)
        days = log.by_day(actor, given)
        return Response(TotalsSerializer({**log.totals(actor, given), "days": days}).data)
