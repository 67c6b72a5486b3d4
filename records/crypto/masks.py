"""Masks (掩码): what may be seen of a sensitive value without a look being journalled.

Each is idempotent (a mask masks to itself), so a form that is handed a mask back can tell it from a value. The shapes
are those in common use, not a regulation: `3302**********1234`, `138****5678`, `张*`.
"""

STAR = "*"
ALL = STAR * 6


def mask_all(value: str) -> str:
    """Nothing of the value, not even its length."""
    return ALL


def mask_identity_number(value: str) -> str:
    """First four (province and city) and last four of a citizen number (公民身份号码); of a shorter one, nothing."""
    return _middle(value, 4, 4, shortest=15)


def mask_phone(value: str) -> str:
    """First three and last four of a phone number; of a shorter one, the last two."""
    return _middle(value, 3, 4, shortest=11) if len(value) >= 11 else _middle(value, 0, 2, shortest=5)


def mask_name(value: str) -> str:
    """The family name's first character; the rest as stars. A name of one character is a star."""
    return value[0] + STAR * (len(value) - 1) if len(value) > 1 else STAR


def _middle(value: str, head: int, tail: int, shortest: int) -> str:
    if len(value) < shortest:
        return ALL
    return value[:head] + STAR * (len(value) - head - tail) + value[len(value) - tail :]
