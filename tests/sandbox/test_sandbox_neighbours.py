"""Other communities in the same world: their walls are read, they name us and share us."""

from __future__ import annotations

import functools
from pathlib import Path

import pytest

from lib.sandbox import World, open_world, serve
from lib.sandbox.around import Neighbour, NeighbourComment, NeighbourPost
from lib.sandbox.life import Life
from lib.sandbox.neighbours import mentions
from tests.conftest import LocalVk
from tests.sandbox.conftest import Caller, Hands

NEAR = 1_900_000_050


@pytest.fixture
def near(vk: Caller) -> int:
    """A neighbour with one post, which names us; answers the post's id."""
    vk.door("neighbour", {"group_id": NEAR, "name": "Подслушано", "screen_name": "slyshno"})
    made = vk.door("mention", {"group_id": NEAR, "text": "[club1|Минздрав], где талоны?"})
    return int(made["post_id"])


def test_a_neighbour_is_found_by_every_name_it_has(vk: Caller, near: int) -> None:
    for name in ("slyshno", f"club{NEAR}", f"public{NEAR}"):
        assert vk.call("utils.resolveScreenName", screen_name=name) == {
            "type": "group",
            "object_id": NEAR,
        }
    assert vk.call("utils.resolveScreenName", screen_name="club77") == []
    asked = f"1,slyshno,club{NEAR},{NEAR},77"
    groups = vk.call("groups.getById", key="demo-service", group_ids=asked)["groups"]
    assert [group["id"] for group in groups] == [1, NEAR]
    assert (groups[1]["name"], groups[1]["screen_name"]) == ("Подслушано", "slyshno")
    assert vk.http.get(groups[1]["photo_100"]).status_code == 200


def test_its_wall_is_read_like_ours_and_ours_does_not_change(vk: Caller, near: int) -> None:
    ours = vk.call("wall.post", owner_id=-1, message="наша")["post_id"]
    top = vk.door("neighbour_comment", {"post_id": near, "from_id": 50, "text": "да"})["comment_id"]
    said = {"post_id": near, "from_id": 51, "text": "нет", "reply_to": top}
    vk.door("neighbour_comment", said)
    assert ours == 1
    for about in ({"owner_id": -NEAR}, {"domain": "slyshno"}):
        wall = vk.call("wall.get", extended=1, **about)
        (post,) = wall["items"]
        assert (post["id"], post["owner_id"], post["from_id"]) == (near, -NEAR, -NEAR)
        assert post["comments"]["count"] == 2
        assert [group["id"] for group in wall["groups"]] == [NEAR]
    (one,) = vk.call("wall.getById", posts=f"-{NEAR}_{near},-1_{near + 5}")["items"]
    assert one["text"] == "[club1|Минздрав], где талоны?"
    about = {"owner_id": -NEAR, "post_id": near, "thread_items_count": 10, "extended": 1}
    comments = vk.call("wall.getComments", **about)
    assert comments["items"][0]["owner_id"] == -NEAR
    assert comments["items"][0]["thread"]["items"][0]["reply_to_user"] == 50
    assert {profile["id"] for profile in comments["profiles"]} == {50, 51}
    assert vk.call("wall.get", owner_id=-1)["count"] == 1


@pytest.mark.parametrize("method", ["wall.get", "wall.getComments"])
def test_a_wall_that_is_not_there_stays_closed(vk: Caller, method: str) -> None:
    assert vk.error(method, owner_id=-77, post_id=1) == 15


def test_nobody_writes_for_a_neighbour(vk: Caller, near: int) -> None:
    assert vk.error("wall.post", owner_id=-NEAR, message="а") == 15
    assert vk.error("wall.delete", owner_id=-NEAR, post_id=near) == 15
    assert vk.error("wall.get", owner_id=-NEAR, filter="postponed") == 15


