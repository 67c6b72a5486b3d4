"""Loading the city: phases in pieces, each piece in one transaction together with the note of how far the load has come.

    (empty database) ──begin──> loading ──all phases──> loaded ──run again──> loaded, nothing changed
                                  │  ▲
                           killed ▼  │ run again: goes on after the last piece that was committed
                               (resting)

The note is a row of the kit's jobs. It has no worker and no lease, so the queue leaves it alone.
"""

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any, Final

from django.db import reset_queries, transaction
from django.utils import timezone

from cms_pages.bulk import load_pages
from cms_pages.models import ContentPage, HomePage, SectionPage
from cms_pages.sections import mend_columns, provision_piece
from portal.city import accounts, seeds, writings
from records.kit.actors import SYSTEM
from records.kit.bulk import analyse
from records.kit.models import Job
from records.members.models import Member
from records.members.services.bulk import load_members
from records.organisations.bulk import load_tree, load_units
from records.organisations.models import Organisation, Unit

JOB: Final = "city.load"
EDITION: Final = 2  # raise it when the same scale gives other rows: then a load begun before can't be taken up
TREE_PIECE: Final = 3_000  # organisations
UNIT_PIECE: Final = 4_000
MEMBER_PIECE: Final = 2_000  # members, to whole branches
PAGE_PIECE: Final = 1_500  # content pages, to whole organisations

Progress = Callable[[str, int, int], None]  # label of the phase, done, total


class OtherContent(Exception):
    """The database holds something that is not this city; the message says what, in Chinese."""


class AlreadyLoading(Exception):
    """Another process is loading into this database at this moment (正在装载)."""


@dataclass(frozen=True)
class Phase:
    """One kind of rows: how many there will be, and a piece of work from a position on.

    `step` returns the next position and how many rows it made; the same position again says that all is there.
    """

    name: str
    label: str
    total: Callable[[float], int]
    step: Callable[[float, int], tuple[int, int]]


# ── phases ──────────────────────────────────────────────────────────────────
def _tree(scale: float, at: int) -> tuple[int, int]:
    piece = list(islice(seeds.organisations(scale), at, at + TREE_PIECE))
    load_tree(piece)
    return at + len(piece), len(piece)


def _units(scale: float, at: int) -> tuple[int, int]:
    codes = [seed.code for seed in seeds.organisations(scale)]
    piece = list(islice(seeds.units(scale, codes), at, at + UNIT_PIECE))
    load_units(piece)
    return at + len(piece), len(piece)


def _sections(scale: float, at: int) -> tuple[int, int]:
    made = provision_piece(index=False)
    if not made:
        mend_columns()
    return at + made, made


def _members(scale: float, at: int) -> tuple[int, int]:
    """Position: how many branches are done."""
    branches = Organisation.objects.filter(kind__is_branch=True, numchild=0).order_by("path")
    shares = seeds.shares(scale, branches.count())
    end, people = at, 0
    while end < len(shares) and people < MEMBER_PIECE:
        people += shares[end].count
        end += 1

    def rows() -> Iterator[Any]:
        for branch, share in zip(branches[at:end], shares[at:end], strict=True):
            yield from seeds.members(branch, share)

    return end, load_members(SYSTEM, rows(), batch=2 * MEMBER_PIECE, index=False) if end > at else 0


def _pages(scale: float, at: int) -> tuple[int, int]:
    """Position: how many organisations have written theirs."""
    depths = tuple(Organisation.objects.order_by("path").values_list("depth", flat=True))
    shares = writings.shares(scale, depths)
    end, pages = at, 0
    while end < len(shares) and pages < PAGE_PIECE:
        pages += shares[end].count
        end += 1
    writers = Organisation.objects.order_by("path")[at:end]
    seeds = (seed for each, share in zip(writers, shares[at:end], strict=True) for seed in writings.pages(each, share))
    return end, load_pages(seeds, index=False) if end > at else 0


def _accounts(scale: float, at: int) -> tuple[int, int]:
    return (at, 0) if at else (1, accounts.load())


