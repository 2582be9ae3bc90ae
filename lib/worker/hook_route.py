"""`POST /hooks/vk`: VK brings the events of the community itself (Callback API).

Needs no sign-in: the secret is the key to it. Who does not know the secret costs the reading of a small body,
and gets 403 whatever else is wrong.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from starlette.requests import ClientDisconnect, Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from lib.base.clock import Clock, system_clock
from lib.base.errors import PultError
from lib.base.settings import HOOKS_PATH, Settings
from lib.store import Store
from lib.sync.hooks import (
    BODY_LIMIT,
    FORBIDDEN,
    Answer,
    knows_secret,
    may_be_confirmation,
    receive,
)

READ_SECONDS = 10.0


def hooks_route(settings: Callable[[], Settings], *, clock: Clock = system_clock) -> Route:
    """The route. Where no public address is set it does not exist."""

    async def hook(request: Request) -> Response:
        try:
            known = settings()
        except PultError:
            return _response(Answer(503, retry_after=60))
        if known.hooks_url is None or known.hooks_secret is None:
            return _response(Answer(404))
        try:
            body = await asyncio.wait_for(_body(request), READ_SECONDS)
        except TimeoutError:
            return _response(Answer(408))
        except ClientDisconnect:
            return _response(Answer(400))
        if body is None:
            return _response(Answer(413))
        if not knows_secret(body, known.hooks_secret) and not may_be_confirmation(body):
            return _response(FORBIDDEN)
        answer = await asyncio.to_thread(
            receive,
            Store(known.database),
            body,
            group_id=known.group_id,
            secret=known.hooks_secret,
            code=known.hooks_code,
            retry=request.headers.get("x-retry-counter"),
            now=int(clock()),
        )
        return _response(answer)

    return Route(HOOKS_PATH, hook, methods=["POST"])


async def _body(request: Request) -> bytes | None:
    """The body, or None as soon as it is known to be too large."""
    told = request.headers.get("content-length", "")
    if told.isdecimal() and int(told) > BODY_LIMIT:
        return None
    read = bytearray()
    async for piece in request.stream():
        read += piece
        if len(read) > BODY_LIMIT:
            return None
    return bytes(read)


def _response(answer: Answer) -> Response:
    headers = {} if answer.retry_after is None else {"Retry-After": str(answer.retry_after)}
    return PlainTextResponse(answer.text, status_code=answer.status, headers=headers)
