"""The regulations' figures that members' rules need, as they were in force on the day the rule is about."""

import datetime

from records.members.rules import USUAL, Figures
from records.regulations.services import NoRegulation, value


def figures_on(on: datetime.date) -> Figures:
    """Figures of a day; for days before the first known regulation those that have always been usual."""
    return Figures(
        probation_months=_figure("development.probation_months", on, USUAL.probation_months),
        shortest_extension=_figure("development.extension_months_minimum", on, USUAL.shortest_extension),
        longest_extension=_figure("development.extension_months_maximum", on, USUAL.longest_extension),
        youngest=_figure("development.applicant_age", on, USUAL.youngest),
        conversion_document=_figure("development.conversion_document_required", on, USUAL.conversion_document),
    )


def _figure(key: str, on: datetime.date, usual: int) -> int:
    try:
        return value(key, on).integer
    except NoRegulation:
        return usual
