"""The suite's own small domain."""

from tests.quality.matrix.table import ALL, MARK, Row, World, api, office
from tests.sample import services


def build(world: World) -> None:
    """A book that is out."""
    world.things["sample.loan"] = services.lend(world.people["own_secretary"], world.county.village, book=f"{MARK}论语")


ROWS = [
    Row("api/v1/sample-loans/$", GET=api(ALL)),
    Row("api/v1/sample-loans/(?P<uid>[0-9a-f-]{36})/$", uid="sample.loan", GET=api("own_secretary archivist site")),
    Row("admin/sample/loan/$", GET=office("other_secretary own_secretary archivist other_archivist site")),
    Row("admin/sample/loan/create/$", GET=office(""), POST=office("")),
    Row(
        r"admin/sample/loan/edit/(?P<instance_pk>[-\w]+)/$",
        instance_pk="sample.loan",
        GET=office("", others=404),
        POST=office("", others=404),
    ),
    Row(
        r"admin/sample/loan/delete/(?P<instance_pk>[-\w]+)/$",
        instance_pk="sample.loan",
        GET=office("", others=404),
        POST=office("", others=404),
    ),
    Row(
        r"admin/sample/loan/inspect/(?P<instance_pk>[-\w]+)/$",
        instance_pk="sample.loan",
        GET=office("own_secretary archivist site", others=404),
    ),
]
