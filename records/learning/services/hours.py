"""The ledger of hours: sessions of studying together, and reversals. Hours of courses are credited in settling.py."""

import datetime
import uuid
from collections.abc import Sequence

from django.utils import timezone

from records.kit.actors import Actor
from records.kit.errors import Conflict, Invalid
from records.kit.write import Write
from records.learning.events import HoursReversed, StudyRecorded
from records.learning.figures import figures
from records.learning.models import HourEntry, StudySession
from records.learning.rules import hours_text
from records.members.models import Member
from records.organisations.models import Organisation

MOST_PEOPLE = 2000
SHORTEST_REASON = 4


def record_study(
    actor: Actor,
    *,
    organisation: Organisation,
    key: uuid.UUID,
    form: str,
    title: str,
    held_on: datetime.date,
    hours: int,
    evidence: str,
    members: Sequence[uuid.UUID],
) -> StudySession:
    """Record a session of studying together 登记集中学习, once for all who took part; `hours` in hundredths for each.

    `key` comes with the form: sent twice, nothing is entered twice. Raises Refused, Invalid by field: a day to come, more
    than a full day's hours, nobody chosen, somebody outside the actor's scope, the same session entered before.
    """
    with Write(actor, "learning.record_study") as write:
        write.at(organisation)
        Organisation.objects.select_for_update(of=("self",), no_key=True).get(pk=organisation.pk)
        entered: StudySession | None = StudySession.objects.filter(key=key, organisation=organisation).first()
        if entered is not None:
            return entered
        people = _people(actor, members)
        session = StudySession(
            organisation=organisation,
            key=key,
            form=form,
            title=title.strip(),
            held_on=held_on,
            hours=hours,
            evidence=evidence.strip(),
            recorded_by_id=actor.scope.user_id,
            people=len(people),
        )
        _check(session)
        write.create(session)
        _enter(session, people)
        write.emit(StudyRecorded(session=session.uid, people=len(people)))
    return session


def add_to_study(actor: Actor, session_uid: uuid.UUID, members: Sequence[uuid.UUID]) -> StudySession:
    """Enter people who were forgotten in a session 补登; those entered already stay as they are."""
    with Write(actor, "learning.record_study") as write:
        session: StudySession = write.lock(StudySession.objects.visible_to(actor), uid=session_uid)
        people = _people(actor, members)
        held = set(session.entries.filter(reverses__isnull=True).values_list("member_id", flat=True))
        fresh = [person for person in people if person.pk not in held]
        if fresh:
            session.people += len(fresh)
            write.save(session)
            _enter(session, fresh)
            write.emit(StudyRecorded(session=session.uid, people=len(fresh)))
    return session


def reverse_hours(actor: Actor, entry_uid: uuid.UUID, *, reason: str) -> HourEntry:
    """Reverse an entry 冲销学时 with a linked negative one; both stay. Raises Conflict when it was reversed before."""
    text = reason.strip()
    if len(text) < SHORTEST_REASON:
        raise Invalid({"reason": f"请写明冲销事由（不少于{SHORTEST_REASON}个字）。"})
    with Write(actor, "learning.reverse", reason=text) as write:
        visible = HourEntry.objects.visible_to(actor, "learning.reverse").order_by()
        entry: HourEntry = write.lock(visible, uid=entry_uid)
        if entry.reverses_id is not None:
            raise Invalid("这是一笔冲销，不能再冲销；如有误，请重新登记。")
        if HourEntry.objects.filter(reverses=entry).exists():
            raise Conflict("这笔学时已经冲销。")
        reversal = HourEntry(
            organisation=entry.organisation,
            member_id=entry.member_id,
            user_id=entry.user_id,
            year=entry.year,
            on=timezone.localdate(),
            form=entry.form,
            title=entry.title,
            hours=-entry.hours,
            course_id=entry.course_id,
            course_uid=entry.course_uid,
            session_id=entry.session_id,
            reverses=entry,
            reason=text,
        )
        write.create(reversal, check=False)
        write.emit(HoursReversed(entry=entry.uid))
    return reversal


def _enter(session: StudySession, people: Sequence[Member]) -> None:
    """Enter the hours of each; the journal has the session with the number of people, each entry names the session."""
    HourEntry.objects.bulk_create(
        [
            HourEntry(
                organisation=person.organisation,
                org_path=person.org_path,
                member=person,
                user_id=person.user_id,
                year=session.held_on.year,
                on=session.held_on,
                form=session.form,
                title=session.title,
                hours=session.hours,
                session=session,
            )
            for person in people
        ],
        batch_size=500,
    )


def _people(actor: Actor, uids: Sequence[uuid.UUID]) -> list[Member]:
    wanted = set(uids)
    if not wanted:
        raise Invalid({"members": "请勾选参加学习的党员。"})
    if len(wanted) > MOST_PEOPLE:
        raise Invalid({"members": f"一次最多登记{MOST_PEOPLE}人，请分次登记。"})
    found: list[Member] = list(
        Member.objects.visible_to(actor, "learning.record_study")
        .in_place()
        .filter(uid__in=wanted)
        .select_related("organisation")
        .order_by("pk")
    )
    if len(found) != len(wanted):
        raise Invalid({"members": "所选人员中有的不在您的管理范围内或已转出，请刷新名单后重选。"})
    return found


def _check(session: StudySession) -> None:
    longest = figures(session.held_on).full_day
    if session.held_on > timezone.localdate():
        raise Invalid({"held_on": "学习日期在今天之后，请学习结束后再登记。"})
    if not 0 < session.hours <= longest:
        raise Invalid({"hours": f"一天按0至{hours_text(longest)}学时登记，多天的请分天登记。"})
    same = StudySession.objects.filter(
        organisation=session.organisation, held_on=session.held_on, form=session.form, title=session.title
    )
    if same.exists():
        raise Invalid({"title": f"{session.held_on}的“{session.title}”已经登记过；补登人员请在原记录中办理。"})
