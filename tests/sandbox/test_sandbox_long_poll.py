"""Bots Long Poll: events of everything, whoever did it, and the three failures."""

from __future__ import annotations

import json
import re
import threading
import time

import httpx
import pytest

from lib.sandbox import open_world, serve
from tests.sandbox.conftest import Caller


def test_everything_that_happens_is_told(vk: Caller) -> None:
    server = vk.listen()
    post_id = vk.call("wall.post", key="demo-community", owner_id=-1, message="запись")["post_id"]
    said = vk.door("comment", {"post_id": post_id, "from_id": 50, "text": "раз"})["comment_id"]
    vk.call("wall.createComment", key="demo-community", owner_id=-1, post_id=post_id, message="да")
    vk.door("edit_comment", {"comment_id": said, "text": "два"})
    vk.call("wall.deleteComment", owner_id=-1, comment_id=said)
    vk.call("wall.restoreComment", owner_id=-1, comment_id=said)
    vk.door("like", {"user_id": 50, "post_id": post_id})
    vk.door("like", {"user_id": 50, "post_id": post_id, "undo": True})
    vk.door("join", {"user_id": 50})
    vk.door("leave", {"user_id": 50})
    body = vk.poll(server)
    assert [update["type"] for update in body["updates"]] == [
        "wall_post_new",
        "wall_reply_new",
        "wall_reply_new",
        "wall_reply_edit",
        "wall_reply_delete",
        "wall_reply_restore",
        "like_add",
        "like_remove",
        "group_join",
        "group_leave",
    ]
    assert body["ts"] == "10"
    assert all(re.fullmatch(r"[0-9a-f]{40}", u["event_id"]) for u in body["updates"])
    assert {(u["v"], u["group_id"]) for u in body["updates"]} == {("5.199", 1)}
    assert body["updates"][1]["object"]["post_owner_id"] == -1
    assert body["updates"][4]["object"]["deleter_id"] == 1
    assert vk.poll(server | {"ts": "9"})["updates"] == body["updates"][9:]


def test_a_listener_wakes_when_something_happens(vk: Caller) -> None:
    server = vk.listen()
    post_id = vk.call("wall.post", owner_id=-1, message="запись")["post_id"]
    server["ts"] = vk.poll(server)["ts"]
    heard: list[float] = []

    def wait() -> None:
        assert vk.poll(server, wait=20)["updates"]
        heard.append(time.monotonic())

    listener = threading.Thread(target=wait)
    listener.start()
    # The event must come while the request is held; a listener that was late would get it all the same.
    listener.join(0.3)
    assert not heard
    spoken = time.monotonic()
    vk.door("comment", {"post_id": post_id, "from_id": 50, "text": "раз"})
    listener.join(10)
    assert heard[0] - spoken < 1


def test_an_end_of_the_server_does_not_wait_for_listeners() -> None:
    with serve(open_world("empty")) as running:
        vk = Caller(running)
        server = vk.listen()
        answers: list[object] = []
        listener = threading.Thread(target=lambda: answers.append(vk.poll(server, wait=60)))
        listener.start()
        listener.join(0.3)
        began = time.monotonic()
    listener.join(10)
    assert time.monotonic() - began < 3
    assert answers == [{"ts": "0", "updates": []}]


def test_lost_history_is_failure_1_with_a_number(vk: Caller) -> None:
    vk.running.world.history_limit = 3
    server = vk.listen()
    for user_id in range(10, 16):
        vk.door("join", {"user_id": user_id})
    assert vk.poll(server) == {"failed": 1, "ts": 6}
    assert len(vk.poll(server | {"ts": "3"})["updates"]) == 3
    assert vk.poll(server | {"ts": "99"}) == {"failed": 1, "ts": 6}


def test_a_dead_key_is_failure_2_and_the_old_ts_goes_on(vk: Caller) -> None:
    server = vk.listen()
    vk.faults({"method": "longpoll", "kind": "failed", "code": 2})
    assert vk.poll(server) == {"failed": 2}
    assert vk.poll(server) == {"failed": 2}
    vk.door("join", {"user_id": 10})
    fresh = vk.listen()
    assert [u["type"] for u in vk.poll(fresh | {"ts": server["ts"]})["updates"]] == ["group_join"]


