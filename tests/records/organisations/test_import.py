"""The tree as a table: parents before children, all errors at once, all or nothing, twice without harm."""

import pytest

from records.access.models import User
from records.kit import imports
from records.kit.models import ImportBatch
from records.organisations.imports import TreeImporter
from records.organisations.models import Organisation
from records.organisations.roles import Role
from tests.factories import tables
from tests.factories.access import holder
from tests.factories.organisations import County

pytestmark = [pytest.mark.django_db, pytest.mark.data]

HEADER = ["组织代码", "名称", "简称", "上级党组织", "党支部类别", "成立时间", "联系电话", "备注"]


@pytest.fixture
def administrator(county: County) -> User:
    return holder(Role.ORGANISATION_ADMINISTRATOR, county.town)


def uploaded(actor: User, *rows: list[str]) -> ImportBatch:
    batch = imports.upload(actor, TreeImporter, [tables.csv(HEADER, *rows)], "组织.csv")
    return imports.check(actor, batch.uid)


GOOD = [
    ["990103", "中共新村总支部委员会", "新村党总支", "柳溪镇党委", "党总支", "2026/3/1", "0574-1", ""],
    ["99010301", "中共新村第一支部委员会", "新村第一党支部", "新村党总支", "党支部", "2026-03-01", "", ""],
    ["99010302", "中共新村第二支部委员会", "", "990103", "branch", "20260301", "", ""],
]


def test_a_table_sets_up_a_village_with_its_branches(county: County, administrator: User) -> None:
    batch = uploaded(administrator, *GOOD)
    assert (batch.wrong, batch.to_create) == (0, 3), list(batch.findings.values_list("row", "message"))
    assert not Organisation.objects.filter(code="990103").exists()
    imports.apply(administrator, batch.uid, plan=batch.plan)
    village = Organisation.objects.get(code="990103")
    assert village.path.startswith(county.town.path)
    below = list(Organisation.objects.children_of(village.path).order_by("code").values_list("short_name", flat=True))
    assert below == ["新村第一党支部", "中共新村第二支部委员会"]
    again = uploaded(administrator, *GOOD)
    assert (again.wrong, again.to_create, again.unchanged) == (0, 0, 3)


def test_known_organisations_take_contact_details_only(county: County, administrator: User) -> None:
    row = ["990101", "中共石桥村党总支委员会", "石桥村党总支", "", "党总支", "2000-01-01", "0574-88", ""]
    row[3] = "柳溪镇党委"
    batch = uploaded(administrator, row)
    assert (batch.wrong, batch.to_change) == (0, 1), list(batch.findings.values_list("row", "message"))
    imports.apply(administrator, batch.uid, plan=batch.plan)
    assert Organisation.objects.get(code="990101").telephone == "0574-88"
    row[1] = "中共另一个名称"
    assert uploaded(administrator, row).findings.get().cure == "更名请在组织页面办理。"


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({3: "没有这个党委"}, "没有找到上级组织“没有这个党委”"),
        ({3: "云台乡党委"}, "没有找到上级组织“云台乡党委”，或不在您的管理范围"),
        ({4: "兴趣小组"}, "组织类别“兴趣小组”不认识"),
        ({5: "去年春天"}, "不是日期"),
        ({0: "9902"}, "管理范围以外"),
        ({0: ""}, "没有填写组织代码"),
    ],
)
def test_each_error_names_row_and_cure_and_nothing_is_written(
    county: County, administrator: User, change: dict[int, str], message: str
) -> None:
    row = list(GOOD[0])
    for place, text in change.items():
        row[place] = text
    before = Organisation.objects.count()
    batch = uploaded(administrator, row)
    assert batch.wrong == 1
    found = batch.findings.filter(is_error=True).first()
    assert message in found.message
    assert Organisation.objects.count() == before


def test_a_child_before_its_parent_is_told_to_move(county: County, administrator: User) -> None:
    batch = uploaded(administrator, GOOD[1], GOOD[0])
    assert "移到前面" in batch.findings.get().cure


def test_the_same_code_twice_is_one_organisation(county: County, administrator: User) -> None:
    batch = uploaded(administrator, GOOD[0], list(GOOD[0]))
    assert "与第2行的组织代码相同" in batch.findings.get().message
