"""groups.* of the Callback API."""

from __future__ import annotations

from typing import Any

from lib.sandbox import callbacks, long_poll
from lib.sandbox.deliveries import CallbackServer
from lib.sandbox.errors import refusal
from lib.sandbox.methods.call import Call
from lib.sandbox.objects import ADMIN_ID


def get_servers(call: Call) -> Any:
    """groups.getCallbackServers: all, or those of `server_ids`."""
    call.group_id()
    asked = call.words("server_ids")
    servers = [
        one
        for one in call.world.shelf(CallbackServer).values()
        if not asked or str(one.id) in asked
    ]
    return {
        "count": len(servers),
        "items": [
            {
                "id": one.id,
                "title": one.title,
                "creator_id": ADMIN_ID,
                "url": one.url,
                "secret_key": one.secret,
                "status": one.status,
            }
            for one in servers
        ],
    }


def add_server(call: Call) -> Any:
    """groups.addCallbackServer; the server is asked for the confirmation code at once."""
    call.group_id()
    made = callbacks.add(
        call.world, url=call.text("url"), title=call.text("title"), secret=call.text("secret_key")
    )
    return {"server_id": made.id}


def edit_server(call: Call) -> Any:
    """groups.editCallbackServer; the server must confirm itself again."""
    call.group_id()
    callbacks.change(
        call.world,
        _found(call),
        url=call.text("url"),
        title=call.text("title"),
        secret=call.text("secret_key"),
    )
    return 1


def delete_server(call: Call) -> Any:
    """groups.deleteCallbackServer."""
    call.group_id()
    callbacks.remove(call.world, _found(call))
    return 1


def get_confirmation_code(call: Call) -> Any:
    """groups.getCallbackConfirmationCode: one for all servers of the community."""
    call.group_id()
    return {"code": callbacks.confirmation_code(call.world)}


def get_settings(call: Call) -> Any:
    """groups.getCallbackSettings of one server."""
    call.group_id()
    server = _found(call)
    return {"api_version": server.api_version, "events": long_poll.shown_events(server.events)}


def set_settings(call: Call) -> Any:
    """groups.setCallbackSettings: what is not named stays as it is."""
    call.group_id()
    server = _found(call)
    server.events |= long_poll.named_events(call.params, call.flag)
    server.api_version = call.text("api_version") or server.api_version
    call.world.put(server)
    return 1


def _found(call: Call) -> CallbackServer:
    server = call.world.shelf(CallbackServer).get(call.integer("server_id", minimum=0))
    if server is None:
        raise refusal(104)
    return server
