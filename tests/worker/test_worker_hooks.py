"""Events that VK brings by itself: long poll rests while they come, and goes on when they stop."""

from __future__ import annotations

import json
import time
from typing import Any

import pytest

from lib.base.secret import Secret
from lib.store import Store
from lib.sync.hooks import receive
from lib.worker import hooks
from lib.worker.health import health

SECRET = Secret("s3cret-of-the-console")
HOOKED = {"hooks_url": "https://pult.example.ru/hooks/vk", "hooks_secret": SECRET}
ALIVE = "SELECT text FROM comment WHERE deleted_at IS NULL ORDER BY comment_id"


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hooks, "TICK_SECONDS", 0.05)
    monkeypatch.setattr(hooks, "SETTLING_SECONDS", 0.2)


def bring(store: Store, comment: dict[str, Any], kind: str = "wall_reply_new") -> None:
    event = {
        "type": kind,
        "event_id": f"{kind}-{comment['id']}",
        "group_id": 1,
        "secret": SECRET.reveal(),
        "object": comment,
    }
    body = json.dumps(event).encode()
    now = int(time.time())
    answer = receive(store, body, group_id=1, secret=SECRET, code=None, retry=None, now=now)
    assert answer.text == "ok"


def comment(comment_id: int, post_id: int, text: str) -> dict[str, Any]:
    return {
        "id": comment_id,
        "post_id": post_id,
        "owner_id": -1,
        "from_id": 101,
        "date": int(time.time()),
        "text": text,
    }


def state(store: Store):  # type: ignore[no-untyped-def]
    return health(store, now=int(time.time()))


def polled(local_vk) -> int:
    calls: Any = local_vk.get("/_world/calls")
    return len([call for call in calls if call["method"] == "groups.getLongPollServer"])


def test_callbacks_take_over_and_long_poll_takes_back(
    local_vk, store, start, until, shown, monkeypatch
) -> None:
    """The server was put down in VK by hand: no key may look after it, and events come all the same."""
    post = local_vk.world.publish("Запись")
    start(local_vk.url, **HOOKED)
    until(lambda: state(store).listener and state(store).last_sync_at)
    assert not state(store).callbacks

    local_vk.world.comment(post.id, 101, "Лентой")
    until(lambda: shown(ALIVE) == [("Лентой",)])
    # VK has this one, and tells it by a callback only.
    local_vk.post("/_world/faults", [{"method": "long_poll", "kind": "skip", "times": 99}])
    second = local_vk.world.comment(post.id, 101, "Вызовом")
    bring(store, comment(second, post.id, "Вызовом"))
    until(lambda: state(store).callbacks)
    until(lambda: shown(ALIVE) == [("Лентой",), ("Вызовом",)])
    assert state(store).listener

    before = polled(local_vk)
    # Nobody tells of this one at all: the reading after the change finds it.
    local_vk.world.comment(post.id, 102, "Никем")
    monkeypatch.setattr(hooks, "SILENCE_SECONDS", 0.0)
    until(lambda: not state(store).callbacks)
    until(lambda: shown(ALIVE) == [("Лентой",), ("Вызовом",), ("Никем",)])
    until(lambda: polled(local_vk) > before)
    local_vk.post("/_world/faults", [])


def test_what_was_brought_while_the_worker_was_down_is_taken_in(
    local_vk, store, start, until, shown
) -> None:
    post = local_vk.world.publish("Запись")
    bring(store, comment(900, post.id, "Пока спали"))
    start(local_vk.url, **HOOKED)
    until(lambda: ("Пока спали",) in shown("SELECT text FROM comment"))
    until(lambda: shown("SELECT 1 FROM hook_event WHERE taken_at IS NOT NULL"))


def test_without_a_secret_it_is_told_and_long_poll_works(
    local_vk, store, start, until, shown
) -> None:
    post = local_vk.world.publish("Запись")
    start(local_vk.url, hooks_url=HOOKED["hooks_url"])
    until(lambda: any("PULT_HOOKS_SECRET" in problem.message for problem in state(store).problems))
    local_vk.world.comment(post.id, 101, "Слышно")
    until(lambda: shown(ALIVE) == [("Слышно",)])
