"""Sections and the tree, several at once: nothing double, nothing lost, nothing left at an old place."""

import datetime

import pytest
from wagtail.models import Page

from cms_pages.columns import ColumnKind
from cms_pages.models import ColumnPage, SectionPage
from cms_pages.sections import provision_all, provision_section
from records.kit.actors import SYSTEM
from records.kit.errors import Invalid
from records.organisations import services
from records.organisations.bulk import Seed, load_tree
from records.organisations.models import Organisation
from records.organisations.setup import ensure
from tests.factories.organisations import County
from tests.factories.pages import site
from tests.factories.threads import at_once, faults

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.data]

TODAY = datetime.date(2026, 11, 1)


@pytest.fixture
def tree() -> list[Organisation]:
    """A committee with ten branches, without sections."""
    site()
    ensure()
    day = datetime.date(2000, 1, 1)
    load_tree([Seed("R", "", "committee", "县委", "县委", day)])
    load_tree([Seed(f"R{n}", "R", "branch", f"第{n}党支部", f"第{n}党支部", day) for n in range(10)])
    return list(Organisation.objects.filter(depth=2))


def mirrors() -> None:
    """Each organisation has one section below its parent's, and the page tree is whole."""
    assert Organisation.find_problems() == ([], [], [], [], [])
    assert Page.find_problems() == ([], [], [], [], [])
    sections = {section.organisation_id: section for section in SectionPage.objects.all()}
    assert len(sections) == Organisation.objects.count()
    for one in Organisation.objects.all():
        section, parent = sections[one.pk], one.get_parent()
        assert one.section_id == section.pk
        assert section.live
        if parent is not None:
            assert section.get_parent().pk == sections[parent.pk].pk
        assert ColumnPage.objects.filter(organisation=one).count() == len(ColumnKind)
        assert Page.objects.get(pk=section.pk).url_path.endswith(f"{section.slug}/")


def test_one_organisation_provisioned_by_many_at_once(tree: list[Organisation]) -> None:
    results = at_once(*[lambda: provision_section(Organisation.objects.get(pk=tree[0].pk))] * 6)
    assert not faults(results)
    assert len({section.pk for section in results}) == 1
    provision_all()
    mirrors()


def test_siblings_provisioned_at_once(tree: list[Organisation]) -> None:
    results = at_once(*[lambda one=one: provision_section(Organisation.objects.get(pk=one.pk)) for one in tree[:6]])
    assert not faults(results)
    provision_all()
    mirrors()


def test_bulk_twice_at_once_and_single_among_it(tree: list[Organisation]) -> None:
    results = at_once(
        lambda: provision_all(piece=2),
        lambda: provision_all(piece=3),
        lambda: provision_section(Organisation.objects.get(pk=tree[7].pk)),
    )
    assert not faults(results)
    mirrors()


def test_organisations_set_up_while_their_parent_moves() -> None:
    site()
    county = County()
    provision_all()

    def set_up(number: int) -> Organisation:
        return services.set_up(
            SYSTEM,
            parent=Organisation.objects.get(pk=county.village.pk),
            kind=county.branch.kind,
            code=f"N{number}",
            name=f"中共新设第{number}支部委员会",
            short_name=f"新设第{number}党支部",
            set_up_on=TODAY,
        )

    results = at_once(
        lambda: set_up(1),
        lambda: services.move(
            SYSTEM, county.village.uid, new_parent=county.neighbour, valid_from=TODAY, reason="区划调整"
        ),
        lambda: set_up(2),
        lambda: set_up(3),
    )
    assert not faults(results)
    mirrors()
    assert Organisation.objects.get(pk=county.village.pk).get_parent() == county.neighbour
    assert Organisation.objects.children_of(Organisation.objects.get(pk=county.village.pk).path).count() == 5


def test_sections_made_while_their_parent_moves() -> None:
    site()
    ensure()
    day = datetime.date(2000, 1, 1)
    names = [("R", ""), ("T1", "R"), ("T2", "R"), ("V", "T1"), ("B1", "V"), ("B2", "V"), ("B3", "V")]
    load_tree(Seed(code, above, "branch", code, code, day) for code, above in names)
    one = {each.code: each for each in Organisation.objects.all()}
    for code in ("V", "T2"):
        provision_section(one[code])
    results = at_once(
        lambda: provision_section(one["B1"]),
        lambda: services.move(SYSTEM, one["V"].uid, new_parent=one["T2"], valid_from=TODAY, reason="区划调整"),
        lambda: provision_section(one["B2"]),
        lambda: provision_all(piece=1),
    )
    assert not faults(results)
    mirrors()


def test_two_that_would_each_hang_below_the_other() -> None:
    """Of two moves that together would make a ring, one is refused."""
    site()
    county = County()
    provision_all()
    results = at_once(
        lambda: services.move(SYSTEM, county.town.uid, new_parent=county.neighbour, valid_from=TODAY, reason="一"),
        lambda: services.move(SYSTEM, county.neighbour.uid, new_parent=county.town, valid_from=TODAY, reason="二"),
    )
    assert [type(each) for each in faults(results)] == [Invalid]
    mirrors()


def test_many_moves_at_once_leave_a_whole_tree() -> None:
    site()
    county = County()
    provision_all()

    def move(what: Organisation, to: Organisation) -> Organisation:
        return services.move(SYSTEM, what.uid, new_parent=to, valid_from=TODAY, reason="区划调整")

    results = at_once(
        lambda: move(county.branch, county.neighbour),
        lambda: move(county.village, county.neighbour),
        lambda: move(county.other_branch, county.town),
        lambda: move(county.neighbour_branch, county.village),
    )
    assert not faults(results)
    mirrors()
    paths = dict(Organisation.objects.values_list("pk", "path"))
    assert paths[county.branch.pk].startswith(paths[county.neighbour.pk])
    assert paths[county.neighbour_branch.pk].startswith(paths[county.village.pk])
