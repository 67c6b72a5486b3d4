"""The sample domain was added as a folder and one line in OWN_APPS: every part of the portal picked it up."""

import pytest
from django.test import Client

from records.kit import desk
from records.kit.api import routes
from records.kit.events import reaction_table
from records.kit.policies import all_policies
from records.organisations.roles import Role
from search.index import sources
from search.index.models import OutboxRow
from tests.factories.access import affiliated, holder
from tests.factories.organisations import County
from tests.sample import services
from tests.sample.models import Loan

pytestmark = pytest.mark.django_db

BACKEND = "records.access.backends.PortalBackend"


@pytest.fixture
def loan(county: County) -> Loan:
    """A book that is out."""
    return services.lend(holder(Role.SECRETARY, county.branch), county.branch, book="论语", phone="13812345678")


def test_policies_reactions_search_and_api_know_it(client: Client) -> None:
    client.get("/api/v1/")  # the API looks for domains when its addresses are first asked for
    assert {"sample.view", "sample.lend"} <= {policy.action for policy in all_policies()}
    assert any(each.name.startswith("tests.sample.") for each in reaction_table())
    assert "loan" in sources.kinds()
    assert any(prefix == "sample-loans" for prefix, _view, _name in routes())


def test_a_write_puts_its_entry_into_the_outbox(loan: Loan) -> None:
    assert OutboxRow.objects.filter(kind="loan", uid=str(loan.uid)).exists()
    (entry,) = sources.get("loan").load([str(loan.uid)])
    assert entry.title == "论语"


def test_the_desk_shows_it_to_whoever_may_act(county: County, loan: Loan, client: Client) -> None:
    secretary = holder(Role.SECRETARY, county.village)
    piles = desk.piles(secretary, loan.created_at.date())
    assert [item.title for pile in piles[desk.Group.WAITING] for item in pile.items] == ["论语"]
    client.force_login(secretary, backend=BACKEND)
    assert "论语" in client.get("/work/").content.decode()


def test_the_api_lists_and_shows_it_by_uid_within_scope(county: County, loan: Loan, client: Client) -> None:
    assert client.get("/api/v1/sample-loans/").json()["results"] == []
    client.force_login(holder(Role.ARCHIVIST, county.town), backend=BACKEND)
    (row,) = client.get("/api/v1/sample-loans/").json()["results"]
    assert row["uid"] == str(loan.uid)
    assert "id" not in row
    answer = client.get(f"/api/v1/sample-loans/{loan.uid}/")
    assert client.get(f"/api/v1/sample-loans/{loan.uid}/", headers={"If-None-Match": answer["ETag"]}).status_code == 304
    client.force_login(holder(Role.ARCHIVIST, county.neighbour), backend=BACKEND)
    hidden = client.get(f"/api/v1/sample-loans/{loan.uid}/")
    assert (hidden.status_code, hidden.json()["code"]) == (404, "not_found")


def test_the_back_office_lists_and_inspects_it_by_uid_within_scope(county: County, loan: Loan, client: Client) -> None:
    client.force_login(holder(Role.ARCHIVIST, county.town), backend=BACKEND)
    page = client.get("/admin/sample/loan/").content.decode()
    assert "论语" in page
    assert f"/admin/sample/loan/inspect/{loan.uid}/" in page
    assert f"/inspect/{loan.pk}/" not in page
    inspected = client.get(f"/admin/sample/loan/inspect/{loan.uid}/").content.decode()
    assert "138****5678" in inspected
    assert "13812345678" not in inspected
    client.force_login(holder(Role.ARCHIVIST, county.neighbour), backend=BACKEND)
    assert "论语" not in client.get("/admin/sample/loan/").content.decode()
    assert client.get(f"/admin/sample/loan/inspect/{loan.uid}/").status_code == 404


@pytest.mark.parametrize("address", ["create/", "delete/{uid}/", "edit/{uid}/", "inspect/{pk}/", "inspect/x/"])
def test_what_the_back_office_does_not_offer_is_closed(
    county: County, loan: Loan, client: Client, address: str
) -> None:
    client.force_login(holder(Role.SECRETARY, county.branch), backend=BACKEND)
    answer = client.get("/admin/sample/loan/" + address.format(uid=loan.uid, pk=loan.pk))
    assert answer.status_code in (302, 404)
    assert Loan.objects.filter(pk=loan.pk).exists()


@pytest.mark.parametrize("lookup", ["organisation__code=99010101", "phone__startswith=a", "org_path__gt=0001"])
def test_the_address_accepts_no_filter_that_was_not_declared(
    county: County, loan: Loan, client: Client, lookup: str
) -> None:
    client.force_login(holder(Role.ARCHIVIST, county.town), backend=BACKEND)
    assert "论语" in client.get(f"/admin/sample/loan/?{lookup}").content.decode()
    assert "论语" in client.get("/admin/sample/loan/?phone__startswith=zzz").content.decode()


def test_a_member_without_post_finds_the_back_office_closed(county: County, loan: Loan, client: Client) -> None:
    client.force_login(affiliated(county.branch), backend=BACKEND)
    assert client.get("/admin/sample/loan/").status_code == 302


def test_the_list_counts_once(county: County, loan: Loan, client: Client, django_assert_max_num_queries) -> None:
    client.force_login(holder(Role.ARCHIVIST, county.town), backend=BACKEND)
    client.get("/admin/sample/loan/")
    with django_assert_max_num_queries(22) as captured:
        client.get("/admin/sample/loan/")
    counts = [query["sql"] for query in captured if "COUNT(" in query["sql"] and "sample_loan" in query["sql"]]
    assert len(counts) <= 2
