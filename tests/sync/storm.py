"""A storm: events pour through the real long poll while VK repeats, reorders, skips and cuts them, and goes.

The local VK and the worker are processes of their own. At the end the store must be what VK has. Used by the
proof (`test_sync_storm.py`) and by the benchmark.
"""

from __future__ import annotations

import signal
import statistics
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Any

import httpx

from lib.store import Store
from lib.store.state import get_state
from tests.bench.machine import own_mb
from tests.processes import Process, local_vk_process, started, wait_for, worker_process
from tests.sync.worlds import differences

FAULTS: tuple[dict[str, Any], ...] = (
    {"method": "longpoll", "kind": "duplicate", "times": 3},
    {"method": "longpoll", "kind": "reorder", "times": 3},
    {"method": "longpoll", "kind": "skip"},
    {"method": "longpoll", "kind": "failed", "code": 1},
    {"method": "longpoll", "kind": "failed", "code": 2},
    {"method": "longpoll", "kind": "failed", "code": 3},
    {"method": "longpoll", "kind": "html"},
    {"method": "longpoll", "kind": "http", "status": 502},
    {"method": "longpoll", "kind": "drop_after"},
    {"method": "longpoll", "kind": "hang", "seconds": 3},
    {"method": "*", "kind": "error", "code": 10},
    {"method": "*", "kind": "html", "times": 2},
    {"method": "execute", "kind": "http", "status": 500},
    {"method": "*", "kind": "drop_after"},
)
DEEDS = (
    "comment " * 8
    + "reply " * 5
    + "edit edit delete delete restore like like unlike join leave post"
)
WORDS = "запись врач талон приём анализы очередь спасибо почему когда опять регистратура полис"
CITIZENS = range(1000, 4000)
BACKLOG = 4500
"""Events that wait for a listener who slept; VK's memory of them, here 5,000, must hold them."""


@dataclass(frozen=True)
class Found:
    """What a storm showed. Seconds, and MB of the worker's own memory."""

    events: int
    seconds: float
    outages: int
    faults: dict[str, int]
    catch_up_seconds: float
    """How often the worker looks for what no event told."""
    settled_seconds: float
    """From the last event until the store was what VK has."""
    differences: list[str]
    backlog: int
    backlog_seconds: float
    """From waking the worker until it had taken `backlog` events that waited."""
    memory: list[float] = field(default_factory=list)
    """Median of each third of the storm."""
    posts: int = 0
    comments: int = 0

    @property
    def sustained(self) -> float:
        """Events a second that the intake bears."""
        return self.backlog / self.backlog_seconds


class Citizens:
    """Act through the doors of the local VK, one event an act; know what they have done."""

    def __init__(self, vk: Process, *, seed: int) -> None:
        self._vk = vk
        self._rng = Random(seed)
        self._line = httpx.Client(timeout=30)
        self._deeds = DEEDS.split()
        self._posts: list[int] = []
        self._alive: dict[int, int] = {}
        self._dead: dict[int, int] = {}
        self._likes: set[tuple[int, int]] = set()
        self._members: set[int] = set()

    def close(self) -> None:
        self._line.close()

    def act(self, number: int) -> None:
        """Something happens that VK tells in exactly one event."""
        rng = self._rng
        deed = rng.choice(self._deeds)
        who = rng.choice(CITIZENS)
        if not self._posts or deed == "post":
            made = self._do("post", text=f"Запись {number} #Новости")
            self._posts.append(made["post_id"])
        elif deed == "like":
            about = (who, rng.choice(self._posts))
            undo = about in self._likes
            self._likes ^= {about}
            self._do("like", user_id=about[0], post_id=about[1], undo=undo)
        elif deed == "unlike" and self._likes:
            about = min(self._likes)
            self._likes.remove(about)
            self._do("like", user_id=about[0], post_id=about[1], undo=True)
        elif deed in {"join", "leave"}:
            self._do("leave" if who in self._members else "join", user_id=who)
            self._members ^= {who}
        elif deed == "restore" and self._dead:
            comment_id = self._any(self._dead)
            self._do("restore_comment", comment_id=comment_id)
            self._alive[comment_id] = self._dead.pop(comment_id)
        elif deed == "delete" and self._alive:
            comment_id = self._any(self._alive)
            self._do("delete_comment", comment_id=comment_id)
            self._dead[comment_id] = self._alive.pop(comment_id)
        elif deed == "edit" and self._alive:
            self._do("edit_comment", comment_id=self._any(self._alive), text=self._text(number))
        elif deed == "reply" and self._alive:
            to = self._any(self._alive)
            author = -1 if rng.random() < 0.3 else who
            self._comment(self._alive[to], author, self._text(number), reply_to=to)
        else:
            # Talk is about what is new, but not only.
            newest = self._posts[-30:] if rng.random() < 0.8 else self._posts
            self._comment(rng.choice(newest), who, self._text(number))

    def remove_a_post(self) -> None:
        """A post goes, of which VK tells no event."""
        post_id = self._posts.pop(self._rng.randrange(len(self._posts)))
        self._do("delete_post", post_id=post_id)
        for known in (self._alive, self._dead):
            for comment_id in [id_ for id_, about in known.items() if about == post_id]:
                del known[comment_id]
        self._likes = {about for about in self._likes if about[1] != post_id}

    def _comment(self, post_id: int, author: int, text: str, **more: Any) -> None:
        made = self._do("comment", post_id=post_id, from_id=author, text=text, **more)
        self._alive[made["comment_id"]] = post_id

    def _any(self, known: dict[int, int]) -> int:
        # One of the younger ones: a list of all for every act would take longer than the act.
        back = self._rng.randrange(min(len(known), 200))
        for place, comment_id in enumerate(reversed(known)):
            if place == back:
                return comment_id
        raise AssertionError("unreachable: back lies within")

    def _text(self, number: int) -> str:
        return f"{number} " + " ".join(self._rng.choices(WORDS.split(), k=self._rng.randint(2, 18)))

    def _do(self, door: str, **body: Any) -> Any:
        answer = self._line.post(f"{self._vk.url}/_world/{door}", json=body)
        answer.raise_for_status()
        return answer.json()


