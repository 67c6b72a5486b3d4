"""Geometry of the charts: from figures to the percentages an SVG is drawn with. Pure functions.

Bars are laid out in percent of the drawing, so that their text keeps its size at every width; circles use `pathLength="100"`.
"""

import math
from collections.abc import Sequence
from typing import Any

# The plot inside the drawing, in percent: room above for the peak's figure, below for the labels, left for the axis.
TOP, FLOOR, LEFT = 6.0, 92.0, 7.0
LABELS_FIT = 64  # half characters below the bars on a phone, a gap after each label


def nice_ceiling(peak: float) -> tuple[float, float]:
    """Choose the axis for a peak: (its top, the step between lines), so that two to five round lines cover it."""
    if peak <= 0:
        return 1.0, 1.0
    rough = peak / 4
    power = 10 ** math.floor(math.log10(rough))
    step = next(factor * power for factor in (1, 2, 2.5, 5, 10) if factor * power >= rough - 1e-9)
    return math.ceil(peak / step - 1e-9) * step, step


def bars(
    labels: Sequence[str],
    series: Sequence[dict[str, Any]],
    unit: str = "",
    peak: bool = False,
    places: int | None = None,
) -> dict[str, Any]:
    """Lay out stacked bars.

    `labels` name the bars; each series is {"label", "values", "tone" 1–6, "urls" optional}. With `peak` the highest bar of
    a single series is marked in red with its figure, with as many decimals as `places` says (an amount in 元 has two).
    Returns {"lines", "bars", "legend"} in percent for the template.
    """
    totals = [sum(float(one["values"][index] or 0) for one in series) for index in range(len(labels))]
    top, step = nice_ceiling(max(totals, default=0))
    height = FLOOR - TOP
    # Figures of the axis stay short, or they would run into the first bar on a phone: from 10,000 on they count in 万.
    shown_in, shown_unit = (10_000, f"万{unit}") if top >= 10_000 else (1, unit)
    lines: list[dict[str, Any]] = []
    for number in range(int(round(top / step)) + 1):
        value = number * step
        shown = f"{value / shown_in:,.10g}"
        lines.append(
            {"y": _percent(FLOOR - value / top * height), "text": "" if not number else shown, "base": not number}
        )
    if len(lines) > 1:
        lines[-1]["text"] += shown_unit
    slot = (100 - LEFT) / max(len(labels), 1)
    width = min(slot * 0.5, 9.0)
    highest = max(range(len(totals)), key=totals.__getitem__) if totals and peak and len(series) == 1 else None
    every = labels_every(labels)
    drawn = []
    for index, label in enumerate(labels):
        x = LEFT + slot * index + (slot - width) / 2
        floor, rects = FLOOR, []
        for one in series:
            value = float(one["values"][index] or 0)
            tall = value / top * height
            floor -= tall
            if tall:
                tone = 1 if index == highest else one["tone"]
                rects.append({"y": _percent(floor), "height": _percent(tall), "tone": tone})
        urls = series[0].get("urls") if series else None
        drawn.append(
            {
                "label": label if (len(labels) - 1 - index) % every == 0 else "",
                "x": _percent(x),
                "middle": _percent(x + width / 2),
                "width": _percent(width),
                "rects": rects,
                "url": urls[index] if urls else "",
                "total": f"{totals[index]:,.10g}" if places is None else f"{totals[index]:,.{places}f}",
                "top": _percent(floor),
                "peak": index == highest and totals[index] > 0,
            }
        )
    return {"lines": lines, "bars": drawn, "legend": series if len(series) > 1 else []}


def labels_every(labels: Sequence[str]) -> int:
    """Of how many labels one is written, counted from the last, so that none runs into the next on a phone."""
    widest = max((sum(1 if sign.isascii() else 2 for sign in label) for label in labels), default=0)
    return max(1, math.ceil(len(labels) * (widest + 1) / LABELS_FIT))


def donut(values: Sequence[float]) -> list[dict[str, Any]]:
    """Lay out a ring of slices clockwise from the top; each carries the number of its table row and where that stands."""
    total = sum(values)
    slices, start = [], 0.0
    for number, value in enumerate(values, 1):
        share = 100 * value / total if total else 0.0
        gap = 0.6 if share > 1.2 and share < 100 else 0.0
        angle = 2 * math.pi * (start + share / 2) / 100
        slices.append(
            {
                "number": number,
                "tone": (number - 1) % 6 + 1,
                "dash": f"{max(share - gap, 0):.2f} {100 - max(share - gap, 0):.2f}",
                "offset": f"{-start:.2f}",
                "x": f"{60 + 61 * math.sin(angle):.1f}",
                "y": f"{62.2 - 61 * math.cos(angle):.1f}",
                "share": f"{share:.1f}%",
            }
        )
        start += share
    return slices


def ring(value: float, total: float, due: float | None = None) -> dict[str, str]:
    """Lay out a progress ring: how far `value` is towards `total`, and where it should be by now (`due`)."""
    share = min(max(value / total, 0.0), 1.0) * 100 if total else 0.0
    drawn = {"dash": f"{share:.2f} 100"}
    if due is not None and total:
        drawn["due"] = f"{-min(max(due / total, 0.0), 1.0) * 100 + 0.35:.2f}"
    return drawn


def _percent(value: float) -> str:
    return f"{value:.2f}%"
