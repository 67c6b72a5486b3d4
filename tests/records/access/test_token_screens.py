"""One's own tokens on screen: asked for, shown once, listed, revoked; nobody else's."""

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from records.access import services
from records.access.models import ApiToken
from records.audit.models import JournalEntry
from records.organisations.roles import Role
from tests.factories.access import affiliated, holder, sign_in, user
from tests.factories.organisations import County

pytestmark = pytest.mark.django_db

HOME = "/my/tokens/"


def asked(**fields: object) -> dict[str, object]:
    return {"name": "县报表系统", "days": 30, **fields}


def test_a_token_is_shown_once_works_and_is_in_the_list_without_its_text(client: Client, county: County) -> None:
    sign_in(client, affiliated(county.branch))
    answer = client.post(f"{HOME}new/", asked(may_access=["access.read_as_me"]))
    shown = re.search(r"pt_[\w-]{40,}", answer.content.decode())
    assert shown is not None
    assert "no-store" in answer["Cache-Control"]
    listed = client.get(HOME).content.decode()
    assert "县报表系统" in listed
    assert "以本人身份阅读" in listed
    assert "没有用过" in listed
    assert shown[0] not in listed
    program = Client()
    assert program.get("/api/v1/sign-in/", headers={"Authorization": f"Bearer {shown[0]}"}).status_code == 200
    assert "没有用过" not in client.get(HOME).content.decode()


def test_revoking_is_asked_first_and_holds_at_once(client: Client, county: County) -> None:
    person = affiliated(county.branch)
    shown, token = services.issue_token(person, name="报表", actions=[], days=30)
    sign_in(client, person)
    question = client.get(f"{HOME}{token.uid}/revoke/").content.decode()
    assert "不能恢复" in question
    assert ApiToken.objects.get().is_live
    assert client.post(f"{HOME}{token.uid}/revoke/")["Location"] == HOME
    assert Client().get("/api/v1/sign-in/", headers={"Authorization": f"Bearer {shown}"}).status_code == 401
    first = ApiToken.objects.get().revoked_at
    client.post(f"{HOME}{token.uid}/revoke/")
    assert ApiToken.objects.get().revoked_at == first
    assert "已撤销" in client.get(HOME).content.decode()


def test_another_persons_token_is_not_there(client: Client, county: County) -> None:
    _, token = services.issue_token(affiliated(county.branch), name="别人的令牌", actions=[], days=30)
    sign_in(client, user())
    assert "别人的令牌" not in client.get(HOME).content.decode()
    assert client.get(f"{HOME}{token.uid}/revoke/").status_code == 404
    assert client.post(f"{HOME}{token.uid}/revoke/").status_code == 404
    assert ApiToken.objects.get().is_live


def test_offered_is_what_the_person_may_do(client: Client, county: County) -> None:
    sign_in(client, affiliated(county.branch))
    member = client.get(f"{HOME}new/").content.decode()
    assert "学习课程" in member
    assert "members.register" not in member
    assert "access.own_account" not in member
    refused = client.post(f"{HOME}new/", asked(may_members=["members.register"]))
    assert refused.status_code == 422
    assert "不在您的权限内" in refused.content.decode()
    assert not ApiToken.objects.exists()
    sign_in(client, holder(Role.SECRETARY, county.village))
    assert "登记党员" in client.get(f"{HOME}new/").content.decode()
    client.post(f"{HOME}new/", asked(may_members=["members.view", "members.register"], may_funds=["funds.view"]))
    assert ApiToken.objects.get().actions == ["funds.view", "members.register", "members.view"]


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"name": ""}, "请填写用途。"),
        ({"days": 367}, "1至366天"),
        ({"days": 0}, "1至366天"),
        ({"days": "永久"}, "请填写天数"),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_stays(
    client: Client, county: County, wrong: dict[str, object], said: str
) -> None:
    sign_in(client, affiliated(county.branch))
    answer = client.post(f"{HOME}new/", asked(may_learning=["learning.study"], **wrong))
    text = answer.content.decode()
    assert answer.status_code == 422
    assert said in text
    assert re.search(r'value="learning.study"[^>]*checked', text)
    assert not ApiToken.objects.exists()
    assert not JournalEntry.objects.filter(action="access.own_account").exists()


def test_over_the_api_an_act_that_does_not_exist_is_refused(client: Client, county: County) -> None:
    sign_in(client, affiliated(county.branch))
    answer = client.post(
        "/api/v1/tokens/", {"name": "报表", "actions": ["members.drop"], "days": 7}, content_type="application/json"
    )
    assert answer.status_code == 400
    assert "members.drop" in str(answer.json()["errors"]["actions"])
    assert not ApiToken.objects.exists()


def test_the_ways_there_stand_on_the_own_page_and_the_workbench(client: Client, county: County) -> None:
    sign_in(client, holder(Role.SECRETARY, county.village))
    assert HOME in client.get("/my/").content.decode()
    assert HOME in client.get("/work/").content.decode()


def test_a_list_of_many_costs_what_one_of_few_does(client: Client, county: County) -> None:
    person = affiliated(county.branch)
    sign_in(client, person)

    def queries() -> int:
        with CaptureQueriesContext(connection) as asked_for:
            assert client.get(HOME).status_code == 200
        return len(asked_for)

    services.issue_token(person, name="第一个", actions=[], days=30)
    few = queries()
    for number in range(25):
        services.issue_token(person, name=f"令牌{number}", actions=["access.read_as_me"], days=30)
    assert queries() == few
