"""Doors to what stands around the wall: neighbours, messages, the board, and who is shut out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import asdict
from typing import Any

from lib.sandbox import bans, boards, dialogs, links, neighbours
from lib.sandbox.around import NEIGHBOUR_KINDS, Ban, Neighbour, NeighbourComment, NeighbourPost
from lib.sandbox.calls import Office
from lib.sandbox.deliveries import CallbackServer, Delivery
from lib.sandbox.objects import OWNER_ID
from lib.sandbox.shapes import comment_object
from lib.sandbox.talks import Message, Topic, TopicComment
from lib.sandbox.world import World


def neighbour(office: Office, body: Mapping[str, Any]) -> Any:
    """{group_id, name?, screen_name?, description?, activity?, members?, kind?}: makes or changes one"""
    if body.get("kind", "hospital") not in NEIGHBOUR_KINDS:
        raise ValueError(f"kind is one of {', '.join(NEIGHBOUR_KINDS)}")
    with office.world.turn():
        near = neighbours.known(office.world, int(body["group_id"]))
        for name in ("name", "screen_name", "description", "activity", "members", "kind"):
            if name in body:
                setattr(near, name, body[name])
        office.world.put(near)
    return {}


def mention(office: Office, body: Mapping[str, Any]) -> Any:
    """{group_id, text, from_id?, share_post_id?, attachments?} -> {post_id}: a neighbour posts, or shares us"""
    shared = body.get("share_post_id")
    from_id = body.get("from_id")
    made = neighbours.say(
        office.world,
        int(body["group_id"]),
        str(body["text"]),
        from_id=None if from_id is None else int(from_id),
        attachments=tuple(body.get("attachments", ())),
        shared_post_id=None if shared is None else int(shared),
    )
    return {"post_id": made.id}


def neighbour_comment(office: Office, body: Mapping[str, Any]) -> Any:
    """{post_id, from_id, text, reply_to?} -> {comment_id}: someone comments under a neighbour's post"""
    made = neighbours.answer(
        office.world,
        int(body["post_id"]),
        int(body["from_id"]),
        str(body["text"]),
        body.get("reply_to"),
    )
    return {"comment_id": made.id}


def ban(office: Office, body: Mapping[str, Any]) -> Any:
    """{user_id, end_date?, reason?, comment?, comment_visible?}; {user_id, undo: true} lets in again"""
    user_id = int(body["user_id"])
    if body.get("undo"):
        bans.unban(office.world, user_id)
        return {}
    with office.world.turn():
        office.world.person(user_id)
        bans.ban(
            office.world,
            user_id,
            end_date=int(body.get("end_date", 0)),
            reason=int(body.get("reason", 0)),
            comment=str(body.get("comment", "")),
            comment_visible=bool(body.get("comment_visible")),
        )
    return {}


def message(office: Office, body: Mapping[str, Any]) -> Any:
    """{from_id, text, attachments?, payload?} -> {message_id}: a person writes to the community"""
    made = dialogs.hear(
        office.world,
        int(body["from_id"]),
        str(body["text"]),
        attachments=tuple(body.get("attachments", ())),
        payload=str(body.get("payload", "")),
    )
    return {"message_id": made.id, "conversation_message_id": made.cmid}


def message_allow(office: Office, body: Mapping[str, Any]) -> Any:
    """{user_id, key?}"""
    dialogs.allow(office.world, int(body["user_id"]), str(body.get("key", "")))
    return {}


def message_deny(office: Office, body: Mapping[str, Any]) -> Any:
    """{user_id, private?}; private: the profile's own settings forbid it"""
    dialogs.deny(office.world, int(body["user_id"]), private=bool(body.get("private")))
    return {}


def message_read(office: Office, body: Mapping[str, Any]) -> Any:
    """{user_id}: reads what the community has written"""
    dialogs.read_by_person(office.world, int(body["user_id"]))
    return {}


def topic(office: Office, body: Mapping[str, Any]) -> Any:
    """{title, text, from_id?} -> {topic_id}"""
    made = boards.open_topic(
        office.world,
        str(body["title"]),
        str(body["text"]),
        from_id=int(body.get("from_id", OWNER_ID)),
    )
    return {"topic_id": made.id}


def close_topic(office: Office, body: Mapping[str, Any]) -> Any:
    """{topic_id, undo?}"""
    with office.world.turn():
        found = boards.topic_of(office.world, int(body["topic_id"]))
        found.closed = not body.get("undo")
        office.world.put(found)
    return {}


def board_post(office: Office, body: Mapping[str, Any]) -> Any:
    """{topic_id, from_id, text, attachments?} -> {comment_id}"""
    made = boards.say(
        office.world,
        int(body["topic_id"]),
        int(body["from_id"]),
        str(body["text"]),
        attachments=tuple(body.get("attachments", ())),
    )
    return {"comment_id": made.id}


def board_edit(office: Office, body: Mapping[str, Any]) -> Any:
    """{comment_id, text}"""
    found = boards.comment_of(office.world, int(body["comment_id"]))
    boards.edit(office.world, found, str(body["text"]))
    return {}


def board_delete(office: Office, body: Mapping[str, Any]) -> Any:
    """{comment_id}: its author takes it back"""
    found = boards.comment_of(office.world, int(body["comment_id"]))
    boards.delete(office.world, found, found.from_id)
    return {}


def link_views(office: Office, body: Mapping[str, Any]) -> Any:
    """{key, views}: people follow a short link"""
    links.follow(office.world, str(body["key"]), int(body["views"]))
    return {}


DOORS: Mapping[str, Callable[[Office, Any], Any]] = {
    made.__name__: made
    for made in (
        *(neighbour, mention, neighbour_comment, ban),
        *(message, message_allow, message_deny, message_read),
        *(topic, close_topic, board_post, board_edit, board_delete, link_views),
    )
}


def shown(world: World) -> dict[str, Any]:
    """What `/_world/state` tells beside posts and comments; under the world's lock."""
    waiting = Counter(one.server_id for one in world.shelf(Delivery).values())
    posts = sorted(world.shelf(NeighbourPost).values(), key=lambda p: p.id)
    said = sorted(world.shelf(NeighbourComment).values(), key=lambda c: c.id)
    return {
        "neighbours": [
            {"id": near.id, "name": near.name, "screen_name": near.screen_name}
            for near in world.shelf(Neighbour).values()
        ],
        "neighbour_posts": [world.show_post(p) for p in posts if not p.deleted],
        "messages": [
            dialogs.message_object(m) for m in world.shelf(Message).values() if not m.deleted
        ],
        "topics": [asdict(one) for one in world.shelf(Topic).values()],
        "topic_comments": [
            boards.comment_object(c) | {"topic_id": c.topic_id}
            for c in world.shelf(TopicComment).values()
            if not c.deleted
        ],
        "callback_servers": [
            {"id": one.id, "url": one.url, "status": one.status, "waiting": waiting[one.id]}
            for one in world.shelf(CallbackServer).values()
        ],
        "bans": [asdict(one) for one in world.shelf(Ban).values()],
        "neighbour_comments": [comment_object(c, viewer=None) for c in said if not c.deleted],
    }
