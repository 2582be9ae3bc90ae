"""`/live`: a WebSocket that says which counters moved. It carries numbers only, never content."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from urllib.parse import urlsplit

from starlette.routing import WebSocketRoute
from starlette.websockets import WebSocket, WebSocketDisconnect

from lib.live.counters import Counters

GAP = 0.2
"""At most five messages a second to one socket; changes in between travel together."""


def live_route(counters: Counters) -> WebSocketRoute:
    """The route: every counter on connecting, afterwards those that changed, as JSON `{topic: n}`."""

    async def live(websocket: WebSocket) -> None:
        if not same_origin(websocket):
            await websocket.close(code=1008)
            return
        await websocket.accept()
        gone = asyncio.create_task(_until_closed(websocket))
        with suppress(WebSocketDisconnect):
            await _tell(websocket, counters, gone)
        gone.cancel()

    return WebSocketRoute("/live", live)


def same_origin(websocket: WebSocket) -> bool:
    """Whether the page that opened the socket is one of ours; programs send no Origin and may listen."""
    origin = websocket.headers.get("origin")
    return origin is None or urlsplit(origin).netloc == websocket.headers.get("host")


async def _tell(websocket: WebSocket, counters: Counters, gone: asyncio.Task[None]) -> None:
    told: dict[str, int] = {}
    while not gone.done():
        change = counters.next_change()
        news = {topic: n for topic, n in counters.now.items() if told.get(topic) != n}
        told |= news
        if news:
            await websocket.send_json(news)
            await asyncio.wait({gone}, timeout=GAP)
        changed = asyncio.create_task(change.wait())
        await asyncio.wait({changed, gone}, return_when=asyncio.FIRST_COMPLETED)
        changed.cancel()


async def _until_closed(websocket: WebSocket) -> None:
    with suppress(WebSocketDisconnect):
        while True:
            await websocket.receive_text()
