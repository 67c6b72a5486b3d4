"""Choosing a page, searching pages in the back office: random trees, posts and audiences against a plain filter."""

from itertools import count
from typing import Any

import pytest
from django.test import Client
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from cms_pages import services
from cms_pages.models import NewsPage, PageReader
from records.access.models import User
from records.kit.actors import SYSTEM
from records.kit.audience import Audience
from records.kit.policies import policy
from records.organisations.models import Organisation
from records.organisations.roles import Role
from tests.factories.access import affiliated, again, sign_in, user
from tests.factories.organisations import organisation, post
from tests.factories.pages import column, draft, site

ROLES = (Role.PUBLISHER, Role.SECRETARY, Role.SECTION_REVIEWER, Role.AUDITOR, Role.ARCHIVIST)
_worlds = count(1)


@pytest.fixture
def tree(db: None) -> list[Organisation]:
    """Five organisations, three levels deep, each with its section."""
    site()
    root = organisation("清平县委", kind_code="committee")
    towns = [organisation(name, parent=root, kind_code="committee") for name in ("柳溪镇党委", "云台乡党委")]
    villages = [organisation(f"{town.short_name}村", parent=town) for town in towns]
    made = [Organisation.objects.get(pk=each.pk) for each in (root, *towns, *villages)]
    for each in made:
        column(each)
    return made


@st.composite
def worlds(draw: st.DrawFn) -> tuple[list[tuple[int, str, bool]], list[tuple[str, int]], int]:
    """Pages (place, level, whether published), the reader's posts, and where the reader belongs."""
    page = st.tuples(st.integers(0, 4), st.sampled_from([*Audience, Audience.NAMED]), st.booleans())
    pages = draw(st.lists(page, min_size=3, max_size=6))
    posts = draw(st.lists(st.tuples(st.sampled_from(ROLES), st.integers(0, 4)), min_size=1, max_size=2))
    return pages, posts, draw(st.integers(-1, 4))


def may_know(reader: User, place: Organisation, level: str, live: bool, named: bool) -> bool:
    """Written anew from the rules, with no code of the portal's doors."""
    posts = [(each.role, each.organisation.path) for each in reader.posts.select_related("organisation")]
    belongs = [each.organisation.path for each in reader.affiliations.select_related("organisation")]
    near = [*belongs, *(path for _, path in posts)]
    opened = {
        Audience.SOCIETY: True,
        Audience.MEMBERS: bool(near),
        Audience.OWN: any(path.startswith(place.path) for path in near),
        Audience.NAMED: named,
    }[Audience(level)]

    def by_post(action: str) -> bool:
        return any(role in policy(action).roles and place.path.startswith(path) for role, path in posts)

    return (live and (opened or by_post("pages.read_restricted"))) or by_post("pages.view_drafts")


@given(worlds())
@settings(
    max_examples=8,
    deadline=None,
    phases=[Phase.explicit, Phase.reuse, Phase.generate],  # shrinking would cost minutes
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@pytest.mark.django_db
@pytest.mark.data
@pytest.mark.slow
def test_no_page_is_offered_beyond_the_rules(tree: list[Organisation], world: Any) -> None:
    pages, posts, home = world
    word = f"慰问第{next(_worlds)}轮"
    reader = affiliated(tree[home]) if home >= 0 else user()
    for role, place in posts:
        post(tree[place], role, reader)
    expected, all_titles = set(), set()
    for number, (where, level, live) in enumerate(pages):
        place, named = tree[where], number % 2 == 0
        made = draft(place, NewsPage, title=f"{word}{'甲乙丙丁戊己'[number]}", audience=level)
        made.readers = [PageReader(user=reader if named else user())]
        made.save_revision()
        if live:
            services.publish(SYSTEM, made.uid)
        all_titles.add(made.title)
        if may_know(again(reader), place, level, live, named):
            expected.add(made.title)
    client = sign_in(Client(), again(reader))
    answer = client.get(f"/admin/choose-page/search/?q={word}&page_type=wagtailcore.page")
    if answer.status_code == 200:  # who has no post in the back office gets no chooser at all
        text = answer.content.decode()
        assert {title for title in all_titles if title in text} == expected
    found = client.get(f"/admin/pages/search/?q={word}")
    if found.status_code == 200:
        text = found.content.decode()
        assert not [title for title in all_titles - expected if title in text]
