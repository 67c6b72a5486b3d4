"""The project's own environment: made from the pinned requirements by pip, checked on every start, mended when broken.

pip is used rather than a quicker installer because pip's configuration (a mirror, a proxy, a certificate) is what
machines are set up with. `portal.json` inside the environment says whether it is complete and what it was made from.
"""

import hashlib
import importlib.util
import os
import re
import shutil
import subprocess
import sys
import venv as standard_venv
from pathlib import Path

from portal.launch.console import Problem, disk_full, not_allowed, say, sign_in
from portal.launch.places import ROOT, child_environment, folder, only_one, read_json, shown, venv, write_json
from portal.launch.processes import end_with_parent

RUN = (ROOT / "requirements.txt",)
TEST = (ROOT / "requirements.txt", ROOT / "requirements-dev.txt")
ROOM_NEEDED = 500 * 1024 * 1024  # bytes; a complete test environment takes about 400 MB


def ensure(wanted: tuple[Path, ...]) -> Path:
    """Return the environment's Python, after making or mending the environment when that is needed.

    `wanted` are files of pinned requirements. Raises Problem with the cure when it can't be made.
    """
    _check_this_python()
    place = venv()
    sums = {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in wanted}
    if _ready(place, sums):
        return place / "bin" / "python"
    place.mkdir(parents=True, exist_ok=True)
    with only_one(place / "portal.lock", "另一个命令正在准备 Python 环境，等它完成……"):
        if not _ready(place, sums):  # the other may have done it
            _make(place, wanted, sums)
    return place / "bin" / "python"


def _check_this_python() -> None:
    """Refuse a Python built without what the portal needs."""
    for module, package in (("sqlite3", "libsqlite3-dev"), ("ssl", "libssl-dev"), ("zlib", "zlib1g-dev")):
        if importlib.util.find_spec("_" + module if module != "zlib" else module) is None:
            raise Problem(
                f"这个 Python（{sys.executable}）没有 {module} 模块。",
                f"换用系统自带的 Python（PORTAL_PYTHON=/usr/bin/python3），或装上 {package} 后重新编译。",
            )


def _version_of(python: Path) -> str | None:
    """The version of an environment's Python, or None when it doesn't start (its base was removed)."""
    try:
        answer = subprocess.run(
            [str(python), "-I", "-c", "import sys; print('%d.%d' % sys.version_info[:2])"],
            capture_output=True,
            text=True,
            check=False,
        )
    except OSError:
        return None
    return answer.stdout.strip() if answer.returncode == 0 else None


def _ready(place: Path, sums: dict[str, str]) -> bool:
    stamp = read_json(place / "portal.json")
    if stamp.get("state") != "ready" or any(stamp.get("files", {}).get(name) != s for name, s in sums.items()):
        return False
    return stamp.get("python") == _version_of(place / "bin" / "python")


def _make(place: Path, wanted: tuple[Path, ...], sums: dict[str, str]) -> None:
    """Install what is wanted, from scratch when what is there can't be trusted."""
    stamp_file = place / "portal.json"
    stamp = read_json(stamp_file)
    python = place / "bin" / "python"
    version = _version_of(python)
    foreign = not stamp and version is not None  # made by hand, by someone who wants to keep it
    usable = foreign or (stamp.get("state") == "ready" and stamp.get("python") == version)
    if stamp and not usable:
        say(f"{shown(place)} 上次没有装完或已损坏，重新建立。")
    if foreign and version is not None and tuple(map(int, version.split("."))) < (3, 11):
        raise Problem(f"{shown(place)} 是 Python {version} 的环境。", f"删除 {shown(place)} 再运行一次。")
    _check_room(place)
    files = stamp.get("files", {}) if usable else {}
    write_json(stamp_file, {"state": "building"})
    if not usable:
        _empty(place)
        standard_venv.EnvBuilder(symlinks=True, with_pip=False).create(place)
    _install(python, _pip(python), wanted)
    write_json(stamp_file, {"state": "ready", "python": _version_of(python), "files": files | sums})


def _empty(place: Path) -> None:
    """Remove everything in the environment but the lock we hold and the stamp that says 'building'."""
    for path in place.iterdir():
        if path.name in {"portal.lock", "portal.json"}:
            continue
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path)
        else:
            path.unlink()


def _check_room(place: Path) -> None:
    free = shutil.disk_usage(place).free
    if free < ROOM_NEEDED:
        raise Problem(
            f"磁盘空间不足：{shown(place)} 所在的盘只剩 {free // 1024 // 1024} MB，需要 {ROOM_NEEDED // 1024 // 1024} MB。",
            "腾出空间再运行一次。",
        )


