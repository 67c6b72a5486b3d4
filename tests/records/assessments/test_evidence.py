"""Evidence: real time, late for ever, replaced and never deleted; a record the portal holds comes first."""

import datetime
import io
import uuid
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone
from PIL import Image

from records.assessments import facts, services
from records.assessments.models import Evidence
from records.kit import sealed_files
from records.kit.errors import Conflict, Invalid, NotVisible
from search.index import sources
from search.index.entries import Entry
from tests.factories import assessments
from tests.factories.assessments import PDF, People, upload


def test_its_time_is_the_servers(people: People) -> None:
    before = timezone.now()
    made = assessments.piece(people, assessments.filling(people))
    assert before <= made.received_at <= timezone.now()
    assert not made.late
    made.received_at -= datetime.timedelta(days=30)
    with pytest.raises(TypeError):
        made.save()
    for change in ({"received_at": before}, {"late": False}, {"text": "改"}):
        with pytest.raises(TypeError):
            Evidence.objects.filter(pk=made.pk).update(**change)
    with pytest.raises(TypeError):
        Evidence.objects.filter(pk=made.pk).delete()


def test_after_the_deadline_it_is_taken_and_stays_late(people: People) -> None:
    sheet = assessments.filling(people)
    punctual = assessments.piece(people, sheet)
    assessments.overdue(sheet.task)
    late = assessments.piece(people, sheet, text="补交的记录")
    assert (punctual.late, late.late) == (False, True)
    assessments.overdue(sheet.task, days=-10)
    late.refresh_from_db()
    assert late.late
    from records.assessments.models import Sheet

    assert Sheet.objects.with_late_evidence().get(pk=sheet.pk).late_evidence


def test_taken_while_it_is_reviewed_and_not_after_it_is_settled(people: People) -> None:
    sheet = assessments.submitted(people)
    assessments.piece(people, sheet, text="补充")
    services.score(people.reviewer, sheet.uid, assessments.reviews(sheet, 5600, 4000), finish=True)
    with pytest.raises(Conflict, match="待评定"):
        assessments.piece(people, sheet, text="再补充")


def test_replaced_with_a_reason_and_the_old_one_stays(people: People) -> None:
    sheet = assessments.filling(people)
    old = assessments.piece(people, sheet)
    with pytest.raises(Invalid):
        services.replace_evidence(people.secretary, old.uid, reason=" ", text="新的")
    assessments.overdue(sheet.task)
    new = services.replace_evidence(people.secretary, old.uid, reason="记错了次数", text="新的")
    assert (new.replaces_id, new.late) == (old.pk, True)
    assert list(Evidence.objects.current()) == [new]
    assert Evidence.objects.filter(sheet=sheet).count() == 2
    with pytest.raises(Conflict, match="已经被替换"):
        services.replace_evidence(people.secretary, old.uid, reason="再换", text="更新的")


def test_a_file_lies_sealed_and_is_read_by_those_who_see_the_sheet(people: People) -> None:
    sheet = assessments.submitted(people)
    made = assessments.piece(people, sheet, file=upload())
    assert (made.title, made.size) == ("会议记录.pdf", len(PDF))
    raw = sealed_files.path_of(made.stored).read_bytes()
    assert b"%PDF" not in raw
    evidence, pieces = services.file_of(people.reviewer, made.uid)
    assert (evidence.pk, b"".join(pieces)) == (made.pk, PDF)
    from tests.factories.access import holder

    with pytest.raises(NotVisible):
        services.file_of(holder("secretary", people.county.neighbour), made.uid)


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("空.pdf", b"", "是空的"),
        ("脚本.exe", b"MZ", "不接受"),
        ("假的.pdf", b"GIF89a", "内容不是pdf格式"),
        ("录像.mp4", b"\x00\x00\x00\x18ftypmp42", "不接受"),
    ],
)
def test_a_wrong_file_is_refused_in_words_and_nothing_is_left(
    people: People, name: str, content: bytes, said: str
) -> None:
    sheet = assessments.filling(people)
    with pytest.raises(Invalid) as wrong:
        assessments.piece(people, sheet, file=upload(name, content))
    assert said in "".join(wrong.value.messages)
    assert name.split(".")[0] in "".join(wrong.value.messages)
    assert not Evidence.objects.exists()


def test_a_file_of_a_write_that_failed_is_not_left_behind(people: People, settings: Any) -> None:
    sheet = assessments.filling(people)
    with pytest.raises(NotVisible):
        services.add_evidence(people.secretary, sheet.uid, uuid.uuid4(), file=upload())
    services.withdraw_sheet(people.reviewer, sheet.uid, reason="合并")
    with pytest.raises(Conflict):
        assessments.piece(people, sheet, file=upload())
    assert not list((settings.VAR / "sealed").rglob("*-*")) if (settings.VAR / "sealed").exists() else True


