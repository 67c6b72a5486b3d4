"""Submit, return, approve: four eyes, reasons, one transaction."""

import datetime

import pytest
from django.utils import timezone
from wagtail.models import TaskState, WorkflowState

from cms_pages import services
from cms_pages.models import DisclosurePage, NewsPage, PageDoor
from records.access.models import User
from records.audit.models import JournalEntry
from records.kit.actors import SYSTEM
from records.kit.errors import Conflict, Invalid, NotVisible, Refused
from records.kit.models import StoredEvent
from records.organisations.roles import Role
from search.index.models import OutboxRow
from tests.factories.access import affiliated, holder
from tests.factories.organisations import County
from tests.factories.pages import again, column, draft, edited, published, site, tomorrow


@pytest.fixture
def publisher(county: County) -> User:
    site()
    column(county.village)
    return holder(Role.PUBLISHER, county.village, "沈若兰")


@pytest.fixture
def reviewer(county: County) -> User:
    return holder(Role.CONTENT_REVIEWER, county.town, "钱雪静")


def events() -> list[str]:
    return list(StoredEvent.objects.filter(name__startswith="cms_pages").order_by("pk").values_list("name", flat=True))


def acts(page: NewsPage) -> list[tuple[str, str]]:
    entries = JournalEntry.objects.filter(subject_uid=page.uid).order_by("pk")
    return [(entry.action, entry.after.get("state", "")) for entry in entries]


def test_a_draft_is_reviewed_by_another_and_published(county: County, publisher: User, reviewer: User) -> None:
    page = draft(county.village, author=publisher)
    OutboxRow.objects.all().delete()

    services.submit(publisher, page.uid)
    assert again(page).workflow_in_progress
    services.approve(reviewer, page.uid, comment="同意")

    page = again(page)
    assert page.live
    assert page.published_on == timezone.localdate()
    assert PageDoor.objects.get(page=page).is_live
    assert events() == ["cms_pages.PageSubmitted", "cms_pages.PagePublished"]
    assert acts(page) == [
        ("pages.write", "待审核"),
        ("pages.review", "审核通过"),
        ("pages.publish", "已发布"),
    ]
    assert JournalEntry.objects.get(subject_uid=page.uid, action="pages.review").reason == "同意"
    assert OutboxRow.objects.filter(kind="news", uid=str(page.uid)).exists()


def test_nobody_decides_on_what_they_wrote(county: County) -> None:
    site()
    both = holder(Role.SECRETARY, county.village)
    from tests.factories.organisations import post

    post(county.village, Role.PUBLISHER, both)
    both = User.objects.get(pk=both.pk)
    page = draft(county.village, author=both)
    services.submit(both, page.uid)
    with pytest.raises(Refused, match="其他有审核权限的人"):
        services.approve(both, page.uid)
    with pytest.raises(Refused):
        services.return_to_author(both, page.uid, reason="自己退自己")
    assert not again(page).live
    assert again(page).workflow_in_progress
    assert events() == ["cms_pages.PageSubmitted"]


def test_who_mended_a_version_does_not_approve_it_either(county: County, publisher: User) -> None:
    page = published(county.village, author=publisher)
    second = holder(Role.CONTENT_REVIEWER, county.town)
    page = edited(page, publisher, title="更正后的标题")
    page = edited(page, second, title="再次更正的标题")
    services.submit(publisher, page.uid)
    with pytest.raises(Refused):
        services.approve(second, page.uid)


def test_who_wrote_an_earlier_published_version_may_review_the_next(county: County, publisher: User) -> None:
    first = holder(Role.CONTENT_REVIEWER, county.town)
    page = published(county.village, author=first)
    page = edited(page, publisher, title="更正后的标题")
    services.submit(publisher, page.uid)
    services.approve(first, page.uid)
    assert again(page).title == "更正后的标题"


