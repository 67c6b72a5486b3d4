"""What one reader may find. There is no search without a scope, and a scope has no default."""

from collections.abc import Iterable
from dataclasses import dataclass

from search.index.entries import Entry


@dataclass(frozen=True, slots=True)
class Grant:
    """One policy that a person holds by a post: these kinds, below these organisations.

    kinds None is every kind; ancestors None is the root, everything (then no subtree is asked for, which is faster).
    An empty set opens nothing. A grant of every kind doesn't open entries for named persons: a policy must name the
    kind to open those.
    """

    kinds: frozenset[str] | None
    ancestors: frozenset[str] | None

    def opens(self, entry: Entry) -> bool:
        """Whether this grant alone lets its holder find the entry."""
        if self.kinds is None:
            if entry.for_named_persons_only:
                return False
        elif entry.kind not in self.kinds:
            return False
        return self.ancestors is None or not self.ancestors.isdisjoint(entry.ancestors)


@dataclass(frozen=True, slots=True)
class SearchScope:
    """What a reader may find: entries whose audience shares a label with the reader, or that a grant opens."""

    labels: frozenset[str]
    grants: tuple[Grant, ...] = ()

    def admits(self, entry: Entry) -> bool:
        """The rule itself, in plain Python; both engines are tested against it."""
        return not self.labels.isdisjoint(entry.audience) or any(grant.opens(entry) for grant in self.grants)


def scope_of(labels: Iterable[str], grants: Iterable[Grant] = ()) -> SearchScope:
    """A scope from any iterables; grants that open nothing are left out, equal ones are kept once."""
    useful = [grant for grant in dict.fromkeys(grants) if grant.kinds != frozenset() and grant.ancestors != frozenset()]
    return SearchScope(frozenset(labels), tuple(useful))
