"""Put an Elasticsearch node together from published Java packages (the recipe is bin/elasticsearch-node/).

The result is a cache: its folder's name is the digest of the recipe, so that a changed recipe builds anew and an
unchanged one is ready at once. Packages come through the machine's own Maven with whatever it is configured to use.
"""

import hashlib
import os
import re
import shutil
import subprocess
import zipfile
from pathlib import Path

from portal.launch.console import Problem, disk_full, say, sign_in
from portal.launch.places import ROOT, folder

RECIPE = ROOT / "bin" / "elasticsearch-node"
OLDEST_JAVA = 17
# The HTTP transport is a module: its packages lie apart from the server's.
NETTY = re.compile(r"(netty-|transport-netty4-|elasticsearch-ssl-config-)")
LOGGING = """status = error
rootLogger.level = warn
rootLogger.appenderRef.console.ref = console
appender.console.type = Console
appender.console.name = console
appender.console.layout.type = PatternLayout
appender.console.layout.pattern = [%d][%p] %c{1}: %m%n
"""


def java_program(name: str) -> str:
    """`java` or `javac`: from JAVA_HOME when it is set, else from the path."""
    home = os.environ.get("JAVA_HOME")
    if home and (Path(home) / "bin" / name).exists():
        return str(Path(home) / "bin" / name)
    return shutil.which(name) or name


def missing() -> str | None:
    """What this machine lacks to build and run a node, in Chinese; None when nothing."""
    version = _java_version()
    if version < OLDEST_JAVA:
        return "没有安装 Java" if version == 0 else f"Java 版本过低（{version}，需要 {OLDEST_JAVA}）"
    if (_home() / "complete").exists():
        return None
    if not shutil.which(java_program("javac")):
        return "没有安装 Java 编译器（JDK）"
    return None if shutil.which("mvn") else "没有安装 Maven"


def _java_version() -> int:
    try:
        answer = subprocess.run([java_program("java"), "-version"], capture_output=True, text=True, check=False)
    except OSError:
        return 0
    found = re.search(r'version "(?:1\.)?(\d+)', answer.stderr)
    return int(found.group(1)) if found else 0


def _home() -> Path:
    digest = hashlib.sha256(Path(__file__).read_bytes())
    for path in sorted(RECIPE.rglob("*")):
        if path.is_file() and path.suffix in {".xml", ".java", ".txt"}:
            digest.update(path.relative_to(RECIPE).as_posix().encode() + b"\0" + path.read_bytes())
    return folder("services", "elasticsearch") / f"home-{digest.hexdigest()[:12]}"


def build() -> Path:
    """The node's home, built when it isn't there. Raises Problem when packages can't be had or are not the right ones."""
    home = _home()
    if (home / "complete").exists():
        return home
    say("正在用 Maven 取得 Elasticsearch 的软件包并组装（首次约 40 MB，一两分钟）……")
    draft = home.with_name(f"home-draft-{os.getpid()}")
    try:
        _fetch(draft / "lib")
        _verify(draft / "lib")
        _arrange(draft)
        _compile(draft)
        (draft / "complete").touch()
        draft.rename(home)
    finally:
        for old in home.parent.glob("home-*"):
            if old != home:
                shutil.rmtree(old, ignore_errors=True)
    return home


def _fetch(target: Path) -> None:
    command = ["mvn", "-q", "-B", "-f", str(RECIPE / "pom.xml"), "dependency:copy-dependencies"]
    command += [f"-DoutputDirectory={target}", "-DincludeScope=runtime"]
    result = subprocess.run(command, capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL)
    if result.returncode == 0:
        return
    output = result.stdout + result.stderr
    if sign_in(output) == "disk":
        raise disk_full()
    reason = next((line for line in output.splitlines() if "ERROR" in line), output.strip()[-300:])
    raise Problem(
        f"Maven 没有取到 Elasticsearch 的软件包：{reason[:300]}",
        "检查网络；需要代理或镜像时写在 Maven 自己的 settings.xml 里，再运行一次。",
    )


def checksums(lib: Path) -> str:
    """The packages' SHA-256 sums in the form of `sha256sum`, sorted by name."""
    return "".join(f"{hashlib.sha256(jar.read_bytes()).hexdigest()}  {jar.name}\n" for jar in sorted(lib.glob("*.jar")))


def _verify(lib: Path) -> None:
    """Nothing is run that is not, byte for byte, what was reviewed."""
    expected = set((RECIPE / "checksums.txt").read_text().splitlines())
    actual = set(checksums(lib).splitlines())
    if expected != actual:
        names = sorted({line.split()[1] for line in expected ^ actual})
        raise Problem(
            f"Elasticsearch 的软件包与清单不符：{'、'.join(names[:5])}。",
            "删除 Maven 本地仓库里的这几个包后重试；仍不符时不要使用，请报告。",
        )


def _arrange(home: Path) -> None:
    """Move the transport's packages into their module, beside the descriptor that tells the server to load it."""
    module = home / "modules" / "transport-netty4"
    module.mkdir(parents=True)
    for jar in (home / "lib").glob("*.jar"):
        if NETTY.match(jar.name):
            jar.rename(module / jar.name)
    with zipfile.ZipFile(next(module.glob("transport-netty4-*.jar"))) as package:
        descriptor = package.read("META-INF/es-plugins/transport-netty4/plugin-descriptor.properties").decode()
    # Without the named Java module: the packages are on the class path here.
    descriptor = re.sub(r"(?m)^modulename=.*$", "", descriptor)
    (module / "plugin-descriptor.properties").write_text(descriptor)
    (home / "config").mkdir()
    (home / "config" / "log4j2.properties").write_text(LOGGING)


def _compile(home: Path) -> None:
    """Compile our two classes: the launcher into lib/, the small module into modules/."""
    classes = home / "classes"
    sources = [str(path) for path in sorted((RECIPE / "src" / "portal").glob("*.java"))]
    command = [java_program("javac"), "-nowarn", "--release", str(OLDEST_JAVA), "-d", str(classes)]
    result = subprocess.run([*command, "-cp", f"{home}/lib/*", *sources], capture_output=True, text=True, check=False)
    if result.returncode != 0:
        raise Problem(f"Elasticsearch 启动器没有编译成功：{result.stderr.strip()[-400:]}", "请报告这个错误。")
    module = home / "modules" / "portal-basics"
    module.mkdir()
    _jar(home / "lib" / "search-node.jar", classes, "SearchNode")
    _jar(module / "basics.jar", classes, "BasicsPlugin")
    version = re.search(r"elasticsearch-(\d+\.\d+\.\d+)\.jar", "\n".join(jar.name for jar in (home / "lib").iterdir()))
    number = version.group(1) if version else ""
    lines = {
        "description": "cjk analyzer and GET /",
        "version": number,
        "name": "portal-basics",
        "classname": "portal.BasicsPlugin",
        "java.version": str(OLDEST_JAVA),
        "elasticsearch.version": number,
    }
    text = "".join(f"{name}={value}\n" for name, value in lines.items())
    (module / "plugin-descriptor.properties").write_text(text)


def _jar(path: Path, classes: Path, prefix: str) -> None:
    with zipfile.ZipFile(path, "w") as package:
        for compiled in sorted((classes / "portal").glob(f"{prefix}*.class")):
            package.write(compiled, f"portal/{compiled.name}")
