"""A draft by link, drawn on the site for who has no account: this version of this page with its files, and nothing else."""

import datetime
import re
from html import unescape
from typing import Any

import pytest
from django.core import signing
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from wagtail.rich_text import RichText

from cms_pages import services
from cms_pages.models import Attachment, CoursePage, LessonPage, NewsPage
from cms_pages.services.previews import SALT
from media.services import store_document, store_image
from records.access.models import User
from records.audit.models import JournalEntry
from records.kit.actors import SYSTEM
from records.kit.audience import Audience
from records.kit.models import local_today
from records.organisations.roles import Role
from tests.factories.access import affiliated, holder, sign_in
from tests.factories.files import picture, upload
from tests.factories.organisations import County
from tests.factories.pages import draft, edited, published

pytestmark = pytest.mark.django_db


@pytest.fixture
def publisher(county: County) -> User:
    return holder(Role.PUBLISHER, county.village, "沈若兰")


@pytest.fixture
def page(county: County, publisher: User, settings: Any, tmp_path: Any) -> Any:
    settings.MEDIA_ROOT = tmp_path
    cache.clear()  # sized copies are remembered by the picture's number, which the test before had as well
    sheet = store_document(
        SYSTEM, county.village, SimpleUploadedFile("明细表.csv", "项目,金额\n".encode()), title="明细表"
    )
    image = store_image(SYSTEM, county.village, upload("会场.jpg", picture()), title="会场")
    return draft(
        county.village,
        NewsPage,
        author=publisher,
        title="还没有发布的标题",
        audience=Audience.OWN,
        attachments=[Attachment(document=sheet)],
        body=[
            ("text", RichText("<p>会议通过了两项决议。</p>")),
            ("image", {"image": image, "alt": "会场全景", "caption": ""}),
        ],
    )


def issued(person: User, page: Any) -> str:
    """The address that the screen shows, without the host."""
    answer = sign_in(Client(), person).post(f"/work/pages/{page.uid}/preview-link/", {"act": "issue"})
    assert answer.status_code == 200
    found = re.search(r"/preview/\?token=[\w%:.-]+", unescape(answer.content.decode()))
    assert found is not None
    return found[0]


def files_in(text: str) -> list[str]:
    return [unescape(each) for each in re.findall(r'"(/(?:preview/)?files/[^"\s]+)', text)]


def test_the_screen_says_for_how_long_and_for_whom_and_the_link_opens_without_an_account(
    publisher: User, page: Any
) -> None:
    asked = sign_in(Client(), publisher).get(f"/work/pages/{page.uid}/preview-link/").content.decode()
    assert "30分钟内有效" in asked
    assert "只给需要核对这一版的人" in asked
    assert not JournalEntry.objects.filter(action="pages.preview").exists()
    answer = Client().get(issued(publisher, page))
    text = answer.content.decode()
    assert answer.status_code == 200
    assert "还没有发布的标题" in text
    assert "会议通过了两项决议。" in text
    assert "草稿预览" in text
    assert "沈若兰" in text
    assert "提出问题或建议" not in text
    states = JournalEntry.objects.filter(action="pages.preview", subject_uid=page.uid).order_by("pk")
    assert [row.after["state"] for row in states] == ["签发预览链接", "凭链接预览"]


def test_it_is_kept_by_no_cache_and_read_by_no_search_engine(publisher: User, page: Any) -> None:
    answer = Client().get(issued(publisher, page))
    assert "no-store" in answer["Cache-Control"]
    assert "noindex" in answer["X-Robots-Tag"]
    assert answer["Referrer-Policy"] == "no-referrer"
    assert '<meta name="robots" content="noindex">' in answer.content.decode()
    assert "Disallow: /preview/" in Client().get("/robots.txt").content.decode()
    file = Client().get(files_in(answer.content.decode())[0])
    assert "no-store" in file["Cache-Control"]
    assert "noindex" in file["X-Robots-Tag"]


def test_its_pictures_and_files_come_through_the_link_and_only_through_it(publisher: User, page: Any) -> None:
    address = issued(publisher, page)
    files = files_in(Client().get(address).content.decode())
    assert len(files) >= 2
    for each in files:
        assert each.startswith("/preview/files/")
        answer = Client().get(each)
        answer = Client().get(each)
        assert answer.status_code == 200
        assert len(b"".join(answer)) > 5  # type: ignore[arg-type]
        bare = each.partition("?")[0]
        assert Client().get(bare).status_code == 404
        assert Client().get(bare.replace("/preview", "", 1)).status_code == 404


