"""Review at the workbench: the list, the screen, the decisions, and what else may be done with a page."""

import pytest
from django.test import Client

from cms_pages import desk, services
from cms_pages.models import DisclosurePage, NewsPage
from records.access.models import User
from records.kit.desk import Group
from records.kit.models import local_today
from records.organisations.roles import Role
from tests.factories.access import affiliated, holder, sign_in
from tests.factories.organisations import County
from tests.factories.pages import again, column, draft, edited, published, site


@pytest.fixture
def publisher(county: County) -> User:
    site()
    column(county.village)
    return holder(Role.PUBLISHER, county.village, "沈若兰")


@pytest.fixture
def reviewer(county: County) -> User:
    return holder(Role.CONTENT_REVIEWER, county.town, "钱雪静")


def test_what_waits_is_on_the_reviewers_desk_and_what_came_back_on_the_authors(
    client: Client, county: County, publisher: User, reviewer: User
) -> None:
    page = draft(county.village, DisclosurePage, author=publisher, title="第三季度党费收缴情况")
    services.submit(publisher, page.uid)
    piles = list(desk.items(reviewer, local_today()))
    assert [(pile.group, pile.total) for pile in piles] == [(Group.WAITING, 1)]
    assert piles[0].items[0].title == "审核：第三季度党费收缴情况"
    assert piles[0].items[0].url == f"/work/pages/{page.uid}/"
    assert list(desk.items(publisher, local_today())) == []
    assert list(desk.items(holder(Role.CONTENT_REVIEWER, county.neighbour), local_today())) == []

    services.return_to_author(reviewer, page.uid, reason="缺少附件")
    assert list(desk.items(reviewer, local_today())) == []
    (pile,) = desk.items(publisher, local_today())
    assert (pile.group, pile.total) == (Group.RETURNED, 1)
    assert "缺少附件" in pile.items[0].detail

    services.submit(publisher, page.uid)
    assert list(desk.items(publisher, local_today())) == []
    sign_in(client, reviewer)
    text = client.get("/work/pages/").content.decode()
    assert "第三季度党费收缴情况" in text
    assert "石桥村党总支" in text


def test_a_reviewer_reads_compares_and_approves(
    client: Client, county: County, publisher: User, reviewer: User
) -> None:
    page = published(county.village, NewsPage, title="组织生活会", text="到会71人。")
    page = edited(page, publisher, title="组织生活会（更正）")
    step = services.submit(publisher, page.uid)
    sign_in(client, reviewer)
    response = client.get(f"/work/pages/{page.uid}/")
    text = response.content.decode()
    assert response.status_code == 200
    assert "no-store" in response.headers["Cache-Control"]
    assert "<ins>（更正）</ins>" in text
    assert "到会71人。" in text
    assert "沈若兰" in text
    preview = client.get(f"/work/pages/{page.uid}/preview/")
    assert "更正" in preview.content.decode()
    assert "更正" not in client.get(page.address).content.decode()

    response = client.post(
        f"/work/pages/{page.uid}/", {"act": "approve", "reason": "", "revision": step.revision_id}, follow=True
    )
    assert "已通过并发布" in response.content.decode()
    assert again(page).title == "组织生活会（更正）"


def test_a_return_without_a_reason_loses_nothing(
    client: Client, county: County, publisher: User, reviewer: User
) -> None:
    page = draft(county.village, author=publisher)
    step = services.submit(publisher, page.uid)
    sign_in(client, reviewer)
    url = f"/work/pages/{page.uid}/"
    response = client.post(url, {"act": "return", "reason": "  ", "revision": step.revision_id})
    assert response.status_code == 422
    assert "请写明退回的理由" in response.content.decode()
    assert again(page).workflow_in_progress
    response = client.post(url, {"act": "return", "reason": "请附明细表", "revision": step.revision_id}, follow=True)
    assert "已退回作者修改" in response.content.decode()
    sign_in(client, publisher)
    text = client.get(url).content.decode()
    assert "请附明细表" in text
    assert f"/admin/pages/{page.pk}/edit/" in text


def test_two_reviewers_one_decision(client: Client, county: County, publisher: User, reviewer: User) -> None:
    page = draft(county.village, author=publisher)
    step = services.submit(publisher, page.uid)
    sign_in(client, reviewer)
    services.return_to_author(holder(Role.SECRETARY, county.village), page.uid, reason="先改")
    response = client.post(
        f"/work/pages/{page.uid}/", {"act": "approve", "reason": "同意", "revision": step.revision_id}
    )
    assert response.status_code == 422
    assert "没有在审核中" in response.content.decode()
    assert not again(page).live


@pytest.mark.parametrize("path", ["", "preview/", "recall/", "withdraw/", "audience/", "move/", "share/", "rename/"])
def test_who_has_no_business_with_a_page_finds_none(client: Client, county: County, publisher: User, path: str) -> None:
    page = draft(county.village, author=publisher)
    url = f"/work/pages/{page.uid}/{path}"
    assert client.get(url).status_code == 302
    for person in (affiliated(county.village), holder(Role.CONTENT_REVIEWER, county.neighbour)):
        sign_in(client, person)
        assert client.get(url).status_code == 404
        assert client.post(url, {"act": "approve", "reason": "x"}).status_code == (405 if path == "preview/" else 404)
    assert not again(page).live


def test_withdrawing_moving_renaming_and_sharing_at_the_workbench(
    client: Client, county: County, reviewer: User
) -> None:
    page = published(county.village, NewsPage, title="原来的标题")
    column(county.branch)
    old_address = page.address
    sign_in(client, reviewer)
    base = f"/work/pages/{page.uid}/"
    assert "撤下" in client.get(base).content.decode()

    response = client.post(f"{base}rename/", {"slug": "New Name!"})
    assert response.status_code == 422
    client.post(f"{base}rename/", {"slug": "dangyuan-dahui", "reason": "太长"})
    assert again(page).slug == "dangyuan-dahui"
    assert client.get(old_address).headers["Location"] == again(page).address

    wrong = client.post(f"{base}move/", {"organisation": "没有这个组织"})
    assert "没有“没有这个组织”" in wrong.content.decode()
    client.post(f"{base}move/", {"organisation": county.branch.code})
    assert again(page).organisation == county.branch
    assert client.get(old_address).headers["Location"] == again(page).address

    client.post(f"{base}share/", {"organisation": county.town.code})
    assert NewsPage.objects.filter(alias_of=page.pk).count() == 1

    assert client.post(f"{base}withdraw/", {"reason": ""}).status_code == 422
    client.post(f"{base}withdraw/", {"reason": "数字有误"})
    assert not again(page).live
    assert not NewsPage.objects.get(alias_of=page.pk).live
