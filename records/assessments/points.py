"""Points 分: whole hundredths in the database (SQLite compares decimals wrongly), plain numbers outside."""

import decimal
import re
import unicodedata
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import models

ONE = 100
LARGEST = 10_000 * ONE  # more than any scheme has: anything above is a slip of the hand
_NUMBER = re.compile(r"\d{1,7}(\.\d{1,2})?")


def hundredths(text: str | int | decimal.Decimal) -> int:
    """Read points (`2.5`, `２`, `10分`) as whole hundredths. Raises ValueError in Chinese."""
    plain = unicodedata.normalize("NFKC", str(text)).strip().removesuffix("分").strip()
    if not _NUMBER.fullmatch(plain):
        raise ValueError(f"分数“{text}”不正确：请填写不小于0的数字，最多两位小数，例如2.5。")
    value = int((decimal.Decimal(plain) * ONE).to_integral_exact())
    if value > LARGEST:
        raise ValueError(f"分数“{text}”过大，请核对。")
    return value


def shown(value: int | None) -> str:
    """Hundredths as a person writes points: 250 → `2.5`, 1000 → `10`, None → nothing."""
    if value is None:
        return ""
    whole, rest = divmod(abs(value), ONE)
    return f"{'-' if value < 0 else ''}{whole}{f'.{rest:02d}'.rstrip('0') if rest else ''}"


class PointsField(models.IntegerField[int | None, int | None]):
    """Points in hundredths; forms speak points."""

    description = "分数（百分之一分）"

    def formfield(self, **kwargs: Any) -> Any:
        """A field that reads points."""
        kwargs.pop("min_value", None)
        kwargs.pop("max_value", None)
        return models.Field.formfield(self, **{"form_class": PointsFormField, **kwargs})


class PointsInput(forms.TextInput):
    """A short field with the unit beside it."""

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__({"inputmode": "decimal", "data-unit": "分", "autocomplete": "off", "size": 6, **(attrs or {})})

    def format_value(self, value: Any) -> str | None:
        """Hundredths that come from the model are shown as points; what was typed stays as typed."""
        return shown(value) if isinstance(value, int) else super().format_value(value)


class PointsFormField(forms.Field):
    """Reads points, yields hundredths."""

    widget = PointsInput

    def to_python(self, value: Any) -> int | None:
        """Hundredths, or None for an empty field. Raises ValidationError in Chinese."""
        if value in self.empty_values:
            return None
        try:
            return value if isinstance(value, int) else hundredths(value)
        except ValueError as error:
            raise ValidationError(str(error)) from None
