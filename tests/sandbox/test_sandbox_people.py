"""Who is shut out, who is online, which communities are found."""

from __future__ import annotations

from pathlib import Path

import httpx
import pytest

from lib.sandbox import open_world, serve
from lib.sandbox.around import Ban
from lib.sandbox.life import Life
from tests.conftest import LocalVk
from tests.sandbox.conftest import Caller, Hands

YEAR = 365 * 86_400


@pytest.fixture
def post_id(vk: Caller) -> int:
    """A post under which citizen 50 has spoken."""
    made = vk.call("wall.post", owner_id=-1, message="запись")["post_id"]
    vk.door("comment", {"post_id": made, "from_id": 50, "text": "Купите у нас"})
    return int(made)


def _say(vk: Caller, post_id: int) -> int:
    said = {"post_id": post_id, "from_id": 50, "text": "ещё"}
    return httpx.post(f"{vk.running.url}/_world/comment", json=said).status_code


def test_a_banned_citizen_says_nothing_until_the_end_of_the_ban(
    vk: Caller, hands: Hands, post_id: int
) -> None:
    server, end = vk.listen(), int(hands.at) + 3600
    terms = {"owner_id": 50, "end_date": end, "reason": 1, "comment": "Реклама"}
    assert vk.call("groups.ban", group_id=1, comment_visible=1, **terms) == 1
    assert _say(vk, post_id) == 400
    banned = vk.call("groups.getBanned", key="demo-community", group_id=1)
    assert banned["count"] == 1
    assert banned["items"][0]["type"] == "profile"
    assert banned["items"][0]["profile"]["id"] == 50
    assert banned["items"][0]["ban_info"] == {
        "admin_id": 1,
        "comment": "Реклама",
        "comment_visible": True,
        "date": int(hands.at),
        "end_date": end,
        "reason": 1,
    }
    hands.at = end
    assert _say(vk, post_id) == 200
    assert vk.call("groups.getBanned", group_id=1)["count"] == 0
    block, unblock, _ = vk.poll(server)["updates"]
    assert (block["type"], unblock["type"]) == ("user_block", "user_unblock")
    assert block["object"] == {
        "admin_id": 1,
        "user_id": 50,
        "unblock_date": end,
        "reason": 1,
        "comment": "Реклама",
    }
    assert unblock["object"] == {"admin_id": 1, "user_id": 50, "by_end_date": 1}


def test_what_was_said_before_stays_and_unban_lets_in_again(vk: Caller, post_id: int) -> None:
    vk.call("groups.ban", group_id=1, owner_id=50)
    assert [comment["text"] for comment in vk.state()["comments"]] == ["Купите у нас"]
    assert vk.state()["bans"][0]["end_date"] == 0
    assert vk.call("groups.getBanned", group_id=1, owner_id=50)["count"] == 1
    assert vk.call("groups.unban", group_id=1, owner_id=50) == 1
    assert _say(vk, post_id) == 200
    assert vk.error("groups.getBanned", group_id=1, owner_id=50) == 104
    assert vk.error("groups.unban", group_id=1, owner_id=50) == 104


def test_the_banned_say_nothing_under_videos_either(vk: Caller) -> None:
    video_id = vk.call("video.save", name="Эфир", group_id=1)["video_id"]
    said = {"video_id": video_id, "from_id": 50, "text": "а"}
    assert httpx.post(f"{vk.running.url}/_world/video_comment", json=said).status_code == 200
    vk.door("ban", {"user_id": 50})
    assert httpx.post(f"{vk.running.url}/_world/video_comment", json=said).status_code == 400


def test_a_user_key_needs_the_scope_of_communities(vk: Caller, post_id: int) -> None:
    vk.door("key", {"token": "narrow", "kind": "user", "permissions": ["wall"]})
    told = vk.body("groups.ban", key="narrow", group_id=1, owner_id=50)["error"]
    assert (told["error_code"], told["error_subcode"]) == (15, 1133)


def test_a_repeated_ban_changes_the_terms(vk: Caller, hands: Hands, post_id: int) -> None:
    vk.call("groups.ban", group_id=1, owner_id=50, reason=1)
    vk.call("groups.ban", group_id=1, owner_id=50, reason=2, end_date=int(hands.at) + YEAR)
    (one,) = vk.call("groups.getBanned", group_id=1)["items"]
    assert (one["ban_info"]["reason"], one["ban_info"]["end_date"]) == (2, int(hands.at) + YEAR)


def test_a_community_is_banned_by_its_number_below_zero(vk: Caller) -> None:
    vk.door("neighbour", {"group_id": 77, "name": "Соседи"})
    vk.call("groups.ban", group_id=1, owner_id=-77)
    (one,) = vk.call("groups.getBanned", group_id=1)["items"]
    assert (one["type"], one["group"]["id"], one["group"]["name"]) == ("group", 77, "Соседи")


