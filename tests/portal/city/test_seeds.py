"""What the city is made of: the published figures, real places, and the same each time."""

import datetime
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.city import seeds
from portal.demo.lives import identity_number, life
from records.members import rules
from records.organisations.models import Organisation


def branch(code: str = "330203001001-1") -> Organisation:
    return Organisation(
        pk=1, code=code, path="0001", short_name="澄浪社区第1党支部", set_up_on=datetime.date(1998, 3, 1)
    )


def test_the_whole_city_has_the_published_size_and_one_tree():
    rows = list(seeds.organisations())
    assert len(rows) == 20_900
    codes = [row.code for row in rows]
    assert len(set(codes)) == len(codes)
    known = {""}
    for row in rows:
        assert row.parent in known, f"{row.code} comes before its parent"
        known.add(row.code)
    kinds = Counter(row.kind for row in rows)
    assert kinds["committee"] + kinds["work-committee"] + kinds["general-branch"] == 3_215
    assert sum(1 for _ in seeds.units(1, codes)) == 14_000
    assert sum(share.count for share in seeds.shares(1, kinds["branch"])) == 340_000


@pytest.mark.parametrize("scale", [0.001, 0.01, 0.3])
def test_a_smaller_city_is_smaller_in_everything(scale: float):
    rows = list(seeds.organisations(scale))
    assert len(rows) == seeds.scaled(20_900, scale)
    assert {row.parent for row in rows} - {row.code for row in rows} == {""}


def test_the_same_each_time():
    assert list(seeds.organisations(0.01)) == list(seeds.organisations(0.01))
    codes = ["a", "b", "c"]
    assert list(seeds.units(0.01, codes)) == list(seeds.units(0.01, codes))
    share = seeds.shares(0.01, 30)[7]
    assert list(seeds.members(branch(), share)) == list(seeds.members(branch(), share))
    names = [seed.name for seed in seeds.members(branch(), share)]
    assert names != [seed.name for seed in seeds.members(branch("330203001002-2"), share)]


@given(branches=st.integers(1, 400), scale=st.floats(0.001, 1))
def test_every_member_is_in_one_branch(branches: int, scale: float):
    shares = seeds.shares(scale, branches)
    assert len(shares) == branches
    assert shares[0].before == 0
    for one, following in zip(shares, shares[1:], strict=False):
        assert one.before + one.count == following.before
        assert one.count >= 0
    assert shares[-1].before + shares[-1].count == seeds.scaled(seeds.MEMBERS, scale)


@given(st.integers(0, 339_999), st.integers(0, 339_999), st.booleans(), st.booleans())
def test_no_two_members_have_one_number_even_if_born_on_one_day(one: int, other: int, is_man: bool, other_is: bool):
    def number(order: int, man: bool) -> str:
        region = f"99{order // seeds.PEOPLE_IN_A_REGION:04d}"
        return identity_number(region, datetime.date(1970, 5, 17), order % seeds.PEOPLE_IN_A_REGION, man)

    assert (number(one, is_man) == number(other, other_is)) == (one == other and is_man == other_is)
    assert rules.identity_facts(number(one, is_man)).birth_date == datetime.date(1970, 5, 17)


@given(st.randoms(use_true_random=False))
def test_an_invented_life_breaks_no_rule(chance):
    lived = life(chance)
    full = lived.details["full_on"]
    assert rules.age_on(lived.born, lived.joined_on) >= 18
    assert full is None or full >= lived.joined_on
    assert (full is None) == (lived.category == "probationary")
