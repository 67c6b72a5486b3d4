"""Serial numbers 编号: LX-JF-2026-0087, running for each committee and year, without gaps."""

import re

from django.db import IntegrityError, transaction

from records.funds.models import NumberSeries
from records.organisations.models import Organisation

# What a short name ends in, by kind of place and of organisation; the letters before it name the place.
_ENDING = re.compile(
    r"(?:(?:镇|乡|街道|社区|村|县|市|区)?(?:联合|临时|机关)?(?:党委|党工委|党总支|总支|党支部|支部|党组|党小组|委员会|委))$"
)
LETTERS = 6


def initials(short_name: str) -> str:
    """Letters for a number: 柳溪镇党委 → LX, 清平县委 → QP. Pure."""
    from pypinyin import Style, lazy_pinyin

    stem = _ENDING.sub("", short_name) or short_name
    letters = "".join(lazy_pinyin(stem, style=Style.FIRST_LETTER))
    return re.sub(r"[^A-Z0-9]", "", letters.upper())[:LETTERS] or "ZZ"


def next_serial(committee: Organisation, year: int) -> str:
    """Give the next number of a committee and year. The series' row stays locked to the end of the caller's transaction,
    so a number whose filing fails is given again: no gaps, no doubles."""
    series = NumberSeries.objects.select_for_update().filter(organisation=committee, year=year).first()
    if series is None:
        _open(committee, year)
        series = NumberSeries.objects.select_for_update().get(organisation=committee, year=year)
    series.last += 1
    series.save(update_fields=["last"])
    return f"{series.prefix}-JF-{year}-{series.last:04d}"


def _open(committee: Organisation, year: int) -> None:
    """Open a series; two places with the same letters are told apart by a number behind them."""
    earlier = NumberSeries.objects.filter(organisation=committee).order_by("-year").first()
    base = earlier.prefix if earlier else initials(committee.short_name)
    for attempt in range(1, 1000):
        prefix = base if attempt == 1 else f"{initials(committee.short_name)}{attempt}"
        if NumberSeries.objects.filter(prefix=prefix).exclude(organisation=committee).exists():
            continue
        try:
            with transaction.atomic():
                NumberSeries.objects.create(organisation=committee, year=year, prefix=prefix)
        except IntegrityError:
            if NumberSeries.objects.filter(organisation=committee, year=year).exists():
                return
        else:
            return
    raise RuntimeError(f"no free prefix for {committee.code}")
