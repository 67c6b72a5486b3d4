"""The tree, posts and accounts: kept by the organisation administrator of the place and the site administrator alone."""

import datetime

from records.kit import imports
from records.organisations import services
from records.organisations.imports import TreeImporter
from records.organisations.models import Organisation, Post
from tests.factories.access import affiliated
from tests.quality.matrix.table import ALL, MARK, Row, World, api, may

KEEPERS = "administrator site"
TREE = "work/organisations/"
UID = "(?P<uid>[0-9a-f-]{36})/"


def build(world: World) -> None:
    """A branch without members that may be moved or dissolved, a unit, a post, an account; a table of one keeper."""
    county, administrator = world.county, world.people["administrator"]
    village = Organisation.objects.get(pk=county.village.pk)
    kind = county.branch.kind
    world.things["tree.branch"] = services.set_up(
        administrator,
        parent=village,
        kind=kind,
        code="990101099",
        name="中共空支部委员会",
        short_name="空支部",
        set_up_on=datetime.date(2020, 1, 1),
    )
    gone = services.set_up(
        administrator,
        parent=Organisation.objects.get(pk=village.pk),
        kind=kind,
        code="990101098",
        name="中共石桥村老街支部委员会",
        short_name="石桥村老街党支部",
        set_up_on=datetime.date(2026, 1, 5),
    )
    world.things["tree.gone"] = services.dissolve(
        administrator, gone.uid, dissolved_on=datetime.date(2026, 2, 1), reason="合并"
    )
    world.things["tree.village"] = village
    world.things["tree.unit"] = services.add_unit(
        administrator, organisation=village, code="M1", name=f"{MARK}村民委员会"
    )
    world.things["tree.kind"] = "branch"
    world.things["tree.batch"] = imports.upload(administrator, TreeImporter, ["组织代码\n".encode()], f"{MARK}组织.csv")
    world.things["access.account"] = affiliated(county.branch, f"{MARK}账号")
    world.things["access.post"] = Post.objects.create(
        organisation=village,
        printed_name=f"{MARK}建国",
        title="委员",
        is_published=False,
        starts_on=datetime.date(2024, 1, 1),
    )


def _set_up(world: World) -> dict:
    return {
        "parent": world.named("tree.village"),
        "kind": "branch",
        "code": "990101077",
        "name": "中共新支部委员会",
        "short_name": "新支部",
        "set_up_on": "2026-01-01",
        "sort_order": "1000",
    }


def _rename(world: World) -> dict:
    names = {"name": "中共改名支部委员会", "short_name": "改名支部", "kind": "branch", "version": "1"}
    return {**names, "valid_from": "2026-03-01", "reason": "更名"}


def _move(world: World) -> dict:
    return {"new_parent": str(world.county.town.uid), "valid_from": "2026-03-01", "reason": "调整"}


def _unit(world: World) -> dict:
    return {"organisation": world.named("tree.village"), "name": "村委会", "code": "M2"}


def _post(world: World) -> dict:
    names = {"printed_name": "何立", "title": "委员", "starts_on": "2026-01-01", "sort_order": "100", "reason": "补选"}
    return {**names, "organisation": world.named("tree.village")}


def _account(world: World) -> dict:
    return {"organisation": world.named("tree.village"), "name": "新人", "username": "xinren", "reason": "更正姓名"}


def _kind(world: World) -> dict:
    return {"code": "office", "name": "机关支部", "sort_order": "50"}


def _details(world: World) -> dict:
    return {"address": "新址", "sort_order": "5", "version": "1"}


def _dissolve(world: World) -> dict:
    return {"dissolved_on": "2026-03-01", "reason": "合并"}


def _reason(world: World) -> dict:
    return {"reason": "本人要求"}


def _end(world: World) -> dict:
    return {"ends_on": "2026-03-01", "reason": "换届"}


