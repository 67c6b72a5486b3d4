"""Spreadsheets in: upload, check (a dry run that finds everything at once), apply (all or nothing, once).

A domain subclasses `Importer` and declares it with `@importer`; the kit reads the table, runs the columns, keeps the
findings, and calls `match`, `judge` and `write` with rows in pieces. Nothing is written by a check.
"""

import dataclasses
import hashlib
import uuid
from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator, Sequence
from typing import IO, Any, ClassVar, Final

from django.db import models, transaction
from django.utils import timezone

from records.kit import sealed_files
from records.kit.actors import Actor
from records.kit.columns import (
    CellWrong,
    Column,
    Header,
    HeaderWrong,
    is_guidance,
    looks_like_header,
    read_header,
)
from records.kit.errors import Conflict, Invalid, NotVisible, Refused
from records.kit.events import Event
from records.kit.models import ImportBatch, ImportFinding
from records.kit.sheets import HEADER_WITHIN, MOST_ROWS, SheetRefused, cell_text, column_letter, open_sheet, safe_name
from records.kit.write import Write, note

PIECE: Final = 500  # rows resolved, matched and written at once
MOST_FINDINGS: Final = 20_000  # kept per batch; beyond it, a table is wrong as a whole and counted only
INLINE_BYTES: Final = 256 * 1024  # smaller tables are checked and applied at once, others as a job

CREATE, CHANGE, SAME, WRONG = "create", "change", "same", "wrong"


@dataclasses.dataclass(frozen=True)
class Problem:
    """Something about a row: in which column, what, and the cure; a warning lets the row pass."""

    message: str
    cure: str = ""
    column: str = ""  # name of the column object, "" for the row as a whole
    is_error: bool = True
    value: str | None = None  # what to show of the cell; None: as the column shows it


@dataclasses.dataclass
class Row:
    """One row of the table on its way: cleaned values by column name (blank ones left out), and what will be done."""

    number: int
    values: dict[str, Any]
    raw: dict[str, Any]
    problems: list[Problem] = dataclasses.field(default_factory=list)
    operation: str = CREATE
    target: Any = None  # the record to be changed
    extra: dict[str, Any] = dataclasses.field(default_factory=dict)  # the importer's own

    def wrong(self, message: str, cure: str = "", column: str = "") -> None:
        """Note an error."""
        self.problems.append(Problem(message, cure, column))

    def warn(self, message: str, cure: str = "", column: str = "") -> None:
        """Note something worth a second look."""
        self.problems.append(Problem(message, cure, column, is_error=False))

    @property
    def is_wrong(self) -> bool:
        """Whether an error keeps the row, and with it the table, from being applied."""
        return any(problem.is_error for problem in self.problems)


class Importer(ABC):
    """What a domain says about its table. One instance lives for one reading of one table."""

    name: ClassVar[str]
    label: ClassVar[str]  # 党员名册
    unit: ClassVar[str] = "行"
    create_action: ClassVar[str]
    change_action: ClassVar[str]
    name_column: ClassVar[str] = "name"  # by which a sample row (张三) is told

    def __init__(self, actor: Actor) -> None:
        self.actor = actor
        self.columns: list[Column] = self.make_columns()

    @abstractmethod
    def make_columns(self) -> list[Column]:
        """Fresh columns; they may keep what they looked up."""

    @abstractmethod
    def match(self, rows: Sequence[Row]) -> None:
        """Find for many rows at once whether they create or change, and whom: set `operation` and `target`."""

    @abstractmethod
    def judge(self, row: Row) -> None:
        """Hold one row against the rules and the actor's permission: `row.wrong(...)`, `row.warn(...)`."""

    @abstractmethod
    def write(self, write: Write, rows: Sequence[Row]) -> None:
        """Write many right rows inside the transaction. Raises ValidationError, Conflict."""

    def unresolved(self) -> list[dict[str, Any]]:
        """Names that matched nothing: [{"value", "rows", "offers"}], shown above the findings."""
        return []

    def done(self, batch: ImportBatch) -> Event | None:
        """The event of an applied table."""
        return None

    @classmethod
    def may(cls, actor: Actor) -> bool:
        """Whether the person may create or change such rows anywhere."""
        return bool(actor.scope.paths(cls.create_action) or actor.scope.paths(cls.change_action))


_importers: dict[str, type[Importer]] = {}


