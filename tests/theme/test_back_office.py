"""The back office is in Chinese and in the portal's identity."""

import gettext as gettext_module
import re
from pathlib import Path

import pytest
from django.test import Client
from django.utils.translation import gettext, ngettext

from cms_pages.models import DisclosurePage
from media.services import store_document
from records.organisations.roles import Role
from tests.factories.access import holder, sign_in
from tests.factories.files import upload
from tests.factories.members import member
from tests.factories.organisations import County
from tests.factories.pages import published, site

LOCALE = Path(__file__).parents[2] / "portal" / "locale"


@pytest.mark.parametrize(
    ("english", "chinese"),
    [
        ("Search all pages…", "查找页面……"),
        ("Schedule to publish", "定时发布"),
        ("Choose when this page should go live and/or expire", "选择本页何时发布、何时到期"),
        ("Go to the first error", "转到第一处错误"),
    ],
)
def test_what_wagtail_leaves_untranslated_is_chinese(english: str, chinese: str) -> None:
    assert gettext(english) == chinese


def test_plural_forms_are_chinese() -> None:
    assert ngettext("%(num_parent_objects)d page", "%(num_parent_objects)d pages", 3) == "%(num_parent_objects)d个页面"


def test_our_translations_complete_wagtails_and_do_not_replace_them() -> None:
    with (LOCALE / "zh_Hans" / "LC_MESSAGES" / "django.mo").open("rb") as handle:
        ours = gettext_module.GNUTranslations(handle)
    assert ours.gettext("Dashboard") == "Dashboard"
    assert gettext("Save draft") == "保存草稿"


def test_how_many_of_how_many_names_no_kind_that_is_not_given() -> None:
    said = gettext("%(start_index)s-%(end_index)s of %(items_count)s %(model_name)s")
    assert said % {"start_index": 1, "end_index": 2, "items_count": 2, "model_name": None} == "第1–2项，共2项"


def test_a_document_is_shown_by_its_own_name(client: Client, county: County) -> None:
    site()
    person = holder(Role.PUBLISHER, county.village)
    document = store_document(person, county.village, upload("领取签字册.csv", "姓名,签字".encode()))
    sign_in(client, person)
    stored = document.file.name.rpartition("/")[2]
    for address in ("/admin/documents/", "/admin/documents/chooser/results/", f"/admin/documents/edit/{document.pk}/"):
        page = client.get(address).content.decode()
        assert "领取签字册.csv" in page
        assert f">{stored}" not in page
    assert (
        client.get(f"/admin/documents/chooser/chosen/{document.pk}/").json()["result"]["filename"] == "领取签字册.csv"
    )


def test_a_yes_or_no_of_a_register_stands_in_words(client: Client, county: County) -> None:
    site()
    made = member(county.village, name="王向阳", is_floating=True)
    sign_in(client, holder(Role.ORGANISATION_ADMINISTRATOR, county.root))
    page = client.get(f"/admin/members/member/inspect/{made.uid}/").content.decode()
    assert re.search(r"流动党员</dt>\s*<dd[^>]*>\s*是", page)
    assert ">False<" not in page.replace(" ", "").replace("\n", "")
    published(county.village, DisclosurePage, title="慰问名单", category_l1="service")
    sign_in(client, holder(Role.SITE_ADMINISTRATOR, county.root))
    listed = client.get("/admin/openness/publication/?o=4").content.decode()
    assert "慰问名单" in listed
    assert "icon-yes" not in listed
    assert "icon-unknown" not in listed


def test_an_address_that_is_not_there_is_told_in_our_own_look(client: Client, county: County) -> None:
    site()
    answer = sign_in(client, holder(Role.PUBLISHER, county.village)).get("/admin/pages/999999/edit/")
    assert answer.status_code == 404
    assert "theme/portal.css" in answer.content.decode()
    assert "回到后台" in answer.content.decode()


def test_scripts_of_the_back_office_speak_chinese(client: Client, db: None) -> None:
    catalogue = client.get("/admin/jsi18n/").content.decode()
    assert "\\u62c6\\u5206\\u5185\\u5bb9\\u5757" in catalogue or "拆分内容块" in catalogue
    assert "Comment" in catalogue  # Wagtail's own are still there


def test_the_back_office_shows_the_seal_and_our_colours(client: Client, county: County) -> None:
    site()
    html = sign_in(client, holder(Role.PUBLISHER, county.village)).get("/admin/").content.decode()
    assert "theme/admin.css" in html
    assert "seal.svg" in html
    assert "后台" in html.split("<title>")[1].split("</title>")[0]
