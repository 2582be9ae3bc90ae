"""A world in a file: nothing that was answered is lost, whatever ends the process."""

from __future__ import annotations

import os
import select
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

from lib.sandbox import Running, World, open_world, serve
from tests.sandbox.conftest import Caller, Hands

ROOT = Path(__file__).resolve().parents[2]


@contextmanager
def process(*arguments: str) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """`python -m lib vk` on a free port, and its address as it prints it."""
    child = subprocess.Popen(
        [sys.executable, "-m", "lib", "vk", "--port", "0", *arguments],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert child.stdout is not None
    assert child.stdin is not None
    try:
        ready, _, _ = select.select([child.stdout], [], [], 30)
        assert ready, "the local VK did not announce itself"
        yield child, child.stdout.readline().split()[-1]
    finally:
        if child.poll() is None:
            child.kill()
        child.wait(10)
        child.stdin.close()
        child.stdout.close()


def _write(url: str, text: str) -> int:
    answer = httpx.post(
        f"{url}/method/wall.post",
        data={"v": "5.199", "access_token": "demo-user", "owner_id": "-1", "message": text},
    )
    made: int = answer.json()["response"]["post_id"]
    return made


def test_kill_9_loses_nothing_that_was_answered(tmp_path: Path) -> None:
    file = tmp_path / "world.db"
    with process("--world", "empty", "--state", str(file), "--pace", "off") as (child, url):
        made = [_write(url, f"запись {n}") for n in range(20)]
        os.kill(child.pid, signal.SIGKILL)
        child.wait(10)
    world = open_world("empty", state=file)
    assert list(world.posts) == made
    assert [event.object["id"] for event in world.events] == made
    assert world.next_id() == made[-1] + 1
    world.close()


def test_a_child_ends_with_its_parents_end_of_the_pipe() -> None:
    with process("--world", "empty", "--until-stdin-closes") as (child, url):
        assert httpx.get(f"{url}/_world/state").status_code == 200
        assert child.stdin is not None
        child.stdin.close()
        assert child.wait(10) == 0


def test_sigterm_ends_it_in_good_order() -> None:
    with process("--world", "empty") as (child, _):
        child.terminate()
        assert child.wait(10) in (0, -signal.SIGTERM)


def test_a_taken_port_is_told_in_one_line(tmp_path: Path) -> None:
    with serve(open_world("empty")) as running:
        port = running.url.rpartition(":")[2]
        told = subprocess.run(
            [sys.executable, "-m", "lib", "vk", "--world", "empty", "--port", port],
            cwd=ROOT,
            capture_output=True,
            text=True,
            timeout=30,
            check=False,
        )
    assert told.returncode == 1
    assert told.stderr == f"Port {port} cannot be used: Address already in use.\n"


def test_a_state_file_that_is_none_is_told_in_one_line(tmp_path: Path) -> None:
    file = tmp_path / "world.db"
    file.write_bytes(b"not a world" * 100)
    told = subprocess.run(
        [
            sys.executable,
            "-m",
            "lib",
            "vk",
            "--world",
            "empty",
            "--port",
            "0",
            "--state",
            str(file),
        ],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
    )
    assert told.returncode == 1
    assert told.stderr == f"The state file {file} cannot be used: file is not a database.\n"


@contextmanager
def _opened(file: Path, hands: Hands) -> Iterator[Caller]:
    with serve(open_world("empty", state=file, clock=hands)) as running:
        yield Caller(running)


def test_everything_goes_on_after_a_reopening(tmp_path: Path, hands: Hands) -> None:
    file = tmp_path / "world.db"
    with _opened(file, hands) as vk:
        post = vk.call("wall.post", owner_id=-1, message="запись", guid="g")["post_id"]
        top = vk.door("comment", {"post_id": post, "from_id": 50, "text": "раз"})["comment_id"]
        vk.door("comment", {"post_id": post, "from_id": 51, "text": "два", "reply_to": top})
        vk.door("like", {"user_id": 51, "post_id": post, "comment_id": top})
        vk.door("join", {"user_id": 50})
        due = int(hands.at) + 60
        queued = vk.call("wall.post", owner_id=-1, message="позже", publish_date=due)["post_id"]
        server = vk.listen()
        before, told = vk.state(), vk.poll(server | {"ts": "0"})
    with _opened(file, hands) as vk:
        again = vk.listen()
        assert (again["key"], again["ts"]) == (server["key"], server["ts"])
        assert vk.poll(again | {"ts": "0"}) == told
        assert vk.state() == before
        assert vk.call("wall.post", owner_id=-1, message="x", guid="g")["post_id"] == post
    hands.at = due + 3600
    with _opened(file, hands) as vk:
        (update,) = vk.poll(vk.listen() | {"ts": server["ts"]})["updates"]
        assert update["object"]["postponed_id"] == queued
        assert update["object"]["date"] == due
        assert len(vk.state()["posts"]) == 2


def test_a_failed_turn_keeps_memory_and_file_alike(tmp_path: Path) -> None:
    world: World = open_world("empty", state=tmp_path / "world.db")
    with pytest.raises(LookupError):
        world.comment(99, 50, "под несуществующей записью")
    post = world.publish("запись")
    world.close()
    again = open_world("empty", state=tmp_path / "world.db")
    assert set(again.posts) == {post.id}
    assert again.comments == {}
    again.close()


def test_two_servers_one_after_the_other_on_one_port() -> None:
    world = open_world("empty")
    with serve(world) as running:
        port = int(running.url.rpartition(":")[2])
        made: Running = running
    with serve(world, port=port) as running:
        assert running.url == made.url
        assert Caller(running).call("users.get")[0]["id"] == 1
