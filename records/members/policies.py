"""Who may do what with members' records, at the post's organisation and everything below it."""

from records.kit.policies import allow
from records.kit.visitors import shows_nothing
from records.organisations.roles import Role

_KEEPERS = (Role.SECRETARY, Role.ORGANISATION_ADMINISTRATOR)  # who keep the record day by day
_APPROVERS = (Role.SECTION_REVIEWER, Role.ORGANISATION_ADMINISTRATOR)  # who enter what a higher organisation decided

allow(
    "members.view",
    "查看党员名册",
    (*_KEEPERS, Role.SECTION_REVIEWER, Role.COMMITTEE, Role.ARCHIVIST, Role.AUDITOR),
    personal=True,
)
allow("members.register", "登记党员", _KEEPERS)
allow("members.change", "更正党员信息", _KEEPERS)
allow("members.change_standing", "办理转正、停止党籍、恢复、出党等变动", _APPROVERS)
allow("members.move", "调整党员所在支部", (Role.ORGANISATION_ADMINISTRATOR,))
allow("members.link_account", "为党员开通和关联账号", (Role.ORGANISATION_ADMINISTRATOR,))
allow("members.export", "导出党员名册", (*_KEEPERS, Role.SECTION_REVIEWER, Role.ARCHIVIST, Role.AUDITOR))
allow("members.export_sensitive", "导出完整号码", (Role.ORGANISATION_ADMINISTRATOR, Role.ARCHIVIST))
allow("members.reveal_identity_number", "查看完整公民身份号码", (*_KEEPERS, Role.SECTION_REVIEWER, Role.ARCHIVIST))
allow("members.reveal_phone", "查看完整手机号码", (*_KEEPERS, Role.SECTION_REVIEWER, Role.ARCHIVIST))
allow("members.reveal_hardship", "查看困难情况", (*_KEEPERS, Role.SECTION_REVIEWER))

shows_nothing("members")  # no page of the site is made from these records
