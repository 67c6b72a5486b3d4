"""Posts of the imaginary county, and the demo's sign-ins: one person for each kind of work."""

import datetime
import json
import random
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.db import transaction

from portal.demo.county import ROOT, SEED
from portal.demo.names import person
from records.access.models import Affiliation, User
from records.organisations.models import Organisation, Post
from records.organisations.roles import Role

TERM_FROM = datetime.date(2025, 3, 20)
TERM_TO = datetime.date(2030, 3, 20)
PASSWORD = "qingping-2026"  # noqa: S105  (a demo's; production refuses to start with demo accounts)


@dataclass(frozen=True)
class Account:
    """One demo sign-in: where the person works and as what."""

    username: str
    name: str
    where: str  # code of the organisation
    title: str
    role: str
    story: str  # what to try with it


TOWN = f"{ROOT}002"  # 柳溪镇
VILLAGE = f"{TOWN}001"  # 石桥村
NEIGHBOUR = f"{ROOT}003"  # 云台乡

ACCOUNTS = [
    Account("demo.guanliyuan", "沈致远", ROOT, "系统管理员", Role.SITE_ADMINISTRATOR, "全部"),
    Account("demo.xianzuzhi", "顾明理", ROOT, "组织科科长", Role.ORGANISATION_ADMINISTRATOR, "组织、账号、职务"),
    Account("demo.shenji", "万正平", ROOT, "审计专员", Role.AUDITOR, "台账和日志"),
    Account("demo.zhenzuzhi", "赵文清", TOWN, "组织委员", Role.SECTION_REVIEWER, "经费审核、签署"),
    Account("demo.zhenwei", "邵国安", TOWN, "党委委员", Role.COMMITTEE, "经费集体审议"),
    Account("demo.xuanchuan", "钱雪静", TOWN, "宣传委员", Role.CONTENT_REVIEWER, "页面审核、发布"),
    Account("demo.dangan", "秦守信", TOWN, "档案管理员", Role.ARCHIVIST, "查档案、查党员"),
    Account("demo.shuji", "何建国", VILLAGE, "书记", Role.SECRETARY, "经费申报、执行"),
    Account("demo.fabu", "沈若兰", VILLAGE, "宣传委员", Role.PUBLISHER, "写公开、发新闻"),
    Account("demo.linzhen", "范春明", NEIGHBOUR, "档案管理员", Role.ARCHIVIST, "邻乡：查不到柳溪镇"),
]
MEMBER = Account("demo.dangyuan", "周启明", f"{VILLAGE}01", "", Role.MEMBER, "手机学习课程")


def load_posts() -> int:
    """Give every organisation the people a reader expects on its home page; returns how many posts were made."""
    if Post.objects.exists():
        return 0
    chance = random.Random(SEED + 1)  # noqa: S311  (invented data, no secret)
    rows: list[Post] = []
    taken = {(account.where, account.title) for account in ACCOUNTS}
    for organisation in Organisation.objects.select_related("kind").iterator():
        if organisation.depth == 1:
            titles = ["书记", "副书记", "组织部部长", "宣传部部长"]
        elif organisation.depth == 2:
            titles = ["书记", "副书记", "组织委员", "宣传委员", "纪检委员"]
        else:
            titles = ["书记", "组织委员", "宣传委员"]
        for order, title in enumerate(titles):
            if (organisation.code, title) in taken:
                continue
            rows.append(
                Post(
                    organisation=organisation,
                    printed_name=person(chance),
                    title=title,
                    starts_on=TERM_FROM,
                    ends_on=TERM_TO,
                    sort_order=(order + 1) * 10,
                )
            )
    Post.objects.bulk_create(rows, batch_size=500)
    return len(rows)


def load_accounts() -> int:
    """Open the demo's sign-ins and write them where `bin/run` finds them; returns how many were new."""
    accounts = [*ACCOUNTS, MEMBER]
    made = open_accounts(accounts)
    write_sign_ins(Path(settings.VAR) / "demo-signins.json", accounts)
    return made


def open_accounts(accounts: Sequence[Account]) -> int:
    """Open sign-ins with their posts; returns how many were new."""
    hashed = make_password(PASSWORD)
    made = 0
    with transaction.atomic():
        for account in accounts:
            organisation = Organisation.objects.get(code=account.where)
            user, is_new = User.objects.get_or_create(
                username=account.username, defaults={"name": account.name, "password": hashed}
            )
            made += is_new
            if account.role != Role.MEMBER:
                Post.objects.get_or_create(
                    organisation=organisation,
                    user=user,
                    role=account.role,
                    defaults={
                        "printed_name": account.name,
                        "title": account.title,
                        "starts_on": TERM_FROM,
                        "ends_on": TERM_TO,
                        "sort_order": 30,
                        "is_published": account.title in ("书记", "组织委员", "宣传委员"),
                    },
                )
            Affiliation.objects.get_or_create(
                user=user,
                organisation=organisation,
                standing=Affiliation.Standing.FULL,
                defaults={"valid_from": datetime.date(2020, 7, 1)},
            )
    return made


def write_sign_ins(path: Path, accounts: Sequence[Account]) -> None:
    """Write the demo's sign-ins for the one who started the portal."""
    people = [
        {"role": f"{account.title or '党员'}（{account.story}）", "name": account.username, "password": PASSWORD}
        for account in accounts
    ]
    path.write_text(json.dumps({"people": people}, ensure_ascii=False, indent=1))
