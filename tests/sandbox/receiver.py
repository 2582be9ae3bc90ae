"""A callback server of a test: it keeps what it was sent and answers as it is told."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from tests.sandbox.conftest import Caller

Reply = tuple[int, str, dict[str, str]]
OK: Reply = (200, "ok", {})


@dataclass
class Receiver:
    url: str = ""
    code: str = ""
    """Answers confirmations."""
    replies: list[Reply] = field(default_factory=list)
    """What to answer to the next events, `ok` after them."""
    wait: threading.Event = field(default_factory=threading.Event)
    """Events are answered once it is set."""
    heard: list[dict[str, Any]] = field(default_factory=list)
    """Events, in the order they came, with `retry`: the counter of the header."""
    confirmations: list[dict[str, Any]] = field(default_factory=list)

    def join(self, vk: Caller, *wanted: str, secret: str = "", title: str = "Пульт") -> int:
        """Registers as a callback server that wants these types; answers its id, confirmed."""
        about = {"key": "demo-community", "group_id": 1}
        self.code = vk.call("groups.getCallbackConfirmationCode", **about)["code"]
        made = vk.call(
            "groups.addCallbackServer", url=self.url, title=title, secret_key=secret, **about
        )
        server_id = int(made["server_id"])
        until(lambda: status_of(vk, server_id) == "ok")
        events = dict.fromkeys(wanted, 1)
        vk.call("groups.setCallbackSettings", server_id=server_id, **about, **events)
        return server_id

    def types(self) -> list[str]:
        return [event["type"] for event in self.heard]


def status_of(vk: Caller, server_id: int) -> str | None:
    servers = vk.state()["callback_servers"]
    return next((one["status"] for one in servers if one["id"] == server_id), None)


def until(done: Callable[[], bool]) -> None:
    """Waits for what another thread brings about."""
    deadline = time.monotonic() + 30
    while not done():
        assert time.monotonic() < deadline, "it did not happen"
        time.sleep(0.02)


@contextmanager
def receiving() -> Iterator[Receiver]:
    receiver = Receiver()
    receiver.wait.set()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            if body["type"] == "confirmation":
                receiver.confirmations.append(body)
                self._say((200, receiver.code, {}))
                return
            receiver.heard.append(body | {"retry": self.headers.get("X-Retry-Counter")})
            reply = receiver.replies.pop(0) if receiver.replies else OK
            receiver.wait.wait(30)
            self._say(reply)

        def _say(self, reply: Reply) -> None:
            status, text, headers = reply
            sent = text.encode()
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(sent)))
            self.end_headers()
            self.wfile.write(sent)

        def log_message(self, format: str, *args: Any) -> None:
            return

        def handle(self) -> None:
            try:
                super().handle()
            except OSError:
                return

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), name="receiver")
    thread.start()
    receiver.url = f"http://127.0.0.1:{server.server_address[1]}/hooks/vk"
    try:
        yield receiver
    finally:
        receiver.wait.set()
        server.shutdown()
        thread.join(10)
        server.server_close()
