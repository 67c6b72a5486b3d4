"""What Elasticsearch keeps of an entry: the mapping, the settings, the document. How it is asked: elasticsearch_questions."""

from typing import Any

from elasticsearch_dsl import Boolean, Date, Keyword, Long, Mapping, Object, Short, Text, analyzer

from search.index.codec import TEXTS, digest, whole
from search.index.entries import Entry, Nature
from search.index.normalise import READING, ending, name_key, name_parts, normalise, number_key
from search.index.pinyin import DICTIONARY, person_keys, pinyin_keys

# Raise when the mapping changes; what is kept of the reading is counted too.
SHAPE = 6
WRITTEN_BY = f"{SHAPE}.{READING}.{DICTIONARY}"

# Characters of a text that is kept beside the index, so that a snippet is cut without asking the database; of a longer
# one (a law, an attachment) the source is asked, or ten results would be megabytes.
LONGEST_KEPT = 20_000

# No plugin and no dictionary: pairs of Han characters, and single characters. Never a stop word: 的, 了 and 和 count.
pairs = analyzer("pairs", type="cjk", stopwords="_none_")
signs = analyzer("signs", type="standard", stopwords="_none_")


def mapping() -> dict[str, Any]:
    """Fields of an entry. What is shown lies in `shown` and `text`, unread by the index; keys are indexed and not kept."""
    made = Mapping()
    made.meta("dynamic", "strict")
    made.meta("_source", {"includes": ["shown", "text", "digest"]})
    made.field("title", Text(analyzer=pairs, fields={"chars": Text(analyzer=signs)}))
    made.field("heads", Text(analyzer=pairs))
    made.field("body", Text(analyzer=pairs))
    made.field("place", Text(analyzer=pairs))
    made.field("names", Keyword())
    made.field("parts", Keyword(doc_values=False))
    made.field("spoken", Keyword(doc_values=False, ignore_above=64))
    for name in (
        "key",
        "kind",
        "nature",
        "ancestors",
        "audience",
        "then",
        "numbers",
        "people",
        "state",
        "category",
        "reach",
    ):
        made.field(name, Keyword())
    made.field("ends", Keyword(doc_values=False))
    made.field("named", Boolean())
    made.field("length", Short(index=False))
    made.field("year", Short())
    made.field("published", Date(format="strict_date"))
    made.field("amount_fen", Long())
    made.field("digest", Keyword(index=False, doc_values=False))
    made.field("shown", Object(enabled=False))
    made.field("text", Object(enabled=False))
    body: dict[str, Any] = made.to_dict()
    body["_meta"] = {"written_by": WRITTEN_BY, "filled": False}
    return body


def settings(shards: int) -> dict[str, Any]:
    """An index's settings. Deletions are remembered for an hour, so that a slow writer can't bring back what is gone.

    A copy on each of up to three nodes: of three, two may die and the search still answers.
    """
    analyzers = {**pairs.get_analysis_definition()["analyzer"], **signs.get_analysis_definition()["analyzer"]}
    return {
        "number_of_shards": shards,
        "auto_expand_replicas": "0-2",
        "refresh_interval": "1s",
        "gc_deletes": "1h",
        "analysis": {"analyzer": analyzers},
    }


def document(entry: Entry) -> dict[str, Any]:
    """An entry as Elasticsearch gets it."""
    kept = whole(entry)
    mark = digest(kept)
    text = {name: kept.pop(name) for name in TEXTS}
    nature = entry.ranked_as
    found: dict[str, Any] = {
        "key": entry.key,
        "kind": entry.kind,
        "nature": nature.value,
        "ancestors": kept["ancestors"],
        "audience": kept["audience"],
        "length": min(len(entry.title), 999),
        "reach": entry.reach.value,
        "named": entry.for_named_persons_only,
        "year": kept["year"],
        "published": kept["published"],
        "amount_fen": entry.amount_fen,
        "digest": mark,
        "shown": kept,
        "then": kept["then"] or kept["ancestors"],
        "numbers": sorted({number_key(number) for number in entry.numbers} - {""}),
        "people": sorted({name_key(name) for name in entry.people} - {""}),
    }
    found.update((name, kept[name]) for name in ("state", "category") if kept[name])
    names = tuple(dict.fromkeys((entry.title, *entry.names)))
    found["names"] = sorted({key for key in map(name_key, names) if key})
    if nature is Nature.PERSON:
        found["parts"] = sorted({part for name in names for part in name_parts(name)})
        found["spoken"] = sorted({key for name in names for key in person_keys(name)})
        found["place"] = normalise(entry.place)
        found["text"] = {}
        return found
    found["title"] = normalise(entry.title)
    found["ends"] = ending(entry.title)
    found["heads"] = [normalise(head) for head in entry.heading_lines]
    found["body"] = normalise(text["body"])
    found["spoken"] = sorted({key for name in names for key in pinyin_keys(name)})
    if len(text["body"]) <= LONGEST_KEPT:
        found["text"] = text
    return found
