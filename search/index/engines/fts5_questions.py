"""The embedded engine's queries: the same branches as Elasticsearch's, as SQL over one generation's tables.

Each branch yields (id, wording, s). Branches of one wording add up, the best wording wins. No text of a reader stands in
the SQL or in a MATCH expression outside quotes: only tokens do, and those hold letters and digits alone.
"""

# ruff: noqa: S608 (what is put together here are names of our own tables and question marks; text is bound, never pasted)

from collections.abc import Sequence

from search.index import weights
from search.index.engines.base import Plan
from search.index.engines.fts5_narrowing import among, conditions, narrowed_by, one_of, within
from search.index.engines.fts5_select import AFTER, Select, all_but_one, all_of, any_of, phrase, starts
from search.index.figures import Figure
from search.index.normalise import parts_of_question
from search.index.questions import LETTERS_WITHOUT_GAPS, Question, Wording
from search.index.requests import Sort
from search.index.scope import SearchScope

# FTS5's bm25 keeps the factor k1 + 1 that Lucene dropped: constants grow by it.
SCALE = 2.2
# It takes a phrase for one rare word, where Lucene adds up the pairs in it: so much more for each of them.
BODY_PAIR, HEADS_PAIR = 0.5, 0.8
_PERSONS = "(select id from entry_{g} where nature='person')"


def _matching(table: str, expression: str, wording: int, score: str) -> Select:
    return Select(
        f"select rowid id, {wording} wording, {score} s from {table}_{{g}} where {table}_{{g}} match ?", [expression]
    )


def _ranked(table: str, expression: str, wording: int, weight: float) -> Select:
    return _matching(table, expression, wording, f"-bm25({table}_{{g}})*{weight:.4f}")


def _constant(table: str, expression: str, wording: int, weight: float) -> Select:
    return _matching(table, expression, wording, f"{SCALE * weight:.4f}")


def _first(entry: str) -> str:
    """Sections before organisations before the rest."""
    return (
        f"case {entry}.nature when 'section' then {SCALE * weights.SECTION_FIRST:.4f}"
        f" when 'organisation' then {SCALE * weights.ORGANISATION_FIRST:.4f} else 0 end"
    )


def _named(words: Wording, wording: int) -> list[Select]:
    """Exact names, names that start so, people by any part of a name, people by name and place; the best counts."""
    name = words.name
    if not name:
        return []
    starts = "or (n.value > ? and n.value < ?)" if len(name) > 1 else ""
    found = [
        Select(
            f"select n.entry id, max(case when n.value = ? then {SCALE * weights.NAME:.4f}"
            f" when e.nature = 'signpost' then 0 else {SCALE * weights.NAME_STARTS:.4f} end) + {_first('e')} s"
            f" from name_{{g}} n join entry_{{g}} e on e.id = n.entry where n.value = ? {starts} group by n.entry",
            [name, name, *([name, name + AFTER] if starts else [])],
        ),
        Select(
            f"select rowid id, {SCALE * weights.NAME_PART:.4f} s from part_{{g}} where part_{{g}} match ?",
            [all_of(parts_of_question(name))],
        ),
    ]
    if words.number:
        known = f"select entry id, {SCALE * weights.NAME:.4f} s from number_{{g}} where value = ?"
        found.append(Select(known, [words.number]))
    if words.names_within:
        found.append(_persons_named(words.names_within))
    if len(words.parts) > 1:
        found.extend(_person_and_place(words))
    best = Select.union(found)
    return [Select(f"select id, {wording} wording, max(s) s from ({best.sql}) group by id", best.values)]


def _persons_named(names: Sequence[str]) -> Select:
    marks = ", ".join("?" * len(names))
    return Select(
        f"select n.entry id, {SCALE * weights.NAME_AMONG_WORDS:.4f} s from name_{{g}} n"
        f" where n.value in ({marks}) and n.entry in {_PERSONS}",
        list(names),
    )


