"""What the tuning's doors of the API have in common: who may, and how a try-out is told."""

from collections.abc import Callable, Sequence
from typing import Any

from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from records.access.models import User
from search.doors.api_parts import Away, staff
from search.doors.tuning import tryout
from search.doors.tuning.querysets import TUNE
from search.index.requests import SearchUnavailable


def tuner(request: Request) -> User:
    """Who asks. Raises NotAuthenticated for a visitor, Refused for who may not tune the search."""
    return staff(request, TUNE, "您没有“搜索维护”的权限；只限最上级组织的职务。")


class TriedPlaceSerializer(serializers.Serializer[Any]):
    """一条结果及其在另一边的次序."""

    title = serializers.CharField()
    url = serializers.CharField()
    other = serializers.IntegerField(allow_null=True, help_text="在另一边排第几，不在前十时为空")


class TriedSerializer(serializers.Serializer[Any]):
    """一句话现在和保存后的前十条."""

    text = serializers.CharField()
    wordings = serializers.ListField(child=serializers.CharField(), help_text="保存后也找的说法")
    before = TriedPlaceSerializer(many=True)
    after = TriedPlaceSerializer(many=True)


class JudgedChangeSerializer(serializers.Serializer[Any]):
    """涉及的评判题和它们的平均质量分."""

    questions = serializers.IntegerField(help_text="涉及几道题")
    before = serializers.FloatField(help_text="现在的平均质量分，满分1")
    after = serializers.FloatField(help_text="保存后的")


class TriedRuleSerializer(serializers.Serializer[Any]):
    """一条近义词的效果."""

    tried = TriedSerializer(many=True)
    judged = JudgedChangeSerializer(allow_null=True, help_text="没有涉及评判题时为空")
    doubts = serializers.ListField(child=serializers.CharField(), help_text="保存前请再看一下的；保存时用 confirm 确认")


def told(found: Sequence[tryout.Tried]) -> list[dict[str, Any]]:
    """A try-out as TriedSerializer writes it."""

    def places(found: tuple[tryout.Place, ...]) -> list[dict[str, Any]]:
        return [{"title": place.hit.title, "url": place.hit.url, "other": place.other} for place in found]

    return [
        {
            "text": each.text,
            "wordings": list(each.wordings),
            "before": places(each.before),
            "after": places(each.after),
        }
        for each in found
    ]


def tried(ask: Callable[[], Any]) -> Response:
    """What a try-out says. Raises Away while the search is away."""
    try:
        return Response(ask())
    except SearchUnavailable:
        raise Away from None
