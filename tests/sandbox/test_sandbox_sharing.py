"""Pinning, sharing, searching, liking, complaining, and posts that citizens suggest."""

from __future__ import annotations

import pytest

from tests.sandbox.conftest import Caller, Hands


@pytest.fixture
def post_id(vk: Caller) -> int:
    made: int = vk.call("wall.post", owner_id=-1, from_group=1, message="Прививочный пункт открыт")[
        "post_id"
    ]
    return made


def wall(vk: Caller, **params: object) -> list[dict[str, object]]:
    items: list[dict[str, object]] = vk.call("wall.get", owner_id=-1, **params)["items"]
    return items


def heard(vk: Caller) -> list[dict[str, object]]:
    updates: list[dict[str, object]] = vk.poll(vk.listen() | {"ts": "0"})["updates"]
    return updates


def test_a_pinned_post_stands_on_top_until_another_is_pinned(
    vk: Caller, hands: Hands, post_id: int
) -> None:
    hands.at += 60
    second = vk.call("wall.post", owner_id=-1, message="вторая")["post_id"]
    third = vk.call("wall.post", owner_id=-1, message="третья")["post_id"]
    assert vk.call("wall.pin", owner_id=-1, post_id=post_id) == 1
    assert [post["id"] for post in wall(vk)] == [post_id, third, second]
    assert [post.get("is_pinned") for post in wall(vk)] == [1, None, None]
    vk.call("wall.pin", owner_id=-1, post_id=second)
    assert [post["id"] for post in wall(vk)] == [second, third, post_id]
    assert vk.error("wall.unpin", owner_id=-1, post_id=post_id) == 100
    assert vk.call("wall.unpin", owner_id=-1, post_id=second) == 1
    assert [post["id"] for post in wall(vk)] == [third, second, post_id]


def test_only_a_published_post_is_pinned_and_only_by_a_person(
    vk: Caller, hands: Hands, post_id: int
) -> None:
    later = vk.call("wall.post", owner_id=-1, message="потом", publish_date=int(hands.at) + 600)
    assert vk.error("wall.pin", owner_id=-1, post_id=later["post_id"]) == 210
    assert vk.error("wall.pin", owner_id=-1, post_id=10**6) == 210
    assert vk.error("wall.pin", key="demo-community", owner_id=-1, post_id=post_id) == 27


def test_a_repost_into_the_community_quotes_the_post(vk: Caller, post_id: int) -> None:
    told = vk.call("wall.repost", object=f"wall-1_{post_id}", message="Напоминаем", group_id=1)
    assert (told["success"], told["reposts_count"], told["likes_count"]) == (1, 1, 0)
    newest = wall(vk)[0]
    assert (newest["id"], newest["text"], newest["from_id"]) == (told["post_id"], "Напоминаем", -1)
    (quoted,) = newest["copy_history"]  # type: ignore[misc]
    assert (quoted["id"], quoted["text"]) == (post_id, "Прививочный пункт открыт")
    assert heard(vk)[-1]["type"] == "wall_post_new"
    assert vk.call("wall.getById", posts=f"-1_{post_id}")["items"][0]["reposts"]["count"] == 1


def test_a_repost_onto_ones_own_wall_is_heard_and_listed(vk: Caller, post_id: int) -> None:
    vk.door("repost", {"post_id": post_id, "user_id": 50, "text": "Читайте"})
    told = vk.call("wall.repost", object=f"wall-1_{post_id}")
    assert told["reposts_count"] == 2
    assert [e["type"] for e in heard(vk)][-2:] == ["wall_repost", "wall_repost"]
    listed = vk.call("wall.getReposts", key="demo-service", owner_id=-1, post_id=post_id)
    assert [post["from_id"] for post in listed["items"]] == [1, 50]
    assert [post["copy_history"][0]["id"] for post in listed["items"]] == [post_id, post_id]
    assert {person["id"] for person in listed["profiles"]} == {1, 50}
    paged = vk.call("wall.getReposts", owner_id=-1, post_id=post_id, offset=1)
    assert [post["from_id"] for post in paged["items"]] == [50]


@pytest.mark.parametrize("named", ["wall-1_999", "photo-1_1", "", "wall-2_1"])
def test_what_is_not_a_post_cannot_be_shared(vk: Caller, named: str) -> None:
    assert vk.error("wall.repost", object=named) == 100


def test_search_finds_every_word_in_any_case(vk: Caller, post_id: int) -> None:
    vk.call("wall.post", owner_id=-1, message="Пункт закрыт")
    vk.door("post", {"text": "пункт ОТКРЫТ, говорит житель", "from_id": 50})
    found = vk.call("wall.search", key="demo-service", owner_id=-1, query="ПУНКТ открыт")
    assert (found["count"], len(found["items"])) == (2, 2)
    ours = vk.call("wall.search", owner_id=-1, query="пункт открыт", owners_only=1)
    assert [post["id"] for post in ours["items"]] == [post_id]
    named = vk.call("wall.search", domain="pult_training", query="закрыт", count=1)
    assert (named["count"], len(named["items"])) == (1, 1)
    assert vk.error("wall.search", owner_id=-1) == 100


