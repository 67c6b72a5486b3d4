"""A figure as rules get it: typed, with the document it comes from."""

import datetime
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, TypeVar

from records.regulations.rules import Kind, Row, Span, Value, bracket, parsed

if TYPE_CHECKING:
    from records.regulations.models import RegulationValue

Wanted = TypeVar("Wanted")


class WrongKind(TypeError):
    """A figure was asked for as something it is not: a programming error."""


@dataclass(frozen=True)
class RegulationFigure:
    """What a figure is on a day, and where it says so."""

    key: str
    label: str
    kind: str
    value: Value
    unit: str
    valid_from: datetime.date
    valid_to: datetime.date | None  # the first day on which it no longer holds
    document: str  # title and number, as printed
    article: str
    mark: str  # V, VL, U, D
    note: str

    @classmethod
    def of(cls, row: "RegulationValue") -> "RegulationFigure":
        """From a row with its key and document. Raises WrongValue when what is stored is not of its kind."""
        return cls(
            key=row.key.name,
            label=row.key.label,
            kind=row.key.kind,
            value=parsed(row.key.kind, row.value),
            unit=row.key.unit,
            valid_from=row.valid_from,
            valid_to=row.valid_to,
            document=str(row.document),
            article=row.article,
            mark=row.mark,
            note=row.note,
        )

    @property
    def span(self) -> Span:
        """The days on which it holds."""
        return Span(self.valid_from, self.valid_to)

    @property
    def source(self) -> str:
        """Document and article, as a reminder or a refusal cites them."""
        return f"{self.document}{self.article}"

    def _as(self, wanted: type[Wanted], *kinds: Kind) -> Wanted:
        if self.kind not in kinds or not isinstance(self.value, wanted):
            raise WrongKind(f"{self.key} is of kind {self.kind}, not {' or '.join(kinds)}")
        return self.value

    @property
    def integer(self) -> int:
        """A whole number. Raises WrongKind."""
        return self._as(int, Kind.INTEGER)

    @property
    def decimal(self) -> Decimal:
        """An exact decimal. Raises WrongKind."""
        return self._as(Decimal, Kind.DECIMAL)

    @property
    def fraction(self) -> Fraction:
        """An exact share. Raises WrongKind."""
        return self._as(Fraction, Kind.FRACTION)

    @property
    def text(self) -> str:
        """A text. Raises WrongKind."""
        return self._as(str, Kind.TEXT)

    @property
    def rows(self) -> tuple[Row, ...]:
        """The rows of a table; decimals and fractions in them are text. Raises WrongKind."""
        return self._as(tuple, Kind.TABLE)

    def day_in(self, year: int) -> datetime.date:
        """The day of a year that a figure like "04-30" means; 29 February of a common year is the 28th. Raises WrongKind."""
        month, day = (int(part) for part in self._as(str, Kind.DAY).split("-"))
        leap = year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
        return datetime.date(year, month, 28 if (month, day) == (2, 29) and not leap else day)

    def rate_for(self, amount: Decimal) -> Decimal:
        """The rate of the bracket into which the whole amount falls. Raises WrongKind for another kind of table."""
        if not self.rows or not {"up_to", "rate"} <= set(self.rows[0]):
            raise WrongKind(f"{self.key} is no table of brackets")
        return Decimal(bracket(self.rows, amount)["rate"])
