"""The editor of a disclosure chooses an item of the catalogue; what the item says is not typed again."""

import datetime
import uuid
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client

from cms_pages import services
from cms_pages.columns import ColumnKind
from cms_pages.models import DisclosurePage
from cms_pages.presenters.differences import differences
from records.kit.actors import SYSTEM
from records.kit.models import local_today
from records.openness import services as openness
from records.openness.models import CatalogueItem, Publication
from records.organisations.roles import Role
from tests.cms_pages.test_backoffice import editor_form
from tests.factories.access import again as person_again
from tests.factories.access import holder, sign_in
from tests.factories.catalogue import item
from tests.factories.organisations import County
from tests.factories.pages import again, column, draft, edited, published, site

pytestmark = pytest.mark.django_db


@pytest.fixture
def publisher(county: County) -> Any:
    site()
    column(county.village)
    return person_again(holder(Role.PUBLISHER, county.village, "沈若兰"))


def form(page: DisclosurePage, **changes: Any) -> dict[str, str]:
    """What the editor sends; a class that is not chosen is sent empty."""
    sent = {
        "made_on": str(page.made_on or local_today()),
        "secrecy_checked_by": "何建国",
        "category_l1": "",
        "category_l2": "",
        "period_kind": "regular",
        "mode": "active",
        "form": "site",
        "basis": "",
        "validity": "valid",
        "valid_until": "",
        "document_number": "",
        "index_no": "",
        "catalogue_item": "",
    }
    return {**editor_form(page), **sent, **{name: str(value) for name, value in changes.items()}}  # type: ignore[arg-type]


def blank(publisher: Any, county: County) -> DisclosurePage:
    return draft(county.village, DisclosurePage, author=publisher, made_on=local_today())  # type: ignore[no-any-return]


def latest(page: Any) -> DisclosurePage:
    return again(page).get_latest_revision_as_object()  # type: ignore[no-any-return]


def test_only_what_the_organisation_discloses_is_offered_by_class(
    client: Client, county: County, publisher: Any
) -> None:
    item(county.root, "县里的事项")
    item(county.village, "走访慰问", category="service")
    item(county.neighbour, "邻乡的事项")
    item(county.root, "党委的事项", level="committee")
    gone = item(county.village, "停用的事项")
    openness.retire(SYSTEM, gone.uid, retired_on=local_today(), reason="文件已废止")
    sign_in(client, publisher)
    place = column(county.village, ColumnKind.DISCLOSURES)
    for address in (
        f"/admin/pages/add/cms_pages/disclosurepage/{place.pk}/",
        f"/admin/pages/{blank(publisher, county).pk}/edit/",
    ):
        text = client.get(address).content.decode()
        assert '<optgroup label="党的组织管理">' in text
        assert "3-01 县里的事项（定期公开）" in text
        assert "走访慰问" in text
        for absent in ("邻乡的事项", "党委的事项", "停用的事项"):
            assert absent not in text


def test_choosing_fills_in_what_the_item_says(client: Client, county: County, publisher: Any) -> None:
    matter = item(
        county.root,
        period_kind="prompt",
        category="service",
        category_l2="走访慰问",
        audience="members",
        mode="request",
    )
    page = blank(publisher, county)
    sign_in(client, publisher)
    client.post(f"/admin/pages/{page.pk}/edit/", form(page, catalogue_item=matter.uid))
    saved = latest(page)
    assert saved.catalogue_item == matter.uid
    assert (saved.category_l1, saved.category_l2, saved.period_kind) == ("service", "走访慰问", "prompt")
    assert (saved.mode, saved.audience, saved.basis) == ("request", "members", matter.basis)


def test_what_the_writer_typed_stays(client: Client, county: County, publisher: Any) -> None:
    matter = item(county.root, category_l2="党费")
    page = blank(publisher, county)
    sign_in(client, publisher)
    sent = form(page, catalogue_item=matter.uid, basis="支部大会决议", category_l2="党费使用", audience="own")
    client.post(f"/admin/pages/{page.pk}/edit/", sent)
    saved = latest(page)
    assert (saved.basis, saved.category_l2, saved.audience) == ("支部大会决议", "党费使用", "own")


def test_without_an_item_a_class_is_asked_for_only_when_it_is_handed_in(
    client: Client, county: County, publisher: Any
) -> None:
    page = blank(publisher, county)
    sign_in(client, publisher)
    assert client.post(f"/admin/pages/{page.pk}/edit/", form(page)).status_code == 302
    answer = client.post(f"/admin/pages/{page.pk}/edit/", {**form(page), "action-submit": "1"})
    assert "请选择公开目录事项，或选择一级分类" in answer.content.decode()
    assert not again(page).workflow_in_progress
    client.post(f"/admin/pages/{page.pk}/edit/", {**form(page, category_l1="other"), "action-submit": "1"})
    assert again(page).workflow_in_progress


