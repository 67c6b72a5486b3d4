"""How money, dates, sizes and titles are written."""

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from theme import charts, text
from theme.tags.filters import whole_dates


@pytest.mark.parametrize(
    ("fen", "figures", "capital"),
    [
        (0, "0.00", "人民币零元整"),
        (5, "0.05", "人民币伍分"),
        (50, "0.50", "人民币伍角整"),
        (100, "1.00", "人民币壹元整"),
        (105, "1.05", "人民币壹元零伍分"),
        (1000, "10.00", "人民币壹拾元整"),
        (32504, "325.04", "人民币叁佰贰拾伍元零肆分"),
        (168032, "1,680.32", "人民币壹仟陆佰捌拾元叁角贰分"),
        (204390, "2,043.90", "人民币贰仟零肆拾叁元玖角整"),
        (1226000, "12,260.00", "人民币壹万贰仟贰佰陆拾元整"),
        (1640902, "16,409.02", "人民币壹万陆仟肆佰零玖元零贰分"),
        (10000100, "100,001.00", "人民币壹拾万零壹元整"),
        (12864000, "128,640.00", "人民币壹拾贰万捌仟陆佰肆拾元整"),
        (10000000000, "100,000,000.00", "人民币壹亿元整"),
        (10000000100, "100,000,001.00", "人民币壹亿零壹元整"),
        (-60000, "\u2212600.00", "人民币负陆佰元整"),
    ],
)
def test_money_in_figures_and_in_capital_form(fen: int, figures: str, capital: str) -> None:
    assert text.money(fen) == figures
    assert text.money_capital(fen) == capital


def read_capital(words: str) -> int:
    """The inverse, written another way, for the property below: capital form to fen."""

    def whole(part: str) -> int:
        for unit, base in (("亿", 10**8), ("万", 10**4)):
            if unit in part:
                high, _, low = part.rpartition(unit)
                return whole(high) * base + whole(low)
        total, digit = 0, 0
        for sign in part:
            if sign in text.DIGITS:
                digit = text.DIGITS.index(sign)
            else:
                total += digit * 10 ** text.PLACES.index(sign)
                digit = 0
        return total + digit

    words = words.removeprefix("人民币")
    sign = -1 if words.startswith("负") else 1
    words = words.removeprefix("负").removesuffix("整")
    yuan, found, rest = words.partition("元")
    if not found:
        yuan, rest = "", words
    rest = rest.removeprefix("零")
    jiao, found, cent = rest.partition("角")
    if not found:
        jiao, cent = "", rest
    figure = {"": 0} | {character: value for value, character in enumerate(text.DIGITS)}
    return sign * (whole(yuan) * 100 + figure[jiao] * 10 + figure[cent.removesuffix("分")])


@given(st.integers(min_value=-(10**17), max_value=10**17))
def test_capital_form_can_be_read_back(fen: int) -> None:
    assert read_capital(text.money_capital(fen)) == fen


@given(st.integers(min_value=-(10**15), max_value=10**15))
def test_written_money_can_be_typed_again(fen: int) -> None:
    assert text.parse_money(text.money(fen)) == fen


@pytest.mark.parametrize(
    ("typed", "fen"),
    [
        ("12,260.5", 1226050),
        ("￥3", 300),
        ("１２．５元", 1250),
        ("-0.01", -1),
        ("1.234", None),
        ("约三百", None),
        ("", None),
    ],
)
def test_typed_money_is_read(typed: str, fen: int | None) -> None:
    assert text.parse_money(typed) == fen


@pytest.mark.parametrize(
    ("style", "expected"),
    [
        ("auto", "11月23日"),
        ("full", "2026年11月23日"),
        ("short", "11月23日"),
        ("month", "2026年11月"),
        ("time", "2026年11月23日 10:05"),
        ("autotime", "11月23日 10:05"),
        ("iso", "2026-11-23"),
    ],
)
def test_dates(style: str, expected: str) -> None:
    value = datetime.datetime(2026, 11, 23, 10, 5)
    assert text.chinese_date(value, style, datetime.date(2026, 12, 1)) == expected


