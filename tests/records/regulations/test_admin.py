"""The register of figures in the back office."""

import pytest
from django.test import Client

from records.organisations.roles import Role
from records.regulations.models import RegulationValue
from tests.factories.access import affiliated, holder
from tests.factories.organisations import County

pytestmark = pytest.mark.django_db
LIST = "/admin/regulations/regulationvalue/"


def test_a_reviewer_lists_searches_and_reads_figures_and_changes_none(loaded, client: Client, county: County) -> None:
    client.force_login(holder(Role.SECTION_REVIEWER, county.town))
    page = client.get(LIST, {"q": "学时", "mark__exact": "V"}).content.decode()
    assert "党员每年集中学习培训最少学时" in page
    assert "表格" not in page
    row = RegulationValue.objects.get(key__name="dues.rate.salaried")
    page = client.get(f"{LIST}inspect/{row.uid}/").content.decode()
    assert "不超过3000，比例0.005；不超过5000，比例0.01" in page
    assert "；其余，比例0.02" in page
    for door in ("edit", "delete"):
        assert client.get(f"{LIST}{door}/{row.uid}/").status_code == 404
    assert client.get(f"{LIST}create/").status_code in {302, 403, 404}
    assert RegulationValue.objects.count() == loaded


def test_the_list_costs_the_same_whatever_it_shows(
    loaded, client: Client, county: County, django_assert_max_num_queries
) -> None:
    client.force_login(holder(Role.SECTION_REVIEWER, county.town))
    client.get(LIST)
    with django_assert_max_num_queries(18):
        client.get(LIST)


def test_a_member_has_no_such_register(loaded, client: Client, county: County) -> None:
    client.force_login(affiliated(county.branch))
    assert client.get(LIST).status_code in {302, 403, 404}
