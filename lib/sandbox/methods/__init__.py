"""Every method of the local VK under its name."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from lib.sandbox.methods import (
    comments,
    docs,
    groups,
    likes,
    newsfeed,
    photos,
    reports,
    sharing,
    stats,
    users,
    wall,
    writing,
)
from lib.sandbox.methods.call import Call

METHODS: Mapping[str, Callable[[Call], Any]] = {
    "users.get": users.get,
    "utils.resolveScreenName": users.resolve_screen_name,
    "groups.getById": groups.get_by_id,
    "groups.getMembers": groups.get_members,
    "groups.isMember": groups.is_member,
    "groups.getTokenPermissions": groups.get_token_permissions,
    "groups.getLongPollServer": groups.get_long_poll_server,
    "groups.getLongPollSettings": groups.get_long_poll_settings,
    "groups.setLongPollSettings": groups.set_long_poll_settings,
    "wall.get": wall.get,
    "wall.getById": wall.get_by_id,
    "wall.search": wall.search,
    "wall.getReposts": sharing.get_reposts,
    "wall.repost": sharing.repost,
    "wall.pin": writing.pin,
    "wall.unpin": writing.unpin,
    "wall.reportPost": reports.report_post,
    "wall.reportComment": reports.report_comment,
    "likes.add": likes.add,
    "likes.delete": likes.delete,
    "likes.getList": likes.get_list,
    "wall.post": writing.post,
    "wall.edit": writing.edit,
    "wall.delete": writing.delete,
    "wall.restore": writing.restore,
    "wall.openComments": writing.open_comments,
    "wall.closeComments": writing.close_comments,
    "wall.getComments": comments.get_all,
    "wall.getComment": comments.get_one,
    "wall.createComment": comments.create,
    "wall.editComment": comments.edit,
    "wall.deleteComment": comments.delete,
    "wall.restoreComment": comments.restore,
    "newsfeed.search": newsfeed.search,
    "newsfeed.getMentions": newsfeed.get_mentions,
    "photos.getWallUploadServer": photos.get_wall_upload_server,
    "photos.saveWallPhoto": photos.save_wall_photo,
    "photos.getMessagesUploadServer": photos.get_messages_upload_server,
    "photos.saveMessagesPhoto": photos.save_messages_photo,
    "photos.get": photos.get,
    "docs.getUploadServer": docs.get_upload_server,
    "docs.getWallUploadServer": docs.get_upload_server,
    "docs.getMessagesUploadServer": docs.get_upload_server,
    "docs.save": docs.save,
    "stats.get": stats.get,
    "stats.getPostReach": stats.get_post_reach,
}
"""`execute` stands apart: it calls these."""
