"""Writes on tasks 考核任务: drafted, issued to many organisations, ended. What touches thousands of sheets is a job.

Each `*_piece` does one piece of such a job and can run twice: what is done already is left alone.
"""

import datetime
import uuid
from collections.abc import Sequence
from typing import Any, NamedTuple

from django.db.models import F, QuerySet
from django.utils import timezone

from records.access.models import User
from records.alerts.services import send
from records.assessments import letters
from records.assessments.choices import FILLABLE, SchemeState, State, Targets, TaskState
from records.assessments.events import DeadlineExtended, TaskEnded, TaskIssued
from records.assessments.models import Extension, Scheme, Sheet, Task
from records.assessments.policies import BRANCH
from records.kit import bulk, jobs
from records.kit.actors import Actor
from records.kit.errors import Conflict, Invalid, NotVisible
from records.kit.models import local_today
from records.kit.paths import below
from records.kit.write import Change, Write
from records.organisations.models import Organisation, OrganisationKind, Post

ISSUE = "assessments.issue"
DETAILS = frozenset(
    {"title", "year", "period", "due_on", "instructions", "audience", "shown", "targets", "below", "kinds", "by_hand"}
)
PIECE = 500
MOST_BY_HAND = 2_000  # more are chosen by subtree and kind


class Piece(NamedTuple):
    """What one piece of a job did: where to go on ("" when nothing is left), how many."""

    after: str
    done: int


# ── drafts ──────────────────────────────────────────────────────────────────
def draft_task(
    actor: Actor, organisation: Organisation, scheme: uuid.UUID, *, submit_key: uuid.UUID | None = None, **details: Any
) -> Task:
    """Begin a task of `organisation` 起草考核任务. `scheme` is the uid of a version in use; `details` as in DETAILS.

    `below` is an organisation, `kinds` codes of kinds, `by_hand` uids of organisations. Sent twice with one `submit_key`
    it is made once. Raises Refused, Invalid.
    """
    _known(details)
    with Write(actor, ISSUE) as write:
        write.at(organisation)
        done: Task | None = (
            Task.objects.filter(submit_key=submit_key, organisation=organisation).first() if submit_key else None
        )
        if done is not None:
            return done
        task = Task(organisation=organisation, year=local_today().year, submit_key=submit_key)
        task.scheme = _scheme(actor, scheme)
        _fill(task, details)
        write.create(task)
    return task


def change_task(
    actor: Actor,
    uid: uuid.UUID,
    *,
    scheme: uuid.UUID | None = None,
    expected_version: int | None = None,
    **details: Any,
) -> Task:
    """Change a task that was not issued yet. Raises NotVisible, Refused, Invalid, Conflict."""
    _known(details)
    with Write(actor, ISSUE) as write:
        task = _locked(write, actor, uid)
        if task.state != TaskState.DRAFT:
            raise Conflict(f"任务已是“{task.get_state_display()}”，不能修改；方案、对象和期限下达后不变。")
        if scheme is not None:
            task.scheme = _scheme(actor, scheme)
        _fill(task, details)
        write.save(task, expected_version=expected_version)
    return task


def targets_of(task: Task) -> QuerySet[Organisation]:
    """The organisations a task is meant for, in order of the tree: working ones below the issuer, never itself."""
    rows: QuerySet[Organisation] = (
        Organisation.objects.below(task.org_path).exclude(path=task.org_path).working(local_today())
    )
    if task.targets == Targets.HAND:
        return rows.filter(uid__in=task.by_hand).order_by("path")
    if task.below_id is not None and task.below is not None:
        rows = rows.filter(below("path", task.below.path))
    if task.kinds:
        rows = rows.filter(kind__code__in=task.kinds)
    return rows.order_by("path")