def test_whoever_shares_a_post_of_ours_is_told_to_us(vk: Caller) -> None:
    ours = vk.call("wall.post", owner_id=-1, message="важное")["post_id"]
    server = vk.listen()
    shared = vk.door("mention", {"group_id": NEAR, "text": "смотрите", "share_post_id": ours})
    (update,) = vk.poll(server)["updates"]
    assert (update["type"], update["object"]["owner_id"]) == ("wall_repost", -NEAR)
    assert update["object"]["copy_history"][0]["id"] == ours
    (post,) = vk.call("wall.getById", posts=f"-{NEAR}_{shared['post_id']}")["items"]
    assert post["copy_history"][0]["owner_id"] == -1
    assert vk.call("wall.get", owner_id=-1)["items"][0]["reposts"]["count"] == 1
    reposts = vk.call("wall.getReposts", owner_id=-1, post_id=ours)
    assert [(one["owner_id"], one["text"]) for one in reposts["items"]] == [(-NEAR, "смотрите")]
    assert [group["id"] for group in reposts["groups"]] == [NEAR]


def test_mentions_are_found_by_time_and_only_with_a_user_key(
    vk: Caller, hands: Hands, near: int
) -> None:
    hands.at += 2 * 86_400
    vk.door("mention", {"group_id": NEAR, "text": "ещё раз: @pult_training, ответьте"})
    vk.door("mention", {"group_id": NEAR, "text": "а это не о вас: @pult_training2"})
    vk.call("wall.post", owner_id=-1, message="сами о себе: @club1")
    about = {"owner_id": -1, "start_time": 1, "end_time": int(hands.at)}
    found = vk.call("newsfeed.getMentions", **about)
    assert found["count"] == 2
    assert found["items"][1]["id"] == near
    late = vk.call("newsfeed.getMentions", **about | {"start_time": int(hands.at) - 60})
    assert late["count"] == 1
    assert vk.call("newsfeed.getMentions", owner_id=-1, offset=1, count=1)["items"][0]["id"] == near
    assert vk.error("newsfeed.getMentions", key="demo-service", owner_id=-1) == 28
    assert vk.error("newsfeed.getMentions", owner_id=-1, count=51) == 100
    assert vk.call("newsfeed.getMentions", owner_id=1)["count"] == 0


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("[club1|Минздрав]", True),
        ("[public1|Минздрав]", True),
        ("@club1 (Минздрав)", True),
        ("*pult_training", True),
        ("почта pult_training@club12", False),
        ("[club12|Другие]", False),
        ("клуб1", False),
    ],
)
def test_what_is_a_mention(vk: Caller, text: str, named: bool) -> None:
    assert mentions(text, vk.running.world.group) is named


def test_the_newsfeed_shows_the_last_day_newest_first(vk: Caller, hands: Hands, near: int) -> None:
    hands.at += 86_400 + 60
    ours = vk.call("wall.post", owner_id=-1, message="Талоны выданы ещё вчера")["post_id"]
    hands.at += 60
    later = vk.door("mention", {"group_id": NEAR, "text": "Снова о ТАЛОНАХ"})["post_id"]
    found = vk.call("newsfeed.search", key="demo-service", q="талон")
    assert [item["id"] for item in found["items"]] == [later, ours]
    everything = vk.call("newsfeed.search", q="талон", start_time=1, extended=1)
    assert [item["id"] for item in everything["items"]] == [later, ours, near]
    assert {group["id"] for group in everything["groups"]} == {1, NEAR}
    assert vk.call("newsfeed.search", q="талоны еще вчера")["count"] == 1
    assert vk.error("newsfeed.search", q="а", count=201) == 100
    assert vk.error("newsfeed.search", key="demo-community", q="а") == 27


def test_pages_of_the_newsfeed_hold_while_new_posts_come(vk: Caller, near: int) -> None:
    for number in range(4):
        vk.door("mention", {"group_id": NEAR, "text": f"новость {number}"})
    first = vk.call("newsfeed.search", q="новость", count=3)
    vk.door("mention", {"group_id": NEAR, "text": "новость поверх"})
    rest = vk.call("newsfeed.search", q="новость", count=3, start_from=first["next_from"])
    texts = [item["text"] for item in [*first["items"], *rest["items"]]]
    assert texts == [f"новость {number}" for number in (3, 2, 1, 0)]
    assert "next_from" not in rest
    assert vk.error("newsfeed.search", start_from="дальше") == 100


