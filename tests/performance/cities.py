"""Two cities in databases of their own, one a hundred times the other, made by `load_city`'s generator.

Both are open at once in this process and take turns (`use`), so that what is measured is their size and nothing else.
Nothing of the portal's own data is read or written.
"""

import contextlib
import io
import shutil
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.db import connections
from django.test import Client
from django.test.utils import override_settings

SMALLER = 100  # how many times the small city goes into the large one
LEAST = 3_400  # members of the large city at least; below a hundredth of that a city is not a city
OF_THE_SMALL = 0.001  # the least scale that load_city takes


@dataclass
class City:
    """A city, open for reading and writing through `use`."""

    name: str
    scale: float
    connection: Any
    pages: dict[str, str] = field(default_factory=dict)  # a section and an article in it: what -> address

    def use(self) -> None:
        """Have everything in this process that asks for the database get this one."""
        connections["default"] = self.connection

    @cached_property
    def session(self) -> str:
        """The session of the city's archivist, who sees all members."""
        from records.access.models import User

        self.use()
        client = Client()
        archivist = User.objects.get(username="demo.shidangan")
        client.force_login(archivist, backend="records.access.backends.PortalBackend")
        return str(client.cookies[settings.SESSION_COOKIE_NAME].value)

    @cached_property
    def members(self) -> int:
        """How many members it has."""
        from records.members.models import Member

        self.use()
        return Member.objects.count()


class Cities:
    """The cities of one run, made when they are first asked for and removed at its end."""

    def __init__(self, members: int, say: Callable[[str], None]) -> None:
        from portal.city.seeds import MEMBERS

        self.scale = min(1.0, max(LEAST, members) / MEMBERS)
        self.say = say
        self.folder = Path(settings.VAR) / "bench" / "work"  # the run's own files
        self.stack = contextlib.ExitStack()
        self._old = connections["default"]
        self._opened: dict[str, City] = {}
        self._made: list[Any] = []

    @cached_property
    def _ground(self) -> Any:
        """A migrated database with the basic data; the cities are copies of it."""
        self.say("正在建立测量用的数据库……")
        shutil.rmtree(self.folder, ignore_errors=True)
        self.folder.mkdir(parents=True)
        own = {
            "VAR": self.folder,
            "MEDIA_ROOT": self.folder / "media",
            "SEARCH_EMBEDDED_PATH": self.folder / "search.sqlite3",
            "SEARCH_INDEX": "portal_bench",
            "DEMO": True,
        }
        self.stack.enter_context(override_settings(**own))
        ground = connections["default"]
        if ground.vendor == "sqlite":
            ground.settings_dict["TEST"]["NAME"] = str(self.folder / "ground.sqlite3")
        else:
            ground.settings_dict["TEST"]["NAME"] = "portal_bench"
        before = ground.settings_dict["NAME"]
        ground.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
        self.stack.callback(ground.creation.destroy_test_db, before, 0)
        call_command("setup_portal", stdout=io.StringIO())
        ground.close()
        return ground

    def _copy(self, name: str) -> Any:
        ground = self._ground
        connections["default"] = ground
        with contextlib.redirect_stderr(io.StringIO()):
            ground.creation.clone_test_db(name, verbosity=0, autoclobber=True)
        ground.close()
        given = ground.creation.get_test_db_clone_settings(name)
        copy = connections.create_connection("default")
        copy.settings_dict = {**given}
        self._made.append(copy)
        return copy

    def _load(self, name: str, scale: float) -> City:
        from portal.city import loading

        city = City(name, scale, self._copy(name))
        city.use()
        self.say(f"正在装入{'大' if name == 'large' else '小'}城市（比例 {scale:g}）……")
        began = time.monotonic()
        loading.load(scale)
        city.pages = _pages()
        self.say(f"　　{city.members:,} 名党员，{time.monotonic() - began:.0f} 秒")
        return city

    def get(self, name: str) -> City:
        """`large`, or `small`: a hundredth of it. The large one is in use afterwards if both are asked for in this order."""
        if name not in self._opened:
            scale = self.scale if name == "large" else max(OF_THE_SMALL, self.scale / SMALLER)
            self._opened[name] = self._load(name, scale)
        self._opened[name].use()
        return self._opened[name]

    @cached_property
    def indexed(self) -> City:
        """The large city with its search index."""
        from search.index import rebuild
        from search.index.engines import get_engine, reset_engines

        city = self.get("large")
        reset_engines()
        self.say("正在建立大城市的索引……")
        began = time.monotonic()
        report = rebuild.rebuild(restart=True)
        engine = get_engine()
        engine.refresh()
        self.stack.callback(engine.destroy)
        self.say(f"　　{report.written:,} 条，{time.monotonic() - began:.0f} 秒")
        return city

    @cached_property
    def bare(self) -> City:
        """A tree of organisations as large as the small city's, ten times over, without a section."""
        from portal.city import seeds
        from records.organisations.bulk import load_tree

        scale = max(OF_THE_SMALL, min(0.05, self.scale / 10))
        city = City("bare", scale, self._copy("bare"))
        city.use()
        load_tree(seeds.organisations(scale))
        return city

    def close(self) -> None:
        """Remove what was made."""
        for copy in self._made:
            connections["default"] = copy
            name = copy.settings_dict["NAME"]
            copy.close()
            connections["default"] = self._old
            with contextlib.redirect_stderr(io.StringIO()), contextlib.suppress(FileNotFoundError):
                self._old.creation._destroy_test_db(name, verbosity=0)
        connections["default"] = self._old
        self.stack.close()
        shutil.rmtree(self.folder, ignore_errors=True)


def _pages() -> dict[str, str]:
    """A section in the depth of the tree, and an article in it."""
    from records.organisations.models import Organisation
    from tests.factories import pages

    organisation = Organisation.objects.filter(kind__is_branch=True, numchild=0).order_by("path").first()
    text = "会议学习了有关文件，讨论并通过了下一季度的工作安排。" * 12
    article = pages.published(organisation, title="第一季度党员大会", text=text)
    section = organisation.section.specific
    return {"section": section.address, "article": article.address}


_current: list[Cities] = []


def begin(members: int) -> Cities:
    """The cities of this run."""
    _current[:] = [Cities(members, lambda line: print(line, file=sys.stderr, flush=True))]
    return _current[0]


def cities() -> Cities:
    """The cities of this run, for benchmarks."""
    return _current[0]
