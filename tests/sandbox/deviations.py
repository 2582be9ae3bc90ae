"""Where the local VK goes beyond the official schema 5.199, because VK does: one table, with its sources."""

from __future__ import annotations

BEYOND = {
    "/post_owner_id": "of comment events: VK's documentation and vkbottle's models",
    "/topic_id": "of board_post events: VK's documentation and vkbottle's models",
    "/topic_owner_id": "of board_post events: VK's documentation and vkbottle's models",
    "/deleter_id": "of wall_reply_delete: VK's documentation and vkbottle's models",
    "/user_id": "of video_comment_delete: VK's documentation and vkbottle's models, beside deleter_id",
    "/postponed_id": "of wall_post_new from the queue: vkbottle's models",
    "/response/items/attachments/sticker": (
        "the schema gives comments the attachments of posts; its own wall_comment_attachment,"
        " which has stickers, it leaves unused"
    ),
}
"""Fields that the local VK sends and the schema does not know, as a/b/c, with the source of each."""

CONTRARY = {
    ("board_post_delete", "topic_owner_id: -1 is less than the minimum of 0"): (
        "owners that are communities are below zero everywhere else; the other board_post events too"
    ),
}
"""What the local VK does against the schema: (type of event, fault) and why."""

OF_ERRORS = {
    "/redirect_uri": "of 14 and 17: VK's page on the captcha error, October 2026",
    "/remixstlid": "of 14: the same page",
    **dict.fromkeys(
        (
            *("/captcha_sid", "/captcha_img", "/captcha_ts", "/captcha_attempt", "/captcha_ratio"),
            *("/is_refresh_enabled", "/is_sound_captcha_available"),
        ),
        "of 14 in its old form: the same page says that they may still come",
    ),
}
"""Fields of errors that the local VK sends and the schema does not know."""

NOT_IN_ERRORS = {
    17: "carries the ending that live VK gives it",
    1051: "of VK ID's keys: live VK's, errors.json does not have it",
    13000: "of communities with strikes: VK's method pages, errors.json does not have it",
}
"""Codes whose texts the local VK takes from elsewhere than errors.json."""

NOT_SENT = {"inner_type": "demanded of every error; no answer of VK that anybody quotes has it"}
"""What the schema demands of errors and VK does not send."""
