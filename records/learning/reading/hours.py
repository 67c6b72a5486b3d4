"""The year's hours: one's own in full; of units only totals; of single members only to the secretary of their branch."""

import datetime
from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Sum
from django.db.models.functions import Coalesce

from records.kit.actors import Actor
from records.kit.paths import below_any
from records.learning import rules
from records.learning.figures import Figures, figures
from records.learning.models import Certificate, HourEntry, StudyForm
from records.learning.people import LEADERS, is_leader, member_of, organisation_of_person
from records.members.models import Member
from records.organisations.models import Organisation, Post

OWN_ENTRIES = 200  # of one year; more than that nobody studies


@dataclass(frozen=True)
class OwnHours:
    """A person's year. Hours in hundredths."""

    year: int
    required: int
    reason: str
    done: int
    missing: int
    due_by_day: int
    due_by_quarter: int
    by_form: tuple[tuple[str, int], ...]
    entries: tuple[HourEntry, ...]
    certificates: tuple[Certificate, ...]
    organisation: str
    standing: str


def own_hours(actor: Actor, year: int, today: datetime.date) -> OwnHours:
    """What a person did in a year and what is missing; for that person alone. Six queries."""
    user_id = actor.scope.user_id if actor.scope.may_own("learning.study") else None
    mine = HourEntry.objects.none()
    member: Any = None
    leader = False
    place = None
    if user_id is not None:
        member = member_of(user_id)
        about = Q(user_id=user_id) | (Q(member=member) if member else Q(pk__in=[]))
        mine = HourEntry.objects.filter(about).of_year(year)
        leader = is_leader(user_id, today)
        place = member.organisation if member else organisation_of_person(user_id, today)
    entries = tuple(
        mine.select_related("organisation", "session__organisation", "course__organisation").order_by("-on", "-pk")[
            :OWN_ENTRIES
        ]
    )
    by_form: dict[str, int] = defaultdict(int)
    for entry in entries:
        by_form[entry.form] += entry.hours
    done = sum(by_form.values())
    day = min(today, datetime.date(year, 12, 31))
    of_year = figures(day)
    asked = rules.required_hours(is_leader=leader, member_hours=of_year.member_hours, leader_hours=of_year.leader_hours)
    over = today.year > year
    return OwnHours(
        year=year,
        required=asked.hours,
        reason=asked.reason,
        done=done,
        missing=rules.missing(asked.hours, done),
        due_by_day=asked.hours if over else rules.due_by_day(asked.hours, day),
        due_by_quarter=asked.hours if over else rules.due_by_quarter(asked.hours, day),
        by_form=tuple(
            (str(StudyForm(form).label), hours)
            for form, hours in sorted(by_form.items(), key=lambda each: (-each[1], each[0]))
            if hours
        ),
        entries=entries,
        certificates=tuple(
            Certificate.objects.filter(user_id=user_id, completed_on__year=year) if user_id is not None else ()
        ),
        organisation=place.short_name if place else "",
        standing=str(member.get_category_display()) if member else "",
    )


@dataclass(frozen=True)
class UnitTotal:
    """One organisation's members: how many, how many have the year's hours, how many are behind for the quarter."""

    organisation: Organisation
    members: int
    reached: int
    behind: int


def unit_totals(
    actor: Actor, *, path: str, year: int, today: datetime.date, after: str = "", size: int = 50
) -> list[UnitTotal]:
    """Totals by organisation in tree order, below `path`, as far as the actor may see; a page of `size` after a path.

    Two queries. In the order of the tree, never by result: units are not ranked either.
    """
    allowed = Organisation.objects.filter(below_any("path", actor.scope.paths("learning.view_totals"))).below(path)
    with_members = Member.objects.in_place().filter(organisation=OuterRef("pk"))
    page = list(allowed.filter(Exists(with_members), path__gt=after).order_by("path")[:size])
    counted = _counted(Member.objects.in_place().filter(organisation__in=page), year, today)
    found = {row["organisation_id"]: row for row in counted}
    return [
        UnitTotal(
            organisation=each,
            members=found[each.pk]["members"],
            reached=found[each.pk]["reached"],
            behind=found[each.pk]["behind"],
        )
        for each in page
        if each.pk in found
    ]


