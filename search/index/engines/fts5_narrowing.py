"""What narrows the embedded engine's searches: scope, the reader's filters, the conditions of an archive search."""

# ruff: noqa: S608 (what is put together here are names of our own tables and question marks; text is bound, never pasted)

from collections.abc import Iterable

from search.index.conditions import Conditions, phrase_of, words_of
from search.index.engines.base import Plan
from search.index.engines.fts5_select import AFTER, Select, Value, all_of, phrase
from search.index.normalise import bigrams, characters, parts_of_question
from search.index.scope import SearchScope


def within(scope: SearchScope, entry: str = "e") -> Select:
    """The scope as a condition on an entry's row."""
    parts: list[Select] = []
    if scope.labels:
        marks = ", ".join("?" * len(scope.labels))
        parts.append(
            Select(
                f"exists (select 1 from audience_{{g}} a where a.entry = {entry}.id and a.label in ({marks}))",
                sorted(scope.labels),
            )
        )
    for grant in scope.grants:
        kinds = sorted(grant.kinds) if grant.kinds is not None else None
        conditions = [f"{entry}.named = 0"] if kinds is None else [f"{entry}.kind in ({', '.join('?' * len(kinds))})"]
        values: list[Value] = [*(kinds or ())]
        if grant.ancestors is not None:
            marks = ", ".join("?" * len(grant.ancestors))
            conditions.append(
                f"exists (select 1 from ancestor_{{g}} h where h.entry = {entry}.id and h.organisation in ({marks}))"
            )
            values.extend(sorted(grant.ancestors))
        parts.append(Select("(" + " and ".join(conditions) + ")", values))
    return (
        Select("(" + " or ".join(part.sql for part in parts) + ")", Select.union(parts).values)
        if parts
        else Select("0")
    )


def one_of(column: str, values: Iterable[Value]) -> Select:
    """A condition on an entry's row: its column holds one of these; nothing asked where there are none."""
    wanted = sorted(values)
    return Select(f"e.{column} in ({', '.join('?' * len(wanted))})", wanted) if wanted else Select("1")


def _by_organisation(plan: Plan) -> Select:
    if plan.organisation is None:
        return Select("1")
    return Select(
        "exists (select 1 from ancestor_{g} o where o.entry = e.id and o.organisation = ?)", [plan.organisation]
    )


def narrowed_by(plan: Plan) -> dict[str, Select]:
    """The reader's own filters, by the facet they belong to."""
    return {
        "kind": one_of("kind", plan.kinds),
        "organisation": _by_organisation(plan),
        "year": one_of("year", plan.years),
        "category": one_of("category", plan.categories),
        "reach": one_of("reach", plan.reaches),
    }


def _stands(word: str, title: bool, body: bool) -> Select:
    """The ids of entries in whose title, or body and headings, a word stands as written."""
    parts: list[Select] = []
    pairs = phrase(bigrams(word))
    if title:
        expression = "grams : " + pairs if len(word) > 1 else "chars : " + phrase(characters(word))
        parts.append(Select("select rowid id from title_{g} where title_{g} match ?", [expression]))
    if body:
        parts.extend(
            Select(f"select rowid id from {table}_{{g}} where {table}_{{g}} match ?", [pairs])
            for table in ("body", "heads")
        )
    return Select.union(parts)


def _people_named(key: str) -> Select:
    return Select("select rowid id from part_{g} where part_{g} match ?", [all_of(parts_of_question(key))])


def among(found: Select, negated: bool = False) -> Select:
    return Select(f"e.id {'not ' if negated else ''}in ({found.sql})", found.values)


def conditions(asked: Conditions, state: bool = True) -> list[Select]:
    """The conditions of an archive search, each on an entry's row `e`; `state` False leaves that one out."""
    found: list[Select] = []
    number, whole = asked.number_wanted
    if number:
        match, values = ("= ?", [number]) if whole else (">= ? and value < ?", [number, number + AFTER])
        found.append(among(Select(f"select entry from number_{{g}} where value {match}", [*values])))
    if asked.person_wanted:
        key = asked.person_wanted
        named = Select("select entry id from people_{g} where value = ?", [key])
        found.append(among(Select.union([named, _people_named(key), _stands(key, title=True, body=True)])))
    if asked.state and state:
        found.append(Select("e.state = ?", [asked.state]))
    found.extend(among(_stands(word, title=True, body=False)) for word in words_of(asked.title))
    found.extend(among(_stands(word, title=False, body=True)) for word in words_of(asked.body))
    if words_of(asked.attachment):
        found.append(Select("e.kind = 'attachment'"))
    found.extend(among(_stands(word, title=False, body=True)) for word in words_of(asked.attachment))
    found.extend(among(_stands(word, title=True, body=True)) for word in phrase_of(asked.phrase))
    for word in words_of(asked.without):
        stands = Select.union([_stands(word, title=True, body=True), _people_named(word)])
        found.append(among(stands, negated=True))
    bounds: list[tuple[str, str, Value | None]] = [
        ("published", ">=", asked.since.isoformat() if asked.since else None),
        ("published", "<=", asked.until.isoformat() if asked.until else None),
        ("amount", ">=", asked.least),
        ("amount", "<=", asked.most),
    ]
    for column, sign, value in bounds:
        if value is not None:
            found.append(Select(f"e.{column} {sign} ?", [value]))
    if asked.then is not None:
        found.append(
            Select("exists (select 1 from then_{g} t where t.entry = e.id and t.organisation = ?)", [asked.then])
        )
    if asked.apart_from:
        marks = ", ".join("?" * len(asked.apart_from))
        found.append(Select(f"e.key not in ({marks})", sorted(asked.apart_from)))
    return found
