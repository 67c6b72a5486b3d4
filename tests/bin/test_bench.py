"""`bin/bench`: names, ratios, and what it says where it can't measure."""

import json
import os
import subprocess
import sys
import time

import pytest

from tests import databases
from tests.bin.conftest import ROOT
from tests.performance.benchmark import Measurement, compare


def bench(*arguments: str, module: str = "portal.settings.dev") -> subprocess.CompletedProcess[str]:
    settings = {**os.environ, "DJANGO_SETTINGS_MODULE": module, "PORTAL_TEMPLATES": str(databases.FOLDER)}
    command = [sys.executable, "-m", "tests.performance", *arguments]
    return subprocess.run(command, cwd=ROOT, env=settings, capture_output=True, text=True, check=False)


def test_the_ratio_is_of_medians_and_its_spread_of_rounds():
    got = Measurement(measured=[3.0, 4.0, 30.0], baseline=[2.0, 2.0, 2.0])
    assert got.ratio == 2.0
    assert got.spread == (1.75, 8.5)
    assert Measurement([3.0], [1.5]).spread == (2.0, 2.0)


def test_both_sides_are_called_equally_often():
    calls = {"measured": 0, "baseline": 0}

    def count(side: str) -> None:
        calls[side] += 1
        time.sleep(0)

    compare(lambda: count("measured"), lambda: count("baseline"), rounds=2, repeat=5)
    assert calls == {"measured": 13, "baseline": 13}
    got = compare(lambda: count("measured"), lambda: count("baseline"), rounds=3, repeat=1, baseline_repeat=10)
    assert calls == {"measured": 13 + 6, "baseline": 13 + 33}
    assert len(got.measured) == len(got.baseline) == 3


@pytest.mark.slow
def test_names_and_an_unknown_name(place):
    listed = bench("--list")
    assert "page-home" in listed.stdout
    unknown = bench("speed-of-light")
    assert unknown.returncode == 2
    assert "没有这个名称：speed-of-light" in unknown.stderr


@pytest.mark.slow
def test_a_small_run_measures_tells_and_keeps(place):
    """Over its own cities, at the least size; what the ratios are is nothing for a test."""
    names = ["members-first", "page-section-made", "sections"]
    # With the tests' own settings: the migrated database that lies ready for them is the ground of its cities, too.
    result = bench(*names, "--members", "3400", "--json", str(place / "figures.json"), module="portal.settings.test")
    assert result.returncode in (0, 1), result.stderr
    assert "Traceback" not in result.stderr
    kept = json.loads((place / "figures.json").read_text())
    assert (kept["database"], kept["search"], kept["members"]) == ("sqlite3", "embedded", 3_400)
    assert [each["name"] for each in kept["results"]] == names
    for each in kept["results"]:
        low, high = each["spread"]
        assert 0 < low <= high
        assert each["ratio"] > 0
        assert each["rounds"] >= 5
        assert each["over"] == (each["at_most"] is not None and each["ratio"] > each["at_most"])
        assert each["name"] in result.stdout
        assert each["meaning"] in result.stdout
    assert "3,400 人 ÷ 340 人" in result.stdout
    assert result.returncode == int(any(each["over"] for each in kept["results"]))
    assert [path.name for path in (place / "var").rglob("*.sqlite3")] == []  # nothing stays behind


@pytest.mark.slow
def test_help_explains(place):
    told = bench("--help").stdout
    for word in ("比值", "--members", "340000", "var/bench"):
        assert word in told
