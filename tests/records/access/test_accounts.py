"""Accounts looked after at the workbench: opened, corrected, stopped, given a new password; and whose they are."""

import datetime
import re

import pytest
from django.test import Client

from records.access import services
from records.access.models import Affiliation, User
from records.audit.models import JournalEntry
from records.kit.errors import Conflict, Invalid, NotVisible, Refused
from records.organisations.models import Post
from records.organisations.roles import Role
from tests.factories.access import PASSWORD, affiliated, holder, sign_in, user
from tests.factories.organisations import County, post

pytestmark = [pytest.mark.django_db, pytest.mark.data]

HOME = "/work/access/accounts/"


@pytest.fixture
def administrator(county: County) -> User:
    return holder(Role.ORGANISATION_ADMINISTRATOR, county.town)


def first_password(page: str) -> str:
    found = re.search(r">\s*([a-z2-9]{4}(?:-[a-z2-9]{4}){2})\s*<", page)
    assert found is not None
    return found[1]


def test_an_account_is_opened_told_once_and_its_password_is_changed_first(
    county: County, administrator: User, client: Client
) -> None:
    sign_in(client, administrator)
    answer = client.post(
        f"{HOME}new/",
        {"organisation": str(county.village.uid), "name": "何建国", "username": "hejianguo", "phone": "138 1234 5678"},
    )
    assert answer.status_code == 200
    assert "no-store" in answer["Cache-Control"]
    password = first_password(answer.content.decode())
    opened = User.objects.get(username="hejianguo")
    assert opened.affiliations.get().standing == Affiliation.Standing.STAFF
    page = client.get(f"{HOME}{opened.uid}/").content.decode()
    assert password not in page
    assert "138****5678" in page
    assert "13812345678" not in page
    journal = str(list(JournalEntry.objects.values_list("before", "after")))
    assert password not in journal
    assert "13812345678" not in journal

    other = Client()
    other.post("/sign-in/", {"username": "13812345678", "password": password})
    assert other.get("/my/")["Location"] == "/sign-in/password/"
    told = other.get("/api/v1/hours/", headers={"accept": "application/json"})
    assert (told.status_code, told.json()["code"]) == (403, "first_password")
    new = "xiaoqiao-liushui-9"
    other.post("/sign-in/password/", {"old": password, "new": new, "again": new})
    assert other.get("/my/").status_code == 200


def test_what_cannot_be_an_account_is_said_at_its_field_and_nothing_is_left(
    county: County, administrator: User, client: Client
) -> None:
    user(username="taken")
    sign_in(client, administrator)
    given = {"organisation": str(county.village.uid), "name": "何建国", "username": "taken", "phone": "12345"}
    answer = client.post(f"{HOME}new/", given)
    assert answer.status_code == 422
    assert "手机号码应为11位" in answer.content.decode()
    answer = client.post(f"{HOME}new/", given | {"phone": ""})
    assert "这个登录名已被使用" in answer.content.decode()
    assert "何建国" in answer.content.decode()
    answer = client.post(f"{HOME}new/", given | {"organisation": str(county.neighbour.uid)})
    assert "不在您的管理范围" in answer.content.decode()
    assert not User.objects.filter(name="何建国").exists()


def test_a_post_of_the_printed_register_gets_its_account_in_one_act(
    county: County, administrator: User, client: Client
) -> None:
    printed = Post.objects.create(
        organisation=county.village,
        printed_name="何建国",
        title="书记",
        role=Role.SECRETARY,
        starts_on=datetime.date(2024, 1, 1),
    )
    sign_in(client, administrator)
    address = f"{HOME}new/?post={printed.uid}"
    assert "何建国" in client.get(address).content.decode()
    client.post(
        address, {"organisation": str(county.village.uid), "name": "何建国", "username": "hejianguo", "phone": ""}
    )
    printed.refresh_from_db()
    assert printed.user == User.objects.get(username="hejianguo")
    assert printed.user.scope.may("funds.file", county.village.path)


