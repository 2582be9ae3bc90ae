"""Complaints to VK: wall.reportPost, wall.reportComment. VK answers 1 and nothing changes at once."""

from __future__ import annotations

from typing import Any

from lib.sandbox.errors import invalid, refusal
from lib.sandbox.methods.call import Call

_REASONS = frozenset({0, 1, 2, 3, 4, 5, 6, 8, 11})
"""0 spam, 1 child pornography, 2 extremism, 3 violence, 4 drugs, 5 adult, 6 insult, 8 suicide, 11 weapons."""


def report_post(call: Call) -> Any:
    """wall.reportPost."""
    call.own_wall()
    try:
        post = call.world.post_of(call.integer("post_id", minimum=0))
    except LookupError:
        raise refusal(210) from None
    return _note(call, "post", post.id)


def report_comment(call: Call) -> Any:
    """wall.reportComment."""
    call.own_wall()
    comment = call.world.comments.get(call.integer("comment_id", minimum=0))
    if comment is None or comment.deleted:
        raise refusal(211)
    return _note(call, "comment", comment.id)


def _note(call: Call, kind: str, thing_id: int) -> int:
    reason = call.integer("reason")
    if reason not in _REASONS:
        raise invalid("reason is invalid")
    call.world.reports.append({"kind": kind, "id": thing_id, "reason": reason})
    return 1
