"""Phone numbers as people type them."""

import re

PHONE_PURPOSE = "access.user.phone"  # of the keyed hash by which an account is found
_MOBILE = re.compile(r"1[3-9]\d{9}")


def normalised_phone(text: str) -> str:
    """A mainland mobile number as eleven digits, or "" when the text is none.

    Spaces, hyphens, full-width digits and the prefix +86 are accepted.
    """
    import unicodedata

    digits = re.sub(r"[\s\-]", "", unicodedata.normalize("NFKC", text))
    digits = digits.removeprefix("+86")
    return digits if _MOBILE.fullmatch(digits) else ""
