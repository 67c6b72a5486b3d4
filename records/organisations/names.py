"""Names: pinyin for sorting, slugs for addresses. Pure functions."""

import re
from collections.abc import Collection

from pypinyin import Style, lazy_pinyin

# Addresses that are not sections, and the fixed words of a section's columns.
RESERVED_SLUGS = frozenset(
    [
        "search",
        "my",
        "work",
        "admin",
        "api",
        "healthz",
        "static",
        "media",
        "files",
        "preview",
        "sign-in",
        "components",
        "organisations",
        "feedback",
        "proof",
        "feed",
        "accessibility",
        "learning",
        "openness",
        "members",
        "funds",
        "assessments",
        "alerts",
        "news",
        "rules",
        "plans",
        "courses",
        "disclosures",
        "documents",
        "images",
        "django-admin",
    ]
)
SLUG_LENGTH = 60  # leaves room for a number behind it in an 80-character field


def sort_key(name: str) -> str:
    """Pinyin with tone numbers, a space between syllables: what a list of Chinese names sorts by."""
    return " ".join(lazy_pinyin(name, style=Style.TONE3, neutral_tone_with_five=True)).lower()[:200]


def slug_for(short_name: str, taken: Collection[str]) -> str:
    """Pinyin of the short name as an address, unique among `taken` and never a reserved word."""
    base = re.sub(r"[^a-z0-9]+", "-", "".join(lazy_pinyin(short_name)).lower()).strip("-")[:SLUG_LENGTH] or "zuzhi"
    slug, number = base, 2
    while slug in taken or slug in RESERVED_SLUGS:
        slug = f"{base}-{number}"
        number += 1
    return slug