def test_a_link_of_one_page_opens_no_other_pages_files(county: County, publisher: User, page: Any) -> None:
    secret = store_document(SYSTEM, county.village, SimpleUploadedFile("名单.csv", "甲,乙\n".encode()), title="名单")
    other = draft(county.village, NewsPage, author=publisher, title="另一件", attachments=[Attachment(document=secret)])
    token = issued(publisher, page).partition("?")[2]
    assert Client().get(f"/preview/files/{secret.file.name}?{token}").status_code == 404
    assert (
        Client().get(f"/preview/files/{secret.file.name}?{issued(publisher, other).partition('?')[2]}").status_code
        == 200
    )


def test_a_file_that_the_signer_may_not_fetch_stays_closed(county: County, publisher: User, page: Any) -> None:
    foreign = store_document(
        SYSTEM, county.neighbour, SimpleUploadedFile("外单位.csv", "甲,乙\n".encode()), title="外单位"
    )
    edited(page, publisher, attachments=[Attachment(document=foreign)])
    address = issued(publisher, page)
    text = Client().get(address).content.decode()
    assert f"/preview/files/{foreign.file.name}" not in text
    assert Client().get(f"/preview/files/{foreign.file.name}?{address.partition('?')[2]}").status_code == 404


def test_other_pages_are_not_told_of_and_stay_as_closed_as_they_were(
    county: County, publisher: User, page: Any, client: Client
) -> None:
    inner = published(county.village, NewsPage, title="内部通报之一", audience=Audience.OWN)
    address = issued(publisher, page)
    for reader in (Client(), sign_in(Client(), affiliated(county.village)), sign_in(client, publisher)):
        text = reader.get(address).content.decode()
        assert "内部通报之一" not in text
    visitor = Client()
    visitor.get(address)
    assert visitor.get(inner.address).status_code == 302
    assert visitor.get(page.address).status_code == 404
    assert visitor.get(f"/api/v1/pages/{page.uid}/").status_code == 404


def test_a_lesson_does_not_tell_of_its_course_that_is_a_draft_too(county: County, publisher: User) -> None:
    course = draft(county.village, CoursePage, author=publisher, title="没有发布的课程")
    lesson = draft(county.village, LessonPage, author=publisher, title="第一讲的内容", parent=course)
    text = Client().get(issued(publisher, lesson)).content.decode()
    assert "第一讲的内容" in text
    assert "没有发布的课程" not in text
    assert "第一讲的内容" not in Client().get(issued(publisher, course)).content.decode()


def test_a_link_that_is_over_says_so(publisher: User, page: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    address = issued(publisher, page)
    file = files_in(Client().get(address).content.decode())[0]
    begun = signing.time.time()
    monkeypatch.setattr(signing.time, "time", lambda: begun + 31 * 60)
    answer = Client().get(address)
    assert answer.status_code == 404
    assert "预览链接已失效" in answer.content.decode()
    assert "重新取得" in answer.content.decode()
    assert "还没有发布的标题" not in answer.content.decode()
    assert Client().get(file).status_code == 404


def test_it_ends_with_the_draft_and_with_the_signers_post(publisher: User, page: Any) -> None:
    first = issued(publisher, page)
    publisher.posts.update(ends_on=local_today() - datetime.timedelta(days=1))
    assert "预览链接已失效" in Client().get(first).content.decode()
    publisher.posts.update(ends_on=None)
    assert Client().get(first).status_code == 200
    services.delete_draft(User.objects.get(pk=publisher.pk), page.uid)
    assert "预览链接已失效" in Client().get(first).content.decode()


@pytest.mark.parametrize("token", ["", "x", "other salt", "another page"])
def test_forged_links_open_nothing(county: County, publisher: User, page: Any, token: str) -> None:
    told = signing.loads(issued(publisher, page).partition("token=")[2].replace("%3A", ":"), salt=SALT)
    tried = {"other salt": signing.dumps(told), "another page": signing.dumps({**told, "page": "x"}, salt=SALT)}
    before = JournalEntry.objects.count()
    assert Client().get("/preview/", {"token": tried.get(token, token)}).status_code == 404
    assert JournalEntry.objects.count() == before


def test_only_who_may_hand_one_out_is_offered_it(county: County, publisher: User, page: Any) -> None:
    address = f"/work/pages/{page.uid}/preview-link/"
    for person, status in (
        (holder(Role.CONTENT_REVIEWER, county.town), 200),
        (holder(Role.ARCHIVIST, county.town), 404),
        (holder(Role.PUBLISHER, county.neighbour_branch), 404),
        (affiliated(county.village), 404),
    ):
        assert sign_in(Client(), person).get(address).status_code == status
        assert sign_in(Client(), person).post(address).status_code == status
    assert address in sign_in(Client(), publisher).get(f"/work/pages/{page.uid}/").content.decode()
    assert address in sign_in(Client(), publisher).get(f"/admin/pages/{page.pk}/edit/").content.decode()