def _pip(python: Path) -> list[str]:
    """The command that is pip for this environment."""
    own = [str(python), "-m", "pip"]
    if subprocess.run([*own, "--version"], capture_output=True, check=False).returncode == 0:
        return own
    if importlib.util.find_spec("ensurepip"):
        done = subprocess.run(
            [str(python), "-m", "ensurepip", "--upgrade", "--default-pip"],
            capture_output=True,
            text=True,
            env=child_environment(),
            check=False,
        )
        if done.returncode == 0:
            return own
        _raise_for(done.stdout + done.stderr, None)
    if importlib.util.find_spec("pip"):
        return [sys.executable, "-m", "pip", "--python", str(python)]
    version = f"{sys.version_info[0]}.{sys.version_info[1]}"
    raise Problem(
        "这个 Python 缺少 venv/pip（Debian、Ubuntu 把它们分在单独的包里）。",
        f"运行 sudo apt install python{version}-venv，再运行一次。",
    )


def _install(python: Path, pip: list[str], files: tuple[Path, ...]) -> None:
    """Install the pinned packages, every file checked against its hash, showing how far it has come."""
    log = folder("log") / "pip.log"
    total = len(_pinned(files))
    say(f"正在安装 {total} 个 Python 软件包到 {shown(venv())}（首次约半分钟到几分钟，看网络）……")
    command = [*pip, "install", "--require-hashes", "--no-input", "--disable-pip-version-check", "--progress-bar=off"]
    for path in files:
        command += ["-r", str(path)]
    lines: list[str] = []
    with log.open("w", buffering=1) as kept:
        process = subprocess.Popen(
            command,
            env=child_environment(),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            cwd=ROOT,
            preexec_fn=end_with_parent,
        )
        assert process.stdout is not None
        try:
            for line in process.stdout:
                lines.append(line)
                kept.write(line)
                _show_progress(lines, total)
            status = process.wait()
        except BaseException:
            process.terminate()
            process.wait()
            raise
    if status != 0:
        _raise_for("".join(lines[-200:]), log)


def _pinned(files: tuple[Path, ...]) -> set[str]:
    """The names pinned in the requirements files."""
    return {
        match.group(1).lower()
        for path in files
        for match in re.finditer(r"(?m)^([A-Za-z0-9._-]+)(?:\[[^]]*\])?==", path.read_text())
    }


def _show_progress(lines: list[str], total: int) -> None:
    if not sys.stdout.isatty():
        return
    if lines[-1].startswith("Installing collected packages"):
        print("\r\x1b[K  正在写入……", end="", flush=True)
    elif lines[-1].startswith(("Collecting ", "Requirement already")):
        done = sum(line.startswith(("Collecting ", "Requirement already")) for line in lines)
        print(f"\r\x1b[K  取得 {min(done, total)}/{total}", end="", flush=True)
    elif lines[-1].startswith("Successfully installed"):
        print("\r\x1b[K", end="", flush=True)


def _raise_for(output: str, log: Path | None) -> None:
    """Turn pip's failure into a clear line."""
    if sys.stdout.isatty():
        print("\r\x1b[K", end="")
    where = f"（全文见 {shown(log)}）" if log else ""
    cause = sign_in(output)
    if cause == "disk":
        raise disk_full(shown(venv()))
    if cause == "permission":
        raise not_allowed(shown(venv()))
    if cause == "hash":
        raise Problem(
            f"下载的软件包与清单的校验值不符{where}。",
            "可能下载中断或镜像不完整：运行 python3 -m pip cache purge 再试；换用其他镜像仍不符时不要使用，请报告。",
        )
    if cause == "network":
        raise Problem(
            f"没有连上 Python 软件包的下载地址{where}。",
            "检查网络；需要镜像或代理时用 pip 自己的配置（pip config set global.index-url …，或环境变量 HTTPS_PROXY），再运行一次。",
        )
    if cause == "missing":
        found = re.search(r"No matching distribution found for (\S+)", output)
        name = found.group(1) if found else "某个包"
        raise Problem(
            f"下载地址里没有 {name}，或它不支持 Python {sys.version_info[0]}.{sys.version_info[1]}{where}。",
            "换一个同步完整的镜像，或换用 Python 3.11 至 3.13（PORTAL_PYTHON=…），再运行一次。",
        )
    if cause == "compile":
        raise Problem(
            f"有的软件包在这个系统上没有现成的版本，编译又没有成功{where}。", "换用 Python 3.11 至 3.13 的官方版本。"
        )
    last = next((line for line in reversed(output.splitlines()) if line.strip()), "")
    raise Problem(f"pip 没有装成：{last.strip()[:300]}{where}", "按上面的原因处理后再运行一次。")


def run_in(python: Path, arguments: list[str], variables: dict[str, str], directory: Path) -> int:
    """Run a program of the environment with the terminal as its own; returns its exit status."""
    sys.stdout.flush()
    return subprocess.run([str(python), *arguments], env=variables, cwd=directory, check=False).returncode


def replace_by(python: Path, arguments: list[str]) -> None:
    """Become that program (it then has our process id, signals and terminal)."""
    sys.stdout.flush()
    os.execve(str(python), [str(python), *arguments], child_environment())  # noqa: S606
