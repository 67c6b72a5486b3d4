"""Who may do what with pages. `pages.write` stands in access, because the user model answers Wagtail with it."""

from records.kit.policies import allow
from records.organisations.roles import Role

WRITERS = (Role.PUBLISHER, Role.ORGANISATION_ADMINISTRATOR)
REVIEWERS = (Role.CONTENT_REVIEWER, Role.SECRETARY)

allow("pages.view_drafts", "查看草稿和待审页面", (*WRITERS, *REVIEWERS))
allow(
    "pages.read_restricted",
    "查看本组织及下级限定范围的页面",
    (*WRITERS, *REVIEWERS, Role.SECTION_REVIEWER, Role.ARCHIVIST, Role.AUDITOR),
)
allow("pages.preview", "签发草稿预览链接", (*WRITERS, *REVIEWERS))
allow("pages.review", "审核页面", REVIEWERS)
allow("pages.publish", "发布审核通过的页面", REVIEWERS)
allow("pages.withdraw", "撤下已发布的页面", (*REVIEWERS, Role.ORGANISATION_ADMINISTRATOR))
allow("pages.move", "移动页面", (*REVIEWERS, Role.ORGANISATION_ADMINISTRATOR))
allow("pages.rename", "更改页面网址", (*REVIEWERS, Role.ORGANISATION_ADMINISTRATOR))
allow("pages.share", "把其他组织的页面转载到本组织", (*REVIEWERS, Role.ORGANISATION_ADMINISTRATOR))
allow("pages.change_audience", "更改公开范围", (*REVIEWERS, Role.ORGANISATION_ADMINISTRATOR))
allow("pages.provision", "建立组织主页", (Role.ORGANISATION_ADMINISTRATOR,))