def _person_and_place(words: Wording) -> list[Select]:
    parts = [Wording(part) for part in words.parts]
    found: list[Select] = []
    for part in parts:
        others = [token for other in parts if other is not part for token in other.bigrams]
        if part.name and others:
            found.append(_named_at(part, others, weights.NAME_AMONG_WORDS + weights.NAME_PLACE, exactly=True))
            found.append(_named_at(part, others, weights.NAME_PART + weights.NAME_PLACE, exactly=False))
    return found


def _named_at(part: Wording, place: Sequence[str], weight: float, exactly: bool) -> Select:
    """People whose name is, or contains, `part`, at a place that says all the rest."""
    if exactly:
        names = Select(f"select entry from name_{{g}} where value = ? and entry in {_PERSONS}", [part.name])
    else:
        names = Select("select rowid from part_{g} where part_{g} match ?", [all_of(parts_of_question(part.name))])
    return Select(
        f"select rowid id, {SCALE * weight:.4f} - bm25(place_{{g}})*{weights.PLACE:.4f} s from place_{{g}}"
        f" where place_{{g}} match ? and rowid in ({names.sql})",
        [all_of(place), *names.values],
    )


def _branches(words: Wording, wording: int, rescue: bool) -> list[Select]:
    signs, pairs = words.characters, words.bigrams
    distinct = list(dict.fromkeys(signs))
    found = [
        _ranked("title", "chars : " + any_of(signs), wording, weights.TITLE_CHARACTERS),
        _ranked("title", "grams : " + any_of(pairs), wording, weights.TITLE),
        _ranked("body", any_of(pairs), wording, weights.BODY),
        _ranked("heads", any_of(pairs), wording, weights.HEADS),
        _constant("title", "chars : " + all_of(signs), wording, weights.TITLE_ALL),
        *_named(words, wording),
    ]
    length = words.length
    if length > 1:
        found.append(_constant("title", "grams : " + phrase(words.phrase), wording, weights.TITLE_PHRASE))
    if words.beginnings:
        begun = " OR ".join(starts(tokens) for tokens in words.beginnings)
        # Not scaled: measured, it would outweigh what this engine gives for common pairs.
        about = _matching("title", f"grams : ({begun})", wording, f"{weights.TITLE_STARTS:.4f}")
        # Beginning as the question does is no merit in a signpost: what it points to begins with the organisation that did it.
        about.sql += " and +rowid not in (select id from entry_{g} where nature = 'signpost')"
        found.append(about)
    if words.ending:
        held = all_but_one(distinct) if 3 < len(distinct) <= 16 else all_of(signs)
        alike = _constant("title", "chars : " + held, wording, weights.TITLE_ENDS)
        alike.sql += " and +rowid in (select id from entry_{g} where ends = ?)"
        found.append(Select(alike.sql, [*alike.values, words.ending]))
    if 3 < len(distinct) <= 16:
        found.append(_constant("title", "chars : " + all_but_one(distinct), wording, weights.TITLE_BUT_ONE))
    nearly = list(dict.fromkeys(pairs))
    if length > 3 and 1 < len(nearly) <= 16:
        both = _ranked("title", "chars : " + any_of(signs), wording, weights.TITLE_AND_BODY)
        both.sql += " and +rowid in (select rowid from body_{g} where body_{g} match ?)"
        found.append(Select(both.sql, [*both.values, all_but_one(nearly)]))
    if length > 3 and len(words.parts) == 1:
        found.append(
            _ranked("body", phrase(words.phrase), wording, BODY_PAIR * len(words.phrase) * weights.body_phrase(length))
        )
        found.append(
            _ranked("heads", phrase(words.phrase), wording, HEADS_PAIR * len(words.phrase) * weights.HEADS_PHRASE)
        )
    if rescue:
        windows = [Wording(window) for window in words.windows]
        found.extend(_constant("body", phrase(window.phrase), wording, weights.WINDOW) for window in windows)
    return found


