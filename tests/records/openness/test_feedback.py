"""Letters to a desk: written, found by receipt, answered, published."""

import uuid
from typing import Any

import pytest
from django.test import Client

from records.access.models import Visitor
from records.audit.models import JournalEntry
from records.kit.errors import Conflict, Invalid, NotVisible
from records.openness import services
from records.openness.models import Feedback
from records.organisations.roles import Role
from records.regulations.services import load_first
from tests.factories.access import holder
from tests.factories.organisations import County

pytestmark = [pytest.mark.django_db, pytest.mark.data]

BACKEND = "records.access.backends.PortalBackend"


@pytest.fixture(autouse=True)
def _figures(db: None) -> None:
    load_first()


def write(county: County, **changes: Any) -> Feedback:
    facts: dict[str, Any] = {
        "text": "慰问金发放标准能否写明依据？",
        "contact": "13812345678",
        "name": "王某某",
        "submit_key": uuid.uuid4(),
    }
    return services.give_feedback(Visitor(), county.village, **(facts | changes))


def test_a_visitor_writes_and_follows_it_by_receipt(county: County, client: Client) -> None:
    letter = write(county)
    assert services.by_receipt(f" {letter.receipt.lower()[:4]}-{letter.receipt[4:]} ").pk == letter.pk
    page = client.post("/openness/receipt/", {"receipt": letter.receipt}).content.decode()
    assert "慰问金发放标准" in page
    assert "13812345678" not in page
    assert "没有这个查询码" in client.post("/openness/receipt/", {"receipt": "AAAA"}).content.decode()


def test_sent_twice_it_arrives_once(county: County) -> None:
    key = uuid.uuid4()
    assert write(county, submit_key=key).pk == write(county, submit_key=key).pk
    assert Feedback.objects.count() == 1


def test_too_short_a_letter_is_explained(county: County) -> None:
    with pytest.raises(Invalid, match="写清楚一些"):
        write(county, text=" 好 ")


def test_the_desk_answers_within_its_scope_and_the_answer_is_public(county: County, client: Client) -> None:
    letter = write(county)
    secretary = holder(Role.SECRETARY, county.village)
    client.force_login(secretary, backend=BACKEND)
    assert "慰问金" in client.get("/work/").content.decode()
    assert "慰问金" in client.get("/work/openness/feedback/").content.decode()
    address = f"/work/openness/feedback/{letter.uid}/"
    assert client.post(address, {"act": "take_up"}).status_code == 302
    assert client.post(address, {"answer": " "}).status_code == 422
    assert client.post(address, {"answer": "依据县委组织部标准，已在附件写明。"}).status_code == 302
    client.logout()
    public = client.get(f"/openness/opinions/{county.village.uid}/").content.decode()
    assert "已在附件写明" in public
    assert "王某某" not in public
    with pytest.raises(Conflict):
        services.answer(secretary, letter.uid, text="再答复一次也不行。")


def test_without_consent_nothing_is_shown(county: County, client: Client) -> None:
    letter = write(county, may_publish=False)
    services.answer(holder(Role.SECRETARY, county.village), letter.uid, text="已经办理，谢谢。")
    assert "慰问金" not in client.get(f"/openness/opinions/{county.village.uid}/").content.decode()


def test_the_neighbours_desk_sees_and_answers_nothing(county: County, client: Client) -> None:
    letter = write(county)
    other = holder(Role.SECRETARY, county.neighbour)
    client.force_login(other, backend=BACKEND)
    assert client.get(f"/work/openness/feedback/{letter.uid}/").status_code == 404
    with pytest.raises(NotVisible):
        services.answer(other, letter.uid, text="越权答复。")
    letter.refresh_from_db()
    assert letter.state == "received"


def test_a_contact_is_shown_with_a_reason_and_journalled(county: County, client: Client) -> None:
    letter = write(county)
    client.force_login(holder(Role.SECRETARY, county.village), backend=BACKEND)
    address = f"/work/openness/feedback/{letter.uid}/"
    assert "13812345678" not in client.get(address).content.decode()
    assert client.post(f"{address}contact/", {"reason": ""}).status_code == 422
    assert "13812345678" in client.post(f"{address}contact/", {"reason": "电话核实情况"}).content.decode()
    assert JournalEntry.objects.get(action="openness.reveal_contact").reason == "电话核实情况"
    with pytest.raises(NotVisible):
        services.reveal_contact(holder(Role.AUDITOR, county.root), letter.uid, reason="随便看看内容")


def test_the_journal_keeps_no_word_of_a_letter(county: County) -> None:
    write(county, text="家中有人患病，希望得到帮助。")
    entry = JournalEntry.objects.get(action="openness.give_feedback")
    assert "患病" not in f"{entry.before}{entry.after}"
    assert "13812345678" not in f"{entry.before}{entry.after}"
