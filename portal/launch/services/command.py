"""`bin/services`: up, down, status."""

import argparse
import os

from portal.launch.console import Problem, failed, say
from portal.launch.places import shown
from portal.launch.services import manager
from portal.launch.services.base import Options

ABOUT = """测试和测量用的真实服务：PostgreSQL、Redis、Elasticsearch 8 和 Chromium（含中文字体）。

只监听 127.0.0.1，用空闲端口，数据都在 var/services/ 下。缺少的软件用 apt 安装（需要 root 或 sudo，动手前先说明）；
Elasticsearch 用公开的 Java 软件包组装（见 bin/elasticsearch-node/README.md）。正式环境怎样安装，见 docs/operator.md。
"""


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="bin/services", description=ABOUT, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    verbs = parser.add_subparsers(dest="verb", metavar="up|down|status", required=True)
    up = verbs.add_parser("up", help="安装（缺少时）并启动，写成 var/services/env")
    up.add_argument("--yes", action="store_true", help="安装前不询问")
    up.add_argument("--no-install", action="store_true", help="缺少的不安装，只说明")
    up.add_argument("--nodes", type=int, choices=[1, 3], default=1, help="Elasticsearch 的节点数（默认 1）")
    up.add_argument("--measure", action="store_true", help="按正式环境的配置运行（写盘可靠、内存更大），测量性能时用")
    down = verbs.add_parser("down", help="停止")
    down.add_argument("--wipe", action="store_true", help="同时删除数据")
    status = verbs.add_parser("status", help="哪些在运行")
    for verb in (up, down, status):
        verb.add_argument("names", nargs="*", metavar="服务", help="、".join(manager.KINDS) + "（不写即全部）")
    return parser


def main(arguments: list[str]) -> int:
    """Run one verb. `up` answers 1 when something asked for doesn't run, `status` answers 3 when nothing runs."""
    given = _parser().parse_args(arguments)
    unknown = [name for name in given.names if name not in manager.KINDS]
    if unknown:
        raise Problem(f"没有这个服务：{'、'.join(unknown)}。", "可用：" + "、".join(manager.KINDS))
    if given.verb == "up":
        return _up(given)
    if given.verb == "down":
        manager.down(given.names, wipe=given.wipe)
        say("已停止。" + ("数据已删除。" if given.wipe else ""))
        return 0
    return _status(given.names)


def _up(given: argparse.Namespace) -> int:
    options = Options(nodes=given.nodes, measure=given.measure, assume_yes=given.yes or bool(os.environ.get("CI")))
    report = manager.up(given.names, options, may_install=not given.no_install)
    _status(given.names)
    for name, problem in report.absent.items():
        failed(f"{manager.KINDS[name].title}：{problem.what}", problem.cure)
    say(f"使用：. {shown(manager.env_file())}")
    return 1 if report.absent else 0


def _status(names: list[str]) -> int:
    chosen = manager.services(names)
    width = max(len(service.title) for service in chosen)
    for service in chosen:
        say(f"{service.title:<{width}}  {service.describe()}")
    return 0 if any(service.running() for service in chosen) else 3