ROWS = [
    Row(TREE, GET=may(KEEPERS)),
    Row(f"{TREE}new/", GET=may(KEEPERS), POST=may(KEEPERS), data=_set_up),
    Row(f"{TREE}<uuid:uid>/", uid="tree.branch", GET=may(KEEPERS)),
    Row(f"{TREE}<uuid:uid>/rename/", uid="tree.branch", GET=may(KEEPERS), POST=may(KEEPERS), data=_rename),
    Row(f"{TREE}<uuid:uid>/details/", uid="tree.branch", GET=may(KEEPERS), POST=may(KEEPERS), data=_details),
    Row(f"{TREE}<uuid:uid>/move/", uid="tree.branch", GET=may(KEEPERS), POST=may(KEEPERS), data=_move),
    Row(f"{TREE}<uuid:uid>/dissolve/", uid="tree.branch", GET=may(KEEPERS), POST=may(KEEPERS), data=_dissolve),
    Row(f"{TREE}<uuid:uid>/reinstate/", uid="tree.gone", GET=may(KEEPERS), POST=may(KEEPERS), data=_reason),
    Row(f"{TREE}units/", GET=may(KEEPERS)),
    Row(f"{TREE}units/new/", GET=may(KEEPERS), POST=may(KEEPERS), data=_unit),
    Row(f"{TREE}units/<uuid:uid>/", uid="tree.unit", GET=may(KEEPERS), POST=may(KEEPERS), data=_unit),
    Row(f"{TREE}kinds/", GET=may("site")),
    Row(f"{TREE}kinds/new/", GET=may("site"), POST=may("site"), data=_kind),
    Row(f"{TREE}kinds/<slug:code>/", code="tree.kind", GET=may("site"), POST=may("site"), data=_kind),
    Row(f"{TREE}import/", GET=may(KEEPERS), POST=may(KEEPERS)),
    Row(f"{TREE}import/template/", GET=may(KEEPERS)),
    Row(f"{TREE}import/<uuid:uid>/", uid="tree.batch", GET=may("administrator"), POST=may("administrator")),
    Row(f"{TREE}import/<uuid:uid>/check/", uid="tree.batch", POST=may("administrator")),
    Row(f"{TREE}import/<uuid:uid>/marked/", uid="tree.batch", GET=may("administrator")),
    Row("work/access/accounts/", GET=may(KEEPERS)),
    Row("work/access/accounts/new/", GET=may(KEEPERS), POST=may(KEEPERS), data=_account),
    Row("work/access/accounts/<uuid:uid>/", uid="access.account", GET=may(KEEPERS)),
    Row(
        "work/access/accounts/<uuid:uid>/correct/",
        uid="access.account",
        GET=may(KEEPERS),
        POST=may(KEEPERS),
        data=_account,
    ),
    Row(
        "work/access/accounts/<uuid:uid>/password/",
        uid="access.account",
        GET=may(KEEPERS),
        POST=may(KEEPERS),
        data=_reason,
    ),
    Row(
        "work/access/accounts/<uuid:uid>/switch/",
        uid="access.account",
        GET=may(KEEPERS),
        POST=may(KEEPERS),
        data=_reason,
    ),
    Row("work/access/posts/", GET=may(KEEPERS)),
    Row("work/access/posts/new/", GET=may(KEEPERS), POST=may(KEEPERS), data=_post),
    Row("work/access/posts/<uuid:uid>/", uid="access.post", GET=may(KEEPERS), POST=may(KEEPERS), data=_post),
    Row("work/access/posts/<uuid:uid>/end/", uid="access.post", GET=may(KEEPERS), POST=may(KEEPERS), data=_end),
    # Everyone may know which organisations there are: who may not change one is refused, not told that it isn't there.
    Row(
        "api/v1/organisations/$",
        GET=api(ALL),
        POST=api(KEEPERS, visitor=403, others=403),
        data=_set_up,
    ),
    Row(
        f"api/v1/organisations/{UID}$",
        uid="tree.branch",
        GET=api(ALL),
        PATCH=api(KEEPERS, visitor=403, others=403),
        data=lambda world: {"address": "新址"},
    ),
    Row(
        f"api/v1/organisations/{UID}rename/$",
        uid="tree.branch",
        POST=api(KEEPERS, visitor=403, others=403),
        data=_rename,
    ),
    Row(f"api/v1/organisations/{UID}move/$", uid="tree.branch", POST=api(KEEPERS, visitor=403, others=403), data=_move),
    Row(
        f"api/v1/organisations/{UID}dissolve/$",
        uid="tree.branch",
        POST=api(KEEPERS, visitor=403, others=403),
        data=_dissolve,
    ),
    Row(
        f"api/v1/organisations/{UID}reinstate/$",
        uid="tree.gone",
        POST=api(KEEPERS, visitor=403, others=403),
        data=_reason,
    ),
    Row("api/v1/units/$", GET=api(ALL), POST=api(KEEPERS, visitor=403, others=403), data=_unit),
    Row(f"api/v1/units/{UID}$", uid="tree.unit", GET=api(KEEPERS), PATCH=api(KEEPERS), data=_unit),
    Row("api/v1/posts/$", GET=api(ALL), POST=api(KEEPERS, visitor=403, others=403), data=_post),
    Row(f"api/v1/posts/{UID}$", uid="access.post", GET=api(KEEPERS), PATCH=api(KEEPERS), data=_post),
    Row(f"api/v1/posts/{UID}end/$", uid="access.post", POST=api(KEEPERS), data=_end),
    Row("api/v1/accounts/$", GET=api(ALL), POST=api(KEEPERS, visitor=403, others=403), data=_account),
    Row(f"api/v1/accounts/{UID}$", uid="access.account", GET=api(KEEPERS), PATCH=api(KEEPERS), data=_account),
    Row(f"api/v1/accounts/{UID}reset-password/$", uid="access.account", POST=api(KEEPERS), data=_reason),
    Row(
        f"api/v1/accounts/{UID}switch/$",
        uid="access.account",
        POST=api(KEEPERS),
        data=lambda world: {"active": False, "reason": "离岗"},
    ),
]
