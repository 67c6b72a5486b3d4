"""The weights of the ranking, in one place; both engines read them from here.

They were measured on 3,310 Chinese legal texts (see README, "Relevance") and are insensitive: coordinate ascent over all
of them gains a thousandth. What matters is the shape: constants for title phrase, all characters and all but one, for
BM25 scores of phrases reach hundreds and drown everything.
"""

# BM25, times the weight
TITLE_CHARACTERS = 0.3
TITLE = 0.2
BODY = 0.3
HEADS = 0.2
# The title's characters once more, where the text says all that is asked for but one pair: both speak of it
TITLE_AND_BODY = 0.2
HEADS_PHRASE = 0.3
PLACE = 0.3
ARTICLE = 0.1

# Constants
TITLE_PHRASE = 10.0
TITLE_ALL = 6.0
TITLE_BUT_ONE = 3.0
# A title that begins as the question does is about it; one that holds it all and ends alike is of the kind asked for
TITLE_STARTS = 4.5
TITLE_ENDS = 6.0
WINDOW = 4.0
PINYIN = 10.0
PINYIN_START = 3.0
PINYIN_LOOSE = 4.0

# What is of the day, or the sum, that was asked for; above a title that merely holds its digits
FIGURE = 16.0

# Names: an exact one is a tier of its own, then sections before organisations before the rest
NAME = 1000.0
NAME_STARTS = 16.0
NAME_PART = 5.0
NAME_AMONG_WORDS = 20.0
NAME_PLACE = 40.0
SECTION_FIRST = 6.0
ORGANISATION_FIRST = 3.0

# A signpost's score, times this: what it points to says the same words and more, and is what people want to read
SIGNPOST = 0.7


def body_phrase(length: int) -> float:
    """How much the whole phrase in the body counts: more the longer it is, or short topics suffer and clauses are lost."""
    return min(2.5, max(0.2 * (length - 3), 0.3 * (length - 4) + 0.1))
