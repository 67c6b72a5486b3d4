"""The one style sheet the site serves, put together from the parts in `theme/styles/`."""

from pathlib import Path

STYLES = Path(__file__).parent / "styles"
SERVED = Path(__file__).parent / "static" / "theme" / "portal.css"

# The order is the order of the served file; authority is decided by the layers named in the first part.
PARTS = (
    "layers",
    "tokens",
    "base",
    "layout",
    "frame",
    "controls",
    "status",
    "lists",
    "structure",
    "charts",
    "documents",
    "learning",
    "work",
    "pages",
    "modes",
    "print",
)

HEADER = "/* Made by `manage.py build_styles` from theme/styles/. Change the parts, not this file. */\n"


def build() -> str:
    """Return the text of the served sheet: the header, then every part in order, each named by a comment.

    Raises `ValueError` if a part lies in `theme/styles/` that the order does not name: it would silently be left out.
    """
    unnamed = sorted({path.stem for path in STYLES.glob("*.css")} - set(PARTS))
    if unnamed:
        raise ValueError(f"theme/styles holds parts that PARTS does not name: {', '.join(unnamed)}")
    pieces = [f"\n/* {name}.css */\n{(STYLES / f'{name}.css').read_text(encoding='utf-8').strip()}\n" for name in PARTS]
    return HEADER + "".join(pieces)
