"""The data: prepared once, begun again when the first start was killed, refused when they belong to another version."""

import sqlite3
from pathlib import Path

import pytest

from portal.launch import stages
from portal.launch.console import Problem


def make_database(path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE django_migrations (id INTEGER)")
        connection.execute("INSERT INTO django_migrations VALUES (1)")
    connection.close()


@pytest.fixture
def var(place: Path) -> Path:
    return place / "var"


@pytest.fixture
def prepared(var: Path) -> Path:
    """Data as a finished first start leaves them."""
    make_database(var / "portal.sqlite3")
    (var / "search.sqlite3").touch()
    stages.save(demo="loaded")
    stages.done(indexed=True)
    return var


def test_nothing_yet(var):
    assert not stages.is_current()
    stages.mend()
    assert stages.load() == {"state": "building"}


def test_prepared_data_need_nothing(prepared):
    assert stages.is_current()
    stages.mend()
    assert stages.is_current()


def test_a_killed_first_start_begins_again(var):
    stages.mend()
    make_database(var / "portal.sqlite3")
    (var / "media").mkdir()
    (var / "media" / "half.png").touch()
    (var / "search.sqlite3-wal").touch()
    (var / "services").mkdir()
    (var / "services" / "state.json").touch()

    stages.mend()
    assert not (var / "portal.sqlite3").exists()
    assert not (var / "media").exists()
    assert not (var / "search.sqlite3-wal").exists()
    assert (var / "services" / "state.json").exists()  # not data of the portal
    assert stages.load() == {"state": "building"}


def test_a_kill_while_data_in_use_are_brought_up_to_date_removes_nothing(prepared):
    stages.save(fingerprint="of an earlier version")
    assert not stages.is_current()
    stages.mend()
    assert (prepared / "portal.sqlite3").exists()
    assert stages.load()["state"] == "ready"


def test_a_rewritten_migration_is_told_with_the_cure(prepared):
    kept = stages.load()["migrations"]
    name = next(iter(kept))
    stages.save(migrations=kept | {name: "what it did before"}, fingerprint="of an earlier version")
    with pytest.raises(Problem, match="较早的开发版本") as refusal:
        stages.mend()
    assert name in refusal.value.what
    assert "--reset" in refusal.value.cure
    assert (prepared / "portal.sqlite3").exists()


def test_a_deleted_database_takes_its_index_with_it(prepared):
    (prepared / "portal.sqlite3").unlink()
    (prepared / "keys.json").write_text("{}")
    stages.mend()
    assert not (prepared / "search.sqlite3").exists()
    assert (prepared / "keys.json").exists()


def test_a_deleted_index_and_another_engine_are_noticed(prepared, monkeypatch):
    monkeypatch.setenv("SEARCH_URL", "http://127.0.0.1:9200")
    assert not stages.is_current()
    monkeypatch.setenv("SEARCH_URL", "embedded")
    assert stages.is_current()
    (prepared / "search.sqlite3").unlink()
    assert not stages.is_current()


def test_a_damaged_database_is_told_and_kept(prepared):
    (prepared / "portal.sqlite3").write_bytes(b"not a database at all" * 100)
    with pytest.raises(Problem, match="已损坏"):
        stages.is_current()
    assert (prepared / "portal.sqlite3").exists()


def test_a_stamp_cut_off_in_the_middle_counts_as_none(prepared):
    stages.stamp_file().write_text('{"state": "rea')
    assert stages.load() == {}
    stages.mend()  # the database is there and whole: it is kept and migrated again
    assert (prepared / "portal.sqlite3").exists()


def test_somebody_elses_database_is_never_removed(prepared, monkeypatch):
    monkeypatch.setenv("DATABASE_URL", "postgres://portal@db.example/portal")
    assert not stages.is_current()
    stages.save(state="building")
    stages.mend()
    assert (prepared / "portal.sqlite3").exists()
    monkeypatch.delenv("DATABASE_URL")
    assert stages.is_current()  # each database has a stamp of its own
