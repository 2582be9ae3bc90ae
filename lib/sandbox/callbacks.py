"""The Callback API: which servers want which events, and what becomes of each delivery.

Sending is the courier's. Not documented by VK, and so chosen here: a new server wants nothing; a confirmation
is asked once, when a server is added or changed; events of the time before it are not kept for it.
"""

from __future__ import annotations

import ipaddress
import re
import secrets
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from lib.sandbox.around import Setting
from lib.sandbox.deliveries import CallbackServer, Delivery
from lib.sandbox.errors import invalid, refusal
from lib.sandbox.objects import GROUP_ID
from lib.sandbox.shapes import event_object

if TYPE_CHECKING:
    from lib.sandbox.world import World

MOST_SERVERS = 10
PAUSES = (10, 180, 600, 1800, 3600)
"""Seconds before each repetition, as notes of 2026 cite the documentation."""
LONGEST_PAUSE = 3 * 3600
"""Seconds: Retry-After counts below it."""
_WAITS = frozenset({410, 429, 503})
BATCH = 100
"""Deliveries that are looked out at a time."""
LONGEST_TITLE = 14
LONGEST_SECRET = 50


@dataclass(frozen=True)
class Answer:
    """What a server said; `status` 0: nothing within the time."""

    status: int
    text: str = ""
    retry_after: int | None = None
    """Seconds."""


def confirmation_code(world: World) -> str:
    """What the servers of this community must answer to a confirmation."""
    with world.turn():
        kept = world.shelf(Setting).get("confirmation_code")
        if kept is None:
            kept = world.put(Setting("confirmation_code", secrets.token_hex(4)))
        return str(kept.value)


def loopback(url: str) -> tuple[str, int] | None:
    """Host and port of a server on this machine; None for any other: the local VK calls nobody else."""
    if re.fullmatch(r"[\x21-\x7e]+", url) is None:
        return None
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port or 80
        if parts.scheme != "http" or parts.username is not None:
            return None
        if host == "localhost":
            return "127.0.0.1", port
        return (host, port) if ipaddress.ip_address(host).is_loopback else None
    except ValueError:
        return None


def add(world: World, *, url: str, title: str, secret: str) -> CallbackServer:
    """A new server, asked at once to confirm itself; ApiFailure 2000 for an eleventh, 100 for bad ones."""
    with world.turn():
        _check(url, title, secret)
        if len(world.shelf(CallbackServer)) >= MOST_SERVERS:
            raise refusal(2000)
        made = world.put(CallbackServer(world.number("callback servers"), url, title, secret))
        _ask(world, made)
        return made


def change(world: World, server: CallbackServer, *, url: str, title: str, secret: str) -> None:
    """New particulars; the server must confirm itself again."""
    with world.turn():
        _check(url, title, secret)
        server.url, server.title, server.secret, server.status = url, title, secret, "wait"
        _ask(world, world.put(server))


def remove(world: World, server: CallbackServer) -> None:
    """The server goes, and what was on its way to it."""
    with world.turn():
        for one in [d for d in world.shelf(Delivery).values() if d.server_id == server.id]:
            world.drop(one)
        world.drop(server)


def _check(url: str, title: str, secret: str) -> None:
    if loopback(url) is None:
        raise invalid("url should be http://127.0.0.1: the local VK calls this machine only")
    if not 0 < len(title) <= LONGEST_TITLE:
        raise invalid(f"title should have 1 to {LONGEST_TITLE} characters")
    if len(secret) > LONGEST_SECRET:
        raise invalid(f"secret_key should have at most {LONGEST_SECRET} characters")


def _ask(world: World, server: CallbackServer) -> None:
    world.put(Delivery(world.number("deliveries"), server.id, "confirmation"))
    world.wake()


def tell(world: World, kind: str, event_id: str, body: dict[str, Any]) -> None:
    """Sets an event on its way to every confirmed server that wants its type."""
    for server in world.shelf(CallbackServer).values():
        if server.status == "ok" and server.events.get(kind):
            number = world.number("deliveries")
            world.put(Delivery(number, server.id, kind, event_id, body))
            world.wake()


def due(world: World, *, busy: Collection[int]) -> list[list[Delivery]]:
    """For each server but the `busy`, the oldest deliveries whose time has come, to be made one by one.

    One that must be repeated waits apart, and later ones go before it, as with VK.
    """
    with world.turn():
        now, full = world.now(), 0
        found: dict[int, list[Delivery]] = {
            server_id: [] for server_id in world.shelf(CallbackServer) if server_id not in busy
        }
        for one in world.shelf(Delivery).values():
            if full == len(found):
                break
            batch = found.get(one.server_id)
            if batch is not None and one.next_at <= now and len(batch) < BATCH:
                batch.append(one)
                full += len(batch) == BATCH
        return [batch for batch in found.values() if batch]


def body_of(server: CallbackServer, delivery: Delivery) -> dict[str, Any]:
    """The JSON of a request: the event as long poll has it, and the server's secret."""
    if delivery.type == "confirmation":
        return {"type": "confirmation", "group_id": GROUP_ID}
    shown: dict[str, Any] = {
        "type": delivery.type,
        "event_id": delivery.event_id,
        "v": server.api_version,
        "object": event_object(delivery.type, delivery.object, server.api_version),
        "group_id": GROUP_ID,
    }
    return shown | ({"secret": server.secret} if server.secret else {})


def settle(world: World, delivery: Delivery, answer: Answer, *, again: bool = False) -> None:
    """What follows from a server's answer. `again` sends once more what was taken: a planned duplicate."""
    with world.turn():
        server = world.shelf(CallbackServer).get(delivery.server_id)
        if server is None or delivery.id not in world.shelf(Delivery):
            return
        if delivery.type == "confirmation":
            world.drop(delivery)
            said = answer.status == 200 and answer.text.strip() == confirmation_code(world)
            server.status = "ok" if said else "failed"
            world.put(server)
            return
        if answer.status == 200 and answer.text == "remove":
            remove(world, server)
            return
        taken = answer.status == 200 and answer.text == "ok"
        if answer.status == 200 and answer.text.startswith("version "):
            server.api_version, taken = answer.text.removeprefix("version ").strip(), True
            world.put(server)
        if taken and again:
            return
        if taken or delivery.attempts >= len(PAUSES):
            world.drop(delivery)
            return
        pause = PAUSES[delivery.attempts]
        wanted = answer.retry_after if answer.status in _WAITS else None
        if wanted is not None and 0 < wanted < LONGEST_PAUSE:
            pause = wanted
        delivery.attempts += 1
        delivery.next_at = world.now() + pause
        world.put(delivery)


def headers_of(delivery: Delivery) -> Mapping[str, str]:
    """A repetition says which it is."""
    return {"X-Retry-Counter": str(delivery.attempts)} if delivery.attempts else {}