def test_a_picture_loses_its_place(people: People) -> None:
    picture = io.BytesIO()
    data = Image.Exif()
    data[0x8825] = {1: "N", 2: (29.0, 52.0, 0.0)}
    Image.new("RGB", (40, 30), "red").save(picture, "JPEG", exif=data)
    made = assessments.piece(people, assessments.filling(people), file=upload("活动.jpg", picture.getvalue()))
    kept = b"".join(sealed_files.pieces_of(made.stored))
    assert not Image.open(io.BytesIO(kept)).getexif()


def test_nothing_is_no_evidence(people: People) -> None:
    sheet = assessments.filling(people)
    with pytest.raises(Invalid) as wrong:
        assessments.piece(people, sheet, text=" ")
    assert "text" in wrong.value.message_dict
    minus = assessments.items(sheet)[3]
    with pytest.raises(Invalid, match="减分项"):
        services.add_evidence(people.secretary, sheet.uid, minus.uid, text="x")


def test_a_double_press_hands_in_once(people: People) -> None:
    sheet, key = assessments.filling(people), uuid.uuid4()
    made = [assessments.piece(people, sheet, submit_key=key) for _ in range(2)]
    assert made[0].pk == made[1].pk


# ── records the portal holds ────────────────────────────────────────────────
class Meetings:
    """A room of the portal that keeps meetings; one is the village's, one the neighbour's, one for a named person."""

    kind, label = "meeting", "会议记录"
    view_action = "assessments.view"

    def __init__(self, people: People) -> None:
        county = people.county
        above = {
            "ours": (county.root, county.town, county.village),
            "branch": (county.root, county.town, county.village, county.branch),
            "theirs": (county.root, county.neighbour),
        }
        self.entries = {
            uid: Entry(
                uid=uid,
                kind="meeting",
                title=f"{places[-1].short_name}党员大会",
                url=f"/work/life/{uid}/",
                ancestors=tuple(str(place.pk) for place in places),
                published=datetime.date(2026, 10, 12),
                organisation=places[-1].short_name,
            )
            for uid, places in above.items()
        }

    def load(self, uids: Any) -> Any:
        return [self.entries[uid] for uid in uids if uid in self.entries]

    def iterate(self, after: str | None, size: int) -> Any:
        return [entry for uid, entry in sorted(self.entries.items()) if after is None or uid > after]

    def uids(self, after: str | None, size: int) -> Any:
        return [uid for uid in sorted(self.entries) if after is None or uid > after][:size]


def test_a_record_is_linked_with_its_own_words(people: People) -> None:
    sheet = assessments.filling(people)
    with sources.only(Meetings(people)):
        made = assessments.piece(people, sheet, fact=("meeting", "ours"), text="第三季度")
        below = assessments.piece(people, sheet, fact=("meeting", "branch"))
        assert (made.title, made.fact_on) == ("石桥村党总支党员大会", datetime.date(2026, 10, 12))
        assert below.fact_url == "/work/life/branch/"
        with pytest.raises(Invalid, match="不必重复"):
            assessments.piece(people, sheet, fact=("meeting", "ours"))


def test_a_record_of_others_or_of_no_kind_is_refused(people: People) -> None:
    sheet = assessments.filling(people)
    with sources.only(Meetings(people)):
        for fact in (("meeting", "theirs"), ("meeting", "no-such"), ("member", "ours"), ("assessment", str(sheet.uid))):
            with pytest.raises(Invalid) as wrong:
                assessments.piece(people, sheet, fact=fact)
            assert "fact" in wrong.value.message_dict, fact
        with pytest.raises(Invalid, match="一次提交一种"):
            assessments.piece(people, sheet, fact=("meeting", "ours"), file=upload())


@pytest.mark.search
def test_what_the_portal_knows_is_offered(people: People, search_engine: Any) -> None:
    from search.index import outbox

    with sources.only(Meetings(people)):
        outbox.touch_many("meeting", ["ours", "branch", "theirs"])
        outbox.drain()
        search_engine.refresh()
        found = facts.offered(people.secretary, people.county.village)
        assert {hit.uid for hit in found.facts} == {"ours", "branch"}
        assert {
            hit.uid for hit in facts.offered(people.secretary, people.county.village, words="第一党支部").facts
        } >= {"branch"}
        assert not found.unavailable


def test_the_database_holds_evidence_to_be_one_thing(people: People) -> None:
    from django.db import IntegrityError, transaction

    made = assessments.piece(people, assessments.filling(people))
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE assessments_evidence SET stored = 'evidence/x' WHERE id = %s", [made.pk])
