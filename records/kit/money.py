"""Amounts: whole fen 分 in the database, strings with two places outside."""

import decimal
import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import models

_AMOUNT = re.compile(r"[+-]?\d{1,13}(\.\d{1,2})?")
LARGEST_FEN = 10**15  # ten trillion yuan: anything above is a slip of the hand


def fen(text: str | int | decimal.Decimal) -> int:
    """Read an amount in yuan (`12,260.00`, `１２.5`, `¥3`, `3元`) as fen. Raises ValueError in Chinese."""
    import unicodedata

    plain = unicodedata.normalize("NFKC", str(text)).replace(",", "").strip()
    plain = plain.removeprefix("¥").removeprefix("￥").removesuffix("元").strip()
    if not _AMOUNT.fullmatch(plain):
        raise ValueError(f"金额“{text}”不正确：请填写数字，最多两位小数，例如 12260.00。")
    value = int((decimal.Decimal(plain) * 100).to_integral_exact())
    if abs(value) > LARGEST_FEN:
        raise ValueError(f"金额“{text}”过大，请核对。")
    return value


def yuan(value: int, *, grouped: bool = False) -> str:
    """Fen as a text with two places: 1226000 → `12260.00`, grouped `12,260.00`."""
    sign, cents = ("-" if value < 0 else ""), abs(value)
    return f"{sign}{cents // 100:,}.{cents % 100:02d}" if grouped else f"{sign}{cents // 100}.{cents % 100:02d}"


class MoneyInput(forms.TextInput):
    """A field for an amount; the theme shows its capital form 大写 as it is typed."""

    input_type = "text"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__({"inputmode": "decimal", "data-money": "", "autocomplete": "off", **(attrs or {})})

    def format_value(self, value: Any) -> str | None:
        """Fen that come from the model are shown as yuan; what was typed stays as typed."""
        return yuan(value) if isinstance(value, int) else super().format_value(value)


class MoneyFormField(forms.Field):
    """Reads yuan, yields fen."""

    widget = MoneyInput

    def __init__(self, *, minimum: int | None = 0, **kwargs: Any) -> None:
        self.minimum = minimum
        super().__init__(**kwargs)

    def to_python(self, value: Any) -> int | None:
        """Fen, or None for an empty field. Raises ValidationError in Chinese."""
        if value in self.empty_values:
            return None
        try:
            amount = value if isinstance(value, int) else fen(value)
        except ValueError as error:
            raise ValidationError(str(error)) from None
        if self.minimum is not None and amount < self.minimum:
            raise ValidationError(f"金额不能小于{yuan(self.minimum)}元。")
        return amount


class MoneyField(models.BigIntegerField[int, int]):
    """An amount in fen; forms speak yuan."""

    description = "金额（分）"

    def formfield(self, **kwargs: Any) -> Any:
        """A field that reads yuan."""
        kwargs.pop("min_value", None)
        kwargs.pop("max_value", None)
        return models.Field.formfield(self, **{"form_class": MoneyFormField, **kwargs})
