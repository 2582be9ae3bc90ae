"""Memory of the console and of the local VK: with no page and with ten, before and after a while of life."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from tests.bench.latency import SETTLE_SECONDS, read_history
from tests.bench.machine import rss_mb
from tests.bench.report import Part, Row
from tests.bench.tabs import TABS, browser, open_tabs
from tests.processes import console_process, local_vk_process, started

LIFE_SECONDS, QUICK_LIFE_SECONDS = 300, 60
A_MINUTE = 60
"""Citizens who act per minute: comments, likes, joins."""


def measure(*, quick: bool, say: Callable[[str], None]) -> Part:
    life = QUICK_LIFE_SECONDS if quick else LIFE_SECONDS
    taken: dict[str, dict[str, float]] = {}
    with tempfile.TemporaryDirectory() as name, browser() as chromium:
        folder = Path(name)
        vk = local_vk_process(folder, world="demo", pace="real", life=A_MINUTE)
        with started(vk):
            read_history(folder / "data", vk, say=say)
            console = console_process(folder / "data", vk_url=vk.url)
            with started(console):

                def take(moment: str) -> None:
                    time.sleep(SETTLE_SECONDS)
                    taken[moment] = {"console": rss_mb(console.pid), "local VK": rss_mb(vk.pid)}
                    say(f"{moment}: {taken[moment]}")

                take("no page")
                with open_tabs(chromium, console.url + "/inbox"):
                    take(f"{TABS} pages")
                    time.sleep(life)
                    take(f"{TABS} pages, {life / 60:.0f} min later")
                take("the pages closed")
    return Part(_rows(taken), taken, quick=quick)


def _rows(taken: dict[str, dict[str, float]]) -> list[Row]:
    moments = list(taken)
    pairs = [(moments[1], moments[0]), (moments[2], moments[1]), (moments[3], moments[2])]
    return [
        Row(
            f"memory of the {who}: {after}",
            f"{taken[after][who]:.0f} MB",
            before,
            f"{taken[before][who]:.0f} MB",
            taken[after][who] / taken[before][who],
        )
        for who in ("console", "local VK")
        for after, before in pairs
    ]
