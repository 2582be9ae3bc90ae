"""The community's messages: who may write, what is said twice, what is read."""

from __future__ import annotations

import os
import signal
from pathlib import Path

import httpx
import pytest

from lib.sandbox import open_world, serve
from lib.sandbox.around import Ban, NeighbourPost
from lib.sandbox.deliveries import CallbackServer
from lib.sandbox.links import ShortLink
from lib.sandbox.talks import Message, Topic
from tests.conftest import LocalVk
from tests.sandbox.conftest import Caller, Hands
from tests.sandbox.test_sandbox_state import process

COMMUNITY = {"key": "demo-community"}


def send(vk: Caller, **params: object) -> int:
    sent = {"peer_id": 50, "random_id": 0, "message": "ответ", **COMMUNITY, **params}
    return int(vk.call("messages.send", **sent))


def history(vk: Caller, peer_id: int = 50, **params: object) -> list[str]:
    got = vk.call("messages.getHistory", peer_id=peer_id, **COMMUNITY, **params)
    return [message["text"] for message in got["items"]]


def hear(vk: Caller, text: str, from_id: int = 50) -> int:
    return int(vk.door("message", {"from_id": from_id, "text": text})["message_id"])


def test_a_citizen_writes_and_is_answered(vk: Caller, hands: Hands) -> None:
    server = vk.listen()
    asked = vk.door("message", {"from_id": 50, "text": "Как записаться?", "payload": '{"a":1}'})
    sent = send(vk, message="По номеру 122", random_id=77, reply_to=asked["message_id"])
    new, reply = vk.poll(server)["updates"]
    assert (new["type"], reply["type"]) == ("message_new", "message_reply")
    message = new["object"]["message"]
    assert new["object"]["client_info"]["keyboard"] is True
    assert (message["id"], message["conversation_message_id"]) == (asked["message_id"], 1)
    assert (message["peer_id"], message["from_id"], message["out"]) == (50, 50, 0)
    assert (message["text"], message["payload"]) == ("Как записаться?", '{"a":1}')
    assert message["date"] == int(hands.at)
    answer = reply["object"]
    assert (answer["id"], answer["peer_id"], answer["from_id"], answer["out"]) == (sent, 50, -1, 1)
    assert (answer["random_id"], answer["conversation_message_id"]) == (77, 2)
    assert answer["reply_message"]["text"] == "Как записаться?"
    assert history(vk) == ["По номеру 122", "Как записаться?"]
    assert [message["id"] for message in vk.state()["messages"]] == [asked["message_id"], sent]


def test_a_random_id_is_sent_once_within_its_dialog_and_hour(vk: Caller, hands: Hands) -> None:
    hear(vk, "первый")
    hear(vk, "второй", from_id=51)
    server = vk.listen()
    first = send(vk, random_id=5)
    assert send(vk, random_id=5) == first
    assert len(vk.poll(server)["updates"]) == 1
    assert send(vk, random_id=5, peer_id=51) != first
    assert send(vk, random_id=0) != send(vk, random_id=0)
    hands.at += 3600
    assert send(vk, random_id=5) != first


def test_a_random_id_is_forgotten_after_a_hundred_messages(vk: Caller) -> None:
    hear(vk, "вопрос")
    first = send(vk, random_id=5)
    for number in range(99):
        hear(vk, f"ещё {number}")
    assert send(vk, random_id=5) == first
    hear(vk, "сотое")
    assert send(vk, random_id=5) != first


def test_nobody_is_written_to_without_permission(vk: Caller) -> None:
    vk.door("person", {"user_id": 50})
    about = {"peer_id": 50, "random_id": 0, "message": "а", **COMMUNITY}
    allowed = {"group_id": 1, "user_id": 50, **COMMUNITY}
    assert vk.error("messages.send", **about) == 901
    assert vk.call("messages.isMessagesFromGroupAllowed", **allowed) == {"is_allowed": 0}
    server = vk.listen()
    vk.door("message_allow", {"user_id": 50, "key": "subscribe"})
    assert vk.call("messages.isMessagesFromGroupAllowed", **allowed) == {"is_allowed": 1}
    assert send(vk) > 0
    vk.door("message_deny", {"user_id": 50})
    assert vk.error("messages.send", **about) == 901
    vk.door("message_deny", {"user_id": 50, "private": True})
    assert vk.error("messages.send", **about) == 902
    vk.call("groups.ban", group_id=1, owner_id=50)
    assert vk.error("messages.send", **about) == 900
    told = [(u["type"], u["object"].get("user_id")) for u in vk.poll(server)["updates"]]
    assert told == [
        ("message_allow", 50),
        ("message_reply", None),
        ("message_deny", 50),
        ("message_deny", 50),
        ("user_block", 50),
    ]


