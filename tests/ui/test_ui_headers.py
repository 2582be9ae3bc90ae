"""Headers around every answer, and a page that the browser will not translate."""

from __future__ import annotations

import base64
import hashlib

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import Route
from starlette.testclient import TestClient

from lib.ui.headers import SecureHeaders

SCRIPT = "\n window.a = 1\n"
PAGE = (
    f'<!DOCTYPE html><html lang="en"><script>{SCRIPT}</script><script src="x.js"></script></html>'
)


async def page(_request: Request) -> Response:
    return HTMLResponse(PAGE, headers={"etag": "x", "last-modified": "y"})


async def data(_request: Request) -> Response:
    return JSONResponse({"text": "<html lang='en'>"})


def client(rehearsal: bool = True) -> TestClient:
    app = Starlette(
        routes=[Route("/", page), Route("/data", data)],
        middleware=[Middleware(SecureHeaders, where=lambda: ("http://127.0.0.1:8502", rehearsal))],
    )
    return TestClient(app)


def test_page_is_russian_untranslated_and_its_script_is_allowed_by_hash() -> None:
    answer = client().get("/", headers={"accept": "text/html"})
    policy = answer.headers["content-security-policy"]
    wanted = base64.b64encode(hashlib.sha256(SCRIPT.encode()).digest()).decode()

    assert '<html lang="ru" translate="no">' in answer.text
    assert int(answer.headers["content-length"]) == len(answer.content)
    assert "etag" not in answer.headers and "last-modified" not in answer.headers
    assert f"'sha256-{wanted}'" in policy
    assert policy.count("sha256-") == 1
    assert "frame-ancestors 'none'" in policy
    assert answer.headers["referrer-policy"] == "same-origin"
    assert answer.headers["x-content-type-options"] == "nosniff"


def test_a_page_of_streamlit_is_told_where_its_server_is() -> None:
    async def titled(_request: Request) -> Response:
        return HTMLResponse(
            "<html><head><title>Streamlit</title><script src='x.js'></script></head></html>"
        )

    app = Starlette(
        routes=[Route("/reach", titled)],
        middleware=[Middleware(SecureHeaders, where=lambda: ("http://127.0.0.1:8502", True))],
    )
    answer = TestClient(app).get("/reach")
    told, rest = answer.text.split("</script>", 1)
    assert "BACKEND_BASE_URL" in told and "x.js" in rest
    script = told.split("<script>", 1)[1]
    wanted = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    assert f"'sha256-{wanted}'" in answer.headers["content-security-policy"]


def test_pictures_of_the_local_vk_load_only_in_a_rehearsal() -> None:
    policies = [
        client(rehearsal).get("/").headers["content-security-policy"] for rehearsal in (True, False)
    ]
    assert ["http://127.0.0.1:8502" in policy for policy in policies] == [True, False]
    assert all("https://*.userapi.com" in policy for policy in policies)


def test_other_answers_keep_their_body() -> None:
    answer = client().get("/data")
    assert answer.json() == {"text": "<html lang='en'>"}
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert "content-security-policy" not in answer.headers
