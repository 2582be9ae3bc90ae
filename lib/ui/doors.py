"""The ways in and out: `/enter`, `/leave`, `/join/TOKEN`, `/agree/TOKEN`. Plain pages, before Streamlit.

A GET changes nothing: previews of messengers and browsers that load ahead use nothing up. A POST must come
from a page of ours.
"""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Awaitable, Callable
from functools import partial
from typing import Any
from urllib.parse import urlsplit

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

from lib.access import agreements, invitations, people, sessions, signing
from lib.base.errors import PultError
from lib.base.language import N_, _, explain
from lib.ui import console, dates, door_pages
from lib.ui.language import speaking_to

LONGEST_FORM = 10_000
SETUP_CODE = secrets.token_hex(4)
"""Written to the log at the start of a console without an owner: proof of reading it, for the first owner."""


async def _enter(request: Request) -> Response:
    with speaking_to(request):
        return await (_post_enter(request) if request.method == "POST" else _get_enter(request))


async def _get_enter(request: Request) -> Response:
    back = local_path(request.query_params.get("next", ""))
    if await _signed_in(request):
        return RedirectResponse(back, status_code=303)
    if console.open_door():
        answer = RedirectResponse(back, status_code=303)
        answer.delete_cookie(signing.COOKIE)
        return answer
    return await _form(request, back=back)


async def _post_enter(request: Request) -> Response:
    if not from_ours(request):
        return page(
            door_pages.message(_("This came from another site and was not carried out.")), 403
        )
    form = await _read(request)
    back = local_path(_field(form, "next"))
    name, password = _field(form, "name"), _field(form, "password")
    try:
        if _field(form, "new_owner"):
            await asyncio.to_thread(_make_owner, request, form)
        token = await asyncio.to_thread(
            partial(
                sessions.sign_in,
                console.store(),
                name,
                password,
                address=address_of(request),
                device=device_of(request),
                now=console.now(),
            )
        )
    except PultError as error:
        return await _form(request, back=back, name=name, problem=explain(error))
    answer = RedirectResponse(back, status_code=303)
    keep(answer, request, token, seconds=sessions.SESSION_SECONDS)
    return answer


def _make_owner(request: Request, form: FormData) -> None:
    if not _is_here(request) and not secrets.compare_digest(_field(form, "code"), SETUP_CODE):
        raise people.PeopleError(N_("The code is not the one in the log of the console."))
    if _field(form, "password") != _field(form, "again"):
        raise people.PeopleError(N_("The two passwords differ."))
    people.make_first_owner(
        console.store(), _field(form, "name"), password=_field(form, "password"), now=console.now()
    )


async def _form(
    request: Request, *, back: str, name: str = "", problem: str | None = None
) -> Response:
    try:
        first = await asyncio.to_thread(people.needs_owner, console.store())
    except PultError as error:
        return page(door_pages.not_yet(explain(error)), 503)
    draw = door_pages.first_owner if first else door_pages.sign_in
    provider = console.settings().provider
    more: dict[str, Any] = {"code": not _is_here(request)} if first else {}
    if not first and provider is not None:
        more["provider"] = provider.name
    return page(draw(back=back, name=name, problem=problem, **more), 401 if problem else 200)


async def _leave(request: Request) -> Response:
    with speaking_to(request):
        if request.method == "GET":
            return page(door_pages.leave())
        if not from_ours(request):
            return page(
                door_pages.message(_("This came from another site and was not carried out.")), 403
            )
        token = signing.token_in(console.settings().data, request.cookies.get(signing.COOKIE))
        if token is not None:
            await asyncio.to_thread(
                partial(sessions.sign_out, console.store(), token, now=console.now())
            )
        answer = RedirectResponse("/enter", status_code=303)
        answer.delete_cookie(signing.COOKIE)
        return answer


async def _join(request: Request) -> Response:
    with speaking_to(request):
        token = request.path_params["token"]
        store, now = console.store(), console.now()
        try:
            if request.method == "GET":
                if await _is_guest_of(request, token):
                    return RedirectResponse("/answering", status_code=303)
                found = await asyncio.to_thread(partial(invitations.look, store, token, now=now))
                if found.role == "head":
                    # That link answers one question and lets nobody in.
                    return RedirectResponse(f"/agree/{token}", status_code=303)
                return page(door_pages.invitation(found.name))
            if not from_ours(request):
                return page(
                    door_pages.message(_("This came from another site and was not carried out.")),
                    403,
                )
            session, until = await asyncio.to_thread(
                partial(invitations.accept, store, token, device=device_of(request), now=now)
            )
        except PultError as error:
            return page(door_pages.message(explain(error)), 410)
        answer = RedirectResponse("/answering", status_code=303)
        keep(answer, request, session, seconds=max(until - now, 1))
        return answer


