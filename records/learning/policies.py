"""Who may do what in learning. What a person studies is that person's own: no role opens it."""

from records.kit.policies import allow
from records.kit.visitors import shows_nothing
from records.organisations.roles import Role

PUBLISHERS = (Role.PUBLISHER, Role.CONTENT_REVIEWER, Role.ORGANISATION_ADMINISTRATOR)
# Whoever may put a page on the site, move it or take it down (cms_pages.policies): the course follows its page.
REGISTRARS = (Role.CONTENT_REVIEWER, Role.SECRETARY, Role.ORGANISATION_ADMINISTRATOR)
RECORDERS = (Role.SECRETARY, Role.ORGANISATION_ADMINISTRATOR)

allow("learning.study", "学习课程", (), personal=True)
allow("learning.view_courses", "查看本范围课程", PUBLISHERS)
allow("learning.register", "发布课程", REGISTRARS)
allow("learning.keep_questions", "编写试题", PUBLISHERS)
allow("learning.record_study", "登记集中学习", RECORDERS)
allow("learning.reverse", "冲销学时", RECORDERS)
allow("learning.revoke", "撤销结业证明", PUBLISHERS)
allow(
    "learning.view_totals",
    "查看学时完成情况",
    (Role.SECRETARY, Role.COMMITTEE, Role.ORGANISATION_ADMINISTRATOR, Role.SECTION_REVIEWER, Role.AUDITOR),
)
# A secretary reminds the members of the own branch; nobody above sees single persons' hours.
allow("learning.view_missing", "查看本支部党员所差学时", (Role.SECRETARY,), own=True)

# A course's page shows visitors its lessons and quiz, and nothing of who studies it.
shows_nothing("learning.study", "learning.record_study", "learning.reverse")
