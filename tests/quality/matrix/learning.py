"""Learning: everyone studies for oneself; what is right, and others' progress, is for those who teach or count."""

import datetime
import uuid

from cms_pages.models import CoursePage, LessonPage
from records.learning import services
from records.learning.models import CourseVersion, HourEntry
from tests.factories.learning import enrolled, quiz
from tests.factories.members import member
from tests.factories.pages import published
from tests.quality.matrix.table import (
    ALL,
    MARK,
    SIGNED_IN,
    Row,
    World,
    api,
    may,
    office,
)


def build(world: World) -> None:
    """A course of the village with a quiz, the member in the middle of it, a session with hours."""
    county, things, person = world.county, world.things, world.people["member"]
    page = published(county.village, CoursePage, title="支部工作条例讲解")
    lesson = published(county.village, LessonPage, parent=page)
    things["learning.course"] = made = CourseVersion.objects.current().get(page_uid=page.uid)
    things["learning.page"], things["learning.lesson"] = str(page.uid), str(lesson.uid)
    things["learning.branch"] = county.branch
    quiz(made)
    things["learning.enrolment"] = enrolment = enrolled(person, made)
    things["learning.attempt"] = services.start_attempt(person, enrolment.uid)
    things["learning.session"] = services.record_study(
        world.people["own_secretary"],
        organisation=county.branch,
        key=uuid.uuid4(),
        form="lecture",
        title=f"{MARK}党课",
        held_on=datetime.date(2026, 3, 1),
        hours=200,
        evidence="党课记录",
        members=[member(county.branch, f"{MARK}学员").uid],
    )
    things["learning.hours"] = HourEntry.objects.get(session=things["learning.session"])
    things["learning.nothing"] = str(uuid.uuid4())