def test_a_superuser_needs_another_too(county: County) -> None:
    site()
    root = User.objects.create_superuser("root", "超级用户", "x")
    page = draft(county.village, author=root)
    services.submit(root, page.uid)
    with pytest.raises(Refused):
        services.approve(root, page.uid)
    with pytest.raises(Refused, match="审核后发布"):
        services.publish(root, page.uid)


def test_a_return_has_a_reason_and_the_mended_draft_comes_again(
    county: County, publisher: User, reviewer: User
) -> None:
    page = draft(county.village, author=publisher)
    services.submit(publisher, page.uid)
    with pytest.raises(Invalid, match="理由"):
        services.return_to_author(reviewer, page.uid, reason="   ")
    services.return_to_author(reviewer, page.uid, reason="缺少表决结果")

    state = again(page).current_workflow_state
    assert state.status == WorkflowState.STATUS_NEEDS_CHANGES
    assert state.current_task_state.comment == "缺少表决结果"

    page = edited(page, publisher, title="石桥村党员大会（含表决结果）")
    services.submit(publisher, page.uid)
    services.approve(reviewer, page.uid)
    assert again(page).title == "石桥村党员大会（含表决结果）"
    assert events() == [
        "cms_pages.PageSubmitted",
        "cms_pages.PageReturned",
        "cms_pages.PageSubmitted",
        "cms_pages.PagePublished",
    ]


@pytest.mark.parametrize(
    ("role", "where", "error"),
    [
        (Role.PUBLISHER, "village", Refused),
        (Role.CONTENT_REVIEWER, "neighbour", NotVisible),
        (Role.ARCHIVIST, "town", NotVisible),
        (Role.MEMBER, "village", NotVisible),
    ],
)
def test_only_reviewers_above_decide_and_denied_means_nothing_happened(
    county: County, publisher: User, role: Role, where: str, error: type[Exception]
) -> None:
    page = draft(county.village, author=publisher)
    services.submit(publisher, page.uid)
    before = (JournalEntry.objects.count(), StoredEvent.objects.count(), OutboxRow.objects.count())
    with pytest.raises(error):
        services.approve(holder(role, getattr(county, where)), page.uid)
    assert before == (JournalEntry.objects.count(), StoredEvent.objects.count(), OutboxRow.objects.count())
    assert TaskState.objects.get().status == TaskState.STATUS_IN_PROGRESS
    assert not again(page).live


def test_a_member_neither_submits_nor_sees_a_draft(county: County, publisher: User) -> None:
    page = draft(county.village, author=publisher)
    with pytest.raises(NotVisible):
        services.submit(affiliated(county.village), page.uid)


def test_a_decision_counts_for_the_version_that_was_looked_at(county: County, publisher: User, reviewer: User) -> None:
    page = draft(county.village, author=publisher)
    looked_at = services.submit(publisher, page.uid).revision_id
    services.recall(publisher, page.uid)
    page = edited(page, publisher, title="换了内容")
    services.submit(publisher, page.uid)
    with pytest.raises(Conflict, match="最新提交"):
        services.approve(reviewer, page.uid, revision=looked_at)


def test_a_decision_is_taken_once(county: County, publisher: User, reviewer: User) -> None:
    page = draft(county.village, author=publisher)
    services.submit(publisher, page.uid)
    services.approve(reviewer, page.uid)
    with pytest.raises(Conflict, match="没有在审核中"):
        services.approve(reviewer, page.uid)
    with pytest.raises(Conflict):
        services.return_to_author(reviewer, page.uid, reason="晚了")


def test_submitting_twice_or_without_a_change_is_refused(county: County, publisher: User, reviewer: User) -> None:
    page = draft(county.village, author=publisher)
    services.submit(publisher, page.uid)
    with pytest.raises(Conflict, match="已在审核中"):
        services.submit(publisher, page.uid)
    services.approve(reviewer, page.uid)
    with pytest.raises(Conflict, match="没有新的改动"):
        services.submit(publisher, page.uid)


