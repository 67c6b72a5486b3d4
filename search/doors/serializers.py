"""What the search says over the API."""

from collections.abc import Sequence
from typing import Any

from drf_spectacular.utils import extend_schema_serializer
from rest_framework import serializers

from records.kit.money import yuan
from records.organisations.models import Organisation
from search.doors.presenting import paths_of
from search.index.entries import Entry
from search.index.requests import SearchAnswer, Segment


class FactSerializer(serializers.Serializer[Any]):
    """一项事实."""

    name = serializers.CharField()
    value = serializers.CharField()


class Span(serializers.ListField):
    """[起, 止)."""

    child = serializers.IntegerField()


class MarksSerializer(serializers.Serializer[Any]):
    """所查的字词在标题和摘要里的位置，每处是[起,止)，按字符数."""

    title = serializers.ListField(child=Span(min_length=2, max_length=2))
    snippet = serializers.ListField(child=Span(min_length=2, max_length=2))


class ResultSerializer(serializers.Serializer[Any]):
    """一条结果."""

    kind = serializers.CharField(help_text="种类代码")
    title = serializers.CharField()
    url = serializers.CharField(help_text="站内地址；有“spot”时指到那一处")
    spot = serializers.CharField(help_text="在其中何处：第3页、第十九条、第2讲 11:20；没有时为空")
    organisation = serializers.CharField(help_text="组织简称")
    published = serializers.DateField(allow_null=True)
    state = serializers.CharField(help_text="状态，没有时为空")
    audience = serializers.CharField(help_text="公开范围：society、members、own、named，或 post（按岗位可见）")
    path = serializers.CharField(help_text="所在的各级组织，例如“柳溪镇党委 › 石桥村党总支”；没有时为空")
    facts = FactSerializer(many=True, help_text="文号、金额、状态等，各种类自有的几项")
    snippet = serializers.CharField(help_text="说到所查内容的一段")
    marks = MarksSerializer(help_text="标题和摘要里，所查的字词在哪里")
    recommended = serializers.BooleanField(help_text="是否由工作人员推荐；推荐的排在最前，最多3条，后面不再重复")


class CountSerializer(serializers.Serializer[Any]):
    """一个取值及其条数."""

    value = serializers.CharField()
    count = serializers.IntegerField()


class FacetsSerializer(serializers.Serializer[Any]):
    """按种类、组织、年份、类别、公开范围、状态的条数；状态只在查档时给出."""

    kind = CountSerializer(many=True)
    organisation = CountSerializer(many=True)
    year = CountSerializer(many=True)
    category = CountSerializer(many=True)
    audience = CountSerializer(many=True)
    state = CountSerializer(many=True)


@extend_schema_serializer(many=False)
class AnswerSerializer(serializers.Serializer[Any]):
    """搜索结果."""

    total = serializers.IntegerField(help_text="可翻阅的条数")
    complete = serializers.BooleanField(
        help_text="是否查全；false 表示搜索服务有一部分正在恢复或没有按时回答，条数不作准，facets 为空，没有结果不等于没有"
    )
    results = ResultSerializer(many=True)
    facets = FacetsSerializer()


class MeantSerializer(serializers.Serializer[Any]):
    """读音相近的一个."""

    text = serializers.CharField(help_text="标题或名称")
    url = serializers.CharField(help_text="站内地址")


@extend_schema_serializer(many=False)
class SearchAnswerSerializer(AnswerSerializer):
    """全站搜索的结果."""

    exact = serializers.IntegerField(help_text="含全部字词的条数；各筛选项的条数按这些算")
    cut = serializers.BooleanField(help_text="所查的字词太长，只按前面的部分找")
    loosened = serializers.BooleanField(help_text="没有一条含全部字词，给出的是相近的")
    wordings = serializers.ListField(child=serializers.CharField(), help_text="也找过的近义说法")
    meant = MeantSerializer(many=True, help_text="没有一条含全部字词时，读音相近的标题和名称")
    clicked = serializers.CharField(help_text="计点开数的凭据，一小时内有效；不计的为空")


class SuggestionSerializer(serializers.Serializer[Any]):
    """一条联想."""

    text = serializers.CharField(help_text="标题、名称或常用的搜索词")
    kind = serializers.CharField(help_text="种类，例如“规章”“组织”“常搜”")
    place = serializers.CharField(required=False, help_text="所在组织，可区分同名的")
    url = serializers.CharField(help_text="站内地址")


