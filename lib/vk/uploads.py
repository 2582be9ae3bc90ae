"""Photos, documents and videos on their way into VK: an address, the file, and its saving.

Each of the steps answers for itself and is checked. Where the upload server fails (a gateway's 504, a cut, a
hang, an answer that took nothing), the file is sent again to a new address, a few times. Until the last step
nothing can be seen in VK, so `UploadFailed` and every refusal mean that nothing was done. `NoAnswer` comes from
the last step alone, or from the first of a video, and means that it may have been done.

No screen sends a file yet; the composer will.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from lib.vk import files
from lib.vk.door import Vk
from lib.vk.errors import KeyMissing, NoAnswer, NoRight, Refused, Unreachable, UploadFailed, VkError
from lib.vk.files import Body, File, Progress
from lib.vk.methods import Kind, kinds_for
from lib.vk.refusals import codes

log = logging.getLogger(__name__)

ATTEMPTS = 3
"""Times that a file is sent, each time to a new address."""
PAUSES = (1.0, 3.0)
"""Seconds between them."""
AGAIN = codes("upload")
"""Refusals to save that speak of the upload, not of us: sent anew it may be taken."""
LONGEST_CAPTION = 2048


@dataclass(frozen=True)
class Uploaded:
    """`attachment` goes into the parameter of a post, comment or message: photo-1_2, doc-1_2, video-1_2."""

    attachment: str
    raw: dict[str, Any]
    """The object as VK answered it; of a video, what was known before VK worked on it."""


def wall_photo(
    vk: Vk, path: Path, *, caption: str = "", progress: Progress | None = None
) -> Uploaded:
    """A photo for a post or a comment of the community. In nobody's sight before one carries it.

    Raises `UnfitFile` before anything is sent, `UploadFailed`, `NoAnswer`, `KeyMissing` and refusals.
    """
    return _photo(
        vk,
        files.photo(path),
        "photos.getWallUploadServer",
        {"group_id": vk.group_id},
        "photos.saveWallPhoto",
        {"group_id": vk.group_id, "caption": caption[:LONGEST_CAPTION] or None},
        progress,
    )


def message_photo(
    vk: Vk, path: Path, *, peer_id: int | None = None, progress: Progress | None = None
) -> Uploaded:
    """A photo for a private message to `peer_id`. A post loses it in silence. Raises as `wall_photo` does."""
    return _photo(
        vk,
        files.photo(path),
        "photos.getMessagesUploadServer",
        {"peer_id": peer_id},
        "photos.saveMessagesPhoto",
        {},
        progress,
    )


def wall_document(vk: Vk, path: Path, *, title: str, progress: Progress | None = None) -> Uploaded:
    """A document for a post, shown under `title`. Raises as `wall_photo` does."""
    file = files.document(path)

    def once(kind: Kind) -> Uploaded:
        address = _address(vk, "docs.getWallUploadServer", {"group_id": vk.group_id}, kind)
        answer = _sent(vk, address, "file", file, progress)
        if not answer.get("file"):
            raise _NotTaken(_why(answer))
        saved = _save(vk, "docs.save", {"file": answer["file"], "title": title or None}, kind)
        found = saved.get(saved.get("type", "doc")) if isinstance(saved, Mapping) else None
        return _uploaded("doc", found, "docs.save")

    return _repeated(vk, "docs.getWallUploadServer", "docs.save", once)


def video(
    vk: Vk,
    path: Path,
    *,
    title: str,
    description: str = "",
    progress: Progress | None = None,
) -> Uploaded:
    """A video of the community; VK goes on working on it after this is done.

    VK makes the video's place before a byte is sent. Where the file does not get there, the place is taken
    away again. Raises as `wall_photo` does.
    """
    file = files.video(path)
    params: dict[str, Any] = {
        "group_id": vk.group_id,
        "name": title or None,
        "description": description or None,
        "wallpost": 0,
    }

    def once(kind: Kind) -> Uploaded:
        place = vk.call("video.save", key=kind, **params)
        made = _uploaded("video", place, "video.save")
        try:
            address = _url(place)
            answer = _sent(vk, address, "video_file", file, progress)
            if "error" in answer or "error_code" in answer:
                raise _NotTaken(_why(answer))
        except _NotTaken:
            _take_away(vk, made, kind)
            raise
        return made

    return _repeated(vk, "video.save", "video.save", once)


class _NotTaken(Exception):
    """This time the file did not get there; `reason` is short."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def _photo(
    vk: Vk,
    file: File,
    asking: str,
    asked: Mapping[str, Any],
    saving: str,
    saved: Mapping[str, Any],
    progress: Progress | None,
) -> Uploaded:
    def once(kind: Kind) -> Uploaded:
        answer = _sent(vk, _address(vk, asking, asked, kind), "photo", file, progress)
        parts = {name: answer.get(name) for name in ("server", "photo", "hash")}
        # VK's way to say that it took none: an empty list, in a string.
        if None in parts.values() or parts["photo"] in ("", "[]", []):
            raise _NotTaken(_why(answer))
        photos = _save(vk, saving, {**parts, **saved}, kind)
        return _uploaded(
            "photo", photos[0] if isinstance(photos, list) and photos else None, saving
        )

    return _repeated(vk, asking, saving, once)


