"""docs.*: upload addresses and saving a document."""

from __future__ import annotations

import hashlib
from typing import Any

from lib.sandbox import uploads
from lib.sandbox.errors import invalid
from lib.sandbox.methods.call import Call
from lib.sandbox.methods.photos import sizes
from lib.sandbox.objects import ADMIN_ID
from lib.sandbox.uploads import Sent, Ticket

_TYPES = {
    1: {"txt", "doc", "docx", "xls", "xlsx", "ppt", "pptx", "rtf", "pdf", "odt", "ods", "csv"},
    2: {"zip", "rar", "7z", "gz", "tar"},
    3: {"gif"},
    4: {"jpg", "jpeg", "png", "webp", "bmp", "psd", "svg"},
    5: {"ogg", "wav", "flac", "m4a"},
    6: {"mp4", "avi", "mov", "mkv", "webm"},
    7: {"epub", "fb2", "djvu"},
}
"""VK's types: texts, archives, moving pictures, pictures, sound, video, books; 8 is anything else."""


def get_upload_server(call: Call) -> Any:
    """docs.getUploadServer, docs.getWallUploadServer, docs.getMessagesUploadServer."""
    mine = call.key.kind == "community"
    owner_id = -call.group_id() if call.text("group_id") or mine else ADMIN_ID
    return {"upload_url": uploads.address(call.world, Ticket("doc", owner_id))}


def save(call: Call) -> Any:
    """docs.save: 105 for a `file` that no upload address answered."""
    if not call.text("file"):
        raise invalid("file is undefined")
    sent, owner_id = uploads.document_sent(call.world, call.text("file"))
    ending = sent.name.rpartition(".")[2]
    body: dict[str, Any] = {
        "title": call.text("title").strip() or sent.title,
        "size": sent.size,
        "ext": ending,
        "url": f"/file/{sent.name}",
        "date": call.world.now(),
        "type": next((number for number, ends in _TYPES.items() if ending in ends), 8),
        "access_key": hashlib.sha1(sent.name.encode()).hexdigest()[:18],
    }
    if call.flag("return_tags"):
        body["tags"] = call.words("tags")
    preview = _preview(call, sent) if body["type"] in {3, 4} else None
    if preview:
        body["preview"] = {"photo": {"sizes": preview}}
    made = call.world.add_media("doc", owner_id, body, file=sent.name)
    return {"type": "doc", "doc": made.body}


def _preview(call: Call, sent: Sent) -> list[dict[str, Any]]:
    """Small pictures of a picture; none where the file is not what its name says."""
    path = call.world.files.path(sent.name)
    measured = None if path is None else uploads.measure(path)
    if measured is None:
        return []
    made = sizes(Sent(sent.name, sent.title, sent.size, *measured[1:]))
    return [{"src": one.pop("url"), **one} for one in made]
