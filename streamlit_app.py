"""The console's server: `streamlit run streamlit_app.py`.

The frame of the pages is `pages/_shell.py`. Because it lies in `pages/` itself, Streamlit's old multipage mode
looks for `pages/pages/`, finds nothing, and cannot run a page past the frame.
"""

from __future__ import annotations

import asyncio
import logging
import threading
from collections.abc import AsyncIterator
from contextlib import ExitStack, asynccontextmanager, suppress
from typing import Any
from urllib.parse import urlsplit

import streamlit as st
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from lib.access.people import needs_owner
from lib.base import log
from lib.base.errors import PultError
from lib.base.language import explain
from lib.base.settings import KEY_NAMES, Settings, read_settings
from lib.live import Counters, live_route, watch
from lib.store import Store
from lib.ui import console
from lib.ui.doors import SETUP_CODE, door_routes
from lib.ui.feed_news import feed_news_route
from lib.ui.gate import Gate
from lib.ui.headers import SecureHeaders
from lib.ui.language import language_route
from lib.ui.trouble import on_script_error
from lib.vk import connect
from lib.worker import Worker
from lib.worker.health import health
from lib.worker.local_vk import local_vk, wait_for

logger = logging.getLogger("pult")
counters = Counters()
START_SECONDS = 20


@asynccontextmanager
async def lifespan(_app: Any) -> AsyncIterator[None]:
    """Everything that runs beside the pages, from start to stop."""
    log.set_up()
    try:
        settings = read_settings()
    except PultError as error:
        # The pages say the same to whoever opens them.
        logger.error("%s", error)
        yield
        return
    log.set_up(secrets=secrets_of(settings))
    with ExitStack() as running:
        if settings.embedded:
            settings = running.enter_context(local_vk(settings))
        console.use(settings)
        # Opening a large database may take a while; the page must not wait for it.
        stopping = threading.Event()
        background = asyncio.create_task(asyncio.to_thread(start, settings, running, stopping))
        watcher = asyncio.create_task(watch(Store(settings.database), counters))
        try:
            yield
        finally:
            stopping.set()
            watcher.cancel()
            with suppress(asyncio.CancelledError):
                await watcher
            await background
            await asyncio.to_thread(running.close)


def start(settings: Settings, running: ExitStack, stopping: threading.Event) -> None:
    """Bring the database up to date and start the worker.

    Trouble is logged; the worker waits for the database as well as for VK, and the pages say so.
    """
    store = Store(settings.database)
    try:
        store.migrate()
        if not console.open_door() and needs_owner(store):
            logger.warning(
                "Nobody can sign in yet. Open the console and make yourself its owner. From another machine"
                " this code is asked for: %s",
                SETUP_CODE,
            )
    except PultError as error:
        logger.error("%s", error)
    if settings.embedded:
        wait_for(settings, seconds=START_SECONDS, stopping=stopping)
    worker = Worker(settings, store, connect(settings))
    worker.start()
    running.callback(worker.stop)


def secrets_of(settings: Settings) -> tuple[str, ...]:
    keys = (getattr(settings, name) for name in KEY_NAMES)
    return tuple(key.reveal() for key in keys if key is not None)


def pictures_from() -> tuple[str, bool]:
    """Where VK is, for the header that says which pictures may load."""
    try:
        settings = console.settings()
    except PultError:
        return "", False
    return settings.vk_url, settings.rehearsal


async def tell_health(_request: Request) -> Response:
    """`GET /health`: how the system is, as JSON, always 200 while the console runs."""
    try:
        settings = console.settings()
    except PultError as error:
        return JSONResponse({"ok": False, "problems": [explain(error)]})
    found = await asyncio.to_thread(health, Store(settings.database), now=console.now())
    facts = found.as_dict()
    address = urlsplit(settings.vk_url)
    facts["vk"] = {
        "ok": found.vk,
        "reason": facts.pop("vk_reason"),
        "at": facts.pop("vk_at"),
        "address": f"{address.scheme}://{address.hostname}{f':{address.port}' if address.port else ''}",
        "rehearsal": settings.rehearsal,
    }
    return JSONResponse(facts)


async def home(_request: Request) -> Response:
    return RedirectResponse("/")


app = st.App(
    "pages/_shell.py",
    lifespan=lifespan,
    routes=[
        Route("/health", tell_health),
        Route("/today", home),
        language_route,
        live_route(counters),
        feed_news_route,
        *door_routes,
    ],
    middleware=[Middleware(SecureHeaders, where=pictures_from), Middleware(Gate)],
    on_script_error=on_script_error,
)
