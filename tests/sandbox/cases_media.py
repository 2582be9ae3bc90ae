"""What the conformance test asks of the media half: photos, documents, videos, polls."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

import httpx
from PIL import Image

from lib.sandbox import World, gallery
from tests.conftest import LocalVk

U, C, S = "demo-user", "demo-community", "demo-service"
SENT_PHOTO = {"server": "{server}", "photo": "{photo}", "hash": "{hash}"}
SENT_TO_MESSAGES = {"server": "{m_server}", "photo": "{m_photo}", "hash": "{m_hash}"}
OF_VIDEO = {"owner_id": -1, "video_id": "{video}"}
OF_SAID = {"owner_id": -1, "comment_id": "{said}"}

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
    ("video.save", "response", U, {"group_id": 1, "name": "Эфир", "wallpost": 1}),
    ("video.get", "response", U, {"owner_id": -1}),
    ("video.get", "response", U, {"videos": "-1_{video}", "extended": 1}),
    ("video.startStreaming", "response", U, {"group_id": 1, "name": "Вопросы", "wallpost": 1}),
    ("video.startStreaming", "response", U, {"group_id": 1, "video_id": "{broadcast}"}),
    ("video.stopStreaming", "response", U, {"group_id": 1, "video_id": "{broadcast}"}),
    ("video.delete", "response", U, {"owner_id": -1, "video_id": "{broadcast}"}),
    ("video.getComments", "response", U, {**OF_VIDEO, "need_likes": 1}),
    (
        "video.getComments",
        "extendedResponse",
        U,
        {**OF_VIDEO, "extended": 1, "start_comment_id": "{said}"},
    ),
    ("video.createComment", "response", U, {**OF_VIDEO, "message": "Ответ", "from_group": 1}),
    ("video.editComment", "response", U, {**OF_SAID, "message": "Правка"}),
    ("video.deleteComment", "response", U, OF_SAID),
    ("video.restoreComment", "response", U, OF_SAID),
    ("likes.add", "response", U, {"type": "video", "owner_id": -1, "item_id": "{video}"}),
    (
        "polls.create",
        "response",
        U,
        {"owner_id": -1, "question": "Когда?", "add_answers": '["Утром"]', "background_id": 2},
    ),
    ("polls.getById", "response", U, {"owner_id": -1, "poll_id": "{poll}", "extended": 1}),
    ("polls.addVote", "response", U, {"owner_id": -1, "poll_id": "{poll}", "answer_ids": 1}),
    ("docs.save", "response", C, {"file": "{file}", "return_tags": 1, "tags": "приказ"}),
]

EVENTS: dict[str, str] = {
    "video_comment_new": "callback_video_comment",
    "video_comment_edit": "callback_video_comment",
    "video_comment_delete": "callback_video_comment_delete",
    "video_comment_restore": "callback_video_comment",
    "poll_vote_new": "callback_poll_vote_new",
}
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
    return {**sent, "photo_id": photo["id"], **_spoken(vk.world, ask)}


def _spoken(world: World, ask: Callable[..., Any]) -> dict[str, int]:
    """A video with comments, a broadcast that goes on, a poll with a citizen's vote; all on the wall."""
    video = ask(U, "video.save", group_id=1, name="Приём")["video_id"]
    media = gallery.find(world, "video", -1, video)
    assert media is not None
    gallery.comment_video(world, media, 1001, "Когда эфир?")
    said = ask(U, "video.createComment", owner_id=-1, video_id=video, message="Завтра")
    about = {"owner_id": -1, "comment_id": said}
    ask(U, "video.editComment", **about, message="Завтра в 12", attachments="photo-1_458000001")
    ask(U, "video.deleteComment", **about)
    ask(U, "video.restoreComment", **about)
    gallery.like(world, 1001, media)
    broadcast = ask(U, "video.startStreaming", group_id=1, name="Эфир", wallpost=1)["video_id"]
    asked = {"owner_id": -1, "question": "Когда?", "add_answers": '["Утром","Вечером"]'}
    poll = ask(U, "polls.create", **asked)["id"]
    voted = gallery.find(world, "poll", -1, poll)
    assert voted is not None
    gallery.vote(world, voted, 1001, [2])
    carried = f"video-1_{video},poll-1_{poll}"
    ask(U, "wall.post", owner_id=-1, message="Смотрите", attachments=carried)
    return {"video": video, "said": said, "broadcast": broadcast, "poll": poll}