def importer(kind: type[Importer]) -> type[Importer]:
    """Declare an importer, in a domain's `imports.py`."""
    _importers[kind.name] = kind
    return kind


def importer_named(name: str) -> type[Importer]:
    """The importer of that name. Raises LookupError."""
    if name not in _importers:
        from records.kit.discover import discover

        discover("imports")
    return _importers[name]


# ── Step 0: upload ──────────────────────────────────────────────────────────
def upload(actor: Actor, kind: type[Importer], file: Iterable[bytes], file_name: str) -> ImportBatch:
    """Keep an uploaded table, sealed; nothing is read yet. Raises Refused for one who may import nothing."""
    if not kind.may(actor):
        raise Refused(f"您没有导入{kind.label}的权限。")
    paths = actor.scope.paths(kind.create_action) or actor.scope.paths(kind.change_action)
    batch = ImportBatch(
        importer=kind.name,
        org_path=paths[0],
        file_name=safe_name(file_name),
        started_by_id=actor.scope.user_id,
        started_by_name=actor.actor_name,
    )
    batch.stored = f"imports/{batch.uid}"
    batch.size, batch.digest = sealed_files.store(batch.stored, file)
    batch.save()
    return batch


# ── Step 1: check ───────────────────────────────────────────────────────────
class Check:
    """One reading of a batch's table, in pieces; used by the dry run and, inside the transaction, by applying."""

    def __init__(self, actor: Actor, batch: ImportBatch) -> None:
        self.batch = batch
        self.importer = importer_named(batch.importer)(actor)
        self.notes: list[str] = []
        self.header: Header | None = None
        self.header_problems: list[tuple[int | None, str, str]] = []
        self.counts = dict.fromkeys(("rows", "ready", "warned", "wrong", CREATE, CHANGE, SAME), 0)
        self._plan = hashlib.sha256(f"{batch.importer}:{batch.digest}".encode())
        self._file: IO[bytes] | None = None

    @property
    def plan(self) -> str:
        """Digest of what would be done."""
        return self._plan.hexdigest()

    def pieces(self) -> Iterator[list[Row]]:
        """Rows in pieces of PIECE, judged. Raises SheetRefused; header problems end the reading at once."""
        columns = self.importer.columns
        self._file = sealed_files.opened(self.batch.stored)
        try:
            sheet = open_sheet(self._file, is_header=lambda cells: looks_like_header(columns, cells))
            self.notes += sheet.notes
            piece: list[Row] = []
            before: list[list[Any]] = []
            after_header = 0
            for line in sheet.lines:
                if self.header is None:
                    before.append(line.cells)
                    if looks_like_header(columns, line.cells):
                        try:
                            self.header = read_header(columns, line.number, line.cells)
                        except HeaderWrong as error:
                            self.header = Header(line.number, {})
                            self.header_problems = error.problems
                            return
                    elif line.number >= HEADER_WITHIN:
                        break
                    continue
                if line.is_empty:
                    continue
                after_header += 1
                if after_header <= 2 and is_guidance(self.header, line.cells, self.importer.name_column):
                    self.notes.append(f"第{line.number}行是填写说明或示例，已跳过。")
                    continue
                self.counts["rows"] += 1
                if self.counts["rows"] > MOST_ROWS:
                    raise SheetRefused(f"表格超过{MOST_ROWS:,}行的上限：请分成几个文件上传。")
                piece.append(self._row(line.number, line.cells))
                if len(piece) == PIECE:
                    yield self._judged(piece)
                    piece = []
            if self.header is None:
                raise SheetRefused(
                    f"前{HEADER_WITHIN}行里没有找到列名：第一行请写列名（如{'、'.join(_examples(columns))}），可从模板复制。"
                )
            if piece:
                yield self._judged(piece)
            if not self.counts["rows"]:
                raise SheetRefused("表格只有列名，没有内容。")
        finally:
            self._file.close()

    def _row(self, number: int, cells: Sequence[Any]) -> Row:
        assert self.header is not None
        return Row(number, {}, {column.name: raw for _place, column, raw in self.header.cells(cells)})

    def _judged(self, rows: list[Row]) -> list[Row]:
        assert self.header is not None
        for column in self.header.places.values():
            column.resolve({cell_text(row.raw[column.name]) for row in rows} - {""})
        for row in rows:
            for column in self.header.places.values():
                try:
                    cell = column.read(row.raw[column.name])
                except CellWrong as error:
                    row.wrong(error.message, error.cure, column.name)
                    continue
                if cell.value is not None:
                    row.values[column.name] = cell.value
                for warning in cell.warnings:
                    row.warn(warning, column=column.name)
        self.importer.match(rows)
        for row in rows:
            self.importer.judge(row)
            if row.is_wrong:
                row.operation = WRONG
            self._count(row)
        return rows

    def _count(self, row: Row) -> None:
        if row.is_wrong:
            self.counts["wrong"] += 1
        else:
            self.counts["warned" if row.problems else "ready"] += 1
            self.counts[row.operation] += 1
        target = f"{row.target.uid}:{getattr(row.target, 'version', '')}" if row.target is not None else ""
        mark = row.extra.get("mark", "")  # what else decides where the row goes: its branch, for instance
        self._plan.update(f"\n{row.number}|{row.operation}|{target}|{mark}".encode())

    def findings(self, rows: Iterable[Row]) -> Iterator[ImportFinding]:
        """What to keep of the rows' problems; sensitive cells as their mask."""
        by_name = {
            column.name: (place, column) for place, column in (self.header.places if self.header else {}).items()
        }
        for row in rows:
            for problem in row.problems:
                place, column = by_name.get(problem.column, (None, None))
                value = problem.value
                if value is None:
                    value = column.shown(row.raw.get(column.name)) if column is not None else ""
                yield ImportFinding(
                    batch=self.batch,
                    row=row.number,
                    place=place,
                    column=column.label if column is not None else "",
                    is_error=problem.is_error,
                    value=value[:100],
                    message=problem.message[:300],
                    cure=problem.cure[:300],
                )

    def header_findings(self) -> Iterator[ImportFinding]:
        """The header's problems."""
        for place, message, cure in self.header_problems:
            yield ImportFinding(
                batch=self.batch,
                row=self.header.line if self.header else 1,
                place=place,
                column=f"{column_letter(place)}列" if place is not None else "",
                message=message[:300],
                cure=cure[:300],
            )


