"""What the search's tuning takes and shows over the API. Lengths, choices and usual values are the models', the rules the services'."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from records.access.actors import actor_of
from search.doors.tuning import entries
from search.doors.tuning.bets import MOST_UP
from search.doors.tuning.judged_models import JudgedQuestion, ScoreRun
from search.doors.tuning.models import Bet, Synonym, Tuned, TuningChange

WHEN = ("changed_at", "version")


class Words(serializers.ListField):
    """Texts in a list; what makes one sound is said by the service, with its cure."""

    child = serializers.CharField()


def usual(model: type[Tuned]) -> dict[str, dict[str, Any]]:
    """What each field is when it is left out, as the model has it; a row is always sent as a whole."""
    fields: dict[str, Any] = {name: model._meta.get_field(name) for name in model.kept}
    return {
        name: {"default": field.get_default()} for name, field in fields.items() if field.has_default() or field.blank
    }


class SynonymInput(serializers.ModelSerializer[Any]):
    """近义词的内容."""

    words = Words(help_text="人们搜索时写的词")
    instead = Words(default=list, help_text="也找；双向和不改写的不给")
    confirm = serializers.BooleanField(default=False, help_text="对提示的疑问已经看过，仍要保存")

    class Meta:
        model = Synonym
        fields: tuple[str, ...] = (*Synonym.kept, "confirm")
        extra_kwargs = {**usual(Synonym), "direction": {"required": True}}


class SynonymSerializer(serializers.ModelSerializer[Synonym]):
    """一条近义词."""

    words = Words(help_text="人们搜索时写的词")
    instead = Words(help_text="也找；双向和不改写的为空")

    class Meta:
        model = Synonym
        fields = ("uid", *Synonym.kept, *WHEN)


class TrySynonymInput(SynonymInput):
    """要试的近义词."""

    uid = serializers.UUIDField(allow_null=True, default=None, help_text="更改的是哪一条；新的不给")
    text = serializers.CharField(
        max_length=60, allow_blank=True, default="", help_text="用哪句话试；不给就用受影响的常用搜索和评判题"
    )

    class Meta(SynonymInput.Meta):
        fields = (*SynonymInput.Meta.fields, "uid", "text")


class StarterSerializer(serializers.Serializer[Any]):
    """一条随附的近义词."""

    word = serializers.CharField(help_text="人们搜索时写的词")
    instead = Words(help_text="也找")


class BetEntrySerializer(serializers.Serializer[Any]):
    """推荐或靠后的条目."""

    kind = serializers.CharField(source="entry_kind", help_text="类别代码")
    uid = serializers.CharField(source="entry_uid")
    title = serializers.CharField(read_only=True, help_text="现在的标题；已不在或无权查看的说明为何")


_AROUND = tuple(name for name in Bet.kept if not name.startswith("entry_"))


class BetInput(serializers.ModelSerializer[Any]):
    """推荐或靠后的内容."""

    entry = BetEntrySerializer(source="*")

    class Meta:
        model = Bet
        fields: tuple[str, ...] = (*_AROUND, "entry")
        extra_kwargs = {
            **usual(Bet),
            "place": {"default": 1, "min_value": 1, "max_value": MOST_UP, "help_text": "推荐几条时的次序"},
        }


class BetSerializer(serializers.ModelSerializer[Bet]):
    """一条推荐或靠后."""

    entry = serializers.SerializerMethodField()

    class Meta:
        model = Bet
        fields = ("uid", *_AROUND, "entry", *WHEN)

    @extend_schema_field(BetEntrySerializer)
    def get_entry(self, row: Bet) -> dict[str, str]:
        """The entry as it is now."""
        known = self.context.get("titles") or entries.titles(actor_of(self.context["request"]), [row.entry])
        return {"kind": row.entry_kind, "uid": row.entry_uid, "title": known[row.entry]["title"]}


class TryBetInput(BetInput):
    """要试的推荐或靠后."""

    uid = serializers.UUIDField(allow_null=True, default=None, help_text="更改的是哪一条；新的不给")

    class Meta(BetInput.Meta):
        fields = (*BetInput.Meta.fields, "uid")


class JudgedInput(serializers.ModelSerializer[Any]):
    """评判题的内容."""

    best = Words(help_text="最合适的，写作 类别:uid")
    also = Words(default=list, help_text="也合适的")

    class Meta:
        model = JudgedQuestion
        fields = JudgedQuestion.kept
        extra_kwargs = usual(JudgedQuestion)


class JudgedSerializer(serializers.ModelSerializer[JudgedQuestion]):
    """一道评判题."""

    best = Words(help_text="最合适的，写作 类别:uid")
    also = Words(help_text="也合适的")

    class Meta:
        model = JudgedQuestion
        fields = ("uid", *JudgedQuestion.kept, *WHEN)


class ScoreSerializer(serializers.ModelSerializer[ScoreRun]):
    """一次评判的得分."""

    class Meta:
        model = ScoreRun
        fields = ("uid", "at", "questions", "ndcg", "mrr", "first")


class TuningChangeSerializer(serializers.ModelSerializer[TuningChange]):
    """一次更改."""

    by = serializers.CharField(source="by.name", default="系统", help_text="更改人")
    undoes = serializers.UUIDField(source="undoes.uid", default=None, allow_null=True, help_text="撤销的是哪一次")
    before = serializers.DictField(allow_null=True, help_text="更改前；新增的为空")
    after = serializers.DictField(allow_null=True, help_text="更改后；删除的为空")

    class Meta:
        model = TuningChange
        fields = ("uid", "kind", "target", "label", "before", "after", "by", "at", "undoes")
