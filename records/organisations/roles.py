"""Roles 角色: what a post entitles its holder to, at its organisation and everything below."""

from django.db import models


class Role(models.TextChoices):
    """A fixed list: policies name roles, posts carry one. A title (职务) such as 宣传委员 is free text beside it."""

    SITE_ADMINISTRATOR = "site_administrator", "系统管理员"
    ORGANISATION_ADMINISTRATOR = "organisation_administrator", "组织管理员"
    SECRETARY = "secretary", "书记"
    SECTION_REVIEWER = "section_reviewer", "组织部门审核员"
    COMMITTEE = "committee", "党委委员"
    PUBLISHER = "publisher", "信息发布员"
    CONTENT_REVIEWER = "content_reviewer", "内容审核员"
    ARCHIVIST = "archivist", "档案管理员"
    AUDITOR = "auditor", "审计员"
    MEMBER = "member", "党员"


# Whoever holds one of these works at the workbench and in the back office.
WORKING_ROLES: frozenset[str] = frozenset(role for role in Role if role != Role.MEMBER)
