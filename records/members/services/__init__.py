"""Every write on members, and every look at what is sensitive."""

from records.members.services.accounts import activate_account, link_user
from records.members.services.entering import correct, register
from records.members.services.sensitive import REVEAL_ACTIONS, reveal, reveal_identity_number, reveal_phone
from records.members.services.standing import change_standing, convert, extend_probation, move, possible_steps

__all__ = [
    "REVEAL_ACTIONS",
    "activate_account",
    "change_standing",
    "convert",
    "correct",
    "extend_probation",
    "link_user",
    "move",
    "possible_steps",
    "register",
    "reveal",
    "reveal_identity_number",
    "reveal_phone",
]
