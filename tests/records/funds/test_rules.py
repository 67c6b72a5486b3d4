"""The rules of money, as tables."""

import datetime
import decimal

import pytest

from records.funds.rules import (
    CategoryFacts,
    Form,
    Line,
    ProhibitionFacts,
    SignatureRule,
    applicable,
    beyond_budget,
    differences,
    gaps,
    hints,
    left,
    line_amount,
    next_signature,
    overspend,
    per_head,
)

TODAY = datetime.date(2026, 11, 20)


def line(**fields: object) -> Line:
    values = {"uid": "a", "number": 1, "description": "轮训教材", "category": "training", "amount": 360000, **fields}
    return Line(**values)  # type: ignore[arg-type]


def form(**fields: object) -> Form:
    values = {
        "kind": "application",
        "title": "第四季度工作经费",
        "year": 2026,
        "source": "dues",
        "purpose": "轮训",
        "period_from": TODAY,
        "period_to": TODAY + datetime.timedelta(days=30),
        "views_meeting": "党员大会",
        "views_on": TODAY,
        "views_due": 72,
        "views_present": 65,
        "lines": (line(),),
        **fields,
    }
    return Form(**values)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("quantity", "price", "fen"),
    [("200", 1800, 360000), ("1.5", 333, 500), ("0.5", 1, 1), ("3", 0, 0)],
)
def test_line_amount_is_rounded_half_up_to_whole_fen(quantity: str, price: int, fen: int) -> None:
    assert line_amount(decimal.Decimal(quantity), price) == fen


@pytest.mark.parametrize(
    ("amount", "rest", "refused"), [(100, 100, False), (101, 100, True), (1, 0, True), (0, 0, False)]
)
def test_never_more_than_is_left(amount: int, rest: int, refused: bool) -> None:
    assert bool(overspend(amount, rest)) is refused


def test_overspend_names_the_exact_rest() -> None:
    said = overspend(260_001, 260_000)
    assert "2,600.01元" in said
    assert "余额2,600.00元" in said
    assert "超出0.01元" in said


def test_what_is_left_counts_what_applications_draw_from_a_plan() -> None:
    assert left(1000, 300, 200) == 500


@pytest.mark.parametrize(("agreed", "available", "refused"), [(10, None, False), (10, 10, False), (11, 10, True)])
def test_budget_bounds_only_where_one_was_set(agreed: int, available: int | None, refused: bool) -> None:
    assert bool(beyond_budget(agreed, available)) is refused


def test_a_whole_form_has_no_gaps() -> None:
    assert gaps(form(), TODAY) == {}


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"title": " "}, "title"),
        ({"purpose": ""}, "purpose"),
        ({"period_to": None}, "period_from"),
        ({"period_to": TODAY - datetime.timedelta(days=1)}, "period_to"),
        ({"views_meeting": ""}, "views_meeting"),
        ({"views_on": None}, "views_on"),
        ({"views_on": TODAY + datetime.timedelta(days=1)}, "views_on"),
        ({"views_present": None}, "views_present"),
        ({"views_present": 73}, "views_present"),
        ({"lines": ()}, "items"),
        ({"lines": tuple(line(number=n) for n in range(1, 62))}, "items"),
        ({"lines": (line(category=""),)}, "items[0].category"),
        ({"lines": (line(description=" "),)}, "items[0].description"),
        ({"lines": (line(amount=0),)}, "items[0].amount"),
        ({"lines": (line(quantity="2", unit_price=100),)}, "items[0].amount"),
    ],
)
def test_each_gap_is_named_at_its_field(change: dict[str, object], field: str) -> None:
    assert list(gaps(form(**change), TODAY)) == [field]


def test_all_gaps_are_named_at_once() -> None:
    assert len(gaps(Form(kind="plan", title="", year=2026, source="dues"), TODAY)) == 7


def test_hints_name_source_word_and_day_but_refuse_nothing() -> None:
    asked = form(
        lines=(
            line(category="research", description="调研"),
            line(number=2, description="接待室茶台一套", activity_on=TODAY - datetime.timedelta(days=1)),
        )
    )
    found = hints(
        asked,
        [CategoryFacts("research", "调查研究", ("work",), "38号")],
        [ProhibitionFacts("无关资产", ("茶台",), "不得购置")],
    )
    assert [(each.number, each.basis) for each in found] == [(1, "38号"), (2, "不得购置"), (2, "")]
    assert gaps(asked, TODAY) == {}


def test_nothing_to_look_at_gives_no_hint() -> None:
    allowed = [CategoryFacts("training", "教育培训", (), "")]
    assert hints(form(), allowed, [ProhibitionFacts("宴请", ("聚餐",))]) == []


@pytest.mark.parametrize(("headcount", "fen"), [(None, None), (46, 7826), (0, None)])
def test_per_head(headcount: int | None, fen: int | None) -> None:
    assert per_head(line(headcount=headcount)) == fen


SECTION = SignatureRule("section", "组织部门", 1)
SECRETARY = SignatureRule("secretary", "书记", 2, from_amount=500000)
FISCAL = SignatureRule("committee", "分管委员", 3, source="fiscal")


@pytest.mark.parametrize(
    ("source", "agreed", "signers"),
    [
        ("dues", 100, ["section"]),
        ("dues", 500000, ["section", "secretary"]),
        ("fiscal", 499999, ["section", "committee"]),
        ("fiscal", 500000, ["section", "secretary", "committee"]),
    ],
)
def test_who_signs_follows_amount_and_source(source: str, agreed: int, signers: list[str]) -> None:
    assert [rule.signer for rule in applicable([FISCAL, SECRETARY, SECTION], source, agreed)] == signers


def test_without_a_setting_the_section_signs() -> None:
    assert [rule.signer for rule in applicable([], "dues", 1)] == ["section"]
    assert [rule.signer for rule in applicable([FISCAL], "dues", 1)] == ["section"]


def test_signatures_are_given_in_order() -> None:
    required = [SECTION, SECRETARY]
    assert next_signature(required, []) == SECTION
    assert next_signature(required, ["section"]) == SECRETARY
    assert next_signature(required, ["secretary", "section"]) is None


def test_differences_between_filings() -> None:
    before = form(lines=(line(), line(uid="b", number=2, description="茶台", amount=480000)))
    after = form(
        title="新名称",
        views_text="有三条意见",
        lines=(line(amount=350000), line(uid="c", number=3, description="桌椅", amount=90000)),
    )
    found = [(each.label, each.before, each.after, each.kind) for each in differences(before, after)]
    assert found == [
        ("名称", "第四季度工作经费", "新名称", "changed"),
        ("意见和采纳情况", "", "有三条意见", "changed"),
        ("第2项", "茶台，4,800.00元", "", "removed"),
        ("第1项金额", "3,600.00元", "3,500.00元", "changed"),
        ("第3项", "", "桌椅，900.00元", "added"),
    ]


def test_equal_filings_do_not_differ() -> None:
    assert differences(form(), form()) == []
