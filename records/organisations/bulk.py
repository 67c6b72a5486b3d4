"""Many organisations and units at once, for a first load: paths are worked out here, the rows go in as they are.

Each call is journalled as one entry. No events (their reactions make sections one by one) and no search entries: the
loader calls `cms_pages.sections.provision_all` and rebuilds the index afterwards.
"""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction

from records.audit.services import record as journal
from records.kit import bulk as fast
from records.kit import visitors
from records.kit.actors import SYSTEM
from records.organisations.models import Organisation, OrganisationKind, OrganisationVersion, Unit
from records.organisations.names import slug_for, sort_key


@dataclass
class Seed:
    """One organisation to be loaded; `parent` is the parent's code, "" for the root."""

    code: str
    parent: str
    kind: str
    name: str
    short_name: str
    set_up_on: datetime.date
    details: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class UnitSeed:
    """One legal unit to be loaded, at the organisation with this code."""

    code: str
    name: str
    nature: str
    organisation: str


def load_tree(seeds: Iterable[Seed]) -> int:
    """Insert the organisations that are not there yet, parents before children; returns how many were new.

    For an empty place or one loaded by this same function: siblings are numbered in the order given. Can run twice.
    """
    kinds = {kind.code: kind for kind in OrganisationKind.objects.all()}
    known: dict[str, tuple[str, int]] = {}
    children: dict[str, int] = {}
    slugs: dict[str, set[str]] = {}
    numbers: dict[str, int] = {}
    rows = Organisation.objects.values_list("pk", "code", "path", "depth", "slug")
    for pk, code, path, depth, slug in rows.iterator():
        known[code] = (path, depth)
        numbers[path] = pk
        parent = path[: -Organisation.steplen]
        children[parent] = max(children.get(parent, 0), int(path[-Organisation.steplen :], 36))
        slugs.setdefault(parent, set()).add(slug)
    fresh: list[Organisation] = []
    grown: set[str] = set()
    for seed in seeds:
        if seed.code in known:
            continue
        parent_path, parent_depth = known[seed.parent] if seed.parent else ("", 0)
        number = children.get(parent_path, 0) + 1
        children[parent_path] = number
        path = Organisation._get_path(parent_path, parent_depth + 1, number)
        taken = slugs.setdefault(parent_path, set())
        slug = slug_for(seed.short_name, taken)
        taken.add(slug)
        organisation = Organisation(
            code=seed.code,
            path=path,
            depth=parent_depth + 1,
            numchild=0,
            kind=kinds[seed.kind],
            name=seed.name,
            short_name=seed.short_name,
            sort_key=sort_key(seed.short_name),
            slug=slug,
            set_up_on=seed.set_up_on,
            **seed.details,
        )
        known[seed.code] = (path, parent_depth + 1)
        fresh.append(organisation)
        grown.add(parent_path)
    for organisation in fresh:
        organisation.numchild = len(slugs.get(organisation.path, ()))
    grown -= {organisation.path for organisation in fresh} | {""}
    with transaction.atomic():
        fast.number(Organisation, fresh)
        numbers |= {each.path: each.pk for each in fresh}
        fast.insert(Organisation, fresh)
        fast.insert(
            OrganisationVersion,
            (
                OrganisationVersion(
                    organisation_id=each.pk,
                    name=each.name,
                    short_name=each.short_name,
                    kind=each.kind,
                    parent_id=numbers.get(each.path[: -Organisation.steplen]),
                    valid_from=each.set_up_on,
                )
                for each in fresh
            ),
        )
        by_count: dict[int, list[str]] = {}
        for path in grown:
            by_count.setdefault(len(slugs[path]), []).append(path)
        for count, paths in by_count.items():
            Organisation.objects.filter(path__in=paths).update(numchild=count)
        _note("organisations.set_up", Organisation._meta.label_lower, len(fresh))
    return len(fresh)


def load_units(seeds: Iterable[UnitSeed]) -> int:
    """Insert the units that are not there yet, by code; returns how many were new."""
    wanted = {seed.code: seed for seed in seeds}
    with transaction.atomic():
        for code in Unit.objects.filter(code__in=list(wanted)).values_list("code", flat=True):
            del wanted[code]
        places = {seed.organisation for seed in wanted.values()}
        numbers = dict(Organisation.objects.filter(code__in=places).values_list("code", "pk"))
        made = fast.insert(
            Unit,
            (
                Unit(
                    code=seed.code,
                    name=seed.name,
                    sort_key=sort_key(seed.name),
                    nature=seed.nature,
                    organisation_id=numbers[seed.organisation],
                )
                for seed in wanted.values()
            ),
        )
        _note("organisations.change", Unit._meta.label_lower, made)
    return made


def _note(action: str, subject: str, count: int) -> None:
    """One line of the journal for a whole load, none for a load of nothing."""
    if count:
        visitors.changed()
        journal(
            actor=SYSTEM, action=action, subject=subject, subject_uid=None, after={"loaded": count}, reason="批量装载"
        )
