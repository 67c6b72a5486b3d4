"""Putting versions on record, and the proof anyone may check."""

import datetime
import hashlib
import uuid
from typing import Any

import pytest
from django.test import Client

from records.audit.proofs import Proof, check_proof
from records.audit.services import seal_all
from records.kit.actors import SYSTEM
from records.kit.errors import Refused
from records.openness import services
from records.openness.models import Publication
from records.organisations.roles import Role
from records.regulations.services import load_first
from tests.factories.access import affiliated, holder
from tests.factories.organisations import County

pytestmark = [pytest.mark.django_db, pytest.mark.data]

BACKEND = "records.access.backends.PortalBackend"
PAGE = uuid.UUID("018f0000-0000-7000-8000-000000000001")


def publish(county: County, actor: Any = SYSTEM, **changes: Any) -> Publication:
    facts: dict[str, Any] = {
        "page_uid": PAGE,
        "page_id": 7,
        "revision": 1,
        "organisation": county.village,
        "title": "第三季度党费收缴、使用情况",
        "url": "/liuxizhen/shiqiao/disclosures/dangfei/",
        "audience": "society",
        "label": "public",
        "content": {"title": "第三季度党费收缴、使用情况", "body": "收缴2,043.90元。"},
    }
    return services.record_publication(actor, **(facts | changes))


def test_a_version_is_sealed_and_its_proof_holds_for_a_visitor(county: County, client: Client) -> None:
    publication = publish(county)
    page = client.get(f"/openness/proof/{publication.uid}/").content.decode()
    assert "待封存" in page
    assert client.get(f"/openness/proof/{publication.uid}/proof.json").status_code == 404
    seal_all()
    page = client.get(f"/openness/proof/{publication.uid}/").content.decode()
    assert "已封存，内容未改动" in page
    proof = Proof.from_json(client.get(f"/openness/proof/{publication.uid}/proof.json").json())
    check_proof(proof)
    assert proof.facts["after"]["digest"] == publication.digest
    content = client.get(f"/openness/proof/{publication.uid}/content.json").content
    assert publication.digest == "sha256:" + hashlib.sha256(content).hexdigest()


def test_the_public_proof_names_nobody_and_no_number_of_the_database(county: County, client: Client) -> None:
    reviewer = holder(Role.CONTENT_REVIEWER, county.town, "钱雪静")
    publication = publish(county, reviewer)
    seal_all()
    text = client.get(f"/openness/proof/{publication.uid}/proof.json").content.decode()
    assert "钱雪静" not in text
    assert set(Proof.from_json(client.get(f"/openness/proof/{publication.uid}/proof.json").json()).facts["after"]) == {
        "page_uid",
        "number",
        "title",
        "digest",
        "published_at",
        "is_current",
    }


def test_altered_content_is_seen_at_once(county: County, client: Client) -> None:
    publication = publish(county)
    seal_all()
    Publication.objects.filter(pk=publication.pk).update(content={"title": "改过", "body": "收缴1.00元。"})
    assert "内容与摘要不符" in client.get(f"/openness/proof/{publication.uid}/").content.decode()


def test_a_newer_version_supersedes_and_the_same_revision_twice_is_one(county: County) -> None:
    first = publish(county)
    assert publish(county).pk == first.pk
    second = publish(county, revision=2, content={"title": "更正"})
    first.refresh_from_db()
    assert (first.is_current, second.is_current, second.number) == (False, True, 2)
    withdrawn = services.record_withdrawal(SYSTEM, page_uid=PAGE, reason="内容有误")
    assert withdrawn is not None
    assert withdrawn.withdrawn_reason == "内容有误"
    assert not Publication.objects.current().exists()
    again = publish(county, revision=2, content={"title": "更正"})
    assert (again.number, again.is_current) == (3, True)


def test_a_publisher_alone_puts_nothing_on_record(county: County) -> None:
    with pytest.raises(Refused):
        publish(county, holder(Role.PUBLISHER, county.village))
    assert not Publication.objects.exists()


@pytest.mark.parametrize(
    ("audience", "label", "visitor", "neighbour", "own"),
    [("society", "public", 200, 200, 200), ("members", "members", 404, 200, 200), ("own", "", 404, 404, 200)],
)
def test_a_proof_is_shown_to_the_audience_of_its_page(
    county: County, client: Client, audience: str, label: str, visitor: int, neighbour: int, own: int
) -> None:
    publication = publish(county, audience=audience, label=label or f"org:{county.village.pk}")
    address = f"/openness/proof/{publication.uid}/"
    assert client.get(address).status_code == visitor
    client.force_login(affiliated(county.neighbour_branch), backend=BACKEND)
    assert client.get(address).status_code == neighbour
    client.force_login(affiliated(county.branch), backend=BACKEND)
    assert client.get(address).status_code == own


def test_punctuality_follows_the_figures_of_the_regulations(county: County) -> None:
    load_first()
    made = datetime.date(2020, 1, 6)
    late = publish(county, made_on=made, period_kind="regular")
    assert late.due_on == datetime.date(2020, 1, 9)
    assert late.on_time is False
    corrected = publish(county, revision=2, made_on=made, period_kind="regular")
    assert corrected.on_time is None  # only the first version is due


def test_the_api_and_the_register_show_what_is_in_scope(county: County, client: Client) -> None:
    publish(county, label=f"org:{county.village.pk}", audience="own")
    assert client.get("/api/v1/disclosures/").json()["results"] == []
    client.force_login(holder(Role.AUDITOR, county.town), backend=BACKEND)
    (row,) = client.get("/api/v1/disclosures/").json()["results"]
    assert row["organisation"]["name"] == "石桥村党总支"
    assert "第三季度党费" in client.get("/work/openness/").content.decode()
    assert "第三季度党费" in client.get("/admin/openness/publication/").content.decode()
    client.force_login(holder(Role.AUDITOR, county.neighbour), backend=BACKEND)
    assert client.get("/api/v1/disclosures/").json()["results"] == []
    assert "第三季度党费" not in client.get("/work/openness/").content.decode()
