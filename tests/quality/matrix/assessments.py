"""Assessments: the town issues, scores and publishes; the village fills in and hands in; the town's committee settles."""

from types import SimpleNamespace
from typing import Any

from records.assessments import services
from records.assessments.setup import ensure
from tests.factories import assessments
from tests.quality.matrix.table import ALL, MARK, Row, World, api, may, office

# Whoever sees assessments somewhere; whoever sees the village's.
STAFF = "other_secretary own_secretary section_reviewer committee archivist other_archivist auditor administrator site"
SEES = "own_secretary section_reviewer committee archivist auditor administrator site"
ISSUER, BRANCH, COMMITTEE = "section_reviewer site", "own_secretary site", "committee site"
READS = f"{SEES} member publisher"  # a result that is published to the organisation's own people


def build(world: World) -> None:
    """A scheme and a task in every state, and the village's sheet at every step."""
    ensure()
    people, county, things = world.people, world.county, world.things
    crew: Any = SimpleNamespace(
        county=county,
        secretary=people["own_secretary"],
        reviewer=people["section_reviewer"],
        committee=people["committee"],
    )
    scheme = assessments.scheme(crew, name=f"{MARK}方案")
    things["assessments.scheme"] = scheme
    things["assessments.draft_scheme"] = services.draft_scheme(
        crew.reviewer, county.town, items=assessments.ITEMS, name=f"{MARK}草案"
    )
    things["assessments.draft_task"] = assessments.drafted(crew, by=scheme, title=f"{MARK}任务草稿")
    for name in ("filling", "submitted", "scored", "assessed", "published"):
        made = getattr(assessments, name)(crew, by=scheme, title=f"{MARK}{name}")
        things[f"assessments.{name}"] = made
        things[f"assessments.task_{name}"] = made.task
    sheet = things["assessments.submitted"]
    first, _second, plus, _minus = assessments.items(sheet)
    things["assessments.item"], things["assessments.plus"] = first, plus
    things["assessments.piece"] = assessments.piece(crew, sheet, file=assessments.upload())
    things["assessments.entry"] = services.adjust(
        crew.reviewer, sheet.uid, plus.uid, points=100, matter="先进", reason="文件"
    )


def only(roles: str, of: str = SEES) -> dict[str, Any]:
    """Open to `roles`; refused (403) to the others who see the record; not there for the rest."""
    return may(roles, **{role: 403 for role in of.split() if role not in roles.split()})


def api_only(roles: str, of: str = SEES) -> dict[str, Any]:
    """As `only`, for the API."""
    return api(roles, **{role: 403 for role in of.split() if role not in roles.split()})


def both(route: str, roles: str, thing: str, of: str = SEES, data: Any = None, **names: str) -> Row:
    """A screen that shows a form and takes it."""
    return Row(route, GET=only(roles, of), POST=only(roles, of), data=data, uid=f"assessments.{thing}", **names)


def act(route: str, roles: str, thing: str, of: str = SEES, data: Any = None) -> Row:
    """An act over the API."""
    address = f"api/v1/assessments/{route.format(uid='(?P<uid>[0-9a-f-]{36})')}$"
    return Row(address, POST=api_only(roles, of), data=data, uid=f"assessments.{thing}")


def register(model: str, thing: str) -> list[Row]:
    """A register of the back office: for reading."""
    base, one = f"admin/assessments/{model}", {"instance_pk": f"assessments.{thing}"}
    pk = r"(?P<instance_pk>[-\w]+)/$"
    return [
        Row(f"{base}/$", GET=office(STAFF)),
        Row(f"{base}/create/$", GET=office(""), POST=office("")),
        Row(f"{base}/edit/{pk}", GET=office("", others=404), POST=office("", others=404), **one),
        Row(f"{base}/delete/{pk}", GET=office("", others=404), POST=office("", others=404), **one),
        Row(f"{base}/inspect/{pk}", GET=office(SEES, others=404), **one),
    ]


def _reason(world: World) -> dict[str, Any]:
    return {"reason": "复核后办理"}


def _own(world: World) -> dict[str, Any]:
    return {"item1-points": "50", "item2-points": "40", "summary": "较好", "act": "save"}


