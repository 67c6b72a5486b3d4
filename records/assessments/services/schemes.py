"""Writes on schemes 考核方案: drafted, put into use, replaced by a new version. In use nothing about one changes."""

import uuid
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from records.assessments import rules
from records.assessments.choices import ItemKind, SchemeState, TaskState
from records.assessments.models import Scheme, SchemeItem, SchemePreset, Task
from records.assessments.services.common import items_of, rule_items
from records.kit.actors import Actor
from records.kit.errors import Conflict, Invalid, NotVisible
from records.kit.models import local_today
from records.kit.write import Write, note
from records.organisations.models import Organisation

MANAGE = "assessments.manage_schemes"
DETAILS = frozenset({"name", "basis", "note", "plus_at_most"})


@dataclass(frozen=True)
class ItemInput:
    """One item as typed; `points` in hundredths, `kind` base, plus or minus."""

    group: str = ""
    content: str = ""
    points: int | None = None
    kind: str = ItemKind.BASE
    standard: str = ""
    method: str = ""
    needs_evidence: bool = False


def draft_scheme(
    actor: Actor,
    organisation: Organisation,
    *,
    items: Sequence[ItemInput] | None = None,
    preset: str = "",
    submit_key: uuid.UUID | None = None,
    **details: Any,
) -> Scheme:
    """Begin a scheme 起草方案, empty, with `items`, or from a preset (its code); `details` as in DETAILS.

    Sent twice with one `submit_key` it is made once. Raises Refused, Invalid, NotVisible for an unknown preset.
    """
    _known(details)
    chosen = SchemePreset.objects.filter(code=preset, is_active=True).first() if preset else None
    if preset and chosen is None:
        raise NotVisible("没有这个预设，请重新选择。")
    with Write(actor, MANAGE) as write:
        write.at(organisation)
        done: Scheme | None = (
            Scheme.objects.filter(submit_key=submit_key, organisation=organisation).first() if submit_key else None
        )
        if done is not None:
            return done
        scheme = Scheme(organisation=organisation, submit_key=submit_key)
        if chosen is not None:
            scheme.name, scheme.plus_at_most = chosen.name, chosen.plus_at_most
        _fill(scheme, details)
        write.create(scheme)
        lines = items if items is not None else [ItemInput(**each) for each in (chosen.items if chosen else [])]
        _set_items(write, scheme, lines)
    return scheme


def change_scheme(
    actor: Actor,
    uid: uuid.UUID,
    *,
    items: Sequence[ItemInput] | None = None,
    expected_version: int | None = None,
    **details: Any,
) -> Scheme:
    """Change a draft; `items` replaces all lines, None leaves them. Raises NotVisible, Refused, Invalid, Conflict."""
    _known(details)
    with Write(actor, MANAGE) as write:
        scheme: Scheme = write.lock(Scheme.objects.visible_to(actor), uid=uid)
        if scheme.state != SchemeState.DRAFT:
            raise Conflict(f"方案已{scheme.get_state_display()}，不能修改；请建立新版本。")
        _fill(scheme, details)
        write.save(scheme, expected_version=expected_version)
        if items is not None:
            _set_items(write, scheme, items)
    return scheme


def use_scheme(actor: Actor, uid: uuid.UUID, *, expected_version: int | None = None) -> Scheme:
    """Put a draft into use 启用; the version before is retired. Raises Invalid with every gap at once, Conflict."""
    with Write(actor, MANAGE) as write:
        scheme: Scheme = write.lock(Scheme.objects.visible_to(actor), uid=uid)
        if scheme.state != SchemeState.DRAFT:
            raise Conflict(f"方案已{scheme.get_state_display()}。")
        if missing := rules.scheme_gaps(rule_items(items_of(scheme))):
            raise Invalid(missing)
        for before in Scheme.objects.select_for_update().filter(series=scheme.series, state=SchemeState.IN_USE):
            write.watch(before)
            before.state = SchemeState.RETIRED
            write.save(before)
        scheme.state = SchemeState.IN_USE
        scheme.used_from = local_today()
        write.save(scheme, expected_version=expected_version)
    return scheme


