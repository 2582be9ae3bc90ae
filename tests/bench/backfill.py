"""The first reading of a large community at VK's real pace: calls and minutes, ours and the obvious ways.

`least` counts, from the world alone, the fewest calls in which VK could hand all of it out: one for the
community, one for a hundred posts of the wall, one for a hundred comments of a post's top level (each brings
ten replies along), one for a hundred further replies of a thread; with a user key also two for what is
scheduled and suggested. Twenty-five fit into one request of `execute`, which only a user key has here.
"""

from __future__ import annotations

import math
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from random import Random
from shutil import copyfile
from typing import Any

from lib.base.clock import system_clock
from lib.base.secret import Secret
from lib.base.settings import DEMO_KEYS, Settings
from lib.store import Store
from lib.sync import queries
from lib.sync.backfill import Progress, backfill
from lib.sync.catch_up import catch_up
from lib.vk import Vk, connect
from tests.bench import big_world
from tests.bench.backfill_rivals import INSIDE, OWNER, PAGE, RIVALS, Rival
from tests.bench.report import Part, Row, Table
from tests.processes import Process, local_vk_process, started

EXECUTE = 25
"""Calls that one request carries."""
A_SECOND = 3
"""Requests a second with a user key, and with a service key."""
POSTS, COMMENTS = 2000, 60_000
QUICK_POSTS, QUICK_COMMENTS = 200, 6_000
SAMPLE = 40
"""Posts that `--quick` lets a rival read; the rest is reckoned from them."""
MOVED = 40
"""Posts that are commented on between the first and the second reading."""
MOST_CALLS, MOST_TIME = 1.10, 1.15
OURS = {
    "user key": ("user_key",),
    "service key": ("service_key",),
    "user and service key": ("user_key", "service_key"),
}

Say = Callable[[str], None]


@dataclass(frozen=True)
class Found:
    """Requests that VK counted, seconds, and comments that were got, of `there`."""

    requests: int
    least: int
    refused: int
    """Error 6: too many requests a second."""
    seconds: float
    comments: int
    there: int
    allowed: float
    """Seconds in which the keys' limits, all of them used, let the fewest calls through."""
    reckoned: bool = False
    """From a sample of the posts."""


def measure(*, quick: bool, say: Say) -> Part:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        world = folder / "world.db"
        posts, comments = (QUICK_POSTS, QUICK_COMMENTS) if quick else (POSTS, COMMENTS)
        big_world.make(world, posts=posts, comments=comments)
        found: dict[str, Found] = {}

        def note(who: str, one: Found) -> None:
            found[who] = one
            say(f"{who}: {one}")

        # What works at the machine's limit goes alone; what waits most of its time goes side by side.
        with _vk(folder / "user", world) as vk:
            first, again = _ours_twice(folder / "user", vk, OURS["user key"], say=say)
            note("user key", first)
            for how, one in again.items():
                note(how, one)
        with _vk(folder / "both", world) as vk:
            note("user and service key", _ours(folder / "both", vk, OURS["user and service key"]))

        def apart(who: str) -> None:
            with _vk(folder / who.replace(" ", "-"), world) as vk:
                if who in RIVALS:
                    note(
                        who, _rival(vk, RIVALS[who], quick=quick, say=lambda w: say(f"{who}: {w}"))
                    )
                else:
                    note(who, _ours(folder / who.replace(" ", "-"), vk, OURS[who], say=say))

        with ThreadPoolExecutor() as side_by_side:
            list(side_by_side.map(apart, ("service key", *RIVALS)))
    figures = {who: asdict(one) for who, one in found.items()}
    order = [*OURS, *again, *RIVALS]
    table = Table(
        f"First reading of {posts:,} posts with {comments:,} comments",
        (
            *("who", "requests", "least possible", "ratio"),
            *("time", "time the limit allows", "ratio", "comments got", "error 6"),
        ),
        [_line(who, found[who]) for who in order],
    )
    return Part(list(_rows(found, judged=not quick)), figures, quick=quick, tables=[table])


def least(state: dict[str, Any], *, queue: bool) -> int:
    """The fewest calls for everything in `GET /_world/state`; `queue`: what waits for the wall as well."""
    top = Counter(c["post_id"] for c in state["comments"] if not c["parents_stack"])
    inside = Counter(c["parents_stack"][0] for c in state["comments"] if c["parents_stack"])
    calls = 1 + math.ceil(len(state["posts"]) / PAGE) + 2 * int(queue)
    calls += sum(math.ceil(count / PAGE) for count in top.values())
    return calls + sum(math.ceil((n - INSIDE) / PAGE) for n in inside.values() if n > INSIDE)


@contextmanager
def _vk(folder: Path, world: Path) -> Iterator[Process]:
    """A local VK of its own at VK's pace, on a copy of the world."""
    folder.mkdir()
    process = local_vk_process(folder, pace="real")
    copyfile(world, folder / "local-vk.db")
    with started(process):
        yield process


def _ours(folder: Path, vk: Process, keys: tuple[str, ...], *, say: Say = lambda _: None) -> Found:
    with _console(folder, vk, keys) as (store, door):
        return _first(store, door, vk, keys, say=say)


