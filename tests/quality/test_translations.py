"""The translation check can fail: on a catalogue with a gap, a doubt, or a compiled file left behind."""

from pathlib import Path

import polib
import pytest

from tests.quality.translations import faults_of_catalogues, has_chinese


@pytest.fixture
def catalogue(tmp_path: Path) -> polib.POFile:
    """A complete, compiled catalogue with one message."""
    folder = tmp_path / "zh_Hans" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    made = polib.POFile()
    made.metadata = {"Content-Type": "text/plain; charset=utf-8"}
    made.fpath = str(folder / "django.po")
    made.append(polib.POEntry(msgid="Collection", msgstr="文件夹"))
    made.save(made.fpath)
    made.save_as_mofile(str(folder / "django.mo"))
    return made


def faults(catalogue: polib.POFile) -> list[str]:
    return list(faults_of_catalogues(Path(catalogue.fpath).parents[2]))


def test_a_complete_catalogue_has_none(catalogue):
    assert faults(catalogue) == []


def test_a_gap_is_named(catalogue):
    catalogue.append(polib.POEntry(msgid="Privacy", msgstr=""))
    catalogue.save(catalogue.fpath)
    assert "Privacy" in faults(catalogue)[0]


def test_a_doubtful_entry_is_named(catalogue):
    catalogue[0].flags.append("fuzzy")
    catalogue.save(catalogue.fpath)
    assert "Collection" in faults(catalogue)[0]


def test_a_compiled_file_left_behind_is_told(catalogue):
    catalogue[0].msgstr = "集合"
    catalogue.save(catalogue.fpath)
    assert "compilemessages" in faults(catalogue)[0]


@pytest.mark.parametrize(("text", "chinese"), [("标题", True), ("Title", False), ("ID 号", True), ("", False)])
def test_what_counts_as_chinese(text, chinese):
    assert has_chinese(text) is chinese
