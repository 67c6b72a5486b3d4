"""Presets of schemes: for everyone in the place, so kept only by whoever keeps the whole of it."""

from records.assessments.models import SchemePreset
from records.assessments.setup import ensure
from tests.quality.matrix.table import Row, World, may


def build(world: World) -> None:
    """One that comes with the portal."""
    ensure()
    world.things["assessments.preset"] = SchemePreset.objects.get(code="target-sheet")


def _preset(world: World) -> dict[str, str]:
    return {
        "name": "支部规范化考核",
        "code": "standard",
        "sort_order": "10",
        "is_active": "on",
        "items-TOTAL_FORMS": "1",
        "items-INITIAL_FORMS": "0",
        "items-0-kind": "base",
        "items-0-group": "组织生活",
        "items-0-content": "按期召开支部党员大会",
        "items-0-points": "100",
    }


_HOME = "work/assessments/schemes/presets/"

ROWS = [
    Row(_HOME, GET=may("site")),
    Row(f"{_HOME}new/", GET=may("site"), POST=may("site"), data=_preset),
    Row(f"{_HOME}<uuid:uid>/", uid="assessments.preset", GET=may("site"), POST=may("site"), data=_preset),
]
