"""The server to which VK brings events by itself: put down in VK, with our secret and the events we need.

VK's methods groups.*Callback*. A community has at most ten servers, each with its own address and events;
a server's status is `unconfigured`, `wait`, `failed` or `ok`.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from typing import Any

from lib.vk.door import Vk
from lib.vk.errors import NoAnswer
from lib.vk.long_poll import EVENTS, VERSION

log = logging.getLogger(__name__)

TITLE = "Pult"
"""At most 14 characters."""


@dataclass(frozen=True)
class CallbackServer:
    """A server as VK lists it; `secret` is None where VK does not show it."""

    id: int
    url: str
    status: str
    secret: str | None


def confirmation_code(vk: Vk) -> str:
    """What VK wants to be answered when it asks a new server for confirmation. Raises `VkError`."""
    answer = vk.call("groups.getCallbackConfirmationCode", group_id=vk.group_id)
    code = answer.get("code") if isinstance(answer, dict) else None
    if not isinstance(code, str) or not code:
        raise NoAnswer("groups.getCallbackConfirmationCode: ?")
    return code


def callback_servers(vk: Vk) -> list[CallbackServer]:
    """The community's servers, ours and others'. Raises `VkError`."""
    answer = vk.call("groups.getCallbackServers", group_id=vk.group_id)
    items = answer.get("items") if isinstance(answer, dict) else None
    if not isinstance(items, list):
        raise NoAnswer("groups.getCallbackServers: ?")
    found = []
    for item in items:
        if isinstance(item, dict) and isinstance(item.get("id"), int):
            secret = item.get("secret_key")
            found.append(
                CallbackServer(
                    item["id"],
                    str(item.get("url", "")),
                    str(item.get("status", "")),
                    secret if isinstance(secret, str) and secret else None,
                )
            )
    return found


def add_server(vk: Vk, *, url: str, secret: str) -> int:
    """Put a new server down; VK asks it for confirmation at once. Answers its id. Raises `VkError`."""
    answer = vk.call(
        "groups.addCallbackServer", group_id=vk.group_id, url=url, title=TITLE, secret_key=secret
    )
    server_id = answer.get("server_id") if isinstance(answer, dict) else None
    if not isinstance(server_id, int):
        raise NoAnswer("groups.addCallbackServer: ?")
    return server_id


def change_server(vk: Vk, server_id: int, *, url: str, secret: str) -> None:
    """Give a server its address and secret again, upon which VK asks it for confirmation. Raises `VkError`."""
    vk.call(
        "groups.editCallbackServer",
        group_id=vk.group_id,
        server_id=server_id,
        url=url,
        title=TITLE,
        secret_key=secret,
    )


def remove_server(vk: Vk, server_id: int) -> None:
    """Take a server out of VK. Raises `VkError`."""
    vk.call("groups.deleteCallbackServer", group_id=vk.group_id, server_id=server_id)


def ensure_events(vk: Vk, server_id: int) -> None:
    """Have VK bring this server what we need, in the version we read. Raises `VkError`."""
    found = vk.call("groups.getCallbackSettings", group_id=vk.group_id, server_id=server_id)
    if not isinstance(found, dict):
        raise NoAnswer("groups.getCallbackSettings: ?")
    events = found.get("events") or {}
    missing = [name for name in EVENTS if not events.get(name)]
    # As with long poll, VK may leave some of what it takes out of its answer.
    if found.get("api_version") == VERSION and not [name for name in missing if name in events]:
        if events:
            return
    log.info("callbacks: switching on %s", ", ".join(missing) or VERSION)
    wanted: dict[str, Any] = dict.fromkeys(EVENTS, 1)
    vk.call(
        "groups.setCallbackSettings",
        group_id=vk.group_id,
        server_id=server_id,
        api_version=VERSION,
        **wanted,
    )