def test_another_towns_item_is_refused_in_the_editor(client: Client, county: County, publisher: Any) -> None:
    foreign = item(county.neighbour)
    page = blank(publisher, county)
    sign_in(client, publisher)
    answer = client.post(f"/admin/pages/{page.pk}/edit/", form(page, catalogue_item=foreign.uid))
    assert "不适用于本组织" in answer.content.decode()
    assert latest(page).catalogue_item is None


def test_a_page_wider_than_the_catalogue_says_is_not_handed_in(client: Client, county: County, publisher: Any) -> None:
    matter = item(county.root, audience="own")
    page = draft(county.village, DisclosurePage, author=publisher, catalogue_item=matter.uid)
    sign_in(client, publisher)
    sent = {**form(page, catalogue_item=matter.uid, audience="society"), "action-submit": "1"}
    assert "本页的范围更宽" in client.post(f"/admin/pages/{page.pk}/edit/", sent).content.decode()
    assert not again(page).workflow_in_progress


@pytest.mark.parametrize("which", ["foreign", "retired", "pending", "unknown", "wide"])
def test_handed_in_through_any_door_it_is_checked(county: County, publisher: Any, which: str) -> None:
    matter = item(county.neighbour if which == "foreign" else county.root)
    if which == "retired":
        openness.retire(SYSTEM, matter.uid, retired_on=local_today(), reason="文件已废止")
    elif which == "pending":
        CatalogueItem.objects.update(in_force_from=datetime.date(2099, 1, 1))
    elif which == "wide":
        openness.change_item(SYSTEM, matter.uid, audience="own")
    uid = uuid.uuid4() if which == "unknown" else matter.uid
    page = draft(county.village, DisclosurePage, author=publisher, catalogue_item=uid)
    with pytest.raises(ValidationError) as refused:
        services.submit(publisher, page.uid)
    cure = {
        "foreign": "另选一项",
        "retired": "另选一项",
        "pending": "起用",
        "unknown": "另选一项",
        "wide": "更窄的范围",
    }
    assert cure[which] in str(refused.value)
    assert not again(page).workflow_in_progress


def test_published_it_is_on_record_and_the_page_says_so(client: Client, county: County, publisher: Any) -> None:
    matter = item(county.root, period_kind="prompt")
    page = draft(county.village, DisclosurePage, author=publisher, catalogue_item=matter.uid, made_on=local_today())
    services.submit(publisher, page.uid)
    services.approve(holder(Role.CONTENT_REVIEWER, county.town), page.uid)
    publication = Publication.objects.get()
    assert (publication.catalogue_item, publication.fulfilled) == (matter, "3-01 党费收缴、使用情况")
    assert (publication.period_kind, publication.on_time) == ("prompt", True)
    text = client.get(again(page).address).content.decode()
    assert "公开目录事项" in text
    assert f"/openness/catalogue/{matter.uid}/" in text
    told = client.get(f"/api/v1/pages/{page.uid}/").json()
    assert told["catalogue_item"]["uid"] == str(matter.uid)
    # What was published keeps the words of its day.
    openness.change_item(SYSTEM, matter.uid, title="别的名称")
    assert "3-01 党费收缴、使用情况" in client.get(again(page).address).content.decode()


def test_a_published_page_is_corrected_though_its_item_was_retired(
    client: Client, county: County, publisher: Any
) -> None:
    matter = item(county.root)
    page = published(county.village, DisclosurePage, catalogue_item=matter.uid)
    openness.retire(SYSTEM, matter.uid, retired_on=local_today(), reason="文件已废止")
    sign_in(client, publisher)
    editor = client.get(f"/admin/pages/{page.pk}/edit/").content.decode()
    assert f'<option value="{matter.uid}" selected>' in editor
    corrected = edited(page, publisher, title="更正")
    services.submit(publisher, corrected.uid)
    services.approve(holder(Role.CONTENT_REVIEWER, county.town), corrected.uid)
    assert set(Publication.objects.values_list("catalogue_item", flat=True)) == {matter.pk}


def test_a_reviewer_reads_the_item_in_words(county: County, publisher: Any) -> None:
    matter = item(county.root)
    page = published(county.village, DisclosurePage)
    changed = edited(page, publisher, catalogue_item=matter.uid).get_latest_revision_as_object()
    (found,) = differences(again(page), changed)
    assert found["label"] == "公开目录事项"
    assert "".join(piece["text"] for piece in found["pieces"]) == "3-01 党费收缴、使用情况"


def test_with_more_than_a_list_can_hold_an_item_is_typed(
    client: Client, county: County, publisher: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("cms_pages.catalogue.MOST_OPTIONS", 1)
    matter = item(county.root)
    item(county.village, "走访慰问", category="service")
    page = blank(publisher, county)
    sign_in(client, publisher)
    assert "<optgroup" not in client.get(f"/admin/pages/{page.pk}/edit/").content.decode()
    client.post(f"/admin/pages/{page.pk}/edit/", form(page, catalogue_item="3-01"))
    assert latest(page).catalogue_item == matter.uid
    assert 'value="3-01"' in client.get(f"/admin/pages/{page.pk}/edit/").content.decode()
