"""Appointments at the workbench: who holds which post, from when to when, and what it opens."""

import datetime

import pytest
from django.test import Client

from records.access.models import User
from records.kit.errors import Invalid, NotVisible, Refused
from records.organisations import services
from records.organisations.models import Post
from records.organisations.roles import Role
from tests.factories.access import again, holder, sign_in, user
from tests.factories.organisations import County, post

pytestmark = [pytest.mark.django_db, pytest.mark.data]

HOME = "/work/access/posts/"


@pytest.fixture
def administrator(county: County) -> User:
    return holder(Role.ORGANISATION_ADMINISTRATOR, county.town)


def given(county: County, **changes: str) -> dict[str, str]:
    facts = {
        "organisation": str(county.village.uid),
        "printed_name": "何建国",
        "title": "书记",
        "starts_on": "2026-01-01",
        "ends_on": "2031-01-01",
        "username": "",
        "role": "",
        "is_published": "on",
        "sort_order": "10",
        "reason": "换届",
    }
    return {**facts, **changes}


def test_an_appointment_opens_what_its_role_may_do_and_its_end_closes_it(
    county: County, administrator: User, client: Client
) -> None:
    person = user("何建国", username="hejianguo")
    sign_in(client, administrator)
    answer = client.post(f"{HOME}new/", given(county, username="hejianguo", role=Role.SECRETARY))
    made = Post.objects.get(printed_name="何建国")
    assert answer["Location"] == f"{HOME}{made.uid}/"
    assert again(person).scope.may("funds.file", county.village.path)
    assert "何建国" in client.get(HOME).content.decode()
    client.post(f"{HOME}{made.uid}/end/", {"ends_on": datetime.date.today().isoformat(), "reason": "换届改选"})
    assert not again(person).scope.holds_post
    client.get(HOME)  # takes the message that it was done
    assert "何建国" not in client.get(HOME).content.decode()
    assert "何建国" in client.get(HOME, {"state": "over"}).content.decode()


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"ends_on": "2025-01-01"}, "应晚于任职日期"),
        ({"role": "secretary"}, "系统权限要有账号才能使用"),
        ({"username": "nobody-here"}, "没有找到登录名为“nobody-here”"),
        ({"printed_name": ""}, "请填写姓名"),
        ({"starts_on": "不是日期"}, "请填写日期"),
    ],
)
def test_what_cannot_be_is_said_at_its_field(
    county: County, administrator: User, client: Client, changes: dict[str, str], message: str
) -> None:
    sign_in(client, administrator)
    before = Post.objects.count()
    answer = client.post(f"{HOME}new/", given(county, **changes))
    assert answer.status_code == 422
    assert message in answer.content.decode()
    assert Post.objects.count() == before


def test_an_account_of_a_stranger_is_named_by_sign_in_name_and_name_together(
    county: County, administrator: User, client: Client
) -> None:
    above = holder(Role.AUDITOR, county.root, "万正平")
    sign_in(client, administrator)
    wrong = client.post(f"{HOME}new/", given(county, username=above.username))
    assert "没有找到登录名" in wrong.content.decode()
    right = client.post(
        f"{HOME}new/", given(county, username=above.username, printed_name="万正平", role=Role.ARCHIVIST)
    )
    assert right.status_code == 302


def test_only_a_site_administrator_gives_or_takes_that_role(
    county: County, administrator: User, client: Client
) -> None:
    person = holder(Role.SECRETARY, county.village)
    sign_in(client, administrator)
    assert "系统管理员" not in client.get(f"{HOME}new/").content.decode().split("系统权限")[-1]
    answer = client.post(f"{HOME}new/", given(county, username=person.username, role=Role.SITE_ADMINISTRATOR))
    assert answer.status_code == 422
    with pytest.raises(Invalid, match="系统管理员只能由"):
        services.appoint(
            administrator,
            county.village,
            printed_name="某人",
            title="管理员",
            starts_on=datetime.date(2026, 1, 1),
            role=Role.SITE_ADMINISTRATOR,
            user=person,
        )
    ordinary = person.posts.get()
    with pytest.raises(Invalid, match="系统管理员只能由"):
        services.change_post(administrator, ordinary.uid, role=Role.SITE_ADMINISTRATOR)
    site = post(county.village, Role.SITE_ADMINISTRATOR, user())
    with pytest.raises(Invalid, match="系统管理员只能由"):
        services.end_post(administrator, site.uid, ends_on=datetime.date(2026, 6, 1))
    ordinary.refresh_from_db()
    assert ordinary.role == Role.SECRETARY


def test_the_neighbours_posts_are_not_there(county: County, administrator: User, client: Client) -> None:
    hidden = post(county.neighbour, Role.SECRETARY, user("邻乡书记"), is_published=False)
    shown = post(county.neighbour, Role.SECRETARY, user("公开的邻乡书记"))
    sign_in(client, administrator)
    page = client.get(HOME).content.decode()
    assert "邻乡书记" not in page
    for each in (hidden, shown):
        assert client.get(f"{HOME}{each.uid}/").status_code == 404
        assert client.post(f"{HOME}{each.uid}/end/", {"ends_on": "2026-06-01", "reason": "越权"}).status_code == 404
    with pytest.raises(NotVisible):
        services.end_post(administrator, hidden.uid, ends_on=datetime.date(2026, 6, 1))
    with pytest.raises(Refused):
        services.end_post(administrator, shown.uid, ends_on=datetime.date(2026, 6, 1))
    assert not Post.objects.filter(ends_on__isnull=False).exists()


def test_nobody_is_appointed_at_a_dissolved_organisation(county: County, administrator: User) -> None:
    services.dissolve(administrator, county.other_branch.uid, dissolved_on=datetime.date(2026, 1, 1), reason="合并")
    county.other_branch.refresh_from_db()
    with pytest.raises(Invalid, match="已于2026-01-01撤销"):
        services.appoint(
            administrator,
            county.other_branch,
            printed_name="某人",
            title="书记",
            starts_on=datetime.date(2026, 3, 1),
        )


def test_the_api_does_the_same(county: County, administrator: User, client: Client) -> None:
    person = holder(Role.PUBLISHER, county.village)
    sign_in(client, administrator)
    made = client.post(
        "/api/v1/posts/",
        {
            "organisation": str(county.village.uid),
            "printed_name": "何建国",
            "title": "书记",
            "role": "secretary",
            "account": str(person.uid),
            "starts_on": "2026-01-01",
        },
        content_type="application/json",
    )
    assert made.status_code == 201, made.content
    address = f"/api/v1/posts/{made.json()['uid']}/"
    assert (
        client.patch(address, {"title": "党总支书记"}, content_type="application/json").json()["title"] == "党总支书记"
    )
    ended = client.post(f"{address}end/", {"ends_on": "2026-06-01", "reason": "换届"}, content_type="application/json")
    assert ended.json()["ends_on"] == "2026-06-01"
    other = holder(Role.SECRETARY, county.neighbour)
    refused = client.post(
        "/api/v1/posts/",
        {"organisation": str(county.village.uid), "printed_name": "甲", "title": "乙", "starts_on": "2026-01-01",
         "account": str(other.uid)},
        content_type="application/json",
    )  # fmt: skip
    assert "不在您的管理范围" in refused.content.decode()
