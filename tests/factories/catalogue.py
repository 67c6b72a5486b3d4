"""Items of the catalogue 公开目录, through their own service."""

import datetime
from typing import Any

from records.kit.actors import SYSTEM
from records.openness import services
from records.openness.models import CatalogueItem
from records.organisations.models import Organisation

SINCE = datetime.date(2026, 1, 1)


def item(organisation: Organisation, title: str = "党费收缴、使用情况", **details: Any) -> CatalogueItem:
    """An item of this organisation, by default disclosed every quarter."""
    told: dict[str, Any] = {
        "category": "organisation",
        "title": title,
        "basis": "《关于中国共产党党费收缴、使用和管理的规定》",
        "period_kind": "regular",
        "in_force_from": SINCE,
    } | details
    if told["period_kind"] == "regular":
        told.setdefault("every_months", 3)
    return services.draw_up(SYSTEM, organisation, **told)
