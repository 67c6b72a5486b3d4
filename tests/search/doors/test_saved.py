"""Saved and shared searches, and hearing of what newly fits: once a day, within the receiver's scope of that moment."""

import datetime
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from records.alerts import services as alerts
from records.alerts.models import Notice
from records.audit.models import JournalEntry
from records.kit.errors import Invalid, NotVisible, Refused
from records.organisations.roles import Role
from search.doors import archive, saved
from search.doors.models import SavedSearch, SearchFollow
from search.index import outbox
from search.index.engines import get_engine
from tests.factories.access import affiliated, again, holder
from tests.factories.organisations import County
from tests.sample import services

pytestmark = [pytest.mark.django_db, pytest.mark.search]

BACKEND = "records.access.backends.PortalBackend"
LIST = "/work/search/saved/"
LOANS = archive.read({"tree": "now"}, ["loan"])
TODAY = datetime.date(2026, 11, 23)


def lend(county: County, book: str, where: str = "branch") -> None:
    """A book is lent, and found."""
    branch = getattr(county, where)
    services.lend(holder(Role.SECRETARY, branch), branch, book=book)
    outbox.drain()
    get_engine().refresh()


@pytest.fixture
def books(county: County, index: Callable[[], None]) -> None:
    index()
    lend(county, "石桥村志")


def digest(person: Any, on: datetime.date = TODAY) -> Notice | None:
    alerts.send_digests(on, hour=20)
    return Notice.objects.filter(user=person, is_digest=True, sent_key=f"digest:{on}").first()


def test_a_question_is_kept_under_a_name_and_used_again(client: Client, county: County, books: None) -> None:
    person = holder(Role.ARCHIVIST, county.town)
    client.force_login(person, backend=BACKEND)
    posted = {"name": "村志", "asked-kind": "loan", "asked-q": "石桥村志", "asked-tree": "now"}
    assert client.post(LIST, posted)["Location"].startswith("/work/search/?")
    row = SavedSearch.objects.get()
    assert row.question == {"q": "石桥村志", "kind": ["loan"], "tree": "now"}
    used = client.get(client.get(f"{LIST}{row.uid}/")["Location"])
    assert used.context["answer"].total == 1
    assert "村志" in client.get(LIST).content.decode()
    assert JournalEntry.objects.get(subject="search.savedsearch").after["name"] == "村志"


@pytest.mark.parametrize(
    ("posted", "words"),
    [({"name": "", "asked-kind": "loan"}, "请写一个名称"), ({"name": "空的"}, "请先写明条件")],
)
def test_what_can_not_be_kept_says_why_and_nothing_typed_is_lost(
    client: Client, county: County, books: None, posted: dict[str, str], words: str
) -> None:
    client.force_login(holder(Role.ARCHIVIST, county.town), backend=BACKEND)
    response = client.post(LIST, posted)
    assert response.status_code == 422
    page = response.content.decode()
    assert words in page
    for name, value in posted.items():
        assert f'name="{name}"' in page
        assert value in page


def test_a_name_is_taken_once_and_that_is_said_at_its_field(client: Client, county: County, books: None) -> None:
    person = holder(Role.ARCHIVIST, county.town)
    saved.save(person, "村志", LOANS)
    other = saved.save(person, "县志", LOANS)
    client.force_login(person, backend=BACKEND)
    for address in (LIST, f"{LIST}{other.uid}/change/"):
        response = client.post(address, {"name": "村志", "asked-kind": "loan"})
        assert response.status_code == 422
        assert response.context["form"].errors == {"name": ["您已有同名的检索“村志”，请换一个名称。"]}
    assert saved.change(person, other.uid, name="县志", organisation=None).name == "县志"  # its own name is no other's


@pytest.mark.parametrize(
    ("role", "where", "sees"),
    [
        (Role.PUBLISHER, "town", True),
        (Role.AUDITOR, "root", True),
        (Role.ARCHIVIST, "village", False),
        (Role.ARCHIVIST, "neighbour", False),
        (Role.MEMBER, "town", False),
    ],
)
def test_it_is_shared_with_the_organisations_staff_and_those_above(
    county: County, books: None, role: Role, where: str, sees: bool
) -> None:
    row = saved.save(holder(Role.ARCHIVIST, county.town), "村志", LOANS, organisation=county.town)
    own = saved.save(row.owner, "自用", LOANS)
    other = holder(role, getattr(county, where))
    visible = SavedSearch.objects.visible_to(other)
    assert visible.filter(pk=row.pk).exists() == sees
    assert not visible.filter(pk=own.pk).exists()


