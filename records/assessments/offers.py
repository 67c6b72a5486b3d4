"""What a person may do with a sheet or a task now, and why not what one would expect. The services check again themselves."""

from dataclasses import dataclass

from records.assessments.choices import SchemeState, State, TaskState
from records.assessments.models import Scheme, Sheet, Task
from records.assessments.services.common import own_case
from records.assessments.workflow import FILL, STEPS, Place, Step
from records.kit.actors import Actor

# Acts on the page of a sheet, in the order of its buttons: name, step, label, address below the sheet's.
_ACTS: tuple[tuple[str, Step, str, str], ...] = (
    ("fill", FILL, "填写自评", "fill/"),
    ("review", STEPS["score"], "审核评分", "review/"),
    ("assess", STEPS["assess"], "评定", "assess/"),
    ("publish", STEPS["publish"], "公布结果", "publish/"),
    ("correct", STEPS["correct"], "更正结果", "correct/"),
    ("rescore", STEPS["rescore"], "退回重评", "rescore/"),
    ("withdraw", STEPS["withdraw"], "撤销", "withdraw/"),
)


@dataclass(frozen=True)
class Offer:
    """One act: open, or refused with the reason."""

    name: str
    label: str
    address: str
    refused: str = ""


def sheet_offers(actor: Actor, sheet: Sheet) -> list[Offer]:
    """The acts to show on a sheet; what the person could never do here is left out."""
    found = []
    for name, step, label, address in _ACTS:
        place = sheet.org_path if step.place is Place.ASSESSED else sheet.task.organisation.path
        if State(sheet.state) not in step.sources or not actor.scope.may(step.action, place):
            continue
        if name == "rescore" and sheet.state == State.SCORED:
            continue  # offered on the page of the settlement itself
        refused = own_case(actor, sheet, step)
        if step.place is Place.ASSESSED and sheet.task.state not in (TaskState.OPEN, TaskState.ISSUING):
            refused = f"考核任务{sheet.task.get_state_display()}，不能再填报。"
        found.append(Offer(name, label, address, refused))
    return found


def may_read(actor: Actor, sheet: Sheet) -> bool:
    """Whether scores and evidence are shown: once it was sent in; before that, to those who fill it in."""
    return sheet.submitted_at is not None or actor.scope.may("assessments.fill", sheet.org_path)


def task_offers(actor: Actor, task: Task, counts: dict[str, int]) -> list[Offer]:
    """The acts to show on a task."""
    here = task.organisation.path
    may_issue = actor.scope.may("assessments.issue", here)
    found = []
    if task.state == TaskState.DRAFT and may_issue:
        found.append(Offer("issue", "下达", "issue/"))
        found.append(Offer("change", "修改", "edit/"))
    if task.state == TaskState.OPEN:
        settled = counts.get(State.ASSESSED, 0)
        if settled and actor.scope.may("assessments.publish", here):
            found.append(Offer("publish", f"公布已评定的{settled}份结果", "publish/"))
        if may_issue:
            found.append(Offer("extend", "延期", "extend/"))
            waiting = sum(
                counts.get(state, 0) for state in (State.SUBMITTED, State.REVIEWING, State.SCORED, State.ASSESSED)
            )
            refused = f"还有{waiting}份已报送的考核表没有公布结果" if waiting else ""
            found.append(Offer("close", "结束任务", "close/", refused))
    if task.state in (TaskState.DRAFT, TaskState.OPEN) and may_issue:
        found.append(Offer("withdraw", "撤销任务", "withdraw/"))
    return found


def scheme_offers(actor: Actor, scheme: Scheme) -> list[Offer]:
    """The acts to show on a scheme."""
    if not actor.scope.may("assessments.manage_schemes", scheme.org_path):
        return []
    if scheme.state == SchemeState.DRAFT:
        return [Offer("change", "修改", "edit/"), Offer("use", "启用", "use/")]
    found = [Offer("version", "建立新版本", "version/")]
    if scheme.state == SchemeState.IN_USE:
        found.append(Offer("retire", "停用", "retire/"))
    return found
