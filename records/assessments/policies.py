"""Who may do what with assessments. Filling in holds at the assessed organisation itself; the rest at the one that issued."""

from records.kit.policies import allow
from records.kit.visitors import shows_nothing
from records.organisations.roles import Role

BRANCH = (Role.SECRETARY, Role.ORGANISATION_ADMINISTRATOR)
SECTION = (Role.SECTION_REVIEWER,)
READERS = (*BRANCH, *SECTION, Role.COMMITTEE, Role.ARCHIVIST, Role.AUDITOR)

allow("assessments.view", "查看考核", READERS)
allow("assessments.manage_schemes", "编制考核方案", SECTION, own=True)
allow("assessments.manage_presets", "设置考核方案预设", (Role.ORGANISATION_ADMINISTRATOR,))
allow("assessments.issue", "下达、结束、撤销考核任务", SECTION, own=True)
allow("assessments.fill", "填写考核自评、提交佐证材料", BRANCH, own=True)
allow("assessments.submit", "报送考核自评", BRANCH, own=True)
allow("assessments.review", "审核考核并评分", SECTION, own=True)
allow("assessments.assess", "登记考核评定", (Role.COMMITTEE,), own=True)
allow("assessments.publish", "公布考核结果", SECTION, own=True)
allow("assessments.correct", "更正已公布的考核结果", (Role.COMMITTEE,), own=True)
allow("assessments.export", "导出考核结果", (*SECTION, Role.COMMITTEE, Role.AUDITOR))

shows_nothing("assessments")  # no page of the site is made from these records
