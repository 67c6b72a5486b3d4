"""Who may do what with the tree and the posts."""

from records.kit.policies import allow
from records.organisations.roles import Role

MANAGERS = (Role.ORGANISATION_ADMINISTRATOR,)

allow("organisations.set_up", "设立下级组织", MANAGERS)
allow("organisations.change", "更改组织信息", MANAGERS)
allow("organisations.move", "调整上级组织", MANAGERS)
allow("organisations.dissolve", "撤销组织", MANAGERS)
allow("organisations.reinstate", "恢复已撤销的组织", MANAGERS)
allow("organisations.manage_posts", "任免职务", MANAGERS)
allow("organisations.manage_kinds", "设置组织类别", ())
