"""What the worker does, done here: everything the portal has queued is run, in the order in which it was asked for."""

import pydoc

from django_q.brokers import get_broker
from django_q.conf import Conf
from django_q.signing import SignedPackage


def work() -> list[str]:
    """Run all queued tasks, also those that they queue; returns their names. A task that fails fails the test."""
    broker = get_broker()
    broker.list_key = broker.list_key or Conf.CLUSTER_NAME
    done: list[str] = []
    while waiting := broker.dequeue():
        for number, package in waiting:
            task = SignedPackage.loads(package)
            function = task["func"] if callable(task["func"]) else pydoc.locate(task["func"])
            function(*task["args"], **task["kwargs"])
            broker.acknowledge(number)
            done.append(str(task["func"]))
    return done
