"""What everybody sees beside what is sent: a citizen's words on a screen, in a post made of them."""

from __future__ import annotations

from lib.guard.check import check, stops

HIDDEN = "…"


def hidden(text: str) -> str:
    """`text` with the words of every stop, and only those, replaced by «…»."""
    kept, end = "", 0
    for found in sorted(stops(check(text)), key=lambda one: one.start):
        if found.start >= end:
            kept += text[end : found.start] + HIDDEN
        end = max(end, found.end)
    return kept + text[end:]
