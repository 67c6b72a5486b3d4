"""Every page type: routable, renderable, previewable, editable; where it may stand."""

import pytest
from django.test import Client
from wagtail.models import Page

from cms_pages.columns import ColumnKind
from cms_pages.models import (
    ColumnPage,
    ContentPage,
    CoursePage,
    DisclosurePage,
    HomePage,
    LessonPage,
    NewsPage,
    PlanPage,
    RulePage,
    SectionPage,
)
from cms_pages.models.base import plain_text
from records.organisations.roles import Role
from tests.factories.access import holder, sign_in
from tests.factories.organisations import County
from tests.factories.pages import body, column, draft, published

CONTENT = [NewsPage, RulePage, PlanPage, CoursePage, DisclosurePage]


@pytest.mark.parametrize("model", CONTENT)
def test_a_content_page_is_served_at_its_address(client: Client, county: County, model: type[ContentPage]) -> None:
    page = published(county.village, model, title="石桥村党员大会公开事项", text="表决结果：同意71票。")
    assert page.address == f"/{'/'.join(county_path(county))}/{model.column_kind}/{page.slug}/"
    response = client.get(page.address)
    assert response.status_code == 200
    text = response.content.decode()
    assert "石桥村党员大会公开事项" in text.replace("<span>", "").replace("</span>", "")
    if model is not CoursePage:
        assert "表决结果：同意71票。" in text
    assert "问题与建议" in text


def county_path(county: County) -> list[str]:
    return [county.root.slug, county.town.slug, county.village.slug]


def test_a_lesson_hangs_below_its_course(client: Client, county: County) -> None:
    course = published(county.village, CoursePage, title="党支部工作条例逐条讲解")
    published(
        county.village, LessonPage, parent=course, title="第一讲总则", transcript="00:15 今天讲三件事\n没有时间的一段"
    )
    assert "第一讲总则" in client.get(course.address).content.decode()
    response = client.get(f"{course.address}diyijiangzongze/")
    assert response.status_code == 200
    assert "今天讲三件事" in response.content.decode()


def test_home_section_and_columns_are_served(client: Client, county: County) -> None:
    page = published(county.village, DisclosurePage, title="第三季度党费收缴情况")
    section = SectionPage.objects.get(organisation=county.village)
    addresses = ["/", section.address, *(f"{section.address}{kind}/" for kind in ColumnKind)]
    addresses += [f"/{kind}/" for kind in ColumnKind] + ["/organisations/", "/organisations/?q=石桥"]
    for address in addresses:
        response = client.get(address)
        assert response.status_code == 200, address
    assert page.title in client.get(section.address).content.decode()
    assert page.title in client.get("/disclosures/").content.decode()
    assert client.get(f"/organisations/{county.village.uid}/").headers["Location"] == section.address


@pytest.mark.parametrize("model", [*CONTENT, SectionPage, ColumnPage, HomePage])
def test_types_stand_only_where_they_fit(county: County, model: type[Page]) -> None:
    news = column(county.village, ColumnKind.NEWS)
    fitting = {NewsPage} if model is not NewsPage else {model}
    assert model.can_create_at(news) == (model in fitting and model is NewsPage)
    section = SectionPage.objects.get(organisation=county.village)
    assert not model.can_create_at(section) or model in (SectionPage, ColumnPage)
    assert not ContentPage.can_create_at(news)


def test_what_staff_create_by_hand_is_content_only() -> None:
    assert {model.__name__ for model in [HomePage, SectionPage, ColumnPage, ContentPage] if model.is_creatable} == set()
    assert all(model.is_creatable for model in [*CONTENT, LessonPage])


def test_lessons_stand_in_courses_only(county: County) -> None:
    course = draft(county.village, CoursePage)
    assert LessonPage.can_create_at(course)
    assert not NewsPage.can_create_at(course)
    assert not LessonPage.can_create_at(column(county.village, ColumnKind.COURSES))


@pytest.mark.parametrize("model", CONTENT)
def test_a_publisher_opens_the_editor_in_chinese(client: Client, county: County, model: type[ContentPage]) -> None:
    publisher = holder(Role.PUBLISHER, county.village)
    page = draft(county.village, model, author=publisher)
    sign_in(client, publisher)
    response = client.get(f"/admin/pages/{page.pk}/edit/")
    assert response.status_code == 200
    text = response.content.decode()
    for label in ("摘要", "正文", "附件", "公开范围"):
        assert label in text
    add = client.get(f"/admin/pages/add/cms_pages/{model._meta.model_name}/{page.get_parent().pk}/")
    assert add.status_code == 200


@pytest.mark.parametrize("model", CONTENT)
def test_a_draft_is_previewed_but_not_served(client: Client, county: County, model: type[ContentPage]) -> None:
    publisher = holder(Role.PUBLISHER, county.village)
    page = draft(county.village, model, author=publisher, title="还没有发布的内容")
    assert client.get(page.address).status_code == 404
    sign_in(client, publisher)
    assert client.get(page.address).status_code == 404
    response = client.get(f"/admin/pages/{page.pk}/view_draft/")
    assert response.status_code == 200
    assert "还没有发布的内容" in response.content.decode()


def test_all_blocks_are_drawn(client: Client, county: County) -> None:
    table = {"data": [["项目", "金额"], ["慰问", "800.00"]], "first_row_is_table_header": True}
    blocks = [
        *body("正文一段", heading="一、收缴情况"),
        ("table", table),
        ("quote", {"text": "党费收支每年公布一次", "source": "党费管理规定"}),
    ]
    page = draft(county.village, NewsPage)
    latest = page.get_latest_revision_as_object()
    latest.body = blocks
    latest.save_revision()
    from cms_pages import services
    from records.kit.actors import SYSTEM

    services.publish(SYSTEM, page.uid)
    text = client.get(page.address).content.decode()
    for words in ("一、收缴情况", "慰问", "800.00", "党费收支每年公布一次", "党费管理规定"):
        assert words in text
    assert '<th scope="col">项目</th>' in text
    assert 'id="s1"' in text


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("<p>第一条&nbsp;为了规范&nbsp;&nbsp;党费使用</p>", "第一条 为了规范 党费使用"),
        ("<p>收入&lt;支出，甲&amp;乙，&ldquo;三会&rdquo;</p>", "收入<支出，甲&乙，“三会”"),
        ("<p>见&lt;表一&gt;</p>", "见<表一>"),
        ("<p>党&#8203;员&#x5927;会</p>", "党员大会"),
        ("<p>一</p><p>二<br/>三</p>", "一\n二\n三"),
    ],
)
def test_text_for_the_index_has_no_tags_and_no_entities(source: str, text: str) -> None:
    assert plain_text(source) == text