def test_a_new_password_ends_the_old_one_and_the_open_session(
    county: County, administrator: User, client: Client
) -> None:
    person = affiliated(county.branch)
    session = sign_in(Client(), person)
    assert session.get("/my/").status_code == 200
    sign_in(client, administrator)
    assert client.post(f"{HOME}{person.uid}/password/", {"reason": ""}).status_code == 422
    page = client.post(f"{HOME}{person.uid}/password/", {"reason": "本人忘记密码"}).content.decode()
    password = first_password(page)
    assert session.get("/my/").status_code == 302
    fresh = User.objects.get(pk=person.pk)
    assert fresh.check_password(password)
    assert not fresh.check_password(PASSWORD)
    assert JournalEntry.objects.filter(reason="本人忘记密码", action="access.manage_users").exists()


def test_a_lockout_is_lifted_by_a_new_password(county: County, administrator: User) -> None:
    person = affiliated(county.branch)
    client = Client()
    for _ in range(5):
        client.post("/sign-in/", {"username": person.username, "password": "wrong"})
    assert client.post("/sign-in/", {"username": person.username, "password": PASSWORD}).status_code == 429
    password = services.reset_password(administrator, person.uid, reason="本人忘记密码")
    assert client.post("/sign-in/", {"username": person.username, "password": password}).status_code == 302


def test_an_account_is_stopped_and_let_in_again(county: County, administrator: User, client: Client) -> None:
    person = holder(Role.PUBLISHER, county.village)
    sign_in(client, administrator)
    client.post(f"{HOME}{person.uid}/switch/", {"reason": "离岗"})
    assert not User.objects.get(pk=person.pk).is_active
    with pytest.raises(Conflict):
        services.switch_off(administrator, person.uid, reason="再停一次")
    client.post(f"{HOME}{person.uid}/switch/", {"reason": "返岗"})
    assert User.objects.get(pk=person.pk).is_active


def test_nobody_stops_the_account_in_use(county: County, administrator: User) -> None:
    with pytest.raises(Invalid, match="自己正在使用"):
        services.switch_off(administrator, administrator.uid, reason="误操作")


def test_names_and_phones_are_corrected_and_a_phone_belongs_to_one(
    county: County, administrator: User, client: Client
) -> None:
    person, other = affiliated(county.branch), affiliated(county.branch)
    services.change_account(administrator, other.uid, name=other.name, phone="13912345678")
    sign_in(client, administrator)
    address = f"{HOME}{person.uid}/correct/"
    clash = client.post(address, {"name": "王建国", "phone": "13912345678", "reason": "登记错误"})
    assert "已用于另一个账号" in clash.content.decode()
    client.post(address, {"name": "王建军", "phone": "13712345678", "reason": "登记错误"})
    fresh = User.objects.get(pk=person.pk)
    assert (fresh.name, str(fresh.phone)) == ("王建军", "137****5678")
    client.post(address, {"name": "王建军", "without_phone": "on", "reason": "本人要求"})
    assert User.objects.get(pk=person.pk).phone is None


# Who looks after whom: (what the account holds, whether the town's administrator may give it a new password).
@pytest.mark.parametrize(
    ("holds", "may"),
    [
        ("a post in the village", True),
        ("a membership in the branch", True),
        ("a post that ended, and nothing since", True),
        ("a post in the town itself", True),
        ("a post in the village and one in the county", False),
        ("a post in the village and a membership in the other town", False),
        ("a post in the other town", False),
        ("nothing at all", False),
        ("the site administrator's role in the village", False),
        ("everything", False),
    ],
)
def test_an_account_is_looked_after_by_who_reaches_all_it_opens(
    county: County, administrator: User, holds: str, may: bool
) -> None:
    person = user()
    match holds:
        case "a post in the village":
            post(county.village, Role.SECRETARY, person)
        case "a membership in the branch":
            person = affiliated(county.branch)
        case "a post that ended, and nothing since":
            post(county.village, Role.SECRETARY, person, ends_on=datetime.date(2025, 1, 1))
        case "a post in the town itself":
            post(county.town, Role.SECTION_REVIEWER, person)
        case "a post in the village and one in the county":
            post(county.village, Role.SECRETARY, person)
            post(county.root, Role.AUDITOR, person)
        case "a post in the village and a membership in the other town":
            person = affiliated(county.neighbour_branch)
            post(county.village, Role.SECRETARY, person)
        case "a post in the other town":
            post(county.neighbour, Role.SECRETARY, person)
        case "the site administrator's role in the village":
            post(county.village, Role.SITE_ADMINISTRATOR, person)
        case "everything":
            person = User.objects.create_superuser("root", "系统管理员", PASSWORD)
            post(county.village, Role.SECRETARY, person)
    if may:
        services.reset_password(administrator, person.uid, reason="本人忘记密码")
        return
    for act in (
        lambda: services.reset_password(administrator, person.uid, reason="本人忘记密码"),
        lambda: services.switch_off(administrator, person.uid, reason="离岗"),
        lambda: services.change_account(administrator, person.uid, name="别人", reason="误"),
    ):
        with pytest.raises(NotVisible):
            act()
    assert User.objects.get(pk=person.pk).check_password(PASSWORD)


