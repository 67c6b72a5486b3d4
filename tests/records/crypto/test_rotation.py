"""Change of keys and of suite over a table."""

import pytest
from django.core.management import CommandError, call_command

from records.crypto import rotation
from records.crypto.fields import hashes_of
from tests.records.crypto.conftest import Person, key
from tests.records.crypto.test_secret_field import plain

pytestmark = [pytest.mark.django_db, pytest.mark.data]


@pytest.fixture(autouse=True)
def small_batches(monkeypatch):
    monkeypatch.setattr(rotation, "BATCH", 3)


@pytest.fixture
def people(settings):
    settings.FIELD_KEYS, settings.LOOKUP_KEYS = [key("k1", "A")], [key("l1", "C")]
    made = [Person(identity_number=f"3302031990010100{n:02}", health="好" if n % 2 else None) for n in range(10)]
    return Person.objects.bulk_create(made)


def change_keys(settings):
    settings.FIELD_KEYS, settings.LOOKUP_KEYS = [key("k2", "B"), key("k1", "A")], [key("l2", "D"), key("l1", "C")]
    settings.CRYPTO_SUITE = "gm"


def test_every_value_and_hash_is_renewed_and_the_old_keys_may_go(settings, people, raw):
    change_keys(settings)
    [outcome] = rotation.rotate([Person])
    assert (outcome.renewed, outcome.unreadable) == (10, [])
    settings.FIELD_KEYS, settings.LOOKUP_KEYS = settings.FIELD_KEYS[:1], settings.LOOKUP_KEYS[:1]
    for number, row in enumerate(Person.objects.order_by("pk")):
        assert plain(row.identity_number) == f"3302031990010100{number:02}"
        assert raw(row, "identity_number").startswith("sm4gcm.k2.")
        assert raw(row, "identity_hash").startswith("hmac-sm3.l2.")
        assert (row.health is None) == (number % 2 == 0)
    assert Person.objects.get(identity_hash__in=hashes_of(Person, "identity_hash", "330203199001010007")) == people[7]


def test_a_run_that_was_stopped_is_taken_up(settings, people, raw):
    change_keys(settings)

    class Stopped(Exception):
        pass

    def stop(model, done):
        if done == 6:
            raise Stopped

    with pytest.raises(Stopped):
        list(rotation.rotate([Person], progress=stop))
    assert sum(raw(row, "identity_number").startswith("sm4gcm.k2.") for row in people) == 6
    [outcome] = rotation.rotate([Person])
    assert outcome.renewed == 4
    [outcome] = rotation.rotate([Person])
    assert outcome.renewed == 0


def test_what_cannot_be_opened_is_named_and_left(settings, people, raw):
    change_keys(settings)
    Person.objects.filter(pk=people[4].pk).update(
        identity_number=Person.objects.filter(pk=people[5].pk).values_list("identity_number", flat=True)[0]
    )
    before = raw(people[4], "identity_number")
    [outcome] = rotation.rotate([Person])
    assert outcome.renewed == 9
    assert [value.place for value in outcome.unreadable] == [f"crypto.person.identity_number:{people[4].uid}"]
    assert raw(people[4], "identity_number") == before


def test_the_work_per_batch_is_three_queries(settings, people, django_assert_max_num_queries):
    change_keys(settings)
    with django_assert_max_num_queries(4 * 5):  # four batches and the empty one; savepoints around each
        list(rotation.rotate([Person]))


def test_the_command_ends_with_an_error_while_an_old_key_is_needed(settings, people, monkeypatch, capsys):
    monkeypatch.setattr(rotation, "models_with_secrets", lambda: [Person])
    settings.FIELD_KEYS = [key("k2", "B")]
    with pytest.raises(CommandError, match="有10个值未能解密"):
        call_command("rotate_field_keys")
    assert "没有编号为“k1”的密钥" in capsys.readouterr().err
    settings.FIELD_KEYS = [key("k2", "B"), key("k1", "A")]
    call_command("rotate_field_keys")
    assert "旧密钥可以从配置中移除" in capsys.readouterr().out
