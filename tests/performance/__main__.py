"""Run the benchmarks, print ratios and what they mean, keep the figures as JSON. Started by `bin/bench`."""

import argparse
import importlib
import json
import os
import pkgutil
import sys
from datetime import datetime
from pathlib import Path
from typing import Any

ABOUT = """性能，以同一次运行里的比值表示：所测的 ÷ 基准。机器快慢对两边一样，所以比值在哪里都说得通，毫秒数不行。

数据是本命令自己造的：用 load_city 的生成器装两个城市，小的是大的百分之一，各在一个用完即删的数据库里（SQLite，
或 DATABASE_URL 所指的 PostgreSQL 服务器），不读也不改现有的数据。全市的规模：--members 340000（PostgreSQL 上先装约
七分钟）。搜索用内置引擎，或 SEARCH_URL 所指的 Elasticsearch。

每行：比值（轮次中间一半的范围）、限度、两边的中位数。范围宽，说明机器当时忙。结果另存为 JSON，在 var/bench/ 下。"""

NUMBER = 34_000


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="bin/bench", description=ABOUT, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("names", nargs="*", metavar="名称", help="只运行这些（默认全部）；写开头也可以，如 members")
    parser.add_argument("--list", action="store_true", help="列出全部")
    parser.add_argument(
        "--members", type=int, default=NUMBER, metavar="人数", help=f"大城市的党员人数，默认 {NUMBER}，至少 3400"
    )
    parser.add_argument(
        "--keep", action="store_true", help="装好的大城市和它的索引留着，下次 --keep 同样大小就直接用；不加则用完即删"
    )
    parser.add_argument("--json", type=Path, metavar="文件", help="结果存在这里（默认 var/bench/ 下）")
    return parser.parse_args()


def main() -> int:
    """Returns 1 when a ratio is over its limit or a benchmark asked for by name can't be run."""
    given = _arguments()
    import django

    django.setup()
    from django.conf import settings

    from tests import performance
    from tests.performance.benchmark import REGISTERED, NotAvailable
    from tests.performance.cities import begin

    var = Path(settings.VAR)
    for module in pkgutil.iter_modules(performance.__path__):
        if module.name.startswith("bench_"):
            importlib.import_module(f"tests.performance.{module.name}")
    unknown = [name for name in given.names if not any(each.startswith(name) for each in REGISTERED)]
    if unknown:
        print(f"✗ 没有这个名称：{'、'.join(unknown)}\n  办法：bin/bench --list", file=sys.stderr)
        return 2
    named = sorted(
        one.name for one in REGISTERED.values() if not given.names or one.name.startswith(tuple(given.names))
    )
    chosen = [REGISTERED[name] for name in named if name in given.names or not REGISTERED[name].only_by_name]
    if given.list:
        for one in (REGISTERED[name] for name in named):
            print(f"{one.name:<16} {one.about}")
        return 0
    results: list[dict[str, Any]] = []
    status = 0
    cities = begin(given.members, keep=given.keep)
    try:
        for one in chosen:
            try:
                got = one.run()
            except NotAvailable as reason:
                print(f"{one.name:<16} 没有运行：{reason}", flush=True)
                results.append({"name": one.name, "absent": str(reason)})
                status = max(status, int(bool(given.names)))
                continue
            results.append(_kept(one, got))
            status = max(status, int(results[-1]["over"]))
            print(_told(results[-1]), flush=True)
    finally:
        cities.close()
    kept = {
        "taken": datetime.now().astimezone().isoformat(timespec="seconds"),
        "database": settings.DATABASES["default"]["ENGINE"].rpartition(".")[2],
        "search": "embedded" if settings.SEARCH_URL in ("", "embedded") else "elasticsearch",
        "members": round(cities.scale * 340_000),
        "load_average": round(os.getloadavg()[0], 2),
        "results": results,
    }
    path = given.json or var / "bench" / f"{datetime.now():%Y%m%d-%H%M%S}.json"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(kept, ensure_ascii=False, indent=1) + "\n")
    print(f"结果存在 {path}")
    return status


def _kept(one: Any, got: Any) -> dict[str, Any]:
    low, high = got.spread
    return {
        "name": one.name,
        "about": one.about,
        "meaning": one.meaning,
        "ratio": round(got.ratio, 3),
        "spread": [round(low, 3), round(high, 3)],
        "at_most": one.at_most,
        "over": one.at_most is not None and got.ratio > one.at_most,
        "measured_seconds": got.typical(got.measured),
        "baseline_seconds": got.typical(got.baseline),
        "rounds": len(got.measured),
        "note": got.note,
        **got.details,
    }


def _told(row: dict[str, Any]) -> str:
    low, high = row["spread"]
    limit = "" if row["at_most"] is None else f"　限度 ≤{row['at_most']:g}"
    note = f"（{row['note']}）" if row["note"] else ""
    median = f"　中位数之比 {row['median_ratio']:.2f}" if "median_ratio" in row else ""
    return (
        f"{row['name']:<16} {row['ratio']:>8.2f}（{low:.2f}～{high:.2f}）{limit}{'　✗ 超出' if row['over'] else ''}"
        f"　{_time(row['measured_seconds'])} ÷ {_time(row['baseline_seconds'])}{median}\n"
        f"{'':<16} {row['about']}{note}\n{'':<16} {row['meaning']}。"
    )


def _time(seconds: float) -> str:
    return f"{seconds * 1000:.2f} ms"


if __name__ == "__main__":
    sys.exit(main())
