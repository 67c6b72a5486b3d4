"""The site's own synonyms 近义词: what makes a rule sound."""

import re
import uuid
from typing import Any

from records.access.models import User
from records.access.searching import search_scope
from records.kit.errors import Invalid
from search.doors.tuning import changes
from search.doors.tuning.changes import State, checked_by
from search.doors.tuning.models import Synonym
from search.index import queries
from search.index import synonyms as lists
from search.index.normalise import characters, normalise_question
from search.index.questions import MOST_VARIANTS
from search.index.requests import SearchRequest, SearchUnavailable
from search.index.synonyms import Thesaurus

MOST_RULES = 2_000
MOST_WORDS = 8  # on the left of a rule that goes one way
MOST_BOTH = MOST_VARIANTS + 1  # each is then asked for with all the others
SHORTEST, LONGEST = 2, 30
MOST_TYPED = 500  # characters of a side, before they are read as words
# A word that stands in so much of what there is is no everyday word for something: rewriting it would stir nearly
# every question. Under so many entries a share says nothing.
BROAD_SHARE, BROAD_LEAST = 0.1, 200
_BETWEEN = re.compile(r"[\s、，,；;/|]+")


def read_words(text: str) -> list[str]:
    """Words as they were typed, parted by spaces or 、, in the form in which questions are read."""
    words = (normalise_question(word) for word in _BETWEEN.split(text))
    return list(dict.fromkeys(word for word in words if word))


def save(
    actor: User,
    uid: uuid.UUID | None,
    state: State,
    *,
    confirmed: bool = False,
    expected_version: int | None = None,
) -> Synonym:
    """Make a rule, or change the one with this uid; live everywhere within seconds.

    Raises Refused, NotVisible, Conflict, Invalid for a rule that is unsound, and, unless it was looked at and is
    `confirmed`, for one that is doubtful.
    """
    if state["active"] and not confirmed and (found := doubts(actor, changes.draft(actor, "synonym", uid, state))):
        raise Invalid({"confirm": found})
    kept: Synonym = changes.keep(actor, "synonym", uid, state, expected_version=expected_version)
    return kept


def starter_with(word: str) -> list[lists.Synonym]:
    """The rules that come with the portal, those that hold a word."""
    return [rule for rule in lists.starter() if word in rule.word or any(word in each for each in rule.instead)]


def said(row: Synonym) -> str:
    """A rule in words."""
    words = "、".join(row.words)
    if row.direction == Synonym.Direction.BOTH:
        return " ↔ ".join(row.words)
    if row.direction == Synonym.Direction.LEAVE:
        return f"{words}（不改写）"
    return f"{words} → {'、'.join(row.instead)}"


@checked_by("synonym")
def check(row: Synonym, actor: Any) -> None:
    """Put a rule in order and see that it is sound. Raises Invalid with what to do about it, by field."""
    typed = {name: "、".join(map(str, getattr(row, name))) for name in ("words", "instead")}
    if long := {
        name: f"一共{len(text):,}个字，最多{MOST_TYPED}个，请分成几条。"
        for name, text in typed.items()
        if len(text) > MOST_TYPED
    }:
        raise Invalid(long)
    row.words = read_words(typed["words"])
    row.instead = [] if row.direction != Synonym.Direction.ONE_WAY else read_words(typed["instead"])
    row.note = row.note.strip()
    row.said = said(row)[:500]
    wrong: dict[str, list[str]] = {"words": _words(row), "instead": _instead(row)}
    if row.active and not any(wrong.values()):
        wrong["words"] = _conflicts(row)
    if found := {name: messages for name, messages in wrong.items() if messages}:
        raise Invalid(found)
    if Synonym.objects.exclude(uid=row.uid).count() >= MOST_RULES:
        raise Invalid(f"最多{MOST_RULES:,}条，请先删去不用的。")


def _words(row: Synonym) -> list[str]:
    both = row.direction == Synonym.Direction.BOTH
    if not row.words:
        return ["请写至少一个词，例如“拆迁”。"]
    if both and len(row.words) < 2:
        return ["双向的请写两个以上的词，例如“党课、上党课”。"]
    most = MOST_BOTH if both else MOST_WORDS
    if len(row.words) > most:
        return [f"一条最多{most}个词，现在有{len(row.words)}个，请分成几条。"]
    return [message for word in row.words if (message := _word(word))]


def _instead(row: Synonym) -> list[str]:
    if row.direction != Synonym.Direction.ONE_WAY:
        return []
    if not row.instead:
        return ["请写也找什么，例如“房屋征收”；不要改写的请选“不改写”。"]
    if len(row.instead) > MOST_VARIANTS:
        return [f"一次搜索最多换{MOST_VARIANTS}种说法，请留下最要紧的{MOST_VARIANTS}个。"]
    same = [word for word in row.instead if word in row.words]
    wrong = [f"“{word}”左右两边都有，请去掉一边；两个词互相找的请选“双向”。" for word in same]
    return wrong + [message for word in row.instead if (message := _word(word))]


def _word(word: str) -> str:
    letters = characters(word)
    if not letters:
        return f"“{word}”没有文字，请写词语。"
    if len("".join(letters)) < SHORTEST:
        return f"“{word}”只有一个字，会改写很多不相干的搜索，请写两个字以上的词。"
    if len(word) > LONGEST:
        return f"“{word[:12]}…”超过{LONGEST}个字，请写短些的词语。"
    return ""


def _conflicts(row: Synonym) -> list[str]:
    """Words that another rule in use says something about already."""
    wrong = []
    others = Synonym.objects.filter(active=True).exclude(uid=row.uid)
    for other in others.only("words", "instead", "direction", "said"):
        for word in row.words:
            if word in other.words:
                wrong.append(f"“{word}”已有一条：{other.said}。请改那一条，或先停用它。")
            elif word in other.instead and set(other.words) & set(row.instead):
                wrong.append(f"“{word}”已有反方向的一条：{other.said}。请把那条改成“双向”。")
    return wrong


def doubts(actor: Any, row: Synonym) -> list[str]:
    """What is not wrong and yet should be looked at before saving: a word that stands nearly everywhere, or nowhere.

    Within the scope of who asks; nothing while the search is away.
    """
    scope = search_scope(actor)

    def holding(text: str) -> int:
        request = SearchRequest(text=text, scope=scope, size=1)
        return queries.search(request, thesaurus=Thesaurus(())).whole().exact

    found: list[str] = []
    try:
        whole = holding("")
        for word in row.words:
            count = holding(word)
            if count >= BROAD_LEAST and count > whole * BROAD_SHARE:
                found.append(
                    f"“{word}”在{count:,}条内容里都有（共{whole:,}条），改写它会影响很多搜索，请考虑写得更具体，例如“{word}标准”。"
                )
        if row.direction == Synonym.Direction.BOTH:  # one of them is the word that is only said, never written
            if not any(holding(word) for word in row.words):
                found.append("您能看到的内容里一个词都没有，互相换也找不到什么，请核对用词。")
        else:
            found += [
                f"您能看到的内容里没有“{word}”，换成它找不到什么，请核对用词。"
                for word in row.instead
                if not holding(word)
            ]
    except SearchUnavailable:
        return []
    return found