def test_sharing_needs_the_permission_there_and_changing_is_the_owners(county: County, books: None) -> None:
    person = holder(Role.ARCHIVIST, county.town)
    with pytest.raises(Refused):
        saved.save(person, "村志", LOANS, organisation=county.neighbour)
    row = saved.save(person, "村志", LOANS, organisation=county.town)
    colleague = holder(Role.ARCHIVIST, county.town)
    with pytest.raises(NotVisible):
        saved.change(colleague, row.uid, name="改名", organisation=None)
    with pytest.raises(NotVisible):
        saved.remove(colleague, row.uid)
    saved.follow(colleague, row.uid)
    saved.change(person, row.uid, name="村志", organisation=None)  # taken back: the colleague hears no more
    assert not SearchFollow.objects.filter(user=colleague).exists()
    saved.remove(person, row.uid)
    assert not SavedSearch.objects.exists()


def test_who_has_no_such_post_keeps_nothing(county: County, books: None) -> None:
    with pytest.raises(Refused):
        saved.save(affiliated(county.branch), "村志", LOANS)


# ── what is new ─────────────────────────────────────────────────────────────
def test_what_newly_fits_is_told_once_in_the_daily_digest(county: County, books: None) -> None:
    person = holder(Role.ARCHIVIST, county.town)
    row = saved.save(person, "借书", LOANS, follow=True)
    assert digest(person) is None  # what fitted before is no news
    lend(county, "柳溪镇志")
    lend(county, "云台乡志", "neighbour_branch")  # outside the scope
    notice = digest(person)
    assert notice is not None
    assert "检索“借书”新增1件：柳溪镇志" in notice.text
    assert "云台乡志" not in notice.text
    assert (notice.url, notice.title) == (f"{LIST}{row.uid}/", "11月23日提醒汇总：1条")
    lend(county, "清平县志")
    digest(person)
    assert Notice.objects.filter(user=person).count() == 1  # one a day
    later = digest(person, TODAY + datetime.timedelta(days=1))
    assert later is not None
    assert "新增1件：清平县志" in later.text
    assert digest(person, TODAY + datetime.timedelta(days=2)) is None


def test_it_is_told_within_the_scope_of_the_moment(county: County, books: None) -> None:
    person = holder(Role.ARCHIVIST, county.town)
    saved.save(person, "借书", LOANS, follow=True)
    person.posts.update(organisation=county.neighbour)
    lend(county, "柳溪镇志")
    lend(county, "云台乡志", "neighbour_branch")
    notice = digest(again(person))
    assert notice is not None
    assert "云台乡志" in notice.text
    assert "柳溪镇志" not in notice.text


def test_who_may_no_longer_use_a_shared_search_hears_nothing_of_it(county: County, books: None) -> None:
    row = saved.save(holder(Role.ARCHIVIST, county.town), "借书", LOANS, organisation=county.town)
    colleague = holder(Role.ARCHIVIST, county.root)
    saved.follow(colleague, row.uid)
    colleague.posts.update(organisation=county.neighbour)
    lend(county, "云台乡志", "neighbour_branch")
    assert digest(again(colleague)) is None


def test_who_declined_the_digest_gets_none(county: County, books: None) -> None:
    person = holder(Role.ARCHIVIST, county.town)
    saved.save(person, "借书", LOANS, follow=True)
    alerts.set_preference(person, wants_digest=False, hour=8)
    lend(county, "柳溪镇志")
    assert digest(person) is None


def test_with_the_search_away_nothing_is_lost(county: County, books: None, settings: Any) -> None:
    from search.index.engines import reset_engines

    person = holder(Role.ARCHIVIST, county.town)
    saved.save(person, "借书", LOANS, follow=True)
    lend(county, "柳溪镇志")
    before, settings.SEARCH_URL = settings.SEARCH_URL, "http://127.0.0.1:1"
    reset_engines()
    assert digest(person) is None
    settings.SEARCH_URL = before
    reset_engines()
    notice = digest(person)
    assert notice is not None
    assert "柳溪镇志" in notice.text


def test_a_search_that_finds_too_much_can_not_be_followed(
    county: County, books: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(saved, "MOST_FITTING", 0)
    person = holder(Role.ARCHIVIST, county.town)
    with pytest.raises(Invalid, match="超过"):
        saved.save(person, "借书", LOANS, follow=True)
    assert not SavedSearch.objects.exists()  # nothing half-done stays


def test_following_and_stopping_on_the_screen(client: Client, county: County, books: None) -> None:
    person = holder(Role.ARCHIVIST, county.town)
    client.force_login(person, backend=BACKEND)
    row = saved.save(person, "借书", LOANS)
    client.post(f"{LIST}{row.uid}/follow/")
    assert SearchFollow.objects.filter(user=person, search=row).exists()
    assert "不再告诉我" in client.get(LIST).content.decode()
    client.post(f"{LIST}{row.uid}/follow/", {"stop": "1"})
    assert not SearchFollow.objects.exists()
    assert client.post(f"{LIST}{row.uid}/change/", {"name": "书", "organisation": county.town.code}).status_code == 302
    assert SavedSearch.objects.get().organisation_id == county.town.pk
    assert client.post(f"{LIST}{row.uid}/remove/").status_code == 302
    assert not SavedSearch.objects.exists()
