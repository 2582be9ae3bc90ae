"""Events that VK brings by itself (Callback API) -> an inbox in the store -> the same intake as long poll.

VK's page "Callback API": POST with {"type", "object", "group_id", "event_id", "v", "secret"}; `ok` is answered,
or VK brings the event again: after 10 s, 3 min, 10 min, 30 min and 1 h as people report it.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import logging
import re
import sqlite3
from dataclasses import dataclass
from typing import Any

from lib.base.secret import Secret
from lib.store import Store, StoreError
from lib.store.hook_events import forget_events, keep_event, mark_taken, waiting_events
from lib.store.state import get_state, put_state
from lib.sync.events import Wanted, take_event

log = logging.getLogger(__name__)

BODY_LIMIT = 512 * 1024
"""Bytes. A post of 16,384 letters, each written as \\uXXXX, with its attachments takes a fifth of this."""
CONFIRMATION_LIMIT = 1024
AT_ONCE = 200
KEPT_SECONDS = 2 * 86400
"""An event is remembered so long after it came; VK gives up repeating it within two hours."""
LONGEST_ID = 200
BEYOND_US = (
    *(ArithmeticError, LookupError, RecursionError, TypeError, ValueError),
    *(sqlite3.DataError, sqlite3.IntegrityError),
)
"""What a mistake of ours, or an event of a shape nobody foresaw, may come to."""
_SECRET = re.compile(rb'"secret"\s*:\s*"([^"\\]{1,50})"')


@dataclass(frozen=True)
class Answer:
    """What VK is to be answered: HTTP status, plain text, seconds after which it should come again."""

    status: int
    text: str = ""
    retry_after: int | None = None


OK = Answer(200, "ok")
FORBIDDEN = Answer(403)
BROKEN = Answer(400)


@dataclass(frozen=True)
class Taken:
    """What one round took in: how many events, what is to be asked of VK, and whether one was beyond us."""

    events: int
    wanted: Wanted
    failed: bool = False


def knows_secret(body: bytes, secret: Secret) -> bool:
    """Whether the body names the secret somewhere; looked at before anything is parsed or opened."""
    wanted = secret.reveal().encode()
    return any(hmac.compare_digest(found[1], wanted) for found in _SECRET.finditer(body))


def may_be_confirmation(body: bytes) -> bool:
    """Whether a body without a secret is worth parsing: it is unknown whether VK sends the secret with it."""
    return len(body) <= CONFIRMATION_LIMIT and b'"confirmation"' in body and b'"secret"' not in body


def receive(
    store: Store,
    body: bytes,
    *,
    group_id: int,
    secret: Secret,
    code: str | None,
    retry: str | None,
    now: int,
) -> Answer:
    """Look at what came and keep an event of ours; the answer is `ok` once it is in the store, not before.

    `code` is the confirmation code of the settings; without it, the one that the worker has asked VK for.
    `retry` is VK's X-Retry-Counter.
    """
    trusted = knows_secret(body, secret)
    if not trusted and not may_be_confirmation(body):
        return FORBIDDEN
    try:
        event = json.loads(body, parse_constant=_no_number)
    except (ValueError, RecursionError):
        return BROKEN if trusted else FORBIDDEN
    if not isinstance(event, dict):
        return BROKEN if trusted else FORBIDDEN
    named = event.pop("secret", None)
    if trusted and not (
        isinstance(named, str)
        and hmac.compare_digest(named.encode("utf-8", "replace"), secret.reveal().encode())
    ):
        return FORBIDDEN
    if type(event.get("group_id")) is not int or event["group_id"] != group_id:
        return FORBIDDEN
    kind = event.get("type")
    if not isinstance(kind, str):
        return BROKEN if trusted else FORBIDDEN
    try:
        if kind == "confirmation":
            return _confirm(store, trusted=trusted, code=code, now=now)
        if not trusted:
            return FORBIDDEN
        with store.writer() as db:
            fresh = keep_event(db, event, event_id=_event_id(event), retry=_counter(retry), now=now)
    except StoreError as error:
        log.warning("an event of VK could not be kept, VK brings it again: %s", error)
        return Answer(503, retry_after=60)
    if not fresh:
        log.debug("VK brought event %s again", event.get("event_id"))
    return OK


def expect_confirmation(store: Store, code: str | None, *, until: int, now: int) -> None:
    """Remember the code that VK wants to hear, and how long VK may ask without the secret."""
    with store.writer() as db:
        put_state(db, "hooks.confirmation", {"code": code, "until": until}, now=now)


def take_waiting(store: Store, *, group_id: int, now: int) -> Taken:
    """Take in the next events of the inbox, in the order in which they came. Raises `StoreError`."""
    wanted, failed = Wanted(), False
    with store.writer() as db:
        events = waiting_events(db, limit=AT_ONCE)
        for number, event in events:
            try:
                with db.atomic():
                    wanted |= take_event(db, event, group_id=group_id, now=now)
            except BEYOND_US as error:
                # It must not hold up those behind it; what it told is read from VK instead.
                log.warning("event %d is beyond us: %s: %s", number, type(error).__name__, error)
                failed = True
        mark_taken(db, [number for number, _event in events], now=now)
        if events:
            forget_events(db, before=now - KEPT_SECONDS)
    return Taken(len(events), wanted, failed)


def _confirm(store: Store, *, trusted: bool, code: str | None, now: int) -> Answer:
    if code:
        return Answer(200, code)
    with store.reader() as db:
        expected = get_state(db, "hooks.confirmation") or {}
    if expected.get("code") and (trusted or now <= expected["until"] <= now + 86400):
        return Answer(200, str(expected["code"]))
    return Answer(503, retry_after=60) if trusted else FORBIDDEN


def _event_id(event: dict[str, Any]) -> str:
    named = event.get("event_id")
    if isinstance(named, str) and 0 < len(named) <= LONGEST_ID:
        return named
    told = json.dumps(event, sort_keys=True).encode()
    return f"sha256:{hashlib.sha256(told).hexdigest()}"


def _counter(value: str | None) -> int:
    return int(value) if value and re.fullmatch(r"[0-9]{1,6}", value) else 0


def _no_number(name: str) -> None:
    raise ValueError(f"{name} is not JSON")
