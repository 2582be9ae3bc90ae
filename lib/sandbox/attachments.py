"""Attachments named in a write: known media and one link; what VK does not know it drops in silence."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import urlsplit

from lib.sandbox.errors import invalid
from lib.sandbox.world import World

_MEDIA = re.compile(r"(photo|video|doc|audio|poll)(-?\d+)_(\d+)(?:_\w+)?")


def read(world: World, words: list[str]) -> list[dict[str, Any]]:
    """The attachments that `words` name. Two links are error 100; unknown media are left out, as on VK."""
    links = [word for word in words if word.startswith(("http://", "https://"))]
    if len(links) > 1:
        raise invalid("too many links in attachments")
    found: list[dict[str, Any]] = []
    for word in words:
        if word in links:
            host = urlsplit(word).hostname or word
            found.append(
                {
                    "type": "link",
                    "link": {"url": word, "title": host, "caption": host, "description": ""},
                }
            )
        elif (named := _MEDIA.fullmatch(word)) is not None:
            found += _known(world, named[1], int(named[2]), int(named[3]))
    return found


def _known(world: World, kind: str, owner_id: int, media_id: int) -> list[dict[str, Any]]:
    for post in world.posts.values():
        for one in post.attachments:
            media = one.get(kind)
            if one.get("type") == kind and media is not None:
                owner = media.get("owner_id", -world.group.id)
                if media.get("id") == media_id and owner == owner_id:
                    return [dict(one)]
    return []
