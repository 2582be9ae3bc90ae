"""Every method of the local VK asked at least once; a world in which everything that has a shape happened."""

from __future__ import annotations

from typing import Any

from lib.sandbox.objects import ADMIN_ID
from tests.conftest import LocalVk
from tests.sandbox import cases_community, cases_media

U, C, S = "demo-user", "demo-community", "demo-service"
OF_POST = {"owner_id": -1, "post_id": "{post}"}
POST_ITEM = {"type": "post", "owner_id": -1, "item_id": "{post}"}
OF_COMMENT = {"owner_id": -1, "comment_id": "{comment}"}
ALL_USER_FIELDS = (
    "sex,photo_50,photo_100,photo_200,city,screen_name,online,last_seen,domain,verified"
)
ALL_GROUP_FIELDS = "members_count,description,activity,status,site,photo_200,verified,city,counters"
WHOLE = {
    "extended": 1,
    "need_likes": 1,
    "count": 100,
    "thread_items_count": 10,
    "preview_length": 0,
}

CASES: list[tuple[str, str, str, dict[str, Any]]] = [
    ("users.get", "response", C, {"user_ids": "1001,1002"}),
    ("users.get", "response", S, {"user_ids": "1,1001,1004", "fields": ALL_USER_FIELDS}),
    ("utils.resolveScreenName", "response", S, {"screen_name": "club1"}),
    ("groups.getById", "response", C, {}),
    ("groups.getById", "response", U, {"group_id": 1, "fields": ALL_GROUP_FIELDS}),
    ("groups.getMembers", "response", S, {"group_id": 1}),
    ("groups.getMembers", "fieldsResponse", C, {"group_id": 1, "fields": ALL_USER_FIELDS}),
    ("groups.getMembers", "filterResponse", U, {"group_id": 1, "filter": "managers"}),
    ("groups.isMember", "response", S, {"group_id": 1, "user_id": 1001}),
    ("groups.isMember", "userIdsResponse", S, {"group_id": 1, "user_ids": "1001,1002"}),
    ("groups.getTokenPermissions", "response", C, {}),
    ("groups.getLongPollServer", "response", C, {"group_id": 1}),
    ("groups.getLongPollSettings", "response", C, {"group_id": 1}),
    (
        "groups.setLongPollSettings",
        "response",
        C,
        {"group_id": 1, "enabled": 1, "wall_reply_new": 1},
    ),
    ("wall.get", "response", S, {"owner_id": -1}),
    ("wall.get", "extendedResponse", U, {"owner_id": -1, "extended": 1, "fields": ALL_USER_FIELDS}),
    ("wall.get", "response", U, {"owner_id": -1, "filter": "postponed"}),
    ("wall.get", "response", U, {"owner_id": -1, "filter": "suggests"}),
    ("wall.getById", "response", S, {"posts": "-1_{post}"}),
    ("wall.getById", "extendedResponse", S, {"posts": "-1_{post}", "extended": 1}),
    ("wall.getComments", "response", S, OF_POST),
    ("wall.getComments", "response", U, {**OF_POST, "need_likes": 1, "thread_items_count": 10}),
    ("wall.getComments", "extendedResponse", U, {**OF_POST, **WHOLE}),
    ("wall.getComments", "extendedResponse", S, {**OF_POST, **WHOLE, "comment_id": "{comment}"}),
    ("wall.getComment", "response", U, OF_COMMENT),
    ("wall.getComment", "extendedResponse", U, {**OF_COMMENT, "extended": 1}),
    (
        "wall.getComment",
        "extendedResponse",
        U,
        {"owner_id": -1, "comment_id": "{orphan}", "extended": 1},
    ),
    ("wall.search", "response", S, {"owner_id": -1, "query": "обсуждением"}),
    ("wall.search", "extendedResponse", U, {"domain": "club1", "query": "запись", "extended": 1}),
    ("wall.getReposts", "response", S, OF_POST),
    ("wall.repost", "response", U, {"object": "wall-1_{post}", "group_id": 1}),
    ("wall.pin", "response", U, OF_POST),
    ("wall.unpin", "response", U, OF_POST),
    ("wall.reportPost", "response", U, {**OF_POST, "reason": 0}),
    ("wall.reportComment", "response", U, {**OF_COMMENT, "reason": 6}),
    ("likes.add", "response", U, POST_ITEM),
    ("likes.delete", "response", U, POST_ITEM),
    ("likes.getList", "response", S, POST_ITEM),
    ("likes.getList", "extendedResponse", U, {**POST_ITEM, "extended": 1}),
    ("wall.post", "response", C, {"owner_id": -1, "from_group": 1, "message": "Запись"}),
    ("wall.edit", "response", U, {**OF_POST, "message": "Правка"}),
    ("wall.createComment", "response", C, {**OF_POST, "message": "Ответ"}),
    (
        "wall.editComment",
        "response",
        U,
        {"owner_id": -1, "comment_id": "{mine}", "message": "Правка"},
    ),
    ("wall.closeComments", "response", C, OF_POST),
    ("wall.openComments", "response", C, OF_POST),
    ("wall.deleteComment", "response", U, OF_COMMENT),
    ("wall.restoreComment", "response", U, OF_COMMENT),
    ("wall.delete", "response", U, OF_POST),
    ("wall.restore", "response", U, OF_POST),
    ("stats.get", "response", U, {"group_id": 1}),
    ("stats.get", "response", U, {"group_id": 1, "interval": "month", "extended": 1}),
    ("stats.getPostReach", "response", U, {"owner_id": -1, "post_ids": "{post}"}),
    *cases_community.CASES,
    *cases_media.CASES,
]


