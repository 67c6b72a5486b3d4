"""Chromium and Chinese fonts, for the browser tests. Nothing runs: it is only found, or fetched."""

import glob
import os
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

from portal.launch.places import var
from portal.launch.services.base import Options, Service


def program() -> str | None:
    """A Chromium that starts: CHROMIUM, the system's, or Playwright's own under var/services/browsers."""
    named = [os.environ.get("CHROMIUM"), *map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))]
    fetched = sorted(glob.glob(str(var() / "services/browsers/chromium-*/chrome-linux*/chrome")))
    for candidate in [*named, *fetched]:
        if candidate and Path(candidate).exists() and _starts(candidate):
            return candidate
    return None


def _starts(candidate: str) -> bool:
    """True when it runs at all. (Ubuntu's `chromium` is a stub that asks for snap.)"""
    try:
        answer = subprocess.run([candidate, "--version"], capture_output=True, timeout=30, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return False
    return answer.returncode == 0


def chinese_fonts() -> bool:
    """True when a font with Chinese characters is installed (or when we can't tell)."""
    if not shutil.which("fc-list"):
        return True
    return bool(subprocess.run(["fc-list", ":lang=zh"], capture_output=True, check=False).stdout.strip())


@dataclass
class Chromium(Service):
    """The browser for tests/e2e."""

    name = "chromium"
    title = "Chromium"
    packages = ["chromium", "fonts-noto-cjk"]

    def missing(self) -> str | None:
        if program() is None:
            return "没有安装 Chromium"
        return None if chinese_fonts() else "没有中文字体"

    def start(self, options: Options) -> None:
        self.record["program"] = program()

    def running(self) -> bool:
        kept = self.record.get("program")
        return bool(kept and Path(kept).exists())

    def fits(self, options: Options) -> bool:
        return True

    def stop(self) -> None:
        self.record["program"] = None

    def data_folders(self) -> list[Path]:
        return []  # a browser is a program, not data

    def describe(self) -> str:
        return f"可用　{self.record['program']}" if self.running() else "没有启用"

    def variables(self) -> dict[str, str]:
        return {"CHROMIUM": str(self.record["program"])}
