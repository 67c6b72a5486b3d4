"""What funds lets a place set: for everyone only at the root, who signs at each committee."""

import datetime

from records.funds.models import Category, Prohibition
from records.funds.services import add_signing_rule
from records.funds.setup import ensure
from records.kit.models import local_today
from tests.quality.matrix.table import Row, World, may

_TOMORROW = local_today() + datetime.timedelta(days=1)
_SETTERS = "administrator site"


def build(world: World) -> None:
    """A category, a prohibition, and a rule of the town's from tomorrow on."""
    ensure()
    world.things["funds.category"] = Category.objects.get(code="visit")
    world.things["funds.prohibition"] = Prohibition.objects.first()
    world.things["funds.signing"] = add_signing_rule(
        world.people["administrator"],
        world.county.town,
        signer="secretary",
        title="党委书记",
        position=2,
        valid_from=_TOMORROW,
    )


def _category(world: World) -> dict[str, str]:
    return {"name": "数字化建设", "code": "digital", "sort_order": "10", "is_active": "on"}


def _prohibition(world: World) -> dict[str, str]:
    return {"name": "一次性用品", "words": "纸杯", "is_active": "on"}


def _rule(world: World) -> dict[str, str]:
    return {
        "organisation": str(world.county.town.uid),
        "signer": "section",
        "title": "组织部门意见",
        "position": "1",
        "valid_from": str(_TOMORROW),
    }


def _end(world: World) -> dict[str, str]:
    return {"valid_to": str(_TOMORROW + datetime.timedelta(days=9))}


_HOME = "work/funds/presets/"

ROWS = [
    Row(_HOME, GET=may(_SETTERS)),
    Row(f"{_HOME}categories/new/", GET=may("site"), POST=may("site"), data=_category),
    Row(f"{_HOME}categories/<uuid:uid>/", uid="funds.category", GET=may("site"), POST=may("site"), data=_category),
    Row(f"{_HOME}prohibitions/new/", GET=may("site"), POST=may("site"), data=_prohibition),
    Row(
        f"{_HOME}prohibitions/<uuid:uid>/",
        uid="funds.prohibition",
        GET=may("site"),
        POST=may("site"),
        data=_prohibition,
    ),
    Row(f"{_HOME}signing/new/", GET=may(_SETTERS), POST=may(_SETTERS), data=_rule),
    Row(f"{_HOME}signing/<uuid:uid>/end/", uid="funds.signing", GET=may(_SETTERS), POST=may(_SETTERS), data=_end),
]
