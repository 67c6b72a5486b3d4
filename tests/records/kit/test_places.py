"""A record's path is its organisation's, also when both change at the same moment."""

import datetime
import io
import threading
from collections.abc import Callable

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction

from records.audit.models import JournalEntry
from records.kit import places
from records.kit.actors import SYSTEM
from records.kit.errors import Invalid, Refused
from records.kit.write import Write, note
from records.members.models import Member
from records.members.services.bulk import Seed, load_members
from records.organisations import services
from records.organisations.models import Organisation
from records.organisations.roles import Role
from tests.factories.access import holder
from tests.factories.members import member
from tests.factories.organisations import County
from tests.factories.threads import at_once, faults

TODAY = datetime.date(2026, 11, 1)
each_on_its_own = pytest.mark.django_db(transaction=True)


def moved(county: County) -> Organisation:
    """The village hangs below the neighbour now."""
    return services.move(SYSTEM, county.village.uid, new_parent=county.neighbour, valid_from=TODAY, reason="区划调整")


def fits() -> bool:
    """Every record's path is its organisation's."""
    call_command("check_paths", "--look", stdout=io.StringIO())
    return True


def seed(branch: Organisation) -> Seed:
    return Seed(branch, "周启明", "full", datetime.date(2005, 7, 1), datetime.date(2005, 7, 1))


# ── what was read before a move is written after it ─────────────────────────
@pytest.mark.data
def test_an_organisation_read_before_it_moved(county: County) -> None:
    read_before = Organisation.objects.get(pk=county.branch.pk)
    moved(county)
    now = Organisation.objects.get(pk=county.branch.pk).path
    assert read_before.path != now
    assert member(read_before).org_path == now
    assert fits()


@pytest.mark.data
def test_a_load_of_many_prepared_before_a_move(county: County) -> None:
    prepared = [seed(Organisation.objects.get(pk=county.branch.pk)) for _ in range(3)]
    moved(county)
    load_members(SYSTEM, prepared)
    assert Member.objects.filter(org_path=Organisation.objects.get(pk=county.branch.pk).path).count() == 3
    assert fits()


def test_a_look_is_journalled_where_the_record_is_now(county: County) -> None:
    looked_at = member(county.branch)
    moved(county)
    note(SYSTEM, "members.view", looked_at)
    assert JournalEntry.objects.latest("pk").org_path == Organisation.objects.get(pk=county.branch.pk).path


def test_who_could_write_at_the_old_place_only_is_refused(county: County) -> None:
    secretary, read_before = holder(Role.SECRETARY, county.town), Organisation.objects.get(pk=county.branch.pk)
    moved(county)
    with pytest.raises(Refused), Write(secretary, "members.register") as write:
        write.at(read_before)


# ── at the same moment ──────────────────────────────────────────────────────
def meanwhile(first: Callable[[], None], then: Callable[[], object]) -> list[object]:
    """`first` runs up to its end but for the commit; `then` starts, and both go on to theirs."""
    written, begun = threading.Event(), threading.Event()

    def hold_open() -> None:
        with transaction.atomic():
            first()
            written.set()
            begun.wait(10)
            # Nothing tells when the other stands before the lock; in this time it would be through without one.
            threading.Event().wait(0.7)

    def follow() -> object:
        written.wait(10)
        begun.set()
        return then()

    return at_once(hold_open, follow)


@pytest.mark.data
@each_on_its_own
def test_a_record_not_yet_committed_when_its_organisation_moves() -> None:
    county = County()
    results = meanwhile(lambda: member(county.branch) and None, lambda: moved(county))
    assert not faults(results)
    assert Member.objects.get().org_path == Organisation.objects.get(pk=county.branch.pk).path
    assert fits()


@pytest.mark.data
@each_on_its_own
def test_a_record_written_while_a_move_is_not_yet_committed() -> None:
    county = County()
    read_before = Organisation.objects.get(pk=county.branch.pk)
    results = meanwhile(lambda: moved(county) and None, lambda: member(read_before))
    assert not faults(results)
    assert Member.objects.get().org_path == Organisation.objects.get(pk=county.branch.pk).path
    assert fits()


@pytest.mark.data
@each_on_its_own
def test_a_load_not_yet_committed_when_the_organisation_moves() -> None:
    county = County()
    results = meanwhile(lambda: load_members(SYSTEM, [seed(county.branch)]) and None, lambda: moved(county))
    assert not faults(results)
    assert fits()


@pytest.mark.data
@each_on_its_own
def test_many_writes_and_moves_at_once() -> None:
    county = County()
    branches = [Organisation.objects.get(pk=each.pk) for each in (county.branch, county.other_branch)]

    def there_and_back() -> None:
        for parent in (county.neighbour, county.town, county.neighbour):
            services.move(SYSTEM, county.village.uid, new_parent=parent, valid_from=TODAY, reason="区划调整")

    def register() -> None:
        for branch in branches * 3:
            member(branch)

    results = at_once(there_and_back, register, register)
    assert not faults(results)
    assert Member.objects.count() == 12
    assert fits()


@pytest.mark.data
@each_on_its_own
def test_a_move_that_would_hold_up_everyone_gives_up(monkeypatch: pytest.MonkeyPatch) -> None:
    if connection.vendor != "postgresql":
        return  # one writer at a time: there is nothing to wait for that a lock of ours could tell
    monkeypatch.setattr(places, "LONGEST_WAIT", "100ms")
    county = County()
    loading, given_up = threading.Event(), threading.Event()

    def load() -> None:
        with transaction.atomic():
            load_members(SYSTEM, [seed(county.branch)])
            loading.set()
            given_up.wait(10)

    def move() -> None:
        loading.wait(10)
        try:
            moved(county)
        finally:
            given_up.set()

    loaded, refused = at_once(load, move)
    assert loaded is None
    assert isinstance(refused, Invalid)
    assert "几分钟" in refused.message
    assert Organisation.objects.get(pk=county.branch.pk).path == county.branch.path
    assert moved(county).path.startswith(county.neighbour.path)  # the time limit was that one lock's


# ── the safety net ──────────────────────────────────────────────────────────
@pytest.mark.data
def test_what_is_wrong_all_the_same_is_found_and_mended(county: County) -> None:
    wrong, right = member(county.branch), member(county.neighbour_branch)
    Member.objects.filter(pk=wrong.pk).update(org_path=county.neighbour.path)
    JournalEntry.objects.filter(subject_uid=wrong.uid).update(org_path=county.neighbour.path)
    with pytest.raises(CommandError, match="2条"):
        call_command("check_paths", "--look", stdout=io.StringIO())
    said = io.StringIO()
    call_command("check_paths", stdout=said)
    assert "不符的2条已改正" in said.getvalue()
    assert Member.objects.get(pk=wrong.pk).org_path == county.branch.path
    assert Member.objects.get(pk=right.pk).org_path == county.neighbour_branch.path
    assert JournalEntry.objects.filter(subject_uid=wrong.uid, org_path=county.branch.path).count() == 1
    assert places.mend() == {}
    assert fits()
