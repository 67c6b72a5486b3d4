"""Members: registers of branches, kept by secretaries and administrators, never seen by neighbours."""

import datetime

from records.kit import exports, imports
from records.members.exports import RosterExporter
from records.members.imports import RosterImporter
from records.members.models import Member
from tests.factories.members import complete, member
from tests.quality.matrix.table import (
    ALL,
    MARK,
    SIGN_IN,
    SIGNED_IN,
    TURNED_AWAY,
    Row,
    World,
    api,
    may,
    office,
)


def build(world: World) -> None:
    """A probationary member of the first branch, whose name nobody outside may read; the other has an account."""
    branch = world.county.branch
    joined = datetime.date(2025, 11, 1)
    world.things["members.member"] = member(branch, f"{MARK}启明", category="probationary", joined_on=joined)
    world.things["members.kind"] = "suspended"
    own = member(branch, "陈立秋")
    Member.objects.filter(pk=own.pk).update(user=world.people["member"])
    secretary = world.people["own_secretary"]
    world.things["members.batch"] = imports.upload(secretary, RosterImporter, ["姓名\n".encode()], f"{MARK}.csv")
    exports.INLINE_ROWS, kept = 0, exports.INLINE_ROWS
    try:
        world.things["members.export"] = exports.start(secretary, RosterExporter, {}).job
    finally:
        exports.INLINE_ROWS = kept


def _new(world: World) -> dict:
    return {
        "organisation": str(world.county.branch.uid),
        "kind": "joined",
        "on": "2005-07-01",
        **{name: str(value) for name, value in complete().items()},
    }


def _step(**more: str):
    def data(world: World) -> dict:
        return {"version": "1", "on": "2026-11-01", "reason": "核对证件信息", "field": "identity_number", **more}

    return data


