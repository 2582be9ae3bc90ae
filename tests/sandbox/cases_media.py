"""What the conformance test asks of the media half: photos, documents, videos, polls."""

from __future__ import annotations

import io
from typing import Any

import httpx
from PIL import Image

from tests.conftest import LocalVk

U, C, S = "demo-user", "demo-community", "demo-service"
SENT_PHOTO = {"server": "{server}", "photo": "{photo}", "hash": "{hash}"}
SENT_TO_MESSAGES = {"server": "{m_server}", "photo": "{m_photo}", "hash": "{m_hash}"}

CASES: list[tuple[str, str, str, dict[str, Any]]] = [
    ("photos.getWallUploadServer", "response", U, {"group_id": 1}),
    ("photos.saveWallPhoto", "response", U, {"group_id": 1, **SENT_PHOTO, "caption": "а"}),
    ("photos.getMessagesUploadServer", "response", C, {}),
    ("photos.getMessagesUploadServer", "response", U, {"peer_id": 1001}),
    ("photos.saveMessagesPhoto", "response", C, SENT_TO_MESSAGES),
    ("photos.get", "response", S, {"owner_id": -1, "album_id": "wall"}),
    ("photos.get", "response", U, {"owner_id": -1, "photo_ids": "{photo_id}", "extended": 1}),
    ("docs.getUploadServer", "response", U, {}),
    ("docs.getWallUploadServer", "response", C, {"group_id": 1}),
    ("docs.getMessagesUploadServer", "response", C, {"peer_id": 1001}),
    ("docs.save", "response", C, {"file": "{file}", "return_tags": 1, "tags": "приказ"}),
]

EVENTS: dict[str, str] = {}
"""Types of events that `live` brings about, and their names in the schema."""


def live(vk: LocalVk) -> dict[str, Any]:
    """Makes everything happen once that a case or an event asks for; answers ids and upload answers."""

    def ask(key: str, method: str, **params: Any) -> Any:
        form = {"v": "5.199", "access_token": key, **params}
        answer = httpx.post(f"{vk.url}/method/{method}", data=form).json()
        assert "response" in answer, answer
        return answer["response"]

    def send(url: str, field: str) -> dict[str, Any]:
        sent: dict[str, Any] = httpx.post(url, files={field: ("a.gif", made.getvalue())}).json()
        return sent

    made = io.BytesIO()
    Image.new("RGB", (900, 600), "teal").save(made, "GIF")
    wall = send(ask(U, "photos.getWallUploadServer", group_id=1)["upload_url"], "photo")
    messages = send(ask(C, "photos.getMessagesUploadServer")["upload_url"], "photo")
    doc = send(ask(C, "docs.getWallUploadServer", group_id=1)["upload_url"], "file")
    (photo,) = ask(U, "photos.saveWallPhoto", group_id=1, **wall)
    ask(U, "wall.post", owner_id=-1, attachments=f"photo-1_{photo['id']}")
    sent = {**wall, **{f"m_{name}": value for name, value in messages.items()}, **doc}
    return {**sent, "photo_id": photo["id"]}