class DryRun:
    """A check that keeps its findings; steps through the table so that no transaction is long."""

    def __init__(self, actor: Actor, batch: ImportBatch) -> None:
        self.batch = batch
        self.check = Check(actor, batch)
        self._pieces = self.check.pieces()
        self._kept = 0
        batch.findings.all().delete()
        batch.findings_left_out = 0

    def step(self) -> int | None:
        """Read and keep one piece; returns how many rows it held, None when all is read."""
        try:
            rows = next(self._pieces, None)
        except (SheetRefused, sealed_files.FileDamaged) as error:
            self._finish(ImportBatch.State.UNREADABLE, str(error))
            return None
        if rows is not None:
            self._keep(self.check.findings(rows))
            return len(rows)
        self._keep(self.check.header_findings())
        self._finish(ImportBatch.State.CHECKED, "")
        return None

    def _keep(self, findings: Iterable[ImportFinding]) -> None:
        found = list(findings)
        room = max(0, MOST_FINDINGS - self._kept)
        ImportFinding.objects.bulk_create(found[:room], batch_size=500)
        self._kept += len(found[:room])
        self.batch.findings_left_out += len(found[room:])

    def _finish(self, state: str, message: str) -> None:
        batch, counts = self.batch, self.check.counts
        batch.state, batch.message = state, message
        batch.rows, batch.ready, batch.warned = counts["rows"], counts["ready"], counts["warned"]
        batch.wrong = counts["wrong"] + len(self.check.header_problems)
        batch.to_create, batch.to_change, batch.unchanged = counts[CREATE], counts[CHANGE], counts[SAME]
        batch.notes, batch.unresolved = self.check.notes, self.check.importer.unresolved()
        batch.plan = self.check.plan
        batch.checked_at = timezone.now()
        batch.save()


def check(actor: Actor, uid: uuid.UUID) -> ImportBatch:
    """Check a batch from beginning to end; what it finds replaces what an earlier check found. Writes no record."""
    batch = batch_of(actor, uid)
    if batch.state == ImportBatch.State.APPLIED:
        raise Conflict(_already(batch))
    run = DryRun(actor, batch)
    while run.step() is not None:
        pass
    return batch


def batch_of(actor: Actor, uid: uuid.UUID) -> ImportBatch:
    """One's own batch. Raises NotVisible."""
    batch: ImportBatch | None = ImportBatch.objects.visible_to(actor).filter(uid=uid).first()
    if batch is None:
        raise NotVisible()
    return batch


