"""Writing an entry."""

import datetime
import decimal
import uuid

import pytest
from django.db import transaction

from records.audit import services
from records.audit.models import JournalEntry
from records.audit.origin import current_origin, origin_of
from records.audit.querysets import AppendOnly

pytestmark = [pytest.mark.django_db, pytest.mark.data]


def test_an_entry_says_who_what_when_where_and_why(write):
    subject = uuid.uuid4()
    with origin_of("work", ip="10.1.2.3", request_id="r-1"):
        write(subject_uid=subject)
    entry = JournalEntry.objects.get()
    assert (entry.actor_id, entry.actor_name, entry.actor_role) == (7, "张三", "党支部书记")
    assert (entry.action, entry.subject, entry.subject_uid) == ("members.change", "members.member", subject)
    assert (entry.organisation_id, entry.org_path, entry.reason) == (3, "00010002", "更正姓名")
    assert entry.after == {"name": "张叁", "phone": "changed"}
    assert (entry.origin.door_label, entry.origin.ip, entry.origin.request_id) == ("工作台", "10.1.2.3", "r-1")
    assert entry.uid.version == 7
    assert current_origin().door == ""


def test_without_an_actor_it_was_the_system(write):
    entry = write(actor=None, subject_uid=None)
    assert (entry.actor_id, entry.actor_name, entry.actor_role) == (None, "系统", "")


def test_every_entry_has_salts_of_its_own(write):
    entries = [write(subject_uid=None) for _ in range(3)]
    assert len({salt for entry in entries for salt in (entry.salt, entry.private_salt)}) == 6
    assert len({entry.leaf for entry in entries}) == 3


@pytest.mark.parametrize("suite", ["intl", "gm"])
@pytest.mark.parametrize(
    "value",
    [
        1.0,
        1e22,
        0.1,
        True,
        None,
        2**70,
        decimal.Decimal("12.50"),
        datetime.date(2026, 7, 1),
        datetime.datetime(2026, 7, 1, 8, tzinfo=datetime.UTC),
        uuid.UUID(int=1),
        "NUL\0与半个\ud800",
        {"乙": [1, {"甲": 2.5}], 3: {"丙"}},
        "𠮷\u2028é",
    ],
)
def test_what_the_database_gives_back_has_the_same_leaf(settings, write, suite, value):
    settings.CRYPTO_SUITE = suite
    write(after={"value": value})
    entry = JournalEntry.objects.get()
    algorithm = {"intl": "sha256", "gm": "sm3"}[suite]
    assert entry.leaf.startswith(f"{algorithm}:")
    assert entry.leaf_under(algorithm) == entry.leaf


def test_long_names_are_cut_rather_than_refused(write):
    assert len(write(actor=None).actor_name) == 2
    with origin_of("work", request_id="x" * 100):
        assert len(write().request_id) == 64


@pytest.mark.parametrize(
    "change",
    [
        lambda entry: entry.save(),
        lambda entry: entry.save(update_fields=["reason"]),
        lambda entry: JournalEntry.objects.get(pk=entry.pk).save(force_update=True),
        lambda entry: entry.delete(),
        lambda entry: JournalEntry.objects.update(reason="x"),
        lambda entry: JournalEntry.objects.filter(pk=entry.pk).update(reason="x", org_path="0002"),
        lambda entry: JournalEntry.objects.all().delete(),
        lambda entry: JournalEntry._base_manager.all().delete(),
        lambda entry: JournalEntry.objects.bulk_update([entry], ["reason"]),
        lambda entry: JournalEntry.objects.bulk_create([JournalEntry()]),
        lambda entry: JournalEntry.objects.update_or_create(pk=entry.pk, defaults={"reason": "x"}),
        lambda entry: services.seal().save(),
        lambda entry: services.seal().delete(),
        lambda entry: type(services.seal()).objects.update(count=0),
        lambda entry: type(services.seal()).objects.all().delete(),
    ],
)
def test_the_journal_can_only_be_added_to(write, change):
    entry = write()
    with pytest.raises(AppendOnly, match="只能追加"):
        change(entry)
    entry.refresh_from_db()
    assert entry.reason == "更正姓名"


@pytest.mark.django_db(transaction=True)
def test_an_entry_outside_a_transaction_is_refused(clerk):
    facts = {"actor": clerk, "action": "a", "subject": "s", "subject_uid": None}
    with pytest.raises(RuntimeError, match="同一事务"):
        services.record(**facts)
    with transaction.atomic():
        services.record(**facts)
        transaction.set_rollback(True)
    assert not JournalEntry.objects.exists()


def test_writing_takes_one_query(write, django_assert_num_queries, clerk):
    with django_assert_num_queries(1):
        services.record(actor=clerk, action="a", subject="s", subject_uid=None)


@pytest.mark.parametrize(
    ("allowed", "seen"),
    [
        (("",), 4),
        (("0003", ""), 4),
        ((), 0),
        (("0001",), 3),
        (("00010002",), 1),
        (("00010002", "0002"), 2),
        (("0003",), 0),
        (("000",), 4),
    ],
)
def test_a_reader_sees_what_lies_below(write, clerk, allowed, seen):
    for path in ("0001", "00010002", "0001ZZZZ", "0002"):
        write(org_path=path)
    clerk.scope.allowed = allowed
    assert JournalEntry.objects.visible_to(clerk).count() == seen


def test_entries_follow_an_organisation_that_moves_and_stay_whole(write):
    write(org_path="00010002")
    services.seal()
    JournalEntry.objects.below("00010002").update(org_path="00050001")
    assert JournalEntry.objects.below("0005").count() == 1
    assert services.verify().holds


def test_entries_on_a_record_and_of_a_person(write):
    entry = write()
    write(actor=None)
    assert JournalEntry.objects.about("members.member", entry.subject_uid).get() == entry
    assert JournalEntry.objects.by(7).get() == entry
