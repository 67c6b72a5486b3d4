"""Columns of an import: what each makes of a cell, and how headers are matched."""

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from records.crypto.masks import mask_identity_number
from records.kit.columns import (
    CellWrong,
    ChoiceColumn,
    CodeColumn,
    Column,
    DateColumn,
    FlagColumn,
    HeaderWrong,
    Ignored,
    WholeNumberColumn,
    is_guidance,
    looks_like_header,
    read_header,
)

DATE = DateColumn("joined_on", "入党日期", ("入党时间",))


@pytest.mark.parametrize(
    ("raw", "day"),
    [
        (datetime.datetime(2019, 2, 3, 14, 30), "2019-02-03"),
        (datetime.date(2019, 2, 3), "2019-02-03"),
        ("2019/2/3  14:30", "2019-02-03"),  # two spaces, as in real exports
        ("2019-02-03 00:00:00", "2019-02-03"),
        ("2019.2.3", "2019-02-03"),
        ("2019年2月3日", "2019-02-03"),
        ("２０１９－０２－０３", "2019-02-03"),
        ("20190203", "2019-02-03"),
        (20190203, "2019-02-03"),
    ],
)
def test_dates_as_they_arrive(raw, day):
    cell = DATE.read(raw)
    assert (cell.value.isoformat(), cell.warnings) == (day, [])


@pytest.mark.parametrize("raw", ["2017-09", "2017.9", "2017年9月", "201709", "2017/09"])
def test_year_and_month_alone_are_the_first_with_a_warning(raw):
    cell = DATE.read(raw)
    assert cell.value == datetime.date(2017, 9, 1)
    assert "只有年月" in cell.warnings[0]


def test_a_day_number_of_the_table_is_read_with_a_warning():
    cell = DATE.read(43499)
    assert cell.value == datetime.date(2019, 2, 3)
    assert "请核对" in cell.warnings[0]


@pytest.mark.parametrize("raw", ["2019-02-30", "2019-13-01", "去年", "19-2-3", 7, "2019", -5.5])
def test_what_is_no_date_is_refused_with_the_cure(raw):
    with pytest.raises(CellWrong) as wrong:
        DATE.read(raw)
    assert wrong.value.cure


@given(st.dates(min_value=datetime.date(1900, 1, 1)), st.sampled_from(["{:%Y-%m-%d}", "{:%Y/%m/%d}", "{:%Y.%m.%d}"]))
def test_every_written_date_is_read_back(day, form):
    assert DATE.read(form.format(day)).value == day


@given(st.text() | st.integers() | st.floats(allow_nan=True) | st.none() | st.booleans())
def test_any_cell_is_a_value_or_a_clear_refusal(raw):
    columns = [
        DATE,
        Column("name", "姓名"),
        FlagColumn("flag", "是否"),
        WholeNumberColumn("number", "数"),
        CodeColumn("code", "号码"),
        ChoiceColumn("choice", "类别", choices={"01": "汉族"}),
    ]
    for column in columns:
        try:
            column.read(raw)
        except CellWrong as wrong:
            assert wrong.message  # noqa: PT017


CHOICE = ChoiceColumn("ethnicity", "民族", choices={"01": "汉族", "08": "壮族"}, other_names={"汉": "01"})


@pytest.mark.parametrize(("raw", "code"), [("汉族", "01"), ("汉", "01"), ("01", "01"), (1, "01"), (" 壮 族 ", "08")])
def test_choices_by_code_or_any_name(raw, code):
    assert CHOICE.read(raw).value == code


def test_an_unknown_choice_is_refused_with_the_nearest():
    with pytest.raises(CellWrong) as wrong:
        CHOICE.read("汗族")
    assert "“汉族”" in wrong.value.cure or "壮族" in wrong.value.cure


@pytest.mark.parametrize(("raw", "value"), [("是", True), ("否", False), ("√", True), (1, True), (False, False)])
def test_flags(raw, value):
    assert FlagColumn("x", "是否").read(raw).value is value


@pytest.mark.parametrize("raw", [330102198001011234, 3.30102198001011e17, "3.30102E+17"])
def test_a_long_number_spoilt_by_the_table_is_refused_not_guessed(raw):
    with pytest.raises(CellWrong, match="末几位已经丢失"):
        CodeColumn("identity_number", "公民身份号码").read(raw)


def test_codes_keep_leading_zeros():
    assert CodeColumn("code", "编码").read("020100").value == "020100"


def test_a_formula_is_never_taken_for_its_value():
    with pytest.raises(CellWrong, match="公式") as wrong:
        Column("name", "姓名").read("=A1&B1")
    assert "粘贴" in wrong.value.cure


def test_a_sensitive_cell_is_shown_as_its_mask():
    column = CodeColumn("identity_number", "公民身份号码", mask=mask_identity_number)
    assert column.shown("990000198005170017") == "9900**********0017"
    assert column.shown("99000019800517") == "******"


COLUMNS = [
    Column("name", "姓名", required=True),
    DATE,
    Column("branch", "所在党支部", ("党支部",)),
    Ignored("number", "序号"),
    Ignored("note", "备注", ("备注1", "备注2")),
]


def test_headers_are_matched_by_any_of_their_names():
    header = read_header(COLUMNS, 1, ["序号", "姓 名（必填）", "*入党时间", None, "党支部：", "备注1", "备注2"])
    assert {place: column.name for place, column in header.places.items()} == {
        0: "number",
        1: "name",
        2: "joined_on",
        4: "branch",
        5: "note",
        6: "note",
    }


def test_every_header_problem_is_told_at_once():
    with pytest.raises(HeaderWrong) as wrong:
        read_header(COLUMNS, 1, ["入党曰期", "入党日期", "入党时间", "血型"])
    told = [(place, message) for place, message, _cure in wrong.value.problems]
    assert told == [
        (0, "列名“入党曰期”不认识"),
        (2, "“入党日期”有两列"),
        (3, "列名“血型”不认识"),
        (None, "缺少“姓名”列"),
    ]
    assert "“入党日期”" in wrong.value.problems[0][2]


def test_the_header_row_is_told_from_titles_and_people():
    assert not looks_like_header(COLUMNS, ["石桥村党员花名册", None, None])
    assert not looks_like_header(COLUMNS, ["1", "周启明", "2005-07-01", "石桥村第一党支部"])
    assert looks_like_header(COLUMNS, ["序号", "姓名", "入党时间", "备注"])


@pytest.mark.parametrize(
    ("cells", "guidance"),
    [
        (["1", "必填", "格式：2019-02-03", None], True),
        (["1", "张三", "2019-02-03", "示例支部"], True),
        (["1", "周启明", "2019-02-03", "石桥村第一党支部"], False),
        (["1", "周启明", "2019-02-03", "石桥村第一党支部", "例如外出务工"], False),  # a remark is no guidance
        (["填写说明：请从第三行起填写", None, None, None], True),
    ],
)
def test_guidance_and_sample_rows_are_told_from_people(cells, guidance):
    header = read_header(COLUMNS, 1, ["序号", "姓名", "入党日期", "党支部", "备注"])
    assert is_guidance(header, cells) is guidance
