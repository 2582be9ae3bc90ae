"""The community's board: topics, what is said in them, and the events of it."""

from __future__ import annotations

from pathlib import Path

import httpx
import pytest

from lib.sandbox import open_world, serve
from tests.conftest import LocalVk
from tests.sandbox.conftest import Caller, Hands


@pytest.fixture
def topic_id(vk: Caller) -> int:
    return int(vk.door("topic", {"title": "Отзывы", "text": "Расскажите"})["topic_id"])


def say(vk: Caller, topic_id: int, text: str, from_id: int = 50) -> int:
    said = {"topic_id": topic_id, "from_id": from_id, "text": text}
    return int(vk.door("board_post", said)["comment_id"])


def test_topics_are_listed_by_their_last_word(vk: Caller, hands: Hands, topic_id: int) -> None:
    hands.at += 60
    later = vk.door("topic", {"title": "Темы", "text": "Предлагайте"})["topic_id"]
    hands.at += 60
    say(vk, topic_id, "хорошо")

    def listed(**params: object) -> list[int]:
        got = vk.call("board.getTopics", key="demo-service", group_id=1, **params)
        return [row["id"] for row in got["items"]]

    assert listed() == [topic_id, later]
    assert listed(order=2) == [later, topic_id]
    assert listed(order=-1) == [later, topic_id]
    assert listed(topic_ids=later) == [later]
    assert listed(offset=1, count=1) == [later]
    got = vk.call("board.getTopics", group_id=1, preview=2, extended=1)
    first = got["items"][0]
    assert (first["title"], first["comments"], first["last_comment"]) == ("Отзывы", 2, "хорошо")
    assert (first["updated"], first["updated_by"]) == (int(hands.at), 50)
    assert [profile["id"] for profile in got["profiles"]] == [50]
    assert [group["id"] for group in got["groups"]] == [1]


def test_comments_are_paged_like_those_of_a_post(vk: Caller, topic_id: int) -> None:
    ids = [say(vk, topic_id, str(number)) for number in range(5)]

    def texts(**params: object) -> list[str]:
        got = vk.call("board.getComments", group_id=1, topic_id=topic_id, **params)
        return [row["text"] for row in got["items"]]

    assert texts() == ["Расскажите", "0", "1", "2", "3", "4"]
    assert texts(sort="desc", count=2) == ["4", "3"]
    assert texts(offset=4) == ["3", "4"]
    assert texts(start_comment_id=ids[2], offset=-1, count=3) == ["1", "2", "3"]
    got = vk.call("board.getComments", group_id=1, topic_id=topic_id, start_comment_id=ids[2])
    assert (got["real_offset"], got["count"]) == (3, 6)
    assert vk.error("board.getComments", group_id=1, topic_id=topic_id, offset=-1) == 100
    assert vk.error("board.getComments", group_id=1, topic_id=999) == 104
    assert vk.error("board.getComments", key="demo-community", group_id=1, topic_id=topic_id) == 27


def test_the_moderator_answers_once_for_a_guid(vk: Caller, topic_id: int) -> None:
    about = {"group_id": 1, "topic_id": topic_id, "message": "Спасибо!", "guid": "g"}
    made = vk.call("board.createComment", from_group=1, **about)
    assert vk.call("board.createComment", from_group=1, **about) == made
    mine = vk.call("board.createComment", group_id=1, topic_id=topic_id, message="от себя")
    got = vk.call("board.getComments", group_id=1, topic_id=topic_id)["items"]
    assert [(row["id"], row["from_id"]) for row in got[1:]] == [(made, -1), (mine, 1)]
    assert vk.error("board.createComment", key="demo-community", **about) == 27
    assert vk.error("board.createComment", group_id=1, topic_id=topic_id, message=" ") == 100


def test_everything_on_the_board_is_told(vk: Caller, topic_id: int) -> None:
    server = vk.listen()
    said = say(vk, topic_id, "раз")
    vk.door("board_edit", {"comment_id": said, "text": "два"})
    about = {"key": "demo-community", "group_id": 1, "topic_id": topic_id, "comment_id": said}
    assert vk.call("board.deleteComment", **about) == 1
    assert vk.error("board.deleteComment", **about) == 104
    assert vk.call("board.restoreComment", **about) == 1
    assert vk.error("board.restoreComment", **about) == 100
    updates = vk.poll(server)["updates"]
    assert [update["type"] for update in updates] == [
        "board_post_new",
        "board_post_edit",
        "board_post_delete",
        "board_post_restore",
    ]
    assert all(u["object"]["topic_owner_id"] == -1 for u in updates)
    assert all(u["object"]["topic_id"] == topic_id for u in updates)
    assert [u["object"]["id"] for u in updates] == [said] * 4
    assert [u["object"].get("text") for u in updates] == ["раз", "два", None, "два"]


def test_only_own_comments_are_edited(vk: Caller, topic_id: int) -> None:
    about = {"group_id": 1, "topic_id": topic_id}
    theirs = say(vk, topic_id, "раз")
    ours = vk.call("board.createComment", from_group=1, message="наше", **about)
    assert vk.call("board.editComment", comment_id=ours, message="иначе", **about) == 1
    assert vk.error("board.editComment", comment_id=theirs, message="иначе", **about) == 15
    assert vk.state()["topic_comments"][-1]["text"] == "иначе"


def test_a_closed_topic_and_the_banned_are_silent(vk: Caller, topic_id: int) -> None:
    vk.door("close_topic", {"topic_id": topic_id})
    assert vk.error("board.createComment", group_id=1, topic_id=topic_id, message="а") == 15
    vk.door("close_topic", {"topic_id": topic_id, "undo": True})
    vk.door("ban", {"user_id": 50})
    said = {"topic_id": topic_id, "from_id": 50, "text": "а"}
    assert httpx.post(f"{vk.running.url}/_world/board_post", json=said).status_code == 400
    assert vk.call("board.getComments", group_id=1, topic_id=topic_id)["count"] == 1


def test_the_board_survives_a_reopening(tmp_path: Path, hands: Hands) -> None:
    file = tmp_path / "world.db"
    with serve(open_world("empty", clock=hands, state=file)) as running:
        vk = Caller(running)
        topic_id = vk.door("topic", {"title": "Отзывы", "text": "Расскажите"})["topic_id"]
        said = say(vk, topic_id, "раз")
    with serve(open_world("empty", clock=hands, state=file)) as running:
        vk = Caller(running)
        got = vk.call("board.getComments", group_id=1, topic_id=topic_id)["items"]
        assert [row["text"] for row in got] == ["Расскажите", "раз"]
        assert say(vk, topic_id, "два") == said + 1


def test_the_demo_world_has_a_board_with_talk_in_it(demo_vk: LocalVk) -> None:
    vk = Caller(demo_vk)
    got = vk.call("board.getTopics", group_id=1, preview=1, preview_length=0)
    assert 2 <= got["count"] <= 5
    assert got["items"][0]["is_fixed"] == 1
    for topic in got["items"]:
        assert topic["comments"] >= 5
        about = {"group_id": 1, "topic_id": topic["id"], "count": 100}
        said = vk.call("board.getComments", **about)["items"]
        assert said[0]["from_id"] == -1
        assert [one["date"] for one in said] == sorted(one["date"] for one in said)
        assert said[-1]["date"] < demo_vk.world.now()
