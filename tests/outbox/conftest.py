"""A desk with the whole way from the outbox to the local VK: real store, real door, real HTTP."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest

from lib import outbox
from lib.access.permissions import MODERATOR
from lib.base.clock import system_clock
from lib.outbox import Action, engine
from lib.sandbox import dialogs, gallery
from lib.store import Store
from lib.vk import Vk
from lib.vk.hangs import Hangs
from lib.vk.humans import Humans
from lib.vk.limits import Limiter
from lib.vk.memory import Memory
from lib.vk.quotas import Tally

KEYS = {"community": "demo-community", "service": "demo-service", "user": "demo-user"}
CITIZEN = 501


class NoPace(Limiter):
    def wait(self, *, yielding: bool = False) -> None:
        pass

    def hold(self, seconds: float) -> None:
        pass


class QuickVk(Vk):
    """The door without its pace and its pauses between repetitions."""

    def _pause(self, seconds: float) -> None:
        pass


def quick_vk(url: str, kinds: Any = KEYS, clock: Any = None) -> QuickVk:
    """`clock`: by which what the door remembers of VK grows old; it must not jump."""
    limits: dict[Any, Limiter] = {kind: NoPace(20) for kind in kinds}
    now = clock or time.monotonic
    return QuickVk(
        base=url,
        group_id=1,
        keys={kind: KEYS[kind] for kind in kinds},
        memory=Memory(
            limits, Tally(system_clock), hangs=Hangs(now=now), humans=Humans(monotonic=now)
        ),
    )


@dataclass
class Desk:
    """Steps are taken only when told; the console and the world share `clock`."""

    store: Store
    vk: Any
    clock: Any
    world: Any
    local_vk: Any
    hold: int = outbox.HOLD_SECONDS
    video_number: int = 0
    """The video under which citizens speak, once there is one."""

    def citizen(self, text: str = "Когда откроют поликлинику?", reply_to: int | None = None) -> int:
        """A citizen comments, under a post of its own where it answers nobody."""
        if reply_to is None:
            post_id = self.world.publish("Запись").id
            return int(self.world.comment(post_id, CITIZEN, text))
        post_id = self.world.comments[reply_to].post_id
        return int(self.world.comment(post_id, CITIZEN, text, reply_to))

    def reply(self, comment_id: int, text: str = "Откроем в среду.", **seen: Any) -> Action:
        comment = self.world.comments[comment_id]
        payload = {
            "post_id": comment.post_id,
            "comment_id": comment_id,
            "thread_id": comment.top_id or comment_id,
            "text": text,
            "seen": {"text": comment.text, "last_reply_id": 0} | seen,
        }
        return self.queue("reply", payload)

    def post(self, text: str = "Новость", publish_at: int | None = None, **more: Any) -> Action:
        return self.queue(
            "post", {"text": text, "publish_at": publish_at, "rubric_id": None} | more
        )

    def change(self, kind: str, thing_id: int, **more: Any) -> Action:
        """A change of a post or comment of the world, as it stands there now."""
        comment = self.world.comments.get(thing_id)
        post = self.world.posts.get(thing_id)
        payload: dict[str, Any]
        if comment is not None:
            payload = {"post_id": comment.post_id, "comment_id": thing_id}
            payload |= {"thread_id": comment.top_id or thing_id}
            text = comment.text
        else:
            states = {"post": "published", "postpone": "scheduled", "suggest": "suggested"}
            payload = {"post_id": thing_id, "state": states[post.kind]}
            text = post.text
        if kind == "publish":
            payload["text"] = text
        payload |= {"seen": {"text": text}, "was": {"text": text}} | more
        return self.queue(kind, payload)

    def ban(self, author_id: int, **more: Any) -> Action:
        terms = {"reason": 2, "comment": "Грубость", "end_at": None, "term": "forever"}
        return self.queue("ban", {"user_id": author_id, "was": {"name": "Автор"}} | terms | more)

    def unban(self, author_id: int) -> Action:
        return self.queue("unban", {"user_id": author_id, "was": {"name": "Автор"}})

    def message(self, peer_id: int, text: str = "Здравствуйте!", **seen: Any) -> Action:
        """A message to somebody who has written to the community."""
        dialogs.hear(self.world, peer_id, "Вопрос")
        return self.queue("message", {"peer_id": peer_id, "text": text, "seen": seen})

    def video_comment(self, media: Any, text: str = "Слышим вас", **seen: Any) -> Action:
        """An answer to what a citizen says under a video."""
        asked = gallery.comment_video(self.world, media, CITIZEN, "Вас слышно?")
        payload = {"video_id": media.number, "comment_id": asked, "text": text}
        seen = {"text": "Вас слышно?", "last_reply_id": 0} | seen
        return self.queue("video_comment", payload | {"seen": seen})

    def broadcast(self, title: str = "Эфир", **more: Any) -> Action:
        payload = {"title": title, "description": "", "wallpost": False, "seen": {}}
        return self.queue("broadcast", payload | more)

    def queue(self, kind: str, payload: dict[str, Any]) -> Action:
        with self.store.writer() as db:
            return outbox.queue(
                db, kind, actor=MODERATOR, payload=payload, now=self.now(), hold=self.hold
            )

    def withdraw(self, action: Action) -> Action | None:
        with self.store.writer() as db:
            return outbox.withdraw(db, action.action_id, actor=MODERATOR, now=self.now())

    def send_anyway(self, action: Action) -> Action | None:
        with self.store.writer() as db:
            return outbox.send_anyway(db, action.action_id, actor=MODERATOR, now=self.now())

    def now(self) -> int:
        return int(self.clock())

    def step(self) -> float | None:
        return engine.step(self.store, self.vk, clock=self.clock)

    def work(self, *, patience: float = 600, steps: int = 60) -> float | None:
        """Steps, letting time pass as `step` says, until it wants to wait longer than `patience`."""
        for _ in range(steps):
            wait = self.step()
            if wait is None or wait > patience:
                return wait
            self.clock.advance(wait)
        raise AssertionError("the outbox does not come to rest")

    def row(self, action: Action) -> Action:
        with self.store.reader() as db:
            found = outbox.action(db, action.action_id)
        assert found is not None
        return found

    def fault(self, method: str, kind: str, times: int = 1, **more: Any) -> None:
        row = {"method": method, "kind": kind, "times": times, **more}
        self.local_vk.post("/_world/faults", [row])

    def heal(self) -> None:
        self.local_vk.post("/_world/faults", [])

    def said(self, text: str) -> list[Any]:
        """Comments and posts of the community with this text, deleted ones too."""
        return [
            thing
            for thing in (*self.world.comments.values(), *self.world.posts.values())
            if thing.text == text and thing.from_id == -1
        ]

    def journal(self) -> list[tuple[str, str]]:
        with self.store.reader() as db:
            return [
                (row["action"], row["outcome"])
                for row in db.query("SELECT action, outcome FROM journal ORDER BY entry_id")
            ]


def calls(desk: Desk, method: str) -> list[Any]:
    answer: Any = desk.local_vk.get("/_world/calls")
    made = answer["calls"] if isinstance(answer, dict) else answer
    return [call for call in made if call["method"] == method]


class After:
    """Calls `then(method)` after each call of the real door, or `before(method)` before it."""

    def __init__(self, vk: Any, then: Any = None, before: Any = None) -> None:
        self.vk, self.then, self.before = vk, then, before

    def __getattr__(self, name: str) -> Any:
        return getattr(self.vk, name)

    def call(self, method: str, **params: Any) -> Any:
        if self.before:
            self.before(method)
        answer = self.vk.call(method, **params)
        if self.then:
            self.then(method)
        return answer


@pytest.fixture(autouse=True)
def short_timeouts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("lib.outbox.turn.SEND_TIMEOUT", 1.0)
    monkeypatch.setattr("lib.outbox.kinds.READ_TIMEOUT", 1.0)


@pytest.fixture
def desk(store: Store, clock: Any, local_vk: Any) -> Iterator[Desk]:
    vk = quick_vk(local_vk.url, clock=clock)
    local_vk.world.clock = clock
    yield Desk(store, vk, clock, local_vk.world, local_vk)
    vk.close()
