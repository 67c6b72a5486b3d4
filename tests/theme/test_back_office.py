"""The back office is in Chinese and in the portal's identity."""

import gettext as gettext_module
from pathlib import Path

import pytest
from django.test import Client
from django.utils.translation import gettext, ngettext

from records.organisations.roles import Role
from tests.factories.access import holder, sign_in
from tests.factories.organisations import County
from tests.factories.pages import site

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
