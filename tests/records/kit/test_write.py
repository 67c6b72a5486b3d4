"""The one shape of a write, on the sample domain."""

import pytest

from records.audit.models import JournalEntry
from records.kit.errors import Conflict, Invalid, NotVisible, Refused
from records.kit.models import ReactionRun, StoredEvent
from records.kit.secrets import reveal
from records.kit.write import snapshot
from records.organisations import services as organisations
from records.organisations.models import Organisation
from records.organisations.roles import Role
from tests.factories.access import affiliated, again, holder
from tests.factories.organisations import FOUNDED, County
from tests.sample import services
from tests.sample.models import Loan

pytestmark = [pytest.mark.django_db, pytest.mark.data]


def test_a_write_journals_what_changed_and_by_whom(county: County) -> None:
    secretary = holder(Role.SECRETARY, county.branch)
    loan = services.lend(secretary, county.branch, book="论语", phone="13812345678")
    services.take_back(secretary, loan.uid)
    lent, back = JournalEntry.objects.filter(subject="sample.loan").order_by("pk")
    assert (lent.action, lent.actor_name) == ("sample.lend", secretary.name)
    assert lent.after["book"] == "论语"
    assert "13812345678" not in str(lent.after)
    assert (back.before, back.after) == ({"is_returned": False}, {"is_returned": True})


def test_the_own_organisation_only_where_the_policy_says_so(county: County) -> None:
    with pytest.raises(Refused):
        services.lend(holder(Role.SECRETARY, county.town), county.branch, book="论语")
    assert not Loan.objects.exists()


def test_out_of_sight_is_not_found_and_in_sight_without_the_role_is_refused(county: County) -> None:
    loan = services.lend(holder(Role.SECRETARY, county.branch), county.branch, book="论语")
    with pytest.raises(NotVisible):
        services.take_back(holder(Role.SECRETARY, county.neighbour), loan.uid)
    with pytest.raises(Refused):
        services.take_back(holder(Role.ARCHIVIST, county.town), loan.uid)
    loan.refresh_from_db()
    assert not loan.is_returned


def test_the_slower_of_two_is_told(county: County) -> None:
    secretary = holder(Role.SECRETARY, county.branch)
    loan = services.lend(secretary, county.branch, book="论语")
    services.take_back(secretary, loan.uid, expected_version=1)
    Loan.objects.filter(pk=loan.pk).update(is_returned=False)
    with pytest.raises(Conflict):
        services.take_back(secretary, loan.uid, expected_version=1)


def test_a_write_that_forgot_its_permission_check_is_undone(county: County) -> None:
    secretary = holder(Role.SECRETARY, county.branch)
    loan = services.lend(secretary, county.branch, book="论语")
    with pytest.raises(RuntimeError, match="without a permission check"):
        services.unchecked(secretary, loan)
    assert not Loan.objects.get(pk=loan.pk).is_returned


def test_a_reaction_in_the_same_transaction_undoes_the_write_when_it_fails(county: County) -> None:
    before = JournalEntry.objects.count(), StoredEvent.objects.count()
    with pytest.raises(ValueError, match="孤本"):
        services.lend(holder(Role.SECRETARY, county.branch), county.branch, book="孤本")
    assert not Loan.objects.exists()
    assert (JournalEntry.objects.count(), StoredEvent.objects.count()) == before


def test_a_refused_step_leaves_no_event(county: County) -> None:
    secretary = holder(Role.SECRETARY, county.branch)
    loan = services.lend(secretary, county.branch, book="论语")
    services.take_back(secretary, loan.uid)
    runs = ReactionRun.objects.count()
    with pytest.raises(Invalid):
        services.take_back(secretary, loan.uid)
    assert ReactionRun.objects.count() == runs == 1


def test_a_record_is_never_deleted(county: County) -> None:
    loan = services.lend(holder(Role.SECRETARY, county.branch), county.branch, book="论语")
    with pytest.raises(TypeError, match="change its state"):
        loan.delete()


def test_a_sensitive_field_is_revealed_by_permission_with_a_reason_and_journalled(county: County) -> None:
    loan = services.lend(holder(Role.SECRETARY, county.branch), county.branch, book="论语", phone="13812345678")
    loan = Loan.objects.get(pk=loan.pk)
    archivist = holder(Role.ARCHIVIST, county.town)
    assert str(loan.phone) == "138****5678"
    with pytest.raises(Refused):
        reveal(affiliated(county.branch), loan, "phone", action="sample.reveal_phone", reason="核对联系方式")
    with pytest.raises(Invalid, match="事由"):
        reveal(archivist, loan, "phone", action="sample.reveal_phone", reason=" ")
    looks = JournalEntry.objects.filter(action="sample.reveal_phone")
    assert not looks.exists()
    assert reveal(archivist, loan, "phone", action="sample.reveal_phone", reason="核对联系方式") == "13812345678"
    assert (looks.get().reason, looks.get().actor_name) == ("核对联系方式", archivist.name)


def test_records_follow_their_organisation_when_it_moves(county: County) -> None:
    secretary = holder(Role.SECRETARY, county.branch)
    loan = services.lend(secretary, county.branch, book="论语")
    old_town = holder(Role.ARCHIVIST, county.town)
    new_town = holder(Role.ARCHIVIST, county.neighbour)
    assert Loan.objects.visible_to(old_town).count() == 1
    organisations.move(
        holder(Role.ORGANISATION_ADMINISTRATOR, county.root),
        county.village.uid,
        new_parent=county.neighbour,
        valid_from=FOUNDED.replace(year=2026),
        reason="区划调整",
    )
    loan.refresh_from_db()
    assert loan.org_path == Organisation.objects.get(pk=county.branch.pk).path
    assert Loan.objects.visible_to(again(old_town)).count() == 0
    assert Loan.objects.visible_to(again(new_town)).count() == 1


def test_a_sensitive_text_typed_again_is_no_change(county: County) -> None:
    secretary = holder(Role.SECRETARY, county.branch)
    loan = services.lend(secretary, county.branch, book="论语", phone="13812345678")
    for phone, changed in (("13812345678", False), ("13912345678", True)):
        before = snapshot(Loan.objects.get(pk=loan.pk))
        loan.phone = phone
        loan.save()
        assert (before["phone"] != snapshot(Loan.objects.get(pk=loan.pk))["phone"]) is changed