def new_version(actor: Actor, uid: uuid.UUID) -> Scheme:
    """Begin a new version of a scheme 建立新版本, with the same items; one that is being drafted already is returned."""
    with Write(actor, MANAGE) as write:
        scheme: Scheme = write.lock(Scheme.objects.visible_to(actor), uid=uid)
        if scheme.state == SchemeState.DRAFT:
            return scheme
        drafted: Scheme | None = Scheme.objects.filter(series=scheme.series, state=SchemeState.DRAFT).first()
        if drafted is not None:
            return drafted
        last = Scheme.objects.filter(series=scheme.series).order_by("-number").first()
        made = write.create(
            Scheme(
                organisation=scheme.organisation,
                org_path=scheme.org_path,
                series=scheme.series,
                number=(last.number if last else 0) + 1,
                name=scheme.name,
                basis=scheme.basis,
                note=scheme.note,
                plus_at_most=scheme.plus_at_most,
            )
        )
        _set_items(
            write,
            made,
            [
                ItemInput(
                    each.group, each.content, each.points, each.kind, each.standard, each.method, each.needs_evidence
                )
                for each in items_of(scheme)
            ],
        )
    return made


def retire_scheme(actor: Actor, uid: uuid.UUID, *, reason: str) -> Scheme:
    """Stop using a scheme 停用; tasks that were issued by it go on. Raises Invalid without a reason, Conflict."""
    with Write(actor, MANAGE, reason=reason.strip()) as write:
        scheme: Scheme = write.lock(Scheme.objects.visible_to(actor), uid=uid)
        if scheme.state == SchemeState.RETIRED:
            raise Conflict("方案已停用。")
        if not reason.strip():
            raise Invalid({"reason": "请写明停用的原因。"})
        if Task.objects.filter(scheme=scheme, state=TaskState.DRAFT).exists():
            raise Conflict("有考核任务草稿使用这个方案，请先改用其他方案或撤销草稿。")
        scheme.state = SchemeState.RETIRED
        write.save(scheme)
    return scheme


def _known(details: dict[str, Any]) -> None:
    if unknown := set(details) - DETAILS:
        raise TypeError(f"not fields of a scheme: {sorted(unknown)}")


def _fill(scheme: Scheme, details: dict[str, Any]) -> None:
    for name, value in details.items():
        setattr(scheme, name, value.strip() if isinstance(value, str) else value)
    if not scheme.name:
        raise Invalid({"name": "请填写方案名称。"})


def checked_lines(scheme: Scheme, given: Sequence[ItemInput]) -> tuple[list[ItemInput], list[SchemeItem]]:
    """The lines that hold something, and as the scheme's items, not stored. Raises Invalid, each mistake at its line."""
    kept = [each for each in given if each.group.strip() or each.content.strip() or each.points]
    if len(kept) > rules.LONGEST_SCHEME:
        raise Invalid({"items": f"方案有{len(kept)}项，超过{rules.LONGEST_SCHEME}项；请合并。"})
    rows = []
    errors: dict[str, list[str]] = {}
    for index, each in enumerate(kept):
        row = SchemeItem(
            scheme=scheme,
            number=index + 1,
            kind=each.kind,
            group=each.group.strip(),
            content=each.content.strip(),
            standard=each.standard.strip(),
            method=each.method.strip(),
            points=each.points or 0,
            needs_evidence=each.needs_evidence,
        )
        errors |= _errors_of(row, index)
        rows.append(row)
    if errors:
        raise Invalid(errors)
    return kept, rows


def _set_items(write: Write, scheme: Scheme, given: Sequence[ItemInput]) -> None:
    """The items of a draft: nothing refers to them yet, so the old ones go. They may be half filled in."""
    kept, rows = checked_lines(scheme, given)
    SchemeItem.objects.filter(scheme=scheme).delete()
    SchemeItem.objects.bulk_create(rows)
    note(write.actor, write.action, scheme, after={"items": [asdict(each) for each in kept]})


def _errors_of(row: SchemeItem, index: int) -> dict[str, list[str]]:
    from django.core.exceptions import ValidationError

    try:
        row.clean_fields(exclude=["scheme"] + [name for name in ("group", "content") if not getattr(row, name)])
    except ValidationError as error:
        return {f"items[{index}].{name}": messages for name, messages in error.message_dict.items()}
    return {}
