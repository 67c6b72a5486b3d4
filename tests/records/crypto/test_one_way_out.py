"""The plain text of a secret leaves in one place: the kit's `reveal`."""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
PACKAGES = ("portal", "search", "cms_pages", "records", "media", "theme")
ALLOWED = {
    "open_for": {"records/kit/secrets.py", "records/crypto/secret.py"},
    r"\._text\(": {"records/crypto/secret.py"},
    r"\bdecrypt\b": {
        "records/crypto/services.py",
        "records/crypto/secret.py",
        "records/crypto/suites.py",
        "records/kit/sealed_files.py",  # whole uploaded tables and exports, for their owner
    },
}


def sources():
    return [file for package in PACKAGES for file in (ROOT / package).rglob("*.py")]


def test_only_the_kit_opens_secrets():
    found = {}
    for pattern, allowed in ALLOWED.items():
        files = {str(file.relative_to(ROOT)) for file in sources() if re.search(pattern, file.read_text())}
        found[pattern] = files - allowed - {"records/crypto/checks.py"}
    assert found == {pattern: set() for pattern in ALLOWED}


def test_the_search_sees_the_one_who_may():
    assert "open_for" in (ROOT / "records/kit/secrets.py").read_text()
