"""Where the local VK goes beyond the official schema 5.199, because VK does: one table, with its sources."""

from __future__ import annotations

BEYOND = {
    "/post_owner_id": "of comment events: VK's documentation and vkbottle's models",
    "/deleter_id": "of wall_reply_delete: VK's documentation and vkbottle's models",
    "/user_id": "of video_comment_delete: VK's documentation and vkbottle's models, beside deleter_id",
    "/response/items/attachments/sticker": (
        "the schema gives comments the attachments of posts; its own wall_comment_attachment,"
        " which has stickers, it leaves unused"
    ),
}
"""Fields that the local VK sends and the schema does not know, as a/b/c, with the source of each."""
