"""Tables and figures: data table, stats, openness record, ring, bars, donut."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from theme import charts, text
from theme.tags import register
from theme.tags.filters import chinese_date


@register.inclusion_tag("theme/parts/stats.html")
def stats(items: Any) -> dict[str, Any]:
    """`{% stats stats %}`: [{"label", "value", "unit", "note", "lead", "url"}]; `lead` is the one in red."""
    return {"items": items}


@register.inclusion_tag("theme/parts/table.html")
def data_table(table: Any) -> dict[str, Any]:
    """`{% data_table table %}`: becomes cards under 36rem.

    {"caption", "caption_hidden", "manner": cards|list|plain, "tight", "columns": [{"label", "numeric", "nowrap", "sort_url",
    "sorted": ascending|descending}], "rows": [{"cells": […], "url", "note"}] or [[…]], "foot": [[…]]}.
    A cell is a value, a date, or {"value", "url", "badge", "note", "mono", "key": 1–6, "money": fen, "button": {"label", "url"},
    "buttons": [{"label", "url", "about": what it is for, spoken only}]}. The first cell of a row is its head.
    """
    columns = [column if isinstance(column, Mapping) else {"label": column} for column in _of(table, "columns") or []]
    rows = [_row(row, columns) for row in _of(table, "rows") or []]
    foot = [_row(row, columns) for row in _of(table, "foot") or []]
    return {"table": table, "columns": columns, "rows": rows, "foot": foot, "manner": _of(table, "manner") or "cards"}


def _of(source: Any, key: str) -> Any:
    return source.get(key) if isinstance(source, Mapping) else getattr(source, key, None)


def _row(row: Any, columns: list[Any]) -> dict[str, Any]:
    given = row if isinstance(row, Mapping) else {"cells": row}
    cells = []
    for index, value in enumerate(given["cells"]):
        cell = dict(value) if isinstance(value, Mapping) else {"value": value}
        if isinstance(cell.get("value"), date):
            cell["value"], cell["nowrap"] = chinese_date(cell["value"], "iso"), True
        if cell.get("money") is not None:
            cell["value"] = text.money(cell["money"])
        column = columns[index] if index < len(columns) else {"label": ""}
        shown = any(cell.get(name) for name in ("badge", "button", "buttons"))
        cell.update(column=column, empty=cell.get("value") in (None, "") and not shown)
        cells.append(cell)
    if cells and given.get("url"):
        cells[0].setdefault("url", given["url"])
    if cells and given.get("note"):
        cells[0].setdefault("note", given["note"])
    return {"cells": cells}


@register.inclusion_tag("theme/parts/matrix.html")
def matrix(columns: Any, rows: Any, caption: str) -> dict[str, Any]:
    """`{% matrix months rows "各类事项公开情况" %}`: columns ["12月", …], rows [{"label", "cells": [{"word", "tone", "url"} or None]}]."""
    seen: dict[str, str] = {}
    for row in rows or []:
        for cell in _of(row, "cells"):
            if cell:
                seen.setdefault(_of(cell, "word"), _of(cell, "tone"))
    return {"columns": columns, "rows": rows, "caption": caption, "legend": seen.items()}


@register.inclusion_tag("theme/parts/ring.html")
def ring(value: float, total: float, due: float | None = None, unit: str = "学时", label: str = "") -> dict[str, Any]:
    """`{% ring 18.5 32 28.7 "学时" %}`: how far, of how much, and the golden tick where it should be by now."""
    shown = charts.ring(float(value), float(total), None if due is None else float(due))
    said = label or f"已完成{_figure(value)}{unit}，全年要求{_figure(total)}{unit}"
    if due is not None and not label:
        said += f"，按时间进度应达{_figure(due)}{unit}"
    return {
        **shown,
        "value": _figure(value),
        "total": _figure(total),
        "due_value": "" if due is None else _figure(due),
        "unit": unit,
        "said": said,
    }


def _figure(value: Any) -> str:
    return f"{float(value):.1f}" if float(value) != int(float(value)) else f"{int(float(value))}"


@register.inclusion_tag("theme/parts/bars.html")
def bars(chart: Any) -> dict[str, Any]:
    """`{% bars chart %}`: {"title", "said", "labels", "series": [{"label", "values", "tone", "urls"}], "unit", "peak", "places", "tall"}.

    The table it is drawn from follows, folded: {"table"} is made from the same figures unless given.
    """
    laid = charts.bars(
        _of(chart, "labels"),
        _of(chart, "series"),
        _of(chart, "unit") or "",
        bool(_of(chart, "peak")),
        _of(chart, "places"),
    )
    return {"chart": chart, **laid, "table": _of(chart, "table") or _bar_table(chart)}


def _bar_table(chart: Any) -> dict[str, Any]:
    series, labels = _of(chart, "series"), _of(chart, "labels")
    columns = [{"label": _of(chart, "axis") or "月份"}, *({"label": one["label"], "numeric": True} for one in series)]
    rows = [[label, *(f"{one['values'][index] or 0:,}" for one in series)] for index, label in enumerate(labels)]
    sums = [f"{round(sum(value or 0 for value in one['values']), 2):,}" for one in series]
    return {
        "caption": _of(chart, "title"),
        "caption_hidden": True,
        "manner": "plain",
        "tight": True,
        "columns": columns,
        "rows": rows,
        "foot": [["合计", *sums]],
    }


@register.inclusion_tag("theme/parts/donut.html")
def donut(chart: Any) -> dict[str, Any]:
    """`{% donut chart %}`: {"title", "centre", "centre_unit", "columns", "rows": [{"label", "value", "cells", "url"}], "foot"}.

    At most six rows; each slice carries the number of its row in the table beside it.
    """
    rows = list(_of(chart, "rows"))
    slices = charts.donut([float(_of(row, "value")) for row in rows])
    cells = [
        [
            {"value": _of(row, "label"), "key": part["tone"], "number": part["number"], "url": _of(row, "url")},
            *_of(row, "cells"),
            part["share"],
        ]
        for row, part in zip(rows, slices, strict=True)
    ]
    columns = [*_of(chart, "columns"), {"label": "占比", "numeric": True}]
    table = {
        "caption": _of(chart, "title"),
        "caption_hidden": True,
        "manner": "plain",
        "tight": True,
        "columns": columns,
        "rows": cells,
        "foot": [[*row, "100%"] for row in _of(chart, "foot") or []],
    }
    return {"chart": chart, "slices": slices, "table": table}


@register.inclusion_tag("theme/parts/block_table.html")
def block_table(value: Any) -> dict[str, Any]:
    """`{% block_table value %}`: a table written by an editor. Takes the value of Wagtail's TableBlock
    ({"data", "first_row_is_table_header", "first_col_is_header", "table_caption"}), or {"rows", "header_row", "header_column",
    "caption"}. Columns whose every cell is a figure stand to the right.
    """
    rows = [list(row) for row in _of(value, "data") or _of(value, "rows") or []]
    heading = _of(value, "first_row_is_table_header") or _of(value, "header_row")
    head, lines = (rows[0], rows[1:]) if heading and rows else ([], rows)
    width = max((len(row) for row in rows), default=0)
    figures = [
        all(_is_figure(row[index]) for row in lines if index < len(row)) and bool(lines) for index in range(width)
    ]
    return {
        "caption": _of(value, "table_caption") or _of(value, "caption") or "",
        "head": list(zip(head, figures, strict=False)),
        "lines": [[(cell or "", figure) for cell, figure in zip(row, figures, strict=False)] for row in lines],
        "row_heads": bool(_of(value, "first_col_is_header") or _of(value, "header_column")),
        "labels": head,
    }


def _is_figure(cell: Any) -> bool:
    shown = str(cell or "").replace(",", "").replace("%", "").replace(text.MINUS, "-").strip()
    return not shown or shown.lstrip("-").replace(".", "", 1).isdigit()
