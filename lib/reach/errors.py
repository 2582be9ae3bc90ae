"""What cannot be shown or kept in the room of reach.

ReachError
├── NoPeriod        nothing was chosen, or the words name no period
├── Reversed        it ends before it begins
├── NotYet          it lies in the future
├── TooLongAgo      it ends before VK was there
└── NoGoal          a goal that cannot be one
"""

from __future__ import annotations

from datetime import date

from babel.dates import format_date

from lib.base.errors import PultError
from lib.base.language import N_, language


def said(day: date) -> str:
    """“1 September 2026” in the language of whoever made the mistake."""
    return str(format_date(day, "long", locale=language()))


class ReachError(PultError):
    """This cannot be shown or kept."""


class NoPeriod(ReachError):
    """Nothing was chosen, or the words name no period."""

    def __init__(self, words: str = "") -> None:
        if words:
            super().__init__(
                N_(
                    "“{words}” is no period. Write two days, such as 2026-09-01..2026-09-30, or a month,"
                    " such as 2026-09."
                ),
                words=words,
            )
        else:
            super().__init__(N_("Choose the first and the last day of the period."))


class Reversed(ReachError):
    """The period ends before it begins."""

    def __init__(self, since: date, until: date) -> None:
        super().__init__(
            N_("The period ends on {until}, before it begins on {since}. Swap the two days."),
            since=said(since),
            until=said(until),
        )


class NotYet(ReachError):
    """The period lies in the future."""

    def __init__(self, since: date, today: date) -> None:
        super().__init__(
            N_("The period begins on {since}, and today is {today}: nothing is known of it yet."),
            since=said(since),
            today=said(today),
        )


class TooLongAgo(ReachError):
    """The period ends before VK was there."""

    def __init__(self, until: date, first: date) -> None:
        super().__init__(
            N_("The period ends on {until}, and there was no VK before {first}."),
            until=said(until),
            first=said(first),
        )


class NoGoal(ReachError):
    """A goal that cannot be one."""
