"""Real records of every kind: somebody finds exactly those whose own door opens for them; what a paper hides is found by no part of it."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from rest_framework.test import APIClient

from cms_pages import services as pages
from cms_pages.models import (
    ContentPage,
    CoursePage,
    DisclosurePage,
    LessonPage,
    NewsPage,
    PageReader,
    PlanPage,
    RulePage,
)
from media import texts
from media.services import set_uses, store_document
from records.access.models import User, Visitor
from records.kit.actors import SYSTEM
from records.kit.audience import Audience
from records.kit.errors import NotVisible
from records.organisations.roles import Role
from search.index import sources
from tests.factories import assessments
from tests.factories.access import affiliated, again, holder, sign_in, user
from tests.factories.attachments import pdf
from tests.factories.catalogue import item
from tests.factories.files import upload
from tests.factories.funds import People, filed
from tests.factories.members import member
from tests.factories.organisations import County
from tests.factories.pages import column, draft, published, site
from tests.sample import services as sample

pytestmark = [pytest.mark.django_db, pytest.mark.search, pytest.mark.data]

EMPTY_HANDED = frozenset({"loan"})  # the suite's sample domain has no page of its own for a row


def page_for(
    county: County, place: str, model: type[ContentPage], level: str, named: User | None = None, **fields: Any
) -> Any:
    """A published page of this audience; for named persons, with one reader."""
    made = draft(getattr(county, place), model, audience=level, **fields)
    if named is not None:
        made.readers = [PageReader(user=named)]
        made.save_revision()
    pages.publish(SYSTEM, made.uid)
    return model.objects.get(pk=made.pk)


@pytest.fixture
def stocked(county: County, settings: Any, tmp_path: Any, index: Callable[[], None]) -> dict[str, Any]:
    """Something of every kind; pages of every audience in two towns; files of a page for few, and of none."""
    settings.MEDIA_ROOT = tmp_path / "media"
    site()
    named = user("张指定")
    for place in County.CODES:
        column(getattr(county, place))
    for place in ("branch", "neighbour_branch"):
        for level in Audience:
            reader = named if level is Audience.NAMED else None
            page_for(county, place, NewsPage, level, reader, title=f"{level.label}的通知")
    for model in (RulePage, PlanPage, DisclosurePage):
        page_for(county, "branch", model, Audience.OWN, title="只给本组织的文件")
    paper = store_document(SYSTEM, county.branch, upload("名册.pdf", pdf("慰问名册夜莺")), title="慰问名册")
    hidden = page_for(county, "branch", NewsPage, Audience.OWN, title="慰问安排", text="带上百灵鸟的那只箱子。")
    store_document(SYSTEM, county.branch, upload("草稿.pdf", pdf("尚未公开的草稿")), title="没有用上的草稿")
    course = page_for(county, "branch", CoursePage, Audience.OWN, title="内部课程")
    lesson = published(
        county.branch, LessonPage, parent=course, title="第一课", transcript="00:10 只在讲稿里说到画眉鸟"
    )

    set_uses("cms_pages.newspage", hidden.uid, documents=[paper.pk], labels=[f"org:{county.branch.pk}"])
    people = assessments.People(county)
    assessments.published(people, audience=Audience.OWN, title="村级考核")
    assessments.issued(people, title="另一次考核")
    filed(People(county))
    item(county.town)
    member(county.branch, "欧阳启明")
    member(county.neighbour_branch, "司马邻乡")
    sample.lend(holder(Role.SECRETARY, county.branch), county.branch, book="石桥村志")
    texts.read_waiting()
    index()
    return {"named": named, "lesson": lesson, "course": course, "paper": paper, "page": hidden}


def readers(county: County, stocked: dict[str, Any]) -> dict[str, User | Visitor]:
    found: dict[str, User | Visitor] = {"visitor": Visitor(), "named": again(stocked["named"])}
    found |= {"member": affiliated(county.branch), "neighbour's member": affiliated(county.neighbour_branch)}
    found |= {f"{role} of the town": holder(role, county.town) for role in Role}
    found["archivist of the neighbour"] = holder(Role.ARCHIVIST, county.neighbour)
    found["secretary of the branch"] = holder(Role.SECRETARY, county.branch)
    found["publisher of the other branch"] = holder(Role.PUBLISHER, county.other_branch)
    return found


def everything() -> list[Any]:
    """Every entry of every kind, as the rooms hand them to the index."""
    return [entry for kind in sources.kinds() for entry in sources.get(kind).iterate(None, 500)]  # type: ignore[union-attr]


def opened(client: Client, url: str) -> bool:
    """Whether an address is there for this person: an organisation's leads on to its home page, a sign-in opens nothing."""
    answer = client.get(url, follow=True)
    return answer.status_code == 200 and not any("/sign-in/" in step for step, _ in answer.redirect_chain)


