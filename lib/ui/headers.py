"""What goes around every answer of the console: security headers, and a page that says it is Russian."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Callable
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

VK_PICTURES = (
    "https://*.userapi.com",
    "https://*.vk.ru",
    "https://*.vk.com",
    "https://vk.ru",
    "https://vk.com",
    "https://*.vkuserphoto.ru",
)
_INLINE = re.compile(rb"<script(?![^>]*\bsrc=)[^>]*>(.*?)</script>", re.DOTALL)
_HTML_TAG = re.compile(rb"<html[^>]*>")
_WHERE_SERVER_IS = b"""<script>window.__streamlit = {
  BACKEND_BASE_URL: new URL("./", location.href).href,
  HOST_CONFIG: { allowedOrigins: [location.origin], useExternalAuthToken: false }
}</script>"""
"""Left to itself Streamlit's page first looks for its server below its own address, then where it is, and asks
there twice before it connects: half of the time until a page's script runs."""


def policy(page: bytes, *, vk_url: str, rehearsal: bool) -> str:
    """The Content-Security-Policy for a page: its inline scripts by hash, pictures of VK only.

    Components of Streamlit are blob modules, Vega and Arrow want eval; hence the wide `script-src`.
    """
    hashes = " ".join(
        "'sha256-" + base64.b64encode(hashlib.sha256(script).digest()).decode() + "'"
        for script in _INLINE.findall(page)
    )
    local = ""
    if rehearsal:
        port = urlsplit(vk_url).port
        local = f" http://127.0.0.1:{port} http://localhost:{port}" if port else ""
    return "; ".join(
        (
            "default-src 'self'",
            f"script-src 'self' blob: 'unsafe-eval' 'wasm-unsafe-eval' {hashes}".rstrip(),
            "style-src 'self' 'unsafe-inline'",
            f"img-src 'self' data: blob: {' '.join(VK_PICTURES)}{local}",
            "font-src 'self' data:",
            "connect-src 'self' ws: wss:",
            "worker-src 'self' blob:",
            "media-src 'self' blob:",
            "frame-src 'self'",
            "object-src 'none'",
            "base-uri 'self'",
            "form-action 'self'",
            "frame-ancestors 'none'",
        )
    )


class SecureHeaders:
    """ASGI middleware. `where` answers (address of VK, is it a rehearsal) when a page is served."""

    def __init__(self, app: ASGIApp, *, where: Callable[[], tuple[str, bool]]) -> None:
        self._app = app
        self._where = where

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        if "text/html" in Headers(scope=scope).get("accept", ""):
            # A compressed page could not be rewritten.
            scope["headers"] = [h for h in scope["headers"] if h[0] != b"accept-encoding"]
        await self._app(scope, receive, _Answer(send, self._where).send)


class _Answer:
    def __init__(self, send: Send, where: Callable[[], tuple[str, bool]]) -> None:
        self._send = send
        self._where = where
        self._start: Message | None = None
        self._body = b""

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(raw=message["headers"])
            headers["X-Content-Type-Options"] = "nosniff"
            headers["Referrer-Policy"] = "same-origin"
            headers["X-Frame-Options"] = "DENY"
            if headers.get("content-type", "").startswith("text/html"):
                self._start = message
                return
        elif self._start is not None and message["type"] == "http.response.body":
            self._body += message.get("body", b"")
            if message.get("more_body", False):
                return
            await self._send(self._rewritten(self._start))
            message = {"type": "http.response.body", "body": self._body}
        await self._send(message)

    def _rewritten(self, start: Message) -> Message:
        # Without `translate="no"` a browser that translates rewrites text nodes under React's feet.
        self._body = _HTML_TAG.sub(b'<html lang="ru" translate="no">', self._body, count=1)
        self._body = self._body.replace(b"<title>", _WHERE_SERVER_IS + b"<title>", 1)
        headers = MutableHeaders(raw=start["headers"])
        headers["Content-Length"] = str(len(self._body))
        vk_url, rehearsal = self._where()
        headers["Content-Security-Policy"] = policy(self._body, vk_url=vk_url, rehearsal=rehearsal)
        # The file these name is not what was sent.
        for name in ("etag", "last-modified"):
            if name in headers:
                del headers[name]
        return start