def test_no_more_than_a_thousand_results_can_be_reached(vk: Caller) -> None:
    world = vk.running.world
    with world.turn():
        for number in range(1005):
            world.publish(f"новость {number}")
    got, start_from = 0, ""
    while True:
        page = vk.call("newsfeed.search", q="новость", count=200, start_from=start_from)
        got += len(page["items"])
        start_from = page.get("next_from", "")
        if not start_from:
            break
    assert (got, page["count"], page["total_count"]) == (1000, 1000, 1005)


def test_the_demo_world_has_neighbours_of_every_kind_who_speak_of_us(demo_vk: LocalVk) -> None:
    world = demo_vk.world
    near = world.shelf(Neighbour)
    assert 8 <= len(near) <= 12
    assert {one.kind for one in near.values()} == {"hospital", "overheard", "volunteers", "town"}
    posts = list(world.shelf(NeighbourPost).values())
    named = [post for post in posts if mentions(post.text, world.group)]
    assert {near[-post.owner_id].kind for post in named} == {
        *("hospital", "overheard", "volunteers", "town")
    }
    assert any(post.copy_of and post.copy_of["owner_id"] == -1 for post in posts)
    said = world.shelf(NeighbourComment).values()
    assert any(mentions(comment.text, world.group) for comment in said)
    moments = [(thing.id, thing.date) for thing in [*posts, *said]]
    assert [date for _, date in sorted(moments)] == sorted(date for _, date in moments)
    assert max(date for _, date in moments) <= world.now()


@functools.cache
def demo(seed: int, day: int) -> World:
    """A demo world to read only."""
    return open_world("demo", seed=seed, clock=evening(day))


def evening(day: int) -> Hands:
    hands = Hands()
    hands.at += day * 86_400 + 7 * 3600
    return hands


@pytest.mark.parametrize(("seed", "day"), [(1, 0), (2, 3), (5, 200)])
def test_every_demo_neighbour_names_us_and_some_share_what_was_there_before(
    seed: int, day: int
) -> None:
    world = demo(seed, day)
    posts = list(world.shelf(NeighbourPost).values())
    named = {post.owner_id for post in posts if mentions(post.text, world.group)}
    assert named == {-group_id for group_id in world.shelf(Neighbour)}
    shared = [post for post in posts if post.copy_of and post.copy_of["owner_id"] == -1]
    assert len(shared) == 4
    for post in shared:
        assert world.posts[post.copy_of["id"]].date < post.date < world.now()


def test_what_ours_shares_stands_on_the_neighbours_wall(demo_vk: LocalVk) -> None:
    vk = Caller(demo_vk)
    shared = [p.copy_of for p in demo_vk.world.posts.values() if p.copy_of is not None][-5:]
    names = ",".join(f"{copy['owner_id']}_{copy['id']}" for copy in shared)
    items = vk.call("wall.getById", posts=names)["items"]
    assert [item["text"] for item in items] == [copy["text"] for copy in shared]


def test_neighbours_are_the_same_for_the_same_seed_and_survive_a_reopening(tmp_path: Path) -> None:
    hands = evening(0)
    first = open_world("demo", seed=1, clock=hands, state=tmp_path / "world.db")
    assert first.shelf(NeighbourPost) == demo(1, 0).shelf(NeighbourPost)
    with serve(first) as running:
        vk = Caller(running)
        group_id = next(iter(first.shelf(Neighbour)))
        vk.door("mention", {"group_id": group_id, "text": "@zarechye_uchebnoe, спасибо"})
        before = vk.state()
    again = open_world("demo", clock=hands, state=tmp_path / "world.db")
    with serve(again) as running:
        vk = Caller(running)
        kept = [(post["id"], post["text"]) for post in vk.state()["neighbour_posts"]]
        assert kept == [(post["id"], post["text"]) for post in before["neighbour_posts"]]
        posted = vk.door("mention", {"group_id": group_id, "text": "ещё"})["post_id"]
        assert posted == before["neighbour_posts"][-1]["id"] + 1


def test_neighbours_live_too(hands: Hands) -> None:
    world = open_world("demo", seed=2, clock=hands)
    before = len(world.shelf(NeighbourPost))
    life = Life(world, per_minute=60, seed=4)
    done = [life.act() for _act in range(300)]
    new = list(world.shelf(NeighbourPost).values())[before:]
    assert len(new) == done.count("neighbour") > 0
    assert any(mentions(post.text, world.group) for post in new)
    assert any(post.copy_of is not None for post in new)
