"""Which kind of key may call which method: what the schema says, and what is seen on live VK.

Sources: `access_token_type` of the schema 5.199; for `observed`, reports of people who called live VK in
2026 (a community key is refused with 27 where nobody has seen it work).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from lib.sandbox.errors import ApiFailure, refusal

Kind = Literal["community", "service", "user"]
Profile = Literal["observed", "schema"]

PERMISSIONS: Mapping[str, int] = {
    "stories": 1,
    "photos": 4,
    "docs": 131072,
    "messages": 4096,
    "wall": 8192,
    "manage": 262144,
    "market": 134217728,
}
"""Bits of the mask that groups.getTokenPermissions answers."""


@dataclass(frozen=True)
class Key:
    """A key the local VK accepts."""

    token: str
    kind: Kind
    permissions: frozenset[str] = frozenset(PERMISSIONS)
    """Of a community key: names in PERMISSIONS. Of a user key: scopes."""
    state: Literal["good", "expired", "vkid"] = "good"
    """`vkid`: a VK ID key, which live VK lets read profiles and communities only."""


@dataclass(frozen=True)
class Row:
    """Kinds of key, as letters: u user, g community (group), s service.

    `right` is what a community key needs, `scope` what a user key needs.
    """

    schema: str
    observed: str
    right: str | None = None
    scope: str | None = None


RIGHTS: Mapping[str, Row] = {
    "users.get": Row("ugs", "ugs"),
    "utils.resolveScreenName": Row("ugs", "ugs"),
    "utils.getShortLink": Row("ugs", "ugs"),
    "utils.getLinkStats": Row("ugs", "ugs"),
    "utils.checkLink": Row("ugs", "ugs"),
    "groups.getById": Row("ugs", "ugs"),
    "groups.getMembers": Row("ugs", "ugs"),
    "groups.isMember": Row("ugs", "ugs"),
    "groups.search": Row("u", "u"),
    "groups.ban": Row("u", "u", scope="groups"),
    "groups.unban": Row("u", "u", scope="groups"),
    "groups.getBanned": Row("ug", "ug", "manage", scope="groups"),
    "groups.getOnlineStatus": Row("ug", "ug", "manage", scope="groups"),
    "groups.enableOnline": Row("ug", "ug", "manage", scope="groups"),
    "groups.disableOnline": Row("ug", "ug", "manage", scope="groups"),
    "groups.getCallbackServers": Row("ug", "ug", "manage", scope="groups"),
    "groups.addCallbackServer": Row("ug", "ug", "manage", scope="groups"),
    "groups.editCallbackServer": Row("ug", "ug", "manage", scope="groups"),
    "groups.deleteCallbackServer": Row("ug", "ug", "manage", scope="groups"),
    "groups.getCallbackConfirmationCode": Row("ug", "ug", "manage", scope="groups"),
    "groups.getCallbackSettings": Row("ug", "ug", "manage", scope="groups"),
    "groups.setCallbackSettings": Row("ug", "ug", "manage", scope="groups"),
    "groups.getTokenPermissions": Row("g", "g"),
    "groups.getLongPollServer": Row("ug", "ug", "manage"),
    "groups.getLongPollSettings": Row("ug", "ug", "manage"),
    "groups.setLongPollSettings": Row("ug", "ug", "manage"),
    "wall.get": Row("us", "us"),
    "wall.getById": Row("us", "us"),
    "wall.getComments": Row("us", "us"),
    "wall.getComment": Row("u", "u"),
    "wall.search": Row("us", "us"),
    "wall.getReposts": Row("us", "us"),
    "wall.repost": Row("u", "u"),
    "wall.pin": Row("u", "u"),
    "wall.unpin": Row("u", "u"),
    "wall.reportPost": Row("u", "u"),
    "wall.reportComment": Row("u", "u"),
    "likes.add": Row("u", "u"),
    "likes.delete": Row("u", "u"),
    "likes.getList": Row("us", "us"),
    "wall.post": Row("u", "ug", "wall"),
    "wall.edit": Row("u", "u"),
    "wall.delete": Row("u", "u"),
    "wall.restore": Row("u", "u"),
    "wall.createComment": Row("ug", "ug", "wall"),
    "wall.openComments": Row("ug", "ug", "wall"),
    "wall.closeComments": Row("ug", "ug", "wall"),
    "wall.editComment": Row("u", "u"),
    "wall.deleteComment": Row("u", "u"),
    "wall.restoreComment": Row("u", "u"),
    "messages.send": Row("ug", "ug", "messages", scope="messages"),
    "messages.edit": Row("ug", "ug", "messages", scope="messages"),
    "messages.delete": Row("ug", "ug", "messages", scope="messages"),
    "messages.getConversations": Row("ug", "ug", "messages", scope="messages"),
    "messages.getHistory": Row("ug", "ug", "messages", scope="messages"),
    "messages.getById": Row("ug", "ug", "messages", scope="messages"),
    "messages.markAsRead": Row("ug", "ug", "messages", scope="messages"),
    "messages.isMessagesFromGroupAllowed": Row("ug", "ug", "messages", scope="messages"),
    "board.getTopics": Row("us", "us"),
    "board.getComments": Row("us", "us"),
    "board.createComment": Row("u", "u"),
    "board.editComment": Row("u", "u"),
    "board.deleteComment": Row("ug", "ug", "wall"),
    "board.restoreComment": Row("ug", "ug", "wall"),
    "newsfeed.search": Row("us", "us"),
    "newsfeed.getMentions": Row("u", "u"),
    "photos.getWallUploadServer": Row("u", "u", scope="photos"),
    "photos.saveWallPhoto": Row("u", "u", scope="photos"),
    "photos.getMessagesUploadServer": Row("ug", "ug", "photos", scope="photos"),
    "photos.saveMessagesPhoto": Row("ug", "ug", "photos", scope="photos"),
    "photos.get": Row("us", "us"),
    "docs.getUploadServer": Row("u", "u", scope="docs"),
    "docs.getWallUploadServer": Row("ug", "ug", "docs", scope="docs"),
    "docs.getMessagesUploadServer": Row("ug", "ug", "docs", scope="docs"),
    "docs.save": Row("ug", "ug", "docs", scope="docs"),
    "video.save": Row("u", "u", scope="video"),
    "video.get": Row("u", "u"),
    "video.delete": Row("u", "u", scope="video"),
    "video.startStreaming": Row("u", "u", scope="video"),
    "video.stopStreaming": Row("u", "u", scope="video"),
    "video.getComments": Row("u", "u"),
    "video.createComment": Row("u", "u", scope="video"),
    "video.editComment": Row("u", "u", scope="video"),
    "video.deleteComment": Row("u", "u", scope="video"),
    "video.restoreComment": Row("u", "u", scope="video"),
    "polls.create": Row("u", "u"),
    "polls.getById": Row("u", "u"),
    "polls.addVote": Row("u", "u"),
    "stats.get": Row("u", "u", scope="stats"),
    "stats.getPostReach": Row("u", "u", scope="stats"),
    "execute": Row("ug", "ug"),
}

_LETTERS: Mapping[Kind, str] = {"user": "u", "community": "g", "service": "s"}
_VKID_METHODS = frozenset({"users.get", "groups.getById", "utils.resolveScreenName", "execute"})

DEMO_KEYS: tuple[Key, ...] = (
    Key("demo-community", "community"),
    Key("demo-service", "service", frozenset()),
    Key("demo-user", "user", frozenset({"wall", "groups", "stats", "photos", "video", "docs"})),
    Key("demo-expired", "user", frozenset(), "expired"),
    Key("demo-vkid", "user", frozenset({"vkid.personal_info"}), "vkid"),
)


def authorize(keys: Mapping[str, Key], token: str | None) -> Key:
    """The key behind `token`; raises ApiFailure 5 or 28 for a missing, unknown or expired one."""
    if not token:
        raise refusal(5, "no access_token passed.")
    key = keys.get(token)
    if key is None:
        raise refusal(5, "invalid access_token (4).")
    if key.state == "expired":
        raise refusal(28 if key.kind == "service" else 5, "access_token has expired.")
    return key


def check(key: Key, method: str, *, profile: Profile) -> None:
    """Raises ApiFailure 27, 28, 15 or 1051 where `key` may not call `method`."""
    row = RIGHTS[method]
    allowed = row.schema if profile == "schema" else row.observed
    if _LETTERS[key.kind] not in allowed:
        if key.kind == "community":
            raise refusal(27, "method is unavailable with group auth.")
        if key.kind == "service":
            raise refusal(28, "method is unavailable with service token.")
        raise refusal(15, "method is unavailable with user auth.")
    if key.state == "vkid" and method not in _VKID_METHODS:
        raise refusal(1051)
    if key.kind == "community" and row.right and row.right not in key.permissions:
        raise _no_scope()
    if key.kind == "user" and row.scope and row.scope not in key.permissions:
        raise _no_scope()


def _no_scope() -> ApiFailure:
    return ApiFailure(
        15,
        "Access denied: no access to call this method. It cannot be called with current scopes.",
        subcode=1133,
    )
