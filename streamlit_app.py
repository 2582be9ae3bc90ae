"""The console's server: `streamlit run streamlit_app.py`.

The frame of the pages is `pages/_shell.py`. Because it lies in `pages/` itself, Streamlit's old multipage mode
looks for `pages/pages/`, finds nothing, and cannot run a page past the frame.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
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
from lib.live import Counters, beat, live_route, watch
from lib.store import Store
from lib.ui import console
from lib.ui.chat_people import by_clock
from lib.ui.doors import SETUP_CODE, door_routes
from lib.ui.feed_news import feed_news_route
from lib.ui.gate import Gate
from lib.ui.headers import SecureHeaders
from lib.ui.human_notice import asked
from lib.ui.language import language_route
from lib.ui.oidc import oidc_routes
from lib.ui.status import strips
from lib.ui.trouble import on_script_error
from lib.worker.health import health
from lib.worker.hook_route import hooks_route
from lib.worker.supervisor import Supervisor

logger = logging.getLogger("pult")
counters = Counters()


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
    supervisor = Supervisor(settings, take_up, opened=tell_of_owner)
    background = asyncio.create_task(asyncio.to_thread(supervisor.run))
    await asyncio.to_thread(supervisor.ready.wait)
    watchers = (
        asyncio.create_task(watch(Store(settings.database), counters)),
        asyncio.create_task(
            beat(counters, {"status": strips, "human": asked, "presence": by_clock})
        ),
    )
    try:
        yield
    finally:
        supervisor.stop()
        for watcher in watchers:
            watcher.cancel()
            with suppress(asyncio.CancelledError):
                await watcher
        await background


def take_up(settings: Settings) -> None:
    """These settings are in force from now on, for the pages and for the log, which may hold no key."""
    log.set_up(secrets=secrets_of(settings))
    console.use(settings)


def tell_of_owner(store: Store) -> None:
    """Say in the log how the first person gets in, where nobody can sign in yet."""
    if not console.open_door() and needs_owner(store):
        logger.warning(
            "Nobody can sign in yet. Open the console and make yourself its owner. From another machine"
            " this code is asked for: %s",
            SETUP_CODE,
        )


def secrets_of(settings: Settings) -> tuple[str, ...]:
    keys = (getattr(settings, name) for name in (*KEY_NAMES, "hooks_secret"))
    found = [key.reveal() for key in keys if key is not None]
    if settings.provider is not None:
        found.append(settings.provider.client_secret.reveal())
    return tuple(found)


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
        hooks_route(console.settings),
        language_route,
        live_route(counters),
        feed_news_route,
        *door_routes,
        *oidc_routes,
    ],
    middleware=[Middleware(SecureHeaders, where=pictures_from), Middleware(Gate)],
    on_script_error=on_script_error,
)
