"""setup_portal puts in place what must be there, as often as one likes; the demo is loaded once and says what it is."""

import io
from typing import Any

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command
from django.test import Client
from django_q.models import Schedule

from cms_pages.models import DisclosurePage, HomePage, NewsPage, PlanPage, RulePage
from records.access.models import User
from records.funds.models import Application
from records.members.models import Member
from records.organisations.models import Organisation, OrganisationKind, Post
from records.regulations.models import RegulationValue
from tests.factories.access import sign_in

pytestmark = pytest.mark.django_db

NOTE = "机构、人物和金额均为虚构"


def run(command: str) -> str:
    out = io.StringIO()
    call_command(command, stdout=out)
    return out.getvalue()


def counts() -> dict[str, int]:
    """How many rows each of our tables and Wagtail's hold; sessions and caches aside."""
    kept = {}
    for model in apps.get_models():
        if model._meta.app_label not in ("sessions", "axes", "contenttypes"):
            kept[model._meta.label] = model._default_manager.count()
    return kept


def test_the_ground_is_laid_and_a_second_time_changes_nothing() -> None:
    assert "基础数据已就绪" in run("setup_portal")
    before = counts()
    assert HomePage.objects.count() == 1
    assert OrganisationKind.objects.filter(code="branch").exists()
    assert RegulationValue.objects.filter(key__name="learning.member_hours_per_year").exists()
    assert Schedule.objects.filter(name="portal:reminder-rules").exists()
    run("setup_portal")
    assert counts() == before


def test_what_a_place_changed_stays() -> None:
    run("setup_portal")
    OrganisationKind.objects.filter(code="branch").update(name="基层支部", sort_order=5)
    run("setup_portal")
    assert OrganisationKind.objects.get(code="branch").name == "基层支部"


def test_without_the_setting_no_demo_is_loaded(settings: Any) -> None:
    settings.DEMO = False
    with pytest.raises(CommandError, match="PORTAL_DEMO"):
        run("load_demo")
    assert not User.objects.exists()
    assert not Organisation.objects.exists()


@pytest.mark.slow
def test_the_demo_is_a_county_loaded_once_and_says_so_on_every_page(
    settings: Any, tmp_path: Any, client: Client
) -> None:
    settings.DEMO = True
    settings.VAR = tmp_path
    settings.MEDIA_ROOT = tmp_path / "media"
    assert "演示数据已就绪" in run("load_demo")
    assert Organisation.objects.filter(depth=1).count() == 1
    assert Organisation.objects.filter(depth=2).count() == 15
    assert Organisation.objects.filter(depth=3).count() == 176
    assert Organisation.objects.filter(depth=4).exists()
    assert 5_000 <= Member.objects.count() <= 7_000
    assert RulePage.objects.live().count() >= 150
    for kind in (NewsPage, PlanPage, DisclosurePage):
        assert kind.objects.live().exists()
    assert set(Application.objects.values_list("state", flat=True)) >= {"draft", "filed", "reviewed", "decided"}
    assert not Organisation.objects.filter(posts__isnull=True).exists()
    before = counts()
    run("load_demo")
    assert counts() == before

    page = DisclosurePage.objects.live().first()
    addresses = ["/", page.address, "/search/?q=党", "/organisations/", "/sign-in/", "/feedback/", "/no-such/"]
    for address in addresses:
        assert NOTE in client.get(address).content.decode(), address
    sign_in(client, User.objects.get(username="demo.shuji"))
    for address in ["/my/", "/work/", "/work/funds/", "/work/members/", "/admin/"]:
        assert NOTE in client.get(address, follow=True).content.decode(), address
    post = Post.objects.filter(user__username="demo.shuji").get()
    assert post.organisation.short_name == "石桥村党总支"
