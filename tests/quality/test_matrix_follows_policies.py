"""The recorded answers of the matrix against the policies: who is let through is who holds a role that may, at that place.

Worked out here anew from `policies.py` and from where everyone of the matrix holds which post: neither the portal's own
scope nor what somebody wrote into a row is asked. Where a row lets in another than may, one of the two is wrong.
"""

import pytest

from records.kit.policies import policy
from records.organisations.roles import Role
from tests.quality.matrix.table import OPEN, ROLES, Row, all_rows

ABOVE = {"branch": ("village", "town", "root"), "village": ("town", "root"), "town": ("root",), "root": ()}
POSTS_AT = {
    "other_secretary": (Role.SECRETARY, ("neighbour_branch",)),
    "own_secretary": (Role.SECRETARY, ("village", "branch")),
    "publisher": (Role.PUBLISHER, ("village",)),
    "content_reviewer": (Role.CONTENT_REVIEWER, ("town",)),
    "section_reviewer": (Role.SECTION_REVIEWER, ("town",)),
    "committee": (Role.COMMITTEE, ("town",)),
    "archivist": (Role.ARCHIVIST, ("town",)),
    "other_archivist": (Role.ARCHIVIST, ("neighbour",)),
    "auditor": (Role.AUDITOR, ("root",)),
    "administrator": (Role.ORGANISATION_ADMINISTRATOR, ("town",)),
}
UID = "(?P<uid>[0-9a-f-]{36})"
# What each write needs, and at which organisation (funds: handled by the town, filed by the village).
ACTS = {
    "work/members/<uuid:uid>/correct/": ("members.change", "branch"),
    "work/members/<uuid:uid>/convert/": ("members.change_standing", "branch"),
    "work/members/<uuid:uid>/extend/": ("members.change_standing", "branch"),
    "work/members/<uuid:uid>/standing/<slug:kind>/": ("members.change_standing", "branch"),
    "work/members/<uuid:uid>/move/": ("members.move", "branch"),
    "work/members/<uuid:uid>/account/": ("members.link_account", "branch"),
    "work/members/<uuid:uid>/reveal/": ("members.reveal_identity_number", "branch"),
    "api/v1/members/$": ("members.register", "branch"),
    f"api/v1/members/{UID}/$": ("members.change", "branch"),
    f"api/v1/members/{UID}/convert/$": ("members.change_standing", "branch"),
    f"api/v1/members/{UID}/extend/$": ("members.change_standing", "branch"),
    f"api/v1/members/{UID}/move/$": ("members.move", "branch"),
    f"api/v1/members/{UID}/reveal/$": ("members.reveal_identity_number", "branch"),
    f"api/v1/members/{UID}/standing/$": ("members.change_standing", "branch"),
    "work/funds/<uuid:uid>/edit/": ("funds.draft", "village"),
    "work/funds/<uuid:uid>/withdraw/": ("funds.withdraw", "village"),
    "work/funds/<uuid:uid>/review/": ("funds.review", "town"),
    "work/funds/<uuid:uid>/decide/": ("funds.decide", "town"),
    "work/funds/<uuid:uid>/sign/": ("funds.sign_section", "town"),
    "work/funds/<uuid:uid>/execute/": ("funds.execute", "village"),
    "work/funds/<uuid:uid>/settle/": ("funds.settle", "village"),
    "work/funds/executions/<uuid:uid>/reverse/": ("funds.execute", "village"),
    f"api/v1/funds/{UID}/decide/$": ("funds.decide", "town"),
    f"api/v1/funds/{UID}/execute/$": ("funds.execute", "village"),
    f"api/v1/funds/{UID}/file/$": ("funds.file", "village"),
    f"api/v1/funds/{UID}/reopen/$": ("funds.reopen", "town"),
    f"api/v1/funds/{UID}/reverse/$": ("funds.execute", "village"),
    f"api/v1/funds/{UID}/review/$": ("funds.review", "town"),
    f"api/v1/funds/{UID}/settle/$": ("funds.settle", "village"),
    f"api/v1/funds/{UID}/sign/$": ("funds.sign_section", "town"),
    f"api/v1/funds/{UID}/withdraw/$": ("funds.withdraw", "village"),
    "work/funds/presets/signing/new/": ("funds.manage_presets", "town"),
    "work/openness/catalogue/<uuid:uid>/retire/": ("openness.manage_catalogue", "town"),
    "work/openness/feedback/<uuid:uid>/": ("openness.answer_feedback", "village"),
    "work/openness/feedback/<uuid:uid>/contact/": ("openness.reveal_contact", "village"),
    "work/organisations/<uuid:uid>/rename/": ("organisations.change", "village"),
    "work/organisations/<uuid:uid>/dissolve/": ("organisations.dissolve", "village"),
    "work/organisations/<uuid:uid>/reinstate/": ("organisations.reinstate", "village"),
    "work/access/posts/<uuid:uid>/end/": ("organisations.manage_posts", "village"),
    f"api/v1/organisations/{UID}/rename/$": ("organisations.change", "village"),
    f"api/v1/posts/{UID}/end/$": ("organisations.manage_posts", "village"),
}


def may(role: str, action: str, place: str) -> bool:
    """Whether somebody of the matrix holds a post that may do this there."""
    if role == "site":
        return True
    if role not in POSTS_AT:
        return False
    held, places = POSTS_AT[role]
    granted = policy(action)
    reached = {place} if granted.own else {place, *ABOVE[place]}
    return str(held) in granted.roles and bool(reached & set(places))


def rows() -> list[Row]:
    return [row for row in all_rows() if row.route in ACTS]


def test_every_act_named_here_has_its_row() -> None:
    assert {row.route for row in rows()} == set(ACTS)


@pytest.mark.parametrize("row", rows(), ids=lambda row: row.route)
def test_who_is_let_through_is_who_may(row: Row) -> None:
    action, place = ACTS[row.route]
    expected = {role for role in ROLES if may(role, action, place)}
    verb = "PATCH" if "PATCH" in row.verbs else "POST"
    recorded = {role for role, answer in row.verbs[verb].items() if answer == OPEN}
    assert recorded == expected, (action, sorted(recorded ^ expected))
