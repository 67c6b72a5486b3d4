"""Two cities in databases of their own, one a hundred times the other, made by `load_city`'s generator.

Both are open at once in this process and take turns (`use`), so that what is measured is their size and nothing else.
Nothing of the portal's own data is read or written.
"""

import contextlib
import io
import shutil
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.db import DatabaseError, connections
from django.test import Client
from django.test.utils import override_settings

from tests import databases

SMALLER = 100  # how many times the small city goes into the large one
LEAST = 3_400  # members of the large city at least; below a hundredth of that a city is not a city
OF_THE_SMALL = 0.001  # the least scale that load_city takes
OF_A_COUNTY = 0.0333  # gives 20,000 entries, the most that the embedded engine is meant for
LABELS = {"large": "大城市", "small": "小城市", "county": "一个县"}


@dataclass
class City:
    """A city, open for reading and writing through `use`."""

    name: str
    scale: float
    connection: Any
    entries: int = 0  # of its index, once it has one
    pages: dict[str, str] = field(default_factory=dict)  # a section and an article in it: what -> address

    def use(self) -> None:
        """Have everything in this process that asks for the database get this one."""
        connections["default"] = self.connection

    @cached_property
    def session(self) -> str:
        """The session of the city's archivist, who sees all members."""
        return self.session_of("demo.shidangan")

    def session_of(self, username: str) -> str:
        """A new session of somebody with an account."""
        from records.access.models import User

        self.use()
        client = Client()
        client.force_login(User.objects.get(username=username), backend="records.access.backends.PortalBackend")
        return str(client.cookies[settings.SESSION_COOKIE_NAME].value)

    @cached_property
    def members(self) -> int:
        """How many members it has."""
        from records.members.models import Member

        self.use()
        return Member.objects.count()


