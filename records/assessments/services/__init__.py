"""Every write on assessments. Permission is checked inside each; whoever calls it needs no check of its own."""

from records.assessments.services.evidence import add_evidence, file_of, replace_evidence
from records.assessments.services.filling import SelfScore, fill, submit
from records.assessments.services.results import (
    assess,
    correct,
    publish,
    publish_all,
    publish_piece,
    rescore,
    withdraw_sheet,
)
from records.assessments.services.reviewing import ReviewScore, adjust, return_sheet, score, take_back
from records.assessments.services.schemes import (
    ItemInput,
    change_scheme,
    draft_scheme,
    new_version,
    retire_scheme,
    use_scheme,
)
from records.assessments.services.tasks import (
    change_task,
    close_task,
    draft_task,
    end_piece,
    extend_deadline,
    issue,
    issue_piece,
    targets_of,
    tell_extension_piece,
    withdraw_task,
)

__all__ = [
    "ItemInput",
    "ReviewScore",
    "SelfScore",
    "add_evidence",
    "adjust",
    "assess",
    "change_scheme",
    "change_task",
    "close_task",
    "correct",
    "draft_scheme",
    "draft_task",
    "end_piece",
    "extend_deadline",
    "file_of",
    "fill",
    "issue",
    "issue_piece",
    "new_version",
    "publish",
    "publish_all",
    "publish_piece",
    "replace_evidence",
    "rescore",
    "retire_scheme",
    "return_sheet",
    "score",
    "submit",
    "take_back",
    "targets_of",
    "tell_extension_piece",
    "use_scheme",
    "withdraw_sheet",
    "withdraw_task",
]
