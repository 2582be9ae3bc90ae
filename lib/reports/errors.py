"""What cannot be reported.

ReportError         bad input, or the report cannot be made or handed out
├── NoFolder        nothing can be written where reports are kept
└── Unforeseen      a mistake of the program, told in the log in full
"""

from __future__ import annotations

from lib.base.errors import PultError
from lib.base.language import N_


class ReportError(PultError):
    """This cannot be reported, planned or handed out."""


class NoFolder(ReportError):
    """Nothing can be written where reports are kept."""

    def __init__(self, folder: object, reason: str) -> None:
        super().__init__(
            N_(
                "Reports cannot be written into the folder {folder} ({reason}). Choose another one."
            ),
            folder=str(folder),
            reason=reason,
        )


class Unforeseen(ReportError):
    """A mistake of the program, told in the log in full."""

    def __init__(self, reason: str) -> None:
        super().__init__(
            N_("The report broke while it was made ({reason}). The log has the details."),
            reason=reason,
        )
