"""Who may do what with loans."""

from records.kit.policies import allow
from records.organisations.roles import Role

allow("sample.view", "查看借书", (Role.SECRETARY, Role.ARCHIVIST))
allow("sample.lend", "登记借书", (Role.SECRETARY,), own=True)
allow("sample.take_back", "登记还书", (Role.SECRETARY,))
allow("sample.reveal_phone", "查看电话", (Role.ARCHIVIST,))
