"""The README names every component, filter and page template; no file of the theme is too long."""

from pathlib import Path

import pytest

from theme.templatetags.portal_tags import register

THEME = Path(__file__).parents[2] / "theme"
README = (THEME / "README.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", sorted({*register.tags, *register.filters}))
def test_every_tag_and_filter_is_described(name: str) -> None:
    assert f"**{name}**" in README


def test_every_page_template_is_named() -> None:
    pages = {path.stem for path in (THEME / "templates" / "theme").glob("*.html")}
    own = {"base", "components", "accessibility", "standalone"}
    assert [name for name in sorted(pages - own) if name not in README] == []


def test_every_page_template_says_what_context_it_takes() -> None:
    for path in (THEME / "templates" / "theme").glob("*.html"):
        if path.stem != "accessibility":
            assert "{% comment %}" in path.read_text(encoding="utf-8")[:200], path.name


def test_no_file_is_too_long() -> None:
    made = THEME / "static" / "theme" / "portal.css"
    files = [path for path in THEME.rglob("*") if path.suffix in {".py", ".css", ".js", ".html"} and path != made]
    assert len(files) > 50
    assert [path.name for path in files if len(path.read_text(encoding="utf-8").splitlines()) > 500] == []
