"""Migrated databases that tests start from: made once for each state of the migrations, copied for every run.

Running all migrations takes longer than most rooms' tests. The template lies under `var/test/templates/` (SQLite) or
beside the test databases (PostgreSQL), named by what it was made from, so a changed migration makes a new one; one that
was only added is run on a copy of the template before.
"""

import fcntl
import hashlib
import json
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
FOLDER = Path(
    os.environ.get("PORTAL_TEMPLATES") or Path(os.environ.get("PORTAL_VAR") or ROOT / "var") / "test" / "templates"
)
KEPT = 8  # templates of other states of the migrations: who goes from one branch to another and back finds his again


def copy_migrated(connection: Any) -> str:
    """Have this connection's test database lie ready, migrated; `migrate` then finds nothing to do. Returns its name."""
    name = str(connection.settings_dict["TEST"]["NAME"] or f"test_{connection.settings_dict['NAME']}")
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
    with _alone():
        if not template.exists():
            by_age = sorted(FOLDER.glob("*.sqlite3"), key=lambda each: each.stat().st_mtime, reverse=True)
            half = template.with_suffix(f".half-{os.getpid()}")
            base = _nearest({each.stem for each in by_age})
            if base:
                shutil.copyfile(FOLDER / f"{base}.sqlite3", half)
            _migrate(f"sqlite:///{half}")
            _remember()
            half.rename(template)
            for old in by_age[KEPT:]:
                old.unlink(missing_ok=True)
        shutil.copyfile(template, target)


def _copy_database(connection: Any, target: str) -> None:
    prefix = "portal_template_"
    template = f"{prefix}{_fingerprint()}"
    with _alone(), connection._nodb_cursor() as cursor:
        cursor.execute("SELECT datname FROM pg_database WHERE datname LIKE %s ORDER BY oid", [prefix + "%"])
        there = [row[0] for row in cursor.fetchall()]
        if template not in there:
            for old in there[: -KEPT or None]:
                cursor.execute(f'DROP DATABASE "{old}"')
            half = f"half_{template}"
            cursor.execute(f'DROP DATABASE IF EXISTS "{half}"')
            base = _nearest({each.removeprefix(prefix) for each in there[-KEPT:]})
            cursor.execute(f'CREATE DATABASE "{half}"' + (f' TEMPLATE "{prefix}{base}"' if base else ""))
            _migrate(os.environ["DATABASE_URL"].rpartition("/")[0] + f"/{half}")
            _remember()
            cursor.execute(f'ALTER DATABASE "{half}" RENAME TO "{template}"')
        cursor.execute(f'DROP DATABASE IF EXISTS "{target}"')
        cursor.execute(f'CREATE DATABASE "{target}" TEMPLATE "{template}"')


def _migrate(address: str) -> None:
    """Run the migrations that are missing, in a process of its own: this one's connections stay as they are."""
    module = os.environ.get("DJANGO_SETTINGS_MODULE", "portal.settings.test")
    environment = {**os.environ, "DATABASE_URL": address, "DJANGO_SETTINGS_MODULE": module}
    subprocess.run([sys.executable, "manage.py", "migrate", "--verbosity=0"], check=True, cwd=ROOT, env=environment)


def _made_from() -> dict[str, str]:
    """What decides how a migrated database looks: what is installed, the packages, each migration of ours."""
    files = [*ROOT.glob("*/migrations/*.py"), *ROOT.glob("*/*/migrations/*.py"), ROOT / "requirements.txt"]
    found = {path.relative_to(ROOT).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest() for path in sorted(files)}
    installed = "\n".join([*settings.INSTALLED_APPS, settings.LANGUAGE_CODE, settings.AUTH_USER_MODEL])
    return {**found, "": hashlib.sha256(installed.encode()).hexdigest()}


def _fingerprint() -> str:
    return hashlib.sha256(json.dumps(_made_from()).encode()).hexdigest()[:16]


def _remember() -> None:
    """Beside the templates: what this state was made from."""
    (FOLDER / f"{_fingerprint()}.json").write_text(json.dumps(_made_from()))


def _nearest(there: set[str]) -> str:
    """The template with the most of our migrations, none changed since and none that we have not: only the rest is run."""
    ours = _made_from()
    best, most = "", 0
    for name in there:
        record = FOLDER / f"{name}.json"
        made_from = json.loads(record.read_text()) if record.exists() else {}
        if len(made_from) > most and made_from.items() <= ours.items():
            best, most = name, len(made_from)
    return best


@contextmanager
def _alone() -> Iterator[None]:
    """Workers that start together make one template."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    with (FOLDER / f"{_fingerprint()}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
