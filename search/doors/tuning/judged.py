"""Judged questions 评判题: what makes one sound, and how well the search answers them, as a job and every night."""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from records.access.searching import search_scope
from records.kit import jobs
from records.kit.actors import Actor
from records.kit.errors import Conflict, Invalid, Refused
from records.kit.jobs import Step, job
from records.kit.models import Job
from search.doors.tuning import bets
from search.doors.tuning.changes import checked_by
from search.doors.tuning.entries import loaded, may_be_named
from search.doors.tuning.judged_models import JudgedQuestion, ScoreRun
from search.doors.tuning.models import Synonym
from search.doors.tuning.querysets import TUNE
from search.doors.tuning.tryout import affected, thesauri
from search.index import queries, sources
from search.index.entries import MEMBERS, PUBLIC, entry_key
from search.index.normalise import characters
from search.index.requests import SearchRequest
from search.index.scope import Grant, SearchScope, scope_of
from search.index.synonyms import Thesaurus

SCORE = "search.score"
CUT = 10
BEST, ALSO = 3, 1  # grades: what answers the question, what may be read beside it
MOST_QUESTIONS = 500
MOST_ENTRIES = 10  # of one question
PIECE = 10  # questions of one step


@checked_by("question")
def check(row: JudgedQuestion, actor: Any) -> None:
    """Put a question in order and see that it is sound. Raises Invalid with what to do about it, by field."""
    row.text, row.note = " ".join(row.text.split()), row.note.strip()
    row.best = list(dict.fromkeys(map(str, row.best)))
    row.also = [key for key in dict.fromkeys(map(str, row.also)) if key not in row.best]
    wrong: dict[str, str] = {}
    if not characters(row.text):
        wrong["text"] = "请写人们会怎么问，例如“党费交多少”。"
    elif JudgedQuestion.objects.filter(text=row.text, reader=row.reader).exclude(uid=row.uid).exists():
        wrong["text"] = "已有这一题，请改原来的那题。"
    if not row.best:
        wrong["best"] = "请至少选一条最合适的；先写标题里的词，按“查找条目”。"
    elif len(row.best) + len(row.also) > MOST_ENTRIES:
        wrong["best"] = f"一题最多选{MOST_ENTRIES}条，请留下最要紧的。"
    elif row.active and (said := _entries(row, actor)):
        wrong["best"] = said
    if not wrong and JudgedQuestion.objects.exclude(uid=row.uid).count() >= MOST_QUESTIONS:
        wrong["text"] = f"最多{MOST_QUESTIONS}题，请先删去不用的。"
    if wrong:
        raise Invalid(wrong)


def _entries(row: JudgedQuestion, actor: Any) -> str:
    scope, known = search_scope(actor), loaded([*row.best, *row.also])
    for key in (*row.best, *row.also):
        entry = known.get(key)
        if entry is None or not scope.admits(entry):
            return "所选的条目有的已不在，或您无权查看，请重新选。"
        if not may_be_named(entry):
            return "只能选对社会、党员或本组织公开的内容；个人资料和不公开的事项不能作答案。"
        if row.reader == JudgedQuestion.Reader.PUBLIC and not scope_for(row.reader).admits(entry):
            return f"“{entry.title}”不向社会公开，公众找不到它；请改选，或把“谁来问”改为工作人员。"
    return ""


def scope_for(reader: str) -> SearchScope:
    """In whose place a question is asked."""
    if reader == JudgedQuestion.Reader.PUBLIC:
        return scope_of([PUBLIC])
    return scope_of([PUBLIC, MEMBERS], [Grant(kinds=frozenset(sources.kinds()), ancestors=None)])


# ── scoring ─────────────────────────────────────────────────────────────────
@dataclass(frozen=True)
class Score:
    """How one question was answered: nDCG of the first ten, and where the first of the best stands (0: not there)."""

    uid: str
    ndcg: float
    rank: int


