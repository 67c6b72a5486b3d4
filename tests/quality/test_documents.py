"""What the documents point at exists."""

import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
LINK = re.compile(r"\[[^\]]*\]\((?!https?:|mailto:|#)([^)#\s]+)")


def kept_files(*endings: str) -> list[str]:
    """Files under version control, or about to be, by how their names end."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    names = listed.stdout.split("\n") if listed.returncode == 0 else []
    return [name for name in names if name.endswith(endings) and (ROOT / name).exists()]


@pytest.mark.parametrize("name", kept_files(".md"))
def test_every_link_of_a_document_leads_somewhere(name):
    text = (ROOT / name).read_text()
    targets = [target for target in LINK.findall(text) if not target.startswith("/")]
    assert [target for target in targets if not ((ROOT / name).parent / target).exists()] == []


@pytest.mark.parametrize("name", ["run", "test", "services", "manage", "bench"])
def test_every_command_is_in_both_readmes_and_can_be_started(name):
    assert (ROOT / "bin" / name).stat().st_mode & 0o111
    for readme in ("README.md", "README.zh.md"):
        assert f"bin/{name}" in (ROOT / readme).read_text()
