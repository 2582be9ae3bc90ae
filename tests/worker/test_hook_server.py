"""The server that the worker puts down in VK: confirmed, watched, put to VK again, taken out."""

from __future__ import annotations

import random
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace

import pytest
import uvicorn
from starlette.applications import Starlette

from lib.base.secret import Secret
from lib.base.settings import Settings
from lib.sandbox import callbacks as sandbox_callbacks
from lib.sandbox.deliveries import CallbackServer
from lib.store import Store
from lib.store.state import get_state
from lib.vk.long_poll import EVENTS
from lib.worker import hooks
from lib.worker.health import health
from lib.worker.hook_route import hooks_route
from tests.conftest import LocalVk
from tests.processes import console_process, started, wait_for

SECRET = Secret("s3cret-of-the-console")
ALIVE = "SELECT text FROM comment WHERE deleted_at IS NULL ORDER BY comment_id"
ARRIVED = "SELECT count(*) FROM hook_event"


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hooks, "TICK_SECONDS", 0.05)
    monkeypatch.setattr(hooks, "SETTLING_SECONDS", 0.2)
    monkeypatch.setattr(hooks, "LOOK_SECONDS", 0.3)


@contextmanager
def serving(settings: Callable[[], Settings]) -> Iterator[str]:
    """The console's route alone, over HTTP; yields its address."""
    listener = socket.create_server(("127.0.0.1", 0))
    app = Starlette(routes=[hooks_route(settings)])
    server = uvicorn.Server(uvicorn.Config(app, log_level="warning", lifespan="off"))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{listener.getsockname()[1]}/hooks/vk"
    server.should_exit = True
    thread.join(10)
    listener.close()


@pytest.fixture
def console(settings: Settings) -> Iterator[str]:
    """The address that VK calls."""
    known = [settings]
    with serving(lambda: known[0]) as address:
        known[0] = replace(settings, hooks_url=address, hooks_secret=SECRET)
        yield address


def servers(vk: LocalVk) -> list[CallbackServer]:
    return list(vk.world.shelf(CallbackServer).values())


def statuses(vk: LocalVk) -> list[str]:
    return [server.status for server in servers(vk)]


def give_up(vk: LocalVk) -> None:
    """VK calls the server failed."""
    with vk.world.turn():
        [server] = servers(vk)
        server.status = "failed"
        vk.world.put(server)


def carried(store: Store) -> bool:
    return health(store, now=int(time.time())).callbacks


def told(store: Store, words: str) -> bool:
    return any(words in problem.message for problem in health(store, now=int(time.time())).problems)


def polls(vk: LocalVk) -> int:
    calls = vk.get("/_world/calls")
    assert isinstance(calls, list)
    return sum(call["method"] == "groups.getLongPollServer" for call in calls)


def test_events_come_by_the_callback_server_and_long_poll_takes_over_when_it_fails(
    local_vk, console, store, start, until, shown
) -> None:
    post = local_vk.world.publish("Запись")
    start(local_vk.url, hooks_url=console, hooks_secret=SECRET)
    until(lambda: statuses(local_vk) == ["ok"])
    [server] = servers(local_vk)
    assert (server.url, server.secret) == (console, SECRET.reveal())
    until(lambda: server.api_version == "5.199" and all(server.events.get(n) for n in EVENTS))
    until(lambda: health(store, now=int(time.time())).last_sync_at)

    local_vk.world.comment(post.id, 101, "Первый")
    until(lambda: carried(store))
    until(lambda: shown(ALIVE) == [("Первый",)])
    # From here on long poll rests: what comes, comes by callbacks, twice where VK says it twice.
    local_vk.post("/_world/faults", [{"method": "callback", "kind": "duplicate", "times": 1}])
    before = polls(local_vk)
    second = local_vk.world.comment(post.id, 101, "Второй")
    until(lambda: shown(ALIVE) == [("Первый",), ("Второй",)])
    local_vk.world.edit_comment(second, "Второй, исправлен")
    until(lambda: shown(ALIVE) == [("Первый",), ("Второй, исправлен",)])
    assert polls(local_vk) == before
    until(lambda: shown(ARRIVED) == [(3,)])
    assert health(store, now=int(time.time())).listener

    # VK gives the server up, and what it would have brought is found all the same.
    local_vk.post("/_world/faults", [{"method": "callback", "kind": "skip", "times": 1}])
    local_vk.world.comment(post.id, 101, "Пропал по дороге")
    give_up(local_vk)
    until(lambda: not carried(store))
    until(lambda: told(store, "does not reach"))
    until(lambda: ("Пропал по дороге",) in shown(ALIVE))
    until(lambda: polls(local_vk) > before)
    local_vk.world.comment(post.id, 101, "Лентой")
    until(lambda: ("Лентой",) in shown(ALIVE))


def test_a_server_that_failed_is_put_to_vk_again(
    local_vk, console, start, until, store, monkeypatch
) -> None:
    monkeypatch.setattr(hooks, "CONFIRM_SECONDS", 1)
    start(local_vk.url, hooks_url=console, hooks_secret=SECRET)
    until(lambda: statuses(local_vk) == ["ok"])
    give_up(local_vk)
    until(lambda: statuses(local_vk) == ["ok"])
    until(lambda: not told(store, "does not reach"))


