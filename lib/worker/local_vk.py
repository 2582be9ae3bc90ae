"""The local VK that the console brings along where no VK was named: a child that dies with its parent."""

from __future__ import annotations

import logging
import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from urllib.parse import urlsplit

from lib.base.settings import EMBEDDED_PORT, ROOT, Settings

log = logging.getLogger(__name__)
LIFE = "4"
STOP_SECONDS = 5


@contextmanager
def local_vk(settings: Settings) -> Iterator[Settings]:
    """Run the demo community beside the console; yields the settings with the address it really has.

    Its standard input is our pipe: when this process ends in whatever way, the pipe closes and the child goes.
    """
    port = free_port(EMBEDDED_PORT)
    settings.data.mkdir(parents=True, exist_ok=True)
    command = [
        *(sys.executable, "-m", "lib", "vk"),
        *("--world", "demo", "--port", str(port), "--pace", "real"),
        *("--life", os.environ.get("PULT_LIFE") or LIFE),
        *("--state", str(settings.data / "local-vk.db"), "--until-stdin-closes"),
    ]
    # A group of its own: Ctrl+C reaches us, and we let it finish what it is writing.
    child = subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, start_new_session=True)
    log.info("The local VK starts at http://127.0.0.1:%d (process %d)", port, child.pid)
    try:
        yield replace(settings, vk_url=f"http://127.0.0.1:{port}")
    finally:
        assert child.stdin is not None
        child.stdin.close()
        try:
            child.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            child.terminate()
            child.wait(STOP_SECONDS)


def wait_for(settings: Settings, *, seconds: float, stopping: threading.Event) -> bool:
    """Wait until VK takes connections; False where it does not within so many seconds, or when stopping."""
    address = urlsplit(settings.vk_url)
    end = time.monotonic() + seconds
    while time.monotonic() < end and not stopping.is_set():
        try:
            socket.create_connection((str(address.hostname), address.port or 443), 1).close()
        except OSError:
            stopping.wait(0.1)
        else:
            return True
    return False


def free_port(wanted: int) -> int:
    """`wanted` where nobody listens on it, otherwise any free one."""
    for port in (wanted, 0):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return int(probe.getsockname()[1])
    raise OSError("no free port on 127.0.0.1")
