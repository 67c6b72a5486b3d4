"""Writes on presets 预设: what a scheme may start from, for the whole place. Nothing is deleted: it is switched off."""

import uuid
from collections.abc import Sequence
from dataclasses import asdict

from records.assessments import rules
from records.assessments.models import Scheme, SchemePreset
from records.assessments.services.common import rule_items
from records.assessments.services.schemes import ItemInput, checked_lines
from records.kit.actors import Actor
from records.kit.errors import Invalid
from records.kit.write import Write
from records.organisations.whole import may_everywhere, root

ACTION = "assessments.manage_presets"


def set_preset(
    actor: Actor,
    uid: uuid.UUID | None = None,
    *,
    name: str,
    items: Sequence[ItemInput],
    code: str = "",
    note: str = "",
    plus_at_most: int | None = None,
    sort_order: int = 100,
    is_active: bool = True,
    reason: str = "",
) -> SchemePreset:
    """Add a preset (`uid` None), or change one; its code stays. For the whole place: asked at its root.

    Schemes that were begun from it stay as they are. Raises Refused, NotVisible, Invalid for lines that could not be
    put into use as they are, and for a code that is taken.
    """
    with Write(actor, ACTION, reason=reason) as write:
        write.at(root())
        if uid is None:
            if SchemePreset.objects.filter(code=code).exists():
                raise Invalid({"code": f"代码“{code}”已有预设在用，请换一个。"})
            preset = SchemePreset(code=code)
        else:
            preset = write.lock(SchemePreset.objects.all(), check=False, uid=uid)
        kept, rows = checked_lines(Scheme(), items)
        if missing := rules.scheme_gaps(rule_items(rows)):
            raise Invalid(missing)
        preset.name, preset.note, preset.plus_at_most = name.strip(), note.strip(), plus_at_most
        preset.items = [asdict(each) for each in kept]
        preset.sort_order, preset.is_active = sort_order, is_active
        made: SchemePreset = write.create(preset, check=False) if uid is None else write.save(preset)
    return made


def may_set(actor: Actor) -> bool:
    """Whether the actor keeps the presets of the whole place."""
    return may_everywhere(actor, ACTION)