def _ours_twice(
    folder: Path, vk: Process, keys: tuple[str, ...], *, say: Say
) -> tuple[Found, dict[str, Found]]:
    """The first reading, and what is read again when little or nothing has changed since."""
    with _console(folder, vk, keys) as (store, door):
        first = _first(store, door, vk, keys, say=say)
        state = vk.get("/_world/state")
        wall = 3 + math.ceil(len(state["posts"]) / PAGE)

        def read() -> int:
            catch_up(store, door, clock=system_clock, wide=True)
            return 0

        quiet = _counted(vk, read, calls=wall)
        rng = Random(1)
        moved = rng.sample([post["id"] for post in state["posts"]], MOVED)
        for post_id in moved:
            vk.post("/_world/comment", {"post_id": post_id, "from_id": 1001, "text": "И ещё"})
        state["comments"] = [
            c for c in vk.get("/_world/state")["comments"] if c["post_id"] in moved
        ]
        state["posts"] = []
        calls = wall + least(state, queue=False) - 1
        some = _counted(vk, read, calls=calls)
    return first, {
        "user key, again, nothing changed": quiet,
        f"user key, again, {MOVED} posts commented on": some,
    }


@contextmanager
def _console(folder: Path, vk: Process, keys: tuple[str, ...]) -> Iterator[tuple[Store, Vk]]:
    secrets: dict[str, Any] = {name: Secret(DEMO_KEYS[name]) for name in keys}
    settings = Settings(data=folder, vk_url=vk.url, group_id=-OWNER, **secrets)
    store = Store(settings.database)
    store.migrate()
    door = connect(settings)
    with ExitStack() as stack:
        stack.callback(door.close)
        yield store, door


def _first(store: Store, door: Vk, vk: Process, keys: tuple[str, ...], *, say: Say) -> Found:
    said = [time.monotonic()]

    def report(at: Progress) -> None:
        if time.monotonic() - said[0] > 10:
            said[0] = time.monotonic()
            say(f"{', '.join(keys)}: {at.stage} {at.done} of {at.total}")

    def read() -> int:
        backfill(store, door, clock=system_clock, report=report)
        with store.reader() as db:
            return queries.sizes(db)[1]

    calls = least(vk.get("/_world/state"), queue="user_key" in keys)
    return _counted(vk, read, calls=calls, keys=keys)


def _counted(
    vk: Process, read: Callable[[], int], *, calls: int, keys: tuple[str, ...] = ("user_key",)
) -> Found:
    """What `read` cost, where `calls` at least were to be made."""
    inside = [EXECUTE if key == "user_key" else 1 for key in keys]
    before = len(vk.get("/_world/calls"))
    there = len(vk.get("/_world/state")["comments"])
    began = time.monotonic()
    comments = read()
    seconds = time.monotonic() - began
    made = vk.get("/_world/calls")[before:]
    return Found(
        requests=len(made),
        least=math.ceil(calls / max(inside)),
        refused=sum(call["error"] == 6 for call in made),
        seconds=seconds,
        comments=comments,
        there=there,
        allowed=calls / (A_SECOND * sum(inside)),
    )


def _rival(vk: Process, make: type[Rival], *, say: Say, quick: bool) -> Found:
    rival = make(vk.url)
    posts: list[int] = []
    got: list[int] = []

    def read_wall() -> int:
        posts.extend(rival.wall())
        return 0

    def note(count: int) -> None:
        got.append(count)
        if len(got) % 100 == 0:
            say(f"{len(got)} of {len(part)} posts")

    def read_comments() -> int:
        rival.read(part, note)
        return sum(got)

    calls = least(vk.get("/_world/state"), queue=False)
    wall = _counted(vk, read_wall, calls=0)
    # Evenly over the history, because old posts have other discussions than new ones.
    part = posts[:: max(1, len(posts) // SAMPLE)][:SAMPLE] if quick else posts
    comments = _counted(vk, read_comments, calls=0)
    times = len(posts) / len(part)
    return Found(
        requests=wall.requests + round(comments.requests * times),
        least=math.ceil(calls / EXECUTE),
        refused=wall.refused + round(comments.refused * times),
        seconds=wall.seconds + comments.seconds * times,
        comments=round(comments.comments * times),
        there=comments.there,
        allowed=calls / (A_SECOND * EXECUTE),
        reckoned=quick,
    )


# The table


def _line(who: str, one: Found) -> tuple[str, ...]:
    about = "about " if one.reckoned else ""
    return (
        who + (f" (from {SAMPLE} posts)" if one.reckoned else ""),
        f"{about}{one.requests}",
        str(one.least),
        f"{one.requests / one.least:.3g}",
        f"{about}{one.seconds:.1f} s",
        f"{one.allowed:.1f} s",
        f"{one.seconds / one.allowed:.3g}",
        f"{about}{one.comments} of {one.there}" if one.comments else "only what changed",
        str(one.refused),
    )


def _rows(found: dict[str, Found], *, judged: bool) -> Iterator[Row]:
    # In a short reading the first and the last requests, which are not full, weigh too much to be judged.
    for who in OURS:
        one = found[who]
        for what, ours, least_possible, target, unit in (
            ("requests", one.requests, one.least, MOST_CALLS, ""),
            ("time", one.seconds, one.allowed, MOST_TIME, " s"),
        ):
            ratio = ours / least_possible
            yield Row(
                f"first reading, {who}: {what}",
                f"{ours:.4g}{unit}",
                "the least possible" if not unit else "what the limit allows",
                f"{least_possible:.4g}{unit}",
                ratio,
                f"<= {target}" if judged else "",
                ratio <= target and one.comments == one.there if judged else None,
            )
        for against in RIVALS:
            rival = found[against]
            about = "about " if rival.reckoned else ""
            yield Row(
                f"first reading, {who}: time",
                f"{one.seconds:.0f} s ({one.comments} comments)",
                against,
                f"{about}{rival.seconds:.0f} s ({rival.comments})",
                one.seconds / rival.seconds,
            )
