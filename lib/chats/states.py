"""States of a question: what people did with it, and what a board shows."""

from __future__ import annotations

from collections.abc import Mapping

HOLD_SECONDS = 300
"""So long a question stays with whoever took it and gave no sign since."""

MOVES: Mapping[str, frozenset[str]] = {
    "new": frozenset({"assigned", "answering", "sent", "declined"}),
    "assigned": frozenset({"new", "assigned", "answering", "review", "sent", "declined"}),
    "answering": frozenset({"new", "assigned", "answering", "review", "sent", "declined"}),
    "review": frozenset({"new", "assigned", "answering", "review", "sent", "declined"}),
    "sent": frozenset({"review"}),
    "declined": frozenset({"new"}),
}
"""Kept state -> states it may become; the reasons stand in the head of this package."""

OPEN = ("new", "assigned", "answering", "review")
"""Shown states that still want somebody's work."""

LEFT = frozenset({*OPEN, "sending"})
"""Shown states of what a closed chat still owes: an answer on its way may yet be refused."""

SHOWN = (*OPEN, "sending", "published", "declined", "gone")
"""What a board shows. `sending`: the outbox has the answer; `published`: VK has it; `gone`: its author
deleted the question."""
