"""Store -> VK: what people send stands in a durable row first, then goes out exactly once.

An action moves only along this table (`lib.outbox.actions.TRANSITIONS`):

    from       to          when
    -          held        a person sends; it can be taken back for `HOLD_SECONDS`
    held       queued      the hold is over
    held       withdrawn   taken back: nothing ever goes out
    queued     sending     a worker takes it up, alone
    queued     withdrawn   taken back in time
    sending    queued      nothing was said: VK away, too fast, flood, quota, a person needed; tried again later
    sending    paused      looking first showed a difference; a person decides
    sending    refused     VK said no, nothing was said
    sending    unknown     it may have been said: no answer, or the process died after the call began
    sending    confirmed   VK answered, and what it has was read back; or it was as wanted before
    paused     queued      the person sends it anyway
    paused     withdrawn   the person takes it back
    refused    queued      the person tries again
    refused    withdrawn   the person takes it back
    unknown    confirmed   reading back found it
    unknown    queued      reading back did not find it: the same guid again while VK remembers it; a change
                           again at any time, as doing it twice is doing it once; or a person sends again
                           with a new guid
    unknown    withdrawn   the person takes it back

Three columns carry the proof. `attempted_at` is NULL while nothing can have reached VK under the present guid;
`baseline_id` is the largest id VK had before the first attempt, so that ours is known by a larger one;
`answered_at` is when VK said yes, whatever became of that.

Clocks jump, so a moment in the row is believed only within its own length: a lease, a hold or a pause that
ends further ahead than it is long was written by another clock, and has ended.
"""

from lib.outbox.actions import HOLD_SECONDS, OPEN_STATES, STATES, Action, OutboxError
from lib.outbox.engine import step, take_over
from lib.outbox.gate import REASONS, HeldBack, Override, as_seen
from lib.outbox.queries import (
    action,
    actions_about,
    changes_of,
    counts,
    open_actions,
    recent_actions,
)
from lib.outbox.queue import queue, send_anyway, withdraw
from lib.outbox.results.queries import rubric_of_result
from lib.outbox.walls import attachment_names

__all__ = [
    "HOLD_SECONDS",
    "OPEN_STATES",
    "REASONS",
    "STATES",
    "Action",
    "HeldBack",
    "OutboxError",
    "Override",
    "action",
    "actions_about",
    "as_seen",
    "attachment_names",
    "changes_of",
    "counts",
    "open_actions",
    "queue",
    "recent_actions",
    "rubric_of_result",
    "send_anyway",
    "step",
    "take_over",
    "withdraw",
]
