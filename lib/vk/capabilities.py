"""What the console can do with the keys it has, found out method by method without doing any of it.

A read is made as small as it can be. A write is called with what it cannot do without left out, or with the
number 0, which no post and no comment has: VK may only complain. Where it complains about the key (3, 5, 15,
20, 23, 27, 28, 1051...) the method is closed to it; where it complains about the parameters, the key has
probably passed, but whether live VK looks at the key first is not known, and so the answer is “likely”.
A method that could make something out of nothing (a video, a broadcast) is never called: a read of the same
section stands in for it, and that too is at most “likely”.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from lib.base.language import N_
from lib.vk.door import Vk
from lib.vk.errors import (
    Flood,
    HumanNeeded,
    KeyDead,
    NoRight,
    QuotaUsed,
    Refused,
    TooFast,
    VkError,
)
from lib.vk.methods import ANY, COMMUNITY_OR_USER, KINDS, PUBLIC, USER, Kind

DEAD_CODES = frozenset({5, 28, 1114, 1116, 1117, 1118})
"""See `lib.vk.errors.KeyDead`; where VK speaks of a method that is “unavailable”, the key lives."""

Value = Literal["yes", "likely", "no", "unknown"]

_OWNER, _GROUP, _POST = "{owner}", "{group}", "{post}"
_POSTPONED = "wall.get:postponed"


@dataclass(frozen=True)
class Ability:
    """Something the console can do: its name in the program, its words for a person, the methods it takes."""

    name: str
    title: str
    needs: tuple[str, ...]


@dataclass(frozen=True)
class Probe:
    """How a method is tried: which kinds of key may have it, with what, and what stands in for it."""

    kinds: tuple[Kind, ...]
    params: Mapping[str, Any] = field(default_factory=dict)
    instead: str = ""


@dataclass(frozen=True)
class Answer:
    """What VK lets one key do with one method; `code` and `text` as VK said it, where it said no."""

    value: Value
    code: int | None = None
    text: str = ""

    @property
    def dead(self) -> bool:
        """VK does not accept the key at all."""
        return self.value == "no" and self.code in DEAD_CODES and "unavailable" not in self.text


PROBES: Mapping[str, Probe] = {
    "wall.get": Probe(PUBLIC, {"owner_id": _OWNER, "count": 1}),
    "wall.getById": Probe(PUBLIC, {"posts": f"{_OWNER}_{_POST}"}),
    "wall.getComments": Probe(PUBLIC, {"owner_id": _OWNER, "post_id": _POST, "count": 1}),
    _POSTPONED: Probe(USER, {"owner_id": _OWNER, "filter": "postponed", "count": 1}),
    "wall.createComment": Probe(COMMUNITY_OR_USER, {"owner_id": _OWNER, "post_id": 0}),
    "wall.post": Probe(COMMUNITY_OR_USER, {"owner_id": _OWNER, "from_group": 1}),
    "wall.edit": Probe(USER, {"owner_id": _OWNER, "post_id": 0}),
    "wall.delete": Probe(USER, {"owner_id": _OWNER, "post_id": 0}),
    "wall.deleteComment": Probe(USER, {"owner_id": _OWNER, "comment_id": 0}),
    "wall.restoreComment": Probe(USER, {"owner_id": _OWNER, "comment_id": 0}),
    "wall.closeComments": Probe(COMMUNITY_OR_USER, {"owner_id": _OWNER, "post_id": 0}),
    "groups.ban": Probe(USER, {"group_id": _GROUP}),
    "groups.getLongPollSettings": Probe(COMMUNITY_OR_USER, {"group_id": _GROUP}),
    "photos.getWallUploadServer": Probe(USER, {"group_id": _GROUP}),
    "docs.getWallUploadServer": Probe(COMMUNITY_OR_USER, {"group_id": _GROUP}),
    "video.save": Probe(USER, {"owner_id": _OWNER, "count": 1}, instead="video.get"),
    "video.startStreaming": Probe(USER, {"owner_id": _OWNER, "count": 1}, instead="video.get"),
    "stats.get": Probe(USER, {"group_id": _GROUP, "interval": "day", "intervals_count": 1}),
    "stats.getPostReach": Probe(USER, {"owner_id": _OWNER, "post_ids": _POST}),
    "messages.getConversations": Probe(COMMUNITY_OR_USER, {"group_id": _GROUP, "count": 1}),
    "messages.send": Probe(COMMUNITY_OR_USER, {"group_id": _GROUP}),
    "newsfeed.search": Probe(PUBLIC, {"q": "minzdrav", "count": 1}),
    "users.get": Probe(ANY, {"user_ids": 1}),
}
"""Method, or method:variant -> how it is tried. Which kinds may have it agrees with lib/vk/methods.py."""

ABILITIES: tuple[Ability, ...] = (
    Ability(
        "history", N_("Read posts and comments"), ("wall.get", "wall.getById", "wall.getComments")
    ),
    Ability("events", N_("Get new comments instantly"), ("groups.getLongPollSettings",)),
    Ability("reply", N_("Answer comments"), ("wall.createComment",)),
    Ability("publish", N_("Publish posts"), ("wall.post",)),
    Ability("schedule", N_("Schedule posts"), ("wall.post", _POSTPONED)),
    Ability("edit", N_("Edit and delete posts"), ("wall.edit", "wall.delete")),
    Ability(
        "moderate", N_("Delete and restore comments"), ("wall.deleteComment", "wall.restoreComment")
    ),
    Ability("close", N_("Close and open comments"), ("wall.closeComments",)),
    Ability("ban", N_("Ban authors"), ("groups.ban",)),
    Ability("reach", N_("See reach"), ("stats.get", "stats.getPostReach")),
    Ability("photos", N_("Upload photos"), ("photos.getWallUploadServer",)),
    Ability("documents", N_("Upload documents"), ("docs.getWallUploadServer",)),
    Ability("video", N_("Upload videos"), ("video.save",)),
    Ability("broadcast", N_("Broadcast live"), ("video.startStreaming",)),
    Ability(
        "messages",
        N_("Read and answer messages"),
        ("messages.getConversations", "messages.send"),
    ),
    Ability("mentions", N_("Find mentions"), ("newsfeed.search",)),
    Ability("names", N_("See who writes"), ("users.get",)),
)
"""In the order in which a person reads them."""

PASSING = (Flood, HumanNeeded, QuotaUsed, TooFast)
"""Refusals of the moment: they say nothing about the key."""

Found = tuple[str, Kind, Answer]


def probe(
    vk: Vk, *, post_id: int = 1, pause: float = 0.0, stop: threading.Event | None = None
) -> Iterator[Found]:
    """Try every method with every key that may have it: (method or variant, kind, answer), as they come.

    `post_id`: a post of the community, for reads that want one; where VK has none under this number, its answer
    is about the post, and no surer than “likely”. `pause`: seconds between two calls, so that other work with
    the same keys goes on. Ends early where `stop` is set. VK being away is an answer too, “unknown”; nothing is
    raised. What is learnt, the door remembers.
    """
    waiting = stop or threading.Event()
    for kind in KINDS:
        if kind not in vk.kinds:
            continue
        dead: Answer | None = None
        tried: dict[str, Answer] = {}
        for method, how in PROBES.items():
            if waiting.is_set():
                return
            if kind not in how.kinds:
                continue
            answer = dead or tried.get(how.instead) or _ask(vk, method, how, kind, post_id)
            if answer.dead:
                dead = answer
            if how.instead:
                tried[how.instead] = answer
            if ":" not in method and answer.value != "unknown" and dead is None:
                vk.learn(method, kind, able=answer.value != "no")
            yield method, kind, answer
            if pause and dead is None:
                waiting.wait(pause)


def size(vk: Vk) -> int:
    """How many answers `probe` gives with the keys that are set."""
    return sum(kind in how.kinds for kind in vk.kinds for how in PROBES.values())


def _ask(vk: Vk, method: str, how: Probe, kind: Kind, post_id: int) -> Answer:
    called = how.instead or method.partition(":")[0]
    try:
        vk.call(called, key=kind, **_filled(how.params, vk.group_id, post_id))
    except KeyDead as dead:
        return Answer("no", dead.code, dead.text)
    except PASSING as refused:
        return Answer("unknown", refused.code, refused.text)
    except NoRight as refused:
        # VK words with 15 also that it has no such post, which is what was asked for.
        value: Value = "likely" if "not found" in refused.text else "no"
        return Answer(value, refused.code, refused.text)
    except Refused as refused:
        passing = refused.code in {1, 10}
        return Answer("unknown" if passing else "likely", refused.code, refused.text)
    except VkError as error:
        return Answer("unknown", None, str(error))
    return Answer("likely" if how.instead else "yes")


def _filled(params: Mapping[str, Any], group_id: int, post_id: int) -> dict[str, Any]:
    known = {"owner": -group_id, "group": group_id, "post": post_id}
    return {
        name: value.format(**known) if isinstance(value, str) else value
        for name, value in params.items()
    }
