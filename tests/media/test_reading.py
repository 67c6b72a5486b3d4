"""What files say, read by the program of its own: kinds, pages, and files made to do harm."""

import tempfile

import pytest

from media.reading.process import Reading, read_file
from tests.factories import attachments as files


def read(extension: str, data: bytes, **options: float) -> Reading:
    with tempfile.TemporaryFile() as file:
        file.write(data)
        file.flush()
        return read_file(extension, file, **options)


PAGED = [
    (
        "pdf",
        files.pdf("第一页 关于召开组织生活会的通知", "第二页 党费收缴"),
        ["第一页 关于召开组织生活会的通知", "第二页 党费收缴"],
    ),
    ("docx", files.docx("首页内容", "次页内容"), ["首页内容", "次页内容"]),
    ("pptx", files.pptx("第一张", "第二张", "第三张"), ["第一张", "第二张", "第三张"]),
    ("xlsx", files.xlsx({"收入": [["党费", 120]], "支出": [["书报费", 30.5]]}), ["党费\t120", "书报费\t30.5"]),
]


@pytest.mark.parametrize(("extension", "data", "texts"), PAGED, ids=[each[0] for each in PAGED])
def test_text_is_read_page_by_page_in_order(extension: str, data: bytes, texts: list[str]) -> None:
    reading = read(extension, data)
    assert reading.state == "read"
    assert [page.text for page in reading.pages] == texts
    assert [page.number for page in reading.pages] == list(range(1, len(texts) + 1))


@pytest.mark.parametrize(
    ("data", "text"),
    [
        ("党费收缴".encode(), "党费收缴"),
        ("党费收缴".encode("gb18030"), "党费收缴"),
        ("党费收缴".encode("utf-16"), "党费收缴"),
        (b"\xef\xbb\xbf" + "党费".encode(), "党费"),
    ],
)
def test_a_text_is_read_in_whichever_encoding_it_was_written(data: bytes, text: str) -> None:
    assert [page.text for page in read("txt", data).pages] == [text]


def test_what_is_hidden_in_a_workbook_is_left_out() -> None:
    reading = read("xlsx", files.xlsx({"公开": [["金额"]], "底稿": [["身份证"]]}, hidden=["底稿"]))
    assert [(page.label, page.text) for page in reading.pages] == [("公开", "金额")]


def test_a_word_file_without_page_breaks_has_no_page_numbers() -> None:
    assert [page.number for page in read("docx", files.docx("只有一段")).pages] == [None]


def test_a_text_box_is_read_once() -> None:
    twice = (
        '<mc:AlternateContent xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006">'
        "<mc:Choice><w:p><w:r><w:t>印章</w:t></w:r></w:p></mc:Choice>"
        "<mc:Fallback><w:p><w:r><w:t>印章</w:t></w:r></w:p></mc:Fallback></mc:AlternateContent>"
    )
    text = read("docx", files.docx("正文", paragraphs=twice)).pages[0].text
    assert text.count("印章") == 1


def test_lines_that_only_the_paper_parted_are_one_again() -> None:
    text = (
        read("pdf", files.pdf("各党支部应当按照规定召开组织\n生活会并认真开展批评和自我批评\n一、时间")).pages[0].text
    )
    assert "召开组织生活会" in text
    assert "\n一、时间" in text


HARMFUL = [
    ("locked", "pdf", files.pdf("秘密", password="1234")),
    ("empty", "pdf", files.pdf("", "")),
    ("broken", "pdf", b"%PDF-1.7\nnothing of the kind"),
    ("broken", "docx", b"PK\x03\x04 and nothing more"),
    ("broken", "xlsx", files.archive(**{"xl/workbook.xml": "<no"})),
    (
        "broken",
        "docx",
        files.archive(**{"word/document.xml": '<!DOCTYPE d [<!ENTITY a "aa"><!ENTITY b "&a;&a;">]><d>&b;</d>'}),
    ),
    ("heavy", "docx", files.bomb()),
]


@pytest.mark.parametrize(("state", "extension", "data"), HARMFUL, ids=[f"{each[0]}-{each[1]}" for each in HARMFUL])
def test_a_file_that_can_not_be_read_has_a_plain_state(state: str, extension: str, data: bytes) -> None:
    assert read(extension, data) == Reading(state)


def test_thousands_of_pages_are_read_up_to_a_bound() -> None:
    reading = read("pdf", files.pdf(*["页"] * 2_500))
    assert reading.state == "partly"
    assert len(reading.pages) <= 2_001


def test_a_long_text_is_read_up_to_a_bound() -> None:
    reading = read("txt", ("党" * 400_000).encode())
    assert reading.state == "partly"
    assert sum(len(page.text) for page in reading.pages) == 300_000


def test_a_reader_that_takes_too_long_is_stopped_and_what_it_wrote_is_kept() -> None:
    assert read("pdf", files.pdf("页"), seconds=0.0) == Reading("heavy")
