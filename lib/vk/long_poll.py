"""Bots Long Poll: what happens in the community, as it happens.

VK's page "Bots Long Poll API" and what users of vk_api report of it: keys that die within hours, silence after
a crash, positions that go lost. The loop never gives up, never spins, keeps its position through every trouble,
and says when events may have been missed (`gap`) so that the caller reads the history again.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from lib.vk.door import Vk
from lib.vk.errors import (
    HumanNeeded,
    KeyDead,
    KeyMissing,
    NoAnswer,
    NoRight,
    Refused,
    VkError,
)

log = logging.getLogger(__name__)

WAIT = 25
"""Seconds that VK holds a request; VK's page recommends 25, because proxies cut at 30."""
FIRST_WAIT = 1
"""The same at the start and after trouble, so that it is soon known whether events come again."""
GRACE = 10.0
"""Seconds on top of that before an answer counts as lost."""
RENEW_AFTER = 4 * 3600.0
"""A key is renewed after so many seconds; reports have it go silent after nine hours."""
LONG_SILENCE = 300.0
"""After so many seconds without VK its memory of events is not trusted: the history is read again."""
PAUSES = (1.0, 2.0, 4.0, 8.0, 15.0, 30.0)
"""Seconds between attempts, growing while trouble lasts."""
FAST = 0.5
"""An empty answer that comes sooner than this was not waited for."""

EVENTS = (
    "wall_post_new",
    "wall_repost",
    "wall_reply_new",
    "wall_reply_edit",
    "wall_reply_delete",
    "wall_reply_restore",
    "group_join",
    "group_leave",
    "user_block",
    "user_unblock",
    "like_add",
    "like_remove",
    "message_new",
    "message_reply",
    "message_edit",
    "video_comment_new",
    "video_comment_edit",
    "video_comment_delete",
    "video_comment_restore",
)
VERSION = "5.199"


@dataclass(frozen=True)
class Position:
    """Where in the stream of events the caller stands. Kept by the caller beside the events it took."""

    ts: str


@dataclass(frozen=True)
class Batch:
    """What one request brought.

    `events` are VK's updates `{"type", "object", "group_id", "event_id"?, "v"?}` in VK's order; some may have
    been seen before. After `position` they need not be asked for again. With `gap` some events are lost.
    `trouble` says why there was no answer; the loop goes on after a pause. A batch without events and without
    trouble means that all is well.
    """

    events: list[dict[str, Any]]
    position: Position | None
    gap: bool = False
    trouble: VkError | None = None


@dataclass(frozen=True)
class _Server:
    url: str
    key: str
    ts: str
    since: float


def listen(vk: Vk, *, position: Position | None, stop: threading.Event) -> Iterator[Batch]:
    """Batches of events until `stop` is set, which ends the loop within about a second.

    Starts at `position` (None: from now). Troubles come as batches; nothing is raised but mistakes of the
    program.
    """
    line = vk.apart()
    ended = threading.Event()
    watcher = threading.Thread(
        target=_watch, args=(line, stop, ended), name="long poll stop", daemon=True
    )
    watcher.start()
    try:
        yield from _listen(line, position, stop)
    finally:
        ended.set()
        line.close()
        watcher.join()


def _watch(line: Vk, stop: threading.Event, ended: threading.Event) -> None:
    # A request that waits on VK can only be ended by cutting its connection from outside.
    while not ended.is_set():
        if stop.wait(0.5):
            line.close()
            return


