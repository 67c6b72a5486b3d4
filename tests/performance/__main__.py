"""Run the benchmarks, print a table of ratios, keep the figures as JSON. Started by `bin/bench`."""

import argparse
import importlib
import json
import pkgutil
import sys
from datetime import datetime
from pathlib import Path


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="bin/bench",
        description="性能，以同一次运行里的比值表示：所测的 ÷ 基准。用现有的数据和设置（DATABASE_URL、SEARCH_URL 等）。",
    )
    parser.add_argument("names", nargs="*", metavar="名称", help="只运行这些（默认全部）")
    parser.add_argument("--list", action="store_true", help="列出全部")
    parser.add_argument("--json", type=Path, metavar="文件", help="另存一份结果（默认存在 var/bench/ 下）")
    return parser.parse_args()


def main() -> int:
    """Returns 1 when a ratio is over its limit or a benchmark asked for by name can't be run."""
    import django
    from django.conf import settings

    from tests import performance
    from tests.performance.benchmark import REGISTERED, NotAvailable

    given = _arguments()
    django.setup()
    for module in pkgutil.iter_modules(performance.__path__):
        if module.name.startswith("bench_"):
            importlib.import_module(f"tests.performance.{module.name}")
    unknown = [name for name in given.names if name not in REGISTERED]
    if unknown:
        print(f"✗ 没有这个名称：{'、'.join(unknown)}\n  办法：bin/bench --list", file=sys.stderr)
        return 2
    chosen = [REGISTERED[name] for name in given.names or sorted(REGISTERED)]
    if given.list:
        for one in chosen:
            print(f"{one.name:<20} {one.about}")
        return 0
    results, status = [], 0
    print(f"{'名称':<18} {'比值':>8} {'限度':>8}  {'所测':>12} {'基准':>12}  说明")
    for one in chosen:
        try:
            got = one.run()
        except NotAvailable as reason:
            print(f"{one.name:<20} {'—':>8}  没有运行：{reason}", flush=True)
            results.append({"name": one.name, "absent": str(reason)})
            status = max(status, int(bool(given.names)))
            continue
        over = one.at_most is not None and got.ratio > one.at_most
        status = max(status, int(over))
        limit = "" if one.at_most is None else f"≤{one.at_most:g}"
        print(
            f"{one.name:<20} {got.ratio:>8.2f} {limit:>8}  {_shown(got.measured, got.unit):>12} "
            f"{_shown(got.baseline, got.unit):>12}  {one.about}{'，' + got.note if got.note else ''}{'　超出' if over else ''}",
            flush=True,
        )
        results.append(
            {"name": one.name, "about": one.about, "ratio": round(got.ratio, 3), "at_most": one.at_most}
            | {"measured": got.measured, "baseline": got.baseline, "unit": got.unit, "note": got.note}
        )
    kept = {
        "taken": datetime.now().astimezone().isoformat(timespec="seconds"),
        "database": settings.DATABASES["default"]["ENGINE"].rpartition(".")[2],
        "search": "embedded" if settings.SEARCH_URL in ("", "embedded") else "elasticsearch",
        "results": results,
    }
    path = given.json or settings.VAR / "bench" / f"{datetime.now():%Y%m%d-%H%M%S}.json"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(kept, ensure_ascii=False, indent=1) + "\n")
    print(f"结果存在 {path}")
    return status


def _shown(value: float, unit: str) -> str:
    return f"{value * 1000:.2f} ms" if unit == "s" else f"{value:,.1f} {unit}"


if __name__ == "__main__":
    sys.exit(main())
