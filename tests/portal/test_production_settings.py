"""The production settings refuse whatever belongs to a demo, and satisfy Django's own list for a site in service."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
KEY = "QUJDREVGR0hJSktMTU5PUFFSU1RVVldYWVoxMjM0NTY="
PROPER = {
    "DJANGO_SETTINGS_MODULE": "portal.settings.production",
    "SECRET_KEY": "w3L-qv9_Zr7Tk2mXc5Yb8Nd1Hf6Jg4Ps0Ra-Ue_WiOtBzQyVnMlK",
    "FIELD_KEYS": f"k1:{KEY}",
    "LOOKUP_KEYS": f"k1:{KEY}",
    "ALLOWED_HOSTS": "portal.example",
}


def manage(tmp_path: Path, *arguments: str, **settings: str) -> subprocess.CompletedProcess[str]:
    inherited = {name: value for name, value in os.environ.items() if name in {"PATH", "HOME", "LANG", "TMPDIR"}}
    variables = inherited | PROPER | {"PORTAL_VAR": str(tmp_path)} | settings
    command = [sys.executable, str(ROOT / "manage.py"), *arguments]
    return subprocess.run(command, env=variables, capture_output=True, text=True, check=False)


def test_proper_settings_satisfy_the_list_for_deployment(tmp_path):
    result = manage(tmp_path, "check", "--deploy", "--tag", "security", "--fail-level", "WARNING")
    assert result.returncode == 0, result.stderr


@pytest.mark.parametrize(
    ("settings", "told"),
    [
        ({"DEBUG": "true"}, "DEBUG 不得在正式环境打开"),
        ({"PORTAL_DEMO": "true"}, "PORTAL_DEMO 不得在正式环境打开"),
        ({"SECRET_KEY": ""}, "SECRET_KEY 缺失"),
        ({"SECRET_KEY": "too-short"}, "SECRET_KEY 缺失、过短"),
        ({"SECRET_KEY": "dev-" + "x" * 60}, "演示密钥"),
        ({"FIELD_KEYS": ""}, "FIELD_KEYS 和 LOOKUP_KEYS 必须设置"),
        ({"LOOKUP_KEYS": f"k1:{KEY},demo1:{KEY}"}, "不得使用演示密钥"),
        ({"ALLOWED_HOSTS": ""}, "ALLOWED_HOSTS 未设置"),
    ],
)
def test_what_belongs_to_a_demo_is_refused(tmp_path, settings, told):
    result = manage(tmp_path, "check", **settings)
    assert result.returncode != 0
    assert told in result.stderr.splitlines()[-1]
