"""The console and the local VK as real processes, for browser tests, benchmarks and proofs."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

import httpx

from lib.base.settings import ROOT

START_SECONDS = 60
T = TypeVar("T")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_for(what: Callable[[], T | None], *, seconds: float = 20, message: str = "") -> T:
    """The first truthy answer of `what`, asked ten times a second; fails after `seconds`."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if answer := what():
            return answer
        time.sleep(0.1)
    raise AssertionError(f"waited {seconds} s for {message or what}")


@dataclass
class Process:
    """A process of ours that can be stopped, killed and started again at the same address."""

    command: list[str]
    port: int
    ready_path: str
    log: Path
    env: Mapping[str, str] = field(default_factory=dict)
    is_ready: Callable[[httpx.Response], bool] = lambda answer: answer.status_code == 200
    running: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def pid(self) -> int:
        assert self.running is not None
        return self.running.pid

    def start(self) -> None:
        clean = {name: value for name, value in os.environ.items() if not name.startswith("PULT_")}
        with self.log.open("ab") as log:
            self.running = subprocess.Popen(
                self.command,
                cwd=ROOT,
                env=clean | self.env,
                stdout=log,
                stderr=log,
                stdin=subprocess.DEVNULL,
            )
        if self.ready_path:
            wait_for(self._ready, seconds=START_SECONDS, message=f"{self.command}\n{self.text()}")

    def _ready(self) -> bool:
        assert self.running is not None
        if self.running.poll() is not None:
            raise AssertionError(f"ended with {self.running.returncode}:\n{self.text()}")
        try:
            return self.is_ready(httpx.get(self.url + self.ready_path, timeout=2))
        except httpx.HTTPError:
            return False

    def stop(self, *, how: int = signal.SIGTERM) -> int:
        """Ask it to end and answer its exit code; SIGKILL with `how=signal.SIGKILL`."""
        if self.running is None:
            return 0
        self.running.send_signal(how)
        code = self.running.wait(timeout=20)
        self.running = None
        return code

    def signal(self, number: int) -> None:
        """Send a signal that does not end it."""
        assert self.running is not None
        self.running.send_signal(number)

    def kill(self) -> None:
        self.stop(how=signal.SIGKILL)

    def text(self) -> str:
        return self.log.read_text(encoding="utf-8", errors="replace") if self.log.exists() else ""

    def get(self, path: str) -> Any:
        answer = httpx.get(self.url + path, timeout=60)
        answer.raise_for_status()
        return answer.json()

    def post(self, path: str, body: object) -> Any:
        answer = httpx.post(self.url + path, json=body, timeout=10)
        answer.raise_for_status()
        return answer.json()


def local_vk_process(
    folder: Path, *, world: str = "empty", pace: str = "off", life: float = 0
) -> Process:
    """The local VK alone, its state kept in `folder`."""
    port = free_port()
    command = [
        *(sys.executable, "-m", "lib", "vk", "--port", str(port), "--world", world, "--pace", pace),
        *("--life", str(life), "--state", str(folder / "local-vk.db")),
    ]
    # The state of a large world takes seconds to tell.
    return Process(command, port, "/_world/calls", folder / "local-vk.log")


def console_process(folder: Path, *, vk_url: str | None = None, **env: str) -> Process:
    """The console on `folder` as its data; without `vk_url` it brings its own local VK.

    It counts as ready once its database is: it answers earlier, so that no page waits for a migration.
    """
    port = free_port()
    command = [
        *(sys.executable, "-m", "streamlit", "run", "streamlit_app.py"),
        *("--server.port", str(port), "--server.headless", "true"),
    ]
    known = {"PULT_DATA": str(folder)} | ({"PULT_VK_URL": vk_url} if vk_url else {})
    log = folder / "console.log"
    return Process(command, port, "/health", log, env=known | env, is_ready=_has_database)


def _has_database(health: httpx.Response) -> bool:
    return health.status_code == 200 and health.json().get("database") is True


def worker_process(folder: Path, *, vk_url: str, catch_up_seconds: float) -> Process:
    """The worker of a console on `folder` as its data, without pages and so without a port."""
    command = [sys.executable, "-m", "tests.worker.alone", str(catch_up_seconds)]
    env = {"PULT_DATA": str(folder), "PULT_VK_URL": vk_url}
    return Process(command, 0, "", folder / "worker.log", env=env)


@contextmanager
def started(process: Process) -> Iterator[Process]:
    try:
        process.start()
        yield process
    finally:
        process.stop()
