"""What docs/openapi.yaml says of the search is what its doors answer: found, refused, away; and it says how each refuses."""

from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft202012Validator
from rest_framework.test import APIClient
from rest_framework.throttling import AnonRateThrottle

from cms_pages.models import NewsPage
from records.organisations.roles import Role
from search.doors.api import SearchViewSet
from search.doors.tuning import judged
from search.index.engines import reset_engines
from tests.factories.access import affiliated, holder
from tests.factories.members import member
from tests.factories.organisations import County
from tests.factories.pages import published
from tests.search.doors.test_tuning_synonyms import rule

pytestmark = [pytest.mark.django_db, pytest.mark.search]

API = "/api/v1"
DOCUMENT = Path(__file__).parents[3] / "docs" / "openapi.yaml"


@cache
def document() -> dict[str, Any]:
    told: dict[str, Any] = yaml.safe_load(DOCUMENT.read_text(encoding="utf-8"))
    return told


def fits(method: str, template: str, response: Any) -> list[str]:
    """Where an answer differs from what the document says of this act and status."""
    act = document()["paths"][API + template][method]
    told = act["responses"].get(str(response.status_code))
    if told is None:
        return [f"{method} {template}: {response.status_code} is not described: {response.content.decode()[:300]}"]
    if "$ref" in told:
        told = document()["components"]["responses"][told["$ref"].rpartition("/")[2]]
    content = told.get("content", {})
    if not content:
        return [] if not response.content else [f"{method} {template}: {response.status_code} should be empty"]
    ((media, shape),) = content.items()
    if not response["Content-Type"].startswith(media):
        return [f"{method} {template}: {response['Content-Type']}, not {media}"]
    checked = Draft202012Validator({**shape["schema"], "components": document()["components"]})
    found = checked.iter_errors(response.json())
    return [f"{method} {template} {response.status_code}: {each.json_path} {each.message[:200]}" for each in found]


class Caller:
    """Somebody who calls the API; what does not fit the document is gathered."""

    def __init__(self, person: Any = None) -> None:
        self.client = APIClient()
        if person is not None:
            self.client.force_authenticate(person)
        self.wrong: list[str] = []

    def call(self, method: str, template: str, given: Any = None, *, status: int, **parts: str) -> Any:
        address = API + template.format(**parts)
        if method == "get":
            response = self.client.get(address, given)
        else:
            response = getattr(self.client, method)(address, given, format="json")
        if response.status_code != status:
            self.wrong.append(f"{method} {address}: {response.status_code}, not {status}: {response.content.decode()}")
        self.wrong += fits(method, template, response)
        return response.json() if response.content else None


@pytest.fixture
def site(county: County, index: Callable[[], None]) -> Any:
    page = published(county.village, NewsPage, title="石桥村春节慰问", text="慰问金由支部提出。")
    member(county.branch, "欧阳启明")
    index()
    return page


def test_what_is_found_has_the_shape_that_is_described(county: County, site: Any) -> None:
    clerk = Caller(holder(Role.ARCHIVIST, county.root))
    for question in ({"q": "慰问"}, {"q": "石桥村", "kind": "news"}, {"q": "欧羊起明"}, {}, {"q": "慰" * 300}):
        clerk.call("get", "/search/", question, status=200)
    clerk.call("get", "/search/suggest/", {"q": "sqc"}, status=200)
    clerk.call("get", "/search/archive/", {"title": "慰问"}, status=200)
    clerk.call("get", "/search/archive/all/", {"kind": "news"}, status=200)
    clerk.call("post", "/search/names/", {"names": ["欧阳启明", "查无此人"]}, status=200)
    token = Caller().call("get", "/search/", {"q": "春节慰问"}, status=200)["clicked"]
    clerk.call("post", "/search/clicked/", {"of": token}, status=204)
    kept = {"name": "慰问", "question": {"title": "慰问"}, "organisation": str(county.root.uid), "follow": True}
    uid = clerk.call("post", "/saved-searches/", kept, status=201)["uid"]
    clerk.call("get", "/saved-searches/", status=200)
    clerk.call("get", "/saved-searches/{uid}/", status=200, uid=uid)
    clerk.call("patch", "/saved-searches/{uid}/", {"name": "春节"}, status=200, uid=uid)
    clerk.call("post", "/saved-searches/{uid}/follow/", status=204, uid=uid)
    clerk.call("delete", "/saved-searches/{uid}/follow/", status=204, uid=uid)
    clerk.call("delete", "/saved-searches/{uid}/", status=204, uid=uid)
    assert clerk.wrong == []


