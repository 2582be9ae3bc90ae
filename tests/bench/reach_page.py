"""The first paint of «Охват» in Chromium over five years: from opening the address until every chart of a
section stands in the page. The rival draws the same charts from the raw tables by pandas.

10 thousand posts and 1 million comments against one tenth of it. Each sample opens a page of its own in one
browser with a profile of its own: what it keeps of earlier visits is there, as for whoever opened the console
this morning.
"""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

from playwright.sync_api import BrowserContext

from lib.sandbox import open_world
from tests.bench.fill import pool as texts_of
from tests.bench.report import Part, Row, Table, share
from tests.bench.tabs import own_profile
from tests.bench.years import NOW, QUICK_SIZES, SIZES, TODAY, fill_years
from tests.e2e.screen import SECOND
from tests.processes import Process, console_process, free_port, started

CHARTS = {"days": 2, "subscribers": 2, "posts": 1, "rubrics": 4, "talk": 4}
"""Section -> how many charts it has there."""
RIVALS = {"days": 2, "talk": 3}
DAYS = 90
SAMPLES, QUICK_SAMPLES, RIVAL_SAMPLES, WARMING = 20, 5, 5, 2
MOST_MS = 1200

# Notes when so many charts have been drawn, in milliseconds since the address was opened.
_NOTES = """
(wanted => {
  window.__drawn = 0
  const look = () => {
    if (window.__drawn) return
    const charts = [...document.querySelectorAll('[data-testid="stVegaLiteChart"]')]
    const done = charts.filter(one => one.querySelector("svg.marks, canvas.marks"))
    if (done.length >= wanted) window.__drawn = performance.now()
  }
  new MutationObserver(look).observe(document, { subtree: true, childList: true })
})(%d)
"""


def measure(*, quick: bool, say: Callable[[str], None]) -> Part:
    sizes, samples = (QUICK_SIZES, QUICK_SAMPLES) if quick else (SIZES, SAMPLES)
    texts = texts_of(open_world("demo", seed=1))
    took: dict[int, dict[str, list[float]]] = {}
    rival: dict[str, list[float]] = {}
    with tempfile.TemporaryDirectory() as name, own_profile(Path(name) / "profile") as chromium:
        for size in sizes:
            comments = size.comments
            folder = Path(name) / str(comments)
            folder.mkdir()
            store = fill_years(folder / "pult.db", texts, size, say=say)
            with store.writer() as db:
                db.table("community").insert(
                    {"group_id": 1, "name": "Пульт", "screen_name": "pult", "members": 4000,
                     "raw": "{}", "updated_at": NOW}
                )  # fmt: skip
            # VK is away: the page reads its own store only.
            console = console_process(folder, vk_url=f"http://127.0.0.1:{free_port()}")
            with started(console):
                took[comments] = {
                    section: _paints(chromium, _address(console, section), charts, samples)
                    for section, charts in CHARTS.items()
                }
            say(f"{comments:,} comments: " + _told(took[comments]))
        with started(_rival(Path(name) / str(sizes[-1].comments))) as other:
            for section, charts in RIVALS.items():
                address = f"{other.url}/?section={section}"
                rival[section] = _paints(chromium, address, charts, RIVAL_SAMPLES)
            say("pandas: " + _told(rival))
    small, large = (took[size.comments] for size in sizes)
    rows = [_row(section, small[section], large[section], rival.get(section)) for section in CHARTS]
    lines = [
        [section, f"{share(small[section], 50):.0f}", f"{share(large[section], 50):.0f}",
         f"{share(large[section], 95):.0f}"]
        for section in CHARTS
    ]  # fmt: skip
    heads = [
        "section",
        f"median ms, {sizes[0].comments:,}",
        f"median ms, {sizes[1].comments:,}",
        "p95 ms",
    ]
    table = Table("First paint of «Охват»", heads, lines)
    return Part(rows, {"ours": took, "rival": rival}, quick, [table])


def _row(section: str, small: list[float], large: list[float], rival: list[float] | None) -> Row:
    found = share(large, 95)
    growth = share(large, 50) / share(small, 50)
    return Row(
        f"first paint of reach, {section} ({growth:.2f} times the smaller store's median)",
        f"p95 {found:.0f} ms",
        against="raw tables by pandas" if rival else "",
        rival=f"p95 {share(rival, 95):.0f} ms" if rival else "",
        ratio=found / share(rival, 95) if rival else None,
        target=f"p95 <= {MOST_MS} ms",
        held=found <= MOST_MS,
    )


def _address(console: Process, section: str) -> str:
    until = TODAY - timedelta(days=1)
    since = until - timedelta(days=DAYS - 1)
    return f"{console.url}/reach?section={section}&period={since}..{until}"


def _paints(chromium: BrowserContext, address: str, charts: int, samples: int) -> list[float]:
    """Milliseconds of each sample."""
    found = []
    for _ in range(samples + WARMING):
        page = chromium.new_page()
        page.add_init_script(_NOTES % charts)
        page.goto(address, timeout=60 * SECOND)
        page.wait_for_function("window.__drawn > 0", timeout=60 * SECOND)
        found.append(float(page.evaluate("window.__drawn")))
        page.close()
    return found[WARMING:]


def _rival(folder: Path) -> Process:
    port = free_port()
    until = TODAY - timedelta(days=1)
    command = [
        *(sys.executable, "-m", "streamlit", "run", "tests/bench/rival_reach.py"),
        *("--server.port", str(port), "--server.headless", "true"),
    ]
    env = {
        "RIVAL_DB": str(folder / "pult.db"),
        "RIVAL_SINCE": str(until - timedelta(days=DAYS - 1)),
        "RIVAL_UNTIL": str(until),
        "PYTHONPATH": os.getcwd(),
    }
    return Process(command, port, "/_stcore/health", folder / "rival.log", env=env)


def _told(took: dict[str, list[float]]) -> str:
    return ", ".join(f"{section} p95 {share(times, 95):.0f} ms" for section, times in took.items())