def test_likes_are_counted_once_and_listed(vk: Caller, post_id: int) -> None:
    vk.door("like", {"user_id": 50, "post_id": post_id})
    about = {"type": "post", "owner_id": -1, "item_id": post_id}
    assert vk.call("likes.add", **about) == {"likes": 2}
    assert vk.call("likes.add", **about) == {"likes": 2}
    assert vk.call("likes.getList", key="demo-service", **about) == {"count": 2, "items": [1, 50]}
    shown = vk.call("likes.getList", **about, extended=1, offset=1)
    assert [(one["type"], one["id"]) for one in shown["items"]] == [("profile", 50)]
    assert vk.call("likes.getList", **about, skip_own=1)["items"] == [50]
    assert vk.call("likes.delete", **about) == {"likes": 1}
    assert [e["type"] for e in heard(vk)][-3:] == ["like_add", "like_add", "like_remove"]


def test_the_community_itself_likes_a_comment(vk: Caller, post_id: int) -> None:
    said = vk.door("comment", {"post_id": post_id, "from_id": 50, "text": "Спасибо"})["comment_id"]
    about = {"type": "comment", "owner_id": -1, "item_id": said}
    assert vk.call("likes.add", **about, from_group=1) == {"likes": 1}
    shown = vk.call("likes.getList", **about, extended=1)["items"]
    assert [(one["id"], one["name"]) for one in shown] == [(1, "Учебное сообщество")]
    assert vk.error("likes.add", type="comment", owner_id=-1, item_id=10**6) == 100
    assert vk.error("likes.add", type="gift", owner_id=-1, item_id=said) == 100


def test_who_shared_is_listed_as_copies(vk: Caller, post_id: int) -> None:
    vk.door("repost", {"post_id": post_id, "user_id": 50})
    about = {"type": "post", "owner_id": -1, "item_id": post_id}
    assert vk.call("likes.getList", **about, filter="copies") == {"count": 1, "items": [50]}


def test_complaints_are_taken_with_a_known_reason(vk: Caller, post_id: int) -> None:
    said = vk.door("comment", {"post_id": post_id, "from_id": 50, "text": "реклама"})["comment_id"]
    assert vk.call("wall.reportComment", owner_id=-1, comment_id=said, reason=0) == 1
    assert vk.call("wall.reportPost", owner_id=-1, post_id=post_id, reason=6) == 1
    assert vk.error("wall.reportComment", owner_id=-1, comment_id=said, reason=7) == 100
    assert vk.error("wall.reportComment", owner_id=-1, comment_id=10**6, reason=0) == 211
    assert vk.state()["reports"] == [
        {"kind": "comment", "id": said, "reason": 0},
        {"kind": "post", "id": post_id, "reason": 6},
    ]


@pytest.fixture
def offered(vk: Caller) -> int:
    made: int = vk.door("suggest", {"from_id": 50, "text": "Спасибо хирургу"})["post_id"]
    return made


def test_a_citizen_suggests_and_the_community_hears(vk: Caller, offered: int) -> None:
    (event,) = heard(vk)
    told = event["object"]
    assert isinstance(told, dict)
    assert (event["type"], told["id"], told["post_type"]) == ("wall_post_new", offered, "suggest")
    (post,) = wall(vk, filter="suggests")
    assert (post["id"], post["from_id"], post["post_type"]) == (offered, 50, "suggest")
    assert wall(vk) == []
    assert vk.error("wall.get", key="demo-service", owner_id=-1, filter="suggests") == 15


def test_a_suggestion_is_published_with_its_text_edited(vk: Caller, offered: int) -> None:
    words = "Спасибо хирургу Петрову!"
    made = vk.call("wall.post", owner_id=-1, post_id=offered, message=words, signed=1)["post_id"]
    (post,) = wall(vk)
    assert (post["id"], post["text"], post["from_id"], post["signer_id"]) == (made, words, -1, 50)
    assert wall(vk, filter="suggests") == []
    assert vk.error("wall.post", owner_id=-1, post_id=offered) == 210
    assert vk.error("wall.post", owner_id=-1, post_id=made) == 214


def test_a_suggestion_is_put_off_and_comes_out_in_time(
    vk: Caller, hands: Hands, offered: int
) -> None:
    due = int(hands.at) + 3600
    vk.call("wall.post", owner_id=-1, post_id=offered, publish_date=due)
    assert wall(vk, filter="suggests") == []
    (waiting,) = wall(vk, filter="postponed")
    assert (waiting["text"], waiting["date"]) == ("Спасибо хирургу", due)
    hands.at = due + 1
    (post,) = wall(vk)
    assert (post["text"], post["from_id"]) == ("Спасибо хирургу", -1)


def test_a_suggestion_is_rejected_by_deleting_it(vk: Caller, offered: int) -> None:
    assert vk.call("wall.delete", owner_id=-1, post_id=offered) == 1
    assert wall(vk, filter="suggests") == []
    assert vk.error("wall.post", owner_id=-1, post_id=offered) == 210
