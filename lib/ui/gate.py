"""The gate before everything the console serves: who is not signed in gets the sign-in page and nothing else.

It stands in front of Streamlit itself, pages and WebSocket alike, so that no page, cold server or typed address
leads past it. Pages and commands ask again who acts (`console.actor`): a sign-in may end while a page is open.
"""

from __future__ import annotations

import asyncio
import re
from urllib.parse import quote

from starlette.datastructures import Headers
from starlette.requests import HTTPConnection
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from lib.access.signing import COOKIE
from lib.base.errors import PultError
from lib.ui import console

OPEN_PATHS = frozenset(
    {"/enter", "/leave", "/health", "/hooks/vk", "/_stcore/health", "/favicon.png"}
)
OPEN_FOLDER = re.compile(r"/(join|agree|language)/[^/]+|/static(/[^/]+)+")
"""What anybody may ask for: ways in, VK's own calls (which bring a secret), the browser's code."""


class Gate:
    """ASGI middleware."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in {"http", "websocket"} or await _may_pass(scope):
            await self._app(scope, receive, send)
        elif scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": 1008, "reason": "sign in"})
        else:
            await _way_in(scope)(scope, receive, send)


def is_open(path: str) -> bool:
    """Whether `path` needs no sign-in."""
    # Two dots would lead out of a folder again.
    return path in OPEN_PATHS or (OPEN_FOLDER.fullmatch(path) is not None and ".." not in path)


async def _may_pass(scope: Scope) -> bool:
    if is_open(scope["path"]):
        return True
    try:
        if console.open_door():
            return True
        cookie = HTTPConnection(scope).cookies.get(COOKIE)
        return await asyncio.to_thread(console.session_in, cookie) is not None
    except PultError:
        # Without settings or database nobody can be known; the page then says what is wrong, and no more.
        return await asyncio.to_thread(_nothing_to_guard)


def _nothing_to_guard() -> bool:
    """Whether there is no data that could be shown: the settings are unusable, or the database is."""
    try:
        with console.store().reader():
            return False
    except PultError:
        return True


def _way_in(scope: Scope) -> Response:
    wants_page = scope["method"] == "GET" and "text/html" in Headers(scope=scope).get("accept", "")
    if not wants_page:
        return JSONResponse({"error": "sign in"}, status_code=401)
    asked = scope["path"]
    if scope["query_string"]:
        asked += "?" + scope["query_string"].decode("latin-1")
    where = "/enter" if asked == "/" else f"/enter?next={quote(asked, safe='')}"
    return RedirectResponse(where, status_code=303)
