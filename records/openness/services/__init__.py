"""Writes of openness: the catalogue, publications and their proofs, letters to the desk and their answers."""

from records.openness.services.catalogue import Adoption, adopt_reference, change_item, draw_up, retire
from records.openness.services.feedback import answer, by_receipt, give_feedback, reveal_contact, take_up
from records.openness.services.publications import (
    follow_page,
    proof_of,
    recomputed,
    record_publication,
    record_withdrawal,
)

__all__ = [
    "Adoption",
    "adopt_reference",
    "answer",
    "by_receipt",
    "change_item",
    "draw_up",
    "follow_page",
    "give_feedback",
    "proof_of",
    "recomputed",
    "record_publication",
    "record_withdrawal",
    "retire",
    "reveal_contact",
    "take_up",
]
