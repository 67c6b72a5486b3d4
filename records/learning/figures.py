"""The figures learning goes by, of a day. Regulatory ones are rows of `regulations`; technical ones stand here."""

import datetime
from dataclasses import dataclass

from records.learning.rules import HOUR, TENTHS
from records.regulations.services import value


@dataclass(frozen=True)
class Figures:
    """Hours in hundredths; `watched_share` in percent."""

    member_hours: int
    leader_hours: int
    full_day: int
    half_day: int
    watched_share: int


@dataclass(frozen=True)
class Watching:
    """How fast watching may be credited, in tenths of a second of material."""

    rate: int  # the fastest playback the player offers, as a multiple of real time
    slack: int  # credited at once: the first report comes some seconds after the first picture
    most: int  # saved up at most: the longest stretch without a connection


WATCHING = Watching(rate=2, slack=60 * TENTHS, most=6 * 3600 * TENTHS)


def figures(on: datetime.date) -> Figures:
    """The figures in force on a day. Raises NoRegulation (Chinese, with the cure) where one is missing."""
    return Figures(
        member_hours=value("learning.member_hours_per_year", on).integer * HOUR,
        leader_hours=value("learning.committee_hours_per_year", on).integer * HOUR,
        full_day=value("learning.full_day_hours", on).integer * HOUR,
        half_day=value("learning.half_day_hours", on).integer * HOUR,
        watched_share=watched_share(on),
    )


def watched_share(on: datetime.date) -> int:
    """Percent of a video that must have been watched; asked for at each report, so on its own."""
    return value("learning.watched_share_percent", on).integer
