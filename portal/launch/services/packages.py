"""Install what is missing with the distribution's own package manager, where that may be done, and say so first."""

import os
import shutil
import subprocess
import sys

from portal.launch.console import confirmed, interactive, say
from portal.launch.places import child_environment, folder, venv


def privilege() -> list[str] | None:
    """What to put before a command to run it as root: nothing, sudo, or None when there is no way."""
    if os.geteuid() == 0:
        return []
    if not shutil.which("sudo"):
        return None
    if subprocess.run(["sudo", "-n", "true"], capture_output=True, check=False).returncode == 0:
        return ["sudo", "-n"]
    return ["sudo"] if interactive() else None


def may_install() -> str | None:
    """Why nothing can be installed here, in Chinese; None when it can."""
    if not shutil.which("apt-get"):
        return "本机没有 apt"
    return "没有管理员权限（root 或 sudo）" if privilege() is None else None


def install(packages: list[str], purposes: list[str], *, assume_yes: bool) -> bool:
    """Install Debian packages. Says what and why beforehand; True when it worked, False when refused or failed."""
    prefix = privilege()
    if prefix is None:
        return False
    say(f"将用 apt 安装：{' '.join(packages)}（{'、'.join(purposes)}要用）。")
    if not assume_yes and not confirmed("继续？", default=True):
        return False
    # `env` carries the variable through sudo, which drops the caller's.
    apt = [*prefix, "env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-q"]
    command = [*apt, "install", "-y", "--no-install-recommends", *packages]
    log = folder("services", "log") / "apt.log"
    with log.open("ab") as output:
        for step in (command, [*apt, "update"], command):  # first with the lists at hand, then with fresh ones
            done = subprocess.run(step, stdin=None, stdout=output, stderr=subprocess.STDOUT, check=False)
            if done.returncode == 0 and step is command:
                return True
    say(f"apt 没有装成，原因见 {log}")
    return False


def fetch_browser() -> bool:
    """Fetch Playwright's own Chromium, where the distribution gives none. Needs the environment of `bin/test`."""
    python = venv() / "bin" / "python"
    if not python.exists():
        return False
    target = folder("services", "browsers")
    say(f"将下载 Chromium 到 {target}（浏览器测试要用，约 150 MB）。")
    log = folder("services", "log") / "browser.log"
    with log.open("wb") as output:
        done = subprocess.run(
            [str(python), "-m", "playwright", "install", "chromium"],
            env=child_environment(PLAYWRIGHT_BROWSERS_PATH=str(target)),
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            check=False,
        )
    return done.returncode == 0


def by_hand(packages: list[str]) -> str:
    """How a person brings them, where we may not."""
    if sys.platform == "darwin":
        return "用 brew 安装 postgresql redis openjdk maven chromium，或用 compose.yaml 里的官方镜像"
    return f"请管理员运行 apt install {' '.join(packages)}，或用 compose.yaml 里的官方镜像"
