"""What an outbox action is, and the table of its states."""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from lib.base.errors import PultError

HOLD_SECONDS = 10

OPEN_STATES = ("held", "queued", "sending", "paused", "unknown")
SETTLED_STATES = ("confirmed", "refused", "withdrawn")
STATES = OPEN_STATES + SETTLED_STATES

TRANSITIONS: Mapping[str, frozenset[str]] = {
    "held": frozenset({"queued", "withdrawn"}),
    "queued": frozenset({"sending", "withdrawn"}),
    "sending": frozenset({"queued", "paused", "refused", "unknown", "confirmed"}),
    "paused": frozenset({"queued", "withdrawn"}),
    "refused": frozenset({"queued", "withdrawn"}),
    "unknown": frozenset({"confirmed", "queued", "withdrawn"}),
    "confirmed": frozenset(),
    "withdrawn": frozenset(),
}


_MENTION = re.compile(r"\[[a-z]+\d+\|([^\]]+)\]|[@*][a-z0-9_.]+ \(([^)]+)\)")


class OutboxError(PultError):
    """This cannot be sent as it stands."""


@dataclass(frozen=True)
class Action:
    """A row of the outbox; times in seconds UTC, `payload` as the kind defines it.

    `reason` always has a `kind`. What a screen may meet there:

    state      kind          more
    queued     away, too_fast, flood, quota     text, code?, at, wait (seconds), tries
               human         the same: VK wants a person (`lib.outbox.humans`), and it goes on by itself
    sending    reading_back  reads: VK has answered, its text is being read
    paused     answered      replies [{id, from_id, at, text}]
               edited        what has changed of what the person saw: was, now (texts); was_at, now_at
                             (moments of a scheduled post); was_attached, now_attached (numbers);
                             replies too, where both happened
               deleted, post_deleted
               banned        ban {reason, comment, end_at}: banned already, on other terms
               late          publish_at: the moment has passed; sending anyway publishes a post now
               live          video_id, title: another broadcast of the community is on
    refused    refused, no_right, key_dead      code, text
               no_key        method, keys (kinds, one of which could)
    unknown    no_answer, interrupted           text?, reads, ask: a person must decide;
                                                refusal: what VK said to a repetition
    confirmed  (None)        read back, and it is what was sent
               already       VK was as wanted before anything was sent
               not_read_back no key can read it, or VK was away: VK's own answer confirms it
               changed       differences [{what, sent, has}]: VK published something else
               absent        VK said yes, but does not show it
               same_as       result_id: VK named what another action has as its result
    """

    action_id: int
    kind: str
    subject_id: int | None
    payload: Mapping[str, Any]
    state: str
    guid: str
    actor: str
    created_at: int
    due_at: int
    attempts: int
    attempted_at: int | None
    lease_until: int | None
    baseline_id: int | None
    result_id: int | None
    answered_at: int | None
    about: str | None
    reason: Mapping[str, Any] | None
    settled_at: int | None
    answer: Mapping[str, Any] | None = None
    """What VK told beside the id, where the kind keeps it."""

    @property
    def asks(self) -> bool:
        """A person must decide: look at the difference, try again, or take it back."""
        if self.state == "unknown":
            return bool(self.reason and self.reason.get("ask"))
        return self.state in {"paused", "refused"}

    @property
    def warning(self) -> Mapping[str, Any] | None:
        """For a confirmed action, how what VK has differs from what was sent, or could not be compared."""
        return self.reason if self.state == "confirmed" else None


def same_text(one: str, other: str) -> bool:
    """The two texts are one for VK, which trims, joins blanks, may escape `&<>"`, and writes the mention
    `@id1 (Name)` as `[id1|Name]`."""
    return _plain(one) == _plain(other)


def _plain(text: str) -> str:
    text = _MENTION.sub(lambda found: found[1] or found[2], text)
    return " ".join(unicodedata.normalize("NFC", html.unescape(text)).split())
