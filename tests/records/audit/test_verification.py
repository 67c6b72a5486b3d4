"""Every kind of tampering that someone with the database's password could try is found, and the first entry is named."""

import json

import pytest
from django.core.management import CommandError, call_command

from records.audit import services
from records.audit.models import JournalEntry, Seal
from records.audit.verification import Kind

pytestmark = [pytest.mark.django_db, pytest.mark.data]
TABLE = "audit_journalentry"


@pytest.fixture(params=["intl", "gm"])
def journal(request, settings, write):
    """Seals of 3, 5 and 2 entries, and 2 entries that wait."""
    settings.CRYPTO_SUITE = request.param
    for entries in (3, 5, 2):
        for number in range(entries):
            write(after={"number": number})
        services.seal()
    for number in range(2):
        write(after={"number": number})
    return list(JournalEntry.objects.order_by("pk"))


def test_a_whole_journal_holds(journal):
    verdict = services.verify()
    assert verdict.holds, verdict
    assert (verdict.entries, verdict.seals, verdict.unsealed) == (12, 3, 2)
    assert str(verdict) == "日志完整：3次封存，12条日志，其中2条待封存。"


def test_an_empty_journal_holds(db):
    assert services.verify().holds


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("at", "2020-01-01 00:00:00"),
        ("actor_id", 99),
        ("actor_name", "李四"),
        ("actor_role", ""),
        ("action", "members.view"),
        ("subject", "funds.item"),
        ("subject_uid", None),
        ("organisation_id", 99),
        ("before", "{}"),
        ("after", '{"number": 99}'),
        ("reason", ""),
        ("door", "api"),
        ("ip", "9.9.9.9"),
        ("request_id", "x"),
        ("salt", "00" * 32),
        ("salt", "坏"),
        ("private_salt", "00" * 32),
        ("leaf", "sha256:" + "00" * 32),
        ("leaf", "坏"),
        ("uid", "00000000000070008000000000000000"),
    ],
)
def test_an_altered_entry_is_named(journal, tamper, column, value):
    altered = journal[5]
    tamper(f"UPDATE {TABLE} SET {column} = %s WHERE id = %s", value, altered.pk)
    fault = services.verify().fault
    assert (fault.kind, fault.seal, fault.position) == (Kind.ALTERED, 2, 3)
    assert fault.uid == JournalEntry.objects.get(pk=altered.pk).uid
    assert "第2号封存第3条" in fault.message
    assert str(fault.uid) in fault.message


def test_every_sealed_column_is_tried():
    tried = {case[0] for mark in test_an_altered_entry_is_named.pytestmark for case in mark.args[1]}
    columns = {field.attname for field in JournalEntry._meta.concrete_fields}
    assert columns - tried == {"id", "org_path", "seal_id"}


def test_an_entry_altered_with_its_leaf_made_anew_is_named(journal, tamper):
    altered = journal[5]
    altered.reason = "另一事由"
    leaf = altered.leaf_under(altered.leaf.partition(":")[0])
    tamper(f"UPDATE {TABLE} SET reason = %s, leaf = %s WHERE id = %s", "另一事由", leaf, altered.pk)
    fault = services.verify().fault
    assert (fault.kind, fault.seal, fault.position, fault.uid) == (Kind.ALTERED, 2, 3, altered.uid)


def test_an_altered_entry_that_waits_is_named(journal, tamper):
    tamper(f"UPDATE {TABLE} SET reason = '' WHERE id = %s", journal[11].pk)
    fault = services.verify().fault
    assert (fault.kind, fault.seal, fault.uid) == (Kind.ALTERED, None, journal[11].uid)


def test_of_two_the_first_is_named(journal, tamper):
    for entry in (journal[6], journal[1]):
        tamper(f"UPDATE {TABLE} SET reason = '' WHERE id = %s", entry.pk)
    verdict = services.verify()
    assert verdict.fault.uid == journal[1].uid
    assert (verdict.entries, verdict.seals) == (1, 0)


@pytest.mark.parametrize(
    ("gone", "seal", "position"),
    [([0], 1, 1), ([4], 2, 2), ([7], 2, 5), ([3, 4, 5, 6, 7], 2, 1), ([2, 3], 1, 3), ([9], 3, 2)],
)
def test_a_missing_entry_is_named_by_its_place(journal, tamper, gone, seal, position):
    for index in gone:
        tamper(f"DELETE FROM {TABLE} WHERE id = %s", journal[index].pk)
    fault = services.verify().fault
    assert (fault.kind, fault.seal, fault.position, fault.uid) == (Kind.MISSING, seal, position, None)
    before = journal[gone[0] - 1]
    if before.seal_id == seal and gone[0]:
        assert str(before.uid) in fault.message