@pytest.mark.slow
def test_what_somebody_finds_is_what_opens_for_them(county: County, stocked: dict[str, Any]) -> None:
    entries = everything()
    assert {entry.kind for entry in entries} == set(sources.kinds())
    wrong = []
    for who, person in readers(county, stocked).items():
        client, api = Client(), APIClient()
        if isinstance(person, User):
            sign_in(client, person)
            api.force_authenticate(person)
        found: set[str] = set()
        for kind in sources.kinds():
            answer = api.get("/api/v1/search/", {"kind": kind, "size": "100"}).json()
            assert answer["total"] <= 100
            found |= {row["url"] for row in answer["results"]}
        for entry in entries:
            if entry.kind in EMPTY_HANDED:
                continue
            opens = opened(client, entry.url)
            if opens != (entry.url in found):
                wrong.append(
                    f"{who}: {entry.kind} {entry.title} {entry.audience} found {entry.url in found}, opens {opens}"
                )
    assert not wrong, "\n".join(wrong)


# A word that only this hidden text says, the kind it is part of, and where in it.
WITHIN = [
    ("百灵鸟", "news", ""),  # in a page for its own people
    ("夜莺", "attachment", "第1页"),  # in a file of that page
    ("画眉鸟", "course", "第1讲 0:10"),  # in a transcript of a lesson of a course for its own people
    ("尚未公开", "attachment", "第1页"),  # in a file that nothing uses yet
]


@pytest.mark.parametrize(("word", "kind", "spot"), WITHIN)
def test_what_stands_inside_something_hidden_is_hidden_with_it(
    county: County, stocked: dict[str, Any], word: str, kind: str, spot: str
) -> None:
    def asked(api: APIClient, where: str = "", **question: str) -> dict[str, Any]:
        body: dict[str, Any] = api.get(f"/api/v1/search/{where}", question).json()
        return body

    for person in (None, affiliated(county.neighbour_branch), holder(Role.ARCHIVIST, county.neighbour)):
        api = APIClient()
        if person is not None:
            api.force_authenticate(person)
        answer = asked(api, q=word)
        assert (answer["exact"], answer["facets"]["kind"]) == (0, [])
        assert word not in str(answer["results"])
        assert asked(api, "suggest/", q=word)["suggestions"] == []
    for field in ("body", "attachment", "phrase"):
        assert asked(api, "archive/", **{field: word})["total"] == 0
        assert asked(api, "archive/all/", **{field: word})["results"] == []
    api.force_authenticate(holder(Role.SECRETARY, county.branch))
    (row,) = (row for row in asked(api, q=word)["results"] if row["kind"] == kind)
    assert (row["spot"], word in row["snippet"]) == (spot, True)


def test_a_lesson_is_never_narrower_than_its_course(county: County, stocked: dict[str, Any]) -> None:
    """Its transcript is found as part of the course, so nothing may close the lesson alone."""
    with pytest.raises(NotVisible):
        pages.change_audience(SYSTEM, stocked["lesson"].uid, level=Audience.NAMED, reason="误公开", readers=[user()])
    fields = {name for panel in LessonPage.content_panels for name in [getattr(panel, "field_name", "")]}
    assert "audience" not in fields
