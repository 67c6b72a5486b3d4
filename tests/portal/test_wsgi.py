"""A portal in service does not start while an account of the demo can sign in."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.portal.test_production_settings import PROPER, ROOT

pytestmark = pytest.mark.slow

PREPARE = """
import django; django.setup()
from django.core.management import call_command
from django.db import connection
from records.access.models import User
with connection.schema_editor() as editor:
    editor.create_model(User)
if {demo!r}:
    User.objects.create_user("demo.shuji", "何建国", None, is_active={active!r})
"""


def python(tmp_path: Path, code: str) -> subprocess.CompletedProcess[str]:
    inherited = {name: value for name, value in os.environ.items() if name in {"PATH", "HOME", "LANG", "TMPDIR"}}
    variables = {**inherited, **PROPER, "PORTAL_VAR": str(tmp_path), "DATABASE_URL": f"sqlite:///{tmp_path}/db.sqlite3"}
    return subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, env=variables, capture_output=True, text=True, check=False
    )


@pytest.mark.parametrize(("demo", "active", "starts"), [(False, False, True), (True, False, True), (True, True, False)])
def test_demo_accounts(tmp_path: Path, demo: bool, active: bool, starts: bool) -> None:
    prepared = python(tmp_path, PREPARE.format(demo=demo, active=active))
    assert prepared.returncode == 0, prepared.stderr
    started = python(tmp_path, "import portal.wsgi")
    assert (started.returncode == 0) is starts, started.stderr
    if not starts:
        assert "演示账号（demo.*）：请先停用它们" in started.stderr.splitlines()[-1]


def test_uploads_stay_behind_the_view_that_asks_permission(tmp_path: Path) -> None:
    code = "import django; django.setup()\nfrom django.core.files.storage import default_storage as s\nprint(s.url('a.pdf'))"
    assert python(tmp_path, code).stdout.strip() == "/files/a.pdf"
