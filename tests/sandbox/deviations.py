"""Where the local VK and the console go beyond the official schema 5.199, because VK does; with the sources."""

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

EVERYWHERE = {
    "v": "of every call: VK's page on requests to the API",
    "success_token": "of a call that is repeated after a captcha: VK's page on the captcha error",
    "remixstlid": "goes back as it came: the same page",
}
"""Parameters that the console may send with any method, and that the schema names with none."""

ASKED_BEYOND = {
    ("execute", "code: unknown"): "the schema gives execute no parameters: VK's page of the method",
    ("wall.get", "owner_id: unknown"): "left out of the schema: VK's page of the method",
}
"""(method, fault) of the console's calls, and why they are made all the same."""

CALLED_WITH = {
    ("wall.post", "community"): "text is taken: reports of October 2026",
    **dict.fromkeys(
        (("groups.getTokenPermissions", "service"), ("groups.getTokenPermissions", "user")),
        "asked on purpose: the refusal tells that a key is none of a community",
    ),
}
"""(method, kind of key) of the console's calls that the schema does not have, and why they are made."""

ONLY_PROBED = {
    "messages.getConversations": "stands for the right to messages; the console lists no dialogs",
    "newsfeed.search": "stands for the right to search; mentions are not gathered yet",
}
"""Methods that are called only to learn what a key can do. Of a write, a probe leaves out what VK needs and
the schema does not demand, so that VK can only complain; every other rule holds for probes too."""

NOT_CALLED = {
    **dict.fromkeys(
        (
            *("groups.search", "newsfeed.getMentions", "notifications.get", "wall.getReposts"),
            *("wall.search", "wall.repost", "likes.getList"),
        ),
        "neighbours and mentions are not gathered yet",
    ),
    **dict.fromkeys(
        (
            *("photos.get", "photos.getAlbums", "photos.getById", "photos.edit", "photos.delete"),
            *("docs.getById", "docs.getMessagesUploadServer", "video.edit"),
        ),
        "files come from the person's computer; what VK has of them is not looked through",
    ),
    **dict.fromkeys(
        (
            *("video.deleteComment", "video.restoreComment"),
            *("photos.getComments", "photos.createComment"),
            *("board.getTopics", "board.getComments", "board.createComment"),
            *("board.editComment", "board.deleteComment", "board.restoreComment"),
        ),
        "the feed has the comments of the wall and of videos, not yet those of photos and boards",
    ),
    **dict.fromkeys(
        (
            *("polls.create", "polls.edit", "polls.getById", "polls.getVoters", "polls.addVote"),
            "wall.parseAttachedLink",
        ),
        "the composer attaches files, not yet polls and previews of links",
    ),
    **dict.fromkeys(
        (
            *("messages.getConversationsById", "messages.getById", "messages.edit"),
            *("messages.getByConversationMessageId", "messages.delete", "messages.markAsRead"),
            *("messages.markAsAnsweredConversation", "messages.setActivity"),
            "messages.isMessagesFromGroupAllowed",
        ),
        "messages are sent and read back, dialogs are not led yet",
    ),
    **dict.fromkeys(
        ("likes.add", "likes.delete", "likes.isLiked", "wall.reportComment", "wall.reportPost"),
        "the community gives no likes and sends no reports from here yet",
    ),
    **dict.fromkeys(
        (
            *("groups.isMember", "groups.getMembers", "groups.getSettings", "groups.edit"),
            *("groups.getOnlineStatus", "groups.enableOnline", "groups.disableOnline"),
        ),
        "the community's settings and its list of members are left to VK's own pages",
    ),
    **dict.fromkeys(
        ("utils.checkLink", "utils.getShortLink", "utils.getLinkStats"),
        "links are not shortened and not counted yet",
    ),
    "utils.resolveScreenName": "groups.getById takes short names too",
    "utils.getServerTime": "nothing needs VK's clock",
}
"""Methods of lib/vk/methods.py that the console does not call, and why."""
