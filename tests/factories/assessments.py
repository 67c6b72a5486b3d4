"""Schemes, tasks and sheets at every step, made through the services: what a test gets is what a person would have made."""

import datetime
from itertools import count
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from records.access.models import User
from records.assessments import services
from records.assessments.models import Evidence, Scheme, SchemeItem, Sheet, Task
from records.assessments.services import ItemInput, ReviewScore, SelfScore
from records.assessments.setup import ensure
from records.kit import jobs
from records.kit.models import local_today
from records.organisations.models import Organisation
from records.organisations.roles import Role
from records.regulations.services import load_first
from tests.factories.access import again, holder
from tests.factories.organisations import County

PDF = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"
_numbers = count(1)

# Two base items (60 and 40), one that needs evidence; one to add up to 5, one to take off up to 10.
ITEMS = [
    ItemInput("组织生活", "“三会一课”按期召开", 6000, standard="少一次扣2分", method="查阅记录", needs_evidence=True),
    ItemInput("党务公开", "按目录和时限公开", 4000, standard="逾期一项扣1分", method="系统核对"),
    ItemInput("加分项", "受到上级党组织表彰", 500, "plus", standard="县级加1分"),
    ItemInput("减分项", "受到通报批评", 1000, "minus", standard="每次减2分"),
]


class People:
    """Those who deal with a task of the town: its section and committee; the village's secretary; the county's auditor."""

    def __init__(self, county: County) -> None:
        ensure()
        load_first()
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


def scheme(people: People, *items: ItemInput, **details: Any) -> Scheme:
    """A scheme of the town, in use."""
    made = services.draft_scheme(
        people.reviewer,
        people.county.town,
        items=items or ITEMS,
        name=details.pop("name", f"党支部目标考核{next(_numbers)}"),
        **details,
    )
    return services.use_scheme(people.reviewer, made.uid)


def details(**fields: Any) -> dict[str, Any]:
    """The fields of a task that may be issued."""
    return {
        "title": f"党建目标考核{next(_numbers)}",
        "year": local_today().year,
        "due_on": local_today() + datetime.timedelta(days=10),
        **fields,
    }


def drafted(people: People, *, by: Scheme | None = None, **fields: Any) -> Task:
    """A task of the town that was not issued yet; for the village alone unless said otherwise."""
    fields.setdefault("targets", "hand")
    if fields["targets"] == "hand":
        fields.setdefault("by_hand", [str(people.county.village.uid)])
    return services.draft_task(people.reviewer, people.county.town, (by or scheme(people)).uid, **details(**fields))


def issued(people: People, **fields: Any) -> Task:
    """Issued, every sheet made."""
    made = services.issue(people.reviewer, drafted(people, **fields).uid)
    run(made)
    made.refresh_from_db()
    return made


def run(task: Task) -> str:
    """Do the task's job to its end, as the queue would."""
    assert task.job_id is not None
    return jobs.run_piece(task.job_id, seconds=600)


def overdue(task: Task, days: int = 1) -> Task:
    """As if the deadline had been so many days ago; the services know only today."""
    Task.objects.filter(pk=task.pk).update(due_on=local_today() - datetime.timedelta(days=days))
    task.refresh_from_db()
    return task


def sheet_of(task: Task, organisation: Organisation) -> Sheet:
    """The sheet of one organisation."""
    return Sheet.objects.select_related("task", "organisation").get(task=task, organisation=organisation)


def filling(people: People, **fields: Any) -> Sheet:
    """The village's sheet, untouched."""
    return sheet_of(issued(people, **fields), people.county.village)


def items(sheet: Sheet) -> list[SchemeItem]:
    """Its items in order."""
    return list(SchemeItem.objects.filter(scheme=sheet.task.scheme).order_by("number"))


def piece(people: People, sheet: Sheet, number: int = 1, **fields: Any) -> Evidence:
    """A piece of evidence for an item; words unless said otherwise."""
    item = items(sheet)[number - 1]
    if not fields.keys() & {"file", "fact"}:
        fields.setdefault("text", "党员大会4次、支委会12次、党课4次，记录见会议记录本。")
    return services.add_evidence(people.secretary, sheet.uid, item.uid, **fields)


def filled(people: People, *points: int, **fields: Any) -> Sheet:
    """Filled in: 58 and 40 unless told otherwise, in hundredths; with evidence."""
    sheet = filling(people, **fields)
    given = points or (5800, 4000)
    piece(people, sheet)
    scores = {item.uid: SelfScore(each) for item, each in zip(items(sheet), given, strict=False)}
    return services.fill(people.secretary, sheet.uid, scores)


def submitted(people: People, *points: int, **fields: Any) -> Sheet:
    """Sent in by the village's secretary."""
    return services.submit(people.secretary, filled(people, *points, **fields).uid)


def reviews(sheet: Sheet, *points: int) -> dict[Any, ReviewScore]:
    """Review scores of the base items, each with its reason."""
    base = [item for item in items(sheet) if item.kind == "base"]
    return {item.uid: ReviewScore(each, "少一次党课") for item, each in zip(base, points, strict=False)}


def scored(people: People, *points: int, **fields: Any) -> Sheet:
    """Scored to the end by the town's section: 56 and 40 unless told otherwise."""
    sheet = submitted(people, **fields)
    return services.score(people.reviewer, sheet.uid, reviews(sheet, *(points or (5600, 4000))), finish=True)


def assessed(people: People, *points: int, **fields: Any) -> Sheet:
    """Settled by the town's committee."""
    return services.assess(people.committee, scored(people, *points, **fields).uid)


def published(people: People, *points: int, **fields: Any) -> Sheet:
    """Published by the town's section."""
    return services.publish(people.reviewer, assessed(people, *points, **fields).uid)


def upload(name: str = "会议记录.pdf", content: bytes = PDF) -> SimpleUploadedFile:
    """A small file that is what it says."""
    return SimpleUploadedFile(name, content, content_type="application/pdf")


def bulk_sheets(people: People, number: int) -> Task:
    """A task with many sheets, each of a branch of its own below the town; untouched."""
    from records.organisations.bulk import Seed, load_tree

    town = people.county.town
    load_tree(
        Seed(
            code=f"{town.code}9{each:05d}",
            parent=town.code,
            kind="branch",
            name=f"中共第{each}村支部委员会",
            short_name=f"第{each}村党支部",
            set_up_on=datetime.date(2000, 1, 1),
        )
        for each in range(1, number + 1)
    )
    return issued(people, targets="subtree", kinds=["branch"])


def branch_user(people: People) -> User:
    """The secretary of one of the village's branches."""
    return holder(Role.SECRETARY, people.county.branch, "支部书记")
