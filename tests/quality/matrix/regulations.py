"""Figures of the regulations: read where they are applied, changed by the site administrator alone."""

from records.regulations.models import RegulationDocument, RegulationValue
from tests.quality.matrix.table import (
    Row,
    World,
    may,
    office,
)


def build(world: World) -> None:
    """One of each, from the first load."""
    world.things["regulations.value"] = RegulationValue.objects.first()
    world.things["regulations.name"] = RegulationValue.objects.first().key.name
    world.things["regulations.document"] = RegulationDocument.objects.first()


_READERS = "other_secretary own_secretary section_reviewer auditor administrator site"

ROWS = [
    Row("work/regulations/", GET=may(_READERS)),
    Row("work/regulations/documents/new/", GET=may("site"), POST=may("site")),
    Row("work/regulations/<str:name>/", name="regulations.name", GET=may(_READERS), POST=may("site")),
    Row(
        "admin/regulations/regulationvalue/$",
        GET=office("other_secretary own_secretary section_reviewer auditor administrator site"),
    ),
    Row("admin/regulations/regulationvalue/create/$", GET=office(""), POST=office("")),
    Row(
        r"admin/regulations/regulationvalue/edit/(?P<instance_pk>[-\w]+)/$",
        instance_pk="regulations.value",
        GET=office("", others=404),
        POST=office("", others=404),
    ),
    Row(
        r"admin/regulations/regulationvalue/delete/(?P<instance_pk>[-\w]+)/$",
        instance_pk="regulations.value",
        GET=office("", others=404),
        POST=office("", others=404),
    ),
    Row(
        r"admin/regulations/regulationvalue/inspect/(?P<instance_pk>[-\w]+)/$",
        instance_pk="regulations.value",
        GET=office("other_secretary own_secretary section_reviewer auditor administrator site"),
    ),
    Row(
        "admin/regulations/regulationdocument/$",
        GET=office("other_secretary own_secretary section_reviewer auditor administrator site"),
    ),
    Row("admin/regulations/regulationdocument/create/$", GET=office(""), POST=office("")),
    Row(
        r"admin/regulations/regulationdocument/edit/(?P<instance_pk>[-\w]+)/$",
        instance_pk="regulations.document",
        GET=office("", others=404),
        POST=office("", others=404),
    ),
    Row(
        r"admin/regulations/regulationdocument/delete/(?P<instance_pk>[-\w]+)/$",
        instance_pk="regulations.document",
        GET=office("", others=404),
        POST=office("", others=404),
    ),
    Row(
        r"admin/regulations/regulationdocument/inspect/(?P<instance_pk>[-\w]+)/$",
        instance_pk="regulations.document",
        GET=office("other_secretary own_secretary section_reviewer auditor administrator site"),
    ),
]
