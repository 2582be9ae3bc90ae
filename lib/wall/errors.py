"""What can be wrong with a post before it leaves.

WallError                 `field` names the control of the composer it belongs to
├── EmptyText   TooLong   SameOnItsWay        text
├── NoRubric                                  rubric
├── NoTime   TooSoon   TooFar   MinuteTaken   time
└── DraftGone                                 the draft was sent or thrown away meanwhile
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


class SameOnItsWay(WallError):
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
