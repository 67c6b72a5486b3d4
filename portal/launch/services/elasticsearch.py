"""Elasticsearch 8: a node put together from published Java packages, started as one node or three."""

import http.client
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from portal.launch.console import Problem, tail
from portal.launch.places import folder
from portal.launch.processes import birth, free_port, port_is_free, start_detached, wait_until
from portal.launch.services import elasticsearch_home
from portal.launch.services.base import Options, Service, log_file

QUICK = ["-Xms128m", "-Xmx512m", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"]
MEASURE = ["-Xms1g", "-Xmx1g", "-XX:+UseG1GC"]


@dataclass
class Elasticsearch(Service):
    """A cluster of one or more nodes on 127.0.0.1, without security (the published packages have none)."""

    name = "elasticsearch"
    title = "Elasticsearch"
    packages = ["default-jdk-headless", "maven"]

    def missing(self) -> str | None:
        return elasticsearch_home.missing()

    def start(self, options: Options) -> None:
        home = elasticsearch_home.build()
        kept: list[dict[str, int]] = self.record.get("ports", [])
        ports = [
            kept[i] if i < len(kept) and all(map(port_is_free, kept[i].values())) else _ports()
            for i in range(options.nodes)
        ]
        # A cluster's data lie apart from those of a cluster of another size.
        place = folder("services", "elasticsearch", "data", f"{len(ports)}-nodes")
        commands = node_commands(home, ports, place, measure=options.measure)
        logs = [log_file(f"elasticsearch-{i + 1}") for i in range(options.nodes)]
        started = [start_detached(command, log) for command, log in zip(commands, logs, strict=True)]
        self.record.update(
            ports=ports,
            nodes=options.nodes,
            measure=options.measure,
            processes=[
                {"pid": process.pid, "born": birth(process.pid), "port": port["http"]}
                for process, port in zip(started, ports, strict=True)
            ],
        )
        alive = lambda: all(process.poll() is None for process in started)  # noqa: E731
        if not wait_until(lambda: self._ready(options.nodes), 120, alive):
            self.stop()
            raise Problem(f"Elasticsearch 没有启动。\n{tail(logs[0])}", "看日志里的原因，再运行一次。")

    def _ready(self, nodes: int) -> bool:
        health = ask(self.record["ports"][0]["http"], "/_cluster/health")
        return health.get("number_of_nodes") == nodes and health.get("status") in {"green", "yellow"}

    def fits(self, options: Options) -> bool:
        return bool(super().fits(options) and self.record.get("nodes") == options.nodes)

    def variables(self) -> dict[str, str]:
        return {"SEARCH_URL": ",".join(f"http://127.0.0.1:{port['http']}" for port in self.record["ports"])}

    def data_folders(self) -> list[Path]:
        return [folder("services", self.name) / "data"]  # the built home stays: it is a cache, not data


def _ports() -> dict[str, int]:
    return {"http": free_port(), "transport": free_port()}


def node_commands(home: Path, ports: list[dict[str, int]], place: Path, *, measure: bool = False) -> list[list[str]]:
    """The command line of each node of a cluster whose data lie in `place`."""
    names = [f"portal-{i + 1}" for i in range(len(ports))]
    if len(ports) == 1:
        discovery = ["discovery.type=single-node"]
    else:
        discovery = [
            "discovery.seed_hosts=" + ",".join(f"127.0.0.1:{port['transport']}" for port in ports),
            "cluster.initial_master_nodes=" + ",".join(names),
        ]
    java = elasticsearch_home.java_program("java")
    return [
        [java, *(MEASURE if measure else QUICK), "-cp", f"{home}/lib/*", "portal.SearchNode", str(home)]
        + [f"path.data={place / name}", f"path.logs={place / 'logs'}", f"path.repo={place / 'snapshots'}"]
        + ["cluster.name=portal", f"node.name={name}", "network.host=127.0.0.1"]
        + [f"http.port={port['http']}", f"transport.port={port['transport']}"]
        # A test machine's disk is often more than nine tenths full; the node must not turn read-only for that.
        + ["cluster.routing.allocation.disk.threshold_enabled=false", *discovery]
        for name, port in zip(names, ports, strict=True)
    ]


def ask(port: int, path: str) -> dict[str, Any]:
    """One GET to a node; empty when it doesn't answer yet."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        connection.request("GET", path)
        content = json.loads(connection.getresponse().read())
    except (OSError, ValueError, http.client.HTTPException):
        return {}
    finally:
        connection.close()
    return content if isinstance(content, dict) else {}
