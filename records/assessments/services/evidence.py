"""Evidence 佐证材料: stamped with the server's time when it comes in; late it is taken too, and stays marked for ever."""

import uuid
from collections.abc import Iterator
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.utils import timezone

from records.assessments import facts, files, rules
from records.assessments.choices import EvidenceKind, ItemKind, TaskState
from records.assessments.events import EvidenceHandedIn
from records.assessments.models import Evidence, SchemeItem, Sheet
from records.assessments.services.common import locked, ready
from records.assessments.workflow import HAND_IN
from records.kit import sealed_files
from records.kit.actors import Actor
from records.kit.errors import Conflict, Invalid, NotVisible
from records.kit.models import local_today
from records.kit.write import Write

MOST_AN_ITEM = 20  # more is a wheelbarrow of paper, and nobody reads it


def add_evidence(
    actor: Actor,
    uid: uuid.UUID,
    item: uuid.UUID,
    *,
    title: str = "",
    text: str = "",
    fact: tuple[str, str] | None = None,
    file: "UploadedFile[Any] | None" = None,
    submit_key: uuid.UUID | None = None,
) -> Evidence:
    """Hand in one piece for an item 提交佐证材料: a fact the portal holds (its kind and uid), a file, or words.

    Its time is the server's; nobody can give another. Sent twice with one `submit_key` it comes in once. Raises NotVisible,
    Refused, Conflict, Invalid.
    """
    return _hand_in(actor, uid, item, None, "", title, text, fact, file, submit_key)


def replace_evidence(
    actor: Actor,
    uid: uuid.UUID,
    *,
    reason: str,
    title: str = "",
    text: str = "",
    fact: tuple[str, str] | None = None,
    file: "UploadedFile[Any] | None" = None,
    submit_key: uuid.UUID | None = None,
) -> Evidence:
    """Put another piece in the place of one 替换: the old one stays readable, the new one has its own real time.

    Raises NotVisible, Refused, Conflict when it was replaced already, Invalid without a reason.
    """
    old = Evidence.objects.visible_to(actor).select_related("sheet", "item").filter(uid=uid).first()
    if old is None:
        raise NotVisible()
    if not reason.strip():
        raise Invalid({"reason": "请写明替换的原因，例如：原文件扫描不清。"})
    return _hand_in(actor, old.sheet.uid, old.item.uid, old, reason, title, text, fact, file, submit_key)


def file_of(actor: Actor, uid: uuid.UUID) -> tuple[Evidence, Iterator[bytes]]:
    """A handed-in file, to whoever may see the evidence. Raises NotVisible, FileDamaged."""
    evidence = Evidence.objects.visible_to(actor).filter(uid=uid, kind=EvidenceKind.FILE).first()
    if evidence is None or not sealed_files.path_of(evidence.stored).exists():
        raise NotVisible()
    return evidence, sealed_files.pieces_of(evidence.stored)


def _hand_in(
    actor: Actor,
    uid: uuid.UUID,
    item_uid: uuid.UUID,
    old: Evidence | None,
    reason: str,
    title: str,
    text: str,
    fact: tuple[str, str] | None,
    file: "UploadedFile[Any] | None",
    submit_key: uuid.UUID | None,
) -> Evidence:
    if fact is not None and file is not None:
        raise Invalid("一次提交一种材料：关联记录或上传文件，请分两次提交。")
    stored = ""
    content, name = files.checked(file) if file is not None else (None, "")
    try:
        with Write(actor, HAND_IN.action, reason=reason.strip()) as write:
            sheet = locked(write, actor, uid, HAND_IN)
            done: Evidence | None = (
                Evidence.objects.filter(submit_key=submit_key, sheet=sheet).first() if submit_key else None
            )
            if done is not None:
                return done
            ready(actor, sheet, HAND_IN)
            if sheet.task.state not in (TaskState.OPEN, TaskState.ISSUING):
                raise Conflict(f"考核任务{sheet.task.get_state_display()}，不再收材料。")
            item = _item(sheet, item_uid, old)
            evidence = _piece(actor, sheet, item, title.strip(), text.strip(), fact)
            if content is not None:
                stored, evidence.size, evidence.digest = files.store(content)
                evidence.kind, evidence.stored, evidence.file_name = EvidenceKind.FILE, stored, name
                evidence.title = title.strip()[:200] or name
            elif evidence.kind == EvidenceKind.TEXT and not evidence.text:
                raise Invalid({"text": "请选择已有的记录，或写明情况，或上传文件。"})
            evidence.received_at = timezone.now()
            evidence.late = rules.is_late(local_today(), sheet.task.due_on)
            evidence.replaces, evidence.reason = old, reason.strip()[:300] if old else ""
            evidence.handed_in_by_id, evidence.handed_in_by_name = actor.scope.user_id, actor.actor_name[:60]
            evidence.submit_key = submit_key
            write.create(evidence, check=False)
            write.emit(
                EvidenceHandedIn(
                    sheet=sheet.uid, organisation=sheet.organisation.uid, evidence=evidence.uid, late=evidence.late
                )
            )
    except BaseException:
        if stored:
            sealed_files.remove(stored)
        raise
    return evidence


def _item(sheet: Sheet, uid: uuid.UUID, old: Evidence | None) -> SchemeItem:
    item = SchemeItem.objects.filter(scheme=sheet.task.scheme_id, uid=uid).first()
    if item is None:
        raise NotVisible()
    if item.kind == ItemKind.MINUS:
        raise Invalid(f"第{item.number}项是减分项，不需要材料。")
    if old is not None:
        if Evidence.objects.filter(replaces=old).exists():
            raise Conflict("这份材料已经被替换过，请刷新后替换最新的一份。")
        return item
    if Evidence.objects.filter(sheet=sheet, item=item).current().count() >= MOST_AN_ITEM:
        raise Invalid(f"第{item.number}项已有{MOST_AN_ITEM}份材料，请挑选最能说明问题的，或替换已有的。")
    return item


def _piece(
    actor: Actor, sheet: Sheet, item: SchemeItem, title: str, text: str, fact: tuple[str, str] | None
) -> Evidence:
    """What is handed in, without its time; a file is added by the caller."""
    if len(text) > 2000:
        raise Invalid({"text": f"说明有{len(text)}字，超过2000字，请压缩。"})
    made = Evidence(sheet=sheet, item=item, kind=EvidenceKind.TEXT, title=title[:200], text=text)
    if fact is not None:
        found = facts.resolve(actor, sheet.organisation, *fact)
        if Evidence.objects.filter(sheet=sheet, item=item, fact_uid=found.uid).current().exists():
            raise Invalid({"fact": f"“{found.entry.title}”已经关联在第{item.number}项下，不必重复。"})
        made.kind = EvidenceKind.FACT
        made.fact_kind, made.fact_uid = found.kind, found.uid
        made.fact_url, made.fact_on = found.entry.url[:500], found.entry.published
        made.title = found.entry.title[:200]
    elif not made.title and text:
        made.title = f"{text[:30]}…" if len(text) > 30 else text
    return made
