"""Applications at every step, made through the services: what a test gets is what a person would have made."""

import datetime
import decimal
from itertools import count
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from records.access.models import User
from records.funds import services
from records.funds.models import Application, BudgetEntry, Execution, Item
from records.funds.services import ItemDecision, ItemInput, ItemOpinion, Meeting, Signature
from records.funds.setup import ensure
from records.kit.models import local_today
from records.organisations.models import Organisation
from records.organisations.roles import Role
from tests.factories.access import again, holder
from tests.factories.organisations import County

PDF = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"
_numbers = count(1)


class People:
    """Those who deal with an application of the village: its secretary, and at the town the section and the committee."""

    def __init__(self, county: County) -> None:
        ensure()
        self.county = county
        self.secretary = holder(Role.SECRETARY, county.village, "何建国")
        self.reviewer = holder(Role.SECTION_REVIEWER, county.town, "赵文清")
        self.committee = holder(Role.COMMITTEE, county.town, "邵国安")
        self.auditor = holder(Role.AUDITOR, county.root, "万正平")

    def fresh(self) -> "People":
        """The same people at their next request."""
        for name in ("secretary", "reviewer", "committee", "auditor"):
            setattr(self, name, again(getattr(self, name)))
        return self


def voucher(name: str = "发票.pdf", content: bytes = PDF) -> SimpleUploadedFile:
    """A small file that is what it says."""
    return SimpleUploadedFile(name, content, content_type="application/pdf")


def line(description: str = "主题党日：河道清理工具和饮水", amount: int = 86000, **fields: Any) -> ItemInput:
    """One line; 860.00 yuan unless said otherwise."""
    return ItemInput(description=description, amount=amount, category=fields.pop("category", "party-day"), **fields)


def training(amount: int = 360000) -> ItemInput:
    """A line with quantity and price."""
    return ItemInput(
        description="冬季党员集中轮训教材",
        category="training",
        quantity=decimal.Decimal(200),
        unit="册",
        unit_price=amount // 200,
        headcount=46,
    )


def form(**fields: Any) -> dict[str, Any]:
    """The fields of a form that may be filed."""
    today = local_today()
    return {
        "title": f"第四季度工作经费申请{next(_numbers)}",
        "purpose": "冬季党员集中轮训和主题党日，46人。",
        "period_from": today,
        "period_to": today + datetime.timedelta(days=30),
        "views_meeting": "党员大会",
        "views_on": today - datetime.timedelta(days=1),
        "views_due": 72,
        "views_present": 65,
        **fields,
    }


def draft(secretary: User, organisation: Organisation, *lines: ItemInput, **fields: Any) -> Application:
    """A draft with two items."""
    return services.draft(secretary, organisation, items=lines or (training(), line()), **form(**fields))


def filed(people: People, *lines: ItemInput, **fields: Any) -> Application:
    """Filed by the village's secretary."""
    made = draft(people.secretary, people.county.village, *lines, **fields)
    return services.file(people.secretary, made.uid)


def items_of(application: Application) -> list[Item]:
    """Its items in order."""
    return list(Item.objects.live().filter(application=application).order_by("number"))


def reviewed(people: People, *lines: ItemInput, **fields: Any) -> Application:
    """All items passed by the section."""
    made = filed(people, *lines, **fields)
    return services.review_items(people.reviewer, made.uid, {item.uid: ItemOpinion("pass") for item in items_of(made)})


def meeting(**fields: Any) -> Meeting:
    """A meeting of today."""
    values = {"name": "镇党委会议", "held_on": local_today(), "due": 9, "present": 8, **fields}
    return Meeting(**values)


def decided(people: People, *lines: ItemInput, **fields: Any) -> Application:
    """All items agreed to as asked."""
    made = reviewed(people, *lines, **fields)
    return services.decide_items(
        people.committee, made.uid, {item.uid: ItemDecision("agree") for item in items_of(made)}, meeting=meeting()
    )


def replied(people: People, *lines: ItemInput, **fields: Any) -> Application:
    """Signed by the section and replied to."""
    made = decided(people, *lines, **fields)
    return services.sign_items(people.reviewer, made.uid, {item.uid: Signature("sign") for item in items_of(made)})


def spend(people: People, application: Application, amount: int, item: Item | None = None, **fields: Any) -> Execution:
    """A payment with a voucher; of the first item unless said otherwise."""
    chosen = item or items_of(application)[0]
    values = {
        "amount": amount,
        "executed_on": local_today(),
        "payee": "清平县柳溪文具店",
        "voucher_number": f"{next(_numbers):08d}",
        "voucher_file": voucher(),
        **fields,
    }
    return services.execute(people.secretary, application.uid, chosen.uid, **values)


def budget(people: People, amount: int, source: str = "dues", **fields: Any) -> BudgetEntry:
    """Money allotted to the village by the town's section."""
    values = {"year": local_today().year, "reason": "年初下达", **fields}
    return services.set_budget(people.reviewer, people.county.village, source=source, amount=amount, **values)
