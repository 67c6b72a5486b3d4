"""Who may do what with accounts."""

from records.kit.policies import allow
from records.kit.visitors import shows_nothing
from records.organisations.roles import Role

allow("access.manage_users", "开通和停用账号", (Role.ORGANISATION_ADMINISTRATOR,))
allow("access.own_account", "管理自己的账号", ())
allow("access.read_as_me", "以本人身份阅读", tuple(Role), personal=True)
# Declared here because the user model answers Wagtail with it; the pages' own policies stand in cms_pages.
allow("pages.write", "编写本组织页面", (Role.PUBLISHER, Role.ORGANISATION_ADMINISTRATOR))
allow("audit.view", "查看日志", (Role.AUDITOR, Role.ORGANISATION_ADMINISTRATOR))
allow("audit.export", "导出日志", (Role.AUDITOR,))

shows_nothing("access", "audit")  # accounts and the journal stand on no page of the site
