"""Asking for a figure, and setting one."""

import datetime
import threading
import time
from typing import Any

from django.db import transaction
from django.utils import timezone

from records.kit.actors import SYSTEM, Actor
from records.kit.errors import Invalid, NotVisible
from records.kit.write import Write
from records.regulations import first_load
from records.regulations.figures import RegulationFigure
from records.regulations.models import Mark, RegulationDocument, RegulationKey, RegulationValue
from records.regulations.rules import WrongSpan, WrongValue, parsed, succession

CHANGE = "regulations.change"
FRESH_SECONDS = 30.0  # within which other processes see a change

__all__ = ["NoRegulation", "add_document", "forget", "load_first", "set_value", "value"]


class NoRegulation(LookupError):
    """No value of a figure holds on a day; the message (Chinese) names both, and the cure."""


# ── asking ──────────────────────────────────────────────────────────────────
class _Remembered:
    """Figures by key, kept in the process for FRESH_SECONDS.

    After a change in this process nothing is kept for as long: the change may yet be rolled back, and what its own
    transaction reads must not outlive it.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self.forget()

    def forget(self, *, pause: float = 0.0) -> None:
        with self._lock:
            self._figures: dict[str, tuple[float, tuple[RegulationFigure, ...]]] = {}
            self._paused_until = time.monotonic() + pause

    def figures(self, key: str) -> tuple[RegulationFigure, ...]:
        now = time.monotonic()
        kept = self._figures.get(key)
        if kept and now - kept[0] < FRESH_SECONDS:
            return kept[1]
        figures = tuple(RegulationFigure.of(row) for row in RegulationValue.objects.of_key(key))
        with self._lock:
            if now >= self._paused_until:
                self._figures[key] = (now, figures)
        return figures


_remembered = _Remembered()


def forget() -> None:
    """Ask the database again next time; for tests, and after a restored back-up."""
    _remembered.forget()


def value(key: str, on: datetime.date) -> RegulationFigure:
    """The figure that holds on a day, as `value("learning.member.hours_per_year", day).integer`.

    One query at most each half minute and key; none for a list of people computed with the same figure.
    Raises NoRegulation when nothing is known for that day, or the key is unknown.
    """
    figures = _remembered.figures(key)
    for figure in reversed(figures):
        if figure.span.holds(on):
            return figure
    if not figures:
        raise NoRegulation(f"没有登记法规数值“{key}”，请系统管理员在“法规数值”中登记。")
    first = figures[0]
    raise NoRegulation(
        f"“{first.label}”在{on:%Y年%-m月%-d日}没有有效的法规数值"
        f"（最早自{first.valid_from:%Y年%-m月%-d日}起），请系统管理员在“法规数值”中登记。"
    )


# ── setting ─────────────────────────────────────────────────────────────────
def set_value(
    actor: Actor,
    key: str,
    *,
    value: Any,
    valid_from: datetime.date,
    document: RegulationDocument,
    mark: str,
    reason: str,
    article: str = "",
    note: str = "",
    valid_to: datetime.date | None = None,
) -> RegulationValue:
    """Set what a figure is from a day on (up to `valid_to`, or up to the next value that is known already).

    The value that held before ends on that day; one that began on that very day was wrong: it is kept, marked as
    replaced, and no longer in force. Nothing is overwritten. Journalled. `value` is JSON of the key's kind (decimals
    and fractions as text). Raises Refused without `regulations.change`; NotVisible for an unknown key; Invalid.
    """
    with Write(actor, CHANGE, reason=reason) as write:
        write.at("")
        if not reason.strip():
            raise Invalid({"reason": "请写明修改事由，例如依据的新文件。"})
        # The key's row is the lock: two people setting the same figure at once come one after the other.
        figure = RegulationKey.objects.select_for_update().filter(name=key).first()
        if figure is None:
            raise NotVisible(f"没有名为“{key}”的法规数值。")
        if mark not in Mark.values:
            raise Invalid({"mark": f"“{mark}”不是核对情况，只能是：{'、'.join(Mark.values)}。"})
        others = list(RegulationValue.objects.of_key(key))
        try:
            parsed(figure.kind, value)
            plan = succession([other.span for other in others], valid_from, valid_to)
        except WrongValue as wrong:
            raise Invalid({"value": str(wrong)}) from None
        except WrongSpan as wrong:
            raise Invalid({"valid_to": str(wrong)}) from None
        for number in plan.closed + plan.replaced:
            other = others[number]
            write.watch(other)
            if number in plan.closed:
                other.valid_to = valid_from
            else:
                other.replaced_at = timezone.now()
            write.save(other)
        made = RegulationValue(
            key=figure,
            value=value,
            valid_from=plan.span.start,
            valid_to=plan.span.end,
            document=document,
            article=article,
            mark=mark,
            note=note,
        )
        write.create(made, check=False)
        _forget_now_and_after()
    return made


def add_document(
    actor: Actor,
    *,
    title: str,
    number: str = "",
    issued_on: datetime.date | None = None,
    in_force_from: datetime.date | None = None,
    in_force_to: datetime.date | None = None,
    url: str = "",
) -> RegulationDocument:
    """Register a document that figures can come from. Raises Refused; ValidationError for one that is there already."""
    with Write(actor, CHANGE) as write:
        write.at("")
        document = RegulationDocument(
            title=title,
            number=number,
            issued_on=issued_on,
            in_force_from=in_force_from,
            in_force_to=in_force_to,
            url=url,
        )
        return write.create(document, check=False)


def load_first() -> int:
    """Load the figures that the portal comes with; returns how many were new.

    A key that has a value already is left alone, so that what a place has set stays; calling it again adds nothing.
    """
    data = first_load.read()
    with transaction.atomic():
        documents = _documents(data.documents)
        known = set(RegulationValue.objects.values_list("key__name", flat=True))
        keys = {key.name: key for key in RegulationKey.objects.all()}
        missing = {figure["key"]: _key(figure) for figure in data.figures if figure["key"] not in keys}
        for key in RegulationKey.objects.bulk_create(missing.values()):
            keys[key.name] = key
        rows = [
            RegulationValue(
                key=keys[figure["key"]],
                value=figure["value"],
                valid_from=figure["valid_from"],
                valid_to=figure["valid_to"],
                document=documents[figure["document"]],
                article=figure["article"],
                mark=figure["mark"],
                note=figure["note"],
            )
            for figure in data.figures
            if figure["key"] not in known
        ]
        RegulationValue.objects.bulk_create(rows)
        if rows:
            _journal_load(rows)
            _forget_now_and_after()
    return len(rows)


def _documents(data: dict[str, dict[str, Any]]) -> dict[str, RegulationDocument]:
    """The document of each code; those that are missing are added."""
    known = {(each.title, each.number): each for each in RegulationDocument.objects.all()}
    missing = [RegulationDocument(**facts) for facts in data.values() if (facts["title"], facts["number"]) not in known]
    known |= {(each.title, each.number): each for each in RegulationDocument.objects.bulk_create(missing)}
    return {code: known[facts["title"], facts["number"]] for code, facts in data.items()}


def _key(figure: dict[str, Any]) -> RegulationKey:
    return RegulationKey(name=figure["key"], label=figure["label"], kind=figure["kind"], unit=figure["unit"])


def _journal_load(rows: list[RegulationValue]) -> None:
    from records.audit.services import record

    record(
        actor=SYSTEM,
        action=CHANGE,
        subject=RegulationValue._meta.label_lower,
        subject_uid=None,
        after={"loaded": [f"{row.key.name}@{row.valid_from}" for row in rows]},
        reason="载入随系统提供的法规数值",
    )


def _forget_now_and_after() -> None:
    _remembered.forget(pause=FRESH_SECONDS)
    transaction.on_commit(_remembered.forget)
