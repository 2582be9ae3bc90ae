"""The live broadcast of a session: begun and ended from here, or in VK itself and named by its link."""

from __future__ import annotations

import re
from urllib.parse import unquote

from lib import outbox
from lib.access.permissions import Actor, require
from lib.base.language import N_
from lib.chats import queries
from lib.chats.errors import ChatError
from lib.chats.record import note
from lib.chats.sessions import found_chat, going_chat
from lib.store import Store
from lib.store.state import get_state

EXAMPLE = "https://vk.com/video-1_456"
"""What a link of a video looks like."""

# vk.com/video-1_456, vkvideo.ru/video-1_456, vk.com/video/live-1_456,
# vk.com/video/@club1?z=video-1_456%2Fpl_-1_-2
_VIDEO = re.compile(r"(?:video|live|clip)(-?\d{1,18})_(\d{1,18})")


def begin_broadcast(
    store: Store,
    chat_id: int,
    title: str,
    description: str,
    *,
    wallpost: bool,
    actor: Actor,
    now: int,
    override: outbox.Override | None = None,
) -> int:
    """Have VK begin a broadcast, under whose video questions come in; answers the id of the outbox action.

    `wallpost`: VK makes a post of it as well. It goes out at once: somebody waits for its key, which only
    `lib.outbox.whispers` has afterwards, once. Raises `Forbidden`, `ChatError`, `OutboxError`, `HeldBack`.
    """
    require(actor, "post.publish")
    with store.writer() as db:
        found = going_chat(db, chat_id)
        action = outbox.queue(
            db,
            "broadcast",
            actor=actor,
            payload={
                "title": " ".join(title.split()),
                "description": description.strip(),
                "wallpost": wallpost,
                "seen": {},
            },
            now=now,
            hold=0,
            override=override,
        )
        if found.broadcast_action != action.action_id:
            queries.change_chat(
                db,
                chat_id,
                {
                    "broadcast_action": action.action_id,
                    "broadcast_end_action": None,
                    "video_id": None,
                },
            )
            note(db, "chat.broadcast", chat_id=chat_id, actor=actor, now=now, text=title.strip())
    return action.action_id


def end_broadcast(store: Store, chat_id: int, *, actor: Actor, now: int) -> int:
    """Have VK end the broadcast; answers the id of the outbox action. Raises `Forbidden`, `ChatError`,
    `OutboxError`."""
    require(actor, "chat.run")
    with store.writer() as db:
        found = found_chat(db, chat_id)
        if found.video_id is None:
            raise ChatError(N_("This open chat has no broadcast."))
        action = outbox.queue(
            db,
            "broadcast_end",
            actor=actor,
            payload={"video_id": found.video_id},
            now=now,
            hold=0,
        )
        if found.broadcast_end_action != action.action_id:
            queries.change_chat(db, chat_id, {"broadcast_end_action": action.action_id})
            note(db, "chat.broadcast_end", chat_id=chat_id, actor=actor, now=now)
    return action.action_id


def take_video(store: Store, chat_id: int, address: str, *, actor: Actor, now: int) -> int:
    """Take questions from under a video that was begun in VK itself; answers its id.

    `address`: its link as VK's “share” gives it. Raises `Forbidden`, `ChatError`.
    """
    require(actor, "chat.prepare")
    owner_id, video_id = _named(address)
    with store.writer() as db:
        going_chat(db, chat_id)
        group_id = get_state(db, "community.group_id")
        if group_id is not None and owner_id != -int(group_id):
            raise ChatError(
                N_(
                    "This video is not the community's, so its comments do not come here."
                    " Begin the broadcast in the community."
                )
            )
        queries.change_chat(
            db,
            chat_id,
            {"video_id": video_id, "broadcast_action": None, "broadcast_end_action": None},
        )
        note(db, "chat.video", chat_id=chat_id, actor=actor, now=now, text=address.strip()[:300])
    return video_id


def drop_video(store: Store, chat_id: int, *, actor: Actor, now: int) -> None:
    """Take no more questions from under the video; those that came stay. Raises `Forbidden`, `ChatError`."""
    require(actor, "chat.prepare")
    with store.writer() as db:
        going_chat(db, chat_id)
        queries.change_chat(
            db,
            chat_id,
            {"video_id": None, "broadcast_action": None, "broadcast_end_action": None},
        )
        note(db, "chat.video", chat_id=chat_id, actor=actor, now=now)


def _named(address: str) -> tuple[int, int]:
    found = _VIDEO.search(unquote(address))
    if found is None:
        raise ChatError(
            N_("This is no link of a video. It looks like this: {example}"),
            example=EXAMPLE,
        )
    return int(found[1]), int(found[2])