def own_branches(actor: Actor, *, today: datetime.date, size: int = 20) -> list[UnitTotal]:
    """Totals of the very organisations whose members' missing hours the actor may see. At most three queries."""
    paths = [path for path in actor.scope.paths("learning.view_missing") if path]
    places = list(Organisation.objects.filter(path__in=paths).order_by("path")[:size]) if paths else []
    if not places:
        return []
    counted = _counted(Member.objects.in_place().filter(organisation__in=places), today.year, today)
    found = {row["organisation_id"]: row for row in counted}
    return [
        UnitTotal(each, found[each.pk]["members"], found[each.pk]["reached"], found[each.pk]["behind"])
        for each in places
        if each.pk in found
    ]


def sum_below(actor: Actor, *, path: str, year: int, today: datetime.date) -> tuple[int, int]:
    """Members and how many of them have the year's hours, in all of `path` that the actor may see. One query."""
    people = (
        Member.objects.in_place().filter(below_any("org_path", actor.scope.paths("learning.view_totals"))).below(path)
    )
    of_year = figures(min(today, datetime.date(year, 12, 31)))
    row = _with_done(people, year, today).aggregate(members=Count("pk"), reached=Count("pk", filter=_reached(of_year)))
    return int(row["members"]), int(row["reached"])


def members_missing(
    actor: Actor, organisation: Organisation, *, year: int, today: datetime.date
) -> list[tuple[Any, int]]:
    """Members of one's own branch who are behind for the quarter, with what is missing to the year's hours.

    By name, for reminding. Raises nothing: without the permission for this very organisation the list is empty.
    """
    if not actor.scope.may("learning.view_missing", organisation.path):
        return []
    of_year = figures(min(today, datetime.date(year, 12, 31)))
    people = _with_done(Member.objects.in_place().in_branch(organisation), year, today)
    found = []
    for person in people.in_list_order():
        required = of_year.leader_hours if person.leads else of_year.member_hours
        due = required if today.year > year else rules.due_by_quarter(required, today)
        if person.done < due:
            found.append((person, rules.missing(required, person.done)))
    return found


def _with_done(people: Any, year: int, today: datetime.date) -> Any:
    """Members with `done`, the year's hours, and `leads`, whether more is asked of them."""
    total = (
        HourEntry.objects.filter(member=OuterRef("pk"), year=year)
        .order_by()
        .values("member")
        .annotate(total=Sum("hours"))
        .values("total")
    )
    leads = Post.objects.current(today).filter(user=OuterRef("user"), role__in=LEADERS)
    return people.annotate(done=Coalesce(total, 0), leads=Exists(leads))


def _reached(of_year: Figures) -> Q:
    return Q(leads=False, done__gte=of_year.member_hours) | Q(leads=True, done__gte=of_year.leader_hours)


def _counted(people: Any, year: int, today: datetime.date) -> "QuerySet[Any, dict[str, Any]]":
    of_year = figures(min(today, datetime.date(year, 12, 31)))
    over = today.year > year
    due_member = of_year.member_hours if over else rules.due_by_quarter(of_year.member_hours, today)
    due_leader = of_year.leader_hours if over else rules.due_by_quarter(of_year.leader_hours, today)
    rows: QuerySet[Any, dict[str, Any]] = (
        _with_done(people, year, today)
        .order_by()
        .values("organisation_id")
        .annotate(
            members=Count("pk"),
            reached=Count("pk", filter=_reached(of_year)),
            behind=Count("pk", filter=Q(leads=False, done__lt=due_member) | Q(leads=True, done__lt=due_leader)),
        )
    )
    return rows
