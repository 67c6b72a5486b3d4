"""Judged questions: sound or refused, scored as their reader would ask, kept over time; a rule's effect on the score."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client

from records.audit.models import JournalEntry
from records.kit import jobs
from records.kit.errors import Conflict, Refused
from records.kit.models import Job
from records.organisations.roles import Role
from search.doors import tasks
from search.doors.tuning import changes, judged, live
from search.doors.tuning.judged_models import JudgedQuestion, ScoreRun
from search.doors.tuning.models import Synonym, TuningChange
from search.index.engines import get_engine
from tests.factories.access import holder
from tests.factories.organisations import County
from tests.factories.pages import column, published

pytestmark = [pytest.mark.django_db, pytest.mark.search]

BACKEND = "records.access.backends.PortalBackend"
LIST = "/work/search/tuning/judged/"


@pytest.fixture
def tuner(county: County) -> Any:
    return holder(Role.ARCHIVIST, county.root)


@pytest.fixture
def pages(county: County, index: Callable[[], None]) -> dict[str, Any]:
    column(county.town)
    made = {title: published(county.town, title=title) for title in ("村民说事日", "党费收缴公示", "村史")}
    made["内部安排"] = published(county.town, title="内部安排", audience="members")
    index()
    return made


def key(page: Any) -> str:
    return f"news:{page.uid}"


def question(text: str, *best: Any, **rest: Any) -> dict[str, Any]:
    chosen = [key(page) for page in best]
    return {"text": text, "best": chosen, "also": [], "reader": "public", "active": True, "note": "", **rest}


@pytest.mark.parametrize(
    ("found", "grades", "ndcg", "rank"),
    [
        (["a", "b"], {"a": 3, "b": 1}, 1.0, 1),
        (["b", "a"], {"a": 3, "b": 1}, (1 + 7 / 1.584962500721156) / (7 + 1 / 1.584962500721156), 2),
        (["x", "a"], {"a": 3}, 1 / 1.584962500721156, 2),
        ([*"0123456789", "a"], {"a": 3}, 0.0, 0),
        ([], {"a": 3}, 0.0, 0),
        (["a"], {}, 0.0, 0),
    ],
)
def test_the_measure(found: list[str], grades: dict[str, int], ndcg: float, rank: int) -> None:
    assert judged.graded(found, grades) == (pytest.approx(ndcg), rank)


def test_the_score_is_kept_over_time_and_shows_what_a_rule_did(
    client: Client, tuner: Any, pages: dict[str, Any]
) -> None:
    changes.add(tuner, "question", question("党费收缴", pages["党费收缴公示"]))
    changes.add(tuner, "question", question("唠嗑会", pages["村民说事日"]))
    job = judged.start(tuner)
    with pytest.raises(Conflict):
        judged.start(tuner)
    assert job is not None
    assert jobs.run_piece(job.pk) == Job.State.DONE
    first = ScoreRun.objects.get()
    assert (first.questions, first.first, first.ndcg) == (2, 0.5, 0.5)
    rule = {"words": ["唠嗑会"], "direction": "one_way", "instead": ["说事日"], "active": True, "note": ""}
    effect = judged.change_by(changes.draft(tuner, "synonym", None, rule))
    assert effect == judged.Change(1, 0.0, 1.0)
    assert judged.change_by(Synonym(words=["换届会"], instead=["选举"])) is None
    changes.add(tuner, "synonym", rule)
    live.forget()
    tasks.score_search()  # as every night
    jobs.run_piece(Job.objects.latest("pk").pk)
    assert ScoreRun.objects.latest("pk").ndcg == 1.0
    client.force_login(tuner, backend=BACKEND)
    page = client.get(LIST)
    assert page.context["chart"]["series"][0]["values"] == [50.0, 100.0]
    assert "第1" in page.content.decode()


def test_a_job_in_pieces_asks_each_question_once(
    tuner: Any, pages: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(judged, "PIECE", 1)
    for text in ("党费", "党费收缴", "收缴公示"):
        changes.add(tuner, "question", question(text, pages["党费收缴公示"]))
    changes.add(tuner, "question", question("停用的题", pages["村史"], active=False))
    job = judged.start(tuner)
    assert job is not None
    jobs.run_piece(job.pk)
    run = ScoreRun.objects.get()
    assert run.questions == 3
    assert len({each["uid"] for each in run.details}) == 3


def test_a_question_is_asked_in_its_readers_place(tuner: Any, pages: dict[str, Any]) -> None:
    with pytest.raises(ValidationError, match="不向社会公开"):
        changes.add(tuner, "question", question("内部安排", pages["内部安排"]))
    row = changes.add(tuner, "question", question("内部安排", pages["内部安排"], reader="staff"))
    assert judged.scored(row).rank == 1
    row.reader = "public"
    assert judged.scored(row).rank == 0


@pytest.mark.parametrize(
    ("text", "rest", "field", "cure"),
    [
        (" ", {}, "text", "请写人们会怎么问"),
        ("党费", {"best": []}, "best", "至少选一条"),
        ("党费", {"best": ["news:nothing"]}, "best", "请重新选"),
        ("党费", {"best": [f"news:{number}" for number in range(11)]}, "best", "最多选10条"),
        ("村史", {}, "text", "已有这一题"),
    ],
)
def test_what_is_unsound_is_refused_with_its_cure(
    tuner: Any, pages: dict[str, Any], text: str, rest: dict[str, Any], field: str, cure: str
) -> None:
    changes.add(tuner, "question", question("村史", pages["村史"]))
    with pytest.raises(ValidationError) as refused:
        changes.add(tuner, "question", question(text, pages["村史"], **rest))
    assert cure in "".join(refused.value.message_dict[field])
    assert JudgedQuestion.objects.count() == TuningChange.objects.count() == 1


def test_it_is_changed_removed_and_undone_like_everything_else(
    client: Client, tuner: Any, pages: dict[str, Any]
) -> None:
    client.force_login(tuner, backend=BACKEND)
    typed = {"text": "村里的历史", "reader": "public", "find": "村史", "note": "", "active": "on"}
    looked = client.post(f"{LIST}new/", {**typed, "look": "1"})
    assert looked.status_code == 200
    assert key(pages["村史"]) in looked.content.decode()
    unsaid = client.post(f"{LIST}new/", typed)
    assert unsaid.status_code == 422
    assert "至少选一条" in unsaid.content.decode()
    assert client.post(f"{LIST}new/", {**typed, "best": [key(pages["村史"])]}).status_code == 302
    row = JudgedQuestion.objects.get()
    assert "村里的历史" in client.get(LIST).content.decode()
    changed = {**typed, "best": [key(pages["村史"])], "also": [key(pages["村民说事日"])], "find": "说事日"}
    assert client.post(f"{LIST}{row.uid}/", changed).status_code == 302
    assert JudgedQuestion.objects.get().also == [key(pages["村民说事日"])]
    client.post(f"{LIST}{row.uid}/remove/")
    changes.undo(tuner, TuningChange.objects.latest("pk").uid)
    assert JudgedQuestion.objects.get().uid == row.uid
    assert JournalEntry.objects.filter(subject="search.judgedquestion").count() == 4
    assert "已开始评判" in client.post(f"{LIST}run/", follow=True).content.decode()


def test_nobody_else_may_and_without_the_engine_the_last_score_stays(
    county: County, tuner: Any, pages: dict[str, Any]
) -> None:
    with pytest.raises(Refused):
        judged.start(holder(Role.ARCHIVIST, county.town))
    assert judged.start(tuner) is None  # no question yet
    changes.add(tuner, "question", question("村史", pages["村史"]))
    job = judged.start(tuner)
    assert job is not None
    get_engine().destroy()
    assert jobs.run_piece(job.pk) == Job.State.FAILED
    assert not ScoreRun.objects.exists()


def test_the_api_does_the_same(client: Client, tuner: Any, pages: dict[str, Any]) -> None:
    client.force_login(tuner, backend=BACKEND)
    address = "/api/v1/search/judged/"
    body = {"text": "村史", "best": [key(pages["村史"])]}
    made = client.post(address, body, content_type="application/json")
    assert made.status_code == 201, made.content
    uid = made.json()["uid"]
    put = client.put(f"{address}{uid}/", {**body, "note": "常问"}, content_type="application/json")
    assert put.json()["note"] == "常问"
    assert client.post(f"{address}scores/").status_code == 202
    jobs.run_piece(Job.objects.latest("pk").pk)
    assert client.get(f"{address}scores/").json()[0]["questions"] == 1
    assert client.delete(f"{address}{uid}/").status_code == 204
