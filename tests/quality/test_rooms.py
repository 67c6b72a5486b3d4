"""Each room says in half a page what it is for, its states, and what it may import; and says so truly."""

import re
import tomllib
from pathlib import Path

import pytest
from django.conf import settings

ROOT = Path(__file__).resolve().parents[2]
ROOMS = [app for app in settings.OWN_APPS if not app.startswith("tests.")]
STATELESS = {"theme", "records.kit"}  # parts for others, without states of their own
LONGEST = 120  # lines


def floors() -> dict[str, int]:
    """Each package's floor, 0 at the top, as import-linter holds it."""
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
    layers = next(each["layers"] for each in contracts if each["type"] == "layers")
    return {room.strip(): floor for floor, layer in enumerate(layers) for room in layer.split("|")}


def readme(room: str) -> str:
    return (ROOT / room.replace(".", "/") / "README.md").read_text()


@pytest.mark.parametrize("room", ROOMS)
def test_a_room_explains_itself(room: str) -> None:
    text = readme(room)
    assert text.startswith("# ")
    assert len(text.splitlines()) <= LONGEST
    if room != "theme":
        assert "ay import" in text
    if room not in STATELESS:
        assert "stateDiagram" in text or "──" in text, "no diagram of its states"


@pytest.mark.parametrize("room", [room for room in ROOMS if room not in ("theme", "portal")])
def test_what_it_says_it_may_import_lies_below_it(room: str) -> None:
    known = floors()
    said = re.findall(
        r"[a-z_]+", readme(room).partition("ay import")[2].partition(".\n")[0].replace("search index", "index")
    )
    short = {name.rsplit(".", 1)[-1]: floor for name, floor in known.items()}
    named = [word for word in said if word in short and word not in ("portal", "doors")]
    assert not [word for word in named if short[word] <= known[room]], "names a room that does not lie below"


@pytest.mark.parametrize("room", ROOMS)
def test_the_files_it_names_are_there(room: str) -> None:
    place = ROOT / room.replace(".", "/")
    for line in readme(room).splitlines():
        if not line.startswith("| `"):
            continue
        for name in re.findall(r"`([a-z_/]+(?:\.py|/))`", line.split("|")[1]):
            assert (place / name).exists(), f"{room}: {name}"
