"""Reading uploaded tables: what is read, and what is refused with a cure."""

import datetime
import io

import pytest

from records.kit import sheets
from records.kit.sheets import SheetRefused, cell_text, column_letter, is_formula, open_sheet, safe_name
from tests.factories import tables


def lines(content: bytes) -> list[list]:
    return [line.cells for line in open_sheet(io.BytesIO(content)).lines]


def refusal(content: bytes) -> str:
    with pytest.raises(SheetRefused) as refused:
        list(open_sheet(io.BytesIO(content)).lines)
    return str(refused.value)


def test_a_workbook_is_read_with_its_types_and_row_numbers():
    sheet = open_sheet(io.BytesIO(tables.xlsx(["姓名", "日期"], [], ["周启明", datetime.datetime(2019, 2, 3)])))
    assert [(line.number, line.cells) for line in sheet.lines if not line.is_empty] == [
        (1, ["姓名", "日期"]),
        (3, ["周启明", datetime.datetime(2019, 2, 3)]),
    ]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_csv_is_read_in_the_usual_encodings_and_separators(encoding, separator):
    content = tables.csv(["姓名", "编码"], ["㙓启明", "020100"], encoding=encoding, separator=separator)
    assert lines(content) == [["姓名", "编码"], ["㙓启明", "020100"]]


def test_csv_keeps_quoted_line_breaks_and_excels_way_of_keeping_zeros():
    assert lines('姓名,住址,编码\n周启明,"石桥村\n3组","=""0201"""'.encode()) == [
        ["姓名", "住址", "编码"],
        ["周启明", "石桥村\n3组", "0201"],
    ]


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "文件是空的"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"x" * 600, "另存为 .xlsx"),
        (b"%PDF-1.7 ...", "不是表格文件"),
        (b"\x89PNG\r\n\x1a\n" + bytes(100), "不是表格文件"),
        (b"PK\x03\x04 this is no archive at all", "损坏"),
        (bytes(range(256)) * 4, "不是表格文件"),
        ("姓名，日期\n周启明，2019".encode(), "中文逗号"),
        (b"a,b\n" + b"\xff\xfe\x80" * 5, "编码不认识"),
        (b"\xff\xfea", "编码不认识"),
    ],
)
def test_what_is_no_table_is_refused_with_the_cure(content, says):
    assert says in refusal(content)


def test_a_broken_workbook_is_refused():
    whole = tables.xlsx(["姓名"], ["周启明"])
    assert "损坏" in refusal(whole[: len(whole) // 2])
    assert "损坏" in refusal(tables.with_part(whole, "xl/worksheets/sheet1.xml", b"<worksheet><sheetData><row"))
    assert "损坏" in refusal(tables.with_part(whole, "xl/workbook.xml", b"no xml"))


def test_a_zip_that_is_no_workbook_and_one_with_macros_are_refused():
    whole = tables.xlsx(["姓名"])
    assert "宏" in refusal(tables.with_part(whole, "xl/vbaProject.bin", b"x"))
    import zipfile

    other = io.BytesIO()
    with zipfile.ZipFile(other, "w") as archive:
        archive.writestr("letter.docx", "x")
    assert "不是表格文件" in refusal(other.getvalue())


def test_a_zip_bomb_is_refused_before_it_unpacks():
    bomb = tables.with_part(tables.xlsx(["姓名"]), "xl/worksheets/sheet1.xml", b" " * (sheets.LARGEST_UNPACKED + 1))
    assert len(bomb) < 2_000_000
    assert "展开后过大" in refusal(bomb)
    strings = tables.with_part(tables.xlsx(["姓名"]), "xl/sharedStrings.xml", b"a" * (sheets.LARGEST_STRINGS + 1))
    assert "展开后过大" in refusal(strings)


def test_entities_in_the_xml_are_not_expanded():
    laughs = (
        b'<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY lol "lol"><!ENTITY lol2 "&lol;&lol;&lol;">]>'
        b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
        b'<row r="1"><c r="A1" t="inlineStr"><is><t>&lol2;</t></is></c></row></sheetData></worksheet>'
    )
    assert "损坏" in refusal(tables.with_part(tables.xlsx(["姓名"]), "xl/worksheets/sheet1.xml", laughs))


def test_a_declared_size_is_not_believed():
    whole = tables.xlsx(["姓名"], ["周启明"])
    import re
    import zipfile

    part = zipfile.ZipFile(io.BytesIO(whole)).read("xl/worksheets/sheet1.xml")
    lying = re.sub(rb'<dimension ref="[^"]*"', b'<dimension ref="A1:XFD1048576"', part)
    assert lines(tables.with_part(whole, "xl/worksheets/sheet1.xml", lying)) == [["姓名"], ["周启明"]]


def test_too_many_rows_and_too_long_cells_are_refused(monkeypatch):
    monkeypatch.setattr(sheets, "MOST_PHYSICAL_ROWS", 5)
    assert "超过5行" in refusal(tables.csv(*[["a"]] * 6))
    assert "第2行第B列" in refusal(tables.csv(["a", "b"], ["c", "x" * 2_001]))


def test_a_file_beyond_the_limit_is_refused_by_its_size(monkeypatch):
    monkeypatch.setattr(sheets, "LARGEST_FILE", 10)
    assert "超过100MB" in refusal(b"a,b,c,d,e,f,g")


def test_formulas_stay_formulas_and_are_known():
    row = lines(tables.xlsx(["=1+1", "=HYPERLINK(1)", "甲=乙", "="]))[0]
    assert [is_formula(cell) for cell in row] == [True, True, False, False]


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\用户\\名册.xlsx", "名册.xlsx"),
        ("名册\u202excod.xlsx", "名册xcod.xlsx"),
        ("a\r\nSet-Cookie: x.xlsx", "aSet-Cookie: x.xlsx"),
        ("", "未命名"),
        ("...", "未命名"),
        ("名" * 300 + ".xlsx", "名" * 95 + ".xlsx"),
        ("<script>.csv", "<script>.csv"),  # shown escaped by templates, never as a path
    ],
)
def test_a_hostile_file_name_is_only_ever_a_label(name, shown):
    assert safe_name(name) == shown


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (13812345678.0, "13812345678"),
        (2.5, "2.5"),
        (True, "是"),
        ("  ａｂ\n c ", "ab c"),
        ("'0201", "0201"),
        (datetime.datetime(2019, 2, 3), "2019-02-03"),
        (None, ""),
    ],
)
def test_cells_as_text(value, text):
    assert cell_text(value) == text


@pytest.mark.parametrize(("place", "letter"), [(0, "A"), (25, "Z"), (26, "AA"), (701, "ZZ"), (702, "AAA")])
def test_column_letters(place, letter):
    assert column_letter(place) == letter
