"""Openness: what was disclosed and its proof are for everyone the page is for; letters are for the desk."""

import datetime
import uuid

from cms_pages.models import DisclosurePage
from records.access.models import Visitor
from records.kit.models import Job, local_today
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
        category="organisation",
        title="党费收缴情况",
        period_kind="regular",
        in_force_from=datetime.date(2026, 1, 1),
    )
    world.things["openness.own_item"] = CatalogueItem.objects.create(
        organisation=world.county.village,
        code="1-2",
        category="service",
        title="走访慰问情况",
        period_kind="prompt",
        in_force_from=datetime.date(2026, 1, 1),
    )
    world.things["openness.export"] = Job.objects.create(
        name="kit.export",
        label="导出公开目录",
        state=Job.State.DONE,
        started_by_id=world.people["administrator"].pk,
        arguments={"exporter": "openness.catalogue", "file_name": "公开目录.csv", "form": "csv"},
    )
    world.things["openness.letter"] = services.give_feedback(
        Visitor(),
        world.county.village,
        text=f"{MARK}慰问金发放标准能否写明？",
        contact="13812345678",
        submit_key=uuid.uuid4(),
    )


_KEEPERS = "content_reviewer administrator site"
_IN_SCOPE = "own_secretary publisher content_reviewer section_reviewer committee archivist auditor administrator site"


def _line(world: World) -> dict[str, str]:
    return {
        "organisation": str(world.county.village.uid),
        "category": "service",
        "title": "意见办理情况",
        "period_kind": "prompt",
        "mode": "active",
        "audience": "society",
        "level": "all",
        "in_force_from": "2026-01-01",
        "version": "1",
    }


def _retiring(world: World) -> dict[str, str]:
    return {"retired_on": str(local_today()), "reason": "文件已废止"}


def _adopting(world: World) -> dict[str, str]:
    return {"organisation": str(world.county.village.uid), "in_force_from": "2026-01-01"}


_SEEN_ONLY = {
    "visitor": 404,
    **dict.fromkeys(["own_secretary", "publisher", "section_reviewer", "committee", "archivist", "auditor"], 403),
}
_HOME = "work/openness/catalogue/"
_ONE = r"api/v1/catalogue/(?P<uid>[0-9a-f-]{36})/"

ROWS = [
    Row("work/openness/", GET=may(POSTS)),
    Row(_HOME, GET=may(POSTS)),
    Row(f"{_HOME}new/", GET=may(_KEEPERS), POST=may(_KEEPERS), data=_line),
    Row(f"{_HOME}adopt/", GET=may(_KEEPERS), POST=may(_KEEPERS), data=_adopting),
    Row(f"{_HOME}export/", GET=may(POSTS), POST=may(POSTS), data=lambda world: {"form": "csv"}),
    Row(f"{_HOME}exports/<uuid:uid>/", uid="openness.export", GET=may("administrator")),
    Row(f"{_HOME}exports/<uuid:uid>/file/", uid="openness.export", POST=may("")),
    Row(f"{_HOME}<uuid:uid>/", uid="openness.own_item", GET=may(_IN_SCOPE)),
    Row(
        f"{_HOME}<uuid:uid>/change/",
        uid="openness.own_item",
        GET=may(_KEEPERS),
        POST=may(_KEEPERS),
        data=_line,
    ),
    Row(
        f"{_HOME}<uuid:uid>/retire/",
        uid="openness.own_item",
        GET=may(_KEEPERS),
        POST=may(_KEEPERS),
        data=_retiring,
    ),
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
    Row("openness/catalogue/<uuid:uid>/", uid="openness.item", GET=may(ALL)),
    Row("openness/proof/<uuid:uid>/", uid="openness.publication", GET=may(ALL)),
    Row("openness/proof/<uuid:uid>/proof.json", uid="openness.publication", GET=may("", visitor=404)),
    Row("openness/proof/<uuid:uid>/content.json", uid="openness.publication", GET=may(ALL)),
    Row("openness/receipt/", GET=may(ALL), POST=may(ALL), data=lambda world: {"receipt": "AAAA-BBBB"}),
    Row("openness/opinions/<uuid:uid>/", uid="openness.organisation", GET=may(ALL)),
    Row("api/v1/catalogue/$", GET=api(ALL), POST=api(_KEEPERS, visitor=403, others=403), data=_line),
    Row("api/v1/catalogue/adopt/$", POST=api(_KEEPERS, visitor=403, others=403), data=_adopting),
    Row(
        f"{_ONE}$",
        uid="openness.own_item",
        GET=api(ALL),
        PATCH=api(_KEEPERS, **_SEEN_ONLY),
        data=lambda world: {"title": "走访慰问的情况"},
    ),
    Row(f"{_ONE}retire/$", uid="openness.own_item", POST=api(_KEEPERS, **_SEEN_ONLY), data=_retiring),
    Row("api/v1/disclosures/$", GET=api(ALL)),
    Row("api/v1/disclosures/(?P<uid>[0-9a-f-]{36})/$", uid="openness.publication", GET=api(ALL)),
    Row("admin/openness/catalogueitem/$", GET=office(POSTS)),
    Row("admin/openness/catalogueitem/create/$", GET=office(""), POST=office("")),
    Row(
        r"admin/openness/catalogueitem/edit/(?P<instance_pk>[-\w]+)/$",
        instance_pk="openness.own_item",
        GET=office("", others=404),
        POST=office("", others=404),
    ),
    Row(
        r"admin/openness/catalogueitem/delete/(?P<instance_pk>[-\w]+)/$",
        instance_pk="openness.own_item",
        GET=office("", others=404),
        POST=office("", others=404),
    ),
    Row(
        r"admin/openness/catalogueitem/inspect/(?P<instance_pk>[-\w]+)/$",
        instance_pk="openness.item",
        GET=office(POSTS),
    ),
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