def test_the_banned_write_no_messages(vk: Caller) -> None:
    vk.door("ban", {"user_id": 50})
    said = {"from_id": 50, "text": "а"}
    assert httpx.post(f"{vk.running.url}/_world/message", json=said).status_code == 400
    assert vk.state()["messages"] == []


@pytest.mark.parametrize(
    ("params", "code"),
    [
        ({"message": "ы" * 9001}, 914),
        ({"message": "  "}, 100),
        ({"random_id": ""}, 100),
        ({"random_id": "a"}, 100),
        ({"payload": "x" * 1001}, 100),
        ({"keyboard": "{"}, 911),
        ({"keyboard": "{}"}, 911),
        ({"peer_id": 2_000_000_001}, 917),
        ({"peer_id": -7}, 932),
        ({"peer_id": 404}, 901),
        ({"peer_id": ""}, 100),
        ({"reply_to": 99}, 100),
        ({"key": "demo-user"}, 15),
        ({"key": "demo-service"}, 28),
    ],
)
def test_messages_that_vk_refuses(vk: Caller, params: dict[str, object], code: int) -> None:
    hear(vk, "вопрос")
    usual = {"peer_id": 50, "random_id": 1, "message": "а", **COMMUNITY}
    assert vk.error("messages.send", **(usual | params)) == code
    assert len(vk.state()["messages"]) == 1


@pytest.mark.parametrize(
    ("given", "kept"),
    [(2**31 - 1, 2**31 - 1), (2**31, -(2**31)), (-(2**31) - 1, 2**31 - 1), (2**32 + 5, 5)],
)
def test_a_long_random_id_overflows(vk: Caller, given: int, kept: int) -> None:
    hear(vk, "вопрос")
    about = {"peer_id": 50, "message": "а", **COMMUNITY}
    sent = vk.call("messages.send", random_id=given, **about)
    assert vk.call("messages.send", random_id=kept, **about) == sent
    (told,) = vk.call("messages.getById", message_ids=sent, **COMMUNITY)["items"]
    assert told["random_id"] == kept


def test_many_are_written_to_at_once_and_each_refusal_is_its_own(vk: Caller) -> None:
    hear(vk, "вопрос")
    vk.door("person", {"user_id": 51})
    params = {"peer_ids": "50,51", "random_id": 0, "message": "всем", **COMMUNITY}
    first, second = vk.call("messages.send", **params)
    assert (first["peer_id"], first["conversation_message_id"]) == (50, 2)
    assert "error" not in first
    assert (second["peer_id"], second["message_id"], second["error"]["code"]) == (51, 0, 901)
    many = ",".join(map(str, range(1, 102)))
    assert vk.error("messages.send", **(params | {"peer_ids": many})) == 100


def test_a_user_key_with_the_right_reads_for_the_community(vk: Caller) -> None:
    hear(vk, "вопрос")
    vk.door("key", {"token": "old", "kind": "user", "permissions": ["messages"]})
    assert vk.call("messages.getConversations", key="old", group_id=1)["count"] == 1
    vk.door("key", {"token": "mute", "kind": "community", "permissions": ["wall"]})
    assert vk.error("messages.getConversations", key="mute") == 15


def test_history_is_paged_both_ways_and_from_a_message(vk: Caller) -> None:
    ids = [hear(vk, str(number)) for number in range(6)]
    assert history(vk, count=2) == ["5", "4"]
    assert history(vk, count=2, offset=2) == ["3", "2"]
    assert history(vk, count=2, rev=1) == ["0", "1"]
    assert history(vk, start_message_id=ids[3], count=2) == ["3", "2"]
    assert history(vk, start_message_id=ids[3], offset=-1, count=2) == ["4", "3"]
    assert history(vk, start_message_id=ids[3], rev=1, count=2) == ["3", "4"]
    assert history(vk, peer_id=404) == []
    assert vk.error("messages.getHistory", peer_id=50, count=201, **COMMUNITY) == 100
    got = vk.call("messages.getHistory", peer_id=50, extended=1, **COMMUNITY)
    assert [profile["id"] for profile in got["profiles"]] == [50]
    assert got["conversations"][0]["last_message_id"] == ids[-1]


def test_conversations_tell_what_is_unread_and_unanswered(vk: Caller) -> None:
    for from_id in (50, 51, 52):
        hear(vk, "вопрос", from_id=from_id)
    hear(vk, "ещё", from_id=50)
    send(vk, peer_id=51)
    vk.call("messages.markAsRead", peer_id=52, **COMMUNITY)

    def listed(**params: object) -> list[int]:
        got = vk.call("messages.getConversations", **COMMUNITY, **params)
        return [row["conversation"]["peer"]["id"] for row in got["items"]]

    assert listed() == [51, 50, 52]
    assert listed(filter="unread") == [51, 50]
    assert listed(filter="unanswered") == [50, 52]
    assert listed(offset=1, count=1) == [50]
    got = vk.call("messages.getConversations", extended=1, **COMMUNITY)
    assert (got["count"], got["unread_count"]) == (3, 2)
    second = got["items"][1]
    assert (second["conversation"]["unread_count"], second["last_message"]["text"]) == (2, "ещё")
    assert second["conversation"]["can_write"] == {"allowed": True}
    assert {profile["id"] for profile in got["profiles"]} == {50, 51, 52}