def _spoken(letters: str, wording: int, rescue: bool) -> list[Select]:
    prefix = [letters, letters + AFTER]
    start = ["^" + letters, "^" + letters + AFTER]
    within = "k.value >= ? and k.value < ?"
    found = [
        Select(
            f"select k.entry id, {wording} wording, {SCALE * weights.PINYIN:.4f} + {_first('e')} s"
            f" from spoken_{{g}} k join entry_{{g}} e on e.id = k.entry where {within} group by k.entry",
            [*prefix],
        ),
        Select(
            f"select distinct k.entry id, {wording} wording, {SCALE * weights.PINYIN_START:.4f} s"
            f" from spoken_{{g}} k where {within}",
            [*start],
        ),
    ]
    if rescue and len(letters) > LETTERS_WITHOUT_GAPS:
        pattern = "^*" + "*".join(letters[:24]) + "*"
        found.append(
            Select(
                f"select distinct k.entry id, {wording + 1} wording, {SCALE * weights.PINYIN_LOOSE:.4f} s"
                " from spoken_{g} k where k.value >= '^' and k.value < '_' and k.value glob ?",
                [pattern],
            )
        )
    return found


def scores(question: Question, rescue: bool) -> Select:
    """(id, x) of everything that matches at all: the best wording's sum, and the article's bonus."""
    parts = [branch for place, words in enumerate(question.wordings) for branch in _branches(words, place, rescue)]
    if question.letters:
        parts.extend(_spoken(question.letters, len(question.wordings), rescue))
    if question.figure is not None:
        parts.append(_figured(question.figure, question.rest, len(question.wordings) + 2, rescue))
    every = Select.union(parts)
    if len(question.wordings) == 1 and not question.letters and question.figure is None:
        best = f"select id, sum(s) x from ({every.sql}) group by id"
    else:
        sums = f"select id, wording, sum(s) x from ({every.sql}) group by id, wording"
        best = f"select id, max(x) x from ({sums}) group by id"
    if question.article is None:
        return Select(best, every.values)
    article = _ranked("body", phrase(Wording(question.article).phrase), 0, weights.ARTICLE)
    return Select(
        f"select m.id id, m.x + coalesce(b.s, 0) x from ({best}) m left join ({article.sql}) b on b.id = m.id",
        [*every.values, *article.values],
    )


def _of_figure(figure: Figure) -> Select:
    """The ids of what is of the day, or of the sum."""
    if figure.days:
        return Select(
            f"select id from entry_{{g}} where published in ({', '.join('?' * len(figure.days))})", [*figure.days]
        )
    return Select("select id from entry_{g} where amount = ?", [figure.fen or 0])


def _figured(figure: Figure, rest: Wording | None, wording: int, rescue: bool) -> Select:
    """What is of the day or the sum and says the rest, if there is any."""
    day, bonus = _of_figure(figure), f"{SCALE * weights.FIGURE:.4f}"
    if rest is None:
        return Select(f"select id, {wording} wording, {bonus} s from ({day.sql})", day.values)
    said = Select.union(_branches(rest, wording, rescue))
    return Select(
        f"select id, {wording} wording, sum(s) + {bonus} s from ({said.sql}) where id in ({day.sql}) group by id",
        [*said.values, *day.values],
    )


def exact(question: Question, strict: bool = False) -> Select:
    """The ids of what holds everything asked for: all characters in the title, or all pairs in one text, or the name.

    strict wants the title's pairs too: whoever searches an archive for 党费 does not mean 党委 and 经费.
    """
    if question.blank:
        return Select("select id from entry_{g}")
    parts = [part for words in question.wordings for part in _whole(words, strict, question.only_figure)]
    if question.figure is not None:
        day = _of_figure(question.figure)
        if question.rest is not None:
            said = Select.union(_whole(question.rest, strict), " union ")
            day = Select(f"select id from ({said.sql}) where id in ({day.sql})", [*said.values, *day.values])
        parts.append(day)
    if question.letters:
        parts.append(
            Select(
                "select entry id from spoken_{g} where value >= ? and value < ?",
                [question.letters, question.letters + AFTER],
            )
        )
    return Select.union(parts, " union ")