def test_another_year_is_named() -> None:
    assert text.chinese_date(datetime.date(2025, 3, 1), "auto", datetime.date(2026, 12, 1)) == "2025年3月1日"


def test_date_in_chinese_figures() -> None:
    assert text.written_date(datetime.date(2026, 11, 23)) == ("二〇二六年", "十一月二十三日", "星期一")
    assert text.written_date(datetime.date(2030, 10, 1))[1] == "十月一日"


@pytest.mark.parametrize(
    ("days", "expected"),
    [
        (-4, ("逾期4天", "bad")),
        (0, ("今天截止", "warn")),
        (1, ("明天截止", "warn")),
        (7, ("还有7天", "warn")),
        (8, ("还有8天", "info")),
    ],
)
def test_days_left(days: int, expected: tuple[str, str]) -> None:
    today = datetime.date(2026, 11, 23)
    assert text.days_left(today + datetime.timedelta(days=days), today) == expected


@pytest.mark.parametrize(
    ("size", "expected"),
    [
        (5, "5字节"),
        (18_000, "18kB"),
        (999_400, "999kB"),
        (999_600, "1.0MB"),
        (95_000_000, "95MB"),
        (2_400_000_000, "2.4GB"),
    ],
)
def test_file_sizes(size: int, expected: str) -> None:
    assert text.file_size(size) == expected


@pytest.mark.parametrize(
    ("value", "keep", "expected"),
    [("13812345678", "3,4", "138****5678"), ("刘晓燕", "1,0", "刘****"), ("abc", "3,4", "****"), ("ab", "1,1", "****")],
)
def test_masks(value: str, keep: str, expected: str) -> None:
    assert text.mask(value, keep) == expected


@pytest.mark.parametrize(
    ("title", "parts"),
    [
        ("石桥村党总支2026年第三季度党费收缴、使用情况", ["石桥村党总支2026年第三季度党费收缴、", "使用情况"]),
        ("2026年修订《发展党员工作细则》要点", ["2026年修订", "《发展党员工作细则》", "要点"]),
        ("关于（试行）的通知", ["关于（试行）", "的通知"]),
        ("", []),
    ],
)
def test_titles_break_at_their_punctuation(title: str, parts: list[str]) -> None:
    assert text.phrases(title) == parts


@given(st.text(alphabet="党支部《》“”（）、，。1a 　"))
def test_no_character_of_a_title_is_lost(title: str) -> None:
    assert "".join(text.phrases(title)) == title


def test_hits_of_a_snippet() -> None:
    pairs = [("使用", False), ("党费", True)]
    assert text.segments(f"使用{text.HIT_START}党费{text.HIT_END}") == pairs
    assert text.segments(pairs) == pairs
    assert text.segments([{"text": "使用"}, {"text": "党费", "hit": True}]) == pairs


def test_a_cover_shows_the_name_of_the_rule() -> None:
    assert text.cover_title("2026年修订《中国共产党发展党员工作细则》要点") == "发展党员工作细则"
    assert text.cover_title("党费收缴、使用和管理实务") == "党费收缴"
    assert 1 <= text.cover_tone("任何标题") <= 4


def test_dates_in_a_text_are_kept_whole_and_the_text_stays_escaped() -> None:
    whole = whole_dates("<b>2025-03-20至2030-03-20")
    assert whole == '&lt;b&gt;<span class="nowrap">2025-03-20</span>至<span class="nowrap">2030-03-20</span>'
    assert whole_dates("没有日期 <b>") == "没有日期 <b>"  # left to the template's own escaping
    assert whole_dates(5) == 5


@pytest.mark.parametrize(
    ("places", "shown"), [(None, ["10,040.5", "9"]), (2, ["10,040.50", "9.00"]), (0, ["10,040", "9"])]
)
def test_an_amount_over_a_bar_has_its_decimals(places: int | None, shown: list[str]) -> None:
    drawn = charts.bars(["1", "2"], [{"label": "支出", "values": [10_040.5, 9], "tone": 2}], "元", True, places)
    assert [bar["total"] for bar in drawn["bars"]] == shown
    assert [bar["peak"] for bar in drawn["bars"]] == [True, False]
