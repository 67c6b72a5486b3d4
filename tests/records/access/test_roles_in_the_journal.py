"""The journal prints in which role somebody acted."""

import datetime

from records.audit.models import JournalEntry
from records.organisations import services
from records.organisations.roles import Role
from tests.factories.access import holder, user
from tests.factories.organisations import County


def test_an_appointment_names_the_role_of_who_appointed(county: County) -> None:
    administrator = holder(Role.ORGANISATION_ADMINISTRATOR, county.town, "周启明")

    services.appoint(
        administrator,
        county.branch,
        printed_name="陈立秋",
        title="书记",
        starts_on=datetime.date(2026, 1, 1),
        user=user(),
    )

    entry = JournalEntry.objects.filter(action="organisations.manage_posts").latest("pk")
    assert (entry.actor_name, entry.actor_role) == ("周启明", "组织管理员")
