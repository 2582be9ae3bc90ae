"""What cannot be done in an open chat.

ChatError           bad input, or the chat does not allow it
└── Taken           somebody else has the question, or it has moved on meanwhile
"""

from __future__ import annotations

from lib.base.errors import PultError
from lib.base.language import N_


class ChatError(PultError):
    """This cannot be done in the open chat."""


class Taken(ChatError):
    """Somebody was faster."""

    def __init__(self, name: str | None = None) -> None:
        if name:
            super().__init__(N_("{name} has this question now."), name=name)
        else:
            super().__init__(N_("The question has moved on meanwhile. Look at it again."))
