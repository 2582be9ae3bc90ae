"""VK's messages and comments of videos as rows of the store.

Shapes: VK API schema 5.199, messages_message, wall_wall_comment with `video_id`, events message_new and
video_comment_new. As in `lib.sync.objects`, only what a row cannot do without is demanded.
"""

from __future__ import annotations

from lib.sync.objects import (
    Object,
    Row,
    attachment_cards,
    count_of,
    needed,
    number,
    packed,
    text_of,
)

GROUP_CHATS = 2_000_000_000
"""Ids of dialogs of more than two begin above it; the community talks with people one by one."""


def message_row(item: Object, *, group_id: int) -> Row | None:
    """A row of `message`; None where it is not of a dialog with one person."""
    peer_id = needed(item, "peer_id")
    if not 0 < peer_id < GROUP_CHATS:
        return None
    from_id = needed(item, "from_id")
    return {
        "message_id": needed(item, "id"),
        "peer_id": peer_id,
        "from_id": from_id,
        "conversation_message_id": number(item.get("conversation_message_id")),
        "created_at": needed(item, "date"),
        "edited_at": number(item.get("update_time")) or None,
        "text": text_of(item.get("text")),
        "attachments": packed(attachment_cards(item)),
        "is_ours": int(from_id == -group_id),
        "raw": packed(item),
    }


def video_comment_row(item: Object, *, group_id: int, video_id: int | None = None) -> Row:
    """A row of `video_comment`."""
    from_id = needed(item, "from_id")
    return {
        "comment_id": needed(item, "id"),
        "video_id": number(item.get("video_id")) or video_id or needed(item, "video_id"),
        "reply_to_id": number(item.get("reply_to_comment")) or None,
        "from_id": from_id,
        "created_at": needed(item, "date"),
        "edited_at": number(item.get("edited")) or None,
        "text": text_of(item.get("text")),
        "likes": count_of(item.get("likes")),
        "attachments": packed(attachment_cards(item)),
        "is_ours": int(from_id == -group_id),
        "raw": packed(item),
    }