# ── issue ───────────────────────────────────────────────────────────────────
def issue(actor: Actor, uid: uuid.UUID, *, expected_version: int | None = None) -> Task:
    """Issue a task 下达: a job makes a sheet for each organisation. Raises NotVisible, Refused, Invalid, Conflict."""
    with Write(actor, ISSUE) as write:
        task = _locked(write, actor, uid)
        if task.state != TaskState.DRAFT:
            raise Conflict(f"任务已是“{task.get_state_display()}”，不能重复下达。")
        if task.scheme.state != SchemeState.IN_USE:
            raise Invalid({"scheme": f"方案“{task.scheme}”没有启用，请先启用或改选方案。"})
        if task.due_on < local_today():
            raise Invalid({"due_on": f"截止日期{task.due_on}已过，请改为今天或以后的日期。"})
        count = targets_of(task).count()
        if not count:
            raise Invalid({"targets": "按所选条件没有找到任何下级组织，请核对组织范围和类别。"})
        task.state = TaskState.ISSUING
        task.issued_at = timezone.now()
        write.save(task, expected_version=expected_version)
        task.job = jobs.start(
            actor, "assessments.issue", _arguments(actor, task), label=f"下达“{task.title}”（{count:,}个组织）"
        )
        task.save(update_fields=["job"])
    return task


def issue_piece(actor: Actor, uid: uuid.UUID, after: str, size: int = PIECE) -> Piece:
    """Make the sheets of the next organisations after a path, tell their secretaries; at the end the task is open."""
    with Write(actor, ISSUE) as write:
        task = _locked(write, actor, uid)
        if task.state != TaskState.ISSUING:
            return Piece("", 0)
        places = list(targets_of(task).filter(path__gt=after)[:size])
        there = set(Sheet.objects.filter(task=task, organisation__in=places).values_list("organisation_id", flat=True))
        now = timezone.now()
        sheets = [
            Sheet(
                organisation=place,
                org_path=place.path,
                task=task,
                waiting_since=now,
                created_at=now,
                updated_at=now,
            )
            for place in places
            if place.pk not in there
        ]
        bulk.insert(Sheet, sheets)
        write.wrote_many(Sheet, (Change(sheet, {}, {"task": task.title, "state": State.FILLING}) for sheet in sheets))
        _tell(task, sheets)
        if len(places) == size:
            return Piece(places[-1].path, len(places))
        task.state = TaskState.OPEN
        write.save(task)
        count = Sheet.objects.filter(task=task).count()
        write.emit(TaskIssued(task=task.uid, organisation=task.organisation.uid, sheets=count))
    return Piece("", len(places))


def _tell(task: Task, sheets: Sequence[Sheet]) -> None:
    """The task itself, to whoever fills in each sheet."""
    text = letters.issued_text(task.organisation.short_name, task.title, task.due_on, task.instructions)
    _tell_each(sheets, "issued", f"考核任务：{task.title}", text)


def _tell_each(sheets: Sequence[Sheet], what: str, title: str, text: str) -> None:
    """A message to whoever fills in each sheet; two queries a piece besides the messages themselves."""
    by_place = {sheet.organisation_id: sheet for sheet in sheets}
    posts = (
        Post.objects.current(local_today())
        .filter(organisation__in=by_place, role__in=BRANCH, user__isnull=False)
        .values_list("organisation_id", "user_id")
    )
    pairs = list(posts)
    users = User.objects.in_bulk({user for _place, user in pairs})
    for place, user in pairs:
        sheet = by_place[place]
        send(
            users[user],
            sent_key=f"assessments:{sheet.uid}:{what}",
            kind="assessments",
            title=title,
            text=text,
            url=f"/work/assessments/sheets/{sheet.uid}/",
        )


# ── put off ─────────────────────────────────────────────────────────────────
def extend_deadline(
    actor: Actor, uid: uuid.UUID, *, due_on: datetime.date, reason: str, expected_version: int | None = None
) -> Task:
    """Put a task's deadline off 延期; a job tells whoever has not sent in. What came late before stays late.

    Raises NotVisible, Refused, Conflict for a task that is not open, Invalid for a day that is not later, or no reason.
    """
    with Write(actor, ISSUE, reason=reason.strip()) as write:
        task = _open(write, actor, uid, reason, "延期")
        if due_on <= task.due_on:
            raise Invalid({"due_on": f"新的截止日期应晚于现在的{task.due_on}，请改填以后的日期。"})
        if due_on < local_today():
            raise Invalid({"due_on": f"{due_on}已经过去，请填写今天或以后的日期。"})
        old, task.due_on = task.due_on, due_on
        write.save(task, expected_version=expected_version)
        extension = Extension(
            task=task,
            old_on=old,
            new_on=due_on,
            reason=reason.strip(),
            extended_by_id=actor.scope.user_id,
            extended_by_name=actor.actor_name,
        )
        write.create(extension)
        write.emit(DeadlineExtended(task=task.uid, organisation=task.organisation.uid, old_on=old, new_on=due_on))
        arguments = {**_arguments(actor, task), "extension": str(extension.uid)}
        task.job = jobs.start(actor, "assessments.extend", arguments, label=f"告知“{task.title}”延期")
        task.save(update_fields=["job"])
    return task


