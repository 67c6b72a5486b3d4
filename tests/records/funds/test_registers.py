"""The back office: registers for reading, by policy; the index knows what was filed, and nothing more."""

from typing import Any

from django.test import Client

from records.funds.search import ApplicationEntries
from tests.factories import funds
from tests.factories.access import holder
from tests.factories.funds import People


def test_registers_show_what_is_in_scope(people: People, client: Client) -> None:
    made = funds.replied(people)
    entry = funds.spend(people, made, 100)
    client.force_login(people.auditor)
    for address, shown in (
        ("/admin/funds/application/", made.title),
        (f"/admin/funds/application/inspect/{made.uid}/", made.title),
        ("/admin/funds/execution/", entry.payee),
        ("/admin/funds/budget/", "年度预算"),
    ):
        page = client.get(address)
        assert page.status_code == 200, address
        assert shown in page.content.decode(), address
    client.force_login(holder("auditor", people.county.neighbour))
    assert made.title not in client.get("/admin/funds/application/").content.decode()
    assert client.get(f"/admin/funds/application/inspect/{made.uid}/").status_code == 404


def test_what_the_index_keeps(people: People) -> None:
    draft = funds.draft(people.secretary, people.county.village)
    made = funds.filed(people)
    entries: list[Any] = list(ApplicationEntries().iterate(None, 10))
    assert [each.uid for each in entries] == [str(made.uid)]
    entry = entries[0]
    assert (entry.kind, entry.audience, entry.amount_fen) == ("fund", (), 446000)
    assert entry.names == (made.serial,)
    assert str(people.county.town.pk) in entry.ancestors
    assert list(ApplicationEntries().load([str(draft.uid)])) == []
