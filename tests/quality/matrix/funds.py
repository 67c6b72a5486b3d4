"""Funds: the branch drafts and executes, the section reviews and signs, the committee decides."""

from types import SimpleNamespace

from records.kit.models import local_today
from tests.factories import funds
from tests.quality.matrix.table import (
    ALL,
    MARK,
    Row,
    World,
    api,
    may,
    office,
)


def build(world: World) -> None:
    """An application at every step, of the village, and what was spent of the last."""
    county, people = world.county, world.people
    funds.ensure()
    crew = SimpleNamespace(
        county=county,
        secretary=people["own_secretary"],
        reviewer=people["section_reviewer"],
        committee=people["committee"],
    )
    things = world.things
    things["funds.draft"] = funds.draft(crew.secretary, county.village, title=f"{MARK}草稿")
    for name, make in (
        ("filed", funds.filed),
        ("reviewed", funds.reviewed),
        ("decided", funds.decided),
        ("replied", funds.replied),
        ("spent", funds.replied),
    ):
        things[f"funds.{name}"] = make(crew, title=f"{MARK}{name}")
    things["funds.execution"] = funds.spend(crew, things["funds.spent"], 100_00)
    things["funds.budget"] = funds.budget(crew, 100_000_00)


def _items(outcome: str):
    def data(world: World) -> dict:
        return {"act": outcome, "item1-outcome": outcome, "item2-outcome": outcome, "remark": "请附会议记录"}

    return data


def _decision(world: World) -> dict:
    meeting = {"meeting": "镇党委会议", "held_on": str(local_today()), "due": "9", "present": "8"}
    return {
        **meeting,
        "item1-outcome": "agree",
        "item1-agreed": "3600",
        "item2-outcome": "agree",
        "item2-agreed": "860",
    }


def _payment(world: World) -> dict:
    item = funds.items_of(world.things["funds.replied"])[0]
    return {
        "item": str(item.uid),
        "amount": "100.00",
        "executed_on": str(local_today()),
        "payee": "县新华书店",
        "voucher_number": "00000099",
        "voucher_file": funds.voucher(),
    }


