"""docs/decisions/0002-licences.md, enforced: every pinned package has a licence that was decided on."""

import re
import subprocess
import sys
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]

# Licences that ask for no more than their notice.
FREE = re.compile(
    r"\b(MIT|BSD|Apache|ISC|PSF|PSFL|HPND|CMU|Python Software Foundation|0BSD|Unlicense|CC0)\b", re.IGNORECASE
)
# Others, each with the reason why it may be used (see the decision).
DECIDED = {
    "psycopg": "LGPL-3.0: used unmodified, as a library",
    "psycopg-binary": "LGPL-3.0: used unmodified, as a library",
    "certifi": "MPL-2.0: used unmodified",
    "hypothesis": "MPL-2.0: for tests only, unmodified",
    "pathspec": "MPL-2.0: for development only, unmodified",
    "axe-playwright-python": "MIT, with axe-core (MPL-2.0) inside: for tests only, unmodified",
    "pillow-heif": "BSD-3-Clause; its wheels carry a GPL library: fetched with Wagtail, never used, never passed on",
}


def pinned() -> list[str]:
    names = set()
    for name in ("requirements.txt", "requirements-dev.txt"):
        names |= set(re.findall(r"(?m)^([A-Za-z0-9._-]+)(?:\[[^]]*\])?==", (ROOT / name).read_text()))
    return sorted(names)


def declared(package: Distribution) -> str:
    """What a package says of its licence, in whichever of the three places it says it."""
    said = [package.metadata.get("License-Expression") or "", (package.metadata.get("License") or "")[:200]]
    said += [line for line in package.metadata.get_all("Classifier") or [] if line.startswith("License")]
    return " ; ".join(filter(None, said))


@pytest.mark.parametrize("name", pinned())
def test_each_pinned_package_has_a_licence_that_was_decided_on(name):
    try:
        package = distribution(name)
    except PackageNotFoundError:
        pytest.skip("not for this platform or this Python")
    said = declared(package)
    copyleft = re.search(r"GPL|MPL|Mozilla|SSPL|Elastic", said)
    assert name in DECIDED or (FREE.search(said) and not copyleft), f"{name}: {said or 'says nothing'}"


def test_every_exception_is_explained_in_the_decision():
    decision = (ROOT / "docs" / "decisions" / "0002-licences.md").read_text()
    assert [name for name in DECIDED if name not in decision] == []


def test_pictures_work_without_the_package_that_carries_a_gpl_library():
    """Who passes an installation on may leave pillow-heif out: nothing needs it."""
    script = (
        "import sys; sys.modules['pillow_heif'] = None\n"
        "import io, django; django.setup()\n"
        "from PIL import Image as Pillow; from willow.image import Image\n"
        "data = io.BytesIO(); Pillow.new('RGB', (40, 30), 'red').save(data, 'PNG'); data.seek(0)\n"
        "small = Image.open(data).resize((20, 15)).save_as_jpeg(io.BytesIO())\n"
        "assert small.get_size() == (20, 15)\n"
        "from django.urls import get_resolver; get_resolver().url_patterns\n"
    )
    done = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_nothing_of_ours_uses_it():
    ours = [
        path
        for folder in ("portal", "records", "search", "cms_pages", "media")
        for path in (ROOT / folder).rglob("*.py")
    ]
    assert [path for path in ours if "pillow_heif" in path.read_text()] == []
