"""Who sees the reminders of an organisation and those below it."""

from records.kit.policies import allow
from records.kit.visitors import shows_nothing
from records.organisations.roles import Role

allow(
    "alerts.view",
    "查看下级提醒",
    (Role.SECRETARY, Role.ORGANISATION_ADMINISTRATOR, Role.SECTION_REVIEWER, Role.COMMITTEE, Role.AUDITOR),
)

shows_nothing("alerts")  # no page of the site is made from these records
