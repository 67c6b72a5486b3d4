"""Phone numbers of members: a mobile number, or a fixed line such as the village office's."""

import re
import unicodedata
from typing import Final

from records.access import phones as access_phones

_FIXED: Final = re.compile(r"0\d{9,11}|[2-9]\d{6,7}")


def normalised_phone(text: str) -> str:
    """A phone number as digits, "" when the text is none.

    A mobile number as `access` reads it, or a fixed line with or without area code.
    """
    mobile = access_phones.normalised_phone(text)
    if mobile:
        return mobile
    digits = re.sub(r"[\s\-()]", "", unicodedata.normalize("NFKC", text))
    return digits if _FIXED.fullmatch(digits) else ""
