"""A load that is killed at any moment goes on where it stopped, and ends as one that never stopped."""

import datetime
import os
import signal
import subprocess
import sys
import uuid
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from portal.city import seeds
from records.organisations.models import Organisation

ROOT = Path(__file__).resolve().parents[3]
SCALE = "0.012"  # 251 organisations, 4,080 members: three pieces

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.data, pytest.mark.slow]


@dataclass
class Spare:
    """An empty, migrated database of this test's own, for programs in processes of their own."""

    url: str
    folder: Path

    def load(self) -> subprocess.Popen[str]:
        """Start the command."""
        settings = {
            **{
                name: value
                for name, value in os.environ.items()
                if name not in {"SEARCH_URL", "BROKER_URL", "CACHE_URL"}
            },
            "DJANGO_SETTINGS_MODULE": "portal.settings.dev",
            "DATABASE_URL": self.url,
            "PORTAL_VAR": str(self.folder),
        }
        command = [sys.executable, "manage.py", "load_city", "--scale", SCALE, "--no-index"]
        return subprocess.Popen(command, cwd=ROOT, env=settings, stdout=subprocess.PIPE, text=True)

    def ask(self, question: str) -> list[tuple[Any, ...]]:
        """Rows of a query, past Django."""
        if self.url.startswith("sqlite"):
            import sqlite3

            with closing(sqlite3.connect(self.url.removeprefix("sqlite:///"))) as opened:
                return opened.execute(question).fetchall()
        import psycopg

        with psycopg.connect(self.url) as opened:
            return opened.execute(question).fetchall()


@pytest.fixture
def spare(db: None, tmp_path: Path) -> Iterator[Spare]:
    given = connection.settings_dict
    connection.close()
    if connection.vendor == "sqlite":
        import sqlite3

        copy = tmp_path / "spare.sqlite3"
        with closing(sqlite3.connect(given["NAME"])) as here, closing(sqlite3.connect(copy)) as there:
            here.backup(there)
        yield Spare(f"sqlite:///{copy}", tmp_path)
        return
    import psycopg

    server = f"postgres://{given['USER']}:{given['PASSWORD']}@{given['HOST']}:{given['PORT']}"
    name = f"spare_{uuid.uuid4().hex[:12]}"
    with psycopg.connect(f"{server}/postgres", autocommit=True) as opened:
        opened.execute(f'CREATE DATABASE {name} TEMPLATE "{given["NAME"]}"')
        try:
            yield Spare(f"{server}/{name}", tmp_path)
        finally:
            opened.execute(f"DROP DATABASE {name} WITH (FORCE)")


def killed_at(spare: Spare, phase: str) -> bool:
    """Start a load and kill it as soon as it tells of a phase; returns whether it was still at work."""
    running = spare.load()
    assert running.stdout is not None
    for line in running.stdout:
        if line.startswith(phase):
            break
    running.send_signal(signal.SIGKILL)
    running.stdout.close()
    return running.wait() == -signal.SIGKILL


ROWS = (
    "organisations_organisation",
    "organisations_organisationversion",
    "organisations_unit",
    "organisations_post",
    "cms_pages_sectionpage",
    "cms_pages_columnpage",
    "cms_pages_contentpage",
    "cms_pages_pagedoor",
    "members_member",
    "members_memberversion",
    "members_membershipevent",
    "access_user",
)


def test_killed_again_and_again_it_ends_complete(spare: Spare):
    assert killed_at(spare, "组织")
    [(organisations,)] = spare.ask("SELECT count(*) FROM organisations_organisation")
    assert organisations == 251
    assert killed_at(spare, "党员")
    [(members,)] = spare.ask("SELECT count(*) FROM members_member")
    assert 0 < members < 4_080
    last = spare.load()
    told = last.communicate()[0]
    assert last.returncode == 0
    assert "党员：4,080 条" in told
    assert "内存最多" in told
    counts = {name: spare.ask(f"SELECT count(*) FROM {name}")[0][0] for name in ROWS}
    expected = (251, 251, 168, 4, 251, 1_255, 2_640, 4_147, 4_080, 4_080, 4_080, 4)
    assert tuple(counts.values()) == expected, counts
    # The very people that the generator names, each in the branch it names: nobody twice, nobody left out.
    kept = spare.ask(
        "SELECT o.code, m.name FROM members_member m JOIN organisations_organisation o ON o.id = m.organisation_id"
    )
    assert sorted(kept) == sorted(everybody(spare))


def everybody(spare: Spare) -> Iterator[tuple[str, str]]:
    """Branch and name of each member, as the generator has them."""
    branches = spare.ask("SELECT code, short_name FROM organisations_organisation o WHERE numchild = 0 ORDER BY path")
    for (code, short_name), share in zip(branches, seeds.shares(float(SCALE), len(branches)), strict=True):
        branch = Organisation(code=code, short_name=short_name, set_up_on=datetime.date(2000, 1, 1))
        yield from ((code, seed.name) for seed in seeds.members(branch, share))


def test_two_loads_at_once_leave_one_city(spare: Spare):
    one, other = spare.load(), spare.load()
    ends = sorted([one.wait(), other.wait()])
    if ends != [0, 0]:
        assert ends == [0, 1]
    assert spare.ask("SELECT count(*) FROM members_member") == [(4_080,)]
    assert spare.ask("SELECT count(*) FROM organisations_organisation") == [(251,)]
