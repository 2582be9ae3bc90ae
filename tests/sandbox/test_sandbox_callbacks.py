"""The Callback API of the local VK: confirmation, the same events as long poll, repetitions, ways to refuse."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from lib.sandbox import open_world, serve
from lib.sandbox.callbacks import PAUSES, loopback
from lib.sandbox.deliveries import CallbackServer, Delivery
from tests.sandbox.conftest import Caller, Hands
from tests.sandbox.receiver import OK, Receiver, receiving, status_of, until

ABOUT = {"key": "demo-community", "group_id": 1}
NO = (500, "no", {})


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with receiving() as made:
        yield made


def waiting(vk: Caller) -> int:
    return sum(one["waiting"] for one in vk.state()["callback_servers"])


def test_a_server_confirms_itself_and_gets_what_long_poll_gets(
    vk: Caller, receiver: Receiver
) -> None:
    server_id = receiver.join(vk, "group_join", "wall_reply_new", "message_new", secret="тайна")
    assert receiver.confirmations == [{"type": "confirmation", "group_id": 1}]
    server = vk.listen()
    post_id = vk.call("wall.post", owner_id=-1, message="запись")["post_id"]
    vk.door("join", {"user_id": 50})
    vk.door("comment", {"post_id": post_id, "from_id": 50, "text": "раз"})
    vk.door("message", {"from_id": 50, "text": "два"})
    vk.door("leave", {"user_id": 50})
    until(lambda: len(receiver.heard) == 3)
    updates = {update["event_id"]: update for update in vk.poll(server)["updates"]}
    assert receiver.types() == ["group_join", "wall_reply_new", "message_new"]
    for event in receiver.heard:
        assert event.pop("secret") == "тайна"
        assert event.pop("retry") is None
        assert event == updates[event["event_id"]]
    until(lambda: waiting(vk) == 0)
    (listed,) = vk.call("groups.getCallbackServers", **ABOUT)["items"]
    assert listed == {
        "id": server_id,
        "title": "Пульт",
        "creator_id": 1,
        "url": receiver.url,
        "secret_key": "тайна",
        "status": "ok",
    }


def test_a_wrong_word_or_nobody_there_fails_and_gets_nothing(
    vk: Caller, receiver: Receiver
) -> None:
    receiver.code = "не то"
    named = {"title": "Пульт", **ABOUT}
    wrong = vk.call("groups.addCallbackServer", url=receiver.url, **named)["server_id"]
    nobody = vk.call("groups.addCallbackServer", url="http://127.0.0.1:1/", **named)["server_id"]
    until(lambda: status_of(vk, wrong) == status_of(vk, nobody) == "failed")
    vk.call("groups.setCallbackSettings", server_id=wrong, group_join=1, **ABOUT)
    vk.door("join", {"user_id": 50})
    assert waiting(vk) == 0
    receiver.code = vk.call("groups.getCallbackConfirmationCode", **ABOUT)["code"]
    vk.call("groups.editCallbackServer", server_id=wrong, url=receiver.url, **named)
    until(lambda: status_of(vk, wrong) == "ok")
    vk.door("leave", {"user_id": 50})
    vk.door("join", {"user_id": 51})
    until(lambda: receiver.types() == ["group_join"])
    assert receiver.heard[0]["object"]["user_id"] == 51


def test_a_refused_event_comes_again_by_the_schedule_and_then_no_more(
    vk: Caller, hands: Hands, receiver: Receiver
) -> None:
    receiver.join(vk, "group_join")
    receiver.replies = [NO] * 9
    vk.door("join", {"user_id": 50})
    for number, pause in enumerate(PAUSES, start=1):
        until(lambda number=number: waiting_since(vk) == number)
        hands.at += pause - 1
        vk.door("leave", {"user_id": 50})
        assert len(receiver.heard) == number
        hands.at += 1
    until(lambda: waiting(vk) == 0)
    assert [event["retry"] for event in receiver.heard] == [None, "1", "2", "3", "4", "5"]
    assert len({event["event_id"] for event in receiver.heard}) == 1


def waiting_since(vk: Caller) -> int:
    """Attempts at the one delivery that waits."""
    with vk.running.world.turn():
        return sum(one.attempts for one in vk.running.world.shelf(Delivery).values())


@pytest.mark.parametrize(
    "reply", [(200, "OK", {}), (200, "", {}), (200, "ok!", {}), (404, "ok", {})]
)
def test_only_ok_with_200_is_ok(
    vk: Caller, hands: Hands, receiver: Receiver, reply: tuple[int, str, dict[str, str]]
) -> None:
    receiver.join(vk, "group_join")
    receiver.replies = [reply, OK]
    vk.door("join", {"user_id": 50})
    until(lambda: waiting_since(vk) == 1)
    hands.at += PAUSES[0]
    until(lambda: waiting(vk) == 0)
    assert [event["retry"] for event in receiver.heard] == [None, "1"]


@pytest.mark.parametrize("status", [410, 429, 503])
def test_a_server_names_its_own_pause_below_three_hours(
    vk: Caller, hands: Hands, receiver: Receiver, status: int
) -> None:
    receiver.join(vk, "group_join")
    receiver.replies = [(status, "later", {"Retry-After": "7000"})]
    vk.door("join", {"user_id": 50})
    until(lambda: waiting_since(vk) == 1)
    (one,) = vk.running.world.shelf(Delivery).values()
    assert one.next_at == int(hands.at) + 7000
    hands.at += 7000
    until(lambda: waiting(vk) == 0)
    receiver.replies = [(status, "much later", {"Retry-After": "10800"})]
    vk.door("join", {"user_id": 51})
    until(lambda: waiting_since(vk) == 1)
    (one,) = vk.running.world.shelf(Delivery).values()
    assert one.next_at == int(hands.at) + PAUSES[0]


def test_later_events_pass_one_that_waits(vk: Caller, hands: Hands, receiver: Receiver) -> None:
    receiver.join(vk, "group_join")
    receiver.replies = [NO]
    vk.door("join", {"user_id": 50})
    until(lambda: waiting_since(vk) == 1)
    vk.door("join", {"user_id": 51})
    vk.door("join", {"user_id": 52})
    until(lambda: len(receiver.heard) == 3)
    hands.at += PAUSES[0]
    until(lambda: waiting(vk) == 0)
    assert [event["object"]["user_id"] for event in receiver.heard] == [50, 51, 52, 50]


def test_the_word_remove_ends_it(vk: Caller, receiver: Receiver) -> None:
    receiver.join(vk, "group_join")
    receiver.replies = [(200, "remove", {})]
    vk.door("join", {"user_id": 50})
    until(lambda: vk.call("groups.getCallbackServers", **ABOUT)["count"] == 0)
    vk.door("join", {"user_id": 51})
    assert vk.running.world.shelf(Delivery) == {}


def test_a_server_has_its_own_version_and_types(vk: Caller, receiver: Receiver) -> None:
    server_id = receiver.join(vk, "group_join")
    about = {"server_id": server_id, **ABOUT}
    assert vk.call("groups.setCallbackSettings", api_version="5.131", group_leave=1, **about) == 1
    told = vk.call("groups.getCallbackSettings", **about)
    assert told["api_version"] == "5.131"
    assert {name for name, on in told["events"].items() if on} == {"group_join", "group_leave"}
    receiver.replies = [(200, "version 5.199", {})]
    vk.door("join", {"user_id": 50})
    vk.door("leave", {"user_id": 50})
    until(lambda: len(receiver.heard) == 2)
    assert [event["v"] for event in receiver.heard] == ["5.131", "5.199"]
    vk.call("groups.setCallbackSettings", group_join=0, **about)
    vk.door("join", {"user_id": 50})
    assert waiting(vk) == 0


def test_callbacks_come_while_long_poll_is_switched_off(vk: Caller, receiver: Receiver) -> None:
    receiver.join(vk, "group_join")
    vk.call("groups.setLongPollSettings", enabled=0, **ABOUT)
    vk.door("join", {"user_id": 50})
    until(lambda: receiver.types() == ["group_join"])


def test_a_slow_server_holds_up_nobody(vk: Caller, receiver: Receiver) -> None:
    with receiving() as slow:
        slow.join(vk, "group_join", title="Медленный")
        receiver.join(vk, "group_join")
        slow.wait.clear()
        for user_id in range(50, 55):
            vk.door("join", {"user_id": user_id})
        until(lambda: len(receiver.heard) == 5)
        assert len(slow.heard) == 1
        assert vk.call("users.get")
        slow.wait.set()
        until(lambda: len(slow.heard) == 5)
    assert [event["object"]["user_id"] for event in slow.heard] == list(range(50, 55))


def test_an_end_of_the_local_vk_does_not_wait_for_a_slow_server(tmp_path: Path) -> None:
    file = tmp_path / "world.db"
    with receiving() as receiver:
        with serve(open_world("empty", state=file)) as running:
            receiver.join(Caller(running), "group_join")
            receiver.wait.clear()
            running.world.join(50)
            running.world.join(51)
            until(lambda: len(receiver.heard) == 1)
        receiver.wait.set()
        # What was under way and what had not begun comes after the next start: at least once.
        with serve(open_world("empty", state=file)) as running:
            until(lambda: waiting(Caller(running)) == 0)
    assert [event["object"]["user_id"] for event in receiver.heard] == [50, 50, 51]
    assert receiver.heard[0]["event_id"] == receiver.heard[1]["event_id"]


def test_planned_disorder_of_callbacks(vk: Caller, receiver: Receiver) -> None:
    receiver.join(vk, "group_join", "group_leave")
    vk.faults({"method": "callback", "kind": "duplicate"})
    vk.door("join", {"user_id": 50})
    until(lambda: len(receiver.heard) == 2 and waiting(vk) == 0)
    vk.faults({"method": "callback", "kind": "skip"})
    vk.door("join", {"user_id": 51})
    until(lambda: waiting(vk) == 0)
    vk.door("leave", {"user_id": 50})
    until(lambda: len(receiver.heard) == 3)
    assert receiver.types() == ["group_join", "group_join", "group_leave"]
    assert receiver.heard[0] == receiver.heard[1]


def test_ten_servers_and_no_more(vk: Caller) -> None:
    named = {"title": "Пульт", **ABOUT}
    for port in range(1, 11):
        vk.call("groups.addCallbackServer", url=f"http://127.0.0.1:{port}/", **named)
    assert vk.error("groups.addCallbackServer", url="http://127.0.0.1:11/", **named) == 2000
    some = vk.call("groups.getCallbackServers", server_ids="3,4,99", **ABOUT)
    assert [one["id"] for one in some["items"]] == [3, 4]
    assert vk.call("groups.deleteCallbackServer", server_id=3, **ABOUT) == 1
    assert vk.error("groups.deleteCallbackServer", server_id=3, **ABOUT) == 104
    vk.call("groups.addCallbackServer", url="http://127.0.0.1:11/", **named)


@pytest.mark.parametrize(
    ("params", "code"),
    [
        ({"url": "https://example.org/hook"}, 100),
        ({"url": "http://192.168.0.1/"}, 100),
        ({"url": "http://127.0.0.1.example.org/"}, 100),
        ({"url": "http://user@127.0.0.1/"}, 100),
        ({"url": "http://127.0.0.1:99999/"}, 100),
        ({"url": "ftp://127.0.0.1/"}, 100),
        ({"url": ""}, 100),
        ({"title": ""}, 100),
        ({"title": "ы" * 15}, 100),
        ({"secret_key": "s" * 51}, 100),
        ({"key": "demo-service"}, 28),
        ({"group_id": 2}, 15),
    ],
)
def test_servers_that_are_refused(vk: Caller, params: dict[str, object], code: int) -> None:
    usual = {"url": "http://127.0.0.1:1/", "title": "Пульт", **ABOUT}
    assert vk.error("groups.addCallbackServer", **(usual | params)) == code
    assert vk.state()["callback_servers"] == []


@pytest.mark.parametrize(
    ("url", "address"),
    [
        ("http://127.0.0.1:80/a", ("127.0.0.1", 80)),
        ("http://127.8.8.8/", ("127.8.8.8", 80)),
        ("http://[::1]:5000/", ("::1", 5000)),
        ("http://localhost:8501/hooks/vk", ("127.0.0.1", 8501)),
        ("http://0.0.0.0/", None),
        ("http://localhost.example.org/", None),
        ("http://[::ffff:8.8.8.8]/", None),
        ("//127.0.0.1/", None),
        ("http://127.0.0.1/ куда", None),
        ("http://127.0.0.1/a\r\nHost: b", None),
        ("нет", None),
    ],
)
def test_which_addresses_are_this_machine(url: str, address: tuple[str, int] | None) -> None:
    assert loopback(url) == address


def test_many_events_come_in_their_order(vk: Caller, receiver: Receiver) -> None:
    receiver.join(vk, "group_join")
    with vk.running.world.turn():
        for user_id in range(1000, 1250):
            vk.running.world.join(user_id)
    until(lambda: waiting(vk) == 0)
    assert [event["object"]["user_id"] for event in receiver.heard] == list(range(1000, 1250))


def test_a_changed_state_file_makes_it_call_nobody_else(vk: Caller) -> None:
    world = vk.running.world
    with world.turn():
        world.put(
            CallbackServer(9, "http://192.0.2.1/", "Чужой", status="ok", events={"group_join": 1})
        )
    vk.door("join", {"user_id": 50})
    until(lambda: waiting_since(vk) == 1)
