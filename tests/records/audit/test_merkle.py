"""The tree of hashes, over any number of leaves, under both suites."""

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from records.audit.merkle import LEAF, NODE, leaf_hash, path_of, root_from, root_of, split

SUITES = st.sampled_from(["sha256", "sm3"])
LEAVES = st.lists(st.binary(min_size=32, max_size=32), min_size=1, max_size=40)


def by_definition(algorithm: str, leaves: list[bytes]) -> bytes:
    """RFC 6962, section 2.1, as it is written: split at the largest power of two below the number of leaves."""
    if len(leaves) == 1:
        return leaves[0]
    middle = 1
    while middle * 2 < len(leaves):
        middle *= 2
    left, right = by_definition(algorithm, leaves[:middle]), by_definition(algorithm, leaves[middle:])
    return hashlib.new(algorithm, NODE + left + right).digest()


@given(algorithm=SUITES, leaves=LEAVES)
def test_the_root_is_that_of_the_definition(algorithm, leaves):
    assert root_of(algorithm, leaves) == by_definition(algorithm, leaves)


@pytest.mark.parametrize("count", range(1, 34))
@pytest.mark.parametrize("algorithm", ["sha256", "sm3"])
def test_every_leaf_proves_itself_and_nothing_else(algorithm, count):
    leaves = [bytes([number]) * 32 for number in range(count)]
    root = root_of(algorithm, leaves)
    for position, leaf in enumerate(leaves):
        path = path_of(algorithm, leaves, position)
        assert root_from(algorithm, leaf, position, count, path) == root
        assert root_from(algorithm, b"\xff" * 32, position, count, path) != root
        for damaged in ([*path, leaf], path[:-1]):
            if damaged != path:
                with pytest.raises(ValueError, match="path too"):
                    root_from(algorithm, leaf, position, count, damaged)


@given(algorithm=SUITES, leaves=st.lists(st.binary(min_size=32, max_size=32), min_size=2, unique=True), data=st.data())
def test_another_position_gives_another_root(algorithm, leaves, data):
    position = data.draw(st.integers(0, len(leaves) - 1))
    other = data.draw(st.integers(0, len(leaves) - 1))
    path = path_of(algorithm, leaves, position)
    try:
        found = root_from(algorithm, leaves[position], other, len(leaves), path)
    except ValueError:
        return
    assert (found == root_of(algorithm, leaves)) == (other == position)


@given(leaves=LEAVES, algorithm=SUITES)
def test_repeating_the_last_leaf_changes_the_root(leaves, algorithm):
    assert root_of(algorithm, leaves) != root_of(algorithm, [*leaves, leaves[-1]])


def test_leaves_are_kept_end_to_end_and_come_apart():
    leaves = [bytes([number]) * 32 for number in range(5)]
    assert split(b"".join(leaves)) == leaves


def test_a_leaf_is_as_documented():
    assert leaf_hash("sha256", b"salt", b"{}") == hashlib.sha256(LEAF + b"salt" + b"{}").digest()
    with pytest.raises(ValueError, match="needs a leaf"):
        root_of("sha256", [])
    with pytest.raises(IndexError):
        path_of("sha256", [b"0" * 32], 1)
    with pytest.raises(ValueError, match="beyond"):
        root_from("sha256", b"0" * 32, 1, 1, [])