class Cities:
    """The cities of one run, made when they are first asked for and removed at its end."""

    def __init__(self, members: int, say: Callable[[str], None], keep: bool = False) -> None:
        from portal.city.seeds import MEMBERS

        self.scale = min(1.0, max(LEAST, members) / MEMBERS)
        self.say = say
        self.keep = keep
        self.folder = Path(settings.VAR) / "bench" / "work"  # the run's own files
        self.stack = contextlib.ExitStack()
        self._old = connections["default"]
        self._opened: dict[str, City] = {}
        self._made: list[Any] = []

    @cached_property
    def _settled(self) -> Any:
        """The run's own settings; returns the connection whose server everything is made on."""
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
        ground = self._old
        name = str(self.folder / "ground.sqlite3") if ground.vendor == "sqlite" else "portal_bench"
        ground.settings_dict["TEST"]["NAME"] = name
        return ground

    @cached_property
    def _ground(self) -> Any:
        """A migrated database with the basic data; the cities are copies of it."""
        ground = self._settled
        self.say("正在建立测量用的数据库……")
        connections["default"] = ground
        before = ground.settings_dict["NAME"]
        ready = ground.vendor == "sqlite"  # a server is left without a template that nobody would remove
        if ready:
            databases.copy_migrated(ground)
        ground.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False, keepdb=ready)
        self.stack.callback(ground.creation.destroy_test_db, before, 0)
        call_command("setup_portal", stdout=io.StringIO())
        ground.close()
        return ground

    def _kept(self, name: str, scale: float) -> City | None:
        """The city that an earlier run has left, if it is whole and as large; PostgreSQL only."""
        from portal.city import loading

        ground = self._settled
        if not self.keep or ground.vendor != "postgresql":
            return None
        copy = connections.create_connection("default")
        copy.settings_dict = {**ground.settings_dict, "NAME": f"{ground.settings_dict['TEST']['NAME']}_{name}"}
        city = City(name, scale, copy)
        city.use()
        try:
            load = loading.begun(scale)
            if load is not None and load.state == load.State.DONE:
                return city
        except (DatabaseError, loading.OtherContent):
            pass
        copy.close()
        return None

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

        if (kept := self._kept(name, scale)) is not None:
            _secretary()
            kept.pages = _pages()
            return kept
        city = City(name, scale, self._copy(name))
        city.use()
        self.say(f"正在装入{LABELS[name]}（比例 {scale:g}）……")
        began = time.monotonic()
        loading.load(scale)
        _secretary()
        city.pages = _pages()
        self.say(f"　　{city.members:,} 名党员，{time.monotonic() - began:.0f} 秒")
        return city

    def get(self, name: str) -> City:
        """`large`, `small`: a hundredth of it, or `county`: what the embedded engine is meant for. The large one is in use afterwards if both are asked for in this order."""
        if name not in self._opened:
            small = max(OF_THE_SMALL, self.scale / SMALLER)
            scale = {"large": self.scale, "small": small, "county": OF_A_COUNTY}[name]
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
        engine = get_engine()
        if not (self.keep and not rebuild.wants_rebuild(engine)):
            self.say("正在建立大城市的索引……")
            began = time.monotonic()
            report = rebuild.rebuild(restart=True)
            self.say(f"　　{report.written:,} 条，{time.monotonic() - began:.0f} 秒")
        engine.refresh()
        if not self.keep:
            self.stack.callback(engine.destroy)
        city.entries = engine.health().entries or 0
        return city

    @property
    def county(self) -> City:
        """A city as small as a county, for the embedded engine."""
        return self.get("county")

    @contextlib.contextmanager
    def embedded(self, city: City) -> Iterator[Any]:
        """The embedded engine with this city in it, in place of whatever is in use."""
        from search.index import rebuild
        from search.index.engines import get_engine, reset_engines

        with override_settings(SEARCH_URL="embedded", SEARCH_EMBEDDED_PATH=self.folder / "county.sqlite3"):
            reset_engines()
            engine = get_engine()
            self.say("正在建立内置索引……")
            rebuild.rebuild(restart=True, engine=engine)
            city.entries = engine.health().entries or 0
            try:
                yield engine
            finally:
                engine.destroy()
                engine.close()
        reset_engines()

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
        kept = {id(city.connection) for name, city in self._opened.items() if self.keep and name != "small"}
        for copy in self._made:
            connections["default"] = copy
            name = copy.settings_dict["NAME"]
            copy.close()
            if id(copy) in kept and copy.vendor == "postgresql":
                continue
            connections["default"] = self._old
            with contextlib.redirect_stderr(io.StringIO()), contextlib.suppress(FileNotFoundError):
                self._old.creation._destroy_test_db(name, verbosity=0)
        connections["default"] = self._old
        for city in self._opened.values():
            city.connection.close()
        self.stack.close()
        shutil.rmtree(self.folder, ignore_errors=True)


def _secretary() -> None:
    """The secretary of a branch, who sees the branch and what is open to its people: an account for the run."""
    from portal.demo.people import Account, open_accounts
    from records.organisations.models import Organisation
    from records.organisations.roles import Role

    branch = Organisation.objects.filter(kind__is_branch=True, numchild=0).order_by("path").first()
    open_accounts([Account("bench.shuji", "方立成", branch.code, "书记", Role.SECRETARY, "一个支部")])


def _pages() -> dict[str, str]:
    """A section in the depth of the tree, and an article in it."""
    from cms_pages.models import NewsPage
    from records.organisations.models import Organisation
    from tests.factories import pages

    organisation = Organisation.objects.filter(kind__is_branch=True, numchild=0).order_by("path").first()
    title = "第一季度党员大会"
    text = "会议学习了有关文件，讨论并通过了下一季度的工作安排。" * 12
    left = NewsPage.objects.filter(organisation=organisation, title=title).first()  # by an earlier run
    article = left or pages.published(organisation, title=title, text=text)
    section = organisation.section.specific
    return {"section": section.address, "article": article.address}


_current: list[Cities] = []


def begin(members: int, *, keep: bool = False) -> Cities:
    """The cities of this run; `keep` leaves the large one and its index for the next."""
    _current[:] = [Cities(members, lambda line: print(line, file=sys.stderr, flush=True), keep)]
    return _current[0]


def cities() -> Cities:
    """The cities of this run, for benchmarks."""
    return _current[0]
