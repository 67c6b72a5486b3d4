"""Searching at the workbench 查档: whoever holds a post, each within the own scope; saved searches for those they are for."""

from typing import Any

from search.doors import archive, saved
from search.doors.tuning import changes
from search.doors.tuning.models import TuningChange
from tests.quality.matrix.table import ALL, MARK, POSTS, Row, World, api, may

_EXPORTERS = "other_secretary own_secretary section_reviewer archivist other_archivist auditor administrator site"
_LOOKERS_UP = "archivist other_archivist section_reviewer administrator site"
# The saved search is the town archivist's, shared with the town: with those whose posts are at the town or above it.
_SHARED = "content_reviewer section_reviewer committee archivist auditor administrator site"
_STAFF = {"visitor": 401, "others": 403}
# Synonyms and the rest hold for the whole site: the root's own posts; in this county only the site administrator's.
_TUNERS = "site"


def build(world: World) -> None:
    """A search that the archivist of the town keeps and shares."""
    asked = archive.read({"title": "党费"}, [])
    world.things["search.saved"] = saved.save(
        world.people["archivist"], f"{MARK}检索", asked, organisation=world.county.town
    )
    world.things["search.synonym"] = changes.add(
        world.people["site"], "synonym", {**_synonym(world), "words": ["唠嗑会"], "note": f"{MARK}说明"}
    )
    world.things["search.bet"] = changes.add(
        world.people["site"], "bet", {**_bet(world), "question": "石桥村", "note": f"{MARK}说明"}
    )
    world.things["search.question"] = changes.add(
        world.people["site"], "question", {**_question(world), "text": "石桥村", "note": f"{MARK}说明"}
    )
    world.things["search.change"] = TuningChange.objects.get(kind="synonym")


def _synonym(world: World) -> dict[str, Any]:
    return {"words": ["说事会"], "direction": "one_way", "instead": ["议事会"], "active": True, "note": ""}


def _bet(world: World) -> dict[str, Any]:
    place = {"entry_kind": "organisation", "entry_uid": str(world.county.town.uid), "place": 1}
    days = {"starts_on": None, "ends_on": None, "active": True, "note": ""}
    return {"question": "说事会", "match": "exact", "effect": "up", **place, **days}


def _bet_form(world: World) -> dict[str, str]:
    given = {"question": "说事会", "match": "exact", "effect": "up", "place": "1", "active": "on"}
    return {**given, "entry": f"organisation:{world.county.town.uid}"}


def _bet_input(world: World) -> dict[str, Any]:
    return {"question": "说事会", "entry": {"kind": "organisation", "uid": str(world.county.town.uid)}}


def _question(world: World) -> dict[str, Any]:
    best = [f"organisation:{world.county.town.uid}"]
    return {"text": "说事会", "best": best, "also": [], "reader": "public", "active": True, "note": ""}


def _question_form(world: World) -> dict[str, Any]:
    return {"text": "说事会", "reader": "public", "active": "on", "best": f"organisation:{world.county.town.uid}"}


def _synonym_form(world: World) -> dict[str, str]:
    return {"words": "说事会", "direction": "one_way", "instead": "议事会", "active": "on", "confirm": "on"}


def _named(world: World) -> dict[str, str]:
    return {"name": "新名称"}


