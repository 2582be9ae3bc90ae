"""The door to the local VK, and a server that answers with any bytes one likes."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from lib.base.settings import read_settings
from lib.vk import Vk, connect
from tests.conftest import LocalVk


@contextmanager
def door(url: str, data: Path, *, paced: bool = False, **environ: str) -> Iterator[Vk]:
    """A door to the VK at `url`, with the demo keys unless `environ` names others."""
    settings = read_settings({"PULT_DATA": str(data), "PULT_VK_URL": url, **environ})
    vk = connect(settings, paced=paced)
    try:
        yield vk
    finally:
        vk.close()


@pytest.fixture
def vk(local_vk: LocalVk, tmp_path: Path) -> Iterator[Vk]:
    with door(local_vk.url, tmp_path) as opened:
        yield opened


class OddServer:
    """Accepts connections on loopback and answers the requests with `answers`, in order.

    An answer is bytes to send before the connection is closed, or a function of the connection.
    """

    def __init__(self, answers: list[bytes | Callable[[socket.socket], None]]) -> None:
        self.answers = answers
        self.requests: list[bytes] = []
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._listener.getsockname()[1]}"
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()

    def _serve(self) -> None:
        for answer in self.answers:
            try:
                connection, _address = self._listener.accept()
            except OSError:
                return
            with connection:
                self.requests.append(_request(connection))
                if callable(answer):
                    answer(connection)
                else:
                    connection.sendall(answer)

    def close(self) -> None:
        # Closing alone does not wake a thread that waits in accept().
        with suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self._thread.join(5)


def _request(connection: socket.socket) -> bytes:
    """One request, whole: its client waits for the answer only after the last byte."""
    got = b""
    while b"\r\n\r\n" not in got:
        more = connection.recv(65536)
        if not more:
            return got
        got += more
    head, _, body = got.partition(b"\r\n\r\n")
    lengths = [
        int(line.split(b":")[1])
        for line in head.lower().split(b"\r\n")
        if line.startswith(b"content-length")
    ]
    while lengths and len(body) < lengths[0]:
        body += connection.recv(65536)
    return head + b"\r\n\r\n" + body


def http_answer(body: bytes | str, *, status: str = "200 OK", length: int | None = None) -> bytes:
    content = body.encode() if isinstance(body, str) else body
    size = len(content) if length is None else length
    head = f"HTTP/1.1 {status}\r\nContent-Type: application/json\r\nContent-Length: {size}\r\n"
    return head.encode() + b"Connection: close\r\n\r\n" + content


@pytest.fixture
def odd_vk() -> Iterator[Callable[..., OddServer]]:
    """`odd_vk(*answers)` starts a server that gives these answers."""
    servers: list[OddServer] = []

    def start(*answers: bytes | Callable[[socket.socket], None]) -> OddServer:
        servers.append(OddServer(list(answers)))
        return servers[-1]

    yield start
    for server in servers:
        server.close()