def tell_extension_piece(extension_uid: uuid.UUID, after: str, size: int = PIECE) -> Piece:
    """Tell the next organisations, in order of the tree, that have not sent in. Told twice, it arrives once."""
    extension = Extension.objects.select_related("task__organisation").get(uid=extension_uid)
    task = extension.task
    rows = Sheet.objects.filter(task=task, state__in=FILLABLE, org_path__gt=after).order_by("org_path")
    sheets = list(rows[:size])
    text = letters.extended_text(
        task.organisation.short_name, task.title, extension.old_on, extension.new_on, extension.reason
    )
    _tell_each(sheets, f"extended:{extension.uid}", f"考核延期：{task.title}", text)
    return Piece(sheets[-1].org_path if len(sheets) == size else "", len(sheets))


# ── end ─────────────────────────────────────────────────────────────────────
def close_task(actor: Actor, uid: uuid.UUID, *, reason: str, expected_version: int | None = None) -> Task:
    """End a task 结束: what was never sent in is closed as such. Raises Conflict while a result is not published."""
    with Write(actor, ISSUE, reason=reason.strip()) as write:
        task = _open(write, actor, uid, reason, "结束")
        counts = Sheet.objects.filter(task=task).counts()
        waiting = sum(counts[state] for state in (State.SUBMITTED, State.REVIEWING, State.SCORED, State.ASSESSED))
        if waiting:
            raise Conflict(f"还有{waiting}份已报送的考核表没有公布结果，请先办完，或撤销任务。")
        _end(write, task, TaskState.CLOSED, expected_version)
        task.job = jobs.start(actor, "assessments.close", _arguments(actor, task), label=f"结束“{task.title}”")
        task.save(update_fields=["job"])
    return task


def withdraw_task(actor: Actor, uid: uuid.UUID, *, reason: str, expected_version: int | None = None) -> Task:
    """Withdraw a task 撤销, a draft too; published results stay. Raises NotVisible, Refused, Invalid, Conflict."""
    with Write(actor, ISSUE, reason=reason.strip()) as write:
        task = _open(write, actor, uid, reason, "撤销", draft=True)
        was_draft = task.state == TaskState.DRAFT
        task.issued_at = task.issued_at or timezone.now()
        _end(write, task, TaskState.WITHDRAWN, expected_version)
        if not was_draft:
            task.job = jobs.start(actor, "assessments.withdraw", _arguments(actor, task), label=f"撤销“{task.title}”")
            task.save(update_fields=["job"])
    return task


def end_piece(actor: Actor, uid: uuid.UUID, *, withdrawn: bool, size: int = PIECE) -> Piece:
    """Close or withdraw the next sheets of an ended task; what was published stays as it is."""
    sources = (*FILLABLE, State.SUBMITTED, State.REVIEWING, State.SCORED, State.ASSESSED) if withdrawn else FILLABLE
    target = State.WITHDRAWN if withdrawn else State.CLOSED
    with Write(actor, ISSUE) as write:
        task = _locked(write, actor, uid)
        if task.state != (TaskState.WITHDRAWN if withdrawn else TaskState.CLOSED):
            return Piece("", 0)
        rows = Sheet.objects.select_for_update(of=("self",)).filter(task=task, state__in=sources)
        sheets = list(rows.select_related("organisation").order_by("pk")[:size])
        now = timezone.now()
        changes = []
        for sheet in sheets:
            changes.append(Change(sheet, {"state": sheet.state}, {"state": str(target)}))
        Sheet.objects.filter(pk__in=[sheet.pk for sheet in sheets]).update(
            state=target, waiting_since=now, version=F("version") + 1, updated_at=now
        )
        write.wrote_many(Sheet, changes)
    return Piece("more" if len(sheets) == size else "", len(sheets))


