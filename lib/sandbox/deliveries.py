"""The Callback API's own things: servers that want events, and events on their way. Plain mutable records."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any


@dataclass(slots=True)
class CallbackServer:
    """A server to which the community has VK bring its events."""

    id: int
    url: str
    title: str
    secret: str = ""
    status: str = "wait"
    """`unconfigured`, `wait`, `ok` or `failed`, as groups_callback_server has it."""
    api_version: str = "5.199"
    events: dict[str, int] = field(default_factory=dict)


@dataclass(slots=True)
class Delivery:
    """One request to one server. What the server has taken is forgotten."""

    id: int
    server_id: int
    type: str
    """A type of event, or `confirmation`."""
    event_id: str = ""
    object: dict[str, Any] = field(default_factory=dict)
    attempts: int = 0
    next_at: int = 0


Posted = CallbackServer | Delivery
POSTED: dict[str, type[Posted]] = {"callback_server": CallbackServer, "delivery": Delivery}
"""Names in the state file."""