FIRST = {
    "wall.restore": "wall.delete",
    "wall.restoreComment": "wall.deleteComment",
    "board.restoreComment": "board.deleteComment",
    "wall.unpin": "wall.pin",
}
"""What must have been called, with the same parameters, before a method has something to answer."""


READING = ("get", "search", "is", "check", "resolve")
"""How the names of methods begin that change nothing: their cases share one world."""


def reads(method: str) -> bool:
    return method.partition(".")[2].startswith(READING)


def filled(params: dict[str, Any], ids: dict[str, Any]) -> dict[str, str]:
    """The parameters of a case with the ids that `live` answered."""
    return {name: str(value).format(**ids) for name, value in params.items()}


def live(local_vk: LocalVk) -> dict[str, Any]:
    world = local_vk.world
    for user_id in (1001, 1002, 1003):
        world.join(user_id)
    link = {"type": "link", "link": {"url": "https://example.org/", "title": "Ссылка"}}
    photo = {"type": "photo", "photo": {"id": 5}}
    post = world.publish("Запись с обсуждением", attachments=[link, photo])
    world.add_views(post.id, 500)
    comment = world.comment(post.id, 1001, "Вопрос")
    reply = world.comment(post.id, 1002, "Тоже интересно", comment)
    world.comment(post.id, -1, "Ответ сообщества", reply)
    gone = world.comment(post.id, 1003, "Лишнее")
    orphan = world.comment(post.id, 1004, "Ответ на лишнее", gone, attachments=(photo,))
    world.edit_comment(reply, "Тоже очень интересно")
    world.delete_comment(gone)
    world.restore_comment(gone)
    world.delete_comment(gone)
    world.like(1002, post_id=post.id)
    world.like(1002, post_id=post.id, comment_id=comment)
    world.like(1002, post_id=post.id, undo=True)
    world.add_views(post.id, 50)
    world.repost(post, 1001)
    world.leave(1003)
    world.person(1004).deactivated = "banned"
    sooner = world.publish("Раньше", date=world.now() + 3600, kind="postpone", attachments=[photo])
    world.release(sooner)
    world.publish("Позже", date=world.now() + 7200, kind="postpone")
    world.publish("Предложено", from_id=1001, kind="suggest")
    mine = world.comment(post.id, ADMIN_ID, "От себя")
    ids = {"post": post.id, "comment": comment, "mine": mine, "orphan": orphan}
    return ids | cases_community.live(world, post.id) | cases_media.live(local_vk)


EVENTS = {
    "wall_post_new": "callback_wall_post_new",
    "wall_repost": "callback_wall_repost",
    "wall_reply_new": "callback_wall_reply_new",
    "wall_reply_edit": "callback_wall_reply_edit",
    "wall_reply_restore": "callback_wall_reply_restore",
    "wall_reply_delete": "callback_wall_comment_delete",
    "group_join": "callback_group_join",
    "group_leave": "callback_group_leave",
    "like_add": "callback_like_add_remove",
    "like_remove": "callback_like_add_remove",
    **cases_community.EVENTS,
    **cases_media.EVENTS,
}
