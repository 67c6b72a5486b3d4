"""What people write stays short enough to read, and speaks of the project alone."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
LONGEST = 500  # lines
NOT_OURS = {".git", "var", ".venv", "node_modules"}  # the history, what runs writes, what was installed
WRITTEN = {".py", ".html", ".js", ".css", ".sh", ".java"}

# Made by a command, never edited; each with the reason why it may be long.
GENERATED = {
    r".*/migrations/\d{4}_.*\.py": "makemigrations writes it from the models",
    r"theme/static/theme/portal\.css": "theme's command joins it from theme/styles/",
}
# Files of facts, whose length is that of the facts.
TEXTS = {".py", ".html", ".js", ".css", ".sh", ".java", ".md", ".toml", ".txt", ".in", ".yaml", ".yml", ".cfg", ""}

# Where the project was written is nobody's business: no folder of a machine, no host that packages came from.
MACHINE = re.compile(r"(?<![\w.])/(tmp|root|work)/(?=[\w.-])")
OUR_ADDRESSES = re.compile(r"/work/(?!shared|main)")  # the workbench
HOSTS = [  # joined here, so that this file does not name them either
    "pypi." + "org",
    "files.python" + "hosted.org",
    "pypi." + "tuna",
    "mirrors." + "aliyun",
    "mirrors." + "tencent",
    "mirror." + "nju",
    "npm" + "mirror",
    "registry." + "npmjs",
    "proxy.golang" + ".org",
]
SETTING = re.compile(r"^\s*(--(extra-)?index-url|--find-links|--trusted-host|-i\s+http)", re.MULTILINE)


def files() -> Iterator[Path]:
    for path in sorted(ROOT.rglob("*")):
        inside = path.relative_to(ROOT)
        if path.is_file() and not NOT_OURS & set(inside.parts) and "__pycache__" not in inside.parts:
            if any(part.startswith(".") and part not in (".ci", ".github") for part in inside.parts[:-1]):
                continue  # caches of tools
            yield inside


def is_written(path: Path) -> bool:
    """Python, templates, scripts and styles; a script without an ending says so in its first line."""
    if path.suffix in WRITTEN:
        return True
    return not path.suffix and path.parts[0] in ("bin", ".ci") and (ROOT / path).read_bytes()[:2] == b"#!"


def generated(path: Path) -> bool:
    return any(re.fullmatch(pattern, path.as_posix()) for pattern in GENERATED)


def test_no_hand_written_file_is_longer_than_500_lines() -> None:
    written = [path for path in files() if is_written(path) and not generated(path)]
    assert len(written) > 500, "the search found too little to mean anything"
    long = {str(path): count for path in written if (count := (ROOT / path).read_bytes().count(b"\n")) > LONGEST}
    assert not long, f"longer than {LONGEST} lines: {long}"


@pytest.mark.parametrize("pattern", GENERATED)
def test_what_is_called_generated_says_so_or_is_a_migration(pattern: str) -> None:
    for path in files():
        if re.fullmatch(pattern, path.as_posix()):
            text = (ROOT / path).read_text(encoding="utf-8").lower()
            assert "made by" in text[:400] or "class migration(" in text, path


def test_no_file_names_the_place_where_it_was_written() -> None:
    found = []
    for path in files():
        if path.suffix not in TEXTS:
            continue
        text = (ROOT / path).read_text(encoding="utf-8", errors="replace")
        found += [f"{path}: {host}" for host in HOSTS if host in text]
        places = (match for match in MACHINE.finditer(text) if not OUR_ADDRESSES.match(text, match.start()))
        found += [f"{path}: {text[match.start() : match.end() + 20]!r}" for match in places]
        found += [f"{path}: {match[0].strip()}" for match in SETTING.finditer(text)]
    assert not found, found
