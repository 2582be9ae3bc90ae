"""video.*: saving and reading videos, and broadcasts."""

from __future__ import annotations

import hashlib
import re
import secrets
from typing import Any

from lib.sandbox import gallery, uploads
from lib.sandbox.around import Media
from lib.sandbox.errors import invalid, refusal
from lib.sandbox.methods.call import Call
from lib.sandbox.methods.wall import company
from lib.sandbox.objects import ADMIN_ID, OWNER_ID
from lib.sandbox.shapes import likes_object
from lib.sandbox.uploads import Ticket

_NAMED = re.compile(r"(-?\d+)_(\d+)(?:_\w+)?")
_IMAGES = ((130, 96), (320, 240), (800, 450), (1280, 720))
_LONGEST_NAME = 128
"""Characters; longer names are cut, as VK's page on video.save does not say what else happens."""


def save(call: Call) -> Any:
    """video.save: the video is there at once, `processing` until its file has come and was worked on."""
    owner_id = -call.group_id() if call.text("group_id") else ADMIN_ID
    link = call.text("link")
    if link and not link.startswith(("http://", "https://")):
        raise invalid("link is invalid")
    media = _add(call, owner_id)
    media.closed = call.flag("no_comments")
    media.ready_at = None
    if call.flag("repeat"):
        media.body["repeat"] = 1
    if call.flag("is_private"):
        media.body["is_private"] = 1
    if link:
        media.ready_at = call.world.now()
        media.body |= {"platform": "external", "player": link}
    if call.flag("wallpost"):
        _post(call, media)
    return {
        "access_key": media.body["access_key"],
        "description": media.body["description"],
        "owner_id": owner_id,
        "title": media.body["title"],
        "upload_url": uploads.address(call.world, Ticket("video", owner_id, media.number)),
        "video_id": media.number,
    }


def delete(call: Call) -> int:
    """video.delete: 204 for a video of somebody else, and for one that is not there."""
    media = gallery.find(
        call.world, "video", call.integer("owner_id", ADMIN_ID), call.integer("video_id")
    )
    if media is None or media.owner_id not in {ADMIN_ID, OWNER_ID}:
        raise refusal(204)
    call.world.drop(media)
    return 1


def _add(call: Call, owner_id: int, **more: Any) -> Media:
    title = call.text("name").strip()[:_LONGEST_NAME] or "Без названия"
    key = secrets.token_hex(9)
    body = {
        "title": title,
        "description": call.text("description").strip(),
        "date": call.world.now(),
        "duration": 0,
        "views": 0,
        "type": "video",
        "access_key": key,
        "image": [
            {"url": f"/photo/video/{key}/{width}x{height}.svg", "width": width, "height": height}
            for width, height in _IMAGES
        ],
        **more,
    }
    if owner_id < 0:
        body["user_id"] = ADMIN_ID
    return call.world.add_media("video", owner_id, body)


def _post(call: Call, media: Media) -> int:
    """A post of the wall with nothing but the video; error 214 where the wall is not the community's."""
    if media.owner_id != OWNER_ID:
        raise refusal(214)
    carried = {"type": "video", "video": gallery.shown(call.world, media)}
    return call.world.publish("", created_by=ADMIN_ID, attachments=[carried]).id


def get(call: Call) -> Any:
    """video.get: the community's, newest first, or those named by `videos`; what is not there is left out."""
    count = call.integer("count", 100, minimum=0, maximum=200)
    offset = call.integer("offset", 0, minimum=0)
    if call.text("videos"):
        found = [media for word in call.words("videos") if (media := _named(call, word))]
    else:
        owner_id = call.integer("owner_id", ADMIN_ID)
        if owner_id not in {OWNER_ID, ADMIN_ID}:
            raise refusal(204)
        found = gallery.all_of(call.world, "video", owner_id)
        if not call.integer("sort_album", 0, minimum=0, maximum=1):
            found.reverse()
    page = found[offset : offset + count]
    shown = {"count": len(found), "items": [_shown(call, media) for media in page]}
    if call.flag("extended"):
        shown |= company(call, [media.owner_id for media in page])
    return shown


def _named(call: Call, word: str) -> Media | None:
    named = _NAMED.fullmatch(word)
    if named is None:
        raise invalid("videos is invalid")
    return gallery.find(call.world, "video", int(named[1]), int(named[2]))


def _shown(call: Call, media: Media) -> dict[str, Any]:
    likes = likes_object(media.likes, viewer=call.viewer)
    mine = int(call.viewer is not None)
    return gallery.shown(call.world, media) | {
        "response_type": "full",
        "can_comment": int(not media.closed),
        "can_edit": mine,
        "can_delete": mine,
        "can_like": 1,
        "can_repost": 1,
        "can_add": 1,
        "likes": {"count": likes["count"], "user_likes": likes["user_likes"]},
        "reposts": {"count": 0, "user_reposted": 0},
    }


def start_streaming(call: Call) -> Any:
    """video.startStreaming: a broadcast that is live from now on.

    With `video_id` the one that was prepared goes live (`publish`); `wallpost` makes a post of it.
    """
    owner_id = -call.group_id() if call.text("group_id") else ADMIN_ID
    if call.text("video_id"):
        media = _existing(call, owner_id)
        if media.body.get("type") != "live" or not media.body.get("live"):
            raise refusal(204)
    else:
        media = _add(call, owner_id, type="live", live=1, spectators=0, live_start_time=0)
        media.body["live_start_time"] = call.world.now()
        media.closed = call.flag("no_comments")
    key = hashlib.sha1(media.id.encode()).hexdigest()[:20]
    shown = {
        "owner_id": owner_id,
        "video_id": media.number,
        "name": media.body["title"],
        "description": media.body["description"],
        "access_key": media.body["access_key"],
        "stream": {"url": f"rtmp://127.0.0.1/rehearsal/{media.number}", "key": key},
    }
    if call.flag("wallpost"):
        shown["post_id"] = _post(call, media)
    call.world.put(media)
    return shown


def stop_streaming(call: Call) -> Any:
    """video.stopStreaming: the broadcast becomes a video; answers how many people looked in."""
    owner_id = -call.group_id() if call.text("group_id") else ADMIN_ID
    media = _existing(call, owner_id)
    if not media.body.get("live"):
        raise refusal(204)
    for gone in ("live", "spectators"):
        media.body.pop(gone)
    media.body["type"] = "video"
    media.body["duration"] = call.world.now() - media.body["live_start_time"]
    media.body["views"] = media.body.get("views", 0) + media.watchers
    call.world.put(media)
    return {"unique_viewers": media.watchers}


def _existing(call: Call, owner_id: int) -> Media:
    media = gallery.find(call.world, "video", owner_id, call.integer("video_id", minimum=0))
    if media is None:
        raise refusal(204)
    return media
