"""The served style sheet: current, and raw values only among the tokens."""

import re

import pytest
from django.core.management import CommandError, call_command

from theme import stylesheet


def test_the_served_sheet_is_current() -> None:
    call_command("build_styles", check=True)


def test_an_old_sheet_is_noticed(tmp_path, monkeypatch: pytest.MonkeyPatch) -> None:
    served = tmp_path / "portal.css"
    served.write_text("old")
    monkeypatch.setattr(stylesheet, "SERVED", served)
    with pytest.raises(CommandError):
        call_command("build_styles", check=True)


def test_a_part_that_is_not_named_is_refused(tmp_path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "extra.css").write_text("")
    monkeypatch.setattr(stylesheet, "STYLES", tmp_path)
    with pytest.raises(ValueError, match="extra"):
        stylesheet.build()


@pytest.mark.parametrize("part", [part for part in stylesheet.PARTS if part != "tokens"])
def test_raw_colours_and_faces_are_tokens(part: str) -> None:
    text = re.sub(r"/\*.*?\*/", "", (stylesheet.STYLES / f"{part}.css").read_text(), flags=re.S)
    assert not re.findall(r"#[0-9a-fA-F]{3,8}\b|\brgba?\(|\bhsl\(|\boklch\(", text)
    assert not re.findall(r'"[^"]*(?:SC|YaHei)[^"]*"', text)


def test_every_token_that_is_used_exists() -> None:
    text = stylesheet.build()
    defined = set(re.findall(r"(--[\w-]+)\s*:", text))
    assert set(re.findall(r"var\((--[\w-]+)", text)) <= defined


def test_no_part_is_too_long() -> None:
    for path in stylesheet.STYLES.glob("*.css"):
        assert len(path.read_text().splitlines()) <= 500, path.name
