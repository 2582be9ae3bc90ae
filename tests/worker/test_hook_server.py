"""The server that the worker puts down in VK: confirmed, watched, put to VK again, taken out."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from starlette.applications import Starlette

from lib.base.secret import Secret
from lib.base.settings import Settings
from lib.store.state import get_state
from lib.vk.long_poll import EVENTS
from lib.worker import hooks
from lib.worker.health import health
from lib.worker.hook_route import hooks_route
from tests.processes import console_process, started, wait_for
from tests.worker.callback_vk import CallbackVk, serving

SECRET = Secret("s3cret-of-the-console")
ALIVE = "SELECT text FROM comment WHERE deleted_at IS NULL ORDER BY comment_id"


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hooks, "TICK_SECONDS", 0.05)
    monkeypatch.setattr(hooks, "SETTLING_SECONDS", 0.2)
    monkeypatch.setattr(hooks, "LOOK_SECONDS", 0.3)


@pytest.fixture
def vk(local_vk) -> Iterator[tuple[CallbackVk, str]]:  # type: ignore[no-untyped-def]
    played = CallbackVk(local_vk.url)
    with serving(played.app()) as url:
        yield played, url


@pytest.fixture
def console(settings: Settings) -> Iterator[str]:
    """The route of the console, served; answers the address that VK calls."""
    known = [settings]
    with serving(Starlette(routes=[hooks_route(lambda: known[0])])) as url:
        address = f"{url}/hooks/vk"
        known[0] = replace(settings, hooks_url=address, hooks_secret=SECRET)
        yield address


def comment(comment_id: int, post_id: int, text: str) -> dict[str, Any]:
    told = {
        "id": comment_id,
        "post_id": post_id,
        "owner_id": -1,
        "from_id": 101,
        "date": int(time.time()),
        "text": text,
    }
    event_id = f"event-{comment_id}"
    return {"type": "wall_reply_new", "event_id": event_id, "group_id": 1, "object": told}


def statuses(played: CallbackVk) -> list[str]:
    return [server["status"] for server in played.servers.values()]


def callbacks(store) -> bool:  # type: ignore[no-untyped-def]
    return health(store, now=int(time.time())).callbacks


@pytest.mark.parametrize("with_secret", [False, True])
def test_a_server_is_put_down_confirmed_and_carries_the_events(
    local_vk, vk, console, store, start, until, shown, with_secret
) -> None:
    played, url = vk
    played.secret_with_confirmation = with_secret
    post = local_vk.world.publish("Запись")
    start(url, hooks_url=console, hooks_secret=SECRET)
    until(lambda: statuses(played) == ["ok"])
    [server] = played.servers.values()
    assert (server["url"], server["secret_key"]) == (console, SECRET.reveal())
    assert len(server["title"]) <= 14
    until(lambda: played.settings[1]["api_version"] == "5.199")
    assert all(played.settings[1][name] == "1" for name in EVENTS)

    until(lambda: health(store, now=int(time.time())).last_sync_at)
    for again in range(2):
        [answer] = played.bring(comment(900, post.id, "Вызовом"), retry=again)
        assert (answer.status_code, answer.text) == (200, "ok")
    until(lambda: ("Вызовом",) in shown("SELECT text FROM comment"))
    until(lambda: callbacks(store))
    assert shown("SELECT count(*) FROM hook_event") == [(1,)]

    # VK gives the server up: long poll goes on, and the page is told when VK cannot be brought round.
    played.code = "another"
    server["status"] = "failed"
    until(lambda: not callbacks(store))
    until(lambda: _told(store, "does not reach"))
    local_vk.world.comment(post.id, 101, "Лентой")
    until(lambda: ("Лентой",) in shown(ALIVE))


def _told(store, words: str) -> bool:  # type: ignore[no-untyped-def]
    return any(words in problem.message for problem in health(store, now=int(time.time())).problems)


def test_a_server_that_failed_is_put_to_vk_again(
    vk, console, start, until, store, monkeypatch
) -> None:
    monkeypatch.setattr(hooks, "CONFIRM_SECONDS", 1)
    played, url = vk
    start(url, hooks_url=console, hooks_secret=SECRET)
    until(lambda: statuses(played) == ["ok"])
    played.servers[1]["status"] = "failed"
    until(lambda: statuses(played) == ["ok"])
    assert len(played.servers) == 1
    until(lambda: not _told(store, "does not reach"))


def test_a_new_address_or_secret_changes_the_same_server(vk, console, start, until) -> None:
    played, url = vk
    worker = start(url, hooks_url="http://127.0.0.1:9/hooks/vk", hooks_secret=Secret("old-secret"))
    until(lambda: statuses(played) == ["failed"])
    worker.stop()
    start(url, hooks_url=console, hooks_secret=SECRET)
    until(lambda: statuses(played) == ["ok"])
    assert played.servers[1]["secret_key"] == SECRET.reveal()


def test_other_servers_of_the_community_are_left_alone(vk, console, start, until, store) -> None:
    played, url = vk
    other = {"id": 1, "url": "https://elsewhere.example", "status": "ok", "secret_key": "x"}
    played.servers[1] = other | {"title": "Other", "creator_id": 1}
    worker = start(url, hooks_url=console, hooks_secret=SECRET)
    until(lambda: len(played.servers) == 2 and statuses(played) == ["ok", "ok"])
    worker.stop()
    # Started without an address, the console takes its own server out of VK, and no other.
    start(url)
    until(lambda: list(played.servers) == [1])
    assert played.servers[1]["url"] == "https://elsewhere.example"

    def forgotten() -> bool:
        with store.reader() as db:
            return get_state(db, "hooks.server", "absent") is None

    until(forgotten)


def test_a_refusal_is_told_and_long_poll_works(
    local_vk, vk, console, store, start, until, shown
) -> None:
    played, url = vk
    played.refuse = True
    post = local_vk.world.publish("Запись")
    start(url, hooks_url=console, hooks_secret=SECRET)
    until(lambda: _told(store, "VK refused"))
    local_vk.world.comment(post.id, 101, "Слышно")
    until(lambda: shown(ALIVE) == [("Слышно",)])


def test_a_real_console_behind_sign_in_takes_what_vk_brings(local_vk, vk, tmp_path) -> None:
    played, url = vk
    process = console_process(tmp_path, vk_url=url, PULT_LOGIN="always")
    process.env = {**process.env, "PULT_HOOKS_URL": process.url}
    post = local_vk.world.publish("Запись")
    with started(process):
        wait_for(lambda: statuses(played) == ["ok"], seconds=60)
        secret = played.servers[1]["secret_key"]
        assert secret in (tmp_path / "keys.toml").read_text()
        wait_for(lambda: process.get("/health")["last_sync_at"])
        [answer] = played.bring(comment(900, post.id, "Вызовом"))
        assert answer.text == "ok"
        wait_for(lambda: process.get("/health")["callbacks"])
        for file in [process.log, *tmp_path.glob("pult.db*")]:
            assert secret.encode() not in file.read_bytes()