@pytest.mark.parametrize(
    ("params", "code"),
    [
        ({"owner_id": 50, "end_date": 1_795_338_000 + 2 * YEAR}, 100),
        ({"owner_id": 50, "end_date": 1_795_338_000 - 1}, 100),
        ({"owner_id": 50, "reason": 5}, 100),
        ({"owner_id": 50, "comment": "ы" * 501}, 100),
        ({"owner_id": 1}, 15),
        ({"owner_id": 404}, 113),
        ({"owner_id": 50, "key": "demo-community"}, 27),
        ({"owner_id": 50, "group_id": 2}, 125),
    ],
)
def test_bans_that_vk_refuses(
    vk: Caller, post_id: int, params: dict[str, object], code: int
) -> None:
    assert vk.error("groups.ban", **{"group_id": 1, **params}) == code
    assert vk.call("groups.getBanned", group_id=1)["items"] == []


def test_bans_are_listed_in_pages_newest_first(vk: Caller, hands: Hands) -> None:
    for user_id in (10, 11, 12):
        hands.at += 1
        vk.door("ban", {"user_id": user_id})
    first = vk.call("groups.getBanned", group_id=1, count=2, fields="sex")
    rest = vk.call("groups.getBanned", group_id=1, count=2, offset=2)
    ids = [one["profile"]["id"] for one in [*first["items"], *rest["items"]]]
    assert (first["count"], ids) == (3, [12, 11, 10])
    assert "sex" in first["items"][0]["profile"]
    vk.door("ban", {"user_id": 11, "undo": True})
    assert vk.call("groups.getBanned", group_id=1)["count"] == 2


def test_bans_and_the_online_status_survive_a_reopening(tmp_path: Path, hands: Hands) -> None:
    file = tmp_path / "world.db"
    with serve(open_world("empty", clock=hands, state=file)) as running:
        Caller(running).door("ban", {"user_id": 50, "comment": "Реклама"})
        Caller(running).call("groups.enableOnline", key="demo-community", group_id=1)
    with serve(open_world("empty", clock=hands, state=file)) as running:
        vk = Caller(running)
        assert [one["comment"] for one in vk.state()["bans"]] == ["Реклама"]
        assert vk.call("groups.getOnlineStatus", group_id=1) == {"status": "online"}
        vk.door("ban", {"user_id": 50, "undo": True})
    again = open_world("empty", clock=hands, state=file)
    assert not again.shelf(Ban)
    again.close()


def test_life_leaves_the_banned_silent() -> None:
    world = open_world("empty")
    world.publish("Запись\n\n#Новости")
    life = Life(world, per_minute=60, seed=1)
    for _act in range(40):
        life.act()
    loudest = {comment.from_id for comment in world.comments.values()}
    with serve(world) as running:
        for user_id in loudest:
            Caller(running).door("ban", {"user_id": user_id})
    last = max(world.comments)
    for _act in range(200):
        life.act()
    assert not loudest & {c.from_id for c in world.comments.values() if c.id > last}


def test_the_community_is_online_when_it_says_so(vk: Caller) -> None:
    about = {"key": "demo-community", "group_id": 1}
    assert vk.call("groups.getOnlineStatus", **about) == {"status": "none"}
    assert vk.call("groups.enableOnline", **about) == 1
    assert vk.call("groups.getOnlineStatus", **about) == {"status": "online"}
    assert vk.call("groups.disableOnline", **about) == 1
    assert vk.call("groups.getOnlineStatus", **about) == {"status": "none"}


def test_communities_are_searched_by_name_the_largest_first(vk: Caller) -> None:
    vk.door("neighbour", {"group_id": 77, "name": "Больница в Речегорске", "members": 10})
    vk.door("neighbour", {"group_id": 78, "name": "Детская больница", "members": 500})
    found = vk.call("groups.search", q="больница")
    assert (found["count"], [group["id"] for group in found["items"]]) == (2, [78, 77])
    assert vk.call("groups.search", q="БОЛЬНИЦА", offset=1, count=1)["items"][0]["id"] == 77
    assert vk.call("groups.search", q="учебное")["items"][0]["id"] == 1
    assert vk.call("groups.search", q="больница", type="event")["count"] == 0
    assert vk.error("groups.search") == 100
    assert vk.error("groups.search", key="demo-community", q="больница") == 27


def test_subscribers_come_in_pages_in_the_asked_order(demo_vk: LocalVk) -> None:
    vk = Caller(demo_vk)
    first = vk.call("groups.getMembers", key="demo-service", group_id=1, count=3)
    assert first["count"] == len(demo_vk.world.members())
    assert first["items"] == sorted(p.id for p in demo_vk.world.members())[:3]
    newest = vk.call("groups.getMembers", group_id=1, sort="time_desc", count=2, fields="sex,city")
    joined = sorted((p.joined_at, p.id) for p in demo_vk.world.members())
    assert [person["id"] for person in newest["items"]] == [joined[-1][1], joined[-2][1]]
    assert all({"sex", "first_name"} <= set(person) for person in newest["items"])
    assert vk.error("groups.getMembers", key="demo-service", group_id=1, sort="time_asc") == 15
    assert vk.error("groups.getMembers", key="demo-service", group_id=1, filter="managers") == 15
    assert vk.error("groups.getMembers", group_id=1, count=1001) == 100