PHASES: Final = (
    Phase("organisations", "组织", lambda scale: len(list(seeds.organisations(scale))), _tree),
    Phase("units", "单位", lambda scale: seeds.scaled(seeds.UNITS, scale), _units),
    Phase("sections", "组织主页", lambda scale: len(list(seeds.organisations(scale))), _sections),
    Phase("members", "党员", lambda scale: seeds.scaled(seeds.MEMBERS, scale), _members),
    Phase("pages", "页面", lambda scale: seeds.scaled(writings.PAGES, scale), _pages),
    Phase("accounts", "账号", lambda scale: len(accounts.ACCOUNTS), _accounts),
)


# ── the run ─────────────────────────────────────────────────────────────────
@dataclass(frozen=True)
class Loaded:
    """What a phase came to over all runs: rows and seconds."""

    label: str
    rows: int
    seconds: float


def begun(scale: float | None = None) -> Job | None:
    """The note of the load in this database, if there is one. Raises OtherContent when it is another than asked for."""
    row = Job.objects.filter(name=JOB).first()
    if row is not None and scale is not None and row.arguments != _arguments(scale):
        raise OtherContent(
            f"库里是比例 {row.arguments['scale']:g} 的城市案例。继续装载请用同一比例；要换比例，请换一个空库。"
            if row.arguments["scale"] != scale
            else "库里的城市案例由另一版本的程序装载，不能接着装。请换一个空库。"
        )
    return row


def load(scale: float, progress: Progress | None = None) -> list[Loaded]:
    """Load the city, or what is missing of it; returns what each phase came to.

    Raises OtherContent for a database in use, AlreadyLoading when another process is quicker.
    """
    row = begun(scale) or _begin(scale)
    for phase in PHASES:
        total = phase.total(scale)
        while not _state(row, phase)["finished"]:
            before, row = row.done, _piece(row, phase, scale)
            if progress is not None and row.done > before:
                progress(phase.label, _state(row, phase)["rows"], total)
            reset_queries()  # with DEBUG, Django would keep every statement
    if row.state != Job.State.DONE:
        analyse()
        Job.objects.filter(pk=row.pk).update(state=Job.State.DONE, finished_at=timezone.now())
    return [Loaded(phase.label, _state(row, phase)["rows"], _state(row, phase)["seconds"]) for phase in PHASES]


def _arguments(scale: float) -> dict[str, Any]:
    return {"scale": scale, "edition": EDITION, "seed": seeds.SEED}


def _begin(scale: float) -> Job:
    with transaction.atomic():
        HomePage.objects.select_for_update(of=("self",)).get()  # of two that begin at once, one waits here
        if (row := begun(scale)) is not None:
            return row
        for model, what in ((Organisation, "组织"), (Member, "党员"), (Unit, "单位"), (SectionPage, "组织主页")):
            if model._default_manager.exists():
                raise OtherContent(f"库里已有别的{what}。城市案例只装入空库：请另建一个库，用 DATABASE_URL 指明。")
        if any(kind.objects.exists() for kind in ContentPage.__subclasses__()):
            raise OtherContent("库里已有别的页面。城市案例只装入空库：请另建一个库，用 DATABASE_URL 指明。")
        return Job.objects.create(
            name=JOB, label="装载城市案例", arguments=_arguments(scale), state=Job.State.RUNNING, cursor={}
        )


def _state(row: Job, phase: Phase) -> dict[str, Any]:
    blank = {"at": 0, "rows": 0, "seconds": 0.0, "finished": False}
    return {**blank, **row.cursor.get(phase.name, {})}


def _piece(row: Job, phase: Phase, scale: float) -> Job:
    """One piece and its note, or neither."""
    began = time.monotonic()
    with transaction.atomic():
        locked = Job.objects.select_for_update().get(pk=row.pk)
        if locked.cursor != row.cursor:
            raise AlreadyLoading
        state = _state(locked, phase)
        at, made = phase.step(scale, state["at"])
        locked.cursor[phase.name] = {
            "at": at,
            "rows": state["rows"] + made,
            "seconds": round(state["seconds"] + time.monotonic() - began, 3),
            "finished": at == state["at"],
        }
        locked.done += made
        locked.save(update_fields=["cursor", "done"])
    return locked