def storm(
    folder: Path,
    *,
    events: int,
    outages: int,
    catch_up_seconds: float,
    seed: int = 1,
    say: Callable[[str], None] = lambda _: None,
) -> Found:
    """Let `events` happen, a fault at each hundredth or oftener and `outages` in between; see `Found`."""
    rng = Random(seed)
    vk = local_vk_process(folder)
    data = folder / "data"
    data.mkdir()
    store = Store(data / "pult.db")
    store.migrate()
    worker = worker_process(data, vk_url=vk.url, catch_up_seconds=catch_up_seconds)
    faults: Counter[str] = Counter()
    planned: list[dict[str, Any]] = []
    breaks = {(number + 1) * events // (outages + 1) for number in range(outages)}
    with started(vk), started(worker), ExitStack() as stack:
        wait_for(lambda: _listening(store), seconds=60, message="the worker to listen")
        citizens = stack.enter_context(closing(Citizens(vk, seed=seed)))
        with _memory(worker.pid) as samples:
            began = time.monotonic()
            for number in range(events):
                if number in breaks:
                    _outage(vk, rng)
                    say(f"{number} of {events} events, {time.monotonic() - began:.0f} s")
                if rng.random() < max(0.01, 2 * len(FAULTS) / events):
                    planned = planned or rng.sample(FAULTS, len(FAULTS))
                    fault = planned.pop()
                    vk.post("/_world/faults", [fault])
                    faults[f"{fault['kind']}{fault.get('code', '')} of {fault['method']}"] += 1
                if rng.random() < 0.001:
                    citizens.remove_a_post()
                citizens.act(number)
            seconds = time.monotonic() - began
        vk.post("/_world/faults", [])
        state, unlike, settled = _settled(store, vk, within=catch_up_seconds + 300)
        say(f"{events} events in {seconds:.0f} s; equal {settled:.0f} s later: {not unlike}")
        backlog = min(BACKLOG, events)
        backlog_seconds = _drained(store, vk, worker, citizens, backlog)
    thirds = [
        samples[third * len(samples) // 3 : (third + 1) * len(samples) // 3] for third in range(3)
    ]
    return Found(
        events=events,
        seconds=seconds,
        outages=outages,
        faults=dict(faults),
        catch_up_seconds=catch_up_seconds,
        settled_seconds=settled,
        differences=unlike[:20],
        backlog=backlog,
        backlog_seconds=backlog_seconds,
        memory=[statistics.median(third) for third in thirds],
        posts=len(state["posts"]),
        comments=len(state["comments"]),
    )


def _listening(store: Store) -> bool:
    with store.reader() as db:
        heard = get_state(db, "health.listener") or {}
        return bool(heard.get("ok") and get_state(db, "sync.last_at"))


def _outage(vk: Process, rng: Random) -> None:
    """VK goes, politely or not, and comes back with what it had."""
    vk.stop(how=rng.choice([signal.SIGTERM, signal.SIGKILL]))
    time.sleep(rng.uniform(0.2, 4))
    vk.start()


def _settled(store: Store, vk: Process, *, within: float) -> tuple[Any, list[str], float]:
    """VK's state, what the store has different after `within` seconds at most, and when it was equal."""
    began = time.monotonic()
    state = vk.get("/_world/state")
    while True:
        unlike = differences(store, state)
        elapsed = time.monotonic() - began
        if not unlike or elapsed > within:
            return state, unlike, elapsed
        time.sleep(min(1.0, elapsed))


def _drained(store: Store, vk: Process, worker: Process, citizens: Citizens, backlog: int) -> float:
    """Seconds in which the worker takes `backlog` events that came while it slept."""
    worker.signal(signal.SIGSTOP)
    for number in range(backlog):
        citizens.act(number)
    reached = vk.get("/_world/state")["ts"]
    began = time.monotonic()
    worker.signal(signal.SIGCONT)

    def taken() -> bool:
        with store.reader() as db:
            return bool(get_state(db, "sync.position", {}).get("ts") == reached)

    while not taken():
        assert time.monotonic() - began < 300, "the worker does not take what waited"
        time.sleep(0.005)
    return time.monotonic() - began


@contextmanager
def _memory(pid: int) -> Iterator[list[float]]:
    """Samples of a process's own memory in MB, once a second while the block runs."""
    samples = [own_mb(pid)]
    ended = threading.Event()

    def sample() -> None:
        while not ended.wait(1.0):
            samples.append(own_mb(pid))

    thread = threading.Thread(target=sample, daemon=True)
    thread.start()
    try:
        yield samples
    finally:
        ended.set()
        thread.join()
        samples.append(own_mb(pid))
