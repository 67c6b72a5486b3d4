"""How far the portal's data have been prepared, so that a second start does nothing twice and a broken first one is mended.

States of the data, kept in `var/launch.json`:

    (nothing) ──first start──> building ──migrated, demo loaded──> ready ──migrations added──> ready
                                  │ killed
                                  └──next start: the data were never served, so begin again

A database named by DATABASE_URL is its owner's: it is migrated on every start and never removed.
"""

import ast
import hashlib
import os
import shutil
import sqlite3
from pathlib import Path
from typing import Any

from portal.launch.console import Problem, say
from portal.launch.places import ROOT, read_json, var, write_json

PACKAGES = ("portal", "records", "search", "cms_pages", "media")

# What the demo portal keeps under var/; services, logs and caches are not data.
DATA = ("portal.sqlite3*", "search.sqlite3*", "media", "static", "exports", "keys.json", "demo-*.json", "launch*.json")


def owned() -> bool:
    """True when the database is the launcher's own SQLite file."""
    return not os.environ.get("DATABASE_URL")


def stamp_file() -> Path:
    """Where the state is kept; apart for each database."""
    if owned():
        return var() / "launch.json"
    mark = hashlib.sha256(os.environ["DATABASE_URL"].encode()).hexdigest()[:8]
    return var() / f"launch-{mark}.json"


def load() -> dict[str, Any]:
    """The state: `state`, `fingerprint`, `migrations`, `demo`."""
    return read_json(stamp_file())


def save(**changes: Any) -> None:
    """Change the state on disk."""
    write_json(stamp_file(), load() | changes)


def migration_files() -> list[Path]:
    """Every migration of ours, in a fixed order."""
    found = [*ROOT.glob("*/migrations/*.py"), *ROOT.glob("*/*/migrations/*.py")]
    return sorted(path for path in found if path.name != "__init__.py")


def fingerprint() -> str:
    """Changes when our code or a pinned package changes: either may bring migrations, schedules or basic data."""
    digest = hashlib.sha256((ROOT / "requirements.txt").read_bytes())
    for package in PACKAGES:
        for path in sorted((ROOT / package).rglob("*.py")):
            digest.update(path.relative_to(ROOT).as_posix().encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()


def migrations() -> dict[str, str]:
    """What each migration does, by file: a digest that a comment or a line break doesn't change."""
    return {
        path.relative_to(ROOT).as_posix(): hashlib.sha256(ast.dump(ast.parse(path.read_text())).encode()).hexdigest()
        for path in migration_files()
    }


def is_current() -> bool:
    """True when nothing needs doing before the servers start."""
    state = load()
    return (
        owned()
        and state.get("state") == "ready"
        and state.get("fingerprint") == fingerprint()
        and (state.get("demo") == "loaded" or not demo_wanted())
        and state.get("search") == search_engine()
        and (search_engine() != "embedded" or (var() / "search.sqlite3").exists())
        and _has_tables(var() / "portal.sqlite3")
    )


def search_engine() -> str:
    """Which index the portal uses: `embedded`, or a digest of Elasticsearch's address."""
    address = os.environ.get("SEARCH_URL", "")
    return "embedded" if address in ("", "embedded") else hashlib.sha256(address.encode()).hexdigest()[:8]


def demo_wanted() -> bool:
    """True when the demo is to be loaded: the command is there and PORTAL_DEMO doesn't say no."""
    asked = os.environ.get("PORTAL_DEMO", "true").strip().lower() in {"true", "on", "ok", "y", "yes", "1"}
    return asked and any(any(ROOT.glob(depth + "management/commands/load_demo.py")) for depth in ("*/", "*/*/"))


def _has_tables(database: Path) -> bool:
    """True when the file is a database that has been migrated. Raises Problem when it is damaged."""
    if not database.exists():
        return False
    try:
        connection = sqlite3.connect(database, timeout=20)
        try:
            return bool(connection.execute("SELECT count(*) FROM django_migrations").fetchone()[0])
        finally:
            connection.close()
    except sqlite3.OperationalError:
        return False
    except sqlite3.DatabaseError as error:
        raise Problem(
            f"数据库文件已损坏：{database}。",
            "有备份就换回备份；只是演示数据就运行 bin/run --reset 重新开始。",
        ) from error


def mend() -> None:
    """Clear away what a killed first start left behind; refuse what can't be brought up to date. Then mark the work begun."""
    state = load()
    database = var() / "portal.sqlite3"
    if owned() and state.get("state") == "building":
        say("上次的首次准备没有做完，从头再来。")
        remove_data()
        state = {}
    if owned() and state.get("state") == "ready" and _has_tables(database):
        kept, now = state.get("migrations", {}), migrations()
        changed = sorted(name for name, digest in kept.items() if now.get(name) != digest)
        if changed:
            raise Problem(
                f"这个数据库由较早的开发版本建立，表结构已经改写（{changed[0]} 等 {len(changed)} 处）。",
                "演示数据可以重建：bin/run --reset。要留下数据就退回原来的版本。",
            )
    elif owned() and not _has_tables(database):
        remove_data(keep_keys=True)  # a search index or uploads without their database
        save(state="building")


def done(*, indexed: bool) -> None:
    """Mark the data ready; the index too, unless its engine was away (then the next start tries again)."""
    search = search_engine() if indexed else None
    save(state="ready", fingerprint=fingerprint(), migrations=migrations(), search=search)


def remove_data(*, keep_keys: bool = False) -> None:
    """Remove the demo portal's data, and nothing else that lies under var/."""
    for pattern in DATA:
        for path in var().glob(pattern):
            if keep_keys and path.name == "keys.json":
                continue
            if path.is_dir() and not path.is_symlink():
                shutil.rmtree(path)
            else:
                path.unlink()
