"""The back office under axe: what is ours has no barrier; what Wagtail brings is listed by name and by nothing wider."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.e2e.world import World

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]

# Rule → where Wagtail 7.4 itself breaks it: a piece of the markup that only its own templates make.
WAGTAILS_OWN: dict[str, tuple[str, ...]] = {
    "label": ("ui-autocomplete-input",),  # the box in which tags are typed (jQuery UI, tag-it)
    "aria-input-field-name": ("public-DraftEditor-content",),  # the rich text editor (Draftail)
}


def test_the_back_office(signed_in: Callable[..., Any], settings: Any, tmp_path: Any) -> None:
    from axe_playwright_python.sync_playwright import Axe

    settings.MEDIA_ROOT = tmp_path
    world = World()
    place = world.disclosure.get_parent()
    visits = [
        (world.publisher, "/admin/"),
        (world.publisher, "/admin/pages/"),
        (world.publisher, f"/admin/pages/{place.pk}/"),
        (world.publisher, f"/admin/pages/add/cms_pages/disclosurepage/{place.pk}/"),
        (world.publisher, f"/admin/pages/{world.disclosure.pk}/edit/"),
        (world.publisher, "/admin/images/"),
        (world.publisher, "/admin/documents/"),
        (world.organiser, "/admin/members/member/"),
        (world.organiser, f"/admin/members/member/inspect/{world.member.uid}/"),
        (world.money.auditor, "/admin/funds/application/"),
    ]
    browsers: dict[int, Any] = {}
    found: list[str] = []
    for person, address in visits:
        page = browsers.get(person.pk) or browsers.setdefault(person.pk, signed_in(person))
        assert page.goto(address).status == 200, address
        page.wait_for_load_state("networkidle")
        for violation in Axe().run(page).response["violations"]:
            allowed = WAGTAILS_OWN.get(violation["id"], ())
            found += [
                f"{address} {violation['id']}: {node['html'][:150]}"
                for node in violation["nodes"]
                if not any(mark in node["html"] for mark in allowed)
            ]
    assert found == []