def _judged(world: World) -> dict[str, Any]:
    return {"item1-points": "50", "item1-remark": "少五次", "item2-points": "40", "reason": "复核", "act": "save"}


def _piece(world: World) -> dict[str, Any]:
    return {"text": "另有记录", "reason": "补充", "item": world.named("assessments.item")}


def _points(world: World) -> dict[str, Any]:
    return {"item": world.named("assessments.plus"), "points": "1", "matter": "先进", "reason": "文件"}


def _scores(world: World) -> dict[str, Any]:
    lines = [{"item": world.named("assessments.item"), "points": "50", "remark": "少五次", "note": "少五次"}]
    return {"items": lines, "remark": "请核对", "reason": "复核"}


def _scheme(world: World) -> dict[str, Any]:
    return {"organisation": str(world.county.town.uid), "name": "另一个方案"}


def _task(world: World) -> dict[str, Any]:
    return {
        "organisation": str(world.county.town.uid),
        "scheme": world.named("assessments.scheme"),
        "title": "另一项任务",
        "due_on": "2099-12-31",
        "targets": "subtree",
    }


def _later(world: World) -> dict[str, Any]:
    return {"due_on": "2099-12-31", "reason": "换届期间"}


WORK = "work/assessments"
SCREENS = [
    Row(f"{WORK}/", GET=may(STAFF)),
    Row(f"{WORK}/tasks/new/", GET=only(ISSUER, STAFF), POST=only(ISSUER, STAFF)),
    Row(f"{WORK}/tasks/<uuid:uid>/", GET=may(SEES), uid="assessments.task_submitted"),
    both(f"{WORK}/tasks/<uuid:uid>/edit/", ISSUER, "draft_task", ISSUER),
    both(f"{WORK}/tasks/<uuid:uid>/issue/", ISSUER, "draft_task", ISSUER),
    both(f"{WORK}/tasks/<uuid:uid>/publish/", ISSUER, "task_assessed"),
    both(f"{WORK}/tasks/<uuid:uid>/extend/", ISSUER, "task_submitted", data=_later),
    both(f"{WORK}/tasks/<uuid:uid>/close/", ISSUER, "task_published", data=_reason),
    both(f"{WORK}/tasks/<uuid:uid>/withdraw/", ISSUER, "task_submitted", data=_reason),
    Row(
        f"{WORK}/tasks/<uuid:uid>/export/",
        GET=only("section_reviewer committee auditor site"),
        uid="assessments.task_published",
    ),
    Row(f"{WORK}/exports/<uuid:uid>/", GET=may(""), uid="members.export"),  # somebody's, of another kind
    Row(f"{WORK}/exports/<uuid:uid>/file/", POST=may(""), uid="members.export"),
    Row(f"{WORK}/schemes/", GET=may(STAFF)),
    Row(f"{WORK}/schemes/new/", GET=only(ISSUER, STAFF), POST=only(ISSUER, STAFF)),
    Row(f"{WORK}/schemes/<uuid:uid>/", GET=may(SEES), uid="assessments.scheme"),
    both(f"{WORK}/schemes/<uuid:uid>/edit/", ISSUER, "draft_scheme", ISSUER),
    both(f"{WORK}/schemes/<uuid:uid>/use/", ISSUER, "draft_scheme", ISSUER),
    both(f"{WORK}/schemes/<uuid:uid>/version/", ISSUER, "scheme"),
    both(f"{WORK}/schemes/<uuid:uid>/retire/", ISSUER, "scheme", data=_reason),
    Row(f"{WORK}/sheets/<uuid:uid>/", GET=may(SEES), uid="assessments.submitted"),
    Row(f"{WORK}/sheets/<uuid:uid>/print/", GET=may(SEES), uid="assessments.published"),
    both(f"{WORK}/sheets/<uuid:uid>/fill/", BRANCH, "filling", data=_own),
    both(f"{WORK}/sheets/<uuid:uid>/evidence/<uuid:item>/", BRANCH, "submitted", data=_piece, item="assessments.item"),
    both(f"{WORK}/sheets/<uuid:uid>/review/", ISSUER, "submitted", data=_judged),
    both(f"{WORK}/sheets/<uuid:uid>/adjust/", ISSUER, "submitted", data=_points),
    both(f"{WORK}/sheets/<uuid:uid>/assess/", COMMITTEE, "scored"),
    both(f"{WORK}/sheets/<uuid:uid>/rescore/", COMMITTEE, "assessed", data=_reason),
    both(f"{WORK}/sheets/<uuid:uid>/publish/", ISSUER, "assessed"),
    both(f"{WORK}/sheets/<uuid:uid>/correct/", COMMITTEE, "published", data=_judged),
    both(f"{WORK}/sheets/<uuid:uid>/withdraw/", ISSUER, "filling", data=_reason),
    both(f"{WORK}/evidence/<uuid:uid>/replace/", BRANCH, "piece", data=_piece),
    Row(f"{WORK}/evidence/<uuid:uid>/file/", GET=may(SEES), uid="assessments.piece"),
    both(f"{WORK}/adjustments/<uuid:uid>/take-back/", ISSUER, "entry", data=_reason),
    Row("assessments/", GET=may(ALL)),
    Row("assessments/results/<uuid:uid>/", GET=may(READS, visitor=404), uid="assessments.published"),
]

