"""A rebuild in a process of its own is killed in the middle: it goes on where it was, and what was written meanwhile is in."""

from datetime import timedelta

import pytest
from django.utils import timezone

from portal.launch.processes import wait_until
from records.organisations.models import Organisation
from records.organisations.roles import Role
from search.index import outbox
from search.index.check import check
from search.index.engines.base import Engine
from search.index.models import Rebuild
from search.index.rebuild import PIECE
from tests.factories.access import holder
from tests.factories.organisations import County
from tests.sample.models import Loan
from tests.sample.services import lend, take_back
from tests.search.processes import Process

PIECES = 6
PATIENCE = 180.0  # a busy machine takes its time; nothing is asserted about it


@pytest.mark.slow
@pytest.mark.search
@pytest.mark.data
@pytest.mark.django_db(transaction=True)
def test_a_killed_rebuild_goes_on(search_engine: Engine, county: County) -> None:
    secretary, shelf = holder(Role.SECRETARY, county.branch), county.branch
    Loan.objects.bulk_create(
        Loan(organisation=shelf, org_path=shelf.path, book=f"第{number}本") for number in range(PIECES * PIECE)
    )
    first = Process("manage.py", "search_rebuild", killed_at="借书：共")
    assert wait_until(lambda: not first.running, PATIENCE), first.lines
    run = Rebuild.objects.get()
    assert run.current
    assert PIECE <= run.written < PIECES * PIECE
    loans = list(Loan.objects.order_by("uid"))
    for loan in (loans[0], loans[-1]):  # where it has been already, and where it has yet to come
        take_back(secretary, loan.uid)
    lend(secretary, shelf, book="其间登记的一本")
    gone = [loans[1].uid, loans[-2].uid]
    Loan.objects.filter(uid__in=gone).delete()
    outbox.touch_many("loan", map(str, gone))
    outbox.drain()
    lend(secretary, shelf, book="还没有写入的一本")

    Rebuild.objects.update(alive=timezone.now() - timedelta(minutes=30))
    second = Process("manage.py", "search_rebuild")
    assert wait_until(lambda: not second.running, PATIENCE), second.lines
    assert any("重建完成" in line for line in second.lines), second.lines
    run.refresh_from_db()
    assert Rebuild.objects.count() == 1  # the same one, gone on with
    assert run.finished
    outbox.drain()
    search_engine.refresh()
    report = check()
    assert report.faults == 0
    assert report.looked_at == Loan.objects.count() + Organisation.objects.count()