def graded(found: Sequence[str], grades: Mapping[str, int]) -> tuple[float, int]:
    """(nDCG@10, rank of the first entry of the best grade): gain 2^grade − 1, discount log2(rank + 1), ideal cut at ten."""

    def gains(values: Iterable[int]) -> float:
        return sum((2.0**grade - 1) / math.log2(rank + 1) for rank, grade in enumerate(values, 1))

    first = list(found)[:CUT]
    ideal = gains(sorted(grades.values(), reverse=True)[:CUT])
    top = max(grades.values(), default=0)
    rank = next((number for number, key in enumerate(first, 1) if grades.get(key) == top), 0) if top else 0
    return (gains(grades.get(key, 0) for key in first) / ideal if ideal else 0.0), rank


def scored(question: JudgedQuestion, thesaurus: Thesaurus | None = None) -> Score:
    """Ask a question as its reader would, bets and all. Raises SearchUnavailable."""
    request = SearchRequest(text=question.text, scope=scope_for(question.reader), size=CUT)
    answer = bets.applied(request, queries.search(request, thesaurus=thesaurus).whole(), ask=None)
    grades = {**dict.fromkeys(question.also, ALSO), **dict.fromkeys(question.best, BEST)}
    ndcg, rank = graded([entry_key(hit.kind, hit.uid) for hit in answer.hits], grades)
    return Score(str(question.uid), round(ndcg, 4), rank)


def in_use() -> Any:
    """The questions that are scored."""
    return JudgedQuestion.objects.filter(active=True).order_by("pk")


@dataclass(frozen=True)
class Change:
    """What a rule would do to the judged questions it touches: how many, and their mean before and after."""

    questions: int
    before: float
    after: float


def change_by(row: Synonym, most: int = 30) -> Change | None:
    """The change of the score by a rule; None where it touches no judged question. Raises SearchUnavailable."""
    now, then = thesauri(row)
    rows = list(in_use())
    touched = set(affected([each.text for each in rows], now, then))
    asked = [each for each in rows if each.text in touched][:most]
    if not asked:
        return None
    before, after = ([scored(each, thesaurus).ndcg for each in asked] for thesaurus in (now, then))
    return Change(len(asked), sum(before) / len(asked), sum(after) / len(asked))


@job(SCORE, "评判搜索")
class ScoreQuestions:
    """Ask every question in use, in pieces; with the last one, keep the means."""

    def total(self, arguments: dict[str, Any]) -> int | None:
        """How many there are."""
        return int(in_use().count())

    def step(self, arguments: dict[str, Any], cursor: dict[str, Any]) -> Step:
        """Ask the next few."""
        rows = list(in_use().filter(pk__gt=cursor.get("after", 0))[:PIECE])
        found = [*cursor.get("found", []), *(asdict(scored(row)) for row in rows)]
        if len(rows) == PIECE:
            return Step({"after": rows[-1].pk, "found": found}, len(rows))
        if not found:
            return Step({}, 0, finished=True, message="还没有评判题。")
        run = keep(found)
        return Step({}, len(rows), finished=True, message=f"{run.questions}题，质量分{run.ndcg:.3f}。")


def keep(found: Sequence[Mapping[str, Any]]) -> ScoreRun:
    """Keep a scoring with its means."""
    number = len(found)
    ranks = [each["rank"] for each in found]
    run: ScoreRun = ScoreRun.objects.create(
        questions=number,
        ndcg=sum(each["ndcg"] for each in found) / number,
        mrr=sum(1 / rank for rank in ranks if rank) / number,
        first=sum(rank == 1 for rank in ranks) / number,
        details=list(found),
    )
    return run


def running() -> bool:
    """Whether a scoring is under way."""
    return Job.objects.filter(name=SCORE, state__in=[Job.State.WAITING, Job.State.RUNNING]).exists()


def start(actor: Actor) -> Job | None:
    """Have all questions asked in the background; None where there are none. Raises Refused, Conflict while one runs."""
    if not actor.scope.paths(TUNE):
        raise Refused()
    if not in_use().exists():
        return None
    if running():
        raise Conflict("正在评判，请稍后刷新看结果。")
    return jobs.start(actor, SCORE, {})