def test_what_is_tuned_has_the_shape_that_is_described(county: County, site: Any) -> None:
    tuner = Caller(holder(Role.ARCHIVIST, county.root))
    entry = {"kind": "news", "uid": str(site.uid)}
    inputs = {
        "synonyms": rule("走亲戚", instead=("春节慰问",)),
        "bets": {"question": "慰问", "entry": entry, "ends_on": "2099-01-01"},
        "judged": {"text": "春节去看谁", "best": [f"news:{site.uid}"]},
    }
    for name, given in inputs.items():
        uid = tuner.call("post", f"/search/{name}/", given, status=201)["uid"]
        tuner.call("get", f"/search/{name}/", status=200)
        tuner.call("get", f"/search/{name}/{{uid}}/", status=200, uid=uid)
        if name != "judged":
            tuner.call("post", f"/search/{name}/try-out/", {**given, "uid": uid}, status=200)
        tuner.call("put", f"/search/{name}/{{uid}}/", {**given, "note": "常问"}, status=200, uid=uid)
    (change, *_) = tuner.call("get", "/search/tuning-changes/", status=200)["results"]
    tuner.call("post", "/search/tuning-changes/{uid}/undo/", status=200, uid=change["uid"])
    tuner.call("post", "/search/tuning-changes/{uid}/undo/", status=409, uid=change["uid"])
    judged.keep([{"uid": "x", "ndcg": 1.0, "rank": 1}])
    tuner.call("get", "/search/judged/scores/", status=200)
    tuner.call("post", "/search/judged/scores/", status=202)
    tuner.call("get", "/search/queries/", status=200)
    assert tuner.call("get", "/search/synonyms/starter/", {"q": "党费"}, status=200)
    tuner.call("get", "/search/queries/totals/", {"days": "7"}, status=200)
    for name in inputs:
        (row, *_) = tuner.call("get", f"/search/{name}/", status=200)["results"]
        tuner.call("delete", f"/search/{name}/{{uid}}/", status=204, uid=row["uid"])
    assert tuner.wrong == [], "\n".join(tuner.wrong)


# What is sent, the field that is named, and what its message says: the value and the cure.
REFUSED: list[tuple[str, str, dict[str, Any], str, tuple[str, ...]]] = [
    ("get", "/search/", {"q": "慰问", "kind": "nothing"}, "kind", ("“nothing”", "可填", "news")),
    ("get", "/search/", {"q": "慰问", "year": "去年"}, "year", ("“去年”", "1900")),
    ("get", "/search/", {"q": "慰问", "organisation": "9" * 8}, "organisation", ("“99999999”", "请核对")),
    ("get", "/search/", {"q": "慰问", "audience": "all"}, "audience", ("“all”", "society")),
    ("get", "/search/", {"q": "慰问", "sort": "rank"}, "sort", ("“rank”", "date")),
    ("get", "/search/", {"q": "慰问", "page": "0"}, "page", ("“0”", "整数")),
    ("get", "/search/", {"q": "慰问", "page": "600"}, "page", ("600", "缩小范围")),
    ("get", "/search/", {"q": "慰问", "size": "101"}, "size", ("“101”", "1到100")),
    ("get", "/search/", {"query": "慰问"}, "query", ("“query”", "可用的是", "q")),
    ("get", "/search/archive/", {"titel": "慰问", "kind": "news"}, "titel", ("“titel”", "title")),
    ("get", "/search/archive/", {"title": "慰问", "tree": "later"}, "tree", ("“later”", "then", "now")),
    ("get", "/search/archive/", {"title": "慰问", "sort": "rank"}, "sort", ("“rank”", "date")),
    ("get", "/search/archive/", {"title": "慰问", "size": "x"}, "size", ("“x”", "1到100")),
    ("get", "/search/archive/all/", {"title": "慰问", "page": "2"}, "page", ("“page”", "after")),
    ("post", "/search/names/", {"names": ["王伟"], "kinds": ["nothing"]}, "kinds", ("“nothing”", "member")),
    ("post", "/search/names/", {"names": ["王伟"], "kind": ["member"]}, "kind", ("“kind”", "kinds")),
    ("post", "/search/names/", {"names": []}, "names", ("至少给一个",)),
    ("post", "/search/clicked/", {"of": "nothing"}, "of", ("不是本站给出的",)),
    ("post", "/saved-searches/", {"name": "空", "question": {}}, "question", ("至少写一个条件",)),
    ("post", "/saved-searches/", {"name": "一", "question": {"least": 300}}, "question.least", ("“300”", "引号")),
    ("post", "/saved-searches/", {"name": "一", "question": {"titel": "慰问"}}, "question.titel", ("“titel”", "title")),
    ("post", "/saved-searches/", {"name": "一", "question": {"kind": "news"}}, "question.kind", ("“news”", "列表")),
    ("post", "/saved-searches/", {"name": "一", "question": {"since": "昨天"}}, "question.since", ("“昨天”", "2019")),
]


