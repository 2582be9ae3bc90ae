"""The local VK as a server on loopback: it starts and ends fast, and may cut a connection."""

from __future__ import annotations

import asyncio
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import Any, Literal

import uvicorn
from uvicorn.protocols.http.h11_impl import H11Protocol

from lib.sandbox.calls import Office
from lib.sandbox.courier import Courier
from lib.sandbox.front import Front, first_set
from lib.sandbox.life import Life
from lib.sandbox.rights import Profile
from lib.sandbox.world import World

HOST = "127.0.0.1"
TICK_SECONDS = 0.1
"""Between two looks whether a signal has come."""
GRACE_SECONDS = 5
"""What is being answered at the end may take so long."""


@dataclass
class Running:
    """A local VK that serves: its address and what is behind it."""

    url: str
    world: World
    office: Office


class _Connection(H11Protocol):
    """Hands the transport to the application, so that a fault can cut the connection."""

    def connection_made(self, transport: Any) -> None:
        self.app_state = {**self.app_state, "transport": transport}
        # asyncio does this only for sockets that name their protocol; without it every answer, sent as
        # head and body, waits 40 ms for the client's acknowledgement.
        transport.get_extra_info("socket").setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        super().connection_made(transport)


class _Server(uvicorn.Server):
    """Ends waiting listeners before it waits for them to end, and ends at once.

    uvicorn's own looks ten times a second whether to end, and then rests a tenth of a second: a fifth of a
    second for each of the many that tests start.
    """

    def __init__(
        self, config: uvicorn.Config, front: Front, courier: Courier, life: Life | None
    ) -> None:
        super().__init__(config)
        self._front = front
        self._life = life
        self._courier = courier
        self._loop: asyncio.AbstractEventLoop | None = None
        self._told = asyncio.Event()
        self.announce: Callable[[], None] = lambda: None

    def end(self) -> None:
        """Have it end, from any thread."""
        self.should_exit = True
        if self._loop is not None:
            # A loop that has ended needs to be told nothing.
            with suppress(RuntimeError):
                self._loop.call_soon_threadsafe(self._told.set)

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        self._loop = asyncio.get_running_loop()
        self._front.stopping = asyncio.Event()
        self._front.heart = asyncio.create_task(self._front.beat())
        self._carrying = asyncio.create_task(self._courier.run(self._front.stopping))
        await super().startup(sockets)
        if self._life is not None:
            self._life.start()
        self.announce()

    async def main_loop(self) -> None:
        ticks = 0
        while not await self.on_tick(ticks):
            ticks += 1
            # A signal sets no event.
            await first_set(self._told, timeout=TICK_SECONDS)

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        self._front.stopping.set()
        if self._life is not None:
            self._life.stop()
        await asyncio.gather(self._front.heart, self._carrying)
        for server in self.servers:
            server.close()
        for one in sockets or ():
            one.close()
        for connection in list(self.server_state.connections):
            connection.shutdown()
        ends = time.monotonic() + GRACE_SECONDS
        while self.server_state.connections or self.server_state.tasks:
            if self.force_exit or time.monotonic() > ends:
                for task in self.server_state.tasks:
                    task.cancel()
                return
            await asyncio.sleep(0.002)


def make_server(
    world: World,
    *,
    port: int,
    pace: Literal["off", "real"],
    rights: Profile,
    life: float = 0.0,
    seed: int = 1,
) -> tuple[_Server, Office, socket.socket]:
    """A server on a bound socket, ready to run; the port is known before it starts."""
    listener = socket.create_server((HOST, port))
    address = f"http://{HOST}:{listener.getsockname()[1]}"
    office = Office(world, address=address, pace=pace == "real", profile=rights)
    front = Front(office)
    config = uvicorn.Config(
        front.app,
        http=_Connection,
        ws="none",
        proxy_headers=False,
        lifespan="off",
        log_level="warning",
        access_log=False,
        timeout_graceful_shutdown=GRACE_SECONDS,
        timeout_keep_alive=75,
    )
    living = Life(world, per_minute=life, seed=seed) if life > 0 else None
    return _Server(config, front, Courier(office), living), office, listener


@contextmanager
def serve(
    world: World,
    *,
    port: int = 0,
    pace: Literal["off", "real"] = "off",
    rights: Profile = "observed",
    life: float = 0.0,
) -> Iterator[Running]:
    """Serves `world` from a thread while the block runs; `life` is how many citizens act per minute.

    OSError where the port is taken.
    """
    server, office, listener = make_server(world, port=port, pace=pace, rights=rights, life=life)
    thread = threading.Thread(
        target=server.run, kwargs={"sockets": [listener]}, name="local-vk", daemon=True
    )
    thread.start()
    try:
        while not server.started and thread.is_alive():
            thread.join(0.005)
        if not server.started:
            raise RuntimeError("the local VK did not start; its log says why")
        yield Running(office.address, world, office)
    finally:
        server.end()
        thread.join(10)
        listener.close()
        world.close()
