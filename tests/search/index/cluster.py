"""Three real nodes of Elasticsearch that a test may kill, and a proxy that makes a network slow or silent."""

import signal
import socket
import subprocess
import threading
import time
from contextlib import suppress
from pathlib import Path
from typing import Any

from portal.launch.processes import free_port, start_detached, wait_until
from portal.launch.services import elasticsearch_home
from portal.launch.services.elasticsearch import ask, node_commands

START_SECONDS = 120.0


class Cluster:
    """Nodes of one cluster, each a process of its own; `portal.launch` has the recipe."""

    def __init__(self, place: Path, size: int = 3) -> None:
        self.place = place
        self.ports = [{"http": free_port(), "transport": free_port()} for _ in range(size)]
        self.commands = node_commands(elasticsearch_home.build(), self.ports, place)
        self.processes: dict[int, subprocess.Popen[bytes]] = {}

    @property
    def hosts(self) -> list[str]:
        return [f"http://127.0.0.1:{port['http']}" for port in self.ports]

    @property
    def living(self) -> list[int]:
        return sorted(self.processes)

    def start(self) -> None:
        """Start the nodes that don't run; returns when the cluster has all and every copy of every index."""
        for node in set(range(len(self.ports))) - set(self.processes):
            self.processes[node] = start_detached(self.commands[node], self.place / f"node-{node}.log")
        self.wait_for(lambda health: health.get("status") == "green")

    def wait_for(self, ready: Any) -> None:
        """Until all living nodes are one cluster whose health satisfies."""

        def is_ready() -> bool:
            answers = [self.get(node, "/_cluster/health") for node in self.living]
            return all(each.get("number_of_nodes") == len(answers) and ready(each) for each in answers)

        assert wait_until(is_ready, START_SECONDS, self._all_run), self.place

    def _all_run(self) -> bool:
        return all(process.poll() is None for process in self.processes.values())

    def get(self, node: int, path: str) -> dict[str, Any]:
        """A GET to one node; empty while it doesn't answer."""
        return ask(self.ports[node]["http"], path)

    def master(self) -> int:
        """The number of the node that is the elected master."""
        state = self.get(self.living[0], "/_cluster/state/master_node,nodes")
        return int(state["nodes"][state["master_node"]]["name"].rpartition("-")[2]) - 1

    def kill(self, *nodes: int) -> None:
        """As when the power fails: SIGKILL."""
        for node in nodes:
            self.processes[node].send_signal(signal.SIGKILL)
        for node in nodes:
            self.processes.pop(node).wait()

    def close(self) -> None:
        self.kill(*self.living)


class Proxy:
    """TCP in front of a server. Its mood: pass on, hold each answer back for some seconds, or swallow everything."""

    def __init__(self, port: int) -> None:
        self.target = port
        self.delay = 0.0
        self.swallows = False
        self.asked = 0  # requests that arrived while it swallowed or held back
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]
        self._open: list[socket.socket] = []
        threading.Thread(target=self._accept, daemon=True).start()

    @property
    def host(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                near, _ = self._listener.accept()
                far = socket.create_connection(("127.0.0.1", self.target))
                self._open += [near, far]
                threading.Thread(target=self._pass_on, args=(near, far, True), daemon=True).start()
                threading.Thread(target=self._pass_on, args=(far, near, False), daemon=True).start()

    def _pass_on(self, one: socket.socket, other: socket.socket, asking: bool) -> None:
        with suppress(OSError):
            while data := one.recv(65536):
                if asking and (self.swallows or self.delay):
                    self.asked += 1
                if self.swallows:
                    continue
                if not asking and self.delay:
                    time.sleep(self.delay)  # the network's slowness itself, not a wait for something
                other.sendall(data)
        with suppress(OSError):
            other.shutdown(socket.SHUT_WR)

    def close(self) -> None:
        self._listener.close()
        for each in self._open:
            with suppress(OSError):
                each.close()
