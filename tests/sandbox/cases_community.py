"""What the conformance test asks of the community half: neighbours, people, dialogs, boards."""

from __future__ import annotations

from typing import Any

from lib.sandbox import World, bans, boards, callbacks, dialogs, links, neighbours

U, C, S = "demo-user", "demo-community", "demo-service"
NEAR = 1_900_000_077
_SERVER = {"group_id": 1, "server_id": "{hook}"}
_TO = {"peer_id": 1001}
_TOPIC = {"group_id": 1, "topic_id": "{topic}"}

CASES: list[tuple[str, str, str, dict[str, Any]]] = [
    ("groups.getById", "response", S, {"group_ids": f"1,{NEAR}", "fields": "members_count"}),
    ("wall.get", "extendedResponse", S, {"owner_id": -NEAR, "extended": 1}),
    ("wall.getById", "response", S, {"posts": f"-{NEAR}_{{near_post}}"}),
    (
        "wall.getComments",
        "extendedResponse",
        S,
        {"owner_id": -NEAR, "post_id": "{near_post}", "extended": 1, "thread_items_count": 10},
    ),
    ("wall.getComment", "response", U, {"owner_id": -NEAR, "comment_id": "{near_comment}"}),
    ("newsfeed.search", "response", S, {"q": "обсуждением"}),
    ("newsfeed.search", "extendedResponse", U, {"extended": 1, "count": 1}),
    ("messages.send", "deprecatedResponse", C, {**_TO, "random_id": 0, "message": "Ответ"}),
    (
        "messages.send",
        "userIdsResponse",
        C,
        {"peer_ids": "1001,1002", "random_id": 9, "message": "Ответ"},
    ),
    ("messages.edit", "response", C, {**_TO, "message_id": "{answer}", "message": "Иначе"}),
    ("messages.delete", "response", C, {"message_ids": "{asked},{answer}", "delete_for_all": 1}),
    ("messages.getConversations", "response", C, {"extended": 1}),
    ("messages.getHistory", "response", C, _TO),
    ("messages.getHistory", "extendedResponse", C, {**_TO, "extended": 1}),
    ("messages.getById", "response", C, {"message_ids": "{asked},{answer}"}),
    ("messages.getById", "extendedResponse", C, {**_TO, "cmids": "1,2", "extended": 1}),
    ("messages.markAsRead", "response", C, _TO),
    ("messages.isMessagesFromGroupAllowed", "response", C, {"group_id": 1, "user_id": 1001}),
    ("board.getTopics", "response", S, {"group_id": 1, "preview": 1}),
    ("board.getTopics", "extendedResponse", S, {"group_id": 1, "preview": 2, "extended": 1}),
    ("board.getComments", "response", S, {**_TOPIC, "need_likes": 1}),
    ("board.getComments", "extendedResponse", U, {**_TOPIC, "extended": 1, "start_comment_id": 1}),
    ("board.createComment", "response", U, {**_TOPIC, "message": "Ответ", "from_group": 1}),
    (
        "board.editComment",
        "response",
        U,
        {**_TOPIC, "comment_id": "{topic_mine}", "message": "Правка"},
    ),
    ("board.deleteComment", "response", C, {**_TOPIC, "comment_id": "{topic_said}"}),
    ("board.restoreComment", "response", C, {**_TOPIC, "comment_id": "{topic_said}"}),
    ("groups.getCallbackServers", "response", C, {"group_id": 1}),
    (
        "groups.addCallbackServer",
        "response",
        C,
        {"group_id": 1, "url": "http://127.0.0.1:1/vk", "title": "Второй", "secret_key": "s"},
    ),
    (
        "groups.editCallbackServer",
        "response",
        C,
        {**_SERVER, "url": "http://127.0.0.1:1/other", "title": "Другой"},
    ),
    ("groups.deleteCallbackServer", "response", C, _SERVER),
    ("groups.getCallbackConfirmationCode", "response", C, {"group_id": 1}),
    ("groups.getCallbackSettings", "response", C, _SERVER),
    ("groups.setCallbackSettings", "response", C, {**_SERVER, "message_new": 1}),
    ("utils.getShortLink", "response", C, {"url": "https://example.org/"}),
    ("utils.getLinkStats", "response", S, {"key": "{link}"}),
    ("utils.getLinkStats", "extendedResponse", S, {"key": "{link}", "extended": 1}),
    ("utils.checkLink", "response", S, {"url": "https://example.org/"}),
    ("groups.search", "response", U, {"q": "сообщество"}),
    ("groups.ban", "response", U, {"group_id": 1, "owner_id": 1001, "reason": 4}),
    ("groups.unban", "response", U, {"group_id": 1, "owner_id": 1003}),
    ("groups.getBanned", "response", C, {"group_id": 1, "fields": "sex,photo_50"}),
    ("groups.getOnlineStatus", "response", C, {"group_id": 1}),
    ("groups.enableOnline", "response", C, {"group_id": 1}),
    ("groups.disableOnline", "response", C, {"group_id": 1}),
    ("newsfeed.getMentions", "response", U, {"owner_id": -1, "start_time": 1}),
]

