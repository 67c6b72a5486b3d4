"""Reads `data/first_load.toml`, the figures that the portal comes with, and refuses a file that is not in order."""

import datetime
import tomllib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from records.regulations.rules import parsed

FILE = Path(__file__).with_name("data") / "first_load.toml"
_DOCUMENT = {"title": "", "number": "", "issued_on": None, "in_force_from": None, "in_force_to": None, "url": ""}
_ABOUT_DATES = "dates_note"  # of a document whose day is not known; it is said with each of its figures
_FIGURE = {"unit": "", "article": "", "note": ""}
_REQUIRED = ("key", "label", "kind", "value", "valid_from", "document", "mark")


class FileWrong(ValueError):
    """The file is not in order; the message names the entry."""


@dataclass(frozen=True)
class FirstLoad:
    """Documents by their code in the file, and figures with every field filled."""

    documents: dict[str, dict[str, Any]]
    figures: list[dict[str, Any]]


@lru_cache(maxsize=1)
def read() -> FirstLoad:
    """The file, checked. Raises FileWrong, WrongValue."""
    data = tomllib.loads(FILE.read_text(encoding="utf-8"))
    dates = {code: facts.pop(_ABOUT_DATES, "") for code, facts in data["documents"].items()}
    documents = {code: {**_DOCUMENT, **facts} for code, facts in data["documents"].items()}
    figures = [figure for group in data["figures"].values() for figure in group]
    return FirstLoad(documents, _one_after_another([_checked(figure, documents, dates) for figure in figures]))


def _one_after_another(figures: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Each value of a key ends where the next begins."""
    figures.sort(key=lambda figure: (figure["key"], figure["valid_from"]))
    for figure, following in zip(figures, [*figures[1:], None], strict=True):
        same = following is not None and following["key"] == figure["key"]
        figure["valid_to"] = following["valid_from"] if following and same else None
    return figures


def _checked(figure: dict[str, Any], documents: dict[str, dict[str, Any]], dates: dict[str, str]) -> dict[str, Any]:
    missing = [name for name in _REQUIRED if name not in figure]
    unknown = set(figure) - {*_REQUIRED, *_FIGURE}
    if missing or unknown or figure["document"] not in documents or not isinstance(figure["valid_from"], datetime.date):
        raise FileWrong(f"{figure.get('key', '?')}: missing {missing}, unknown {sorted(unknown)}, or no such document")
    value = _open_ended(figure["value"])
    parsed(figure["kind"], value)
    note = figure.get("note", "") + dates[figure["document"]]
    return {**_FIGURE, **figure, "value": value, "note": note}


def _open_ended(value: Any) -> Any:
    # TOML has no null; the last bracket of a table says "none".
    if isinstance(value, list):
        return [{name: None if cell == "none" else cell for name, cell in row.items()} for row in value]
    return value