ROWS = [
    Row(
        "work/funds/",
        GET=may(
            "other_secretary own_secretary section_reviewer committee archivist other_archivist auditor administrator site"
        ),
    ),
    Row(
        "work/funds/new/",
        GET=may(
            "other_secretary own_secretary administrator site",
            section_reviewer=403,
            committee=403,
            archivist=403,
            other_archivist=403,
            auditor=403,
        ),
        POST=may(
            "other_secretary own_secretary administrator site",
            section_reviewer=403,
            committee=403,
            archivist=403,
            other_archivist=403,
            auditor=403,
        ),
    ),
    Row(
        "work/funds/ledger/",
        GET=may(
            "other_secretary own_secretary section_reviewer committee archivist other_archivist auditor administrator site"
        ),
    ),
    Row(
        "work/funds/ledger/export/",
        GET=may(
            "other_secretary own_secretary section_reviewer committee archivist other_archivist auditor administrator site"
        ),
    ),
    Row("work/funds/ledger/exports/<uuid:uid>/", uid="members.export", GET=may("")),  # somebody's, of another kind
    Row("work/funds/ledger/exports/<uuid:uid>/file/", uid="members.export", POST=may("")),
    Row(
        "work/funds/budgets/",
        GET=may(
            "other_secretary own_secretary section_reviewer committee archivist other_archivist auditor administrator site"
        ),
        POST=may(
            "other_secretary own_secretary section_reviewer committee archivist other_archivist auditor administrator site"
        ),
    ),
    Row(
        "work/funds/executions/<uuid:uid>/reverse/",
        uid="funds.execution",
        GET=may(
            "own_secretary site", section_reviewer=403, committee=403, archivist=403, auditor=403, administrator=403
        ),
        POST=may(
            "own_secretary site", section_reviewer=403, committee=403, archivist=403, auditor=403, administrator=403
        ),
        data=lambda world: {"reason": "登记有误，应为另一笔"},
    ),
    Row(
        "work/funds/vouchers/<uuid:uid>/",
        uid="funds.execution",
        GET=may("own_secretary section_reviewer committee archivist auditor administrator site"),
    ),
    Row(
        "work/funds/<uuid:uid>/",
        uid="funds.filed",
        GET=may("own_secretary section_reviewer committee archivist auditor administrator site"),
    ),
    Row(
        "work/funds/<uuid:uid>/edit/", uid="funds.draft", GET=may("own_secretary site"), POST=may("own_secretary site")
    ),
    Row(
        "work/funds/<uuid:uid>/print/",
        uid="funds.filed",
        GET=may("own_secretary section_reviewer committee archivist auditor administrator site"),
    ),
    Row(
        "work/funds/<uuid:uid>/withdraw/",
        uid="funds.filed",
        GET=may(
            "own_secretary site", section_reviewer=403, committee=403, archivist=403, auditor=403, administrator=403
        ),
        POST=may(
            "own_secretary site", section_reviewer=403, committee=403, archivist=403, auditor=403, administrator=403
        ),
        data=lambda world: {"reason": "需要补充材料"},
    ),
    Row(
        "work/funds/<uuid:uid>/review/",
        uid="funds.filed",
        GET=may(
            "section_reviewer site", own_secretary=403, committee=403, archivist=403, auditor=403, administrator=403
        ),
        POST=may(
            "section_reviewer site", own_secretary=403, committee=403, archivist=403, auditor=403, administrator=403
        ),
        data=_items("pass"),
    ),
    Row(
        "work/funds/<uuid:uid>/decide/",
        uid="funds.reviewed",
        GET=may(
            "committee site", own_secretary=403, section_reviewer=403, archivist=403, auditor=403, administrator=403
        ),
        POST=may(
            "committee site", own_secretary=403, section_reviewer=403, archivist=403, auditor=403, administrator=403
        ),
        data=_decision,
    ),
    Row(
        "work/funds/<uuid:uid>/sign/",
        uid="funds.decided",
        GET=may(
            "section_reviewer site", own_secretary=403, committee=403, archivist=403, auditor=403, administrator=403
        ),
        POST=may(
            "section_reviewer site", own_secretary=403, committee=403, archivist=403, auditor=403, administrator=403
        ),
        data=_items("sign"),
    ),
    Row(
        "work/funds/<uuid:uid>/execute/",
        uid="funds.replied",
        GET=may(
            "own_secretary site", section_reviewer=403, committee=403, archivist=403, auditor=403, administrator=403
        ),
        POST=may(
            "own_secretary site", section_reviewer=403, committee=403, archivist=403, auditor=403, administrator=403
        ),
        data=_payment,
    ),
    Row(
        "work/funds/<uuid:uid>/settle/",
        uid="funds.spent",
        GET=may(
            "own_secretary site", section_reviewer=403, committee=403, archivist=403, auditor=403, administrator=403
        ),
        POST=may(
            "own_secretary site", section_reviewer=403, committee=403, archivist=403, auditor=403, administrator=403
        ),
        data=lambda world: {"closing": "按计划完成，余额退回"},
    ),
    Row(
        "work/funds/<uuid:uid>/reopen/",
        uid="funds.spent",
        GET=may(
            "",
            own_secretary=403,
            section_reviewer=403,
            committee=403,
            archivist=403,
            auditor=403,
            administrator=403,
            site=403,
        ),
        POST=may(
            "",
            own_secretary=403,
            section_reviewer=403,
            committee=403,
            archivist=403,
            auditor=403,
            administrator=403,
            site=403,
        ),
        data=lambda world: {"reason": "还有一笔未登记"},
    ),
    Row("api/v1/fund-executions/$", GET=api(ALL)),
    Row(
        "api/v1/fund-executions/(?P<uid>[0-9a-f-]{36})/$",
        uid="funds.execution",
        GET=api("own_secretary section_reviewer committee archivist auditor administrator site"),
    ),
    Row(
        "api/v1/funds/$",
        GET=api(ALL),
        POST=api("own_secretary site", visitor=403, others=403),
        data=lambda world: {
            "organisation": str(world.county.village.uid),
            "kind": "application",
            "title": "第四季度工作经费",
        },
    ),
    Row(
        "api/v1/funds/(?P<uid>[0-9a-f-]{36})/$",
        uid="funds.draft",
        GET=api("own_secretary site"),
        PATCH=api("own_secretary site"),
        data=lambda world: {"title": "改过的标题"},
    ),
    Row(
        "api/v1/funds/(?P<uid>[0-9a-f-]{36})/decide/$",
        uid="funds.reviewed",
        POST=api(
            "committee site", own_secretary=403, section_reviewer=403, archivist=403, auditor=403, administrator=403
        ),
        data=lambda world: {
            "meeting": {"name": "镇党委会议", "held_on": str(local_today()), "due": 9, "present": 8},
            "items": [],
        },
    ),
    Row(
        "api/v1/funds/(?P<uid>[0-9a-f-]{36})/execute/$",
        uid="funds.replied",
        POST=api(
            "own_secretary site",
            section_reviewer=403,
            committee=403,
            archivist=403,
            auditor=403,
            administrator=403,
        ),
        data=_payment,
        as_json=False,
    ),
    Row("api/v1/funds/(?P<uid>[0-9a-f-]{36})/file/$", uid="funds.draft", POST=api("own_secretary site")),
    Row(
        "api/v1/funds/(?P<uid>[0-9a-f-]{36})/reopen/$",
        uid="funds.spent",
        POST=api(
            "section_reviewer site", own_secretary=403, committee=403, archivist=403, auditor=403, administrator=403
        ),
        data=lambda world: {"reason": "还有一笔未登记"},
    ),
    Row(
        "api/v1/funds/(?P<uid>[0-9a-f-]{36})/reverse/$",
        uid="funds.spent",
        POST=api(
            "own_secretary site", section_reviewer=403, committee=403, archivist=403, auditor=403, administrator=403
        ),
        data=lambda world: {"execution": world.named("funds.execution"), "reason": "登记有误，应为另一笔"},
    ),
    Row(
        "api/v1/funds/(?P<uid>[0-9a-f-]{36})/review/$",
        uid="funds.filed",
        POST=api(
            "section_reviewer site", own_secretary=403, committee=403, archivist=403, auditor=403, administrator=403
        ),
        data=lambda world: {"items": [], "remark": "同意"},
    ),
    Row(
        "api/v1/funds/(?P<uid>[0-9a-f-]{36})/return/$",
        uid="funds.filed",
        POST=api(
            "section_reviewer site", own_secretary=403, committee=403, archivist=403, auditor=403, administrator=403
        ),
        data=lambda world: {"remark": "请附会议记录"},
    ),
    Row(
        "api/v1/funds/(?P<uid>[0-9a-f-]{36})/settle/$",
        uid="funds.spent",
        POST=api(
            "own_secretary site", section_reviewer=403, committee=403, archivist=403, auditor=403, administrator=403
        ),
        data=lambda world: {"closing": "按计划完成，余额退回"},
    ),
    Row(
        "api/v1/funds/(?P<uid>[0-9a-f-]{36})/sign/$",
        uid="funds.decided",
        POST=api(
            "section_reviewer site", own_secretary=403, committee=403, archivist=403, auditor=403, administrator=403
        ),
        data=lambda world: {"items": []},
    ),
    Row(
        "api/v1/funds/(?P<uid>[0-9a-f-]{36})/withdraw/$",
        uid="funds.filed",
        POST=api(
            "own_secretary site", section_reviewer=403, committee=403, archivist=403, auditor=403, administrator=403
        ),
        data=lambda world: {"reason": "需要补充材料"},
    ),
    Row(
        "admin/funds/application/$",
        GET=office(
            "other_secretary own_secretary section_reviewer committee archivist other_archivist auditor administrator site"
        ),
    ),
    Row("admin/funds/application/create/$", GET=office(""), POST=office("")),
    Row(
        r"admin/funds/application/edit/(?P<instance_pk>[-\w]+)/$",
        instance_pk="funds.filed",
        GET=office("", others=404),
        POST=office("", others=404),
    ),
    Row(
        r"admin/funds/application/delete/(?P<instance_pk>[-\w]+)/$",
        instance_pk="funds.filed",
        GET=office("", others=404),
        POST=office("", others=404),
    ),
    Row(
        r"admin/funds/application/inspect/(?P<instance_pk>[-\w]+)/$",
        instance_pk="funds.filed",
        GET=office("own_secretary section_reviewer committee archivist auditor administrator site", others=404),
    ),
    Row(
        "admin/funds/execution/$",
        GET=office(
            "other_secretary own_secretary section_reviewer committee archivist other_archivist auditor administrator site"
        ),
    ),
    Row("admin/funds/execution/create/$", GET=office(""), POST=office("")),
    Row(
        r"admin/funds/execution/edit/(?P<instance_pk>[-\w]+)/$",
        instance_pk="funds.execution",
        GET=office("", others=404),
        POST=office("", others=404),
    ),
    Row(
        r"admin/funds/execution/delete/(?P<instance_pk>[-\w]+)/$",
        instance_pk="funds.execution",
        GET=office("", others=404),
        POST=office("", others=404),
    ),
    Row(
        r"admin/funds/execution/inspect/(?P<instance_pk>[-\w]+)/$",
        instance_pk="funds.execution",
        GET=office("own_secretary section_reviewer committee archivist auditor administrator site", others=404),
    ),
    Row(
        "admin/funds/budget/$",
        GET=office(
            "other_secretary own_secretary section_reviewer committee archivist other_archivist auditor administrator site"
        ),
    ),
    Row("admin/funds/budget/create/$", GET=office(""), POST=office("")),
    Row(
        r"admin/funds/budget/edit/(?P<instance_pk>[-\w]+)/$",
        instance_pk="funds.budget",
        GET=office("", others=404),
        POST=office("", others=404),
    ),
    Row(
        r"admin/funds/budget/delete/(?P<instance_pk>[-\w]+)/$",
        instance_pk="funds.budget",
        GET=office("", others=404),
        POST=office("", others=404),
    ),
    Row(
        r"admin/funds/budget/inspect/(?P<instance_pk>[-\w]+)/$", instance_pk="funds.budget", GET=office("", others=404)
    ),
]