async def _agree(request: Request) -> Response:
    with speaking_to(request):
        token, store, now = request.path_params["token"], console.store(), console.now()
        problem = None
        try:
            if request.method == "POST":
                if not from_ours(request):
                    words = _("This came from another site and was not carried out.")
                    return page(door_pages.message(words), 403)
                form = await _read(request)
                try:
                    await asyncio.to_thread(
                        partial(
                            agreements.answer,
                            store,
                            token,
                            agreed=bool(_field(form, "agreed")),
                            remark=_field(form, "remark"),
                            now=now,
                        )
                    )
                except agreements.AgreementError as error:
                    problem = explain(error)
                else:
                    return RedirectResponse(request.url.path, status_code=303)
            found = await asyncio.to_thread(partial(agreements.look, store, token, now=now))
        except PultError as error:
            return page(door_pages.message(explain(error)), 410)
        if found.outcome is not None and found.answered_at is not None:
            when = dates.full(found.answered_at, zone=console.zone())
            agreed = found.outcome == "agreed"
            return page(door_pages.answered(agreed=agreed, text=found.text, when=when))
        draw = door_pages.agreement
        return page(draw(found.name, found.text, asked_by=found.asked_by, problem=problem))


async def _is_guest_of(request: Request, token: str) -> bool:
    """Whether this very link was used in this very browser, which may come back to it."""
    found = await asyncio.to_thread(console.session_in, request.cookies.get(signing.COOKIE))
    if found is None:
        return False
    return await asyncio.to_thread(
        partial(invitations.belongs, console.store(), token, session_id=found.session_id)
    )


def keep(answer: Response, request: Request, token: str, *, seconds: int) -> None:
    """Have the browser keep the session."""
    answer.set_cookie(
        signing.COOKIE,
        signing.signed(console.settings().data, token),
        max_age=seconds,
        httponly=True,
        samesite="lax",
        secure=scheme_of(request) == "https",
    )


def from_ours(request: Request) -> bool:
    """Whether a POST was sent by a page of this console: browsers say where a form came from."""
    site = request.headers.get("sec-fetch-site")
    if site is not None and site != "same-origin":
        return False
    origin = request.headers.get("origin")
    if origin is None:
        return site == "same-origin"
    return urlsplit(origin).netloc == request.headers.get("host")


def local_path(asked: str) -> str:
    """`asked` where it is an address of this console, else its first page."""
    # A browser reads a backslash as a slash, and two slashes as another host.
    good = asked.startswith("/") and not asked.startswith(("//", "/\\")) and asked.isprintable()
    return asked if good else "/"


def _is_here(request: Request) -> bool:
    """Whether the person sits at the machine of the console: loopback on both ends, no proxy between."""
    forwarded = any(
        name in request.headers for name in ("x-forwarded-for", "forwarded", "x-real-ip")
    )
    named = urlsplit(f"//{request.headers.get('host', '')}").hostname
    client = request.client.host if request.client else ""
    loopback = {"127.0.0.1", "::1", "localhost"}
    return not forwarded and named in loopback and client in loopback


def address_of(request: Request) -> str:
    """Where the person comes from."""
    # Only the nearest proxy's word counts: what a client writes before it may be anything.
    forwarded = request.headers.get("x-forwarded-for", "").rpartition(",")[2].strip()
    return forwarded or (request.client.host if request.client else "")


def scheme_of(request: Request) -> str:
    """http or https, as the person's browser sees it."""
    return request.headers.get("x-forwarded-proto", request.url.scheme)


def device_of(request: Request) -> str:
    """The name of the person's browser."""
    return door_pages.device(request.headers.get("user-agent", ""))


async def _signed_in(request: Request) -> bool:
    try:
        found = await asyncio.to_thread(console.session_in, request.cookies.get(signing.COOKIE))
    except PultError:
        return False
    return found is not None


async def _read(request: Request) -> FormData:
    length = request.headers.get("content-length", "")
    if not length.isdecimal() or int(length) > LONGEST_FORM:
        return FormData()
    async with request.form(max_files=0, max_fields=10) as form:
        return form


def _field(form: FormData, name: str) -> str:
    value = form.get(name, "")
    return value if isinstance(value, str) else ""


def page(body: str, status: int = 200) -> HTMLResponse:
    """A page that no browser keeps."""
    return HTMLResponse(body, status_code=status, headers={"Cache-Control": "no-store"})


def _route(path: str, answer: Callable[[Request], Awaitable[Response]]) -> Route:
    return Route(path, answer, methods=["GET", "POST"])


door_routes = [
    _route("/enter", _enter),
    _route("/leave", _leave),
    _route("/join/{token}", _join),
    _route("/agree/{token}", _agree),
]