def test_a_new_address_or_secret_changes_the_same_server(local_vk, console, start, until) -> None:
    nobody = "http://127.0.0.1:9/hooks/vk"
    worker = start(local_vk.url, hooks_url=nobody, hooks_secret=Secret("old-secret"))
    until(lambda: statuses(local_vk) == ["failed"])
    worker.stop()
    start(local_vk.url, hooks_url=console, hooks_secret=SECRET)
    until(lambda: statuses(local_vk) == ["ok"])
    assert servers(local_vk)[0].secret == SECRET.reveal()


def test_other_servers_of_the_community_are_left_alone(
    local_vk, console, start, until, store
) -> None:
    other = sandbox_callbacks.add(
        local_vk.world, url="http://127.0.0.1:9/theirs", title="Theirs", secret="x"
    )
    worker = start(local_vk.url, hooks_url=console, hooks_secret=SECRET)
    until(lambda: statuses(local_vk) == ["failed", "ok"])
    worker.stop()
    # Started without an address, the console takes its own server out of VK, and no other.
    start(local_vk.url)
    until(lambda: servers(local_vk) == [other])

    def forgotten() -> bool:
        with store.reader() as db:
            return get_state(db, "hooks.server", "absent") is None

    until(forgotten)


def test_a_refusal_is_told_and_long_poll_works(
    local_vk, console, store, start, until, shown
) -> None:
    fault = {"method": "groups.getCallbackServers", "kind": "error", "code": 15, "times": 99}
    local_vk.post("/_world/faults", [fault])
    post = local_vk.world.publish("Запись")
    start(local_vk.url, hooks_url=console, hooks_secret=SECRET)

    def noted() -> bool:
        with store.reader() as db:
            return "callbacks" in get_state(db, "health.faults", {})

    until(noted)
    assert health(store, now=int(time.time())).problems
    local_vk.world.comment(post.id, 101, "Слышно")
    until(lambda: shown(ALIVE) == [("Слышно",)])


def test_lost_and_repeated_events_and_failing_servers_leave_the_store_as_vk_has_it(
    local_vk, console, store, start, until, shown, monkeypatch
) -> None:
    monkeypatch.setattr(hooks, "CONFIRM_SECONDS", 0.5)
    chance = random.Random(7)
    post = local_vk.world.publish("Запись")
    start(local_vk.url, hooks_url=console, hooks_secret=SECRET)
    until(lambda: statuses(local_vk) == ["ok"])
    until(lambda: servers(local_vk)[0].events.get("wall_reply_delete"))
    until(lambda: health(store, now=int(time.time())).last_sync_at)
    alive: list[int] = []
    for number in range(90):
        kind = chance.choice(["duplicate", "skip", "none", "none"])
        if kind != "none":
            local_vk.post("/_world/faults", [{"method": "callback", "kind": kind, "times": 1}])
        what = chance.random()
        if what < 0.7 or not alive:
            alive.append(local_vk.world.comment(post.id, 101, f"Вопрос {number}"))
        elif what < 0.9:
            local_vk.world.edit_comment(chance.choice(alive), f"Исправлен {number}")
        else:
            local_vk.world.delete_comment(alive.pop(chance.randrange(len(alive))))
        if number % 30 == 20:
            give_up(local_vk)
        time.sleep(0.01)
    give_up(local_vk)
    until(lambda: statuses(local_vk) == ["ok"])

    def same() -> bool:
        state = local_vk.get("/_world/state")
        has = sorted((c["id"], c["text"]) for c in state["comments"] if not c.get("deleted"))
        return has == shown(
            "SELECT comment_id, text FROM comment WHERE deleted_at IS NULL ORDER BY 1"
        )

    until(same, seconds=60)
    assert shown("SELECT count(*) FROM hook_event WHERE taken_at IS NULL") == [(0,)]


def test_a_real_console_behind_sign_in_takes_what_vk_brings(local_vk, tmp_path) -> None:
    process = console_process(tmp_path, vk_url=local_vk.url, PULT_LOGIN="always")
    process.env = {**process.env, "PULT_HOOKS_URL": process.url}
    post = local_vk.world.publish("Запись")

    def texts() -> list[str]:
        with Store(tmp_path / "pult.db").reader() as db:
            return [row["text"] for row in db.query(ALIVE)]

    with started(process):
        wait_for(lambda: statuses(local_vk) == ["ok"], seconds=60)
        [server] = servers(local_vk)
        assert server.secret in (tmp_path / "keys.toml").read_text()
        wait_for(lambda: process.get("/health")["last_sync_at"])
        wait_for(lambda: server.events.get("wall_reply_new"))
        local_vk.world.comment(post.id, 101, "Вызовом")
        wait_for(lambda: process.get("/health")["callbacks"])
        wait_for(lambda: texts() == ["Вызовом"])
        # Killed, it is brought what it missed when it is there again, or reads it.
        process.kill()
        local_vk.world.comment(post.id, 101, "Пока не было")
        process.start()
        wait_for(lambda: texts() == ["Вызовом", "Пока не было"], seconds=60)
        for file in [process.log, *tmp_path.glob("pult.db*")]:
            assert server.secret.encode() not in file.read_bytes()
