"""VK's side of the Callback API in front of a local VK: servers, confirmation, delivery; the rest goes on."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import httpx
import uvicorn
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp


@contextmanager
def serving(app: ASGIApp) -> Iterator[str]:
    """The address at which `app` is served while the block runs."""
    listener = socket.create_server(("127.0.0.1", 0))
    server = uvicorn.Server(uvicorn.Config(app, log_level="warning", lifespan="off"))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
    thread.start()
    while not server.started:
        thread.join(0.005)
    yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    server.should_exit = True
    thread.join(10)
    listener.close()


@dataclass
class CallbackVk:
    """`servers` by id as VK lists them; `refuse` answers error 15 to whoever asks about servers."""

    behind: str
    code: str = "c0de"
    refuse: bool = False
    servers: dict[int, dict[str, Any]] = field(default_factory=dict)
    settings: dict[int, dict[str, str]] = field(default_factory=dict)
    calls: list[str] = field(default_factory=list)
    secret_with_confirmation: bool = False

    def app(self) -> Starlette:
        async def front(request: Request) -> Response:
            form = {name: str(value) for name, value in (await request.form()).items()}
            form |= dict(request.query_params)
            method = request.path_params["path"].removeprefix("method/")
            if "allback" in method:
                self.calls.append(method)
                return JSONResponse(await run_in_threadpool(self._answer, method, form))
            address = f"{self.behind}/{request.path_params['path']}"
            async with httpx.AsyncClient(timeout=100) as client:
                found = await client.post(address, data=form)
            return Response(
                found.content, found.status_code, media_type=found.headers["content-type"]
            )

        return Starlette(routes=[Route("/{path:path}", front, methods=["GET", "POST"])])

    def bring(self, event: dict[str, Any], *, retry: int | None = None) -> list[httpx.Response]:
        """Deliver an event to every confirmed server."""
        headers = {} if retry is None else {"X-Retry-Counter": str(retry)}
        return [
            httpx.post(
                server["url"], json=event | {"secret": server["secret_key"]}, headers=headers
            )
            for server in self.servers.values()
            if server["status"] == "ok"
        ]

    def _answer(self, method: str, form: dict[str, str]) -> dict[str, Any]:
        if self.refuse:
            return {"error": {"error_code": 15, "error_msg": "Access denied"}}
        chosen = int(form.get("server_id", 0))
        match method.removeprefix("groups."):
            case "getCallbackConfirmationCode":
                return {"response": {"code": self.code}}
            case "getCallbackServers":
                return {
                    "response": {"count": len(self.servers), "items": list(self.servers.values())}
                }
            case "addCallbackServer":
                chosen = max(self.servers, default=0) + 1
                self._put(chosen, form)
                return {"response": {"server_id": chosen}}
            case "editCallbackServer":
                self._put(chosen, form)
            case "deleteCallbackServer":
                del self.servers[chosen]
            case "setCallbackSettings":
                self.settings[chosen] |= form
            case "getCallbackSettings":
                known = self.settings[chosen]
                events = {name: int(value) for name, value in known.items() if value in {"0", "1"}}
                return {"response": {"api_version": known["api_version"], "events": events}}
        return {"response": 1}

    def _put(self, server_id: int, form: dict[str, str]) -> None:
        named = {name: form[name] for name in ("url", "title", "secret_key")}
        self.servers[server_id] = {"id": server_id, "creator_id": 1, "status": "wait", **named}
        self.settings.setdefault(server_id, {"api_version": "5.103", "wall_reply_new": "0"})
        asked = {"type": "confirmation", "group_id": 1}
        if self.secret_with_confirmation:
            asked |= {"secret": form["secret_key"]}
        try:
            told = httpx.post(form["url"], json=asked, timeout=5).text
        except httpx.HTTPError:
            told = ""
        self.servers[server_id]["status"] = "ok" if told == self.code else "failed"
