"""The imaginary county's catalogue 公开目录: the reference taken over by the county, one matter of a town's own."""

import datetime

from django.utils import timezone

from portal.demo.county import ROOT
from portal.demo.people import TOWN
from records.kit.actors import SYSTEM
from records.openness import services
from records.openness.models import CatalogueItem
from records.organisations.models import Organisation

TOWNS_OWN = "民生-01"


def load() -> int:
    """Take over and draw up what is missing; returns how many items were new."""
    today = timezone.localdate()
    county = Organisation.objects.get(code=ROOT)
    made = 0
    if not CatalogueItem.objects.filter(organisation=county).exists():
        # From this month on: nobody answers yet for a quarter that began before.
        made += services.adopt_reference(SYSTEM, county, in_force_from=today.replace(day=1)).made
    town = Organisation.objects.get(code=TOWN)
    if not CatalogueItem.objects.filter(organisation=town, code=TOWNS_OWN).exists():
        services.draw_up(
            SYSTEM,
            town,
            code=TOWNS_OWN,
            category="service",
            category_l2="服务群众经费",
            title="服务群众专项经费按季使用明细",
            content="项目、金额、决定过程、票据、结余",
            basis=f"{town.short_name}关于村级党组织按季公开服务群众专项经费的通知",
            period_kind="regular",
            every_months=3,
            level="branch",
            duty="村、社区党组织",
            channel="本站、公开栏",
            in_force_from=datetime.date(today.year - 1, 1, 1),
        )
        made += 1
    return made
