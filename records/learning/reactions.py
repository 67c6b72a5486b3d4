"""What learning does when something happens below it."""

from records.kit.events import When, reacts_to
from records.learning.models import HourEntry
from records.members.events import MemberAccountLinked
from records.members.models import Member


@reacts_to(MemberAccountLinked, When.SAME_TRANSACTION)
def join_hours(event: MemberAccountLinked) -> None:
    """Hours entered for the member and hours earned with the account become one person's 学时并到一人名下."""
    member = Member.objects.get(uid=event.member)
    if member.user_id is None:
        return
    HourEntry.objects.filter(member=member, user__isnull=True).update(user=member.user_id)
    HourEntry.objects.filter(user=member.user_id, member__isnull=True).update(member=member)
