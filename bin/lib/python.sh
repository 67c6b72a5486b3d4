# Find a Python of at least 3.11 and hand over to portal/launch. Sourced by the commands in bin/, which set $verb and
# $here. POSIX sh only: this is the part that runs before anything can be taken for granted.
root=$(CDPATH='' cd -P -- "$here/.." && pwd) || exit 1
found=

new_enough() {
    version=$("$1" -c '
import sys
print("%d.%d" % tuple(sys.version_info[:2]))
sys.exit(0 if sys.version_info >= (3, 11) else 1)' 2>/dev/null) && return 0
    found=${found:-$version}
    return 1
}

if [ -n "$PORTAL_PYTHON" ]; then
    new_enough "$PORTAL_PYTHON" && exec "$PORTAL_PYTHON" -X utf8 "$root/portal/launch" "$verb" "$@"
else
    for candidate in python3 python3.13 python3.12 python3.11 python3.14 python; do
        new_enough "$candidate" && exec "$candidate" -X utf8 "$root/portal/launch" "$verb" "$@"
    done
fi

if [ -n "$found" ]; then
    echo "✗ 需要 Python 3.11 或更新版本，找到的是 $found。" >&2
else
    echo "✗ 需要 Python 3.11 或更新版本，没有找到${PORTAL_PYTHON:+：$PORTAL_PYTHON}。" >&2
fi
echo "  办法：安装 Python 3.11 以上（如 apt install python3 python3-venv，或从 python.org 下载），再运行一次；装在别处时写明 PORTAL_PYTHON=/路径/python3。" >&2
exit 1
