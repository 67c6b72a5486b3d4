"""Who studies: the organisation a person belongs to, and whether more is asked of that person."""

import datetime
from typing import Any

from django.db.models import Q
from django.utils import timezone

from records.access.models import Affiliation
from records.members.models import Member
from records.organisations.models import Organisation, Post
from records.organisations.roles import Role

# Of whom the plan for educating members asks more: secretaries and committee members of grass-roots organisations.
LEADERS = (Role.SECRETARY, Role.COMMITTEE)


def organisation_of_person(user: Any, on: datetime.date | None = None) -> Organisation | None:
    """Where a person's hours count: the branch of a member, otherwise the organisation of an affiliation or a post."""
    day = on or timezone.localdate()
    belonging = (
        Affiliation.objects.filter(Q(valid_to__isnull=True) | Q(valid_to__gt=day), user=user, valid_from__lte=day)
        .select_related("organisation")
        .order_by("-valid_from", "-pk")
    )
    affiliations = list(belonging[:10])
    for affiliation in affiliations:
        if affiliation.standing != Affiliation.Standing.STAFF:
            return affiliation.organisation
    if affiliations:
        return affiliations[0].organisation
    post = Post.objects.current(day).filter(user=user).select_related("organisation").order_by("pk").first()
    return post.organisation if post else None


def is_leader(user_id: int, on: datetime.date) -> bool:
    """Whether a person is a secretary or a committee member on that day."""
    return Post.objects.current(on).filter(user_id=user_id, role__in=LEADERS).exists()


def member_of(user_id: int) -> Member | None:
    """The member's record of an account, None for people who are no members here."""
    return Member.objects.filter(user_id=user_id).order_by("pk").first()