def test_reading_moves_the_mark_of_each_side(vk: Caller) -> None:
    first = hear(vk, "раз")
    hear(vk, "два")
    about = {"peer_id": 50, **COMMUNITY}
    vk.call("messages.markAsRead", start_message_id=first, **about)

    def conversation() -> dict[str, int]:
        made: dict[str, int] = vk.call("messages.getConversations", **COMMUNITY)["items"][0][
            "conversation"
        ]
        return made

    assert (conversation()["in_read"], conversation()["unread_count"]) == (first, 1)
    vk.call("messages.markAsRead", **about)
    assert "unread_count" not in conversation()
    sent = send(vk)
    server = vk.listen()
    vk.door("message_read", {"user_id": 50})
    vk.door("message_read", {"user_id": 50})
    (update,) = vk.poll(server)["updates"]
    assert update["type"] == "message_read"
    assert update["object"] == {
        "from_id": 50,
        "peer_id": 50,
        "read_message_id": sent,
        "conversation_message_id": 3,
    }
    assert conversation()["out_read"] == sent


def test_an_own_message_is_edited_and_deleted_within_a_day(vk: Caller, hands: Hands) -> None:
    asked = hear(vk, "вопрос")
    sent = send(vk)
    server = vk.listen()
    about = {"peer_id": 50, "message_id": sent, "message": "точнее", **COMMUNITY}
    assert vk.call("messages.edit", **about) == 1
    (update,) = vk.poll(server)["updates"]
    assert (update["type"], update["object"]["text"]) == ("message_edit", "точнее")
    assert update["object"]["update_time"] == int(hands.at)
    assert vk.error("messages.edit", **(about | {"message_id": asked})) == 920
    hands.at += 86_401
    assert vk.error("messages.edit", **about) == 909
    both = {"message_ids": f"{asked},{sent}", "delete_for_all": 1, **COMMUNITY}
    rows = vk.call("messages.delete", **both)
    assert [row["error"]["code"] for row in rows] == [924, 924]
    (row,) = vk.call("messages.delete", peer_id=50, cmids=2, **COMMUNITY)
    assert (row["message_id"], row["response"]) == (sent, 1)
    assert history(vk) == ["вопрос"]
    named = {"message_ids": f"{asked},{sent},99", **COMMUNITY}
    assert [m["id"] for m in vk.call("messages.getById", **named)["items"]] == [asked]


def test_kill_9_loses_nothing_of_people_dialogs_boards_and_neighbours(tmp_path: Path) -> None:
    file = tmp_path / "world.db"
    options = ("--world", "empty", "--state", str(file), "--pace", "off")
    with process(*options) as (child, url):
        vk = Caller(LocalVk(url, open_world("empty")))
        asked = hear(vk, "вопрос")
        sent = send(vk, random_id=3)
        topic_id = vk.door("topic", {"title": "Отзывы", "text": "Расскажите"})["topic_id"]
        said = vk.door("mention", {"group_id": 77, "text": "@club1"})["post_id"]
        link = vk.call("utils.getShortLink", url="https://example.org/")["key"]
        named = {"url": "http://127.0.0.1:1/", "title": "Пульт", "group_id": 1, **COMMUNITY}
        hook = vk.call("groups.addCallbackServer", **named)["server_id"]
        vk.call("groups.ban", group_id=1, owner_id=50)
        os.kill(child.pid, signal.SIGKILL)
        child.wait(10)
    world = open_world("empty", state=file)
    assert list(world.shelf(Message)) == [asked, sent]
    assert list(world.shelf(Topic)) == [topic_id]
    assert list(world.shelf(NeighbourPost)) == [said]
    assert list(world.shelf(ShortLink)) == [link]
    assert list(world.shelf(CallbackServer)) == [hook]
    assert list(world.shelf(Ban)) == [50]
    world.close()


def test_messages_survive_a_reopening(tmp_path: Path, hands: Hands) -> None:
    file = tmp_path / "world.db"
    with serve(open_world("empty", clock=hands, state=file)) as running:
        vk = Caller(running)
        asked = hear(vk, "вопрос")
        sent = send(vk, random_id=8)
        vk.call("messages.markAsRead", peer_id=50, **COMMUNITY)
        before = vk.call("messages.getConversations", **COMMUNITY)
    with serve(open_world("empty", clock=hands, state=file)) as running:
        vk = Caller(running)
        assert vk.call("messages.getConversations", **COMMUNITY) == before
        assert send(vk, random_id=8) == sent
        assert hear(vk, "ещё") == sent + 1 == asked + 2
