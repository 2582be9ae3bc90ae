"""The kinds of action that there are."""

from __future__ import annotations

from lib.outbox.bans import BAN, UNBAN
from lib.outbox.broadcasts import BROADCAST, BROADCAST_END
from lib.outbox.comment_changes import DELETE_COMMENT, EDIT_COMMENT, RESTORE_COMMENT
from lib.outbox.comments import COMMENT
from lib.outbox.kinds import Kind
from lib.outbox.messages import MESSAGE
from lib.outbox.post_changes import DELETE_POST, EDIT_POST, PUBLISH, RESTORE_POST
from lib.outbox.post_switches import CLOSE_COMMENTS, OPEN_COMMENTS, PIN, UNPIN
from lib.outbox.posts import POST
from lib.outbox.replies import REPLY
from lib.outbox.video_comments import VIDEO_COMMENT

KINDS: dict[str, Kind] = {
    kind.name: kind
    for kind in (
        *(REPLY, COMMENT, POST, MESSAGE, VIDEO_COMMENT),
        *(EDIT_POST, DELETE_POST, RESTORE_POST, PUBLISH),
        *(CLOSE_COMMENTS, OPEN_COMMENTS, PIN, UNPIN),
        *(EDIT_COMMENT, DELETE_COMMENT, RESTORE_COMMENT),
        *(BAN, UNBAN),
        *(BROADCAST, BROADCAST_END),
    )
}
