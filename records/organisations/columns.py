"""The organisation in an imported table: by exact full or short name, or by code; what matches nothing is shown first."""

import difflib
from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Q

from records.kit.columns import Cell, CellWrong, Column
from records.kit.paths import below_any
from records.kit.sheets import cell_text
from records.organisations.models import Organisation

OFFERS = 3


@dataclass
class OrganisationColumn(Column):
    """Names and codes among the organisations at and below `paths`; nothing is guessed, nearby names are offered."""

    paths: tuple[str, ...] = ()
    branches_only: bool = False
    unresolved: dict[str, dict[str, Any]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._known: dict[str, list[Organisation]] = {}

    def resolve(self, cells: Collection[str]) -> None:
        """Look up what is new among the cells: one query."""
        wanted = [text for text in cells if text not in self._known]
        if not wanted:
            return
        for text in wanted:
            self._known[text] = []
        found = Organisation.objects.filter(
            below_any("path", self.paths), Q(code__in=wanted) | Q(name__in=wanted) | Q(short_name__in=wanted)
        ).select_related("kind")
        for organisation in found:
            for text in {organisation.code, organisation.name, organisation.short_name} & set(wanted):
                self._known[text].append(organisation)

    def clean(self, raw: Any) -> Cell:
        """The organisation. Raises CellWrong for none, several, or one that keeps no members where a branch is asked."""
        text = cell_text(raw)
        if text not in self._known:
            self.resolve([text])
        found = self._known[text]
        if not found:
            offers = self._offers(text)
            near = f"是否为“{'”或“'.join(offers)}”？" if offers else ""
            raise CellWrong(
                f"没有找到组织“{text[:40]}”，或不在您的管理范围", f"{near}请填写与名册完全一致的名称，或组织代码。"
            )
        if len(found) > 1:
            codes = "、".join(f"{each.code}（{each.name}）" for each in found[:OFFERS])
            raise CellWrong(f"有{len(found)}个组织叫“{text[:40]}”", f"请改填组织代码：{codes}。")
        if self.branches_only and not found[0].kind.is_branch:
            raise CellWrong(f"“{text[:40]}”是{found[0].kind}，不直接管理党员", "请填写它下面的党支部。")
        return Cell(found[0])

    def _offers(self, text: str) -> list[str]:
        if text not in self.unresolved:
            self.unresolved[text] = {"value": text[:60], "rows": 0, "offers": self._near(text)}
        self.unresolved[text]["rows"] += 1
        offers: list[str] = self.unresolved[text]["offers"]
        return offers

    def _near(self, text: str) -> list[str]:
        """Names that share most characters with the text; asked once for each unknown name, of the first hundred."""
        if len(self.unresolved) > 100 or len(text) < 2:
            return []
        core = text.removeprefix("中共")
        condition = Q()
        for start in range(0, max(1, len(core) - 1), 2):
            condition |= Q(short_name__contains=core[start : start + 2])
        if text.isdecimal():
            condition = Q(code__endswith=text)
        names = list(
            Organisation.objects.filter(below_any("path", self.paths), condition)
            .order_by("path")
            .values_list("short_name", "code")[:300]
        )
        if text.isdecimal():
            return [code for _name, code in names[:OFFERS]]
        return difflib.get_close_matches(core, dict.fromkeys(name for name, _ in names), n=OFFERS, cutoff=0.4)
