"""Plans and applications for money, what was decided on them, and the ledger; one concept a file."""

from records.funds.choices import STOPPED, ItemState, Kind, Signer, Source, State
from records.funds.models.applications import Application, Filing, Item, NumberSeries, SubmitKey
from records.funds.models.decisions import (
    Decision,
    Deliberation,
    ItemReview,
    Reply,
    ReviewRound,
    SignOff,
)
from records.funds.models.ledger import Budget, BudgetEntry, Execution
from records.funds.models.presets import Category, Prohibition, SigningRule

__all__ = [
    "STOPPED",
    "Application",
    "Budget",
    "BudgetEntry",
    "Category",
    "Decision",
    "Deliberation",
    "Execution",
    "Filing",
    "Item",
    "ItemReview",
    "ItemState",
    "Kind",
    "NumberSeries",
    "Prohibition",
    "Reply",
    "ReviewRound",
    "SignOff",
    "Signer",
    "SigningRule",
    "Source",
    "State",
    "SubmitKey",
]
