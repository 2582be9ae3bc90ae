"""One request to VK over vk_api's session: where it goes, how long it may take, what its answer means.

Everything is decided in the adapter, below vk_api: it hears either a good answer or one of our errors, so that
its own handlers (the endless repetition on error 6, the captcha it cannot read) have nothing to do. VK's own
`request_params`, requests' exceptions and the body of a request never get further than this module, because
they may hold a key.
"""

from __future__ import annotations

import json
import logging
import os
import socket
import ssl
import threading
import weakref
from collections.abc import Mapping
from typing import Any, cast
from urllib.parse import urlsplit

import requests
from jconfig import MemoryConfig  # type: ignore[import-untyped]
from requests.adapters import HTTPAdapter
from urllib3 import HTTPConnectionPool, HTTPSConnectionPool, PoolManager
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.exceptions import MaxRetryError, NameResolutionError, NewConnectionError
from vk_api.vk_api import VkApi

from lib.base.settings import is_loopback
from lib.vk.errors import NoAnswer, Refused, TimedOut, Unreachable, VkError, refusal
from lib.vk.files import Body

VERSION = "5.199"
CONNECT_TIMEOUT = 5.0
READ_TIMEOUT = 10.0
UPLOAD_TIMEOUT = 60.0
"""Seconds that an upload server may think after the last byte."""
UPLOAD_STALL = 20.0
"""Seconds for a connection to it, and for which it may take no byte."""
METHOD_URL = "https://api.vk.ru/method/"
"""Where vk_api sends everything; the adapter turns it to the address in force."""

# Its debug lines hold whole addresses, and the address of a long poll holds its key.
logging.getLogger("urllib3.connectionpool").setLevel(logging.INFO)


class Transport:
    """Requests to the VK at `base`. Safe to share by threads; `close()` also cuts requests under way."""

    def __init__(self, base: str) -> None:
        self._reads = _Line(base)
        # A kept connection that the server is just closing loses a request after it was sent, which for a
        # write means "was it done?". Writes are rare; each has a connection of its own.
        self._writes = _Line(base, keep=False)
        self._uploads = _Line(base, keep=False)

    def method(
        self, name: str, *, key: str, params: Mapping[str, Any], timeout: float, writing: bool
    ) -> dict[str, Any]:
        """VK's whole envelope, in which `response` is certain to be.

        `params` are ready for a form, `timeout` is seconds without a byte. Raises `Unreachable`, `NoAnswer`
        and `Refused`.
        """
        session = _Session(self._writes if writing else self._reads, timeout)
        # A new VkApi a call: its lock is held while waiting for the answer.
        api: Any = _Api(  # type: ignore[no-untyped-call]
            token=key, api_version=VERSION, config=MemoryConfig, session=session
        )
        try:
            return cast("dict[str, Any]", api.method(name, dict(params), raw=True))
        except Refused as error:
            if key in f"{error.text}{error.more}":
                hidden = {n: str(v).replace(key, "***") for n, v in error.more.items()}
                text = error.text.replace(key, "***")
                raise type(error)(
                    error.code, text, method=error.method, subcode=error.subcode, **hidden
                ) from None
            raise

    def poll(self, url: str, params: Mapping[str, Any], *, timeout: float) -> dict[str, Any]:
        """The JSON object that a long poll answers. Raises `Unreachable` and `NoAnswer`."""
        session = _Session(self._reads, timeout)
        return _object(session.get(url, params=params))

    def upload(self, url: str, body: Body) -> dict[str, Any]:
        """The JSON object that an upload server answers to `body`. Raises `Unreachable` and `NoAnswer`."""
        session = _Session(self._uploads, UPLOAD_TIMEOUT, connect=UPLOAD_STALL)
        headers = {"Content-Type": body.content_type}
        return _object(session.post(url, data=cast("Any", body), headers=headers))

    def close(self) -> None:
        """Requests under way end with `NoAnswer` or `Unreachable`, and no new one starts."""
        self._reads.close()
        self._writes.close()
        self._uploads.close()


class _Api(VkApi):
    RPS_DELAY = 0.0  # lib.vk.limits keeps the pace

    def too_many_rps_handler(self, error: Any) -> Any:
        raise error


class _Session(requests.Session):
    """requests' session on one shared line, with a timeout that is never absent."""

    def __init__(self, line: _Line, timeout: float, *, connect: float = CONNECT_TIMEOUT) -> None:
        super().__init__()
        self.adapters.clear()
        self.mount("https://", line)
        self.mount("http://", line)
        # .netrc and the like are not looked up; the line takes care of the proxy.
        self.trust_env = False
        self.verify = os.environ.get("REQUESTS_CA_BUNDLE") or True
        self.limit = (min(connect, timeout), timeout)

    def request(self, *args: Any, **kwargs: Any) -> requests.Response:
        kwargs["timeout"] = self.limit
        return super().request(*args, **kwargs)


