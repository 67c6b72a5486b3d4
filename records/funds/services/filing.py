"""File 申报 and withdraw 撤回: the branch's own acts before anything is decided."""

import uuid

from records.crypto.services import digest
from records.funds.choices import State
from records.funds.events import ApplicationFiled, ApplicationWithdrawn
from records.funds.models import Application, Filing
from records.funds.numbers import next_serial
from records.funds.rules import gaps
from records.funds.services.common import Once, handling_committee, lock_items, locked, move_to, ready, step
from records.funds.snapshots import canonical, form_of, frozen
from records.kit.actors import Actor
from records.kit.errors import Invalid
from records.kit.models import local_today
from records.kit.write import Write


def file(actor: Actor, uid: uuid.UUID, *, expected_version: int | None = None, submit_key: str = "") -> Application:
    """File a draft, or one that came back 申报: check it whole, freeze the form, give it a number, hand it to the committee.

    Raises NotVisible, Refused, Conflict (not a draft), Invalid with every gap at once.
    """
    this = step("file")
    with Write(actor, this.action) as write:
        application = locked(write, actor, uid, this)
        once = Once(actor, this.action, submit_key, [str(uid)])
        if once.done() is not None:
            return application
        ready(actor, application, this, expected_version=expected_version)
        items = lock_items(application)
        form = form_of(application, items)
        today = local_today()
        if missing := gaps(form, today):
            raise Invalid(missing)
        application.committee = handling_committee(application.organisation)
        if application.serial is None:
            application.serial = next_serial(application.committee, today.year)
        application.filed_on = today
        move_to(application, State.FILED, this)
        write.save(application)
        values = frozen(form)
        filing = write.create(
            Filing(
                application=application,
                number=application.filings.count() + 1,
                filed_on=today,
                filed_by_id=actor.scope.user_id,
                filed_by_name=actor.actor_name[:60],
                form=values,
                digest=digest(canonical(values)),
            ),
            check=False,
        )
        once.keep(application.uid)
        write.emit(
            ApplicationFiled(
                application=application.uid, organisation=application.organisation.uid, filing=filing.number
            )
        )
    return application


def withdraw(
    actor: Actor, uid: uuid.UUID, *, reason: str, expected_version: int | None = None, submit_key: str = ""
) -> Application:
    """Take an application back 撤回, before the section has passed it on. Raises Invalid without a reason."""
    this = step("withdraw")
    with Write(actor, this.action, reason=reason.strip()) as write:
        application = locked(write, actor, uid, this)
        once = Once(actor, this.action, submit_key, [str(uid), reason])
        if once.done() is not None:
            return application
        ready(actor, application, this, expected_version=expected_version)
        if not reason.strip():
            raise Invalid({"reason": "请写明撤回的原因。"})
        move_to(application, State.WITHDRAWN, this)
        write.save(application)
        once.keep(application.uid)
        write.emit(ApplicationWithdrawn(application=application.uid, organisation=application.organisation.uid))
    return application
