"""Uploaded files in a folder: streamed in, served back, there again after a restart."""

from __future__ import annotations

import io
import re
import secrets
import shutil
import tempfile
import weakref
from pathlib import Path
from typing import BinaryIO

from PIL import Image

_NAME = re.compile(r"[0-9a-f]{32}\.[a-z0-9]{1,10}")


class Files:
    """The files of one world. Without a folder they lie in a temporary one, which `close` removes."""

    def __init__(self, folder: Path | None = None) -> None:
        self.folder = folder
        self._temporary: weakref.finalize[[str], Files] | None = None

    def keep(self, source: BinaryIO, *, ending: str) -> str:
        """Copies `source` piece by piece; answers the name under which the file is known from now on."""
        name = f"{secrets.token_hex(16)}.{ending}"
        with (self._made() / name).open("xb") as target:
            shutil.copyfileobj(source, target, 1024 * 1024)
        return name

    def path(self, name: str) -> Path | None:
        """Where the file lies; None for one that was never kept."""
        if self.folder is None or not _NAME.fullmatch(name):
            return None
        found = self.folder / name
        return found if found.is_file() else None

    def close(self) -> None:
        if self._temporary is not None:
            self._temporary()
            self._temporary = self.folder = None

    def _made(self) -> Path:
        if self.folder is None:
            self.folder = Path(tempfile.mkdtemp(prefix="local-vk-"))
            self._temporary = weakref.finalize(self, shutil.rmtree, str(self.folder))
        self.folder.mkdir(parents=True, exist_ok=True)
        return self.folder


def shrunk(path: Path, width: int, height: int) -> tuple[bytes, str]:
    """The picture at `path` within `width` x `height` pixels, and its media type; OSError for no picture."""
    with Image.open(path) as picture:
        kind = "JPEG" if picture.format == "JPEG" else "PNG"
        picture.draft("RGB", (width, height))
        picture.thumbnail((width, height))
        made = io.BytesIO()
        picture.save(made, kind)
    return made.getvalue(), Image.MIME[kind]
