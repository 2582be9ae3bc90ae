"""From a comment in VK to ten open pages of the feed, and what the server spends on that.

The clock of a comment starts when its request to VK is sent, and stops in a page when the DOM shows the
announcement «Показать новые (N)» with its number. Rivals: the same console redrawing every second by
`run_every="1s"`, the whole page or only the line of news.
"""

from __future__ import annotations

import math
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from random import Random
from shutil import copytree

from playwright.sync_api import Browser

from tests.bench.machine import cpu_seconds
from tests.bench.report import Part, Row, share
from tests.bench.tabs import TABS, Tabs, browser, open_tabs
from tests.processes import Process, console_process, local_vk_process, started, wait_for

IDLE_SECONDS, QUICK_IDLE_SECONDS = 40.0, 20.0
COMMENTS, QUICK_COMMENTS = 40, 15
SETTLE_SECONDS = 15.0
CATCH_UP_SECONDS = 120.0
MOST_LATENCY = 0.5
IDLE_SHARE = 0.1
RIVALS = {
    "page": 'the page redrawn by run_every="1s"',
    "line": 'only its line of news redrawn by run_every="1s"',
}


@dataclass(frozen=True)
class Found:
    """Latencies of all comments in all pages, in seconds; CPU of the console as a share of one core."""

    pages: int
    """How many of the ten were drawn within a minute each."""
    latencies: list[float]
    unseen: int
    idle_cpu: float
    busy_cpu: float

    @property
    def p50(self) -> float:
        return statistics.median(self.latencies) if self.latencies else math.inf

    @property
    def p95(self) -> float:
        return share(self.latencies, 95) if len(self.latencies) > 1 else math.inf


def measure(*, quick: bool, say: Callable[[str], None]) -> Part:
    found: dict[str, Found] = {}
    with tempfile.TemporaryDirectory() as name, browser() as chromium:
        folder = Path(name)
        with started(local_vk_process(folder, world="demo", pace="real")) as vk:
            data = folder / "data"
            read_history(data, vk, say=say)
            for contender in ("ours", *RIVALS):
                copytree(data, folder / contender)
                console = _console(folder / contender, vk, contender)
                with started(console):
                    found[contender] = _watched(chromium, console, vk, quick=quick)
                one = found[contender]
                say(
                    f"{contender}: {one.pages} pages, p50 {one.p50:.2f} s, p95 {one.p95:.2f} s,"
                    f" idle CPU {one.idle_cpu:.1%}, busy CPU {one.busy_cpu:.1%}, unseen {one.unseen}"
                )
    figures = {name: asdict(one) | {"p50": one.p50, "p95": one.p95} for name, one in found.items()}
    ours = found.pop("ours")
    return Part(
        [
            row
            for name, rival in found.items()
            for row in _rows(ours, rival, RIVALS[name], judged=name == "page")
        ],
        figures,
        quick=quick,
    )


def read_history(data: Path, vk: Process, *, say: Callable[[str], None]) -> None:
    """Let a console read the whole community into `data`, and end."""
    data.mkdir()
    began = time.monotonic()
    with started(console_process(data, vk_url=vk.url)) as console:
        wait_for(
            lambda: console.get("/health")["backfill"]["finished_at"],
            seconds=900,
            message="the end of the first reading",
        )
    say(f"the demo community was read in {time.monotonic() - began:.0f} s")


def _console(data: Path, vk: Process, contender: str) -> Process:
    made = console_process(data, vk_url=vk.url)
    if contender != "ours":
        at = made.command.index("run")
        launch = [sys.executable, "-m", "tests.bench.rival_console", contender]
        made.command[:at] = launch
    return made


def _watched(chromium: Browser, console: Process, vk: Process, *, quick: bool) -> Found:
    with open_tabs(chromium, console.url + "/inbox") as tabs:
        assert tabs.hidden() == 0
        time.sleep(SETTLE_SECONDS)
        began, used = time.monotonic(), cpu_seconds(console.pid)
        time.sleep(QUICK_IDLE_SECONDS if quick else IDLE_SECONDS)
        idle = (cpu_seconds(console.pid) - used) / (time.monotonic() - began)
        began, used = time.monotonic(), cpu_seconds(console.pid)
        sent = _speak(vk, QUICK_COMMENTS if quick else COMMENTS)
        busy = (cpu_seconds(console.pid) - used) / (time.monotonic() - began)
        # A rival that never gets there is measured with what it announced; the rest counts as unseen.
        with suppress(AssertionError):
            wait_for(lambda: tabs.announced() >= len(sent), seconds=CATCH_UP_SECONDS)
        latencies = _latencies(tabs, sent)
    there = [latency for latency in latencies if latency is not None]
    return Found(len(tabs.pages), there, len(latencies) - len(there), idle, busy)


def _speak(vk: Process, count: int) -> list[float]:
    """`count` comments, one a second on average; answers when each was sent (seconds since 1970)."""
    state = vk.get("/_world/state")
    post_id = max(post["id"] for post in state["posts"] if post["post_type"] == "post")
    citizens = sorted({c["from_id"] for c in state["comments"] if c["from_id"] > 0})
    rng = Random(1)
    sent = []
    due = time.monotonic()
    for number in range(count):
        body = {
            "post_id": post_id,
            "from_id": rng.choice(citizens),
            "text": f"Вопрос {number + 1}: когда откроют запись?",
        }
        sent.append(time.time())
        vk.post("/_world/comment", body)
        # Uneven, or every comment would meet a rival's tick in the same phase.
        due += rng.uniform(0.5, 1.5)
        time.sleep(max(0.0, due - time.monotonic()))
    return sent


def _latencies(tabs: Tabs, sent: list[float]) -> list[float | None]:
    """Seconds from sending to seeing, of every comment in every page; None: never seen."""
    return [
        None if seen is None else seen - at
        for number, at in enumerate(sent, start=1)
        for seen in tabs.first_seen(number)
    ]


def _rows(ours: Found, rival: Found, name: str, *, judged: bool) -> list[Row]:
    idle = ours.idle_cpu / rival.idle_cpu
    if rival.pages < TABS:
        name += f" (with {rival.pages} pages; the next one was not drawn within a minute)"
    return [
        Row(
            f"comment to {TABS} open pages, p50",
            f"{ours.p50:.2f} s",
            name,
            f"{rival.p50:.2f} s",
            ours.p50 / rival.p50,
        ),
        Row(
            f"comment to {TABS} open pages, p95",
            f"{ours.p95:.2f} s",
            name,
            f"{rival.p95:.2f} s",
            ours.p95 / rival.p95,
            f"<= {MOST_LATENCY} s" if judged else "",
            (ours.p95 <= MOST_LATENCY and not ours.unseen and ours.pages == TABS)
            if judged
            else None,
        ),
        Row(
            f"CPU of the server, {TABS} pages, nothing happens",
            f"{ours.idle_cpu:.1%} of a core",
            name,
            f"{rival.idle_cpu:.1%} of a core",
            idle,
            f"<= {IDLE_SHARE}" if judged else "",
            idle <= IDLE_SHARE if judged else None,
        ),
        Row(
            f"CPU of the server, {TABS} pages, a comment a second",
            f"{ours.busy_cpu:.1%} of a core",
            name,
            f"{rival.busy_cpu:.1%} of a core",
            ours.busy_cpu / rival.busy_cpu,
        ),
    ]
