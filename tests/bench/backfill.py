"""The first reading of the demo community at VK's real pace: calls and minutes, ours and the obvious ways.

Rivals read the wall page by page and then the comments post by post with one user key: `wall.getComments` in a
loop, and vk_api's `VkTools.get_all`. Neither reads threads longer than ten replies, so the comments that each
contender got stand beside its time.
"""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import requests
from requests.adapters import HTTPAdapter
from vk_api import VkApi, VkTools

from lib.base.clock import system_clock
from lib.base.secret import Secret
from lib.base.settings import DEMO_KEYS, Settings
from lib.store import Store
from lib.sync import queries
from lib.sync.backfill import Progress, backfill
from lib.vk import connect
from tests.bench.report import Part, Row
from tests.processes import Process, local_vk_process, started

OWNER = -1
PAGE = 100
SAMPLE = 60
"""Posts that `--quick` lets a rival read; the rest is extrapolated."""
OURS = {
    "with the user key": DEMO_KEYS,
    "with the service key alone": {"service_key": "demo-service"},
}

Say = Callable[[str], None]
Reader = Callable[[VkApi, int], int]
"""Reads the comments of one post; answers how many it got."""


@dataclass(frozen=True)
class Found:
    """Requests that VK counted (`inner`: calls inside of execute), seconds, and comments that were got."""

    requests: int
    inner: int
    refused: int
    seconds: float
    comments: int
    extrapolated: bool = False


def measure(*, quick: bool, say: Say) -> Part:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        with started(local_vk_process(folder, world="demo", pace="real")) as vk:
            there = len(vk.get("/_world/state")["comments"])
            ours = {
                how: _ours(folder / str(number), vk, keys, say=say)
                for number, (how, keys) in enumerate(OURS.items())
                # The service key alone has no execute and takes as long as a rival in full.
                if not (quick and number)
            }
            rivals = {
                how: _rival(
                    vk, reader, say=lambda words, how=how: say(f"{how}: {words}"), quick=quick
                )
                for how, reader in RIVALS.items()
            }
    for how, one in (ours | rivals).items():
        say(f"{how}: {one}")
    figures = {how: asdict(one) for how, one in (ours | rivals).items()} | {"comments_in_vk": there}
    return Part(list(_rows(ours, rivals, there)), figures, quick=quick)


def _ours(folder: Path, vk: Process, keys: dict[str, str], *, say: Say) -> Found:
    folder.mkdir()
    secrets: dict[str, Any] = {name: Secret(key) for name, key in keys.items()}
    settings = Settings(data=folder, vk_url=vk.url, group_id=-OWNER, **secrets)
    store = Store(settings.database)
    store.migrate()
    door = connect(settings)

    def report(at: Progress) -> None:
        say(f"ours: {at.stage} {at.done} of {at.total}")

    def read() -> int:
        backfill(store, door, clock=system_clock, report=report)
        with store.reader() as db:
            return queries.sizes(db)[1]

    with ExitStack() as stack:
        stack.callback(door.close)
        return _counted(vk, read)


def _rival(vk: Process, reader: Reader, *, say: Say, quick: bool) -> Found:
    api = VkApi(token=DEMO_KEYS["user_key"], api_version="5.199", session=_session(vk.url))
    posts: list[int] = []

    def read_wall() -> int:
        posts.extend(item["id"] for item in _wall(api))
        return 0

    def read_comments(part: list[int]) -> int:
        got = 0
        for number, post_id in enumerate(part, start=1):
            got += reader(api, post_id)
            if number % 50 == 0:
                say(f"{number} of {len(part)} posts")
        return got

    wall = _counted(vk, read_wall)
    # Evenly over the history, because old posts have other discussions than new ones.
    part = posts[:: max(1, len(posts) // SAMPLE)][:SAMPLE] if quick else posts
    comments = _counted(vk, lambda: read_comments(part))
    times = len(posts) / len(part)
    return Found(
        requests=wall.requests + round(comments.requests * times),
        inner=round(comments.inner * times),
        refused=round(comments.refused * times),
        seconds=wall.seconds + comments.seconds * times,
        comments=round(comments.comments * times),
        extrapolated=quick,
    )


def _counted(vk: Process, read: Callable[[], int]) -> Found:
    before = len(vk.get("/_world/calls"))
    began = time.monotonic()
    comments = read()
    seconds = time.monotonic() - began
    calls = vk.get("/_world/calls")[before:]
    return Found(
        requests=len(calls),
        inner=sum(len(call["inner"]) for call in calls),
        refused=sum(call["error"] is not None for call in calls),
        seconds=seconds,
        comments=comments,
    )


class _Local(HTTPAdapter):
    """Carries what vk_api sends to VK to the local VK instead; nothing else of vk_api is touched."""

    def __init__(self, base: str) -> None:
        super().__init__()
        self._base = base

    def send(
        self, request: requests.PreparedRequest, *args: Any, **kwargs: Any
    ) -> requests.Response:
        assert request.url is not None
        request.url = self._base + request.url[request.url.index("/method/") :]
        return super().send(request, *args, **kwargs)


def _session(base: str) -> requests.Session:
    made = requests.Session()
    made.mount("https://", _Local(base))
    return made


def _wall(api: VkApi) -> list[dict[str, Any]]:
    items: list[dict[str, Any]] = []
    while True:
        page = api.method("wall.get", {"owner_id": OWNER, "count": PAGE, "offset": len(items)})
        items += page["items"]
        if not page["items"] or len(items) >= page["count"]:
            return items


def _about(post_id: int) -> dict[str, Any]:
    return {"owner_id": OWNER, "post_id": post_id, "thread_items_count": 10, "preview_length": 0}


def _one_call(api: VkApi, post_id: int) -> int:
    page = api.method("wall.getComments", _about(post_id) | {"count": PAGE})
    return _with_threads(page["items"])


def _get_all(api: VkApi, post_id: int) -> int:
    return _with_threads(VkTools(api).get_all("wall.getComments", PAGE, _about(post_id))["items"])


def _with_threads(items: list[dict[str, Any]]) -> int:
    return len(items) + sum(len(item.get("thread", {}).get("items", ())) for item in items)


RIVALS: dict[str, Reader] = {
    "wall.getComments in a loop": _one_call,
    "VkTools.get_all in a loop": _get_all,
}


def _rows(ours: dict[str, Found], rivals: dict[str, Found], there: int) -> list[Row]:
    return [
        row
        for how, one in ours.items()
        for against, rival in rivals.items()
        for row in (
            Row(
                f"first reading {how}: requests",
                f"{one.requests} ({one.comments} of {there} comments)",
                against,
                f"{_about_words(rival)}{rival.requests} ({rival.comments})",
                one.requests / rival.requests,
            ),
            Row(
                f"first reading {how}: time",
                f"{one.seconds:.0f} s",
                against,
                f"{_about_words(rival)}{rival.seconds:.0f} s",
                one.seconds / rival.seconds,
            ),
        )
    ]


def _about_words(found: Found) -> str:
    return "about " if found.extrapolated else ""
