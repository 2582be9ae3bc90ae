"""Photos, videos, documents and polls of a world, each found by the name that attachments use."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from lib.sandbox import bans
from lib.sandbox.around import Media, VideoComment
from lib.sandbox.objects import OWNER_ID

if TYPE_CHECKING:
    from lib.sandbox.world import World

KINDS = ("photo", "video", "doc", "poll")
UNPOSTED, ON_WALL, IN_MESSAGES = -14, -7, -64
"""Albums of the system: saved and not posted yet, on the wall, sent in messages."""


def name(kind: str, owner_id: int, number: int) -> str:
    """How an attachment names it: photo-1_458000001."""
    return f"{kind}{owner_id}_{number}"


def find(world: World, kind: str, owner_id: int, number: int) -> Media | None:
    """The photo, video, document or poll with this number, None where there is none."""
    return world.shelf(Media).get(name(kind, owner_id, number))


def all_of(world: World, kind: str, owner_id: int) -> list[Media]:
    """Everything of `kind` that `owner_id` has, oldest first."""
    found = [m for m in world.shelf(Media).values() if m.kind == kind and m.owner_id == owner_id]
    return sorted(found, key=lambda m: (m.body.get("date", m.body.get("created", 0)), m.number))


def note(world: World, attachments: Iterable[dict[str, Any]], *, date: int) -> None:
    """Takes in what a post brought along, unless it is known; the post keeps it, no second copy is kept."""
    for one in attachments:
        kind = one.get("type", "")
        body = one.get(kind)
        if kind in KINDS and isinstance(body, dict) and "id" in body:
            owner_id, number = int(body.get("owner_id", OWNER_ID)), int(body["id"])
            known = name(kind, owner_id, number)
            if known not in world.shelf(Media):
                told = {"owner_id": owner_id, **({} if kind == "poll" else {"date": date}), **body}
                world.shelf(Media)[known] = Media(known, kind, owner_id, number, told)


def hang(world: World, attachments: Iterable[dict[str, Any]]) -> None:
    """A post carries these now: photos that waited for it are on the wall from here on."""
    for one in attachments:
        photo = one.get("photo", {})
        media = find(world, "photo", photo.get("owner_id", OWNER_ID), photo.get("id", 0))
        if media is not None and media.body.get("album_id") == UNPOSTED:
            media.body["album_id"] = ON_WALL
            world.put(media)


def fresh(world: World, attachments: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """Attachments as their media are now: votes, views and comments move on after the post was made."""
    return [_fresh(world, one) for one in attachments]


def _fresh(world: World, one: dict[str, Any]) -> dict[str, Any]:
    kind = one.get("type", "")
    if kind not in KINDS or "id" not in one.get(kind, {}):
        return one
    media = find(world, kind, int(one[kind].get("owner_id", OWNER_ID)), int(one[kind]["id"]))
    if media is None:
        return one
    body = shown(world, media)
    return {"type": kind, kind: one[kind] | body if kind == "photo" else body}


def shown(world: World, media: Media) -> dict[str, Any]:
    """The body as VK shows it now."""
    body = dict(media.body)
    if media.kind != "video":
        return body
    body["comments"] = body.get("comments", 0) + len(comments_of(world, media))
    if media.ready_at is None or media.ready_at > world.now():
        body["processing"] = 1
    return body


def comments_of(world: World, media: Media) -> list[VideoComment]:
    """Comments of a video that stand, oldest first."""
    about = (media.owner_id, media.number)
    found = [c for c in world.shelf(VideoComment).values() if (c.owner_id, c.video_id) == about]
    return sorted((c for c in found if not c.deleted), key=lambda c: c.id)


def comment_video(
    world: World,
    media: Media,
    from_id: int,
    text: str,
    *,
    reply_to: int | None = None,
    attachments: Iterable[dict[str, Any]] = (),
) -> int:
    """Someone comments on a video (`from_id` below zero: the community); answers the comment's id."""
    with world.turn():
        bans.refuse_banned(world, from_id)
        if from_id > 0:
            world.person(from_id)
        made = VideoComment(
            world.number("video_comment"), media.owner_id, media.number, from_id, world.now(), text
        )
        made.reply_to, made.attachments = reply_to, list(attachments)
        tell_comment(world, "video_comment_new", made)
        return made.id


def tell_comment(world: World, kind: str, comment: VideoComment, *, by: int = 0) -> None:
    """Keeps a comment that changed and tells the listeners; `by` is who deleted it."""
    with world.turn():
        world.put(comment)
        if kind == "video_comment_delete":
            about = {"owner_id": comment.owner_id, "id": comment.id, "video_id": comment.video_id}
            world.emit(kind, about | {"deleter_id": by, "user_id": by})
        else:
            body = comment_object(world, comment)
            world.emit(kind, body | {"video_owner_id": comment.owner_id})


def comment_object(world: World, comment: VideoComment) -> dict[str, Any]:
    """The comment as VK shows it."""
    shown: dict[str, Any] = {
        "id": comment.id,
        "from_id": comment.from_id,
        "date": comment.date,
        "text": comment.text,
        "owner_id": comment.owner_id,
        "video_id": comment.video_id,
    }
    if comment.attachments:
        shown["attachments"] = comment.attachments
    answered = world.shelf(VideoComment).get(comment.reply_to) if comment.reply_to else None
    if answered is not None:
        shown |= {"reply_to_comment": answered.id, "reply_to_user": answered.from_id}
    return shown


def watch(world: World, media: Media, people: int) -> None:
    """So many more people look in on a broadcast; its video counts them as views when it has ended."""
    with world.turn():
        media.watchers += people
        media.body["spectators"] = media.body.get("spectators", 0) + people
        world.put(media)


def vote(world: World, media: Media, user_id: int, answers: list[int]) -> bool:
    """A person votes, once; False for a second time.

    VK tells listeners of public polls only, and of several answers it tells one.
    """
    with world.turn():
        if str(user_id) in media.votes:
            return False
        world.person(user_id)
        media.votes[str(user_id)] = answers
        for answer in media.body["answers"]:
            answer["votes"] += answer["id"] in answers
        total = sum(answer["votes"] for answer in media.body["answers"])
        for answer in media.body["answers"]:
            answer["rate"] = round(answer["votes"] * 100 / total, 2)
        media.body["votes"] += 1
        world.put(media)
        if not media.body["anonymous"]:
            about = {"owner_id": media.owner_id, "poll_id": media.number}
            world.emit("poll_vote_new", about | {"option_id": answers[0], "user_id": user_id})
        return True


def like(world: World, user_id: int, thing: Media | VideoComment, *, undo: bool = False) -> None:
    """Someone likes a photo, a video or a comment under one. Twice changes nothing."""
    with world.turn():
        if (user_id in thing.likes.by) != undo:
            return
        if undo:
            thing.likes.by.remove(user_id)
        else:
            thing.likes.by.append(user_id)
        world.put(thing)
        kind, number = (
            (thing.kind, thing.number) if isinstance(thing, Media) else ("video_comment", thing.id)
        )
        about = {"object_type": kind, "object_owner_id": thing.owner_id, "object_id": number}
        told = "like_remove" if undo else "like_add"
        world.emit(told, about | {"liker_id": user_id, "post_id": 0})
