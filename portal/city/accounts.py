"""The city's demo sign-ins: a few posts high and low in the tree, to look at lists and searches of every size."""

from pathlib import Path

from django.conf import settings

from portal.demo.people import Account, open_accounts, write_sign_ins
from records.organisations.roles import Role

CITY = "3302"
TOWN = "330203001"

ACCOUNTS = [
    Account("demo.guanliyuan", "沈致远", CITY, "系统管理员", Role.SITE_ADMINISTRATOR, "全市"),
    Account("demo.shidangan", "秦守信", CITY, "档案管理员", Role.ARCHIVIST, "查全市的党员"),
    Account("demo.jiezuzhi", "赵文清", TOWN, "组织委员", Role.ORGANISATION_ADMINISTRATOR, "管一个街道的组织"),
    Account("demo.jiedangan", "范春明", TOWN, "档案管理员", Role.ARCHIVIST, "查一个街道的党员"),
]


def load() -> int:
    """Open the sign-ins and write them where `bin/run` finds them; returns how many were new."""
    made = open_accounts(ACCOUNTS)
    write_sign_ins(Path(settings.VAR) / "demo-signins.json", ACCOUNTS)
    return made
