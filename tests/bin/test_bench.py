"""`bin/bench`: names, ratios, and what it says where it can't measure."""

import json
import os
import subprocess
import sys
import time

import pytest

from tests.bin.conftest import ROOT
from tests.performance.benchmark import Measurement, compare


def bench(*arguments: str) -> subprocess.CompletedProcess[str]:
    settings = {**os.environ, "DJANGO_SETTINGS_MODULE": "portal.settings.dev"}
    command = [sys.executable, "-m", "tests.performance", *arguments]
    return subprocess.run(command, cwd=ROOT, env=settings, capture_output=True, text=True, check=False)


def test_the_ratio_is_of_what_was_measured():
    assert Measurement(measured=3.0, baseline=1.5).ratio == 2.0


def test_both_sides_are_called_equally_often():
    calls = {"measured": 0, "baseline": 0}

    def count(side: str) -> None:
        calls[side] += 1
        time.sleep(0)

    compare(lambda: count("measured"), lambda: count("baseline"), rounds=2, repeat=5)
    assert calls == {"measured": 13, "baseline": 13}


@pytest.mark.slow
def test_names_and_an_unknown_name(place):
    listed = bench("--list")
    assert "home" in listed.stdout
    unknown = bench("speed-of-light")
    assert unknown.returncode == 2
    assert "没有这个名称：speed-of-light" in unknown.stderr


@pytest.mark.slow
def test_figures_are_kept_and_a_missing_database_is_told(place):
    result = bench("home", "--json", str(place / "figures.json"))
    assert result.returncode == 1
    assert "bin/run" in result.stdout
    kept = json.loads((place / "figures.json").read_text())
    assert kept["database"] == "sqlite3"
    assert kept["results"][0]["name"] == "home"
    assert "absent" in kept["results"][0]
