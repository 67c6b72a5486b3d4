"""Writes on loans."""

import datetime
import uuid

from records.kit.actors import Actor
from records.kit.errors import Invalid
from records.kit.write import Write
from records.organisations.models import Organisation
from tests.sample.events import BookLent, BookReturned
from tests.sample.models import Loan


def lend(actor: Actor, organisation: Organisation, *, book: str, phone: str = "") -> Loan:
    """Lend a book from an organisation's shelf."""
    with Write(actor, "sample.lend") as write:
        loan = write.create(Loan(organisation=organisation, org_path=organisation.path, book=book, phone=phone or None))
        write.emit(BookLent(loan=loan.uid, on=datetime.date(2026, 11, 21)))
    return loan


def take_back(actor: Actor, uid: uuid.UUID, *, expected_version: int | None = None) -> Loan:
    """Take a book back. Raises Invalid when it is back already."""
    with Write(actor, "sample.take_back") as write:
        loan = write.lock(Loan.objects.visible_to(actor), uid=uid)
        if loan.is_returned:
            raise Invalid("这本书已经归还。")
        loan.is_returned = True
        write.save(loan, expected_version=expected_version)
        write.emit(BookReturned(loan=loan.uid))
    return loan


def unchecked(actor: Actor, loan: Loan) -> None:
    """A write that forgot its permission check; the kit must not let it through."""
    with Write(actor, "sample.take_back") as write:
        write.watch(loan)
        loan.is_returned = True
        write.save(loan)
