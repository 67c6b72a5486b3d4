"""How members are read: the domain's vocabulary. `visible_to` is the only way to a row."""

import datetime
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, Self

from django.db import models
from django.db.models import Q

from records.crypto.services import lookup_hashes
from records.kit.actors import Actor
from records.kit.paths import below_any, nothing
from records.kit.querysets import RecordQuerySet
from records.members import rules
from records.members.choices import IN_PLACE, Category, Standing
from records.members.figures import figures_on
from records.members.phones import normalised_phone

if TYPE_CHECKING:
    from records.organisations.models import Organisation


class MemberQuerySet(RecordQuerySet):
    """Members."""

    view_action = "members.view"

    def own(self, actor: Actor) -> Q:
        """Everyone sees the own record."""
        return Q(user_id=actor.scope.user_id) if actor.scope.user_id is not None else nothing()

    def administered_by(self, actor: Actor) -> Self:
        """Those the actor sees by a post; the own record only if it is among them. For the workbench's register."""
        return self.filter(below_any("org_path", actor.scope.paths(self.view_action)))

    def in_branch(self, organisation: "Organisation") -> Self:
        """Members of this organisation itself, not of those below."""
        return self.filter(organisation=organisation)

    def in_place(self) -> Self:
        """Whose relation is in the branch today: 正常 and 停止党籍."""
        return self.filter(standing__in=IN_PLACE)

    def current(self, on: datetime.date) -> Self:
        """Who belonged on that day, by joining and leaving dates (for the branch of that day see `as_of`)."""
        gone_later = ~Q(standing__in=IN_PLACE) & Q(standing_since__gt=on)
        return self.filter(Q(standing__in=IN_PLACE) | gone_later, joined_on__lte=on)

    def as_of(self, on: datetime.date) -> "VersionQuerySet":
        """The versions of these members that were in force on a day."""
        from records.members.models import MemberVersion

        versions: VersionQuerySet = MemberVersion.objects.on(on).filter(member__in=self)
        return versions

    def find_by_identity(self, numbers: Iterable[str]) -> Self:
        """Members with one of these citizen's numbers, by keyed hash: exact, whatever the typing (spaces, small x)."""
        return self.filter(identity_lookup__in=identity_hashes(numbers))

    def find_by_phone(self, numbers: Iterable[str]) -> Self:
        """Members with one of these phone numbers, by keyed hash."""
        found = [normalised_phone(each) for each in numbers]
        hashes = [each for phone in found if phone for each in lookup_hashes(phone, purpose="members.member.phone")]
        return self.filter(phone_lookup__in=hashes)

    def named(self, part: str) -> Self:
        """Members whose name, pinyin or initials contain this text."""
        text = part.strip()
        if not text:
            return self
        if text.isascii():
            letters = "".join(each for each in text.lower() if each.isalnum())
            return self.filter(pinyin__contains=letters) if letters else self.none()
        return self.filter(name__contains="".join(text.split()))

    def joined_in(self, year: int) -> Self:
        """Who joined in a calendar year."""
        return self.filter(joined_on__gte=datetime.date(year, 1, 1), joined_on__lt=datetime.date(year + 1, 1, 1))

    def in_list_order(self) -> Self:
        """By pinyin of the name; the order that keyset pages go by."""
        return self.order_by("sort_key", "uid")

    def for_list(self) -> Self:
        """With what a row of the register shows: one query, sensitive columns sealed."""
        return self.select_related("organisation")

    def probation_ending(self, on: datetime.date, within_days: int) -> Self:
        """Probationary members whose probation ends by that many days after `on`, those overdue included."""
        months = figures_on(on).probation_months
        limit = on + datetime.timedelta(days=within_days)
        return self.filter(
            Q(probation_extended_to__isnull=True, joined_on__lte=rules.add_months(limit, -months))
            | Q(probation_extended_to__lte=limit),
            category=Category.PROBATIONARY,
            standing=Standing.NORMAL,
        )

    def out_of_contact(self) -> Self:
        """Lost contact 失联, and still in place."""
        return self.in_place().filter(is_lost_contact=True)

    def incomplete(self) -> Self:
        """In place, with a gap among what is expected of every record (rules.EXPECTED)."""
        return self.in_place().filter(
            Q(identity_lookup="")
            | Q(sex__in=("0", ""))
            | Q(birth_date__isnull=True)
            | Q(ethnicity="")
            | Q(education="")
            | Q(phone_lookup="")
            | Q(occupation="")
            | Q(residence="")
            | Q(category=Category.FULL, full_on__isnull=True)
        )


class VersionQuerySet(models.QuerySet[Any]):
    """Versions of members' records."""

    def on(self, on: datetime.date) -> Self:
        """Those in force on a day; a version replaced on its own first day never was."""
        return self.filter(Q(valid_to__isnull=True) | Q(valid_to__gt=on), valid_from__lte=on)


def identity_hashes(numbers: Iterable[str]) -> list[str]:
    """Every keyed hash under which one of these citizen's numbers may be stored."""
    normalised = {rules.normalised_identity_number(each) for each in numbers}
    return [
        each
        for number in normalised
        if number
        for each in lookup_hashes(number, purpose="members.member.identity_number")
    ]
