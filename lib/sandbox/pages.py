"""What the local VK serves beside its methods: pictures, uploaded files, and the pages for a person."""

from __future__ import annotations

import re

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import FileResponse, HTMLResponse, Response
from starlette.routing import Route

from lib.sandbox import files, human, pictures
from lib.sandbox.around import Neighbour
from lib.sandbox.calls import Office


class Pages:
    """Routes that browsers open."""

    def __init__(self, office: Office) -> None:
        self._office = office

    def routes(self) -> list[Route]:
        return [
            Route("/photo/{path:path}", self._picture),
            Route("/file/{path:path}", self._file),
            Route(human.CAPTCHA_PATH, self._human, methods=["GET", "POST"]),
            Route(human.VALIDATION_PATH, self._human, methods=["GET", "POST"]),
        ]

    async def _picture(self, request: Request) -> Response:
        path = request.path_params["path"]
        parts = path.removesuffix(".svg").split("/")
        size = re.fullmatch(r"(\d{1,4})(?:x(\d{1,4}))?", parts[-1])
        if size is None:
            return Response(status_code=404)
        width, height = int(size[1]), int(size[2] or size[1])
        match parts[:-1]:
            case ["person", number]:
                who = self._office.world.citizens.get(int(number) if number.isdigit() else 0)
                letters = f"{who.first_name[:1]}{who.last_name[:1]}" if who else "?"
                drawn = pictures.avatar(f"person{number}", letters, width)
            case ["group"]:
                drawn = pictures.avatar("group", self._office.world.group.name[:1], width)
            case ["group", number]:
                near = self._office.world.shelf(Neighbour).get(
                    int(number) if number.isdigit() else 0
                )
                drawn = pictures.avatar(f"group{number}", near.name[:1] if near else "?", width)
            case ["deactivated"]:
                drawn = pictures.avatar("deactivated", "×", width)
            case _:
                drawn = pictures.picture("/".join(parts[:-1]), width, height)
        return Response(
            drawn, media_type="image/svg+xml", headers={"cache-control": "max-age=86400"}
        )

    async def _file(self, request: Request) -> Response:
        """An uploaded file, or with `/WxH` behind its name a small picture of it."""
        name, _, size = request.path_params["path"].partition("/")
        path = self._office.world.files.path(name)
        wanted = re.fullmatch(r"(\d{1,4})x(\d{1,4})", size)
        if path is None or (size and wanted is None):
            return Response(status_code=404)
        if wanted is None:
            # Whatever it is, it is handed over and not opened: a document may be a page with a script.
            return FileResponse(path, filename=name, headers={"x-content-type-options": "nosniff"})
        try:
            made, kind = await run_in_threadpool(files.shrunk, path, int(wanted[1]), int(wanted[2]))
        except OSError:
            return Response(status_code=404)
        return Response(made, media_type=kind, headers={"cache-control": "max-age=86400"})

    async def _human(self, request: Request) -> Response:
        """The page that an error 14 or 17 leads to: one button, and what pressing it is worth."""
        guard, now = self._office.guard, self._office.world.clock()
        session_token = request.query_params.get("session_token", "")
        session = guard.find(session_token, now=now)
        if session is None:
            return HTMLResponse(human.gone(), status_code=410)
        if request.method == "GET":
            return HTMLResponse(human.question(session.kind))
        token = guard.press(session_token, now=now)
        return HTMLResponse(human.thanks(session.kind, token or ""))
