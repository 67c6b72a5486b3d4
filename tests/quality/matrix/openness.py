"""Openness: what was disclosed and its proof are for everyone the page is for; letters are for the desk."""

import datetime
import uuid

from cms_pages.models import DisclosurePage
from records.access.models import Visitor
from records.openness import services
from records.openness.models import CatalogueItem, Publication
from tests.factories.pages import published
from tests.quality.matrix.table import (
    ALL,
    MARK,
    POSTS,
    Row,
    World,
    api,
    may,
    office,
)


def build(world: World) -> None:
    """A disclosure of the village, a letter to its desk."""
    page = published(world.county.village, DisclosurePage, title="第三季度党费收缴情况")
    world.things["openness.publication"] = Publication.objects.get(page_uid=page.uid)
    world.things["openness.organisation"] = world.county.village
    world.things["openness.item"] = CatalogueItem.objects.create(
        organisation=world.county.root,
        code="1-1",
        category="党费",
        title="党费收缴情况",
        period_kind="regular",
        in_force_from=datetime.date(2026, 1, 1),
    )
    world.things["openness.letter"] = services.give_feedback(
        Visitor(),
        world.county.village,
        text=f"{MARK}慰问金发放标准能否写明？",
        contact="13812345678",
        submit_key=uuid.uuid4(),
    )


ROWS = [
    Row("work/openness/", GET=may(POSTS)),
    Row(
        "work/openness/feedback/",
        GET=may("other_secretary own_secretary publisher content_reviewer administrator site"),
    ),
    Row(
        "work/openness/feedback/<uuid:uid>/",
        uid="openness.letter",
        GET=may("own_secretary publisher content_reviewer administrator site"),
        POST=may("own_secretary publisher content_reviewer administrator site"),
        data=lambda world: {"text": "已写明发放依据，谢谢。", "answer": "已写明发放依据，谢谢。", "version": "1"},
    ),
    Row(
        "work/openness/feedback/<uuid:uid>/contact/",
        uid="openness.letter",
        GET=may("", others=405),
        POST=may("own_secretary publisher content_reviewer administrator site"),
        data=lambda world: {"reason": "回访核实情况"},
    ),
    Row("openness/catalogue/", GET=may(ALL)),
    Row("openness/proof/<uuid:uid>/", uid="openness.publication", GET=may(ALL)),
    Row("openness/proof/<uuid:uid>/proof.json", uid="openness.publication", GET=may("", visitor=404)),
    Row("openness/proof/<uuid:uid>/content.json", uid="openness.publication", GET=may(ALL)),
    Row("openness/receipt/", GET=may(ALL), POST=may(ALL), data=lambda world: {"receipt": "AAAA-BBBB"}),
    Row("openness/opinions/<uuid:uid>/", uid="openness.organisation", GET=may(ALL)),
    Row("api/v1/catalogue/$", GET=api(ALL)),
    Row("api/v1/catalogue/(?P<uid>[0-9a-f-]{36})/$", uid="openness.item", GET=api(ALL)),
    Row("api/v1/disclosures/$", GET=api(ALL)),
    Row("api/v1/disclosures/(?P<uid>[0-9a-f-]{36})/$", uid="openness.publication", GET=api(ALL)),
    Row("admin/openness/publication/$", GET=office(POSTS)),
    Row("admin/openness/publication/create/$", GET=office(""), POST=office("")),
    Row(
        r"admin/openness/publication/edit/(?P<instance_pk>[-\w]+)/$",
        instance_pk="openness.publication",
        GET=office("", others=404),
        POST=office("", others=404),
    ),
    Row(
        r"admin/openness/publication/delete/(?P<instance_pk>[-\w]+)/$",
        instance_pk="openness.publication",
        GET=office("", others=404),
        POST=office("", others=404),
    ),
    Row(
        r"admin/openness/publication/inspect/(?P<instance_pk>[-\w]+)/$",
        instance_pk="openness.publication",
        GET=office(POSTS),
    ),
]
