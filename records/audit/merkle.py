"""The tree of hashes under a seal (默克尔树): pure functions over 32-byte leaves.

Leaf = H(0x00 ‖ salt ‖ facts), node = H(0x01 ‖ left ‖ right), chain = H(0x02 ‖ chain before ‖ seal's facts). The first byte
keeps the three apart, so that none can be passed off as another. A node without a neighbour moves up as it is (as in
RFC 6962), so that no two lists of leaves share a root by repeating the last one.
"""

from collections.abc import Sequence

from records.crypto.suites import DIGESTS

LEAF, NODE, CHAIN, PRIVATE = b"\x00", b"\x01", b"\x02", b"\x03"
HASH_BYTES = 32


def leaf_hash(algorithm: str, salt: bytes, facts: bytes) -> bytes:
    """The leaf of one entry; 32 random bytes of salt keep its facts from being guessed from the leaf."""
    return DIGESTS[algorithm].of(LEAF, salt, facts)


def private_hash(algorithm: str, salt: bytes, facts: bytes) -> bytes:
    """What a public proof says of the facts it keeps back (who, from where, why), under a salt of their own."""
    return DIGESTS[algorithm].of(PRIVATE, salt, facts)


def chain_hash(algorithm: str, before: bytes, facts: bytes) -> bytes:
    """The chain at a seal, which fixes all seals before it."""
    return DIGESTS[algorithm].of(CHAIN, before, facts)


def root_of(algorithm: str, leaves: Sequence[bytes]) -> bytes:
    """The root over the leaves in their order. Raises ValueError without leaves."""
    if not leaves:
        raise ValueError("a tree needs a leaf")
    level = list(leaves)
    while len(level) > 1:
        level = _level_above(algorithm, level)
    return level[0]


def path_of(algorithm: str, leaves: Sequence[bytes], position: int) -> list[bytes]:
    """The neighbours' hashes from a leaf (position from 0) up to the root. Raises IndexError beyond the leaves."""
    if not 0 <= position < len(leaves):
        raise IndexError(position)
    level, path = list(leaves), []
    while len(level) > 1:
        if position ^ 1 < len(level):
            path.append(level[position ^ 1])
        level, position = _level_above(algorithm, level), position // 2
    return path


def root_from(algorithm: str, leaf: bytes, position: int, count: int, path: Sequence[bytes]) -> bytes:
    """The root that a leaf at `position` of `count` gives with its path. Raises ValueError for a path of wrong length."""
    if not 0 <= position < count:
        raise ValueError("position beyond the tree")
    neighbours, node = list(path), leaf
    while count > 1:
        if position ^ 1 < count:
            if not neighbours:
                raise ValueError("path too short")
            other = neighbours.pop(0)
            node = (
                DIGESTS[algorithm].of(NODE, other, node) if position % 2 else DIGESTS[algorithm].of(NODE, node, other)
            )
        position, count = position // 2, (count + 1) // 2
    if neighbours:
        raise ValueError("path too long")
    return node


def _level_above(algorithm: str, level: Sequence[bytes]) -> list[bytes]:
    digest = DIGESTS[algorithm]
    above = [digest.of(NODE, level[at], level[at + 1]) for at in range(0, len(level) - 1, 2)]
    return [*above, level[-1]] if len(level) % 2 else above


def split(leaves: bytes) -> list[bytes]:
    """The leaves kept end to end in a seal, apart again."""
    return [leaves[at : at + HASH_BYTES] for at in range(0, len(leaves), HASH_BYTES)]