ROWS = [
    Row("work/search/", GET=may(POSTS)),
    Row("work/search/export/", POST=may(_EXPORTERS)),
    Row("work/search/exports/<uuid:uid>/", uid="members.export", GET=may("")),
    Row("work/search/exports/<uuid:uid>/file/", uid="members.export", POST=may("")),
    Row(
        "work/search/saved/",
        GET=may(POSTS),
        POST=may(POSTS),
        data=lambda world: {"name": "党费", "asked-title": "党费"},
    ),
    Row("work/search/saved/<uuid:uid>/", uid="search.saved", GET=may(_SHARED)),
    Row(
        "work/search/saved/<uuid:uid>/change/",
        uid="search.saved",
        GET=may("archivist"),
        POST=may("archivist"),
        data=_named,
    ),
    Row("work/search/saved/<uuid:uid>/remove/", uid="search.saved", POST=may("archivist")),
    Row("work/search/saved/<uuid:uid>/follow/", uid="search.saved", POST=may(_SHARED)),
    Row("api/v1/search/archive/$", GET=api(POSTS, **_STAFF), query=lambda world: "title=党费"),
    Row("api/v1/search/archive/all/$", GET=api(_EXPORTERS, **_STAFF), query=lambda world: "title=党费"),
    Row("api/v1/search/names/$", POST=api(_LOOKERS_UP, **_STAFF), data=lambda world: {"names": ["王伟"]}),
    Row(
        "api/v1/saved-searches/$",
        GET=api(ALL),
        POST=api(POSTS, **_STAFF),
        data=lambda world: {"name": "党费", "question": {"title": "党费"}},
    ),
    Row(
        "api/v1/saved-searches/(?P<uid>[0-9a-f-]{36})/$",
        uid="search.saved",
        GET=api(_SHARED),
        PATCH=api("archivist"),
        DELETE=api("archivist"),
        data=_named,
    ),
    Row(
        "api/v1/saved-searches/(?P<uid>[0-9a-f-]{36})/follow/$",
        uid="search.saved",
        POST=api(_SHARED),
        DELETE=api(_SHARED),
    ),
    Row("work/search/tuning/", GET=may(_TUNERS)),
    Row("work/search/tuning/changes/<uuid:uid>/undo/", uid="search.change", POST=may(_TUNERS)),
    Row("work/search/tuning/synonyms/", GET=may(_TUNERS)),
    Row("work/search/tuning/synonyms/new/", GET=may(_TUNERS), POST=may(_TUNERS), data=_synonym_form),
    Row(
        "work/search/tuning/synonyms/<uuid:uid>/",
        uid="search.synonym",
        GET=may(_TUNERS),
        POST=may(_TUNERS),
        data=_synonym_form,
    ),
    Row("work/search/tuning/synonyms/<uuid:uid>/remove/", uid="search.synonym", POST=may(_TUNERS)),
    Row(
        "api/v1/search/synonyms/$",
        GET=api(ALL),
        POST=api(_TUNERS, **_STAFF),
        data=lambda world: {**_synonym(world), "confirm": True},
    ),
    Row(
        "api/v1/search/synonyms/(?P<uid>[0-9a-f-]{36})/$",
        uid="search.synonym",
        GET=api(_TUNERS),
        PUT=api(_TUNERS),
        DELETE=api(_TUNERS),
        data=lambda world: {**_synonym(world), "confirm": True},
    ),
    Row("work/search/tuning/bets/", GET=may(_TUNERS)),
    Row("work/search/tuning/bets/new/", GET=may(_TUNERS), POST=may(_TUNERS), data=_bet_form),
    Row(
        "work/search/tuning/bets/<uuid:uid>/",
        uid="search.bet",
        GET=may(_TUNERS),
        POST=may(_TUNERS),
        data=_bet_form,
    ),
    Row("work/search/tuning/bets/<uuid:uid>/remove/", uid="search.bet", POST=may(_TUNERS)),
    Row("work/search/tuning/queries/", GET=may(_TUNERS)),
    Row("work/search/tuning/queries/export/", GET=may(_TUNERS), POST=may(_TUNERS), data=lambda world: {"form": "xlsx"}),
    Row("work/search/tuning/queries/exports/<uuid:uid>/", uid="members.export", GET=may("")),
    Row("work/search/tuning/queries/exports/<uuid:uid>/file/", uid="members.export", POST=may("")),
    Row("search/clicked/", POST=may(ALL), data=lambda world: {"of": "nothing"}),
    Row("api/v1/search/bets/$", GET=api(ALL), POST=api(_TUNERS, **_STAFF), data=_bet_input),
    Row(
        "api/v1/search/bets/(?P<uid>[0-9a-f-]{36})/$",
        uid="search.bet",
        GET=api(_TUNERS),
        PUT=api(_TUNERS),
        DELETE=api(_TUNERS),
        data=_bet_input,
    ),
    Row("work/search/tuning/judged/", GET=may(_TUNERS)),
    Row("work/search/tuning/judged/new/", GET=may(_TUNERS), POST=may(_TUNERS), data=_question_form),
    Row("work/search/tuning/judged/run/", POST=may(_TUNERS)),
    Row(
        "work/search/tuning/judged/<uuid:uid>/",
        uid="search.question",
        GET=may(_TUNERS),
        POST=may(_TUNERS),
        data=_question_form,
    ),
    Row("work/search/tuning/judged/<uuid:uid>/remove/", uid="search.question", POST=may(_TUNERS)),
    Row("api/v1/search/judged/$", GET=api(ALL), POST=api(_TUNERS, **_STAFF), data=_question),
    Row("api/v1/search/judged/scores/$", GET=api(_TUNERS, **_STAFF), POST=api(_TUNERS, **_STAFF)),
    Row(
        "api/v1/search/judged/(?P<uid>[0-9a-f-]{36})/$",
        uid="search.question",
        GET=api(_TUNERS),
        PUT=api(_TUNERS),
        DELETE=api(_TUNERS),
        data=_question,
    ),
    Row("api/v1/search/queries/$", GET=api(_TUNERS, **_STAFF)),
    Row("api/v1/search/queries/totals/$", GET=api(_TUNERS, **_STAFF)),
    Row("api/v1/search/bets/try-out/$", POST=api(_TUNERS, **_STAFF), data=_bet_input),
    Row("api/v1/search/synonyms/starter/$", GET=api(_TUNERS, **_STAFF)),
    Row(
        "api/v1/search/synonyms/try-out/$",
        POST=api(_TUNERS, **_STAFF),
        data=lambda world: {**_synonym(world), "text": "说事会"},
    ),
    Row("api/v1/search/tuning-changes/$", GET=api(ALL)),
    Row("api/v1/search/tuning-changes/(?P<uid>[0-9a-f-]{36})/undo/$", uid="search.change", POST=api(_TUNERS)),
]
