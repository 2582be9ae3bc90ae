"""Photos, videos, documents and polls of a world, each found by the name that attachments use."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

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
                told = {"date": date, **body} if kind != "poll" else dict(body)
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
    return one if media is None else {"type": kind, kind: one[kind] | shown(world, media)}


def shown(world: World, media: Media) -> dict[str, Any]:
    """The body as VK shows it now."""
    if media.kind != "video":
        return media.body
    body = dict(media.body)
    body["comments"] = body.get("comments", 0) + len(comments_of(world, media))
    if media.ready_at is None or media.ready_at > world.now():
        body["processing"] = 1
    return body


def comments_of(world: World, media: Media) -> list[VideoComment]:
    """Comments of a video that stand, oldest first."""
    found = [c for c in world.shelf(VideoComment).values() if c.video == media.id]
    return sorted((c for c in found if not c.deleted), key=lambda c: c.id)