@pytest.mark.parametrize(("method", "template", "given", "field", "words"), REFUSED)
def test_nothing_is_passed_over_in_silence(
    county: County, method: str, template: str, given: dict[str, Any], field: str, words: tuple[str, ...]
) -> None:
    """A filter that were left out would find more than was asked for; nothing is looked for, so no index is there."""
    clerk = Caller(holder(Role.ARCHIVIST, county.root))
    problem = clerk.call(method, template, given, status=400)
    assert clerk.wrong == []
    said = "".join(problem["errors"][field])
    assert [word for word in words if word not in said] == [], said


def test_a_saved_question_is_never_changed_under_its_name(county: County, site: Any) -> None:
    clerk = Caller(holder(Role.ARCHIVIST, county.root))
    uid = clerk.call("post", "/saved-searches/", {"name": "慰问", "question": {"title": "慰问"}}, status=201)["uid"]
    for given in ({"question": {"title": "党费"}}, {"follow": True}):
        problem = clerk.call("patch", "/saved-searches/{uid}/", given, status=400, uid=uid)
        assert list(problem["errors"]) == list(given)
    assert clerk.call("get", "/saved-searches/{uid}/", status=200, uid=uid)["question"] == {"title": "慰问"}
    assert clerk.wrong == []


ASKING = [
    ("get", "/search/", {"q": "慰问"}),
    ("get", "/search/archive/", {"title": "慰问"}),
    ("get", "/search/archive/all/", {"title": "慰问"}),
    ("post", "/search/names/", {"names": ["王伟"]}),
    ("post", "/search/synonyms/try-out/", rule("走亲戚", instead=("春节慰问",))),
    ("post", "/saved-searches/", {"name": "慰问", "question": {"title": "慰问"}, "follow": True}),
]


@pytest.mark.parametrize(("method", "template", "given"), ASKING)
def test_away_is_said_as_it_is_described(
    county: County, settings: Any, method: str, template: str, given: dict[str, Any]
) -> None:
    settings.SEARCH_URL = "http://127.0.0.1:1"  # nobody answers there
    reset_engines()
    try:
        clerk = Caller(holder(Role.ARCHIVIST, county.root))
        problem = clerk.call(method, template, given, status=503)
    finally:
        reset_engines()
    assert clerk.wrong == []
    assert (problem["code"], "搜索暂时不可用" in problem["detail"]) == ("unavailable", True)


def test_who_may_not_is_told_as_it_is_described(county: County) -> None:
    visitor, somebody = Caller(), Caller(affiliated(county.branch))
    for method, template, given in ASKING[1:]:
        visitor.call(method, template, given, status=401)
        somebody.call(method, template, given, status=403)
    assert (visitor.wrong, somebody.wrong) == ([], [])


def test_who_asks_too_often_is_told_when_to_come_again(monkeypatch: pytest.MonkeyPatch) -> None:
    class Once(AnonRateThrottle):
        rate = "1/hour"

    monkeypatch.setattr(SearchViewSet, "throttle_classes", [Once])
    visitor = Caller()
    visitor.client.defaults["REMOTE_ADDR"] = "203.0.113.9"
    visitor.call("get", "/search/suggest/", {"q": ""}, status=200)
    visitor.call("get", "/search/suggest/", {"q": ""}, status=429)
    assert visitor.wrong == []


def test_every_act_says_how_it_refuses() -> None:
    missing = [
        f"{method} {address}: {status}"
        for address, acts in document()["paths"].items()
        for method, act in acts.items()
        for status in ("401", "403", "429", *(["404"] if "{" in address else []))
        if status not in act["responses"]
    ]
    assert missing == []
