"""Migrated databases that tests start from: made once for each state of the migrations, copied for every run.

Running all migrations takes longer than most rooms' tests. The template lies under `var/test/templates/` (SQLite) or
beside the test databases (PostgreSQL), named by what it was made from, so a changed migration makes a new one.
"""

import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.conf import settings

ROOT = Path(__file__).resolve().parent.parent
FOLDER = Path(os.environ.get("PORTAL_VAR") or ROOT / "var") / "test" / "templates"
# What decides how a migrated database looks: migrations, the packages they come with, and what is installed.
KEPT = 8  # templates of states that a developer goes back and forth between
MADE_FROM = ("requirements.txt", "portal/settings/base.py", "portal/settings/test.py")


def copy_migrated(connection: Any) -> str:
    """Have this connection's test database lie ready, migrated; `migrate` then finds nothing to do. Returns its name."""
    name = str(connection.settings_dict["TEST"]["NAME"] or f"test_{connection.settings_dict['NAME']}")
    with _alone():
        if connection.vendor == "sqlite":
            _copy_file(Path(name))
        else:
            _copy_database(connection, name)
    return name


def remove(connection: Any, name: str) -> None:
    """Remove the copy called `name`; the template stays for the next run."""
    connection.close()
    if connection.vendor == "sqlite":
        Path(name).unlink(missing_ok=True)
        return
    with connection._nodb_cursor() as cursor:
        cursor.execute(f'DROP DATABASE IF EXISTS "{name}"')


def _copy_file(target: Path) -> None:
    template = FOLDER / f"{_fingerprint()}.sqlite3"
    if not template.exists():
        templates = sorted(FOLDER.glob("*.sqlite3"), key=lambda path: path.stat().st_mtime)
        for old in templates[:-KEPT]:
            old.unlink()
        half = template.with_suffix(".half")
        half.unlink(missing_ok=True)
        _migrate(f"sqlite:///{half}")
        half.rename(template)
    shutil.copyfile(template, target)


def _copy_database(connection: Any, target: str) -> None:
    template = f"portal_template_{_fingerprint()}"
    with connection._nodb_cursor() as cursor:
        cursor.execute("SELECT datname FROM pg_database WHERE datname LIKE 'portal_template_%'")
        there = {row[0] for row in cursor.fetchall()}
        if template not in there:
            for old in there:
                cursor.execute(f'DROP DATABASE "{old}"')
            half = f"half_{template}"
            cursor.execute(f'DROP DATABASE IF EXISTS "{half}"')
            cursor.execute(f'CREATE DATABASE "{half}"')
            _migrate(os.environ["DATABASE_URL"].rpartition("/")[0] + f"/{half}")
            cursor.execute(f'ALTER DATABASE "{half}" RENAME TO "{template}"')
        cursor.execute(f'DROP DATABASE IF EXISTS "{target}"')
        cursor.execute(f'CREATE DATABASE "{target}" TEMPLATE "{template}"')


def _migrate(address: str) -> None:
    """Run all migrations on an empty database, in a process of its own: this one's connections stay as they are."""
    settings = {**os.environ, "DATABASE_URL": address, "DJANGO_SETTINGS_MODULE": "portal.settings.test"}
    subprocess.run([sys.executable, "manage.py", "migrate", "--verbosity=0"], check=True, cwd=ROOT, env=settings)


def _fingerprint() -> str:
    """What decides how a migrated database looks: what is installed, our migrations, the packages others come with."""
    digest = hashlib.sha256("\n".join(settings.INSTALLED_APPS).encode())
    files = [*ROOT.glob("*/migrations/*.py"), *ROOT.glob("*/*/migrations/*.py"), ROOT / "requirements.txt"]
    for path in sorted(files):
        digest.update(path.relative_to(ROOT).as_posix().encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()[:16]


@contextmanager
def _alone() -> Iterator[None]:
    """Workers that start together make one template."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    with (FOLDER / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
