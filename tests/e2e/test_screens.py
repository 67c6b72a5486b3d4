"""Every screen as each kind of person sees it: no barrier that axe finds, nothing cut off on a phone, no English."""

import re
from collections.abc import Callable
from typing import Any

import pytest

from tests.e2e.queue import work
from tests.e2e.world import World

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]

# Those who share a test share the place it makes.
PEOPLE = (
    ("visitor",),
    ("member", "newcomer"),
    ("publisher", "reviewer"),
    ("secretary", "branch secretary"),
    ("section", "committee", "auditor", "administrator"),
    ("archivist", "organiser"),
)
# Words that are names of formats and algorithms, and what people sign in with.
LATIN = re.compile(r"\b(?!Atom|SHA|CSV|PDF|JSON|WCAG|AA|GB|Tab|Esc|Python|xlsx|csv|mp4|webm|person)[A-Za-z]{4,}\b")

ADDRESS = re.compile(r"/[\w/-]+/|\b[0-9a-f]{16,}\b")


@pytest.fixture
def world(search_engine: Any, settings: Any, tmp_path: Any, transactional_db: None) -> World:
    settings.MEDIA_ROOT = tmp_path
    made = World()
    work()
    search_engine.refresh()
    return made


@pytest.mark.parametrize("people", PEOPLE, ids="-".join)
def test_screens(
    people: tuple[str, ...], world: World, visitor: Callable[..., Any], signed_in: Callable[..., Any]
) -> None:
    faults: list[str] = []
    for who in people:
        person, addresses = world.screens()[who]
        page = visitor() if person is None else signed_in(person)
        offered = world.desk_of(person) if person is not None else []
        for address in dict.fromkeys([*addresses, *offered]):
            answer = page.goto(address)
            if answer.status >= 400 and address != "/nothing-here/":
                faults.append(f"{who} {address}: {answer.status}")
            else:
                faults += [f"{who} {address}: {fault}" for fault in faults_of(page)]
        for address in world.forms().get(who, (None, []))[1]:
            page.goto(address)
            page.evaluate("document.querySelectorAll('main form').forEach(form => { form.noValidate = true })")
            with page.expect_navigation():
                page.locator("main form [type=submit].button--primary, main form.form [type=submit]").last.click()
            if page.locator("main .alert--bad, main .field__error").count() == 0:
                faults.append(f"{who} {address}: sent empty and nothing is said")
            faults += [f"{who} {address}, sent empty: {fault}" for fault in faults_of(page)]
    assert faults == []


def faults_of(page: Any) -> list[str]:
    """What is wrong with the page that is open, wide and on a phone."""
    from axe_playwright_python.sync_playwright import Axe

    found = [f"{one['id']}: {one['nodes'][0]['html'][:160]}" for one in Axe().run(page).response["violations"]]
    found += [f"two of one id: {name}" for name in page.evaluate(TWICE)]
    found += [
        f"English: {word}" for word in sorted(set(LATIN.findall(ADDRESS.sub("", page.locator("body").inner_text()))))
    ]
    page.set_viewport_size({"width": 390, "height": 844})
    if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
        found.append("wider than a phone")
    page.set_viewport_size({"width": 1440, "height": 900})
    return found


TWICE = """(() => {
  const seen = {};
  document.querySelectorAll('[id]').forEach(one => { seen[one.id] = (seen[one.id] || 0) + 1; });
  return Object.keys(seen).filter(name => seen[name] > 1);
})()"""
