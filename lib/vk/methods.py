"""Which key can call which method: one table.

The rights are those observed in 2026, not those of VK's schema, where the two disagree: a community key may
publish text, and gets 27 for reading its own wall; a service key reads what is public; statistics, editing
and deleting, and the lists of postponed and suggested posts need a user key. Kinds stand in order of
preference: writing as the community first, reading at the highest pace first.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

Kind = Literal["community", "service", "user"]
KINDS: tuple[Kind, ...] = ("community", "service", "user")

COMMUNITY: tuple[Kind, ...] = ("community",)
USER: tuple[Kind, ...] = ("user",)
COMMUNITY_OR_USER: tuple[Kind, ...] = ("community", "user")
PUBLIC: tuple[Kind, ...] = ("service", "user")
ANY: tuple[Kind, ...] = ("community", "service", "user")

READS: Mapping[str, tuple[Kind, ...]] = {
    "users.get": ANY,
    "utils.resolveScreenName": ANY,
    "utils.checkLink": ANY,
    # Makes a link; asked twice, VK makes another one, which harms nobody.
    "utils.getShortLink": ANY,
    "utils.getLinkStats": ANY,
    "utils.getServerTime": ANY,
    "groups.getById": ANY,
    "groups.isMember": ANY,
    "groups.getMembers": ANY,
    "groups.search": USER,
    "groups.getTokenPermissions": COMMUNITY,
    "groups.getLongPollServer": COMMUNITY_OR_USER,
    "groups.getLongPollSettings": COMMUNITY_OR_USER,
    "groups.getCallbackServers": COMMUNITY_OR_USER,
    "groups.getCallbackSettings": COMMUNITY_OR_USER,
    "groups.getCallbackConfirmationCode": COMMUNITY_OR_USER,
    "groups.getOnlineStatus": COMMUNITY_OR_USER,
    "groups.getBanned": COMMUNITY_OR_USER,
    "groups.getSettings": USER,
    "wall.get": PUBLIC,
    "wall.getById": PUBLIC,
    "wall.getComments": PUBLIC,
    "wall.getComment": USER,
    "wall.getReposts": PUBLIC,
    "wall.search": PUBLIC,
    "wall.parseAttachedLink": USER,
    "likes.getList": PUBLIC,
    "likes.isLiked": USER,
    # An address to upload to; nothing is there before something is sent to it.
    "photos.getWallUploadServer": USER,
    "photos.getMessagesUploadServer": COMMUNITY_OR_USER,
    "photos.get": PUBLIC,
    "photos.getAlbums": PUBLIC,
    "photos.getById": PUBLIC,
    "photos.getComments": USER,
    "docs.getWallUploadServer": COMMUNITY_OR_USER,
    "docs.getMessagesUploadServer": COMMUNITY_OR_USER,
    "docs.getById": COMMUNITY_OR_USER,
    "video.get": USER,
    "video.getComments": USER,
    "polls.getById": USER,
    "polls.getVoters": USER,
    "board.getTopics": PUBLIC,
    "board.getComments": PUBLIC,
    "messages.getConversations": COMMUNITY_OR_USER,
    "messages.getConversationsById": COMMUNITY_OR_USER,
    "messages.getHistory": COMMUNITY_OR_USER,
    "messages.getById": COMMUNITY_OR_USER,
    "messages.getByConversationMessageId": COMMUNITY_OR_USER,
    "messages.isMessagesFromGroupAllowed": COMMUNITY_OR_USER,
    "newsfeed.search": PUBLIC,
    "newsfeed.getMentions": USER,
    "notifications.get": USER,
    "stats.get": USER,
    "stats.getPostReach": USER,
}

WRITES: Mapping[str, tuple[Kind, ...]] = {
    "wall.post": COMMUNITY_OR_USER,
    "wall.createComment": COMMUNITY_OR_USER,
    "wall.openComments": COMMUNITY_OR_USER,
    "wall.closeComments": COMMUNITY_OR_USER,
    "wall.edit": USER,
    "wall.delete": USER,
    "wall.restore": USER,
    "wall.pin": USER,
    "wall.unpin": USER,
    "wall.repost": USER,
    "wall.editComment": USER,
    "wall.deleteComment": USER,
    "wall.restoreComment": USER,
    "wall.reportComment": USER,
    "wall.reportPost": USER,
    "likes.add": USER,
    "likes.delete": USER,
    "photos.saveWallPhoto": USER,
    "photos.saveMessagesPhoto": COMMUNITY_OR_USER,
    "photos.createComment": USER,
    "photos.edit": USER,
    "photos.delete": USER,
    "docs.save": COMMUNITY_OR_USER,
    # Makes the video's place before a byte of it is sent.
    "video.save": USER,
    "video.edit": USER,
    "video.delete": USER,
    "video.createComment": USER,
    "video.deleteComment": USER,
    "video.restoreComment": USER,
    "video.startStreaming": USER,
    "video.stopStreaming": USER,
    "polls.create": USER,
    "polls.edit": USER,
    "polls.addVote": USER,
    "board.createComment": USER,
    "board.editComment": USER,
    "board.deleteComment": COMMUNITY_OR_USER,
    "board.restoreComment": COMMUNITY_OR_USER,
    "messages.send": COMMUNITY_OR_USER,
    "messages.edit": COMMUNITY_OR_USER,
    "messages.delete": COMMUNITY_OR_USER,
    "messages.markAsRead": COMMUNITY_OR_USER,
    "messages.markAsAnsweredConversation": COMMUNITY_OR_USER,
    "messages.setActivity": COMMUNITY_OR_USER,
    "groups.ban": USER,
    "groups.unban": USER,
    "groups.edit": COMMUNITY_OR_USER,
    "groups.enableOnline": COMMUNITY_OR_USER,
    "groups.disableOnline": COMMUNITY_OR_USER,
    "groups.setLongPollSettings": COMMUNITY_OR_USER,
    "groups.addCallbackServer": COMMUNITY_OR_USER,
    "groups.editCallbackServer": COMMUNITY_OR_USER,
    "groups.deleteCallbackServer": COMMUNITY_OR_USER,
    "groups.setCallbackSettings": COMMUNITY_OR_USER,
    # Carries whatever its code carries; `Vk.batch` sends reads only and is repeated as reads are.
    "execute": COMMUNITY_OR_USER,
}

EXECUTE: tuple[Kind, ...] = WRITES["execute"]


def kinds_for(method: str, params: Mapping[str, Any]) -> tuple[Kind, ...]:
    """Kinds of keys able to make this call, the preferred first. Raises `LookupError` on a method that
    the table does not know."""
    if method == "wall.get" and params.get("filter") in {"postponed", "suggests"}:
        return USER
    kinds = READS.get(method) or WRITES.get(method)
    if kinds is None:
        raise LookupError(f"{method} is not in lib/vk/methods.py")
    return kinds