def body_of(answer: SearchAnswer) -> dict[str, Any]:
    """An answer as AnswerSerializer writes it; organisations by uid."""
    numbers = [each.value for each in answer.facets.organisations]
    uids = {
        str(number): str(uid) for number, uid in Organisation.objects.filter(pk__in=numbers).values_list("pk", "uid")
    }
    return {
        "total": answer.total,
        "complete": not answer.partial,
        "results": [
            {
                "kind": hit.kind,
                "title": hit.title,
                "url": hit.url,
                "spot": hit.spot,
                "organisation": hit.organisation,
                "published": hit.published,
                "state": hit.state,
                "audience": hit.reach.value,
                "path": path,
                "facts": [{"name": name, "value": value} for name, value in hit.facts.items()],
                "snippet": hit.snippet_text,
                "marks": {"title": _spans(hit.title_segments), "snippet": _spans(hit.snippet)},
                "recommended": hit.recommended,
            }
            for hit, path in zip(answer.hits, paths_of(answer.hits), strict=True)
        ],
        "facets": {
            "kind": [{"value": each.value, "count": each.count} for each in answer.facets.kinds],
            "organisation": [
                {"value": uids[each.value], "count": each.count}
                for each in answer.facets.organisations
                if each.value in uids
            ],
            "year": [{"value": each.value, "count": each.count} for each in answer.facets.years],
            "category": [{"value": each.value, "count": each.count} for each in answer.facets.categories],
            "audience": [{"value": each.value, "count": each.count} for each in answer.facets.reaches],
            "state": [{"value": each.value, "count": each.count} for each in answer.facets.states],
        },
    }


def _spans(segments: Sequence[Segment]) -> list[list[int]]:
    """Where the marked stretches stand in the text that these make up."""
    found, place = [], 0
    for segment in segments:
        end = place + len(segment.text)
        if segment.hit:
            found.append([place, end])
        place = end
    return found


class ExportedSerializer(serializers.Serializer[Any]):
    """导出的一条，内容同查档导出的表格."""

    kind = serializers.CharField(help_text="种类代码")
    uid = serializers.CharField()
    title = serializers.CharField()
    url = serializers.CharField(help_text="站内地址")
    organisation = serializers.CharField(help_text="组织简称")
    place = serializers.CharField(help_text="所在，没有时为空")
    published = serializers.DateField(allow_null=True)
    year = serializers.IntegerField(allow_null=True)
    numbers = serializers.ListField(child=serializers.CharField(), help_text="文号、索引号或编号")
    state = serializers.CharField(help_text="状态，没有时为空")
    amount = serializers.CharField(allow_null=True, help_text="金额（元），两位小数；没有时为空")
    category = serializers.CharField(help_text="类别，没有时为空")
    audience = serializers.CharField(help_text="公开范围：society、members、own、named，或 post（按岗位可见）")


def exported(entry: Entry) -> dict[str, Any]:
    """An entry as ExportedSerializer writes it."""
    return {
        "kind": entry.kind,
        "uid": entry.uid,
        "title": entry.title,
        "url": entry.url,
        "organisation": entry.organisation,
        "place": entry.place,
        "published": entry.published,
        "year": entry.counted_year,
        "numbers": [number for number in entry.numbers if number],
        "state": entry.state,
        "amount": None if entry.amount_fen is None else yuan(entry.amount_fen),
        "category": entry.category,
        "audience": entry.reach.value,
    }


class BearerSerializer(serializers.Serializer[Any]):
    """一个叫这个名字的."""

    kind = serializers.CharField(help_text="种类代码")
    title = serializers.CharField()
    url = serializers.CharField(help_text="站内地址")
    organisation = serializers.CharField(help_text="组织简称")
    place = serializers.CharField(help_text="所在，可区分同名的人")


class NameFoundSerializer(serializers.Serializer[Any]):
    """一个名字的查找结果."""

    name = serializers.CharField(help_text="所给的名字")
    count = serializers.IntegerField(help_text="您的范围内叫这个名字的有几个")
    found = BearerSerializer(many=True, help_text="其中前几个")


def bearer(entry: Entry) -> dict[str, Any]:
    """An entry as BearerSerializer writes it."""
    return {
        "kind": entry.kind,
        "title": entry.title,
        "url": entry.url,
        "organisation": entry.organisation,
        "place": entry.place,
    }
