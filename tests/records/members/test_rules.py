"""Rules of a member's record, as tables, and as properties where something holds for every value."""

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from records.members import rules
from records.members.choices import Category, Sex
from tests.factories.members import identity_number

D = datetime.date
days = st.dates(min_value=D(1900, 1, 1), max_value=D(2100, 12, 31))
TODAY = D(2026, 11, 21)


# ── Citizen's numbers ───────────────────────────────────────────────────────
@pytest.mark.parametrize(
    ("number", "born", "sex"),
    [
        ("11010519491231002X", D(1949, 12, 31), Sex.FEMALE),  # the example printed in GB 11643 itself
        ("440524188001010014", D(1880, 1, 1), Sex.MALE),  # and its second one
        ("11010519491231002x", D(1949, 12, 31), Sex.FEMALE),
        ("１１０１０５ 19491231 002Ｘ", D(1949, 12, 31), Sex.FEMALE),
        ("'11010519491231002X", D(1949, 12, 31), Sex.FEMALE),
    ],
)
def test_identity_number_tells_birth_date_and_sex(number, born, sex):
    assert rules.identity_facts(number) == rules.IdentityFacts(born, sex)


@pytest.mark.parametrize(
    ("number", "says"),
    [
        ("110105491231002", "15位旧号码"),
        ("1101051949123100", "应为18位，现为16位"),
        ("", "应为18位，现为0位"),
        ("11010519491331002X", "不是有效的出生日期"),
        ("110105194912310021", "校验码不符"),
        ("11010519491231O02X", "只能是数字"),
        ("X10105194912310021", "只能是数字"),
        ("110105170012310021", "出生年份过早"),
    ],
)
def test_wrong_identity_number_is_refused_with_the_cure_and_not_repeated(number, says):
    with pytest.raises(rules.RuleBroken, match=says) as refused:
        rules.identity_facts(number)
    assert len(number) < 5 or number[6:] not in str(refused.value)


@given(days.filter(lambda day: day >= rules.EARLIEST_BIRTH), st.booleans(), st.integers(1, 498))
def test_every_well_formed_number_is_read_back(born, male, order):
    facts = rules.identity_facts(identity_number(born, male=male, order=order))
    assert facts == rules.IdentityFacts(born, Sex.MALE if male else Sex.FEMALE)


@given(st.integers(0, 17), st.integers(1, 9), st.integers(1, 498))
def test_a_single_wrong_digit_is_always_found(place, offset, order):
    number = identity_number(order=order)
    digit = "0123456789X".index(number[place])
    slipped = number[:place] + "0123456789X"[(digit + offset) % (11 if place == 17 else 10)] + number[place + 1 :]
    if slipped != number:
        with pytest.raises(rules.RuleBroken):
            rules.identity_facts(slipped)


# ── Time ────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize(
    ("full_on", "on", "correction", "months"),
    [
        (D(2006, 7, 1), D(2026, 7, 1), 0, 240),
        (D(2006, 7, 1), D(2026, 6, 30), 0, 239),
        (D(2006, 7, 1), D(2026, 7, 1), -18, 222),
        (D(2006, 7, 1), D(2026, 7, 1), 6, 246),
        (D(2026, 10, 31), D(2026, 11, 30), 0, 1),  # a month that is too short ends it
        (D(2026, 7, 1), D(2026, 1, 1), 0, 0),  # not converted yet on that day
        (None, D(2026, 1, 1), 24, 0),  # on probation: nothing counts
        (D(2026, 1, 1), D(2026, 3, 1), -12, 0),
    ],
)
def test_seniority_counts_from_conversion(full_on, on, correction, months):
    assert rules.seniority_months(full_on, on, correction) == months


@given(days, days, st.integers(-600, 600))
def test_seniority_never_falls_with_time(full_on, on, correction):
    today = rules.seniority_months(full_on, on, correction)
    assert 0 <= today <= rules.seniority_months(full_on, on + datetime.timedelta(days=40), correction)


