"""The roster leaves exactly as filtered, masked unless permitted, and journalled."""

import csv
import io

import pytest
from openpyxl import load_workbook

from records.audit.models import JournalEntry
from records.kit import export_jobs, exports, imports, jobs, sealed_files
from records.kit.errors import Invalid, NotVisible, Refused
from records.kit.models import Job
from records.members.exports import RosterExporter
from records.members.imports import RosterImporter
from records.members.models import Member
from records.organisations.roles import Role
from tests.factories.access import affiliated, holder
from tests.factories.members import identity_number, member
from tests.factories.organisations import County


@pytest.fixture
def administrator(county: County):
    return holder(Role.ORGANISATION_ADMINISTRATOR, county.town, "顾明理")


def table(export: exports.Export) -> list[list[str]]:
    return list(csv.reader(io.StringIO(b"".join(export.pieces).decode("utf-8-sig"))))


def column(rows: list[list[str]], label: str) -> list[str]:
    return [row[rows[0].index(label)] for row in rows[1:]]


def test_a_csv_holds_what_is_filtered_with_labels_and_masks(county, administrator):
    number = identity_number()
    member(county.branch, "周启明", identity_number=number, phone="13912345678", ethnicity="08")
    member(county.other_branch, "沈若兰", category="probationary")
    member(county.neighbour_branch, "范春明")
    export = exports.start(administrator, RosterExporter, {"category": "full"}, form="csv")
    content = b"".join(export.pieces)
    assert content.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))
    assert column(rows, "姓名") == ["周启明"]
    assert column(rows, "民族") == ["壮族"]
    assert column(rows, "人员类别") == ["正式党员"]
    assert column(rows, "公民身份号码") == [f"{number[:4]}**********{number[-4:]}"]
    assert column(rows, "手机号码") == ["139****5678"]
    assert column(rows, "入党日期") == ["2005-07-01"]
    assert column(rows, "是否流动党员") == ["否"]
    assert number.encode() not in content
    entry = JournalEntry.objects.get(action="members.export")
    assert (entry.actor_name, entry.after["filter"], entry.after["count"]) == ("顾明理", "人员类别：正式党员", 1)
    assert entry.org_path == county.town.path


def test_full_numbers_leave_with_permission_and_reason_only(county, administrator):
    number = identity_number()
    member(county.branch, "周启明", identity_number=number, phone="13912345678")
    with pytest.raises(Invalid, match="查看事由"):
        exports.start(administrator, RosterExporter, {}, sensitive=True, reason="统计")
    with pytest.raises(Refused):
        exports.start(holder(Role.SECRETARY, county.village), RosterExporter, {}, sensitive=True, reason="年度统计核对")
    with pytest.raises(Refused):
        exports.start(holder(Role.COMMITTEE, county.town), RosterExporter, {})
    with pytest.raises(Refused):
        exports.start(affiliated(county.branch), RosterExporter, {})
    assert not JournalEntry.objects.filter(action__startswith="members.export").exists()
    export = exports.start(administrator, RosterExporter, {}, form="csv", sensitive=True, reason="年度统计核对")
    rows = table(export)
    assert column(rows, "公民身份号码") == [number]
    assert column(rows, "手机号码") == ["13912345678"]
    entry = JournalEntry.objects.get(action="members.export_sensitive")
    assert (entry.reason, entry.after["full_numbers"]) == ("年度统计核对", True)
    assert number not in str(entry.after)


def test_a_workbook_has_dates_as_dates_and_goes_back_in(county, administrator):
    member(county.branch, "周启明")
    export = exports.start(administrator, RosterExporter, {}, sensitive=True, reason="年度统计核对")
    content = b"".join(export.pieces)
    sheet = load_workbook(io.BytesIO(content)).active
    heading = [cell.value for cell in sheet[1]]
    assert sheet.cell(2, heading.index("入党日期") + 1).value.date().isoformat() == "2005-07-01"
    batch = imports.upload(administrator, RosterImporter, [content], export.file_name)
    batch = imports.check(administrator, batch.uid)
    assert (batch.wrong, batch.unchanged, batch.rows) == (0, 1, 1)


@pytest.mark.parametrize("text", ["=1+1", "+86", "-2", "@SUM(A1)", "\t=1", "＝1"])
def test_what_looks_like_a_formula_is_escaped(county, administrator, text):
    one = member(county.branch, "周启明")
    Member.objects.filter(pk=one.pk).update(residence=text)
    rows = table(exports.start(administrator, RosterExporter, {}, form="csv"))
    assert column(rows, "现居住地")[0].startswith("'")
    book = load_workbook(io.BytesIO(b"".join(exports.start(administrator, RosterExporter, {}).pieces)))
    assert all(cell.data_type != "f" for row in book.active.iter_rows() for cell in row)


