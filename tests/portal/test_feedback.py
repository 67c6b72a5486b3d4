"""问题与建议: from every page to the desk that answers; nothing typed is lost, nothing arrives twice."""

import re
import uuid

import pytest
from django.core.cache import cache
from django.test import Client

from portal import feedback as door
from records.openness.models import Feedback
from tests.factories.organisations import County
from tests.factories.pages import published

pytestmark = pytest.mark.django_db

TEXT = "慰问金发放标准能否写明依据？"


@pytest.fixture(autouse=True)
def _no_letters_counted() -> None:
    cache.clear()


def letter(**changes: str) -> dict[str, str]:
    return {"text": TEXT, "name": "", "contact": "", "submit_key": str(uuid.uuid4()), **changes}


@pytest.mark.parametrize("address", ["/", "/search/?q=x", "/disclosures/", "/organisations/", "/sign-in/", "/no-such/"])
def test_every_page_leads_to_it(place: County, client: Client, address: str) -> None:
    text = client.get(address).content.decode()
    assert re.search(r'href="/feedback/[^"]*"[^>]*>[^<]*问题与建议', text)


def test_a_page_leads_to_the_desk_of_its_organisation(place: County, client: Client) -> None:
    page = published(place.village, title="换届选举公告")
    found = re.search(r'href="(/feedback/\?about=[^"]+)"', client.get(page.address).content.decode())
    assert found
    form = client.get(found[1])
    assert "换届选举公告" in form.content.decode()
    assert "石桥村党总支" in form.content.decode()
    answer = client.post(found[1], letter())
    assert "已经收到" in answer.content.decode()
    kept = Feedback.objects.get()
    assert (kept.organisation, kept.about_title, kept.about_uid) == (place.village, page.title, page.uid)
    assert kept.receipt in answer.content.decode().replace("-", "") or kept.receipt[:4] in answer.content.decode()


def test_without_an_organisation_it_is_the_places_own_desk(place: County, client: Client) -> None:
    client.post("/feedback/", letter())
    assert Feedback.objects.get().organisation == place.root


@pytest.mark.parametrize(
    "given", ["organisation=nonsense", "organisation=14102d0b-8c05-4ee8-bae2-750fd870b8ac", "organisation=1"]
)
def test_an_organisation_that_is_not_there_is_not_there(place: County, client: Client, given: str) -> None:
    assert client.get(f"/feedback/?{given}").status_code == 404
    assert client.post(f"/feedback/?{given}", letter()).status_code == 404
    assert not Feedback.objects.exists()


def test_a_page_one_may_not_read_is_not_named(place: County, client: Client) -> None:
    hidden = published(place.village, title="仅本组织可看", audience="own")
    text = client.get(f"/feedback/?about={hidden.uid}").content.decode()
    assert "仅本组织可看" not in text
    assert "石桥村" not in text


def test_pressed_twice_it_arrives_once_and_both_see_the_receipt(place: County, client: Client) -> None:
    sent = letter()
    first, second = (client.post("/feedback/", sent) for _ in range(2))
    assert [first.status_code, second.status_code] == [200, 200]
    kept = Feedback.objects.get()
    assert all(kept.receipt[:4] in answer.content.decode() for answer in (first, second))


@pytest.mark.parametrize(
    ("changes", "says"), [({"text": "好"}, "写清楚一些"), ({"text": ""}, "填写"), ({"contact": "x" * 500}, "")]
)
def test_what_is_wrong_is_told_and_nothing_typed_is_lost(
    place: County, client: Client, changes: dict[str, str], says: str
) -> None:
    answer = client.post("/feedback/", letter(**{"name": "王某某", **changes}))
    assert answer.status_code == 422
    text = answer.content.decode()
    assert says in text
    assert 'value="王某某"' in text
    assert not Feedback.objects.exists()


def test_a_flood_is_told_when_to_try_again_and_keeps_what_was_typed(
    place: County, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(door.FeedbackThrottle, "rate", "2/hour")
    for _ in range(2):
        assert client.post("/feedback/", letter()).status_code == 200
    answer = client.post("/feedback/", letter())
    assert answer.status_code == 429
    assert "一小时后再试" in answer.content.decode()
    assert TEXT in answer.content.decode()
    assert Feedback.objects.count() == 2


def test_a_letter_is_shown_as_text_whatever_it_holds(place: County, client: Client) -> None:
    answer = client.post("/feedback/", letter(text="<script>alert(1)</script>", name="<b>甲</b>", contact="x" * 500))
    assert "<script>alert" not in answer.content.decode()
    assert "<b>甲" not in answer.content.decode()
