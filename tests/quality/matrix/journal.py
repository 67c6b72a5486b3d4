"""The journal's screens: for auditors and organisation administrators, each for their own part of the tree."""

from records.audit.models import JournalEntry
from tests.quality.matrix.table import Row, World, may

_READERS = "auditor administrator site"


def build(world: World) -> None:
    """An entry about the village."""
    world.things["journal.entry"] = JournalEntry.objects.filter(org_path=world.county.village.path).last()
    world.things["journal.nothing"] = world.county.village


ROWS = [
    Row("work/journal/", GET=may(_READERS)),
    Row("work/journal/<uuid:uid>/", uid="journal.entry", GET=may(_READERS)),
    Row("work/journal/export/", GET=may("auditor site"), POST=may("auditor site"), data=lambda world: {"form": "csv"}),
    Row("work/journal/exports/<uuid:uid>/", uid="journal.nothing", GET=may("")),
    Row("work/journal/exports/<uuid:uid>/file/", uid="journal.nothing", POST=may("")),
]
