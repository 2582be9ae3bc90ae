"""photos.*: upload addresses, saving what was uploaded, reading the wall's album."""

from __future__ import annotations

import hashlib
from typing import Any

from lib.sandbox import gallery, uploads
from lib.sandbox.around import Media
from lib.sandbox.errors import invalid, refusal
from lib.sandbox.gallery import IN_MESSAGES, ON_WALL, UNPOSTED
from lib.sandbox.methods.call import Call
from lib.sandbox.objects import ADMIN_ID, OWNER_ID
from lib.sandbox.shapes import likes_object, photo_object
from lib.sandbox.uploads import Sent, Ticket

_SIDES = (
    *(("s", 75), ("m", 130), ("p", 200), ("q", 320), ("r", 510)),
    *(("x", 604), ("y", 807), ("z", 1080), ("w", 2560)),
)
"""The longer side of each size, in pixels."""
_LONGEST_CAPTION = 2048


def get_wall_upload_server(call: Call) -> Any:
    """photos.getWallUploadServer."""
    path = uploads.address(call.world, _wall(call))
    shown = {"album_id": UNPOSTED, "upload_url": path, "user_id": ADMIN_ID}
    return shown | ({"group_id": call.group_id()} if call.text("group_id") else {})


def save_wall_photo(call: Call) -> Any:
    """photos.saveWallPhoto: the photo is in nobody's sight until a post carries it."""
    caption = call.text("caption")
    if len(caption) > _LONGEST_CAPTION:
        raise invalid("caption is too long")
    return _save(call, _wall(call), album_id=UNPOSTED, text=caption)


def _wall(call: Call) -> Ticket:
    owner_id = -call.group_id() if call.text("group_id") else ADMIN_ID
    return Ticket("wall_photo", owner_id)


def get_messages_upload_server(call: Call) -> Any:
    """photos.getMessagesUploadServer."""
    path = uploads.address(call.world, _messages(call))
    shown = {"album_id": IN_MESSAGES, "upload_url": path, "user_id": call.viewer or 0}
    return shown | ({"group_id": -OWNER_ID} if call.key.kind == "community" else {})


def save_messages_photo(call: Call) -> Any:
    """photos.saveMessagesPhoto."""
    return _save(call, _messages(call), album_id=IN_MESSAGES)


def _messages(call: Call) -> Ticket:
    return Ticket("message_photo", call.viewer or OWNER_ID)


def _save(call: Call, ticket: Ticket, *, album_id: int, text: str = "") -> list[dict[str, Any]]:
    if not call.text("photo"):
        raise invalid("photo is undefined")
    sent = uploads.photos_sent(
        call.world,
        ticket,
        server=call.text("server"),
        photo=call.text("photo"),
        sign=call.text("hash"),
    )
    made = [_add(call, ticket.owner_id, one, album_id=album_id, text=text) for one in sent]
    return [media.body for media in made]


def _add(call: Call, owner_id: int, sent: Sent, *, album_id: int, text: str) -> Media:
    body: dict[str, Any] = {
        "album_id": album_id,
        "date": call.world.now(),
        "access_key": hashlib.sha1(sent.name.encode()).hexdigest()[:18],
        "sizes": sizes(sent),
        "text": text,
        "has_tags": False,
    }
    if owner_id < 0:
        body["user_id"] = ADMIN_ID
    return call.world.add_media("photo", owner_id, body, file=sent.name)


def sizes(sent: Sent) -> list[dict[str, Any]]:
    """The sizes VK makes of a picture: never larger than it is, and no larger type than it needs."""
    made: list[dict[str, Any]] = []
    longest = max(sent.width, sent.height)
    for kind, side in _SIDES:
        part = min(1.0, side / longest)
        width, height = max(1, round(sent.width * part)), max(1, round(sent.height * part))
        url = f"/file/{sent.name}/{width}x{height}"
        made.append({"type": kind, "url": url, "width": width, "height": height})
        if side >= max(longest, 604):
            break
    return made


def get(call: Call) -> Any:
    """photos.get of the community's wall album, or of the photos named by `photo_ids`."""
    if call.integer("owner_id", ADMIN_ID) != OWNER_ID:
        raise refusal(200)
    extended = call.flag("extended")
    offset = call.integer("offset", 0, minimum=0)
    count = call.integer("count", 50, minimum=0, maximum=1000)
    named = [int(word) for word in call.words("photo_ids") if word.isdigit()]
    album = call.text("album_id")
    if not album and not named:
        raise invalid("album_id is undefined")
    found = [
        (media, photo_object(media.body, owner_id=OWNER_ID, date=0))
        for media in gallery.all_of(call.world, "photo", OWNER_ID)
    ]
    if named:
        found = [(media, body) for media, body in found if media.number in named]
    if album:
        number = {"wall": str(ON_WALL)}.get(album, album)
        found = [(media, body) for media, body in found if str(body["album_id"]) == number]
    if call.flag("rev"):
        found.reverse()
    page = found[offset : offset + count]
    shown = [body | (_around(call, media) if extended else {}) for media, body in page]
    return {"count": len(found), "items": shown}


def _around(call: Call, media: Media) -> dict[str, Any]:
    likes = likes_object(media.likes, viewer=call.viewer)
    return {
        "likes": {"user_likes": likes["user_likes"], "count": likes["count"]},
        "reposts": {"count": 0},
        "comments": {"count": 0},
        "can_comment": 1,
        "tags": {"count": 0},
    }