def test_a_filter_that_means_nothing_does_not_widen_what_leaves(county, administrator):
    member(county.branch)
    with pytest.raises(Invalid):
        exports.start(administrator, RosterExporter, {"category": "nonsense"})
    assert exports.start(administrator, RosterExporter, {"organisation": "nonsense"}).count == 0


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_a_large_export_is_a_job_whose_file_only_its_owner_gets(county, administrator, monkeypatch, form):
    monkeypatch.setattr(exports, "INLINE_ROWS", 3)
    monkeypatch.setattr(exports, "PIECE", 4)
    for number in range(11):
        member(county.branch, f"周启明{number:02d}")
    export = exports.start(administrator, RosterExporter, {}, form=form, sensitive=True, reason="年度统计核对")
    assert export.pieces is None
    assert jobs.run_piece(export.job.pk) == "done"
    name, content_type, pieces = exports.job_file(administrator, export.job.uid)
    content = b"".join(pieces)
    assert name.endswith(form)
    if form == "csv":
        rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))
    else:
        rows = [
            [str(cell) for cell in row] for row in load_workbook(io.BytesIO(content)).active.iter_rows(values_only=True)
        ]
    assert sorted(column(rows, "姓名")) == [f"周启明{number:02d}" for number in range(11)]
    assert all("*" not in number for number in column(rows, "公民身份号码"))
    job = Job.objects.get(pk=export.job.pk)
    assert b"\xe5\x91\xa8" not in sealed_files.path_of(job.result_file).read_bytes()
    with pytest.raises(NotVisible):
        exports.job_file(holder(Role.ORGANISATION_ADMINISTRATOR, county.root), export.job.uid)
    assert JournalEntry.objects.filter(action="members.export_sensitive").count() == 1
    import datetime

    from django.utils import timezone

    assert export_jobs.tidy(timezone.now() + datetime.timedelta(days=8)) == 1
    with pytest.raises(NotVisible):
        exports.job_file(administrator, export.job.uid)


def test_a_step_that_crashed_is_written_once(county, administrator, monkeypatch):
    monkeypatch.setattr(exports, "INLINE_ROWS", 3)
    monkeypatch.setattr(exports, "PIECE", 4)
    for number in range(11):
        member(county.branch, f"周启明{number:02d}")
    export = exports.start(administrator, RosterExporter, {}, form="csv")
    work = export_jobs.ExportTable()
    arguments = export.job.arguments
    first = work.step(arguments, {})
    work.step(arguments, first.cursor)  # its transaction was lost: the cursor is still the first one
    cursor, finished = first.cursor, False
    while not finished:
        step = export_jobs.ExportTable().step(arguments, cursor)
        cursor, finished = step.cursor, step.finished
    content = b"".join(sealed_files.pieces_of(step.result_file)).decode("utf-8-sig")
    assert len(content.splitlines()) == 12


def test_a_job_acts_with_the_permission_of_today(county, administrator, monkeypatch):
    monkeypatch.setattr(exports, "INLINE_ROWS", 0)
    member(county.branch)
    export = exports.start(administrator, RosterExporter, {}, form="csv")
    administrator.is_active = False
    administrator.save()
    assert jobs.run_piece(export.job.pk) == "failed"


def test_exporting_on_screen(county, administrator, signed_in):
    member(county.branch, "周启明")
    client = signed_in(administrator)
    page = client.get("/work/members/export/?category=full").content.decode()
    assert "人员类别：正式党员" in page
    assert "1名" in page
    refused = client.post("/work/members/export/?category=full", {"form": "csv", "full_numbers": "on", "reason": ""})
    assert refused.status_code == 422
    sent = client.post("/work/members/export/?category=full", {"form": "csv"})
    assert sent["Content-Disposition"].startswith("attachment; filename*=UTF-8''%E5%85%9A")
    assert "周启明" in b"".join(sent.streaming_content).decode()
    secretary = signed_in(holder(Role.SECRETARY, county.village))
    assert "完整的公民身份号码" not in secretary.get("/work/members/export/").content.decode()
    assert (
        secretary.post(
            "/work/members/export/", {"form": "csv", "full_numbers": "on", "reason": "年度统计核对"}
        ).status_code
        == 200
    )
    assert JournalEntry.objects.filter(action="members.export_sensitive").count() == 0


def test_an_export_costs_the_same_for_many_as_for_few(county, administrator, django_assert_max_num_queries):
    for _ in range(40):
        member(county.branch)
    with django_assert_max_num_queries(12):
        table(exports.start(administrator, RosterExporter, {}, form="csv"))
