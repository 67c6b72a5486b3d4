"""The fields of an archive search, for display: reading and checking is in `archive.py`, the same for every door."""

from typing import Any, ClassVar

from django import forms
from django.db.models import Q

from records.access.models import User
from records.kit.forms import WorkForm
from records.organisations.models import Organisation
from search.doors.archive import NOW, SPANS, TEXTS, THEN, Asked
from search.index.conditions import LONGEST
from search.index.requests import FacetCount

HELP = {
    "q": "标题、正文、附件、姓名都查，近义词也查",
    "number": "文号、索引号、编号，括号怎么写都行；写开头几个字也行",
    "organisation": "名称、曾用名或代码，含其下级；已撤销的也能查",
    "person": "人名，或文中提到的人",
    "phrase": "一字不差的一句话",
    "without": "多个词用空格隔开",
}
MORE = ("person", "state", "least", "most", "title", "body", "attachment", "phrase", "without")


class SaveForm(WorkForm):
    """Keep a question under a name."""

    name = forms.CharField(
        label="名称", max_length=60, error_messages={"required": "请写一个名称，例如“本镇党费文件”。"}
    )
    organisation = forms.ModelChoiceField(
        label="共用给",
        queryset=Organisation.objects.none(),
        required=False,
        empty_label="只自己用",
        to_field_name="code",
        help_text="这个组织及其上级有查档权限的人都能用，各人查到的仍只限各自的范围",
    )
    follow = forms.BooleanField(
        label="有新增时告诉我", required=False, help_text="写在每日汇总里，每天最多一次；结果超过2,000条的不能订阅"
    )

    def __init__(self, *args: Any, actor: User, with_follow: bool = True, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        places: Any = self.fields["organisation"]
        paths = actor.scope.paths("search.archive")
        places.queryset = Organisation.objects.filter(Q(depth=1) if "" in paths else Q(path__in=paths))
        if not with_follow:
            del self.fields["follow"]


class ArchiveForm(WorkForm):
    """One field for each condition; what was typed stays, with what is wrong beside it."""

    tree = forms.ChoiceField(
        label="隶属关系",
        required=False,
        choices=[(THEN, "按当时的隶属"), (NOW, "按现在的隶属")],
        widget=forms.RadioSelect,
        initial=THEN,
    )
    order: ClassVar[tuple[str, ...]] = ("q", "organisation", "tree", "since", "until", "number", *MORE)

    def __init__(self, asked: Asked, states: tuple[FacetCount, ...] = ()) -> None:
        super().__init__({"tree": THEN, **asked.plain})
        for name, label in (TEXTS | SPANS).items():
            attributes = {"autocomplete": "off", "maxlength": str(LONGEST)}
            if name in ("since", "until"):
                attributes["placeholder"] = "2019-02-03"
            self.fields[name] = forms.CharField(
                label=label,
                required=False,
                help_text=HELP.get(name, ""),
                widget=forms.TextInput(attributes),
            )
        chosen = asked.conditions.state
        known = [(each.value, f"{each.value}（{each.count:,}）") for each in states]
        if chosen and chosen not in dict(known):
            known.insert(0, (chosen, chosen))
        self.fields["state"] = forms.CharField(
            label=TEXTS["state"], required=False, widget=forms.Select(choices=[("", "不限"), *known])
        )
        self.order_fields(self.order)
        self.is_valid()
        for name, problem in asked.problems.items():
            self.add_error(name if name in self.fields else None, problem)

    @property
    def first(self) -> list[Any]:
        """The fields that are always open."""
        return [self[name] for name in self.order if name not in MORE]

    @property
    def more(self) -> list[Any]:
        """Those behind 更多条件."""
        return [self[name] for name in MORE]

    @property
    def more_in_use(self) -> bool:
        """Whether one of those is filled in, so that they stand open."""
        return any(self.data.get(name) for name in MORE)
