"""What the conformance test asks of the community half: neighbours, people, dialogs, boards."""

from __future__ import annotations

from typing import Any

from lib.sandbox import World, bans, neighbours

U, C, S = "demo-user", "demo-community", "demo-service"
NEAR = 1_900_000_077

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
    "user_block": "callback_user_block",
    "user_unblock": "callback_user_unblock",
}
"""Types of events that `live` brings about, and their names in the schema."""


def live(world: World, post_id: int) -> dict[str, int]:
    """Makes everything happen once that a case or an event asks for; answers the ids."""
    said = neighbours.say(world, NEAR, "Спросили у [club1|сообщества]", shared_post_id=post_id)
    comment = neighbours.answer(world, said.id, 1001, "Они отвечают")
    neighbours.answer(world, said.id, 1002, "Проверим", comment.id)
    bans.ban(world, 1003, end_date=world.now() + 86_400, reason=1, comment="Реклама")
    bans.ban(world, 1002)
    bans.unban(world, 1002)
    return {"near_post": said.id, "near_comment": comment.id}
