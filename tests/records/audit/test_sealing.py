"""Sealing, and the proof of one entry."""

import dataclasses
import json
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection
from django_q.models import Schedule

from records.audit import services
from records.audit.models import JournalEntry, Seal
from records.audit.proofs import NotSealed, Proof, ProofWrong
from records.audit.tasks import seal_journal

pytestmark = [pytest.mark.django_db, pytest.mark.data]


def test_a_seal_takes_what_waits_and_continues_the_chain(write):
    first, second = write(), write()
    one = services.seal()
    assert (one.number, one.count, one.previous) == (1, 2, None)
    assert (one.first_uid, one.last_uid) == (first.uid, second.uid)
    third = write()
    two = services.seal()
    assert (two.number, two.count, two.previous, two.first_uid) == (2, 1, one, third.uid)
    assert services.seal() is None
    assert not JournalEntry.objects.unsealed().exists()
    assert [entry.seal_id for entry in JournalEntry.objects.all()] == [1, 1, 2]
    assert str(two) == "第2号封存"


def test_a_bulk_load_makes_several_seals(write, monkeypatch):
    monkeypatch.setattr(services, "LARGEST_SEAL", 3)
    for _ in range(7):
        write()
    assert seal_journal() == 3
    assert list(Seal.objects.values_list("count", flat=True)) == [3, 3, 1]
    assert services.verify().holds


def test_sealing_costs_the_same_for_few_and_many(write, django_assert_num_queries):
    write()
    services.seal()
    for entries in (2, 30):
        for _ in range(entries):
            write()
        with django_assert_num_queries(7):  # savepoint, lock, last seal, claim, read, insert, savepoint
            services.seal()


@pytest.mark.django_db(transaction=True)
def test_sealers_at_once_make_one_chain(write):
    for _ in range(40):
        write()
    started = threading.Barrier(6)

    def work(writer):
        try:
            started.wait()
            for _ in range(5):
                if writer:
                    write()
                else:
                    services.seal()
        finally:
            connection.close()

    with ThreadPoolExecutor(6) as pool:
        for outcome in [pool.submit(work, number % 2 == 0) for number in range(6)]:
            outcome.result()
    services.seal_all()
    seals = list(Seal.objects.order_by("number"))
    assert [seal.number for seal in seals] == list(range(1, len(seals) + 1))
    assert [seal.previous_id for seal in seals] == [None, *(seal.pk for seal in seals[:-1])]
    assert sum(seal.count for seal in seals) == JournalEntry.objects.count() == 55
    assert services.verify().holds


@pytest.mark.parametrize("suite", ["intl", "gm"])
@pytest.mark.parametrize("entries", [1, 2, 3, 7])
def test_each_entry_has_a_proof_that_anyone_can_check(settings, write, suite, entries):
    settings.CRYPTO_SUITE = suite
    written = [write() for _ in range(entries)]
    services.seal()
    write()
    services.seal()
    for entry in written:
        entry.refresh_from_db()
        shown = json.loads(json.dumps(services.proof(entry).as_json()))
        proof = Proof.from_json(shown)
        services.check_proof(proof, published_chain=Seal.objects.get(number=1).chain)
        assert proof.facts["uid"] == str(entry.uid)
        assert proof.facts["after"] == entry.after


def test_a_proof_is_good_under_a_seal_of_the_other_suite(settings, write):
    write()
    settings.CRYPTO_SUITE = "gm"
    write()
    services.seal()
    for entry in JournalEntry.objects.all():
        services.check_proof(services.proof(entry))
    settings.CRYPTO_SUITE = "intl"
    assert services.verify().holds


def test_a_proof_tells_nothing_of_people_and_neighbours(write):
    entry, neighbour = write(), write(after={"name": "邻人"}, reason="邻人的事")
    services.seal()
    entry.refresh_from_db()
    shown = json.dumps(services.proof(entry).as_json(), ensure_ascii=False)
    for hidden in ("更正姓名", "党支部书记", "邻人", entry.private_salt, neighbour.salt, str(neighbour.subject_uid)):
        assert hidden not in shown
    assert "salt" in shown


def test_before_the_seal_a_proof_says_so(write):
    with pytest.raises(NotSealed, match="待封存"):
        services.proof(write())


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"facts": {"after": {"name": "王五"}}}, "内容与其摘要不符"),
        ({"salt": "00" * 32}, "内容与其摘要不符"),
        ({"leaf": "sha256:" + "00" * 32}, "内容与其摘要不符"),
        ({"leaf": "md5:00"}, "不认识"),
        ({"position": 1}, "不在所说的封存之下"),
        ({"position": 9}, "无法识别"),
        ({"path": ("00" * 32,) * 2}, "不在所说的封存之下"),
        ({"path": ()}, "无法识别"),
        ({"chain": "00" * 32}, "封存链不符"),
        ({"chain_before": "00" * 32}, "封存链不符"),
        ({"seal": {"at": "2020-01-01T00:00:00.000000Z"}}, "封存链不符"),
        ({"seal": {"root": "00" * 32}}, "不在所说的封存之下"),
        ({"salt": "不是十六进制"}, "无法识别"),
        ({"seal": {}}, None),
    ],
)
def test_a_changed_proof_does_not_hold(write, change, said):
    write()
    services.seal()
    entry = [write() for _ in range(4)][2]
    services.seal()
    entry.refresh_from_db()
    proof = services.proof(entry)
    merged = {
        name: {**getattr(proof, name), **value} if isinstance(value, dict) else value for name, value in change.items()
    }
    changed = dataclasses.replace(proof, **merged)
    if said is None:
        services.check_proof(changed)
        return
    with pytest.raises(ProofWrong, match=said):
        services.check_proof(changed)


def test_a_chain_published_elsewhere_must_agree(write):
    entry = write()
    services.seal()
    entry.refresh_from_db()
    with pytest.raises(ProofWrong, match="另行公布"):
        services.check_proof(services.proof(entry), published_chain="00" * 32)
    with pytest.raises(ProofWrong, match="不完整"):
        Proof.from_json({"path": []})


def test_the_schedule_is_set_up_once():
    for _ in range(2):
        services.ensure_schedules()
    schedule = Schedule.objects.get(name="records.audit.seal")
    assert (schedule.func, schedule.minutes, schedule.repeats) == ("records.audit.tasks.seal_journal", 1, -1)
