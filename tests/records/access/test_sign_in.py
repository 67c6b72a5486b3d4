"""Signing in, being locked out, passwords."""

import pytest
from django.test import Client

from records.access import services
from records.access.models import User
from records.kit.errors import Invalid, Refused
from records.organisations.roles import Role
from tests.factories.access import PASSWORD, affiliated, holder, user
from tests.factories.organisations import County

pytestmark = pytest.mark.django_db


def test_one_signs_in_by_name_or_phone_and_lands_where_one_works(client: Client, county: County) -> None:
    manager = holder(Role.ORGANISATION_ADMINISTRATOR, county.town)
    person = services.activate(
        manager,
        organisation=county.branch,
        username="zhouqiming",
        name="周启明",
        password="qingshan-lvshui-1",
        phone="+86 138-1234-5678",
        must_change_password=False,
    )
    answer = client.post("/sign-in/", {"username": "１３８ 1234 5678", "password": "qingshan-lvshui-1"})
    assert (answer.status_code, answer["Location"]) == (302, "/my/")
    assert client.session["_auth_user_id"] == str(person.pk)
    client.post("/sign-in/out/")
    assert client.post("/sign-in/", {"username": manager.username, "password": PASSWORD})["Location"] == "/work/"


def test_a_wrong_password_is_explained_and_the_fifth_locks(client: Client, county: County) -> None:
    person = affiliated(county.branch)
    for _ in range(4):
        answer = client.post("/sign-in/", {"username": person.username, "password": "wrong"})
        assert answer.status_code == 200
    assert client.post("/sign-in/", {"username": person.username, "password": "wrong"}).status_code == 429
    locked = client.post("/sign-in/", {"username": person.username, "password": PASSWORD})
    assert locked.status_code == 429
    assert "锁定15分钟" in locked.content.decode()


def test_the_lockout_keeps_no_name_and_no_phone_in_clear(client: Client, county: County) -> None:
    from axes.models import AccessAttempt

    client.post("/sign-in/", {"username": "13812345678", "password": "wrong"})
    stored = " ".join(str(value) for row in AccessAttempt.objects.values() for value in row.values())
    assert AccessAttempt.objects.count() == 1
    assert "13812345678" not in stored
    assert "wrong" not in stored


def test_a_first_password_is_changed_first(client: Client, county: County) -> None:
    manager = holder(Role.ORGANISATION_ADMINISTRATOR, county.town)
    services.activate(manager, organisation=county.branch, username="lixia", name="李霞", password="qingshan-lvshui-1")
    answer = client.post("/sign-in/", {"username": "lixia", "password": "qingshan-lvshui-1"})
    assert answer["Location"] == "/sign-in/password/"
    weak = client.post("/sign-in/password/", {"old": "qingshan-lvshui-1", "new": "1234567890", "again": "1234567890"})
    assert weak.status_code == 422
    assert User.objects.get(username="lixia").must_change_password
    good = client.post(
        "/sign-in/password/",
        {"old": "qingshan-lvshui-1", "new": "xiaoqiao-liushui-9", "again": "xiaoqiao-liushui-9"},
    )
    assert good.status_code == 302
    assert User.objects.get(username="lixia").check_password("xiaoqiao-liushui-9")


def test_a_wrong_old_password_changes_nothing(county: County) -> None:
    person = affiliated(county.branch)
    with pytest.raises(Invalid, match="原密码不正确"):
        services.change_own_password(person, old="wrong", new="xiaoqiao-liushui-9")
    assert User.objects.get(pk=person.pk).check_password(PASSWORD)


def test_only_an_administrator_of_the_place_opens_accounts(county: County) -> None:
    with pytest.raises(Refused):
        services.activate(
            holder(Role.ORGANISATION_ADMINISTRATOR, county.neighbour),
            organisation=county.branch,
            username="nobody",
            name="某人",
            password="qingshan-lvshui-1",
        )
    assert not User.objects.filter(username="nobody").exists()


def test_an_account_that_is_switched_off_is_out_at_once(client: Client, county: County) -> None:
    person = affiliated(county.branch)
    client.force_login(person, backend="records.access.backends.PortalBackend")
    assert client.get("/my/").status_code == 200
    services.switch_off(holder(Role.ORGANISATION_ADMINISTRATOR, county.town), person.uid, reason="离任")
    assert client.get("/my/").status_code == 302


def test_a_visitor_is_asked_to_sign_in_and_comes_back(client: Client, db: None) -> None:
    answer = client.get("/work/")
    assert answer["Location"] == "/sign-in/?next=/work/"
    person = user()
    assert "登录名或手机号码" in client.get("/sign-in/").content.decode()
    answer = client.post("/sign-in/?next=/my/", {"username": person.username, "password": PASSWORD})
    assert answer["Location"] == "/my/"
