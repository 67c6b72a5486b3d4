"""Importing on screen: upload, preview, apply, and everything that can be wrong with a file."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import load_workbook

from records.kit import imports, sheets
from records.kit.models import ImportBatch
from records.members.imports import RosterImporter
from records.members.models import Member
from records.organisations.roles import Role
from tests.factories import tables
from tests.factories.access import holder
from tests.factories.members import identity_number
from tests.factories.organisations import County

HOME = "/work/members/import/"
HEADER = ["姓名", "身份证号码", "所在党支部", "人员类别", "入党时间", "转正时间"]


@pytest.fixture
def client(county: County, signed_in):
    return signed_in(holder(Role.SECRETARY, county.village))


def upload(client, content: bytes, name: str = "名册.xlsx"):
    return client.post(HOME, {"file": SimpleUploadedFile(name, content)})


def body(response) -> str:
    return response.content.decode()


def good(count: int = 2) -> bytes:
    rows = [
        [f"周启明{n}", identity_number(), "石桥村第一党支部", "正式党员", "2005-07-01", "2006-07-01"]
        for n in range(count)
    ]
    return tables.xlsx(HEADER, *rows)


def test_a_table_is_uploaded_previewed_and_applied_once(client):
    sent = upload(client, good())
    page = body(client.get(sent["Location"]))
    assert "确认导入" in page
    batch = ImportBatch.objects.get()
    applied = client.post(sent["Location"], {"plan": batch.plan}, follow=True)
    assert "新增2名" in body(applied)
    assert Member.objects.count() == 2
    again = client.post(sent["Location"], {"plan": batch.plan})
    assert again.status_code == 409
    assert "不会重复导入" in body(again)
    assert Member.objects.count() == 2
    assert "名册.xlsx" in body(client.get(HOME))


def test_a_preview_with_errors_offers_no_button_and_the_marked_table_mends_it(client):
    number = identity_number()
    wrong = tables.xlsx(HEADER, ["周启明", number, "石桥村第一党支部", "正式党员", "2005-13-01", "2006-07-01"])
    sent = upload(client, wrong)
    page = body(client.get(sent["Location"]))
    assert "确认导入" not in page
    assert "2005-13-01" in page
    assert number not in page
    refused = client.post(sent["Location"], {"plan": ImportBatch.objects.get().plan})
    assert refused.status_code == 409
    marked = b"".join(client.get(f"{sent['Location']}marked/").streaming_content)
    book = load_workbook(io.BytesIO(marked))
    rows = [list(row) for row in book.active.iter_rows(values_only=True)]
    assert rows[0][:3] == ["预检问题", "预检改法", "姓名"]
    assert "没有这一天" in rows[1][0]
    assert book.active.cell(2, 7).fill.fgColor.rgb == "FFF4C7C3"
    rows[1][6] = "2005-01-01"
    mended = upload(client, tables.xlsx(*rows), "改好.xlsx")
    assert "确认导入" in body(client.get(mended["Location"]))


@pytest.mark.parametrize(
    ("content", "name", "says"),
    [
        (b"", "空.xlsx", "文件是空的"),
        (b"%PDF-1.7", "名册.xlsx", "不是表格文件"),
        (b"PK\x03\x04broken", "名册.xlsx", "损坏"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"0" * 512, "名册.xls", "旧版 .xls"),
        ("姓名，身份证号".encode(), "名册.csv", "中文逗号"),
    ],
)
def test_a_wrong_file_is_told_with_its_cure(client, content, name, says):
    sent = upload(client, content, name)
    page = body(sent) if sent.status_code == 422 else body(client.get(sent["Location"]))
    assert says in page
    assert not Member.objects.exists()


def test_nothing_chosen_and_too_large_are_told(client, monkeypatch):
    assert "请选择要导入的表格文件" in body(client.post(HOME))
    monkeypatch.setattr("records.kit.sheet_views.LARGEST_FILE", 100)
    assert "超过100MB的上限" in body(upload(client, good()))
    assert not ImportBatch.objects.exists()


@pytest.mark.parametrize(
    "name", ["../../../etc/passwd.xlsx", "<script>alert(1)</script>.xlsx", "名\u202e册.xlsx", "x" * 400 + ".xlsx"]
)
def test_a_hostile_name_is_only_a_label(client, name):
    sent = upload(client, good(1), name)
    batch = ImportBatch.objects.get()
    assert len(batch.file_name) <= 100
    assert batch.stored == f"imports/{batch.uid}"
    page = body(client.get(sent["Location"]))
    assert "<script>alert" not in page
    assert "\u202e" not in page


def test_checking_again_after_the_place_was_put_right(client, county):
    content = tables.xlsx(
        HEADER, ["周启明", identity_number(), "石桥村第九党支部", "正式党员", "2005-07-01", "2006-07-01"]
    )
    sent = upload(client, content)
    assert "石桥村第九党支部" in body(client.get(sent["Location"]))
    from tests.factories.organisations import organisation

    organisation("石桥村第九党支部", parent=county.village)
    client.post(f"{sent['Location']}check/")
    assert "确认导入" in body(client.get(sent["Location"]))


def test_the_template_is_accepted_as_it_is(client, county):
    content = b"".join(client.get(f"{HOME}template/").streaming_content)
    sheet = load_workbook(io.BytesIO(content)).active
    heading = [cell.value for cell in sheet[1]]
    assert heading[0] == "*姓名"
    row = dict.fromkeys(heading)
    row |= {"*姓名": "周启明", "*公民身份号码": identity_number(), "组织关系所在党支部": "石桥村第一党支部",
            "人员类别": "正式党员", "入党日期": "2005-07-01", "转正日期": "2006-07-01"}  # fmt: skip
    filled = tables.xlsx(heading, [cell.value for cell in sheet[2]], list(row.values()))
    secretary = holder(Role.SECRETARY, county.village)
    batch = imports.check(secretary, imports.upload(secretary, RosterImporter, [filled], "a.xlsx").uid)
    assert (batch.state, batch.ready, batch.wrong) == ("checked", 1, 0), list(batch.findings.values_list("message"))


def test_a_real_hundred_megabytes_are_refused_without_being_read(client, monkeypatch):
    """The limit speaks before a byte is kept; the upload itself is streamed to disk by the framework."""
    big = SimpleUploadedFile("大.csv", b"a")
    big.size = sheets.LARGEST_FILE + 1
    from records.kit.sheet_views import UploadForm

    form = UploadForm({}, {"file": big})
    assert not form.is_valid()
    assert "超过100MB" in str(form.errors)