def test_a_site_administrator_looks_after_all(county: County) -> None:
    root = User.objects.create_superuser("root", "系统管理员", PASSWORD)
    person = user()
    services.reset_password(root, person.uid, reason="本人忘记密码")
    assert not User.objects.get(pk=person.pk).check_password(PASSWORD)


def test_without_the_permission_there_is_no_screen(county: County, client: Client) -> None:
    person = affiliated(county.branch)
    sign_in(client, holder(Role.SECRETARY, county.town))
    for tail in ("", "new/", f"{person.uid}/", f"{person.uid}/password/"):
        assert client.get(f"{HOME}{tail}").status_code == 404
    with pytest.raises(Refused):
        services.open_account(
            holder(Role.SECRETARY, county.town), organisation=county.village, username="x", name="某人"
        )


def test_the_list_finds_by_name_sign_in_name_phone_place_and_state(
    county: County, administrator: User, client: Client, django_assert_max_num_queries
) -> None:
    person = holder(Role.PUBLISHER, county.village, "沈若兰")
    services.change_account(administrator, person.uid, name="沈若兰", phone="13712345678", reason="登记")
    affiliated(county.neighbour_branch, "邻乡的人")
    for number in range(12):
        holder(Role.SECRETARY, county.branch, f"书记{number}")
    sign_in(client, administrator)
    with django_assert_max_num_queries(16):
        page = client.get(HOME).content.decode()
    assert "沈若兰" in page
    assert "邻乡的人" not in page
    for asked in ("若兰", person.username, "137 1234 5678"):
        page = client.get(HOME, {"q": asked}).content.decode()
        assert "沈若兰" in page
        assert "书记3" not in page
    assert "沈若兰" not in client.get(HOME, {"organisation": str(county.branch.uid)}).content.decode()
    assert "沈若兰" not in client.get(HOME, {"state": "off"}).content.decode()
    assert "没有符合条件的账号" in client.get(HOME, {"q": "没有这个人"}).content.decode()


def test_the_api_does_the_same(county: County, administrator: User, client: Client) -> None:
    sign_in(client, administrator)
    made = client.post(
        "/api/v1/accounts/",
        {"organisation": str(county.village.uid), "username": "hejianguo", "name": "何建国", "phone": "13812345678"},
        content_type="application/json",
    )
    assert made.status_code == 201
    told = made.json()
    assert told["phone"] == "138****5678"
    address = f"/api/v1/accounts/{told['uid']}/"
    assert "password" not in client.get(address).json()
    renewed = client.post(f"{address}reset-password/", {"reason": "遗失"}, content_type="application/json").json()
    assert User.objects.get(username="hejianguo").check_password(renewed["password"])
    off = client.post(f"{address}switch/", {"active": False, "reason": "离岗"}, content_type="application/json")
    assert off.json()["is_active"] is False
    stranger = affiliated(county.neighbour_branch)
    assert client.get(f"/api/v1/accounts/{stranger.uid}/").status_code == 404
    listed = [each["username"] for each in client.get("/api/v1/accounts/").json()["results"]]
    assert "hejianguo" in listed
    assert stranger.username not in listed
