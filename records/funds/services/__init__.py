"""Every write on funds. Permission is checked inside each; whoever calls it needs no check of its own."""

from records.funds.services.budgets import set_budget
from records.funds.services.deciding import ItemDecision, Meeting, decide_items
from records.funds.services.drafting import ItemInput, change_draft, draft
from records.funds.services.executing import execute, reopen, reverse_execution, settle
from records.funds.services.filing import file, withdraw
from records.funds.services.presets import add_signing_rule, end_signing_rule, set_category, set_prohibition
from records.funds.services.reviewing import ItemOpinion, return_application, review_items
from records.funds.services.signing import Signature, awaiting, sign_items, signer_for

__all__ = [
    "ItemDecision",
    "ItemInput",
    "ItemOpinion",
    "Meeting",
    "Signature",
    "add_signing_rule",
    "awaiting",
    "change_draft",
    "decide_items",
    "draft",
    "end_signing_rule",
    "execute",
    "file",
    "reopen",
    "return_application",
    "reverse_execution",
    "review_items",
    "set_budget",
    "set_category",
    "set_prohibition",
    "settle",
    "sign_items",
    "signer_for",
    "withdraw",
]
