"""What the API's own views share: uids as typed, entity tags of answers."""

import hashlib
import json
import uuid
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder


def tag_of(told: Any) -> str:
    """Entity tag of an answer: a digest of what is in it, so that another caller's answer has another."""
    text = json.dumps(told, cls=DjangoJSONEncoder, sort_keys=True, ensure_ascii=False)
    return f'"{hashlib.sha256(text.encode()).hexdigest()[:24]}"'


def uuid_of(text: str) -> uuid.UUID:
    """A uid as it was typed; what is none names nothing."""
    try:
        return uuid.UUID(text)
    except ValueError:
        return uuid.UUID(int=0)
