"""Who may do what with funds. Branch acts hold at the post's own organisation; the others at the committee that handles it.

`own=True` on review, decision and signature keeps to the next level: requests are never taken past it (中组发〔2008〕3号
第二十一条). The handling committee is checked, not the applicant.
"""

from records.kit.policies import allow
from records.kit.visitors import shows_nothing
from records.organisations.roles import Role

BRANCH = (Role.SECRETARY, Role.ORGANISATION_ADMINISTRATOR)
# The archivist looks up what was asked for and decided years ago, and changes nothing.
READERS = (*BRANCH, Role.SECTION_REVIEWER, Role.COMMITTEE, Role.ARCHIVIST, Role.AUDITOR)

allow("funds.view", "查看经费申请和台账", READERS)
allow("funds.export", "导出经费台账", READERS)
allow("funds.draft", "起草经费申请", BRANCH, own=True)
allow("funds.file", "申报经费", BRANCH, own=True)
allow("funds.withdraw", "撤回经费申请", BRANCH, own=True)
allow("funds.execute", "登记经费执行", BRANCH, own=True)
allow("funds.settle", "经费结项", BRANCH, own=True)
allow("funds.review", "初审经费申请", (Role.SECTION_REVIEWER,), own=True)
allow("funds.decide", "登记集体审议决定", (Role.COMMITTEE,), own=True)
allow("funds.sign_section", "代表组织部门签署", (Role.SECTION_REVIEWER,), own=True)
allow("funds.sign_committee", "以党委委员身份签署", (Role.COMMITTEE,), own=True)
allow("funds.sign_secretary", "以党委书记身份签署", (Role.SECRETARY,), own=True)
# Nobody's act: the portal replies by itself when the last signature is there.
allow("funds.reply", "自动批复", ())
allow("funds.reopen", "重新打开已结项的经费", (Role.SECTION_REVIEWER,), own=True)
allow("funds.set_budget", "下达经费预算", (Role.SECTION_REVIEWER,))
allow("funds.manage_presets", "设置支出类别和签署人", (Role.ORGANISATION_ADMINISTRATOR,))

shows_nothing("funds")  # no page of the site is made from these records
