"""The gate before everything the console serves: who is not signed in gets the sign-in page and nothing else.

It stands in front of Streamlit itself, pages and WebSocket alike, so that no page, cold server or typed address
leads past it. An address that this person's role does not have leads home. Pages and commands ask again who
acts (`console.actor`): a sign-in may end while a page is open.
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
from lib.ui.screens import addresses_of, home_of

OPEN_PATHS = frozenset(
    {
        "/enter",
        "/enter/oidc",
        "/enter/oidc/callback",
        "/leave",
        "/health",
        "/hooks/vk",
        "/_stcore/health",
        "/favicon.png",
    }
)
OPEN_FOLDER = re.compile(r"/(join|agree|language)/[^/]+|/static(/[^/]+)+")
"""What anybody may ask for: ways in, VK's own calls (which bring a secret), the browser's code."""
FEED = "/feed/"


class Gate:
    """ASGI middleware."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        answer = await _other_answer(scope) if scope["type"] in {"http", "websocket"} else None
        if answer is None:
            await self._app(scope, receive, send)
        elif scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": 1008, "reason": "sign in"})
        else:
            await answer(scope, receive, send)


def is_open(path: str) -> bool:
    """Whether `path` needs no sign-in."""
    # Two dots would lead out of a folder again.
    return path in OPEN_PATHS or (OPEN_FOLDER.fullmatch(path) is not None and ".." not in path)


async def _other_answer(scope: Scope) -> Response | None:
    """What is answered instead of what was asked for; None: it may pass."""
    if is_open(scope["path"]):
        return None
    cookie = HTTPConnection(scope).cookies.get(COOKIE)
    try:
        actor = await asyncio.to_thread(console.actor_with, cookie)
    except PultError:
        # Without settings or database nobody can be known; the page then says what is wrong, and no more.
        return None if await asyncio.to_thread(_nothing_to_guard) else _way_in(scope)
    if actor is None:
        return _way_in(scope)
    if scope["path"].startswith(FEED) and "/inbox" not in addresses_of(actor):
        # What the feed answers beside its page; a guest could count comments with it.
        return JSONResponse({"error": "not for this role"}, status_code=403)
    if _wants_page(scope) and scope["path"] not in addresses_of(actor):
        return RedirectResponse(home_of(actor), status_code=303)
    return None


def _nothing_to_guard() -> bool:
    """Whether there is no data that could be shown: the settings are unusable, or the database is."""
    try:
        with console.store().reader():
            return False
    except PultError:
        return True


def _wants_page(scope: Scope) -> bool:
    """Whether a person opens an address; addresses of pages have one word."""
    if scope["type"] != "http" or scope["method"] != "GET" or scope["path"].count("/") > 1:
        return False
    return "text/html" in Headers(scope=scope).get("accept", "")


def _way_in(scope: Scope) -> Response:
    if not _wants_page(scope):
        return JSONResponse({"error": "sign in"}, status_code=401)
    asked = scope["path"]
    if scope["query_string"]:
        asked += "?" + scope["query_string"].decode("latin-1")
    where = "/enter" if asked == "/" else f"/enter?next={quote(asked, safe='')}"
    return RedirectResponse(where, status_code=303)
