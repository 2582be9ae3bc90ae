"""Upload addresses: who may send what to them, what VK answers, and how a save knows its upload again.

Addresses and answers are signed with a secret of the world, so that they hold over a restart.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import re
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO, Literal

from PIL import Image

from lib.sandbox import gallery
from lib.sandbox.errors import ApiFailure, refusal
from lib.sandbox.world import World

Kind = Literal["wall_photo", "message_photo", "doc", "video"]
SERVERS: dict[str, int] = {"wall_photo": 856312, "message_photo": 627428, "doc": 0, "video": 0}
MEGABYTE = 1024 * 1024
LARGEST: dict[str, int] = {
    "wall_photo": 50 * MEGABYTE,
    "message_photo": 50 * MEGABYTE,
    "doc": 200 * MEGABYTE,
    "video": 2048 * MEGABYTE,
}
"""Bytes of one file. Photos and documents as documented; for video a bound of this local VK."""
PROCESSING = 5
"""Seconds in which an uploaded video is `processing`. VK documents no number."""
MOST_FILES = 6
"""VK takes several photos in one request."""
_PICTURES = {"JPEG": "jpg", "PNG": "png", "GIF": "gif"}
_WIDEST = 14_000
"""Pixels of width and height together."""
_LONGEST = 20
"""Times that a photo may be longer than it is wide."""
_FIELDS: dict[str, re.Pattern[str]] = {
    "wall_photo": re.compile(r"photo|file\d*"),
    "message_photo": re.compile(r"photo|file\d*"),
    "doc": re.compile(r"file"),
    "video": re.compile(r"video_file"),
}
_NOT_DOCUMENTS = frozenset({"exe", "com", "bat", "cmd", "scr", "msi", "mp3"})
_VIDEOS = frozenset(
    {"avi", "mp4", "3gp", "mpeg", "mpg", "mov", "flv", "f4v", "wmv", "mkv", "webm", "vob"}
)


@dataclass(frozen=True)
class Ticket:
    """What an upload address is for."""

    kind: Kind
    owner_id: int
    number: int = 0
    """Of the video that waits for its file."""


@dataclass(frozen=True)
class Part:
    """One file of a request."""

    field: str
    file_name: str
    file: BinaryIO
    size: int


@dataclass(frozen=True)
class Sent:
    """A photo or document that was uploaded and is not saved yet."""

    name: str
    title: str
    size: int
    width: int = 0
    height: int = 0


def address(world: World, ticket: Ticket) -> str:
    """The path at which files for `ticket` arrive."""
    about = f"{ticket.kind}/{ticket.owner_id}/{ticket.number}"
    return f"/upload/{about}/{_sign(world, about)}"


def ticket_of(world: World, path: str) -> Ticket | None:
    """What `path`, without `/upload/`, is for; None where this world never gave it out."""
    about, _, sign = path.rpartition("/")
    if not hmac.compare_digest(sign.encode(), _sign(world, about).encode()):
        return None
    kind, owner_id, number = about.split("/")
    return Ticket(kind, int(owner_id), int(number))  # type: ignore[arg-type]


def largest_request(ticket: Ticket) -> int:
    """Bytes that a request to the address may have, all its files together."""
    files = 1 if ticket.kind in {"doc", "video"} else MOST_FILES
    return files * (LARGEST[ticket.kind] + MEGABYTE)


def receive(world: World, ticket: Ticket, parts: Sequence[Part]) -> dict[str, Any]:
    """Keeps what fits; answers as VK's upload server does, a refusal included."""
    wanted = [part for part in parts if _FIELDS[ticket.kind].fullmatch(part.field)]
    match ticket.kind:
        case "doc":
            return _document(world, ticket, wanted)
        case "video":
            return _video(world, ticket, wanted)
        case _:
            return _photos(world, ticket, wanted)


def _photos(world: World, ticket: Ticket, parts: Sequence[Part]) -> dict[str, Any]:
    """Several photos in one answer; `photo` is an empty list in a string where one does not fit."""
    measured = [_measure(part) for part in parts]
    sent: list[list[Any]] = []
    if all(measured):
        for part, (kind, width, height) in zip(parts, filter(None, measured), strict=True):
            part.file.seek(0)
            name = world.files.keep(part.file, ending=_PICTURES[kind])
            sent.append([name, part.size, width, height])
    photo = json.dumps(sent)
    return {
        "server": SERVERS[ticket.kind],
        "photo": photo,
        "hash": _sign(world, f"{ticket.kind}:{ticket.owner_id}:{photo}"),
    }