class _Line(HTTPAdapter):
    """Pooled connections to one VK; knows which are open, so that they can be cut from another thread."""

    def __init__(self, base: str, *, keep: bool = True) -> None:
        self._base = base
        self._keep = keep
        self._lock = threading.Lock()
        self._open: weakref.WeakSet[HTTPConnection] = weakref.WeakSet()
        self._closed = False
        super().__init__(pool_maxsize=20)
        self._proxies = {} if is_loopback(base) else requests.utils.get_environ_proxies(METHOD_URL)

    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
        super().init_poolmanager(*args, **kwargs)
        self._watch(self.poolmanager)

    def proxy_manager_for(self, proxy: Any, **kwargs: Any) -> Any:
        known = proxy in self.proxy_manager
        manager = super().proxy_manager_for(proxy, **kwargs)
        if not known:
            self._watch(manager)
        return manager

    def _watch(self, manager: PoolManager) -> None:
        """Has every new connection of `manager` noted."""
        line = self

        class Plain(HTTPConnection):
            def connect(self) -> None:
                super().connect()
                line.note(self)

        class Sealed(HTTPSConnection):
            def connect(self) -> None:
                super().connect()
                line.note(self)

        manager.pool_classes_by_scheme = {
            "http": type("Pool", (HTTPConnectionPool,), {"ConnectionCls": Plain}),
            "https": type("Pool", (HTTPSConnectionPool,), {"ConnectionCls": Sealed}),
        }

    def note(self, connection: HTTPConnection) -> None:
        with self._lock:
            self._open.add(connection)
        if self._closed:
            _cut(connection)

    def close(self) -> None:
        self._closed = True
        with self._lock:
            connections = list(self._open)
        for connection in connections:
            _cut(connection)
        super().close()

    def send(self, request: requests.PreparedRequest, **kwargs: Any) -> requests.Response:  # type: ignore[override]
        url = request.url or ""
        method = url.removeprefix(METHOD_URL) if url.startswith(METHOD_URL) else None
        if method is not None:
            request.url = f"{self._base}/method/{method}"
            # An empty Cookie header is vk_api's way to send none.
            request.headers.pop("Cookie", None)
        if not self._keep:
            request.headers["Connection"] = "close"
        if self._closed:
            raise Unreachable(_host(request))
        kwargs["proxies"] = self._proxies
        try:
            response = super().send(request, **kwargs)
            response.content  # noqa: B018  # here, where its failure is understood
        except (requests.RequestException, OSError, ValueError) as error:
            raise _failure(error, request) from None
        if response.status_code != 200:
            raise NoAnswer(f"HTTP {response.status_code}")
        if method is not None:
            _judge(_object(response), method)
        return response


def _cut(connection: HTTPConnection) -> None:
    sock = connection.sock
    if sock is None:
        return
    try:
        # Not SSLSocket.shutdown: that pulls the session from under the thread which is reading.
        socket.socket.shutdown(sock, socket.SHUT_RDWR)
    except OSError:
        return  # the other side was faster


def _object(response: requests.Response) -> dict[str, Any]:
    try:
        answer = json.loads(response.content)
    except (ValueError, RecursionError):
        looks = response.content.lstrip()[:1]
        raise NoAnswer("HTML" if looks == b"<" else "JSON?") from None
    if not isinstance(answer, dict):
        raise NoAnswer("JSON?")
    return answer


def _judge(answer: dict[str, Any], method: str) -> None:
    """Only `response` is success: HTTP 200 proves nothing."""
    if isinstance(error := answer.get("error"), dict):
        raise refusal(error, method=method)
    if "error" in answer:
        raise NoAnswer("error: ?")
    if "response" not in answer:
        raise NoAnswer("no response")


def _failure(error: Exception, request: requests.PreparedRequest) -> VkError:
    """Whether the request had left when it failed."""
    if isinstance(error, requests.ConnectTimeout | requests.exceptions.ProxyError):
        return Unreachable(_host(request))
    if isinstance(error, requests.Timeout):
        return TimedOut()
    for cause in _causes(error):
        if isinstance(
            cause, NewConnectionError | NameResolutionError | ssl.SSLCertVerificationError
        ):
            return Unreachable(_host(request))
    return NoAnswer("connection lost")


def _causes(error: BaseException) -> list[BaseException]:
    """`error` and what it was made of: requests and urllib3 wrap in arguments, `reason` and `__cause__`."""
    found: list[BaseException] = []
    waiting: list[object] = [error]
    while waiting:
        at = waiting.pop()
        if not isinstance(at, BaseException) or at in found:
            continue
        found.append(at)
        waiting += [*at.args, at.__cause__, at.__context__]
        if isinstance(at, MaxRetryError):
            waiting.append(at.reason)
    return found


def _host(request: requests.PreparedRequest) -> str:
    return urlsplit(request.url or "").netloc
