"""Files on their way to VK: what VK takes, looked at before anything is sent, and read in small pieces.

Limits of photos are those of VK's page on uploading (October 2026); those of documents are on VK's page for
people. For videos no number is documented, so none is invented.
"""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType

from PIL import Image

from lib.base.language import N_
from lib.vk.errors import UnfitFile

MEGABYTE = 1024 * 1024
LARGEST_PHOTO = 50 * MEGABYTE
LARGEST_DOCUMENT = 200 * MEGABYTE
WIDEST = 14_000
"""Pixels of a photo's width and height together."""
LONGEST = 20
"""Times that a photo may be longer than it is wide."""
PICTURES = {"JPEG": "jpg", "PNG": "png", "GIF": "gif"}
NOT_DOCUMENTS = frozenset({"exe", "com", "bat", "cmd", "scr", "msi", "mp3"})
VIDEOS = frozenset({"avi", "mp4", "3gp", "mpeg", "mpg", "mov", "flv", "f4v", "wmv", "mkv", "webm"})
REPORT_SECONDS = 0.1
"""Progress is told at most so often."""

Progress = Callable[[int, int], None]
"""Hears bytes sent and bytes in all; begins anew when a file is sent anew."""


@dataclass(frozen=True)
class File:
    """A file that VK may be sent, under a `name` of ours: those of people may tell more than they mean to."""

    path: Path
    name: str
    size: int


def photo(path: Path) -> File:
    """A JPG, PNG or GIF within VK's limits. Raises `UnfitFile`."""
    size = _size(path, LARGEST_PHOTO)
    try:
        with Image.open(path, formats=tuple(PICTURES)) as picture:
            (width, height), kind = picture.size, picture.format or ""
    except (OSError, SyntaxError, Image.DecompressionBombError, Image.DecompressionBombWarning):
        # Pillow tells a broken head by SyntaxError and what it does not know by an OSError.
        raise UnfitFile(
            N_("This is no picture that VK takes. Save it as JPG, PNG or GIF and try again.")
        ) from None
    if width + height > WIDEST:
        raise UnfitFile(
            N_(
                "The picture is too large: {width} × {height}. VK takes width and height of at most {most}"
                " pixels together; make it smaller and try again."
            ),
            width=width,
            height=height,
            most=WIDEST,
        )
    if max(width, height) > LONGEST * min(width, height):
        raise UnfitFile(
            N_(
                "The picture is too narrow: {width} × {height}. VK takes pictures at most {times} times as"
                " long as they are wide; crop it and try again."
            ),
            width=width,
            height=height,
            times=LONGEST,
        )
    return File(path, f"photo.{PICTURES[kind]}", size)


def document(path: Path) -> File:
    """A document that VK takes. Raises `UnfitFile`."""
    ending = _ending(path)
    if ending in NOT_DOCUMENTS:
        raise UnfitFile(
            N_("VK takes no files of the kind “{ending}” as documents. Put it into an archive."),
            ending=ending,
        )
    size = _size(path, LARGEST_DOCUMENT)
    return File(path, f"document.{ending}" if ending else "document", size)


def video(path: Path) -> File:
    """A video that VK takes. Raises `UnfitFile`."""
    ending = _ending(path)
    if ending not in VIDEOS:
        raise UnfitFile(N_("This is no video that VK takes. Save it as MP4 and try again."))
    return File(path, f"video.{ending}", _size(path, None))


class Body:
    """A form with one file, read from the disk piece by piece while it is sent.

    What requests needs of a body that it streams: `len()` and `read()`.
    """

    def __init__(self, field: str, file: File, progress: Progress | None) -> None:
        boundary = secrets.token_hex(16)
        self.content_type = f"multipart/form-data; boundary={boundary}"
        head = (
            f"--{boundary}\r\n"
            f'Content-Disposition: form-data; name="{field}"; filename="{file.name}"\r\n'
            "Content-Type: application/octet-stream\r\n\r\n"
        )
        self._head = head.encode()
        self._tail = f"\r\n--{boundary}--\r\n".encode()
        self._file = file
        self._progress = progress or (lambda sent, total: None)
        self._told_at = float("-inf")
        self._sent = 0
        self._read_of_file = 0

    def __enter__(self) -> Body:
        try:
            self._source = self._file.path.open("rb")
        except OSError as error:
            raise _unreadable(error) from error
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._source.close()

    def __len__(self) -> int:
        return len(self._head) + self._file.size + len(self._tail)

    def read(self, size: int = -1) -> bytes:
        """At most `size` bytes. Raises `UnfitFile` where the file is no longer as it was measured."""
        if size < 0:
            size = MEGABYTE
        if self._sent < len(self._head):
            piece = self._head[self._sent : self._sent + size]
        elif self._read_of_file < self._file.size:
            piece = self._piece(min(size, self._file.size - self._read_of_file))
            self._report()
        else:
            at = self._sent - len(self._head) - self._file.size
            piece = self._tail[at : at + size]
        self._sent += len(piece)
        return piece

    def _piece(self, size: int) -> bytes:
        try:
            piece = self._source.read(size)
        except OSError as error:
            raise _unreadable(error) from error
        if not piece:
            raise UnfitFile(N_("The file became shorter while it was sent. Add it again."))
        self._read_of_file += len(piece)
        return piece

    def _report(self) -> None:
        now = time.monotonic()
        if self._read_of_file == self._file.size or now - self._told_at >= REPORT_SECONDS:
            self._told_at = now
            self._progress(self._read_of_file, self._file.size)


def _size(path: Path, most: int | None) -> int:
    try:
        size = path.stat().st_size
    except OSError as error:
        raise _unreadable(error) from error
    if not size:
        raise UnfitFile(N_("The file is empty. Choose another one."))
    if most is not None and size > most:
        raise UnfitFile(
            N_("The file is too large: {size} MB. VK takes at most {most} MB."),
            size=-(-size // MEGABYTE),
            most=most // MEGABYTE,
        )
    return size


def _ending(path: Path) -> str:
    ending = path.suffix[1:].lower()
    return ending if ending.isascii() and ending.isalnum() and len(ending) <= 10 else ""


def _unreadable(error: OSError) -> UnfitFile:
    return UnfitFile(
        N_("The file cannot be read ({reason}). Add it again."),
        reason=error.strerror or type(error).__name__,
    )