def _whole(words: Wording, strict: bool, figure: bool = False) -> list[Select]:
    """The ids of what holds all of one wording, in any of these ways."""
    # The parts of a figure stand next to each other: 3月 and 5日 anywhere are not 3月5日.
    pairs = phrase(words.phrase) if figure else all_of(words.bigrams)
    title = "grams : " + pairs if strict and words.length > 1 else "chars : " + all_of(words.characters)
    parts = [Select("select rowid id from title_{g} where title_{g} match ?", [title])]
    parts.extend(
        Select(f"select rowid id from {table}_{{g}} where {table}_{{g}} match ?", [pairs])
        for table in ("body", "heads")
    )
    if words.name:
        parts.append(Select("select entry id from name_{g} where value = ?", [words.name]))
        parts.append(
            Select("select rowid id from part_{g} where part_{g} match ?", [all_of(parts_of_question(words.name))])
        )
    if words.number:
        parts.append(Select("select entry id from number_{g} where value = ?", [words.number]))
    if len(words.parts) > 1:
        people = Select.union(_person_and_place(words)[1:])
        if people.sql:
            parts.append(Select(f"select id from ({people.sql})", people.values))
    return parts


def _filters(plan: Plan) -> Select:
    """Everything that narrows a search, on an entry's row."""
    found = [within(plan.scope), *narrowed_by(plan).values(), *conditions(plan.conditions)]
    return Select.union(found, " and ")


def walk(plan: Plan, after: str, size: int) -> Select:
    """(kept entry,) of the next hits by key, of what holds everything asked for."""
    found, condition = exact(plan.question, strict=True), _filters(plan)
    return Select(
        f"select k.entry from ({found.sql}) m join entry_{{g}} e on e.id = m.id join kept_{{g}} k on k.id = e.id"
        f" where {condition.sql} and e.key > ? order by e.key limit ?",
        [*found.values, *condition.values, after, size],
    )


def named(names: Sequence[str], scope: SearchScope, kinds: frozenset[str], most: int) -> Select:
    """(name, how many bear it, kept entry) of the first `most` for each name, by key."""
    marks = ", ".join("?" * len(names))
    visible = within(scope)
    of_kind = Select(f"e.kind in ({', '.join('?' * len(kinds))})", sorted(kinds)) if kinds else Select("1")
    return Select(
        "select value, number, entry from (select n.value value, e.id id, e.key key,"
        " count(*) over (partition by n.value) number,"
        " row_number() over (partition by n.value order by e.key) place"
        f" from name_{{g}} n join entry_{{g}} e on e.id = n.entry where n.value in ({marks})"
        f" and {visible.sql} and {of_kind.sql}) b join kept_{{g}} k on k.id = b.id where b.place <= ?"
        " order by b.value, b.key",
        [*names, *visible.values, *of_kind.values, most],
    )


def hits(plan: Plan) -> Select:
    """One page of hits: (kept entry, score), in order."""
    by_date = plan.sort is Sort.DATE or plan.question.blank
    found = exact(plan.question, plan.strict) if by_date else scores(plan.question, plan.rescue)
    # What is sorted is small: the texts are fetched for one page only.
    tie = "" if by_date else "length, "
    less = f"case e.nature when 'signpost' then m.x*{weights.SIGNPOST:.4f} else m.x end"
    score, first, second = ("0.0", "e.published is null", "e.published") if by_date else (less, "0", less)
    condition = _filters(plan)
    if plan.strict and not by_date:
        whole = exact(plan.question, plan.strict)
        condition = Select.union([condition, among(whole)], " and ")
    return Select(
        f"select k.entry, p.score from (select e.id id, {score} score, {first} first, {second} second, e.length length, e.key key"
        f" from ({found.sql}) m join entry_{{g}} e on e.id = m.id where {condition.sql}"
        # Of equals the shorter title first: 石桥村党总支 before its branches.
        f" order by first, second desc, {tie}key limit ? offset ?) p"
        f" join kept_{{g}} k on k.id = p.id order by p.first, p.second desc, {tie}p.key",
        [*found.values, *condition.values, plan.size, plan.offset],
    )


