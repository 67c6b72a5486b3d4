"""Bulk inserts store what an ordinary save stores."""

import datetime
import uuid

import pytest
from django.db import IntegrityError, transaction

from records.kit import bulk
from records.kit.models import Job, StoredEvent
from records.organisations.models import Unit


@pytest.mark.data
@pytest.mark.django_db
def test_rows_come_back_as_if_saved_one_by_one():
    values = {
        "name": "示例“引号”\n换行\\t",
        "label": "标签",
        "arguments": {"a": [1, "二", None], "b": {"c": True}},
        "total": None,
        "leased_until": datetime.datetime(2026, 11, 21, 8, 30, tzinfo=datetime.UTC),
    }
    saved = Job.objects.create(**values)
    with transaction.atomic():
        rows = [Job(**values), Job(**values)]
        bulk.number(Job, rows)
        assert bulk.insert(Job, rows) == 2
    assert len({row.pk for row in rows} | {saved.pk}) == 3
    stored = Job.objects.get(pk=rows[0].pk)
    for field in Job._meta.concrete_fields:
        if field.name not in ("id", "uid", "created_at"):
            assert getattr(stored, field.attname) == getattr(saved, field.attname), field.name
    assert stored.created_at is not None
    assert Job.objects.create(**values).pk not in {row.pk for row in rows}  # the next ordinary key is a free one


@pytest.mark.data
@pytest.mark.django_db
def test_unnumbered_rows_get_keys_from_the_database():
    with transaction.atomic():
        assert bulk.insert(StoredEvent, (StoredEvent(name=f"e{n}", actor_id=None) for n in range(3))) == 3
        assert bulk.insert(StoredEvent, []) == 0
    assert StoredEvent.objects.values("pk").distinct().count() == 3


@pytest.mark.data
@pytest.mark.django_db
def test_a_broken_rule_of_the_database_is_an_ordinary_error():
    with pytest.raises(IntegrityError), transaction.atomic():
        bulk.insert(Unit, [Unit(code="U", name="x", sort_key="x"), Unit(code="U", name="y", sort_key="y")])
    assert not Unit.objects.exists()


@pytest.mark.django_db
def test_values_of_unusual_types_are_prepared_by_their_field():
    with transaction.atomic():
        bulk.insert(Unit, [Unit(code="U", name="x", sort_key="x", uid=str(uuid.UUID(int=7)))])
    assert Unit.objects.get().uid == uuid.UUID(int=7)
