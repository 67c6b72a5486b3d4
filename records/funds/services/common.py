"""What every step shares: the lock, the permission, four eyes, the state, the key against sending twice."""

import datetime
import hashlib
import json
import uuid
from collections.abc import Sequence
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils import timezone

from records.funds.choices import State
from records.funds.models import Application, Filing, Item, SubmitKey
from records.funds.workflow import STEPS, Place, Step, why_not
from records.kit.actors import Actor
from records.kit.errors import Conflict, Invalid, Refused
from records.kit.models import local_today
from records.kit.write import Write, note, plain
from records.organisations.models import Organisation


def ready(actor: Actor, application: Application, this: Step, *, expected_version: int | None = None) -> None:
    """Check that a locked application may take this step now: four eyes, the version that was seen, the state.

    Raises Refused, Conflict (another state, or a version that somebody changed meanwhile).
    """
    refuse_own(actor, application, this)
    if expected_version is not None and application.version != expected_version:
        raise Conflict()
    if reason := why_not(application.state, this):
        raise Conflict(reason)


def locked(write: Write, actor: Actor, uid: uuid.UUID, this: Step) -> Application:
    """A visible application, locked, with the permission checked where the step says. Raises NotVisible, Refused."""
    rows = Application.objects.visible_to(actor).select_related("organisation", "committee", "plan")
    application: Application = write.lock(rows, check=False, uid=uid)
    permit(write, application, this)
    return application


def permit(write: Write, application: Application, step: Step) -> None:
    """Check the permission at the place the step names. Raises Refused, saying who handles it instead."""
    if step.place is Place.APPLICANT:
        write.at(application.org_path)
        return
    committee = application.committee
    if committee is None:
        raise Conflict(why_not(application.state, step) or "还没有申报，不能办理。")
    try:
        write.at(committee)
    except Refused:
        raise Refused(
            f"这份申请由{committee.short_name}办理，逐级办理不越级；您没有在该组织{step.label}的权限。"
        ) from None


def refuse_own(actor: Actor, application: Application, step: Step) -> None:
    """Whoever drafted or filed an application may not review, decide or sign it. Raises Refused."""
    number = actor.scope.user_id
    if step.four_eyes and number is not None and number in parties(application):
        raise Refused("您是这份申请的经办人或申报人，不能同时审核、审议或签署，请由其他人办理。")


def parties(application: Application) -> set[int]:
    """User numbers of those who drafted or filed it."""
    filers = Filing.objects.filter(application=application, filed_by__isnull=False).values_list(
        "filed_by_id", flat=True
    )
    return {*filers, *([application.drafted_by_id] if application.drafted_by_id else [])}


def move_to(application: Application, state: State, step: Step) -> None:
    """Set the next state; a target the step does not name is a programming error."""
    if state not in step.targets:
        raise RuntimeError(f"{step.name} does not lead to {state}")
    if application.state != state:
        application.waiting_since = timezone.now()
    application.state = state


def lock_items(application: Application) -> list[Item]:
    """All items that are on the form, locked, in order of their rows."""
    rows: QuerySet[Item] = Item.objects.live().filter(application=application)
    rows = rows.select_related("category", "plan_item").select_for_update(of=("self",))
    return sorted(rows.order_by("pk"), key=lambda item: (item.number, item.pk))


def last_filing(application: Application) -> Filing:
    """The filing that is being dealt with."""
    filing: Filing | None = application.filings.order_by("-number").first()
    if filing is None:
        raise Conflict("还没有申报，不能办理。")
    return filing


def handling_committee(organisation: Organisation) -> Organisation:
    """The committee that decides: the nearest at or above the organisation that may decide collectively.

    Never past it (2008规定第二十一条：逐级申请，不得越级). Raises Invalid where there is none.
    """
    found: Organisation | None = (
        Organisation.objects.filter(path__in=organisation.ancestor_paths, kind__is_committee=True)
        .working(local_today())
        .order_by("-depth")
        .first()
    )
    if found is None:
        raise Invalid(f"“{organisation.short_name}”的上级中没有可以集体审议的党委，请联系组织管理员设置组织类别。")
    return found


def every_item(given: dict[uuid.UUID, Any], wanted: list[Item], act: str) -> None:
    """Check that exactly these items were answered. Raises Invalid naming the ones left out or not asked for."""
    missing = [item for item in wanted if item.uid not in given]
    if missing:
        numbers = "、".join(str(item.number) for item in missing)
        raise Invalid({f"items[{wanted.index(missing[0])}].outcome": f"第{numbers}项还没有{act}，请逐项填写。"})
    if set(given) - {item.uid for item in wanted}:
        raise Invalid(f"有事项不在待{act}之列，请刷新后重新填写。")


class TwinWasQuicker(Conflict):
    """The same sending arrived twice at once, and the other one is through."""

    def __init__(self) -> None:
        super().__init__("这次提交正在办理，请稍后刷新查看结果。")


class Once:
    """A key that lets a write be sent twice and done once.

        once = Once(actor, "funds.file", submit_key, payload)
        if (uid := once.done()) is not None: return ... as it was done
        ...
        once.keep(uid)

    Ask after the lock that orders the two sendings, or let the unique key order them.
    """

    def __init__(self, actor: Actor, action: str, key: str, payload: Any) -> None:
        self.user_id = actor.scope.user_id or 0  # the system sends nothing twice
        self.key = key.strip()[:80] if self.user_id else ""
        self.action = action
        self.fingerprint = hashlib.sha256(
            json.dumps(payload, default=plain, sort_keys=True, ensure_ascii=False).encode()
        ).hexdigest()

    def done(self) -> uuid.UUID | None:
        """Uid of what was made by the first sending; None for the first. Raises Conflict for another content."""
        if not self.key:
            return None
        row = SubmitKey.objects.filter(user_id=self.user_id, key=self.key).first()
        if row is None:
            return None
        if row.action != self.action or row.fingerprint != self.fingerprint:
            raise Conflict("同一个提交标识已用于另一次提交，请刷新页面后重新填写。")
        return row.subject_uid

    def keep(self, uid: uuid.UUID) -> None:
        """Remember what was made, in the same transaction. Raises TwinWasQuicker."""
        if not self.key:
            return
        try:
            with transaction.atomic():
                SubmitKey.objects.create(
                    user_id=self.user_id,
                    key=self.key,
                    action=self.action,
                    fingerprint=self.fingerprint,
                    subject_uid=uid,
                )
        except IntegrityError:
            raise TwinWasQuicker from None


def not_later(day: datetime.date, field: str, what: str) -> None:
    """Raise Invalid for a day that has not come yet."""
    today = local_today()
    if day > today:
        raise Invalid({field: f"{what}{day}还没有到（今天是{today}），请核对。"})


def step(name: str) -> Step:
    """A step of the workflow."""
    return STEPS[name]


def set_states(items: Sequence[Item]) -> None:
    """Write the items' states, all in one statement; what became of each is journalled by `told`."""
    Item.objects.bulk_update(items, ["state"])


def told(write: Write, application: Application, items: Sequence[dict[str, Any]]) -> None:
    """Journal what was said to each item, as one entry on the application."""
    note(write.actor, write.action, application, reason=write.reason, after={"items": list(items)})
