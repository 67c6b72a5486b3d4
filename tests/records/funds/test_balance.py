"""For any sequence of payments and reversals: what is left = agreed − Σ, never negative."""

import pytest
from django.core.exceptions import ValidationError
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from records.funds import services
from records.funds.models import Application, Execution, Item
from records.kit.errors import Conflict
from tests.factories import funds
from tests.factories.funds import People, line

AGREED = 10_000

# A positive number pays so many fen; a negative one turns round the entry at that place, whatever it is.
ACTS = st.lists(st.integers(min_value=-6, max_value=7_000).filter(bool), max_size=7)


class _Undo(Exception):
    pass


@pytest.fixture
def made(people: People) -> Application:
    """One item, agreed and replied to."""
    return funds.replied(people, line(amount=AGREED))


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(acts=ACTS)
def test_balance(people: People, made: Application, acts: list[int]) -> None:
    try:
        with transaction.atomic():
            _play(people, made, acts)
            raise _Undo
    except _Undo:
        pass


def _play(people: People, made: Application, acts: list[int]) -> None:
    item = funds.items_of(made)[0]
    book: list[int] = []
    turned: set[int] = set()
    for act in acts:
        rest = AGREED - sum(book)
        if act > 0:
            try:
                funds.spend(people, made, act, item)
            except ValidationError:
                assert act > rest
            else:
                assert act <= rest
                book.append(act)
        else:
            place = -act - 1
            if place >= len(book):
                continue
            entry = Execution.objects.order_by("pk")[place]
            try:
                services.reverse_execution(people.secretary, entry.uid, reason="有误")
            except Conflict:
                assert book[place] < 0 or place in turned
            else:
                assert book[place] > 0
                assert place not in turned
                turned |= {place, len(book)}
                book.append(-book[place])
        left = Item.objects.with_money().get(pk=item.pk).left
        assert left == AGREED - sum(book)
        assert left >= 0
    assert list(Execution.objects.order_by("pk").values_list("amount", flat=True)) == book
