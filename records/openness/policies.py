"""Who may do what with openness."""

from records.kit.policies import allow
from records.organisations.roles import Role

DESK = (Role.SECRETARY, Role.PUBLISHER, Role.CONTENT_REVIEWER, Role.ORGANISATION_ADMINISTRATOR)
STAFF = (*DESK, Role.SECTION_REVIEWER, Role.ARCHIVIST, Role.AUDITOR, Role.COMMITTEE)

allow("openness.view", "查看公开目录和公开记录", STAFF)
allow("openness.manage_catalogue", "编制公开目录", (Role.ORGANISATION_ADMINISTRATOR, Role.CONTENT_REVIEWER))
allow(
    "openness.record_publication",
    "登记公开",
    (Role.CONTENT_REVIEWER, Role.SECRETARY, Role.ORGANISATION_ADMINISTRATOR),
)
allow("openness.view_feedback", "查看问题与建议", DESK)
allow("openness.answer_feedback", "答复问题与建议", DESK)
allow("openness.reveal_contact", "查看提出人联系方式", DESK)
allow("openness.give_feedback", "提出问题与建议", ())
