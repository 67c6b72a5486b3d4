"""What a person may do with an application now, and why not what one would expect. The steps check again themselves."""

from dataclasses import dataclass

from records.funds.choices import State
from records.funds.models import Application
from records.funds.services import signer_for
from records.funds.services.common import parties
from records.funds.workflow import CHANGE, STEPS, Place, Step
from records.kit.actors import Actor

# Steps on the page of an application, in the order of its buttons; the reply is nobody's act.
_ORDER = ("file", "review", "decide", "sign", "execute", "settle", "withdraw", "reopen")
_NOT_YET = frozenset({State.FILED, State.REVIEWED, State.DECIDED})


@dataclass(frozen=True)
class Offer:
    """One act: open, or refused with the reason."""

    name: str
    label: str
    refused: str = ""


def offers(actor: Actor, application: Application) -> list[Offer]:
    """The acts to show; what the person could never do here is left out."""
    found = []
    if _holds(actor, application, CHANGE) and State(application.state) in CHANGE.sources:
        found.append(Offer("change", "修改"))
    own = None
    for name in _ORDER:
        step = STEPS[name]
        if name == "sign":
            may = application.state == State.DECIDED and bool(signer_for(actor, application))
        else:
            may = _holds(actor, application, step)
        if not may:
            continue
        if State(application.state) not in step.sources:
            if name == "execute" and State(application.state) in _NOT_YET:
                found.append(Offer(name, step.label, f"现在是“{State(application.state).label}”，批复后才能登记执行。"))
            continue
        if step.four_eyes:
            own = parties(application) if own is None else own
        refused = step.four_eyes and own is not None and actor.scope.user_id in own
        found.append(Offer(name, _LABELS.get(name, step.label), _FOUR_EYES if refused else ""))
    return found


_FOUR_EYES = "您是经办人或申报人，须由其他人办理。"
_LABELS = {"review": "初审"}


def _holds(actor: Actor, application: Application, step: Step) -> bool:
    if step.place is Place.APPLICANT:
        return actor.scope.may(step.action, application.org_path)
    committee = application.committee
    return committee is not None and actor.scope.may(step.action, committee.path)