EVENTS: dict[str, str] = {
    "message_new": "callback_message_new",
    "message_reply": "callback_message",
    "message_edit": "callback_message",
    "message_allow": "callback_message_allow",
    "message_deny": "callback_message_deny",
    "message_read": "callback_message_read",
    "board_post_new": "callback_board_post_new",
    "board_post_edit": "callback_board_post_edit",
    "board_post_restore": "callback_board_post_restore",
    "board_post_delete": "callback_board_post_delete",
    "user_block": "callback_user_block",
    "user_unblock": "callback_user_unblock",
}
"""Types of events that `live` brings about, and their names in the schema."""


def live(world: World, post_id: int) -> dict[str, Any]:
    """Makes everything happen once that a case or an event asks for; answers the ids."""
    said = neighbours.say(world, NEAR, "Спросили у [club1|сообщества]", shared_post_id=post_id)
    comment = neighbours.answer(world, said.id, 1001, "Они отвечают")
    neighbours.answer(world, said.id, 1002, "Проверим", comment.id)
    bans.ban(world, 1003, end_date=world.now() + 86_400, reason=1, comment="Реклама")
    bans.ban(world, 1002)
    bans.unban(world, 1002)
    ids: dict[str, Any] = {"near_post": said.id, "near_comment": comment.id}
    server = callbacks.add(world, url="http://127.0.0.1:1/", title="Пульт", secret="")
    link = links.shorten(world, "https://example.org/", private=False)
    links.follow(world, link.id, 5)
    ids |= {"hook": server.id, "link": link.id}
    return ids | _write(world) | _discuss(world)


def _write(world: World) -> dict[str, int]:
    picture = {"type": "photo", "photo": {"id": 7, "owner_id": 1001}}
    asked = dialogs.hear(world, 1001, "Как записаться?", attachments=(picture,), payload="{}")
    answer = dialogs.speak(
        world, 1001, "По номеру 122", random_id=5, attachments=[], reply_to=asked.id
    )
    dialogs.edit(world, answer, "По номеру 122 или на Госуслугах", [])
    dialogs.read_by_person(world, 1001)
    dialogs.hear(world, 1001, "Спасибо")
    dialogs.allow(world, 1002)
    dialogs.deny(world, 1002)
    return {"asked": asked.id, "answer": answer.id}


def _discuss(world: World) -> dict[str, int]:
    topic = boards.open_topic(world, "Отзывы", "Расскажите, как вас приняли")
    said = boards.say(world, topic.id, 1001, "Хорошо приняли")
    boards.edit(world, said, "Очень хорошо приняли")
    boards.delete(world, said)
    boards.restore(world, said)
    mine = boards.say(world, topic.id, -1, "Спасибо!")
    return {"topic": topic.id, "topic_said": said.id, "topic_mine": mine.id}
