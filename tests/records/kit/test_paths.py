"""Path ranges against plain string comparison."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from records.kit.paths import ALPHABET, below_any, successor, without_nested

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
    assert not below_any("path", [""])
    assert below_any("path", []).children == [("pk__in", [])]