def counts(plan: Plan) -> Select:
    """(facet, value, count) of what holds everything asked for; the facet '' is the total.

    Each facet counts what the filters of all the others leave.
    """
    found = exact(plan.question, plan.strict)
    scope = Select.union([within(plan.scope), *conditions(plan.conditions, state=not plan.strict)], " and ")
    narrowing = narrowed_by(plan)
    if plan.strict:
        narrowing["state"] = one_of("state", filter(None, [plan.conditions.state]))
    fits = Select.union([Select(f"({each.sql}) fits_{name}", each.values) for name, each in narrowing.items()], ", ")
    hit = (
        "with hit as (select e.id id, e.kind kind, cast(e.year as text) year, e.category category, e.reach reach,"
        f" e.state state, {fits.sql} from ({found.sql}) m join entry_{{g}} e on e.id = m.id where {scope.sql})"
    )

    def others(facet: str) -> str:
        return " and ".join(f"fits_{name}" for name in narrowing if name != facet)

    total = f"select '', '', count(*) from hit where {others('')}"
    if not plan.facets:
        return Select(f"{hit} {total}", [*fits.values, *found.values, *scope.values])
    wanted = list(plan.organisations)
    only = f"and h.organisation in ({', '.join('?' * len(wanted))})" if wanted else ""
    parts = [
        total,
        "select 'organisation', h.organisation, count(*) from hit join ancestor_{g} h on h.entry = hit.id"
        f" where {others('organisation')} {only} group by h.organisation",
        *(
            f"select '{name}', {name}, count(*) from hit where {others(name)} and {name} <> '' group by {name}"
            for name in narrowing
            if name != "organisation"
        ),
    ]
    return Select(f"{hit} {' union all '.join(parts)}", [*fits.values, *found.values, *scope.values, *wanted])


def suggestions(question: Question, scope: SearchScope, limit: int) -> Select:
    """(kept entry,) of titles and names that what was typed may become, best first: by start, then by kind, then the shorter."""
    words = question.words
    parts: list[Select] = []
    if words.name:
        name = words.name
        parts.append(
            Select(
                "select entry id, case when value = ? then 9 else 4 end s from name_{g} where value >= ? and value < ?",
                [name, name, name + AFTER],
            )
        )
        parts.append(
            Select("select rowid id, 2 s from part_{g} where part_{g} match ?", [all_of(parts_of_question(name))])
        )
    expression = "grams : " + phrase(words.phrase) if words.length > 1 else "chars : " + all_of(words.characters)
    parts.append(Select("select rowid id, 2 s from title_{g} where title_{g} match ?", [expression]))
    if question.letters:
        letters = question.letters
        parts.append(
            Select(
                "select distinct entry id, 2 s from spoken_{g} where value >= ? and value < ?",
                [letters, letters + AFTER],
            )
        )
        parts.append(
            Select(
                "select distinct entry id, 1 s from spoken_{g} where value >= ? and value < ?",
                ["^" + letters, "^" + letters + AFTER],
            )
        )
    found, visible = Select.union(parts), within(scope)
    return Select(
        f"select k.entry from (select id, sum(s) s from ({found.sql}) group by id) m join entry_{{g}} e on e.id = m.id"
        f" join kept_{{g}} k on k.id = m.id where {visible.sql} order by m.s + case e.nature when 'section' then 0.6 when 'organisation' then 0.3 else 0 end"
        " desc, e.length, e.key limit ?",
        [*found.values, *visible.values, limit],
    )