def test_failure_3_and_planned_disorder(vk: Caller) -> None:
    vk.faults({"method": "longpoll", "kind": "failed", "code": 3})
    assert vk.poll(vk.listen()) == {"failed": 3}
    server = vk.listen()
    vk.door("join", {"user_id": 10})
    vk.door("leave", {"user_id": 10})
    orders = []
    for kind in ("duplicate", "reorder", "skip"):
        vk.faults({"method": "longpoll", "kind": kind})
        orders.append([u["type"] for u in vk.poll(server)["updates"]])
    join, leave = "group_join", "group_leave"
    assert orders == [[join, join, leave, leave], [leave, join], []]


def test_only_wanted_types_and_nothing_while_switched_off(vk: Caller) -> None:
    settings = {"key": "demo-community", "group_id": 1}
    assert vk.call("groups.setLongPollSettings", group_join=0, **settings) == 1
    told = vk.call("groups.getLongPollSettings", **settings)
    assert (told["events"]["group_join"], told["events"]["group_leave"]) == (0, 1)
    server = vk.listen()
    vk.door("join", {"user_id": 10})
    vk.door("leave", {"user_id": 10})
    assert [u["type"] for u in vk.poll(server)["updates"]] == ["group_leave"]
    vk.call("groups.setLongPollSettings", enabled=0, **settings)
    refused = vk.body("groups.getLongPollServer", **settings)["error"]
    assert refused["error_msg"].endswith(": longpoll for this group is not enabled")
    assert refused["error_code"] == 100


def test_many_writers_and_listeners_miss_and_double_nothing(vk: Caller) -> None:
    post_id = vk.call("wall.post", owner_id=-1, message="запись")["post_id"]
    server = vk.listen()
    heard: list[list[int]] = [[], [], []]
    said: list[int] = []

    def write(number: int) -> None:
        for n in range(15):
            about = {"owner_id": -1, "post_id": post_id, "message": f"{number}/{n}"}
            said.append(vk.call("wall.createComment", key="demo-community", **about)["comment_id"])

    def hear(ids: list[int]) -> None:
        at = dict(server)
        while len(ids) < 60:
            body = vk.poll(at, wait=20)
            at["ts"] = body["ts"]
            ids += [update["object"]["id"] for update in body["updates"]]

    threads = [threading.Thread(target=hear, args=(ids,)) for ids in heard]
    threads += [threading.Thread(target=write, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert len(set(said)) == 60
    assert heard == [sorted(said)] * 3


def test_a_number_that_nobody_documents_for_bots_keeps_the_key(vk: Caller) -> None:
    server = vk.listen()
    vk.faults({"method": "longpoll", "kind": "failed", "code": 4})
    assert vk.poll(server) == {"failed": 4, "min_version": 0, "max_version": 3}
    vk.faults({"method": "longpoll", "kind": "failed", "code": 7})
    assert vk.poll(server) == {"failed": 7}
    assert vk.poll(server) == {"ts": server["ts"], "updates": []}


def test_an_old_version_gets_messages_without_their_envelope(vk: Caller) -> None:
    about = {"key": "demo-community", "group_id": 1}
    server = vk.listen()
    vk.door("message", {"from_id": 50, "text": "вопрос"})
    assert vk.poll(server)["updates"][0]["object"]["message"]["text"] == "вопрос"
    vk.call("groups.setLongPollSettings", api_version="5.101", **about)
    (update,) = vk.poll(server)["updates"]
    assert (update["v"], update["object"]["text"]) == ("5.101", "вопрос")


@pytest.mark.parametrize(
    ("fault", "broken"),
    [
        ({"kind": "html"}, json.JSONDecodeError),
        ({"kind": "half"}, json.JSONDecodeError),
        ({"kind": "http", "status": 502}, json.JSONDecodeError),
        ({"kind": "drop_after"}, httpx.RemoteProtocolError),
        ({"kind": "hang", "seconds": 0.1}, httpx.RemoteProtocolError),
    ],
)
def test_a_broken_poll_loses_nothing(
    vk: Caller, fault: dict[str, object], broken: type[Exception]
) -> None:
    server = vk.listen()
    vk.door("join", {"user_id": 10})
    vk.faults({"method": "longpoll", **fault})
    with pytest.raises(broken):
        vk.poll(server)
    assert [update["type"] for update in vk.poll(server)["updates"]] == ["group_join"]
