"""Who may have other systems told."""

from records.kit.policies import allow
from records.kit.visitors import shows_nothing
from records.organisations.roles import Role

allow("webhooks.manage", "管理事件推送", (Role.ORGANISATION_ADMINISTRATOR,))

shows_nothing("webhooks")  # no page of the site is made from these records
