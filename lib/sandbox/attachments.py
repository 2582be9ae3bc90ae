"""Attachments named in a write: known media and one link; what VK does not know it drops in silence."""

from __future__ import annotations

import re
from collections import Counter
from typing import Any
from urllib.parse import urlsplit

from lib.sandbox import gallery
from lib.sandbox.errors import invalid
from lib.sandbox.world import World

MOST_MEDIA = 10
"""Photos and videos of one post."""
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
            media = gallery.find(world, named[1], int(named[2]), int(named[3]))
            if media is not None:
                found.append({"type": media.kind, media.kind: gallery.shown(world, media)})
    return found


def check_post(found: list[dict[str, Any]], *, text: str) -> None:
    """What a post may carry, by VK's page on wall.post; raises ApiFailure 100."""
    count = Counter(one["type"] for one in found)
    if count["photo"] + count["video"] > MOST_MEDIA:
        raise invalid("too many attachments")
    if count["poll"] > 1 or count["doc"] > 1:
        raise invalid("attachments should contain at most one poll and one document")
    if not text and not (count["photo"] or count["video"] or count["link"]):
        raise invalid("attachments need a text, a photo, a video or a link beside them")


def without_message_photos(found: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Without photos uploaded for messages, which people have seen a community's post lose in silence."""
    return [one for one in found if one.get("photo", {}).get("album_id") != gallery.IN_MESSAGES]
