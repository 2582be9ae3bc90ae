"""Carries events to callback servers on this machine: the only place where the local VK calls anybody."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping
from contextlib import suppress
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import urlsplit

import h11
from starlette.concurrency import run_in_threadpool

from lib.sandbox import callbacks
from lib.sandbox.callbacks import Answer
from lib.sandbox.calls import Office
from lib.sandbox.deliveries import CallbackServer, Delivery
from lib.sandbox.faults import CALLBACK
from lib.sandbox.shapes import absolute

PATIENCE = 10.0
"""Seconds a server has to answer. VK's own time is not documented."""
_LOOK = 0.2
"""Seconds between looks at the clock of the world while something waits for its time."""
_LONGEST_ANSWER = 4096


class Courier:
    """One delivery at a time to each server; a slow server holds up nobody else."""

    def __init__(self, office: Office, *, patience: float = PATIENCE) -> None:
        self._office = office
        self._patience = patience
        self._under_way: dict[int, asyncio.Task[None]] = {}

    async def run(self, stopping: asyncio.Event) -> None:
        """Delivers until `stopping`; what is under way then is delivered again at the next start."""
        world = self._office.world
        loop, news = asyncio.get_running_loop(), asyncio.Event()
        end = world.listen(lambda: loop.call_soon_threadsafe(news.set))
        over: asyncio.Task[Any] = asyncio.create_task(stopping.wait())
        try:
            while not stopping.is_set():
                news.clear()
                for batch in await run_in_threadpool(
                    callbacks.due, world, busy=tuple(self._under_way)
                ):
                    task = asyncio.create_task(self._deliver_all(batch))
                    self._under_way[batch[0].server_id] = task
                heard: asyncio.Task[Any] = asyncio.create_task(news.wait())
                waiting: set[asyncio.Task[Any]] = {over, heard, *self._under_way.values()}
                pause = _LOOK if world.shelf(Delivery) else None
                await asyncio.wait(waiting, timeout=pause, return_when=asyncio.FIRST_COMPLETED)
                heard.cancel()
                for server_id in [i for i, task in self._under_way.items() if task.done()]:
                    self._under_way.pop(server_id).result()
        finally:
            end()
            for task in (over, *self._under_way.values()):
                task.cancel()
            await asyncio.gather(over, *self._under_way.values(), return_exceptions=True)

    async def _deliver_all(self, batch: list[Delivery]) -> None:
        for delivery in batch:
            server = self._office.world.shelf(CallbackServer).get(delivery.server_id)
            if server is None:
                return
            await self._deliver(server, delivery)

    async def _deliver(self, server: CallbackServer, delivery: Delivery) -> None:
        world, faults = self._office.world, self._office.faults
        event = delivery.type != "confirmation"
        skipped = event and faults.take(CALLBACK, frozenset({"skip"}), named=True) is not None
        again = event and faults.take(CALLBACK, frozenset({"duplicate"}), named=True) is not None
        answer = Answer(200, "ok")
        if not skipped:
            shown = absolute(callbacks.body_of(server, delivery), self._office.address)
            answer = await self._answer(server.url, shown, callbacks.headers_of(delivery))
        await run_in_threadpool(callbacks.settle, world, delivery, answer, again=again)

    async def _answer(self, url: str, body: object, headers: Mapping[str, str]) -> Answer:
        address = callbacks.loopback(url)
        if address is None:
            return Answer(0)
        try:
            return await asyncio.wait_for(_post(address, url, body, headers), self._patience)
        except (OSError, TimeoutError, h11.RemoteProtocolError):
            return Answer(0)


async def _post(
    address: tuple[str, int], url: str, body: object, headers: Mapping[str, str]
) -> Answer:
    parts = urlsplit(url)
    sent = json.dumps(body, ensure_ascii=False).encode()
    lines = {
        "Host": parts.netloc,
        "Content-Type": "application/json; charset=utf-8",
        "Content-Length": str(len(sent)),
        "Connection": "close",
        **headers,
    }
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    http = h11.Connection(h11.CLIENT)
    reader, writer = await asyncio.open_connection(*address)
    try:
        request = h11.Request(method="POST", target=target, headers=list(lines.items()))
        writer.write((http.send(request) or b"") + (http.send(h11.Data(data=sent)) or b""))
        writer.write(http.send(h11.EndOfMessage()) or b"")
        await writer.drain()
        status, text, retry_after = 0, b"", None
        while len(text) <= _LONGEST_ANSWER:
            event = http.next_event()
            if event is h11.NEED_DATA:
                http.receive_data(await reader.read(_LONGEST_ANSWER))
            elif isinstance(event, h11.Response):
                status = event.status_code
                retry_after = _seconds(
                    dict(event.headers).get(b"retry-after", b"").decode("latin-1")
                )
            elif isinstance(event, h11.Data):
                text += bytes(event.data)
            elif isinstance(event, h11.EndOfMessage | h11.ConnectionClosed):
                break
        return Answer(status, text.decode(errors="replace"), retry_after)
    finally:
        writer.close()
        with suppress(OSError):
            await writer.wait_closed()


def _seconds(retry_after: str) -> int | None:
    """Retry-After is a number of seconds or a date."""
    if retry_after.isdigit():
        return int(retry_after)
    if not retry_after:
        return None
    try:
        until = parsedate_to_datetime(retry_after)
    except ValueError:
        return None
    return int((until.astimezone(UTC) - datetime.now(UTC)).total_seconds())
