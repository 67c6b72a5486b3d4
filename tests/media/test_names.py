"""A file's name is only ever a label: what it may look like after it came from outside."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from media.models import saved_as
from media.uploads import LONGEST_EXTENSION, LONGEST_TITLE, Name, clean_name, size_text


@pytest.mark.parametrize(
    ("came", "title", "extension"),
    [
        ("支部大会.pdf", "支部大会", "pdf"),
        ("../../../etc/passwd.pdf", "passwd", "pdf"),
        ("C:\\Users\\何建国\\桌面\\账.PDF", "账", "pdf"),
        ("..\\..\\web.config.txt", "web.config", "txt"),
        ("报告\u202egpj.exe", "报告gpj", "exe"),  # would be shown as 报告exe.jpg
        ("a\x00b\r\nSet-Cookie: x.pdf", "abSet-Cookie_ x", "pdf"),
        ("\u200b\ufeff隐藏.pdf", "隐藏", "pdf"),
        ('问?题<一>:"二"|*.pdf', "问_题_一___二___", "pdf"),
        ("CON.pdf", "CON", "pdf"),
        (".htaccess", "htaccess", ""),
        ("...", "未命名", ""),
        ("", "未命名", ""),
        (".pdf", "pdf", ""),
        ("字" * 300 + ".pdf", "字" * LONGEST_TITLE, "pdf"),
        ("x." + "y" * 300, "x", "y" * LONGEST_EXTENSION),
        ("尾随点. .pdf.", "尾随点", "pdf"),
    ],
)
def test_what_is_left_of_a_name(came: str, title: str, extension: str) -> None:
    assert clean_name(came) == Name(title, extension)


@given(st.text(max_size=400))
def test_no_name_leads_out_of_a_folder_or_plays_tricks(came: str) -> None:
    name = clean_name(came)
    shown = f"{name.title}.{name.extension}"
    assert not set(shown) & set('/\\<>:"|?*\r\n\0\u202e\u202d\u2066\u200f')
    assert 0 < len(name.title) <= LONGEST_TITLE
    assert name.title not in (".", "..")
    assert len(name.extension) <= LONGEST_EXTENSION


@pytest.mark.parametrize(
    ("size", "text"), [(1, "1kB"), (999_999, "999kB"), (100_000_000, "100MB"), (100_200_000, "100.2MB")]
)
def test_a_size_says_what_is_over_the_limit(size: int, text: str) -> None:
    assert size_text(size) == text


@pytest.mark.parametrize(
    ("title", "stored", "name"),
    [("名册", "a/3f2a.xlsx", "名册.xlsx"), ("名册.XLSX", "a/3f2a.xlsx", "名册.XLSX"), ("1.2版", "a/3f2a", "1.2版")],
)
def test_a_file_is_called_by_its_title_and_ending(title: str, stored: str, name: str) -> None:
    assert saved_as(title, stored) == name
