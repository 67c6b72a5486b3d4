"""Words of this room: items, states, evidence, what is shown of a result."""

from django.db import models


class ItemKind(models.TextChoices):
    """What an item does to the total."""

    BASE = "base", "基本项"
    PLUS = "plus", "加分项"
    MINUS = "minus", "减分项"


class SchemeState(models.TextChoices):
    """A scheme in use is never changed: a new version takes its place."""

    DRAFT = "draft", "草拟中"
    IN_USE = "in_use", "启用"
    RETIRED = "retired", "停用"


class TaskState(models.TextChoices):
    """Where a task stands."""

    DRAFT = "draft", "草稿"
    ISSUING = "issuing", "下达中"
    OPEN = "open", "进行中"
    CLOSED = "closed", "已结束"
    WITHDRAWN = "withdrawn", "已撤销"


class State(models.TextChoices):
    """Where a sheet stands; `workflow.py` says how it gets from one to the next."""

    FILLING = "filling", "自评中"
    SUBMITTED = "submitted", "已报送"
    RETURNED = "returned", "已退回"
    REVIEWING = "reviewing", "审核评分"
    SCORED = "scored", "待评定"
    ASSESSED = "assessed", "已评定"
    PUBLISHED = "published", "结果已公布"
    CLOSED = "closed", "未报送"
    WITHDRAWN = "withdrawn", "已撤销"


class EvidenceKind(models.TextChoices):
    """What evidence 佐证材料 is: a fact that the portal holds already comes first, a file last."""

    FACT = "fact", "已有记录"
    TEXT = "text", "文字说明"
    FILE = "file", "文件"


class Shown(models.TextChoices):
    """What is told of a result beyond the organisation itself and its issuer."""

    GRADE = "grade", "只公布等次"
    BOTH = "both", "公布等次和得分"


class Targets(models.TextChoices):
    """How the organisations of a task are chosen."""

    SUBTREE = "subtree", "按组织范围和类别"
    HAND = "hand", "逐个列出"


# The assessed organisation has it in hand and may fill it in.
FILLABLE = (State.FILLING, State.RETURNED)
# Evidence is taken in until the result is settled.
TAKES_EVIDENCE = (State.FILLING, State.RETURNED, State.SUBMITTED, State.REVIEWING)
# It has been sent in at least once: the issuing organisation reads what it says.
SENT_IN = (State.SUBMITTED, State.RETURNED, State.REVIEWING, State.SCORED, State.ASSESSED, State.PUBLISHED)
# The issuing organisation has it in hand.
IN_REVIEW = (State.SUBMITTED, State.REVIEWING)
