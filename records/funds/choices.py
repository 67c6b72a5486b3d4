"""Words of this room: kinds, sources, states, signers."""

from django.db import models


class Kind(models.TextChoices):
    """Plan and application are filled in on one template."""

    PLAN = "plan", "计划"
    APPLICATION = "application", "申请"


class Source(models.TextChoices):
    """Where the money comes from 列支渠道."""

    DUES = "dues", "党费"
    WORK = "work", "党组织工作经费"
    FISCAL = "fiscal", "财政经费"
    OTHER = "other", "其他"


class State(models.TextChoices):
    """Where an application stands; `workflow.py` says how it gets from one to the next."""

    DRAFT = "draft", "草稿"
    FILED = "filed", "待初审"
    RETURNED = "returned", "已退回"
    REVIEWED = "reviewed", "待审议"
    DECIDED = "decided", "待签署"
    SIGNED = "signed", "已签署"
    REPLIED = "replied", "已批复"
    EXECUTING = "executing", "执行中"
    SETTLED = "settled", "已结项"
    WITHDRAWN = "withdrawn", "已撤回"
    REFUSED = "refused", "未同意"


class ItemState(models.TextChoices):
    """Where one item stands. An item that was stopped is never taken up again in this application."""

    OPEN = "open", "待初审"
    PASSED = "passed", "初审通过"
    RETURNED = "returned", "初审退回"
    AGREED = "agreed", "审议同意"
    REFUSED = "refused", "审议不同意"
    SIGNED = "signed", "已签署"
    REJECTED = "rejected", "签署不同意"
    DROPPED = "dropped", "已撤下"


class Signer(models.TextChoices):
    """In what capacity somebody signs; the policy `funds.sign_<value>` says who that is."""

    SECTION = "section", "组织部门"
    COMMITTEE = "committee", "党委委员"
    SECRETARY = "secretary", "党委书记"


# An item in one of these goes no further, and the branch is told at once.
STOPPED = frozenset({ItemState.RETURNED, ItemState.REFUSED, ItemState.REJECTED})

# Money may be spent.
SPENDABLE_STATES = (State.REPLIED, State.EXECUTING)
