"""What happens here when something happened: the branch is told, and what a moved organisation has open moves along."""

from records.alerts.services import send_to_holders
from records.funds.choices import State
from records.funds.events import ApplicationReplied, ApplicationReturned
from records.funds.models import Application
from records.funds.services.common import handling_committee
from records.funds.workflow import FINAL
from records.kit.errors import Invalid
from records.kit.events import When, reacts_to
from records.kit.paths import below
from records.organisations.events import OrganisationMoved


@reacts_to(ApplicationReturned, When.AFTER_COMMIT)
def tell_returned(event: ApplicationReturned) -> None:
    """Tell the branch that its application came back 退回, and why."""
    application = Application.objects.get(uid=event.application)
    round_ = application.rounds.get(filing__number=event.filing)
    send_to_holders(
        "funds.file",
        application.org_path,
        own=True,
        sent_key=f"funds:{application.uid}:returned:{event.filing}",
        kind="funds",
        title=f"经费申请被退回：{application.title}",
        text=round_.remark,
        url=f"/work/funds/{application.uid}/",
    )


@reacts_to(ApplicationReplied, When.AFTER_COMMIT)
def tell_replied(event: ApplicationReplied) -> None:
    """Tell the branch what was decided 批复、退回告知, word for word."""
    application = Application.objects.get(uid=event.application)
    reply = application.replies.get(number=event.reply)
    send_to_holders(
        "funds.file",
        application.org_path,
        own=True,
        sent_key=f"funds:{application.uid}:reply:{event.reply}",
        kind="funds",
        title=f"{reply.get_kind_display()}：{application.title}",
        text=reply.text,
        url=f"/work/funds/{application.uid}/",
    )


@reacts_to(OrganisationMoved, When.SAME_TRANSACTION)
def hand_over(event: OrganisationMoved) -> None:
    """Hand what a moved organisation has open to its new committee; numbers and decisions stay as they are."""
    waiting = (
        Application.objects.filter(below("org_path", event.new_path), committee__isnull=False)
        .exclude(state__in=[*FINAL, State.DRAFT])
        .select_related("organisation")
    )
    by_organisation: dict[int, list[Application]] = {}
    for application in waiting.iterator():
        by_organisation.setdefault(application.organisation_id, []).append(application)
    changed = []
    for applications in by_organisation.values():
        try:
            committee = handling_committee(applications[0].organisation)
        except Invalid:
            continue  # no committee above any more: the old one keeps what it has begun
        for application in applications:
            if application.committee_id != committee.pk:
                application.committee = committee
                changed.append(application)
    Application.objects.bulk_update(changed, ["committee"], batch_size=500)
