"""From where an act came: the door, the address, the number of the request. Set once per request, task or command."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass

DOORS = {
    "site": "网站",
    "my": "我的",
    "work": "工作台",
    "admin": "后台",
    "api": "接口",
    "task": "后台任务",
    "command": "命令行",
    "": "系统内部",
}


@dataclass(frozen=True)
class Origin:
    """Where an act came from; everything is empty inside the system itself."""

    door: str = ""  # a key of DOORS
    ip: str = ""
    request_id: str = ""

    @property
    def door_label(self) -> str:
        """The door's name in Chinese."""
        return DOORS.get(self.door, self.door)


_NOWHERE = Origin()
_origin: ContextVar[Origin] = ContextVar("origin", default=_NOWHERE)


def current_origin() -> Origin:
    """Where what happens now came from."""
    return _origin.get()


@contextmanager
def origin_of(door: str, *, ip: str = "", request_id: str = "") -> Iterator[Origin]:
    """Everything journalled inside the block came from here; the origin before is back afterwards."""
    origin = Origin(door, ip, request_id)
    token = _origin.set(origin)
    try:
        yield origin
    finally:
        _origin.reset(token)
