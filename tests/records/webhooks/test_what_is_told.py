"""Each room's events reach a subscriber: of what and where, within scope, and nothing that was written."""

import datetime
import uuid
from collections.abc import Callable
from typing import Any

import pytest

from cms_pages.models import DisclosurePage
from records.access.models import Visitor
from records.kit import imports
from records.kit.actors import SYSTEM
from records.kit.models import StoredEvent, local_today
from records.kit.subjects import told_events
from records.learning.services import record_study, withdraw_version
from records.members.imports import RosterImporter
from records.openness.models import Publication
from records.openness.services import answer, give_feedback
from records.organisations import services as organisations
from records.organisations.roles import Role
from records.regulations.services import load_first
from records.webhooks import delivering, services
from tests.factories import tables
from tests.factories.access import holder
from tests.factories.learning import course
from tests.factories.members import identity_number, member
from tests.factories.organisations import County
from tests.factories.pages import published
from tests.records.webhooks.conftest import Receiver
from tests.records.webhooks.test_delivering import matched, subscribed

pytestmark = pytest.mark.django_db

WRITTEN = ("周启明", "慰问金", "13900001111", "第三季度", "条例讲解")
Thing = tuple[str, uuid.UUID]


@pytest.fixture(autouse=True)
def figures() -> None:
    """Hours and time limits are measured by the regulations."""
    load_first()


def a_course(county: County) -> Thing:
    return "course", course(county.village, title="条例讲解").uid


def a_course_that_goes(county: County) -> Thing:
    made = course(county.village, title="条例讲解")
    withdraw_version(SYSTEM, page_uid=made.page_uid)
    return "course", made.uid


def a_session(county: County) -> Thing:
    made = record_study(
        SYSTEM,
        organisation=county.branch,
        key=uuid.uuid4(),
        form="lecture",
        title="条例讲解",
        held_on=local_today() - datetime.timedelta(days=1),
        hours=150,
        evidence="签到表",
        members=[member(county.branch, "周启明").uid],
    )
    return "session", made.uid


def a_publication(county: County) -> Thing:
    page = published(county.village, DisclosurePage, title="第三季度党费收缴情况")
    return "publication", Publication.objects.get(page_uid=page.uid).uid


def a_letter(county: County) -> Thing:
    made = give_feedback(Visitor(), county.village, text="慰问金标准？", submit_key=uuid.uuid4(), contact="13900001111")
    return "feedback", made.uid


def an_answer(county: County) -> Thing:
    _, uid = a_letter(county)
    answer(holder(Role.PUBLISHER, county.village), uid, text="慰问金按办法执行。")
    return "feedback", uid


def an_import(county: County) -> Thing:
    secretary = holder(Role.SECRETARY, county.village)
    header = ["姓名", "身份证号码", "所在党支部", "人员类别", "入党时间", "转正时间"]
    row = ["周启明", identity_number(), "石桥村第一党支部", "正式党员", "2005-07-01", "2006-07-01"]
    batch = imports.check(
        secretary, imports.upload(secretary, RosterImporter, [tables.xlsx(header, row)], "名册.xlsx").uid
    )
    imports.apply(secretary, batch.uid, plan=batch.plan)
    return "import", batch.uid


def a_new_name(county: County) -> Thing:
    organisations.rename(
        SYSTEM,
        county.village.uid,
        name="中国共产党石桥村委员会",
        short_name="石桥村党委",
        valid_from=local_today(),
        reason="升格",
    )
    return "organisation", county.village.uid


CASES: dict[str, Callable[[County], Thing]] = {
    "learning.CourseRegistered": a_course,
    "learning.CourseWithdrawn": a_course_that_goes,
    "learning.StudyRecorded": a_session,
    "openness.PublicationRecorded": a_publication,
    "openness.FeedbackReceived": a_letter,
    "openness.FeedbackAnswered": an_answer,
    "members.MembersImported": an_import,
    "organisations.OrganisationRenamed": a_new_name,
}


@pytest.mark.parametrize("name", CASES)
def test_it_is_told_of_what_and_where_and_no_word_that_was_written(
    county: County, receiver: Receiver, name: str
) -> None:
    subscribed(holder(Role.ORGANISATION_ADMINISTRATOR, county.town, "顾明理"), county, receiver, name)
    kind, uid = CASES[name](county)
    (delivery,) = matched()
    assert delivering.deliver(delivery.pk) == "delivered"
    (told,) = receiver.told()
    assert (told["event"], told["subject"]["kind"], told["subject"]["uid"]) == (name, kind, str(uid))
    assert told["organisation"] in {str(county.village.uid), str(county.branch.uid)}
    body = receiver.got[0][2].decode()
    assert [word for word in WRITTEN if word in body] == []


@pytest.mark.parametrize("name", CASES)
def test_a_neighbour_is_told_nothing(county: County, receiver: Receiver, name: str) -> None:
    services.subscribe(
        holder(Role.ORGANISATION_ADMINISTRATOR, county.neighbour),
        county.neighbour,
        name="邻乡平台",
        url=receiver.url,
        events=[name],
    )
    CASES[name](county)
    assert StoredEvent.objects.filter(name=name).exists()
    assert matched() == []


def test_the_organisation_is_where_in_whatever_order_a_database_gives_the_names_back(
    county: County, receiver: Receiver
) -> None:
    subscribed(holder(Role.ORGANISATION_ADMINISTRATOR, county.town), county, receiver, "openness.FeedbackReceived")
    _, uid = a_letter(county)
    event = StoredEvent.objects.get(name="openness.FeedbackReceived")
    StoredEvent.objects.filter(pk=event.pk).update(payload=dict(sorted(event.payload.items(), reverse=True)))
    (delivery,) = matched()
    delivering.deliver(delivery.pk)
    assert receiver.told()[0]["subject"]["uid"] == str(uid)


def test_what_is_a_persons_own_is_not_offered() -> None:
    offered: Any = told_events()
    assert set(CASES) <= set(offered)
    assert "learning.HoursReversed" not in offered
