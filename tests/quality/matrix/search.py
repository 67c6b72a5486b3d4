"""Searching at the workbench 查档: whoever holds a post, each within the own scope."""

from tests.quality.matrix.table import POSTS, Row, may

_EXPORTERS = "other_secretary own_secretary section_reviewer archivist other_archivist auditor administrator site"

ROWS = [
    Row("work/search/", GET=may(POSTS)),
    Row("work/search/export/", POST=may(_EXPORTERS)),
    Row("work/search/exports/<uuid:uid>/", uid="members.export", GET=may("")),
    Row("work/search/exports/<uuid:uid>/file/", uid="members.export", POST=may("")),
]