def _measure(part: Part) -> tuple[str, int, int] | None:
    """Format, width and height of a photo that VK takes; None for any other file."""
    measured = measure(part.file) if 0 < part.size <= LARGEST["wall_photo"] else None
    if measured is None:
        return None
    _, width, height = measured
    if width + height > _WIDEST or max(width, height) > _LONGEST * min(width, height):
        return None
    return measured


def measure(source: BinaryIO | Path) -> tuple[str, int, int] | None:
    """Format, width and height as the head of a JPEG, PNG or GIF tells them; None for anything else."""
    try:
        with Image.open(source, formats=tuple(_PICTURES)) as picture:
            return picture.format or "", *picture.size
    except (OSError, SyntaxError, Image.DecompressionBombError, Image.DecompressionBombWarning):
        # Pillow tells a broken head by SyntaxError and what it does not know by an OSError.
        return None


def _document(world: World, ticket: Ticket, parts: Sequence[Part]) -> dict[str, Any]:
    if len(parts) != 1:
        return {"error": "no_file", "error_descr": "file is not sent"}
    part, ending = parts[0], _ending(parts[0].file_name)
    if ending in _NOT_DOCUMENTS:
        return {"error": "unknown_ext", "error_descr": "file type is not allowed"}
    if not 0 < part.size <= LARGEST["doc"]:
        return {"error": "file_size", "error_descr": "file is empty or too big"}
    name = world.files.keep(part.file, ending=ending or "bin")
    about = json.dumps([name, part.file_name, part.size, ticket.owner_id])
    return {"file": f"{about}|{_sign(world, about)}"}


def _video(world: World, ticket: Ticket, parts: Sequence[Part]) -> dict[str, Any]:
    """A video's file; without one, the embedded `link` of the video is taken."""
    media = gallery.find(world, "video", ticket.owner_id, ticket.number)
    if media is None:
        return {"error_code": 1, "error": "video is deleted"}
    if not parts:
        return (
            {"response": 1} if media.body.get("platform") else {"error": "video_file is not sent"}
        )
    part, ending = parts[0], _ending(parts[0].file_name)
    if ending not in _VIDEOS or not 0 < part.size <= LARGEST["video"]:
        return {"error": "invalid file"}
    name = world.files.keep(part.file, ending=ending)
    with world.turn():
        media.file, media.ready_at = name, world.now() + PROCESSING
        media.body["player"] = f"/file/{name}"
        world.put(media)
    return {
        "size": part.size,
        "owner_id": media.owner_id,
        "video_id": media.number,
        "video_hash": _sign(world, name)[:18],
    }


def photos_sent(world: World, ticket: Ticket, *, server: str, photo: str, sign: str) -> list[Sent]:
    """The photos behind an answer of an upload address; raises ApiFailure 100, 118, 121, 122 or 22."""
    if server != str(SERVERS[ticket.kind]):
        raise refusal(118)
    try:
        rows = json.loads(photo)
    except ValueError:
        raise refusal(122) from None
    if rows == []:
        raise ApiFailure(
            100, "One of the parameters specified was missing or invalid: No photo given"
        )
    if not _same(sign, _sign(world, f"{ticket.kind}:{ticket.owner_id}:{photo}")):
        raise refusal(121)
    if any(world.files.path(row[0]) is None for row in rows):
        raise refusal(22)
    return [Sent(name, "", size, width, height) for name, size, width, height in rows]


def document_sent(world: World, file: str) -> tuple[Sent, int]:
    """The document behind an answer of an upload address, and its owner; raises ApiFailure 105."""
    about, _, sign = file.rpartition("|")
    if not _same(sign, _sign(world, about)):
        raise refusal(105)
    name, title, size, owner_id = json.loads(about)
    if world.files.path(name) is None:
        raise refusal(105)
    return Sent(name, title, size), owner_id


def _ending(file_name: str) -> str:
    ending = file_name.rpartition(".")[2].lower() if "." in file_name else ""
    return ending if re.fullmatch(r"[a-z0-9]{1,10}", ending) else ""


def _sign(world: World, about: str) -> str:
    if not world.group.upload_key:
        with world.turn():
            world.group.upload_key = secrets.token_hex(20)
            world.touch(world.group)
    return hmac.new(world.group.upload_key.encode(), about.encode(), hashlib.sha256).hexdigest()


def _same(one: str, other: str) -> bool:
    return hmac.compare_digest(one.encode(), other.encode())
