"""What can be wrong with a post before it leaves.

WallError                 `field` names the control of the composer it belongs to
├── EmptyText   TooLong                       text
├── NoRubric                                  rubric
├── NoTime   TooSoon   TooFar   MinuteTaken   time
├── SameOnItsWay                              no field: this very text is being sent already
└── DraftGone                                 no field: there never was such a draft
"""

from __future__ import annotations

from lib.base.errors import PultError


class WallError(PultError):
    """A post cannot be queued as it stands."""

    field = ""


class EmptyText(WallError):
    field = "text"


class TooLong(WallError):
    field = "text"


class NoRubric(WallError):
    field = "rubric"


class NoTime(WallError):
    field = "time"


class TooSoon(WallError):
    field = "time"


class TooFar(WallError):
    field = "time"


class MinuteTaken(WallError):
    """`free_at` is the nearest later minute in which nothing is scheduled, seconds UTC."""

    field = "time"

    def __init__(self, message: str, *, free_at: int, **values: object) -> None:
        super().__init__(message, **values)
        self.free_at = free_at


class DraftGone(WallError):
    pass


class SameOnItsWay(WallError):
    pass
