"""What must be there before the first scheme is drafted: presets to start from."""

from records.assessments.models import SchemePreset
from records.assessments.presets import NOTE, PRESETS


def ensure() -> None:
    """Add the presets that are missing; what a place changed or switched off stays as it is."""
    for order, (code, name, plus_at_most, items) in enumerate(PRESETS, 1):
        SchemePreset.objects.get_or_create(
            code=code,
            defaults={
                "name": name,
                "note": NOTE,
                "plus_at_most": plus_at_most * 100,
                "items": items,
                "sort_order": order * 10,
            },
        )
