"""The organisation path as the key to everything: ranges, never LIKE (an index serves them on every database)."""

from collections.abc import Iterable

from django.db.models import Q

ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"  # treebeard's own


def successor(path: str) -> str | None:
    """The first path after all that start with `path`; None when there is none (the root, or all Z)."""
    digits = list(path)
    while digits:
        last = digits.pop()
        if last != ALPHABET[-1]:
            return "".join(digits) + ALPHABET[ALPHABET.index(last) + 1] + ALPHABET[0] * (len(path) - len(digits) - 1)
    return None


def below(field: str, path: str) -> Q:
    """Condition: `field` is `path` or hangs below it. The empty path is the root above all organisations."""
    if not path:
        return everything()
    end = successor(path)
    condition = Q(**{f"{field}__gte": path})
    return condition & Q(**{f"{field}__lt": end}) if end is not None else condition


def nothing() -> Q:
    """Condition that no row meets."""
    return Q(pk__in=[])


def everything() -> Q:
    """Condition that every row meets. Not an empty Q: `Q() | other` is `other`, and would hide what lies outside it."""
    return ~nothing()


def below_any(field: str, paths: Iterable[str]) -> Q:
    """Condition: at or below one of `paths`; none of them means no row."""
    condition = nothing()
    for number, path in enumerate(without_nested(paths)):
        if not path:
            return everything()
        condition = below(field, path) if number == 0 else condition | below(field, path)
    return condition


def is_below(path: str, ancestor: str) -> bool:
    """Whether `path` is `ancestor` or hangs below it."""
    return path.startswith(ancestor)


def without_nested(paths: Iterable[str]) -> list[str]:
    """Drop every path that lies below another one of them: one condition each is what a database pays for."""
    kept: list[str] = []
    for path in sorted(set(paths)):
        if not kept or not path.startswith(kept[-1]):
            kept.append(path)
    return kept
