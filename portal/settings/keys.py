"""Keys of a development machine: made once, kept under var/, never in the repository."""

import base64
import contextlib
import json
import os
import secrets
from pathlib import Path


def local_keys(path: Path) -> dict[str, str]:
    """Read the machine's own keys, making them on the first call.

    Returns SECRET_KEY, FIELD_KEY and LOOKUP_KEY; the last two as `id:base64 of 32 bytes`.
    Raises OSError when the folder can't be written.
    """
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        made = {
            "SECRET_KEY": "dev-" + secrets.token_urlsafe(50),
            "FIELD_KEY": "demo1:" + base64.b64encode(secrets.token_bytes(32)).decode(),
            "LOOKUP_KEY": "demo1:" + base64.b64encode(secrets.token_bytes(32)).decode(),
        }
        draft = path.with_suffix(f".{os.getpid()}")
        draft.write_text(json.dumps(made))
        draft.chmod(0o600)
        with contextlib.suppress(FileExistsError):
            os.link(draft, path)  # the first process wins; a second one started at the same time reads its keys
        draft.unlink()
    keys: dict[str, str] = json.loads(path.read_text())
    return keys