ONE = "(?P<uid>[0-9a-f-]{36})/$"
API = [
    Row("api/v1/assessments/$", GET=api(ALL), POST=api(ISSUER, visitor=403, others=403), data=_task),
    Row(
        f"api/v1/assessments/{ONE}",
        GET=api(ISSUER),
        PATCH=api(ISSUER),
        data=lambda world: {"title": "改过的任务"},
        uid="assessments.draft_task",
    ),
    act("{uid}/issue/", ISSUER, "draft_task", ISSUER),
    act("{uid}/publish/", ISSUER, "task_assessed"),
    act("{uid}/extend/", ISSUER, "task_submitted", data=_later),
    act("{uid}/close/", ISSUER, "task_published", data=_reason),
    act("{uid}/withdraw/", ISSUER, "task_submitted", data=_reason),
    Row("api/v1/assessments/results/$", GET=api(ALL)),
    Row(f"api/v1/assessments/results/{ONE}", GET=api(READS), uid="assessments.published"),
    Row("api/v1/assessments/schemes/$", GET=api(ALL), POST=api(ISSUER, visitor=403, others=403), data=_scheme),
    Row(
        f"api/v1/assessments/schemes/{ONE}",
        GET=api(ISSUER),
        PATCH=api(ISSUER),
        data=lambda world: {"name": "改过的方案"},
        uid="assessments.draft_scheme",
    ),
    act("schemes/{uid}/use/", ISSUER, "draft_scheme", ISSUER),
    act("schemes/{uid}/version/", ISSUER, "scheme"),
    act("schemes/{uid}/retire/", ISSUER, "scheme", data=_reason),
    Row("api/v1/assessments/sheets/$", GET=api(ALL)),
    Row(
        f"api/v1/assessments/sheets/{ONE}",
        GET=api(SEES),
        PATCH=api_only(BRANCH),
        data=_scores,
        uid="assessments.filling",
    ),
    act("sheets/{uid}/submit/", BRANCH, "filling"),
    act("sheets/{uid}/evidence/", BRANCH, "filling", data=_piece),
    act("sheets/{uid}/score/", ISSUER, "submitted", data=_scores),
    act("sheets/{uid}/return/", ISSUER, "submitted", data=_scores),
    act("sheets/{uid}/adjust/", ISSUER, "submitted", data=_points),
    act("sheets/{uid}/assess/", COMMITTEE, "scored"),
    act("sheets/{uid}/rescore/", COMMITTEE, "assessed", data=_reason),
    act("sheets/{uid}/publish/", ISSUER, "assessed"),
    act("sheets/{uid}/correct/", COMMITTEE, "published", data=_scores),
    act("sheets/{uid}/withdraw/", ISSUER, "filling", data=_reason),
]

ROWS = [
    *SCREENS,
    *API,
    *register("task", "task_submitted"),
    *register("sheet", "submitted"),
    *register("scheme", "scheme"),
]
