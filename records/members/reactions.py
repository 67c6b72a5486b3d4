"""What happens to members when organisations change."""

from records.kit.errors import Invalid
from records.kit.events import When, reacts_to
from records.kit.search import touch_all
from records.members.models import Member
from records.organisations.events import OrganisationDissolved, OrganisationMoved, OrganisationRenamed
from records.organisations.models import Organisation

PIECE = 2_000


@reacts_to(OrganisationDissolved, When.SAME_TRANSACTION)
def refuse_with_members(event: OrganisationDissolved) -> None:
    """A branch that still has members is not dissolved: they would belong nowhere 仍有党员的支部不能撤销."""
    left = Member.objects.in_place().filter(organisation__uid=event.organisation).count()
    if left:
        raise Invalid(f"还有{left}名党员的组织关系在这里，请先调整他们所在的支部，再撤销。")


@reacts_to(OrganisationMoved, When.AFTER_COMMIT)
def find_under_new_parent(event: OrganisationMoved) -> None:
    """Members of a moved organisation are found under its new parents 移动后的检索范围."""
    _refresh(event.new_path)


@reacts_to(OrganisationRenamed, When.AFTER_COMMIT)
def find_by_new_name(event: OrganisationRenamed) -> None:
    """Members are found with the new name of their branch 更名后的检索."""
    organisation = Organisation.objects.filter(uid=event.organisation).first()
    if organisation is not None:
        _refresh(organisation.path)


def _refresh(path: str) -> None:
    """Touch all members below a path, in pieces; twice does no harm."""
    last = None
    while True:
        rows = Member.objects.below(path).order_by("uid")
        if last is not None:
            rows = rows.filter(uid__gt=last)
        uids = list(rows.values_list("uid", flat=True)[:PIECE])
        touch_all(Member, uids)
        if len(uids) < PIECE:
            return
        last = uids[-1]