def _open(write: Write, actor: Actor, uid: uuid.UUID, reason: str, act: str, *, draft: bool = False) -> Task:
    task = _locked(write, actor, uid)
    wanted = {TaskState.OPEN, *([TaskState.DRAFT] if draft else [])}
    if task.state not in wanted:
        raise Conflict(f"任务现在是“{task.get_state_display()}”，不能{act}。")
    if not reason.strip():
        raise Invalid({"reason": f"请写明{act}的原因。"})
    return task


def _end(write: Write, task: Task, state: TaskState, expected_version: int | None) -> None:
    task.state = state
    task.ended_at = timezone.now()
    write.save(task, expected_version=expected_version)
    write.emit(TaskEnded(task=task.uid, organisation=task.organisation.uid, withdrawn=state == TaskState.WITHDRAWN))


# ── shared ──────────────────────────────────────────────────────────────────
def _locked(write: Write, actor: Actor, uid: uuid.UUID) -> Task:
    rows = Task.objects.visible_to(actor).select_related("organisation", "scheme", "below")
    task: Task = write.lock(rows, check=False, uid=uid)
    write.at(task.organisation)
    return task


def _arguments(actor: Actor, task: Task) -> dict[str, Any]:
    return {"task": str(task.uid), "started_by": actor.scope.user_id}


def _scheme(actor: Actor, uid: uuid.UUID) -> Scheme:
    """A scheme in use that the actor may see: the own organisation's, or one from further up."""
    scheme: Scheme | None = Scheme.objects.visible_to(actor).usable().filter(uid=uid).first()
    if scheme is None:
        raise Invalid({"scheme": "没有找到这个方案，或它没有启用，请重新选择。"})
    return scheme


def _known(details: dict[str, Any]) -> None:
    if unknown := set(details) - DETAILS:
        raise TypeError(f"not fields of a task: {sorted(unknown)}")


def _fill(task: Task, details: dict[str, Any]) -> None:
    for name, value in details.items():
        setattr(task, name, value.strip() if isinstance(value, str) else value)
    errors: dict[str, str] = {}
    if not task.title:
        errors["title"] = "请填写任务名称。"
    if task.due_on is None:
        errors["due_on"] = "请填写报送截止日期。"
    if not 2000 <= int(task.year or 0) <= local_today().year + 1:
        errors["year"] = f"年度应在2000至{local_today().year + 1}之间。"
    errors |= _wrong_targets(task)
    if errors:
        raise Invalid(errors)


def _wrong_targets(task: Task) -> dict[str, str]:
    if task.targets == Targets.HAND:
        task.by_hand = [str(uid) for uid in dict.fromkeys(task.by_hand)]
        if not task.by_hand:
            return {"by_hand": "请至少列出一个组织。"}
        if len(task.by_hand) > MOST_BY_HAND:
            return {"by_hand": f"列出了{len(task.by_hand)}个组织，超过{MOST_BY_HAND}个，请改为按组织范围和类别选择。"}
        inside = Organisation.objects.below(task.organisation.path).exclude(path=task.organisation.path)
        if inside.filter(uid__in=task.by_hand).count() != len(task.by_hand):
            return {"by_hand": "列出的组织中有不属于下级组织的，请核对。"}
        return {}
    if task.below is not None and not task.below.path.startswith(task.organisation.path):
        return {"below": f"“{task.below.short_name}”不是下级组织，请重新选择。"}
    unknown = set(task.kinds) - set(OrganisationKind.objects.values_list("code", flat=True))
    return {"kinds": f"没有这些组织类别：{'、'.join(sorted(unknown))}。"} if unknown else {}


def task_of(actor: Actor, uid: uuid.UUID) -> Task:
    """A visible task with what its page shows. Raises NotVisible."""
    rows = Task.objects.visible_to(actor).select_related("organisation", "scheme", "below", "job")
    task: Task | None = rows.filter(uid=uid).first()
    if task is None:
        raise NotVisible()
    return task
