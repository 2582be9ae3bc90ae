"""The language of whoever looks: a cookie set by the switch, so that it outlives F5, new tabs and restarts."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

import streamlit as st
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route
from streamlit.runtime.scriptrunner import get_script_run_ctx

from lib.base.language import LANGUAGES, language, set_resolver

COOKIE = "pult_language"
_NAMES = {"ru": "RU", "en": "EN"}
_TITLES = {"ru": "Русский", "en": "English"}
_asked: ContextVar[str | None] = ContextVar("pult_language", default=None)


def chosen() -> str:
    """The language of the session or request that asks; the default outside of any (worker threads, tests)."""
    if (asked := _asked.get()) is not None:
        return asked
    if get_script_run_ctx(suppress_warning=True) is None:
        return LANGUAGES[0]
    # AppTest answers a mock for any cookie, hence the comparison instead of trust.
    value = st.context.cookies.get(COOKIE)
    return value if isinstance(value, str) and value in LANGUAGES else LANGUAGES[0]


set_resolver(chosen)


@contextmanager
def speaking_to(request: Request) -> Iterator[None]:
    """Messages are in the language of whoever sent `request`, for routes that answer with words."""
    value = request.cookies.get(COOKIE)
    token = _asked.set(value if value in LANGUAGES else LANGUAGES[0])
    try:
        yield
    finally:
        _asked.reset(token)


def switch() -> None:
    """Two small links that reload the page in the other language."""
    links = " ".join(
        f'<span class="pult-lang pult-here" title="{_TITLES[name]}">{_NAMES[name]}</span>'
        if name == language()
        else f'<a class="pult-lang" href="/language/{name}" target="_self" lang="{name}"'
        f' title="{_TITLES[name]}">{_NAMES[name]}</a>'
        for name in LANGUAGES
    )
    st.html(f'<div class="pult-langs">{links}</div>')


async def _choose(request: Request) -> Response:
    name = request.path_params["name"]
    back = request.headers.get("referer", "")
    here = f"{request.url.scheme}://{request.headers.get('host', '')}/"
    answer = RedirectResponse(back if back.startswith(here) else "/", status_code=303)
    if name in LANGUAGES:
        answer.set_cookie(COOKIE, name, max_age=365 * 86400, httponly=True, samesite="lax")
    return answer


language_route = Route("/language/{name}", _choose)