ROWS = [
    Row(
        "work/learning/", GET=may("other_secretary own_secretary section_reviewer committee auditor administrator site")
    ),
    Row("work/learning/missing/<uuid:organisation>/", organisation="learning.branch", GET=may("own_secretary site")),
    Row("work/learning/sessions/", GET=may("other_secretary own_secretary administrator site")),
    Row(
        "work/learning/sessions/new/",
        GET=may("other_secretary own_secretary administrator site"),
        POST=may("other_secretary own_secretary administrator site"),
    ),
    Row("work/learning/sessions/<uuid:uid>/", uid="learning.session", GET=may("own_secretary administrator site")),
    Row(
        "work/learning/entries/<uuid:uid>/reverse/",
        uid="learning.hours",
        GET=may("own_secretary administrator site"),
        POST=may("own_secretary administrator site"),
        data=lambda world: {"reason": "登记有误"},
    ),
    Row("work/learning/questions/", GET=may("publisher content_reviewer administrator site")),
    Row(
        "work/learning/questions/<uuid:course>/",
        course="learning.page",
        GET=may("publisher content_reviewer administrator site"),
        POST=may("publisher content_reviewer administrator site"),
    ),
    Row(
        "work/learning/questions/<uuid:course>/<uuid:lesson>/",
        course="learning.page",
        lesson="learning.lesson",
        GET=may("publisher content_reviewer administrator site"),
        POST=may("publisher content_reviewer administrator site"),
    ),
    Row("my/learning/", GET=may(SIGNED_IN)),
    Row("my/learning/enrol/<uuid:course>/", course="learning.page", POST=may(SIGNED_IN)),
    Row("my/learning/leave/<uuid:enrolment>/", enrolment="learning.enrolment", POST=may("member")),
    Row(
        "my/learning/read/<uuid:enrolment>/<uuid:lesson>/",
        enrolment="learning.enrolment",
        lesson="learning.lesson",
        POST=may("member"),
    ),
    Row(
        "my/learning/beat/<uuid:enrolment>/<uuid:lesson>/",
        enrolment="learning.enrolment",
        lesson="learning.lesson",
        POST=may("member", visitor=401),
        as_json=True,
        data=lambda world: {"intervals": [[0, 5]]},
    ),
    Row("my/learning/quiz/<uuid:course>/", course="learning.page", GET=may(SIGNED_IN), POST=may(SIGNED_IN)),
    Row(
        "my/learning/quiz/<uuid:course>/<uuid:lesson>/",
        course="learning.page",
        lesson="learning.lesson",
        GET=may(""),
        POST=may(""),
    ),
    Row("my/learning/attempt/<uuid:uid>/", uid="learning.attempt", GET=may("member"), POST=may("member")),
    Row("learning/course/<uuid:page_uid>/", page_uid="learning.page", GET=may(ALL)),
    Row("learning/lesson/<uuid:page_uid>/", page_uid="learning.lesson", GET=may(ALL)),
    Row("learning/certificate/<uuid:code>/", code="learning.nothing", GET=may("", visitor=404)),
    Row("api/v1/attempts/$", GET=api(ALL)),
    Row("api/v1/attempts/(?P<uid>[0-9a-f-]{36})/$", uid="learning.attempt", GET=api("member")),
    Row(
        "api/v1/attempts/(?P<uid>[0-9a-f-]{36})/save/$",
        uid="learning.attempt",
        POST=api("member"),
        data=lambda world: {"answers": {}},
    ),
    Row(
        "api/v1/attempts/(?P<uid>[0-9a-f-]{36})/submit/$",
        uid="learning.attempt",
        POST=api("member"),
        data=lambda world: {"answers": {}},
    ),
    Row("api/v1/courses/$", GET=api(ALL)),
    Row("api/v1/courses/(?P<uid>[0-9a-f-]{36})/$", uid="learning.page", GET=api(ALL)),
    Row("api/v1/courses/(?P<uid>[0-9a-f-]{36})/enrol/$", uid="learning.page", POST=api(SIGNED_IN, visitor=401)),
    Row("api/v1/courses/(?P<uid>[0-9a-f-]{36})/progress/$", uid="learning.page", GET=api(ALL)),
    Row("api/v1/enrolments/$", GET=api(ALL)),
    Row("api/v1/enrolments/(?P<uid>[0-9a-f-]{36})/attempts/$", uid="learning.enrolment", POST=api("member")),
    Row(
        "api/v1/enrolments/(?P<uid>[0-9a-f-]{36})/beat/$",
        uid="learning.enrolment",
        POST=api("member"),
        data=lambda world: {"lesson": world.named("learning.lesson"), "intervals": [[0, 5]]},
    ),
    Row(
        "api/v1/enrolments/(?P<uid>[0-9a-f-]{36})/read/$",
        uid="learning.enrolment",
        POST=api("member"),
        data=lambda world: {"lesson": world.named("learning.lesson")},
    ),
    Row("api/v1/hours/$", GET=api(ALL)),
    Row("api/v1/hours/summary/$", GET=api(SIGNED_IN, visitor=401)),
    Row("api/v1/hours/(?P<uid>[0-9a-f-]{36})/$", uid="learning.hours", GET=api("own_secretary administrator site")),
    Row("admin/learning/courseversion/$", GET=office("publisher content_reviewer administrator site")),
    Row("admin/learning/courseversion/create/$", GET=office(""), POST=office("")),
    Row(
        r"admin/learning/courseversion/edit/(?P<instance_pk>[-\w]+)/$",
        instance_pk="learning.course",
        GET=office("", others=404),
        POST=office("", others=404),
    ),
    Row(
        r"admin/learning/courseversion/delete/(?P<instance_pk>[-\w]+)/$",
        instance_pk="learning.course",
        GET=office("", others=404),
        POST=office("", others=404),
    ),
    Row(
        r"admin/learning/courseversion/inspect/(?P<instance_pk>[-\w]+)/$",
        instance_pk="learning.course",
        GET=office("publisher content_reviewer administrator site"),
    ),
    Row("admin/learning/studysession/$", GET=office("other_secretary own_secretary administrator site")),
    Row("admin/learning/studysession/create/$", GET=office(""), POST=office("")),
    Row(
        r"admin/learning/studysession/edit/(?P<instance_pk>[-\w]+)/$",
        instance_pk="learning.session",
        GET=office("", others=404),
        POST=office("", others=404),
    ),
    Row(
        r"admin/learning/studysession/delete/(?P<instance_pk>[-\w]+)/$",
        instance_pk="learning.session",
        GET=office("", others=404),
        POST=office("", others=404),
    ),
    Row(
        r"admin/learning/studysession/inspect/(?P<instance_pk>[-\w]+)/$",
        instance_pk="learning.session",
        GET=office("own_secretary administrator site", others=404),
    ),
    Row("admin/learning/hourentry/$", GET=office("other_secretary own_secretary administrator site")),
    Row("admin/learning/hourentry/create/$", GET=office(""), POST=office("")),
    Row(
        r"admin/learning/hourentry/edit/(?P<instance_pk>[-\w]+)/$",
        instance_pk="learning.hours",
        GET=office("", others=404),
        POST=office("", others=404),
    ),
    Row(
        r"admin/learning/hourentry/delete/(?P<instance_pk>[-\w]+)/$",
        instance_pk="learning.hours",
        GET=office("", others=404),
        POST=office("", others=404),
    ),
    Row(
        r"admin/learning/hourentry/inspect/(?P<instance_pk>[-\w]+)/$",
        instance_pk="learning.hours",
        GET=office("own_secretary administrator site", others=404),
    ),
]
