"""Who may search the archive 查档. What each finds there is decided by the scope of every search, not here."""

from records.kit.policies import allow
from records.organisations.roles import Role

allow(
    "search.archive",
    "查档：按条件检索，保存和共用检索条件",
    (
        Role.ARCHIVIST,
        Role.AUDITOR,
        Role.SECRETARY,
        Role.ORGANISATION_ADMINISTRATOR,
        Role.SECTION_REVIEWER,
        Role.COMMITTEE,
        Role.PUBLISHER,
        Role.CONTENT_REVIEWER,
    ),
)
allow(
    "search.export",
    "导出查档结果",
    (
        Role.ARCHIVIST,
        Role.AUDITOR,
        Role.SECRETARY,
        Role.ORGANISATION_ADMINISTRATOR,
        Role.SECTION_REVIEWER,
    ),
)
allow(
    "search.look_up",
    "批量按姓名或名称查找（每次最多10,000个）",
    (Role.ARCHIVIST, Role.ORGANISATION_ADMINISTRATOR, Role.SECTION_REVIEWER),
)
allow(
    "search.tune",
    "搜索维护：近义词、推荐、查询统计、评判题",
    (Role.ARCHIVIST, Role.CONTENT_REVIEWER),
    root=True,  # it changes what everybody finds
)
