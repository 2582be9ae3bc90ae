"""The addresses of the local VK: methods, long poll, pictures, uploads, and the doors of the world."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import UploadFile
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import Route

from lib.sandbox import doors, long_poll, uploads
from lib.sandbox.calls import Office
from lib.sandbox.errors import envelope, refusal
from lib.sandbox.faults import AROUND, BEFORE, UPLOAD, Fault
from lib.sandbox.limits import Silence
from lib.sandbox.pages import Pages

_HEARTBEAT = 0.5
"""Seconds between looks at the queue of postponed posts."""
_SILENCE = 60
"""Seconds that a call waits which VK answers nothing."""
_HTML = "<html><head><title>502 Bad Gateway</title></head><body><h1>Bad Gateway</h1></body></html>"


class Front:
    """Requests in, answers out; everything about VK itself is the office's."""

    stopping: asyncio.Event
    heart: asyncio.Task[None]

    def __init__(self, office: Office) -> None:
        self._office = office
        self.app = Starlette(
            routes=[
                Route("/method/{method:path}", self._method, methods=["GET", "POST"]),
                Route(long_poll.PATH, self._poll, methods=["GET", "POST"]),
                *Pages(office).routes(),
                Route("/upload/{path:path}", self._upload, methods=["GET", "POST"]),
                Route("/_world/calls", self._calls, methods=["GET", "DELETE"]),
                Route("/_world/{door}", self._door, methods=["GET", "POST"]),
            ]
        )

    async def beat(self) -> None:
        """Lets postponed posts out while nobody calls."""
        while not self.stopping.is_set():
            await run_in_threadpool(self._tick)
            await self._rest(_HEARTBEAT)

    def _tick(self) -> None:
        with self._office.world.turn():
            pass

    async def _rest(self, seconds: float) -> None:
        """Waits, but not past the end of the server."""
        try:
            await asyncio.wait_for(self.stopping.wait(), seconds)
        except TimeoutError:
            return

    async def _method(self, request: Request) -> Response:
        method = request.path_params["method"]
        params = dict(request.query_params)
        if request.method == "POST":
            kind = request.headers.get("content-type", "").partition(";")[0].strip()
            if kind in {"application/x-www-form-urlencoded", "multipart/form-data"}:
                async with request.form() as form:
                    params |= {
                        name: value for name, value in form.items() if isinstance(value, str)
                    }
            elif kind and await request.body():
                # VK reads forms only: a JSON body is as if nothing had been sent.
                return JSONResponse(
                    envelope(refusal(8, "only form data is read"), method=method, params=params)
                )
        token = params.get("access_token") or _bearer(request)
        fault = self._office.faults.take(method, BEFORE, params=params)
        broken = await self._break(fault, request, method, params, token) if fault else None
        if broken is not None:
            return broken
        slow = self._office.faults.take(method, AROUND & {"slow"})
        if slow is not None:
            await self._rest(float(slow.details.get("seconds", 2)))
        dropped = self._office.faults.take(method, AROUND & {"drop_after"})
        try:
            body = await run_in_threadpool(self._office.answer, method, params, token)
        except Silence:
            await self._rest(_SILENCE)
            return await _cut(request)
        if dropped is not None:
            return await _cut(request)
        return self._whole(method, body)

    def _whole(self, method: str, body: object) -> Response:
        """The answer, or its first half where that is planned."""
        made = JSONResponse(body)
        if self._office.faults.take(method, AROUND & {"half"}) is None:
            return made
        return Response(bytes(made.body)[: len(made.body) // 2], media_type="application/json")

    async def _break(
        self,
        fault: Fault,
        request: Request,
        method: str,
        params: Mapping[str, str],
        token: str | None,
    ) -> Response | None:
        """What comes instead of an answer; None where a person has passed what stood in the way."""
        match fault.kind:
            case "http":
                broken: Response = HTMLResponse(_HTML, int(fault.details.get("status", 502)))
            case "html":
                broken = HTMLResponse(_HTML)
            case "hang":
                self._office.record(method, params, token)
                await self._rest(float(fault.details.get("seconds", 60)))
                return await _cut(request)
            case _:
                failure = self._office.stopped(fault, method=method, params=params, token=token)
                if failure is None:
                    return None
                self._office.record(method, params, token).error = failure.code
                return JSONResponse(envelope(failure, method=method, params=params))
        self._office.record(method, params, token)
        return broken

    async def _poll(self, request: Request) -> Response:
        params = dict(request.query_params)
        if request.method == "POST":
            async with request.form() as form:
                params |= {name: value for name, value in form.items() if isinstance(value, str)}
        office = self._office
        broken = office.faults.take("longpoll", BEFORE | {"drop_after"})
        if broken is not None:
            if broken.kind == "drop_after":
                return await _cut(request)
            cut = await self._break(broken, request, "longpoll", params, None)
            if cut is not None:
                return cut
        wait = params.get("wait", "25")
        seconds = min(int(wait) if wait.isdigit() else 25, long_poll.LONGEST_WAIT)
        loop, news = asyncio.get_running_loop(), asyncio.Event()
        end = office.world.listen(lambda: loop.call_soon_threadsafe(news.set))
        try:
            deadline = loop.time() + seconds
            while True:
                body, empty = long_poll.look(
                    office.world,
                    key=params.get("key", ""),
                    ts=params.get("ts", ""),
                    address=office.address,
                    faults=office.faults,
                )
                left = deadline - loop.time()
                if not empty or left <= 0 or self.stopping.is_set():
                    return self._whole("longpoll", body)
                await first_set(news, self.stopping, timeout=left)
                news.clear()
        finally:
            end()

    async def _upload(self, request: Request) -> Response:
        """Files for an upload address. A planned failure comes after they were sent, as a gateway's does."""
        office = self._office
        ticket = uploads.ticket_of(office.world, request.path_params["path"])
        if ticket is None:
            return JSONResponse({"error": "no such upload address"}, status_code=404)
        if int(request.headers.get("content-length", "0")) > uploads.largest_request(ticket):
            return JSONResponse({"error": "too large"}, status_code=413)
        params = {"kind": ticket.kind}
        fault = office.faults.take(UPLOAD, BEFORE, params=params)
        early = fault if fault is not None and fault.kind == "hang" else None
        broken = await self._break(early, request, UPLOAD, params, None) if early else None
        if broken is not None:
            return broken
        async with request.form(max_files=uploads.MOST_FILES) as form:
            broken = await self._break(fault, request, UPLOAD, params, None) if fault else None
            if broken is not None:
                return broken
            slow = office.faults.take(UPLOAD, AROUND & {"slow"})
            if slow is not None:
                await self._rest(float(slow.details.get("seconds", 2)))
            parts = [
                uploads.Part(name, value.filename or "", value.file, value.size or 0)
                for name, value in form.multi_items()
                if isinstance(value, UploadFile)
            ]
            office.record(UPLOAD, params, None)
            dropped = office.faults.take(UPLOAD, AROUND & {"drop_after"})
            body = await run_in_threadpool(uploads.receive, office.world, ticket, parts)
        if dropped is not None:
            return await _cut(request)
        return JSONResponse(body)

    async def _calls(self, request: Request) -> Response:
        if request.method == "DELETE":
            self._office.forget_records()
        return JSONResponse(doors.calls(self._office))

    async def _door(self, request: Request) -> Response:
        door = doors.find(request.method, request.path_params["door"])
        if door is None:
            return JSONResponse({"error": "no such door"}, status_code=404)
        try:
            told = await request.json() if request.method == "POST" else request.query_params
            return JSONResponse(await run_in_threadpool(door, self._office, told))
        except (LookupError, ValueError, TypeError) as error:
            return JSONResponse({"error": f"{type(error).__name__}: {error}"}, status_code=400)


def _bearer(request: Request) -> str | None:
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    return token.strip() if scheme.lower() == "bearer" else None


async def _cut(request: Request) -> Response:
    """Ends the connection without a byte of an answer."""
    request.state.transport.abort()
    while not await request.is_disconnected():
        await asyncio.sleep(0.001)
    return Response()


async def first_set(*events: asyncio.Event, timeout: float) -> None:
    """Waits until one of `events` is set, at most `timeout` seconds."""
    waiting = [asyncio.create_task(event.wait()) for event in events]
    try:
        await asyncio.wait(waiting, timeout=timeout, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for task in waiting:
            task.cancel()
        await asyncio.gather(*waiting, return_exceptions=True)
