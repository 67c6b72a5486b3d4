"""The four levels of audience and their labels."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from records.kit.audience import Audience, labels_for, narrowest


@pytest.mark.parametrize(
    ("level", "labels"),
    [
        (Audience.SOCIETY, ("public",)),
        (Audience.MEMBERS, ("members",)),
        (Audience.OWN, ("org:7",)),
        (Audience.NAMED, ("person:3", "person:5")),
    ],
)
def test_labels_of_each_level(level: Audience, labels: tuple[str, ...]) -> None:
    assert labels_for(level, 7, [5, 3, 5]) == labels


def test_nobody_named_means_nobody() -> None:
    assert labels_for(Audience.NAMED, 7) == ()


def test_own_people_need_an_organisation() -> None:
    with pytest.raises(ValueError, match="no organisation"):
        labels_for(Audience.OWN, None)


@given(st.lists(st.sampled_from(list(Audience))))
def test_the_narrowest_is_never_wider_than_any(levels: list[Audience]) -> None:
    assert all(narrowest(levels).narrowness >= level.narrowness for level in levels)
    assert not levels or narrowest(levels) in levels