@given(days, st.integers(-500, 500))
def test_whole_months_undo_added_months(day, months):
    later = rules.add_months(day, months)
    assert rules.whole_months(min(day, later), max(day, later)) in (abs(months), abs(months) - 1)


@pytest.mark.parametrize(
    ("born", "on", "age"),
    [
        (D(2000, 2, 29), D(2018, 2, 28), 17),
        (D(2000, 2, 29), D(2018, 3, 1), 18),
        (D(1980, 5, 17), D(2026, 5, 16), 45),
        (D(1980, 5, 17), D(2026, 5, 17), 46),
    ],
)
def test_age_in_whole_years(born, on, age):
    assert rules.age_on(born, on) == age


@pytest.mark.parametrize(("months", "text"), [(0, "0个月"), (8, "8个月"), (24, "2年"), (38, "3年2个月")])
def test_seniority_in_words(months, text):
    assert rules.seniority_text(months) == text


def test_probation_ends_a_year_after_the_vote_or_when_extended():
    assert rules.probation_end(D(2025, 11, 20)) == D(2026, 11, 20)
    assert rules.probation_end(D(2025, 11, 20), D(2027, 5, 20)) == D(2027, 5, 20)


@pytest.mark.parametrize("until", [D(2027, 5, 20), D(2027, 11, 20)])
def test_extension_of_six_to_twelve_months_is_allowed(until):
    rules.check_extension(D(2025, 11, 20), until)


@pytest.mark.parametrize("until", [D(2027, 5, 19), D(2027, 11, 21), D(2026, 11, 20)])
def test_shorter_or_longer_extension_is_refused(until):
    with pytest.raises(rules.RuleBroken, match="2027-05-20至2027-11-20"):
        rules.check_extension(D(2025, 11, 20), until)


# ── The record as a whole ───────────────────────────────────────────────────
GOOD = {
    "birth_date": D(1980, 5, 17),
    "sex": Sex.MALE,
    "category": Category.FULL,
    "joined_on": D(2005, 7, 1),
    "full_on": D(2006, 7, 1),
}


def test_a_good_record_has_no_findings():
    assert rules.consistency(GOOD, TODAY) == []


@pytest.mark.parametrize(
    ("change", "field", "blocking"),
    [
        ({"joined_on": D(2027, 1, 1), "full_on": None, "category": "probationary"}, "joined_on", True),
        ({"full_on": D(2005, 6, 30)}, "full_on", True),
        ({"full_on": D(2027, 1, 1)}, "full_on", True),
        ({"category": "probationary"}, "full_on", True),
        ({"birth_date": D(2027, 1, 1)}, "birth_date", True),
        ({"joined_on": D(1979, 1, 1)}, "joined_on", True),
        ({"joined_on": D(1997, 7, 1), "full_on": D(1998, 7, 1)}, "joined_on", False),  # 17 years old
        ({"full_on": D(2006, 1, 1)}, "full_on", False),  # half a year of probation
        ({"full_on": None}, "full_on", False),
        ({"full_on": None, "category": "probationary"}, "category", False),  # probation long over
        ({"is_lost_contact": True}, "lost_since", False),
        ({"is_floating": True, "floating_since": D(2027, 1, 1)}, "floating_since", True),
        ({"identity": rules.IdentityFacts(D(1981, 5, 17), Sex.MALE)}, "birth_date", True),
        ({"identity": rules.IdentityFacts(D(1980, 5, 17), Sex.FEMALE)}, "sex", True),
    ],
)
def test_what_contradicts_itself_is_found_at_its_field(change, field, blocking):
    found = rules.consistency({**GOOD, **change}, TODAY)
    assert (field, blocking) in [(each.field, each.blocking) for each in found]


def test_missing_names_what_the_national_collection_asks_for():
    lacking = rules.missing({"category": "full", "sex": "1", "birth_date": D(1980, 5, 17), "identity_number": "有"})
    assert lacking == ["民族", "学历", "手机号码", "工作岗位", "现居住地", "转正日期"]