# ── Step 2: apply ───────────────────────────────────────────────────────────


def _already(batch: ImportBatch) -> str:
    at = f"{timezone.localtime(batch.applied_at):%Y-%m-%d %H:%M}" if batch.applied_at else "此前"
    return f"这份表格已于{at}导入，不会重复导入。"


_MEANWHILE: Final = "预检以来，名册、您的权限或文件有变化，与您看到的结果不再一致。请重新预检后再导入。"


def apply(actor: Actor, uid: uuid.UUID, *, plan: str) -> ImportBatch:
    """Apply a checked batch in one transaction: every row, or none.

    `plan` is the digest the person saw. The table is judged again inside the transaction; when that finds anything else
    to do than before, Conflict is raised and nothing is written. Raises NotVisible, Invalid while errors stand.
    """
    batch = batch_of(actor, uid)
    kind = importer_named(batch.importer)
    if not kind.may(actor):
        raise Refused(f"您没有导入{kind.label}的权限。")
    action = kind.create_action if actor.scope.paths(kind.create_action) else kind.change_action
    with Write(actor, action, reason=f"导入“{batch.file_name}”") as write:
        write.at(actor.scope.paths(action)[0])  # each row's own organisation is judged row by row
        locked: ImportBatch = write.lock(ImportBatch.objects.visible_to(actor), check=False, uid=uid)
        batch = locked
        _refuse_unready(batch, plan)
        run = Check(actor, batch)
        try:
            for rows in run.pieces():
                if any(row.is_wrong for row in rows):
                    raise Conflict(_MEANWHILE)
                run.importer.write(write, [row for row in rows if row.operation in (CREATE, CHANGE)])
        except (SheetRefused, sealed_files.FileDamaged):
            raise Conflict(_MEANWHILE) from None
        if run.plan != batch.plan:
            raise Conflict(_MEANWHILE)
        batch.state, batch.applied_at = ImportBatch.State.APPLIED, timezone.now()
        batch.message = f"新增{batch.to_create}{kind.unit}，更新{batch.to_change}{kind.unit}。"
        batch.save()
        facts = {"file_name": batch.file_name, "digest": batch.digest, "rows": batch.rows}
        note(
            actor,
            action,
            batch,
            reason=write.reason,
            after={**facts, "created": batch.to_create, "changed": batch.to_change},
        )
        event = run.importer.done(batch)
        if event is not None:
            write.emit(event)
    return batch


def _refuse_unready(batch: ImportBatch, plan: str) -> None:
    if batch.state == ImportBatch.State.APPLIED:
        raise Conflict(_already(batch))
    if batch.state != ImportBatch.State.CHECKED:
        raise Invalid("请先预检，再导入。")
    if batch.wrong:
        raise Invalid(f"{batch.wrong_words}。请改好表格重新上传；为免只导入一半，有错误时一行也不导入。")
    if batch.plan != plan:
        raise Conflict(_MEANWHILE)


def _examples(columns: Sequence[Column]) -> list[str]:
    return [column.label for column in columns if column.required][:4] or [column.label for column in columns][:4]


def rows_in_order(batch: ImportBatch) -> models.QuerySet[ImportFinding]:
    """The findings, row by row."""
    return batch.findings.order_by("row", "pk")


def start_check(actor: Actor, uid: uuid.UUID) -> ImportBatch:
    """Check a small table at once, a large one as a job whose progress the batch's page shows."""
    from records.kit import jobs

    batch = batch_of(actor, uid)
    if batch.size <= INLINE_BYTES:
        return check(actor, uid)
    with transaction.atomic():
        batch.job = jobs.start(actor, "kit.import_check", {"uid": str(uid)}, label=f"预检“{batch.file_name}”")
        batch.save(update_fields=["job"])
    return batch


def start_apply(actor: Actor, uid: uuid.UUID, *, plan: str) -> ImportBatch:
    """Apply a small table at once, a large one as a job."""
    from records.kit import jobs

    batch = batch_of(actor, uid)
    if batch.size <= INLINE_BYTES:
        return apply(actor, uid, plan=plan)
    _refuse_unready(batch, plan)
    with transaction.atomic():
        batch.job = jobs.start(
            actor, "kit.import_apply", {"uid": str(uid), "plan": plan}, label=f"导入“{batch.file_name}”"
        )
        batch.save(update_fields=["job"])
    return batch
