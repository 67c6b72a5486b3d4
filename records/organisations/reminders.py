"""What the tree may remind of: a term of office that ends, or is over without a new committee (任期届满提醒)."""

import datetime
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.db.models import Exists, Max, OuterRef, Q, QuerySet

from records.kit.reminders import Level, Raised, reminder
from records.organisations.models import Organisation, Post
from records.organisations.roles import Role
from records.organisations.rules import TERM_FIGURES, VILLAGE_FIGURE, later, stands_out_from, term_figure, term_state
from records.regulations.figures import RegulationFigure
from records.regulations.services import NoRegulation, value

# Who was elected with the committee: those it shows on its page, and those whose role says so.
ELECTED = Q(is_published=True) | Q(role__in=(Role.SECRETARY, Role.COMMITTEE))


@dataclass(frozen=True)
class Figures:
    """What the rule needs on a day."""

    terms: dict[str, RegulationFigure]
    notice: RegulationFigure
    put_off: RegulationFigure


@reminder("organisations.term_ends", "任期届满")
def term_ends(on: datetime.date) -> Iterator[Raised]:
    """Committees whose term ends within the months of notice, or is over; one matter an organisation and term."""
    try:
        figures = _figures(on)
    except NoRegulation:
        return
    working = Organisation.objects.working(on)
    yield from _in_office(on, figures, working)
    yield from _nobody_in_office(on, figures, working)


def _in_office(on: datetime.date, figures: Figures, working: QuerySet[Organisation]) -> Iterator[Raised]:
    seen_until = later(on, months=figures.notice.integer)
    shortest = min(figure.integer for figure in figures.terms.values())
    posts = (
        Post.objects.current(on)
        .filter(ELECTED, organisation__in=working)
        .filter(Q(ends_on__lte=seen_until) | Q(ends_on__isnull=True, starts_on__lte=later(seen_until, years=-shortest)))
        .select_related("organisation__kind")
        .order_by("organisation_id", "sort_order", "pk")
    )
    for _, group in groupby(posts.iterator(chunk_size=500), key=lambda post: post.organisation_id):
        dated = [(due, post) for post in group if (due := _due(post, figures)) is not None]
        if not dated:
            continue
        due = min(day for day, _ in dated)
        if on < stands_out_from(due, figures.notice.integer):
            continue
        people = [f"{post.title}{post.printed_name}" for day, post in dated if day == due]
        named = "、".join(people[:3]) + (f"等{len(people)}人" if len(people) > 3 else "")
        yield _raised(dated[0][1].organisation, due, on, figures, f"{named}任期到{due:%Y年%-m月%-d日}")


def _nobody_in_office(on: datetime.date, figures: Figures, working: QuerySet[Organisation]) -> Iterator[Raised]:
    elected = Post.objects.filter(ELECTED, organisation=OuterRef("pk"))
    rows: Any = (
        working.filter(~Exists(elected.current(on)), kind__code__in=TERM_FIGURES)
        .annotate(ended=Max("posts__ends_on", filter=Q(posts__ends_on__lte=on)))
        .filter(ended__isnull=False)
        .select_related("kind")
        .order_by("pk")
    )
    for organisation in rows.iterator(chunk_size=500):
        ended = organisation.ended
        yield _raised(organisation, ended, on, figures, f"上一届任期到{ended:%Y年%-m月%-d日}，此后没有登记任职")


def _due(post: Post, figures: Figures) -> datetime.date | None:
    if post.ends_on is not None:
        return post.ends_on
    figure = figures.terms.get(term_figure(post.organisation.kind.code, post.organisation.division_code))
    return later(post.starts_on, years=figure.integer) if figure else None


def _raised(organisation: Organisation, due: datetime.date, on: datetime.date, figures: Figures, facts: str) -> Raised:
    state = term_state(due, on, figures.put_off.integer)
    term = figures.terms.get(term_figure(organisation.kind.code, organisation.division_code))
    clause = (term if state.is_over and term else figures.notice).source
    if state.is_long_over:
        level, title = Level.RED, "换届已超过延期上限"
        facts, clause = f"{facts}，延期一般不超过{figures.put_off.integer}年", figures.put_off.source
    elif state.is_over:
        level, title = Level.ORANGE, "任期已届满，应换届"
    else:
        level, title = Level.YELLOW, "任期将届满，准备换届"
        facts = f"{facts}，提前{figures.notice.integer}个月提醒"
    return Raised(
        key=f"{organisation.uid}:{due}",
        organisation_id=organisation.pk,
        org_path=organisation.path,
        level=level,
        title=f"{title}：{organisation.short_name}",
        facts=facts,
        clause=clause,
        subject_uid=organisation.uid,
    )


def _figures(on: datetime.date) -> Figures:
    names = {*TERM_FIGURES.values(), VILLAGE_FIGURE}
    return Figures(
        terms={name: value(name, on) for name in sorted(names)},
        notice=value("elections.reminder_months", on),
        put_off=value("elections.shift_years_at_most", on),
    )