def _repeated(vk: Vk, asking: str, saving: str, once: Callable[[Kind], Uploaded]) -> Uploaded:
    """`once` with one kind of key for all of its steps, and again while the file does not get there."""
    kinds = [kind for kind in vk.able(asking) if kind in vk.able(saving)]
    if not kinds:
        raise KeyMissing(saving, kinds_for(saving, {}))
    reason = ""
    for attempt in range(ATTEMPTS):
        try:
            return _with_any(kinds, once)
        except _NotTaken as failure:
            reason = failure.reason
            log.warning("%s: attempt %d: %s", saving, attempt + 1, reason)
            if attempt < len(PAUSES) and vk.rest(PAUSES[attempt]):
                break
    raise UploadFailed(reason)


def _with_any(kinds: list[Kind], once: Callable[[Kind], Uploaded]) -> Uploaded:
    for kind in kinds[:-1]:
        try:
            return once(kind)
        except NoRight as refused:
            log.info("%s with the %s key: %s", refused.method, kind, refused.text)
    return once(kinds[-1])


def _address(vk: Vk, method: str, params: Mapping[str, Any], kind: Kind) -> str:
    try:
        answer = vk.call(method, key=kind, **params)
    except NoAnswer as failure:
        raise _NotTaken(str(failure.values["reason"])) from None
    return _url(answer)


def _url(answer: Any) -> str:
    found = answer.get("upload_url") if isinstance(answer, Mapping) else None
    if not isinstance(found, str) or not found.startswith(("https://", "http://")):
        raise _NotTaken("upload_url: ?")
    return found


def _sent(
    vk: Vk, address: str, field: str, file: File, progress: Progress | None
) -> dict[str, Any]:
    """What the upload server answered to the file."""
    try:
        with Body(field, file, progress) as body:
            return vk.upload(address, body)
    except (Unreachable, NoAnswer) as failure:
        raise _NotTaken(str(failure.values["reason"])) from None


def _save(vk: Vk, method: str, params: Mapping[str, Any], kind: Kind) -> Any:
    try:
        return vk.call(method, key=kind, **params)
    except Refused as refused:
        if refused.code not in AGAIN:
            raise
        raise _NotTaken(f"{refused.code}: {refused.text}") from None


def _uploaded(what: str, found: Any, method: str) -> Uploaded:
    """What a saving answered; without an object in it nobody knows what was saved."""
    named = found if isinstance(found, dict) else {}
    number = named.get("video_id" if what == "video" else "id")
    if not isinstance(number, int) or not isinstance(named.get("owner_id"), int):
        raise NoAnswer(f"{method}: ?")
    return Uploaded(f"{what}{named['owner_id']}_{number}", named)


def _take_away(vk: Vk, made: Uploaded, kind: Kind) -> None:
    owner_id, number = made.attachment.removeprefix("video").split("_")
    try:
        vk.call("video.delete", key=kind, owner_id=int(owner_id), video_id=int(number))
    except VkError as failure:
        # An empty video that stays is no harm to anybody but the tidy.
        log.warning("the place of a video that was not sent stays in VK: %s", failure)


def _why(answer: Mapping[str, Any]) -> str:
    """What an upload server said of a file that it did not take."""
    error = answer.get("error")
    inside = error if isinstance(error, Mapping) else answer
    said = inside.get("error_descr") or inside.get("error_msg") or inside.get("error")
    return str(said)[:200] if said else "VK took no file"
