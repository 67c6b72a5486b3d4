"""Members of a branch, entered through the domain's own service; all invented, region 990000 exists nowhere."""

import datetime
from itertools import count
from typing import Any

from records.kit.actors import SYSTEM
from records.members import rules, services
from records.members.choices import Category
from records.members.models import Member
from records.organisations.models import Organisation

_numbers = count(1)


def identity_number(born: datetime.date = datetime.date(1980, 5, 17), *, male: bool = True, order: int = 0) -> str:
    """A well-formed citizen's number of nobody; `order` (1–499) tells people of one day and sex apart."""
    order = order or next(_numbers)
    born += datetime.timedelta(days=order // 499)
    first = f"990000{born:%Y%m%d}{(order % 499) * 2 + male:03d}"
    return first + rules.identity_check_character(first)


def member(organisation: Organisation, name: str = "", actor: Any = SYSTEM, **details: Any) -> Member:
    """A full member in good standing, unless told otherwise."""
    category = details.pop("category", Category.FULL)
    values: dict[str, Any] = {
        "identity_number": details.pop("identity_number", "") or identity_number(),
        "joined_on": datetime.date(2005, 7, 1),
        "full_on": datetime.date(2006, 7, 1) if category == Category.FULL else None,
        "ethnicity": "01",
        "education": "30",
        "occupation": "farmer",
        "residence": "石桥村3组",
        "phone": f"139{next(_numbers):08d}",
        **details,
    }
    return services.register(
        actor, organisation=organisation, name=name or f"周启明{next(_numbers)}", category=category, **values
    )


def complete(**changes: Any) -> dict[str, Any]:
    """What a form or an API call sends for a new member."""
    return {
        "name": "周启明",
        "identity_number": identity_number(),
        "category": "full",
        "joined_on": datetime.date(2005, 7, 1),
        "full_on": datetime.date(2006, 7, 1),
        **changes,
    }