def _listen(vk: Vk, position: Position | None, stop: threading.Event) -> Iterator[Batch]:
    server: _Server | None = None
    ready = False
    troubles = 0
    idle = 0
    wait = FIRST_WAIT
    gap = position is None
    answered_at = time.monotonic()
    while not stop.is_set():
        asked_at = time.monotonic()
        try:
            if not ready:
                _ensure_settings(vk)
                ready = True
            if server is None or asked_at - server.since > RENEW_AFTER:
                server = _server(vk)
                position = position or Position(server.ts)
                if gap:
                    # Only now: what is read of the history from here on overlaps with the events to come.
                    yield Batch([], position, gap=True)
                    gap = False
            answer = vk.poll(
                server.url,
                {
                    "act": "a_check",
                    "key": server.key,
                    "ts": (position or Position(server.ts)).ts,
                    "wait": wait,
                },
                timeout=wait + GRACE,
            )
            batch, fresh = _read(answer, server, position, vk.group_id)
        except VkError as trouble:
            if stop.is_set():
                return
            troubles, wait = troubles + 1, FIRST_WAIT
            if troubles > 2 or not isinstance(trouble, NoAnswer):
                server = None
            if isinstance(trouble, Refused) and trouble.code == 100:
                ready = False  # someone has switched long poll off
            log.warning("long poll: %s", trouble)
            yield Batch([], position, trouble=trouble)
            hopeless = isinstance(trouble, KeyDead | HumanNeeded | KeyMissing | NoRight)
            stop.wait(PAUSES[-1] if hopeless else PAUSES[min(troubles, len(PAUSES)) - 1])
            continue
        now = time.monotonic()
        gap = gap or batch.gap or now - answered_at > WAIT + GRACE + LONG_SILENCE
        answered_at, troubles, server, wait = now, 0, fresh, WAIT
        position = batch.position
        if server is not None and position is not None:
            yield replace(batch, gap=gap)
            gap = False
        # A server that answers at once and empty, or keeps failing, must not be asked without end.
        idle = idle + 1 if not batch.events and now - asked_at < FAST else 0
        if idle > 1:
            stop.wait(PAUSES[min(idle - 2, len(PAUSES) - 1)])


def _read(
    answer: dict[str, Any], server: _Server, position: Position | None, group_id: int
) -> tuple[Batch, _Server | None]:
    """The batch, and the server to go on with (None: ask for a new one)."""
    if "failed" in answer:
        return _failed(answer, server, position)
    updates, ts = answer.get("updates"), answer.get("ts")
    if not isinstance(updates, list) or not isinstance(ts, str | int):
        raise NoAnswer("long poll: ?")
    events = [update for update in updates if _sound(update, group_id)]
    return Batch(events, Position(str(ts))), server


def _failed(
    answer: dict[str, Any], server: _Server, position: Position | None
) -> tuple[Batch, _Server | None]:
    match answer["failed"]:
        case 1 if isinstance(answer.get("ts"), str | int):
            # "The event history went out of date or was partially lost."
            log.warning("long poll: failed 1, events were lost")
            return Batch([], Position(str(answer["ts"])), gap=True), server
        case 2:
            # "The key's active period expired": the position stays.
            log.info("long poll: failed 2, a new key is needed")
            return Batch([], position), None
        case 3:
            # "Information was lost": key and position are asked anew.
            log.warning("long poll: failed 3, events were lost")
            return Batch([], None, gap=True), None
        case unknown:
            raise NoAnswer(f"long poll: failed {unknown}")


def _server(vk: Vk) -> _Server:
    answer = vk.call("groups.getLongPollServer", group_id=vk.group_id)
    try:
        return _Server(
            str(answer["server"]), str(answer["key"]), str(answer["ts"]), time.monotonic()
        )
    except (TypeError, KeyError):
        raise NoAnswer("groups.getLongPollServer: ?") from None


def _ensure_settings(vk: Vk) -> None:
    """Long poll is on and tells what we need, as far as a key of ours may see and change that."""
    try:
        found = vk.call("groups.getLongPollSettings", group_id=vk.group_id)
    except (Refused, KeyMissing) as refused:
        log.info("long poll: settings cannot be read: %s", refused)
        return
    if not isinstance(found, dict):
        raise NoAnswer("groups.getLongPollSettings: ?")
    events = found.get("events") or {}
    # VK's answer leaves out like_add and like_remove, though it takes them.
    missing = [name for name in EVENTS if name in events and not events[name]]
    if found.get("is_enabled") and found.get("api_version") == VERSION and not missing:
        return
    log.info("long poll: switching on %s", ", ".join(missing) or VERSION)
    wanted: dict[str, Any] = dict.fromkeys(EVENTS, 1)
    try:
        vk.call(
            "groups.setLongPollSettings",
            group_id=vk.group_id,
            enabled=1,
            api_version=VERSION,
            **wanted,
        )
    except Refused as refused:
        # Listening may still work with what is on; if not, the next call says so.
        log.warning("long poll: settings cannot be changed: %s", refused)


def _sound(update: object, group_id: int) -> bool:
    """Whether an update has the shape that everything after relies on; says so in the log if not."""
    if (
        isinstance(update, dict)
        and isinstance(update.get("type"), str)
        and isinstance(update.get("object"), dict)
        and update.get("group_id") == group_id
    ):
        if set(update["object"]) != {"warning"}:
            return True
        log.error("long poll: %s", update["object"]["warning"])
        return False
    log.warning("long poll: an update of unknown shape was left out: %.200r", update)
    return False
