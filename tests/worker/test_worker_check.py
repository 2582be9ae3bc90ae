"""«Check now» from a page to its end; keys that change while the console runs."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from lib.access.permissions import MODERATOR, Actor
from lib.base.keys_file import change_keys, keys_file
from lib.base.settings import Settings, read_settings
from lib.inbox.commands import queue_reply
from lib.sandbox.rights import Key
from lib.store import Store
from lib.sync.backfill import progress
from lib.worker import Worker, setup
from lib.worker.abilities import abilities
from lib.worker.check import BUSY, UNREAD, Progress, ask_check, check_now
from lib.worker.supervisor import Supervisor
from tests.conftest import LocalVk

NOW = 1_790_000_000
Until = Callable[..., Any]


def ended(store: Store) -> Progress | None:
    with store.reader() as db:
        found = check_now(db)
    return found if found is not None and found.ended_at is not None else None


def test_a_check_runs_to_its_end(
    start: Callable[..., Worker], store: Store, local_vk: LocalVk, until: Until, settings: Settings
) -> None:
    local_vk.post("/_world/post", {"text": "Already there"})
    start(local_vk.url)
    until(lambda: progress(store).finished_at, seconds=30)
    ask_check(store, actor=Actor("writer", "editor"), now=NOW)
    found = until(lambda: ended(store), seconds=60)
    assert found.troubles == ()
    with store.reader() as db:
        known = {one.name: one.state for one in abilities(db, settings)}
    assert known["history"] == "yes" and known["reply"] == "likely"


def test_a_check_without_vk_says_why_and_ends(
    start: Callable[..., Worker], store: Store, until: Until
) -> None:
    ask_check(store, actor=MODERATOR, now=NOW)
    start("http://127.0.0.1:9")
    found = until(lambda: ended(store), seconds=60)
    assert "cannot be reached" in found.troubles[0]["message"]


def test_a_check_that_died_with_its_worker_is_carried_out_by_the_next(
    start: Callable[..., Worker], store: Store, local_vk: LocalVk, until: Until
) -> None:
    ask_check(store, actor=MODERATOR, now=NOW)
    with store.reader() as db:
        waiting = check_now(db)
    assert waiting is not None and waiting.step == "" and waiting.ended_at is None
    start(local_vk.url)
    assert until(lambda: ended(store), seconds=60).id == waiting.id


@contextmanager
def supervised(settings: Settings, environ: dict[str, str]) -> Iterator[list[Settings]]:
    """What the supervisor puts in force, as it goes."""
    used: list[Settings] = []
    none = settings.data / "none.toml"
    supervisor = Supervisor(
        settings, used.append, read=lambda: read_settings(environ, secrets=none)
    )
    thread = threading.Thread(target=supervisor.run, daemon=True)
    thread.start()
    assert supervisor.ready.wait(20)
    try:
        yield used
    finally:
        supervisor.stop()
        thread.join(30)
        assert not thread.is_alive()


def named(tmp_path: Path, url: str) -> dict[str, str]:
    return {"PULT_DATA": str(tmp_path), "PULT_VK_URL": url}


def test_a_new_key_takes_effect_without_a_restart_and_nothing_is_lost(
    tmp_path: Path, store: Store, local_vk: LocalVk, until: Until, shown: Any
) -> None:
    local_vk.world.keys["weak"] = Key("weak", "community", frozenset({"manage"}))
    change_keys(
        keys_file(tmp_path),
        {"group_id": 1, "community_key": "weak", "service_key": "demo-service"},
    )
    environ = named(tmp_path, local_vk.url)
    settings = read_settings(environ, secrets=tmp_path / "none.toml")
    post = local_vk.post("/_world/post", {"text": "Open day"})
    comment = local_vk.post("/_world/comment", {**post, "from_id": 501, "text": "When?"})
    with supervised(settings, environ) as used:
        until(lambda: shown("SELECT 1 FROM comment"), seconds=30)
        change_keys(keys_file(tmp_path), {"community_key": "demo-community"})
        until(lambda: len(used) == 2, seconds=40)
        assert used[1].community_key is not None
        assert used[1].community_key.reveal() == "demo-community"
        with store.writer() as db:
            db.execute(
                "INSERT INTO draft (kind, target, actor, text, created_at, updated_at)"
                " VALUES ('reply', ?, 'moderator', 'Tomorrow', 0, 0)",
                [f"comment:{comment['comment_id']}"],
            )
        queue_reply(store, int(str(comment["comment_id"])), actor=MODERATOR, now=NOW)
        until(
            lambda: shown("SELECT 1 FROM outbox WHERE state = 'confirmed'"),
            seconds=40,
        )
        assert len(used) == 2


def test_from_the_rehearsal_to_the_community(
    tmp_path: Path, store: Store, local_vk: LocalVk, until: Until, shown: Any
) -> None:
    environ = named(tmp_path, local_vk.url)
    settings = read_settings(environ, secrets=tmp_path / "none.toml")
    local_vk.post("/_world/post", {"text": "Open day"})
    with supervised(settings, environ) as used:
        until(lambda: shown("SELECT 1 FROM post"), seconds=30)
        with store.writer() as db:
            db.execute("UPDATE rubric SET name = 'Invented' WHERE position = 0")
        setup.choose_community(settings, "club1", actor=MODERATOR)
        for kind in ("community", "service"):
            setup.put_key(settings, kind, f"demo-{kind}", actor=MODERATOR, now=NOW)  # type: ignore[arg-type]
        assert len(used) == 1, "choosing changes nothing yet"
        folder = setup.begin(settings, actor=MODERATOR, now=NOW)
        until(lambda: len(used) == 2, seconds=40)
        assert not used[1].newcomer and used[1].user_key is None
        until(lambda: shown("SELECT 1 FROM post"), seconds=30)
        assert shown("SELECT 1 FROM rubric WHERE name = 'Invented'") == []
        with Store(folder / "pult.db").reader() as db:
            assert db.execute("SELECT 1 FROM rubric WHERE name = 'Invented'").fetchone()


def test_what_cannot_be_put_aside_stays_and_is_told(
    tmp_path: Path, store: Store, local_vk: LocalVk, until: Until, shown: Any
) -> None:
    environ = named(tmp_path, local_vk.url)
    settings = read_settings(environ, secrets=tmp_path / "none.toml")
    setup.choose_community(settings, "club1", actor=MODERATOR)
    for kind in ("community", "service"):
        setup.put_key(settings, kind, f"demo-{kind}", actor=MODERATOR, now=NOW)  # type: ignore[arg-type]
    folder = setup.begin(settings, actor=MODERATOR, now=NOW)
    folder.write_text("a file where the folder should be")
    with supervised(settings, environ) as used:
        until(
            lambda: shown("SELECT 1 FROM state WHERE name = ?", setup.TROUBLE),
            seconds=30,
        )
        assert used[0].newcomer
        assert setup.setup(tmp_path).agreed == "" and setup.setup(tmp_path).ready


def test_without_a_key_that_reads_a_check_promises_no_reading(
    start: Callable[..., Worker], store: Store, local_vk: LocalVk, until: Until
) -> None:
    start(local_vk.url, service_key=None, user_key=None)
    ask_check(store, actor=MODERATOR, now=NOW)
    found = until(lambda: ended(store), seconds=60)
    assert [one["message"] for one in found.troubles] == [UNREAD]


def test_while_history_is_read_the_keys_are_tried_all_the_same(
    start: Callable[..., Worker], store: Store, local_vk: LocalVk, until: Until, settings: Settings
) -> None:
    local_vk.post("/_world/post", {"text": "Open day"})
    # The reader hangs in its first reading; a check does not wait for it.
    for method in ("wall.get", "execute"):
        fault = {"method": method, "times": 1, "kind": "slow", "seconds": 15}
        local_vk.post("/_world/faults", [fault])
    start(local_vk.url)
    until(lambda: sum(c["method"] in {"wall.get", "execute"} for c in calls(local_vk)), seconds=30)
    ask_check(store, actor=MODERATOR, now=NOW)
    found = until(lambda: ended(store), seconds=60)
    assert [one["message"] for one in found.troubles] == [BUSY]
    with store.reader() as db:
        known = {one.name: one.state for one in abilities(db, settings)}
    assert known["reply"] == "likely"


def calls(local_vk: LocalVk) -> list[dict[str, Any]]:
    found = local_vk.get("/_world/calls")
    assert isinstance(found, list)
    return found