def test_entries_in_another_order_are_found(journal, tamper):
    one, two = journal[4].pk, journal[6].pk
    for old, new in ((one, 10**6), (two, one), (10**6, two)):
        tamper(f"UPDATE {TABLE} SET id = %s WHERE id = %s", new, old)
    fault = services.verify().fault
    assert (fault.kind, fault.seal, fault.position, fault.uid) == (Kind.REORDERED, 2, 2, journal[6].uid)


def test_an_entry_put_under_an_old_seal_is_found(journal, tamper):
    tamper(f"UPDATE {TABLE} SET seal_id = 1 WHERE id = %s", journal[10].pk)
    fault = services.verify().fault
    assert (fault.kind, fault.seal, fault.position, fault.uid) == (Kind.ADDED, 1, 4, journal[10].uid)


def test_an_entry_put_between_others_is_found(journal, tamper):
    tamper(f"UPDATE {TABLE} SET id = 0, seal_id = 1 WHERE id = %s", journal[10].pk)
    fault = services.verify().fault
    assert (fault.kind, fault.seal, fault.position, fault.uid) == (Kind.ADDED, 1, 1, journal[10].uid)


def test_an_entry_moved_to_another_seal_is_missing_from_its_own(journal, tamper):
    tamper(f"UPDATE {TABLE} SET seal_id = 3 WHERE id = %s", journal[4].pk)
    fault = services.verify().fault
    assert (fault.kind, fault.seal, fault.position) == (Kind.MISSING, 2, 2)


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("at", "2020-01-01 00:00:00"),
        ("algorithm", "md5"),
        ("root", "00" * 32),
        ("count", 4),
        ("first_uid", "00000000000070008000000000000000"),
        ("last_uid", "00000000000070008000000000000000"),
        ("chain", "00" * 32),
        ("leaves", b"\0" * 160),
        ("previous_id", None),
    ],
)
def test_an_altered_seal_is_named(journal, tamper, column, value):
    tamper(f"UPDATE audit_seal SET {column} = %s WHERE number = 2", value)
    fault = services.verify().fault
    assert (fault.kind, fault.seal) == (Kind.SEAL_ALTERED, 2)


def test_a_missing_seal_is_named(journal, tamper):
    last, first = Seal.objects.get(number=3), Seal.objects.get(number=1)
    tamper(f"DELETE FROM {TABLE} WHERE seal_id = 2")
    tamper("UPDATE audit_seal SET previous_id = NULL WHERE number = 3")
    tamper("DELETE FROM audit_seal WHERE number = 2")
    tamper("UPDATE audit_seal SET previous_id = %s WHERE id = %s", first.pk, last.pk)
    fault = services.verify().fault
    assert (fault.kind, fault.seal) == (Kind.SEAL_MISSING, 2)


def test_a_cut_off_end_is_found_by_what_was_written_down_elsewhere(journal, tamper):
    written_down = (3, Seal.objects.get(number=3).chain)
    assert services.verify(anchor=written_down).holds
    tamper(f"DELETE FROM {TABLE} WHERE seal_id = 3 OR seal_id IS NULL")
    tamper("DELETE FROM audit_seal WHERE number = 3")
    assert services.verify().holds  # by itself no journal can tell
    fault = services.verify(anchor=written_down).fault
    assert (fault.kind, fault.seal) == (Kind.ANCHOR, 3)
    assert services.verify(anchor=(2, "00" * 32)).fault.kind is Kind.ANCHOR


def test_checking_is_three_queries_however_long_the_journal(journal, django_assert_num_queries):
    with django_assert_num_queries(3):
        services.verify()


def test_the_command_says_it_and_ends_with_an_error(journal, tamper, capsys):
    call_command("verify_journal")
    said = capsys.readouterr().out
    assert "日志完整：3次封存" in said
    anchor = said.split("--anchor ")[1].strip()
    call_command("verify_journal", anchor=anchor)
    with pytest.raises(CommandError, match="应写成"):
        call_command("verify_journal", anchor="x")
    tamper(f"UPDATE {TABLE} SET after = %s WHERE id = %s", json.dumps({}), journal[3].pk)
    with pytest.raises(CommandError, match=str(journal[3].uid)):
        call_command("verify_journal", anchor=anchor)
