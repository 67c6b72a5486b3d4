"""Who may look at a file before it is published."""

from records.kit.policies import allow
from records.organisations.roles import Role

allow(
    "media.view",
    "查看本组织及下级的文件",
    (
        Role.PUBLISHER,
        Role.CONTENT_REVIEWER,
        Role.SECRETARY,
        Role.ORGANISATION_ADMINISTRATOR,
        Role.SECTION_REVIEWER,
        Role.COMMITTEE,
        Role.ARCHIVIST,
        Role.AUDITOR,
    ),
)
allow("media.upload", "上传本组织的文件", (Role.PUBLISHER, Role.ORGANISATION_ADMINISTRATOR, Role.SECRETARY))
