"""Long work on tasks: issue to many, publish many, end. In pieces, resumable; each acts for whoever started it."""

import uuid
from typing import Any

from records.assessments.choices import FILLABLE
from records.assessments.models import Sheet, Task
from records.assessments.services.results import publish_piece
from records.assessments.services.tasks import end_piece, issue_piece, targets_of, tell_extension_piece
from records.kit.actors import SYSTEM, Actor
from records.kit.errors import Refused
from records.kit.jobs import Step, job
from records.kit.web import actor_by_id


class _OfTask:
    """A job on one task, done with today's permission of the one who started it."""

    def actor(self, arguments: dict[str, Any]) -> Actor:
        """Who acts. Raises Refused for an account that was switched off."""
        starter = arguments.get("started_by")
        if starter is None:
            return SYSTEM
        actor = actor_by_id(starter)
        if actor is None:
            raise Refused()
        return actor

    def task(self, arguments: dict[str, Any]) -> Task:
        """The task."""
        return Task.objects.select_related("organisation", "scheme", "below").get(uid=arguments["task"])

    def step_of(self, piece: Any, unit: str, cursor: dict[str, Any]) -> Step:
        """What a piece did, as the runner takes it."""
        done = cursor.get("done", 0) + piece.done
        ahead = {"after": piece.after, "done": done}
        return Step(
            ahead, piece.done, finished=not piece.after, message=f"共{done:,}{unit}。" if not piece.after else ""
        )


@job("assessments.issue", "下达考核任务")
class IssueTask(_OfTask):
    """A sheet for each organisation."""

    def total(self, arguments: dict[str, Any]) -> int | None:
        """How many organisations."""
        return targets_of(self.task(arguments)).count()

    def step(self, arguments: dict[str, Any], cursor: dict[str, Any]) -> Step:
        """The next organisations in order of the tree."""
        piece = issue_piece(self.actor(arguments), uuid.UUID(arguments["task"]), cursor.get("after", ""))
        return self.step_of(piece, "份考核表", cursor)


@job("assessments.publish", "公布考核结果")
class PublishResults(_OfTask):
    """Every settled result."""

    def total(self, arguments: dict[str, Any]) -> int | None:
        """How many are settled."""
        return Sheet.objects.filter(task__uid=arguments["task"], state="assessed").count()

    def step(self, arguments: dict[str, Any], cursor: dict[str, Any]) -> Step:
        """The next ones."""
        piece = publish_piece(self.actor(arguments), uuid.UUID(arguments["task"]))
        return self.step_of(piece, "份结果", cursor)


@job("assessments.extend", "告知考核延期")
class TellExtension(_OfTask):
    """Whoever has not sent in hears of the new deadline."""

    def total(self, arguments: dict[str, Any]) -> int | None:
        """How many have not sent in."""
        return Sheet.objects.filter(task__uid=arguments["task"], state__in=FILLABLE).count()

    def step(self, arguments: dict[str, Any], cursor: dict[str, Any]) -> Step:
        """The next organisations in order of the tree."""
        self.actor(arguments)
        piece = tell_extension_piece(uuid.UUID(arguments["extension"]), cursor.get("after", ""))
        return self.step_of(piece, "个组织已告知", cursor)


class _End(_OfTask):
    withdrawn = False

    def total(self, arguments: dict[str, Any]) -> int | None:
        """Unknown: a few fewer with each piece."""
        return None

    def step(self, arguments: dict[str, Any], cursor: dict[str, Any]) -> Step:
        """The next ones."""
        piece = end_piece(self.actor(arguments), uuid.UUID(arguments["task"]), withdrawn=self.withdrawn)
        return self.step_of(piece, "份考核表", cursor)


@job("assessments.close", "结束考核任务")
class CloseTask(_End):
    """What was never sent in is closed as such."""


@job("assessments.withdraw", "撤销考核任务")
class WithdrawTask(_End):
    """What was not published is withdrawn."""

    withdrawn = True
