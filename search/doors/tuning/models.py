"""What staff tune of the search 搜索维护: synonyms; and every change to it, so that it can be taken back."""

import uuid
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from uuid6 import uuid7

from search.doors.tuning.querysets import TunedQuerySet


def new_uid() -> uuid.UUID:
    """Identifier that sorts by time (UUIDv7)."""
    return uuid7()


class Tuned(models.Model):
    """Something of the search that staff change; it holds for the whole site, so it hangs at the root."""

    uid = models.UUIDField(default=new_uid, unique=True, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)
    changed_at = models.DateTimeField("更改时间", auto_now=True)
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+", verbose_name="更改人"
    )

    objects: ClassVar[Any] = TunedQuerySet.as_manager()
    kept: ClassVar[tuple[str, ...]] = ()  # the fields that make up its state
    wagtail_reference_index_ignore = True

    class Meta:
        abstract = True

    @property
    def org_path(self) -> str:
        """Whose journal it stands in."""
        from records.organisations.models import Organisation

        path = Organisation.objects.filter(depth=1).values_list("path", flat=True).first()
        return str(path or "")

    def state(self) -> dict[str, Any]:
        """What it is now, as plain values."""
        from records.kit.write import plain

        return {name: plain(getattr(self, name)) for name in self.kept}

    def take(self, state: dict[str, Any]) -> None:
        """Become what a state says."""
        for name in self.kept:
            field: Any = self._meta.get_field(name)
            setattr(self, name, field.to_python(state[name]))


class Synonym(Tuned):
    """A rule for rewriting questions 近义词, laid over those that come with the portal."""

    class Direction(models.TextChoices):
        ONE_WAY = "one_way", "单向：搜左边的词，也找右边的"
        BOTH = "both", "双向：搜其中任何一个，其他的也找"
        LEAVE = "leave", "不改写：左边的词照原样搜，随附的近义词也不用"

    words = models.JSONField("词语", default=list)
    direction = models.CharField("方向", max_length=10, choices=Direction.choices, default=Direction.ONE_WAY)
    instead = models.JSONField("也找", default=list, blank=True)
    active = models.BooleanField("启用", default=True)
    note = models.CharField("说明", max_length=200, blank=True)
    said = models.CharField(max_length=500, editable=False)  # the rule in words: what lists filter by

    kept = ("words", "direction", "instead", "active", "note")
    journal_fields = kept

    class Meta:
        verbose_name = "近义词"
        verbose_name_plural = "近义词"

    def __str__(self) -> str:
        return self.said


class Bet(Tuned):
    """For a question, an entry that comes first, or last of its page 推荐与靠后.

    The entry is known by its key alone: its title is read where it is shown, within the reader's scope.
    """

    class Match(models.TextChoices):
        EXACT = "exact", "与搜索词完全相同"
        CONTAINS = "contains", "搜索词里含有"

    class Effect(models.TextChoices):
        UP = "up", "推荐：排在最前，标明“推荐”"
        DOWN = "down", "靠后：排到所在页的末尾"

    question = models.CharField("搜索词", max_length=200)
    match = models.CharField("怎样算符合", max_length=10, choices=Match.choices, default=Match.EXACT)
    effect = models.CharField("作用", max_length=10, choices=Effect.choices, default=Effect.UP)
    entry_kind = models.CharField("条目类别", max_length=40)
    entry_uid = models.CharField("条目编号", max_length=200)
    place = models.PositiveSmallIntegerField("次序", default=1)
    starts_on = models.DateField("起", null=True, blank=True)
    ends_on = models.DateField("止", null=True, blank=True)
    active = models.BooleanField("启用", default=True)
    note = models.CharField("说明", max_length=200, blank=True)

    kept = (
        "question",
        "match",
        "effect",
        "entry_kind",
        "entry_uid",
        "place",
        "starts_on",
        "ends_on",
        "active",
        "note",
    )
    journal_fields = kept

    class Meta:
        verbose_name = "推荐与靠后"
        verbose_name_plural = "推荐与靠后"

    def __str__(self) -> str:
        mark = "含有" if self.match == self.Match.CONTAINS else ""
        return f"{mark}“{self.question}”时{'推荐' if self.effect == self.Effect.UP else '靠后'}一条"

    @property
    def entry(self) -> str:
        """The key of the entry."""
        return f"{self.entry_kind}:{self.entry_uid}"


class TuningChange(models.Model):
    """One change 更改: what it was before and after; None where it was not there."""

    class Kind(models.TextChoices):
        SYNONYM = "synonym", "近义词"
        BET = "bet", "推荐与靠后"
        QUESTION = "question", "评判题"

    uid = models.UUIDField(default=new_uid, unique=True, editable=False)
    kind = models.CharField("类别", max_length=10, choices=Kind.choices)
    target = models.UUIDField("对象", db_index=True)
    label = models.CharField("内容", max_length=500)
    before = models.JSONField("更改前", null=True)
    after = models.JSONField("更改后", null=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+", verbose_name="更改人"
    )
    at = models.DateTimeField("时间", auto_now_add=True)
    undoes = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="undone_by")

    objects: ClassVar[Any] = TunedQuerySet.as_manager()
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = "搜索维护的更改"
        verbose_name_plural = "搜索维护的更改"
        indexes = [models.Index(fields=["kind"])]

    def __str__(self) -> str:
        return self.label

    @property
    def act(self) -> str:
        """What was done, in a word."""
        if self.undoes_id is not None:
            return "撤销"
        return "新增" if self.before is None else "删除" if self.after is None else "更改"