def test_a_recalled_submission_can_be_written_on(county: County, publisher: User, reviewer: User) -> None:
    page = draft(county.village, author=publisher)
    services.submit(publisher, page.uid)
    services.recall(publisher, page.uid)
    assert not again(page).workflow_in_progress
    assert events()[-1] == "cms_pages.PageRecalled"
    with pytest.raises(Conflict):
        services.recall(publisher, page.uid)


def test_a_set_hour_waits_and_is_kept(county: County, publisher: User, reviewer: User) -> None:
    page = draft(county.village, author=publisher, go_live_at=tomorrow())
    services.submit(publisher, page.uid)
    services.approve(reviewer, page.uid)
    assert not again(page).live
    assert events()[-1] == "cms_pages.PageScheduled"

    assert services.publish_due(timezone.now()) == (0, 0)
    assert services.publish_due(tomorrow() + datetime.timedelta(minutes=1)) == (1, 0)
    assert again(page).live
    assert PageDoor.objects.get(page=page).is_live
    assert services.publish_due(tomorrow() + datetime.timedelta(minutes=1)) == (0, 0)


def test_a_schedule_can_be_given_up(county: County, publisher: User, reviewer: User) -> None:
    page = draft(county.village, author=publisher, go_live_at=tomorrow())
    services.submit(publisher, page.uid)
    services.approve(reviewer, page.uid)
    assert services.cancel_schedule(reviewer, page.uid) == 1
    assert services.publish_due(tomorrow() + datetime.timedelta(days=1)) == (0, 0)


def test_a_page_whose_time_is_over_is_withdrawn(county: County) -> None:
    page = published(county.village, expire_at=tomorrow())
    assert services.publish_due(tomorrow() + datetime.timedelta(minutes=1)) == (0, 1)
    page = again(page)
    assert not page.live
    assert page.expired
    assert not PageDoor.objects.get(page=page).is_live


def test_a_published_page_is_withdrawn_with_a_reason_and_kept(county: County, publisher: User) -> None:
    page = published(county.village, author=publisher)
    secretary = holder(Role.SECRETARY, county.village)
    with pytest.raises(Invalid):
        services.withdraw(secretary, page.uid, reason="")
    with pytest.raises(Refused):
        services.withdraw(publisher, page.uid, reason="想撤")
    services.withdraw(secretary, page.uid, reason="数字有误")
    assert not again(page).live
    assert not PageDoor.objects.get(page=page).is_live
    assert events()[-1] == "cms_pages.PageWithdrawn"
    with pytest.raises(Invalid, match="不能删除"):
        services.delete_draft(publisher, page.uid)


def test_a_draft_that_was_never_published_can_be_thrown_away(county: County, publisher: User) -> None:
    page = draft(county.village, author=publisher)
    services.delete_draft(publisher, page.uid)
    assert not NewsPage.objects.filter(pk=page.pk).exists()
    assert not PageDoor.objects.filter(page_id=page.pk).exists()


def test_disclosures_are_numbered_by_organisation_and_year(county: County) -> None:
    year = timezone.localdate().year
    first = published(county.village, DisclosurePage)
    second = published(county.village, DisclosurePage)
    other = published(county.branch, DisclosurePage)
    assert [first.index_no, second.index_no, other.index_no] == [
        f"990101/{year}-00001",
        f"990101/{year}-00002",
        f"99010101/{year}-00001",
    ]
    page = edited(first, None, title="更正")
    services.publish(SYSTEM, page.uid)
    assert again(page).index_no == first.index_no


def test_nothing_new_comes_from_a_dissolved_organisation(county: County, publisher: User) -> None:
    from records.organisations import services as organisations

    page = draft(county.branch, author=publisher)
    secretary = holder(Role.SECRETARY, county.village)
    services.submit(publisher, page.uid)
    organisations.dissolve(SYSTEM, county.branch.uid, dissolved_on=timezone.localdate(), reason="合并")
    assert not again(page).workflow_in_progress
    with pytest.raises(Invalid, match="已撤销"):
        services.submit(publisher, page.uid)
    with pytest.raises(Conflict):
        services.approve(secretary, page.uid)
