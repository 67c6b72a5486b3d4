"""Path ranges against plain string comparison."""

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from records.kit.paths import ALPHABET, below_any, everything, nothing, successor, without_nested
from records.organisations.models import Organisation, OrganisationKind

steps = st.text(alphabet=ALPHABET, min_size=4, max_size=4)
paths = st.lists(steps, min_size=1, max_size=4).map("".join)


@pytest.mark.parametrize(
    ("path", "expected"),
    [("0001", "0002"), ("000Z", "0010"), ("00ZZ", "0100"), ("ZZZZ", None), ("0001000Z", "00010010")],
)
def test_successor(path: str, expected: str | None) -> None:
    assert successor(path) == expected


@given(paths, paths)
def test_a_range_holds_exactly_what_starts_with_the_path(path: str, other: str) -> None:
    end = successor(path)
    inside = other >= path and (end is None or other < end)
    assert inside == other.startswith(path)


@given(st.lists(paths, max_size=8))
def test_dropping_nested_paths_changes_nothing_about_what_is_below(many: list[str]) -> None:
    kept = without_nested(many)
    for path in many:
        assert any(path.startswith(each) for each in kept)
    assert not any(a != b and a.startswith(b) for a in kept for b in kept)


def test_everywhere_is_no_condition_and_nowhere_is_no_row() -> None:
    assert below_any("path", [""]) == everything()
    assert below_any("path", []).children == [("pk__in", [])]


@pytest.mark.django_db
def test_everywhere_or_something_is_still_everywhere() -> None:
    kind = OrganisationKind.objects.create(code="committee", name="党委")
    today = datetime.date(2026, 11, 20)
    organisation = Organisation.add_root(code="1", name="甲", short_name="甲", slug="jia", kind=kind, set_up_on=today)

    assert list(Organisation.objects.filter(below_any("path", [""]) | nothing())) == [organisation]
    assert list(Organisation.objects.filter(nothing() | below_any("path", [""]))) == [organisation]
    assert not Organisation.objects.filter(below_any("path", []) | nothing()).exists()
