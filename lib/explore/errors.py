"""What can be wrong with a question, in plain words and with the place."""

from __future__ import annotations

from dataclasses import dataclass

from lib.base.errors import PultError
from lib.base.language import N_


class ExploreError(PultError):
    """A question cannot be asked, kept or shown as it stands."""


@dataclass(frozen=True)
class Place:
    """Where in the text: line and column from 1, `start` and `end` as indices, the word that stands there."""

    line: int
    column: int
    start: int
    end: int
    word: str


class QueryError(ExploreError):
    """The SQL was not carried out. `place` is None where no single word is to blame.

    `hint` is a further message id, with the same `values`; None where there is nothing to advise.
    """

    def __init__(
        self,
        message: str,
        *,
        place: Place | None = None,
        hint: str | None = None,
        **values: object,
    ) -> None:
        super().__init__(message, **values)
        self.place = place
        self.hint = hint


class TooSlow(QueryError):
    """The time limit was reached; nothing was answered."""

    def __init__(self, seconds: float) -> None:
        super().__init__(
            N_("The question took longer than {seconds} s and was stopped."),
            hint=N_("Ask for a shorter period, fewer views at once, or a ready question."),
            seconds=f"{seconds:g}",
        )


class TooLarge(QueryError):
    """What the question builds up on its way does not fit into the memory it is given."""

    def __init__(self) -> None:
        super().__init__(
            N_("The question needs more memory than it is given and was stopped."),
            hint=N_("Group or filter earlier, and do not join long texts together."),
        )


class Busy(QueryError):
    """Other people's questions are running; none was begun."""

    def __init__(self) -> None:
        super().__init__(N_("Other questions are running. Try again in a few seconds."))