ROWS = [
    Row(
        "work/members/",
        GET=may(
            "other_secretary own_secretary section_reviewer committee archivist other_archivist auditor administrator site"
        ),
    ),
    Row(
        "work/members/register/",
        GET=may("other_secretary own_secretary administrator site"),
        POST=may("other_secretary own_secretary administrator site"),
        data=_new,
    ),
    Row(
        "work/members/import/",
        GET=may("other_secretary own_secretary administrator site"),
        POST=may("other_secretary own_secretary administrator site"),
    ),
    Row("work/members/import/template/", GET=may("other_secretary own_secretary administrator site")),
    Row(
        "work/members/import/<uuid:uid>/",
        uid="members.batch",
        GET=may("own_secretary"),
        POST=may("own_secretary"),
        data=lambda world: {"plan": ""},
    ),
    Row(
        "work/members/import/<uuid:uid>/check/",
        uid="members.batch",
        GET=may("other_secretary own_secretary administrator site"),
        POST=may("own_secretary"),
    ),
    Row("work/members/import/<uuid:uid>/marked/", uid="members.batch", GET=may("own_secretary")),
    Row(
        "work/members/export/",
        GET=may("other_secretary own_secretary section_reviewer archivist other_archivist auditor administrator site"),
        POST=may("other_secretary own_secretary section_reviewer archivist other_archivist auditor administrator site"),
        data=lambda world: {"form": "csv"},
    ),
    Row("work/members/exports/<uuid:uid>/", uid="members.export", GET=may("own_secretary")),
    Row("work/members/exports/<uuid:uid>/file/", uid="members.export", POST=may("")),
    Row(
        "work/members/<uuid:uid>/",
        uid="members.member",
        GET=may("own_secretary section_reviewer committee archivist auditor administrator site"),
    ),
    Row(
        "work/members/<uuid:uid>/reveal/",
        uid="members.member",
        GET=may("", others=405),
        POST=may("own_secretary section_reviewer archivist administrator site", committee=422, auditor=422),
        data=_step(),
    ),
    Row(
        "work/members/<uuid:uid>/correct/",
        uid="members.member",
        GET=may("own_secretary administrator site"),
        POST=may("own_secretary administrator site"),
        data=_step(residence="县城", name="周启明", valid_from="2026-11-01"),
    ),
    Row(
        "work/members/<uuid:uid>/convert/",
        uid="members.member",
        GET=may("section_reviewer administrator site"),
        POST=may("section_reviewer administrator site"),
        data=_step(),
    ),
    Row(
        "work/members/<uuid:uid>/extend/",
        uid="members.member",
        GET=may("section_reviewer administrator site"),
        POST=may("section_reviewer administrator site"),
        data=_step(until="2027-05-01"),
    ),
    Row(
        "work/members/<uuid:uid>/standing/<slug:kind>/",
        uid="members.member",
        kind="members.kind",
        GET=may("section_reviewer administrator site"),
        POST=may("section_reviewer administrator site"),
        data=_step(),
    ),
    Row(
        "work/members/<uuid:uid>/move/",
        uid="members.member",
        GET=may("administrator site"),
        POST=may("administrator site"),
        data=_step(),
    ),
    Row(
        "work/members/<uuid:uid>/account/",
        uid="members.member",
        GET=may("administrator site"),
        POST=may("administrator site"),
        data=_step(username="zqm", password="shiqiao-cun-2026"),
    ),
    Row("my/members/", GET=may(SIGNED_IN)),
    Row(
        "api/v1/members/$",
        GET=api(ALL),
        POST=api("own_secretary administrator site", visitor=403, others=403),
        data=_new,
    ),
    Row(
        "api/v1/members/(?P<uid>[0-9a-f-]{36})/$",
        uid="members.member",
        GET=api("own_secretary section_reviewer committee archivist auditor administrator site"),
        PATCH=api("own_secretary administrator site", section_reviewer=403, committee=403, archivist=403, auditor=403),
        data=lambda world: {"residence": "县城"},
    ),
    Row(
        "api/v1/members/(?P<uid>[0-9a-f-]{36})/convert/$",
        uid="members.member",
        POST=api("section_reviewer administrator site", own_secretary=403, committee=403, archivist=403, auditor=403),
        data=lambda world: {"on": "2026-11-01"},
    ),
    Row(
        "api/v1/members/(?P<uid>[0-9a-f-]{36})/extend/$",
        uid="members.member",
        POST=api("section_reviewer administrator site", own_secretary=403, committee=403, archivist=403, auditor=403),
        data=lambda world: {"on": "2026-11-01", "until": "2027-05-01"},
    ),
    Row(
        "api/v1/members/(?P<uid>[0-9a-f-]{36})/move/$",
        uid="members.member",
        POST=api(
            "administrator site", own_secretary=403, section_reviewer=403, committee=403, archivist=403, auditor=403
        ),
        data=lambda world: {"to": str(world.county.other_branch.uid), "on": "2026-11-01"},
    ),
    Row(
        "api/v1/members/(?P<uid>[0-9a-f-]{36})/reveal/$",
        uid="members.member",
        POST=api("own_secretary section_reviewer archivist administrator site", committee=403, auditor=403),
        data=lambda world: {"field": "identity_number", "reason": "核对证件信息"},
    ),
    Row(
        "api/v1/members/(?P<uid>[0-9a-f-]{36})/standing/$",
        uid="members.member",
        POST=api("section_reviewer administrator site", own_secretary=403, committee=403, archivist=403, auditor=403),
        data=lambda world: {"kind": "suspended", "on": "2026-11-01"},
    ),
    Row(
        "admin/members/member/$",
        GET=may(
            "other_secretary own_secretary section_reviewer committee archivist other_archivist auditor administrator site",
            others=SIGN_IN,
            publisher=TURNED_AWAY,
            content_reviewer=TURNED_AWAY,
        ),
    ),
    Row("admin/members/member/create/$", GET=office(""), POST=office("")),
    Row(
        r"admin/members/member/edit/(?P<instance_pk>[-\w]+)/$",
        instance_pk="members.member",
        GET=office(
            "own_secretary administrator site",
            others=404,
            section_reviewer=TURNED_AWAY,
            committee=TURNED_AWAY,
            archivist=TURNED_AWAY,
            auditor=TURNED_AWAY,
        ),
        POST=office(
            "own_secretary administrator site",
            others=404,
            section_reviewer=TURNED_AWAY,
            committee=TURNED_AWAY,
            archivist=TURNED_AWAY,
            auditor=TURNED_AWAY,
        ),
    ),
    Row(
        r"admin/members/member/delete/(?P<instance_pk>[-\w]+)/$",
        instance_pk="members.member",
        GET=office("", others=404),
        POST=office("", others=404),
    ),
    Row(
        r"admin/members/member/inspect/(?P<instance_pk>[-\w]+)/$",
        instance_pk="members.member",
        GET=office("own_secretary section_reviewer committee archivist auditor administrator site", others=404),
    ),
]
