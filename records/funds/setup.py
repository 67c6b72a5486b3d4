"""What must be there before the first application: categories and what may not be paid for."""

from records.funds.models import Category, Prohibition
from records.funds.presets import CATEGORIES, PROHIBITIONS


def ensure() -> None:
    """Add what is missing of the preset; what a place changed or switched off stays as it is."""
    for order, (code, name, sources, basis, examples) in enumerate(CATEGORIES, 1):
        Category.objects.get_or_create(
            code=code,
            defaults={
                "name": name,
                "sources": [str(source) for source in sources],
                "basis": basis,
                "examples": examples,
                "sort_order": order * 10,
            },
        )
    for name, words, basis in PROHIBITIONS:
        Prohibition.objects.get_or_create(name=name, defaults={"words": words, "basis": basis})
