"""Setting a figure: who may, what becomes of the one before, what is refused."""

import datetime
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction

from records.audit.models import JournalEntry
from records.kit.errors import Invalid, NotVisible, Refused
from records.kit.policies import all_policies
from records.organisations.roles import Role
from records.regulations import services
from records.regulations.models import RegulationDocument, RegulationKey, RegulationValue
from records.regulations.services import value

pytestmark = [pytest.mark.django_db, pytest.mark.data]
KEY = "learning.member_hours_per_year"
NEW_YEAR = datetime.date(2027, 1, 1)
EVE = datetime.date(2026, 12, 31)


@pytest.fixture
def put(loaded, administrator, document):
    """Set the yearly hours."""

    def set_value(hours=40, start=NEW_YEAR, **others):
        given = {"actor": administrator, "key": KEY, "document": document, "mark": "V", "reason": "新规定"}
        given |= others
        return services.set_value(given.pop("actor"), given.pop("key"), value=hours, valid_from=start, **given)

    return set_value


def test_the_value_before_ends_and_nothing_is_overwritten(put):
    made = put(article="第五条", note="见附件")
    assert (value(KEY, EVE).integer, value(KEY, NEW_YEAR).integer) == (32, 40)
    old = RegulationValue.objects.of_key(KEY).first()
    assert (old.value, old.valid_to, made.valid_to) == (32, NEW_YEAR, None)
    assert value(KEY, NEW_YEAR).source == "《新规定》（中组发〔2027〕1号）第五条"


def test_a_value_set_wrong_is_replaced_and_kept(put):
    wrong, right = put(400), put(40)
    wrong.refresh_from_db()
    assert wrong.replaced_at is not None
    assert (wrong.value, right.value, value(KEY, NEW_YEAR).integer) == (400, 40, 40)
    assert RegulationValue.objects.filter(key__name=KEY).count() == 3


def test_a_value_between_two_ends_where_the_next_begins(put):
    put(40)
    middle = put(36, datetime.date(2026, 12, 1))
    assert middle.valid_to == NEW_YEAR
    held = [value(KEY, on).integer for on in (datetime.date(2026, 11, 30), datetime.date(2026, 12, 1), NEW_YEAR)]
    assert held == [32, 36, 40]


def test_it_is_journalled_with_what_ended(put):
    put(40, reason="中组发〔2027〕1号")
    entries = JournalEntry.objects.filter(action="regulations.change", subject_uid__isnull=False)
    closed, made = sorted(entries, key=lambda entry: bool(entry.before), reverse=True)
    assert closed.after == {"valid_to": "2027-01-01"}
    assert made.after["value"] == 40
    assert made.reason == "中组发〔2027〕1号"


@pytest.mark.parametrize(
    ("change", "error", "said"),
    [
        ({"hours": "40"}, Invalid, "不是整数"),
        ({"reason": " "}, Invalid, "修改事由"),
        ({"mark": "X"}, Invalid, "不是核对情况"),
        ({"key": "learning.unknown"}, NotVisible, "没有名为“learning.unknown”"),
        ({"valid_to": EVE}, Invalid, "必须晚于"),
        ({"valid_to": datetime.date(2028, 1, 1)}, Invalid, "截成两段"),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_stays(put, change, error, said):
    before = (RegulationValue.objects.count(), JournalEntry.objects.count())
    with pytest.raises(error) as refused:
        put(**change)
    assert said in str(refused.value)
    assert (RegulationValue.objects.count(), JournalEntry.objects.count()) == before
    assert value(KEY, NEW_YEAR).integer == 32


def test_only_the_administrator_may(put, clerk):
    with pytest.raises(Refused):
        put(actor=clerk)
    with pytest.raises(Refused):
        services.add_document(clerk, title="《新规定》")
    assert value(KEY, NEW_YEAR).integer == 32


def test_a_document_is_registered_once(administrator, db):
    made = services.add_document(administrator, title="《新规定》", number="中组发〔2027〕1号", in_force_from=NEW_YEAR)
    assert str(made) == "《新规定》（中组发〔2027〕1号）"
    with pytest.raises(ValidationError), transaction.atomic():
        services.add_document(administrator, title="《新规定》", number="中组发〔2027〕1号")
    assert RegulationDocument.objects.count() == 1


def test_a_change_that_is_rolled_back_is_not_remembered(put):
    value(KEY, NEW_YEAR)
    with transaction.atomic():
        put(40)
        assert value(KEY, NEW_YEAR).integer == 40
        transaction.set_rollback(True)
    assert value(KEY, NEW_YEAR).integer == 32


def test_after_the_commit_it_is_remembered_again(put, django_capture_on_commit_callbacks, django_assert_num_queries):
    with django_capture_on_commit_callbacks(execute=True):
        put(40)
    with django_assert_num_queries(1):
        assert [value(KEY, NEW_YEAR).integer for _ in range(3)] == [40, 40, 40]


def test_the_database_itself_refuses_two_values_of_one_day(put, document):
    key = RegulationKey.objects.get(name=KEY)
    facts = {"key": key, "value": 1, "document": document, "mark": "V"}
    put(40)
    with pytest.raises(IntegrityError), transaction.atomic():
        RegulationValue.objects.create(valid_from=NEW_YEAR, **facts)
    with pytest.raises(IntegrityError), transaction.atomic():
        RegulationValue.objects.create(valid_from=NEW_YEAR, valid_to=EVE, **facts)


@pytest.mark.django_db(transaction=True)
def test_two_people_at_once_never_leave_two_values_for_a_day(put, administrator, document):
    started = threading.Barrier(4)

    def work(number):
        try:
            started.wait()
            put(40 + number, datetime.date(2027, 1 + number, 1))
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        for outcome in [pool.submit(work, number) for number in range(4)]:
            outcome.result()
    rows = list(RegulationValue.objects.of_key(KEY))
    assert [row.value for row in rows] == [32, 40, 41, 42, 43]
    assert [row.valid_to for row in rows] == [*(row.valid_from for row in rows[1:]), None]


def test_policies_name_roles_that_exist():
    ours = [policy for policy in all_policies() if policy.action.startswith("regulations.")]
    assert len(ours) == 2
    assert {role for policy in ours for role in policy.roles} <= set(Role.values)
