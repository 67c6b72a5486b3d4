"""What a figure may look like, and how values of one key follow each other. Pure: no database, no clock."""

import datetime
import enum
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from typing import Any

Row = Mapping[str, Any]
Value = int | Decimal | Fraction | str | tuple[Row, ...]


class Kind(enum.StrEnum):
    """Of what kind a figure is; JSON carries decimals and fractions as text, so that nothing is rounded."""

    INTEGER = "integer"
    DECIMAL = "decimal"  # "0.005"
    FRACTION = "fraction"  # "1/3": shares and majorities, exact
    DAY = "day"  # "04-30": a day of each year
    TEXT = "text"
    TABLE = "table"  # rows with the same columns


class WrongValue(ValueError):
    """A value that is not of its kind; the message (Chinese) names the value and the cure."""


def parsed(kind: str, value: Any) -> Value:
    """The value as Python works with it. Raises WrongValue."""
    readers: dict[Kind, Callable[[Any], Value]] = {
        Kind.INTEGER: _integer,
        Kind.DECIMAL: _decimal,
        Kind.FRACTION: _fraction,
        Kind.DAY: _day,
        Kind.TEXT: _text,
        Kind.TABLE: _table,
    }
    return readers[Kind(kind)](value)


def _integer(value: Any) -> int:
    if isinstance(value, bool) or not isinstance(value, int):
        raise WrongValue(f"“{value}”不是整数，请填写不带引号和小数的数字，例如 32。")
    return value


def _decimal(value: Any) -> Decimal:
    try:
        number = Decimal(value) if isinstance(value, str) else None
    except InvalidOperation:
        number = None
    if number is None or not number.is_finite():
        raise WrongValue(f'“{value}”不是小数，请写成文本，例如 "0.005"。')
    return number


def _fraction(value: Any) -> Fraction:
    if not isinstance(value, str) or not re.fullmatch(r"\d+/[1-9]\d*", value):
        raise WrongValue(f'“{value}”不是分数，请写成文本，例如 "1/3"。')
    return Fraction(value)


def _day(value: Any) -> str:
    try:
        datetime.date.fromisoformat(f"2000-{value}")
    except ValueError:
        raise WrongValue(f'“{value}”不是日期，请写成“月-日”，例如 "04-30"。') from None
    return str(value)


def _text(value: Any) -> str:
    if not isinstance(value, str) or not value.strip():
        raise WrongValue("文本不能为空。")
    return value


def _table(value: Any) -> tuple[Row, ...]:
    rows = value if isinstance(value, list) else []
    if not rows or not all(isinstance(row, dict) and row for row in rows):
        raise WrongValue("表格应为若干行，每行写明各列，且至少一行。")
    columns = set(rows[0])
    for number, row in enumerate(rows, start=1):
        if set(row) != columns:
            raise WrongValue(f"表格第{number}行的列与第1行不同，请补齐或删去。")
        if not all(
            cell is None or (isinstance(cell, str | int) and not isinstance(cell, bool)) for cell in row.values()
        ):
            raise WrongValue(f"表格第{number}行只能填整数或文本（小数写成文本）。")
    if "up_to" in columns:
        _check_brackets(rows)
    return tuple(rows)


def _check_brackets(rows: Sequence[Row]) -> None:
    if rows[-1]["up_to"] is not None or any(row["up_to"] is None for row in rows[:-1]):
        raise WrongValue("分档表的最后一档不设上限（up_to 为空），其余各档都要有上限。")
    limits = [_decimal(row["up_to"]) for row in rows[:-1]]
    if limits != sorted(set(limits)):
        raise WrongValue("分档表的上限必须由小到大，且不重复。")


def bracket(rows: Sequence[Row], amount: Decimal) -> Row:
    """The row of a bracket table into which the whole amount falls; `up_to` belongs to its row (3000 is "up to 3000").

    Dues: the rate applies to the whole base, not marginally (中组发〔2008〕3号 and its worked example).
    """
    return next(row for row in rows if row["up_to"] is None or amount <= Decimal(row["up_to"]))


# ── values of one key, one after another ────────────────────────────────────
@dataclass(frozen=True)
class Span:
    """Days on which a value holds: from `start` up to, and not including, `end`; None is open."""

    start: datetime.date
    end: datetime.date | None

    def holds(self, on: datetime.date) -> bool:
        """Whether the day lies inside."""
        return self.start <= on and (self.end is None or on < self.end)


@dataclass(frozen=True)
class Succession:
    """What becomes of the other values of a key when a new one is set. Numbers are places in the list given."""

    span: Span
    closed: tuple[int, ...]  # end on the new value's first day
    replaced: tuple[int, ...]  # began on that very day: kept, but no longer in force


class WrongSpan(ValueError):
    """Days that can't be; the message (Chinese) says why."""


def succession(others: Sequence[Span], start: datetime.date, end: datetime.date | None) -> Succession:
    """Fit a new value between the others so that no two ever hold on one day.

    It holds from `start` up to `end`, at the longest up to the next value that is known already. The value that held
    on `start` ends there; one that began on `start` itself was wrong and is replaced. Raises WrongSpan when `end`
    is not after `start`, or lies before the end of the value that would be cut in two.
    """
    if end is not None and end <= start:
        raise WrongSpan("失效日期必须晚于生效日期。")
    later = [span.start for span in others if span.start > start]
    limit = min([*later, *([end] if end else [])], default=None)
    closed, replaced = [], []
    for number, span in enumerate(others):
        if span.start == start:
            replaced.append(number)
        elif span.start < start and span.holds(start):
            if limit is not None and limit == end and (span.end is None or span.end > end):
                raise WrongSpan("原值在新值失效之后仍然有效，会被截成两段：请不填失效日期，另行登记其后的值。")
            closed.append(number)
    return Succession(Span(start, limit), tuple(closed), tuple(replaced))
