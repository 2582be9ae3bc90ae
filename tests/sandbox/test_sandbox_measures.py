"""Members and statistics."""

from __future__ import annotations

from tests.conftest import LocalVk
from tests.sandbox.conftest import Caller, Hands

DAY = 86_400


def test_a_day_is_counted_while_it_passes(vk: Caller, hands: Hands) -> None:
    post_id = vk.call("wall.post", owner_id=-1, message="запись")["post_id"]
    vk.door("join", {"user_id": 10})
    vk.door("join", {"user_id": 10})
    vk.door("join", {"user_id": 11})
    vk.door("leave", {"user_id": 11})
    vk.door("like", {"user_id": 10, "post_id": post_id})
    vk.door("comment", {"post_id": post_id, "from_id": 10, "text": "раз"})
    vk.door("views", {"post_id": post_id, "views": 1000})
    (today,) = vk.call("stats.get", group_id=1)
    assert today["activity"] == {"likes": 1, "comments": 1, "subscribed": 2, "unsubscribed": 1}
    assert today["visitors"]["views"] == 1000
    assert 0 < today["reach"]["reach_subscribers"] < today["reach"]["reach"] < 1000
    # The day of the statistics begins at midnight in Moscow: 21:00 UTC of the day before.
    assert today["period_from"] == int(hands.at) // DAY * DAY - 3 * 3600
    assert today["period_to"] == today["period_from"] + DAY - 1
    (reach,) = vk.call("stats.getPostReach", owner_id=-1, post_ids=post_id)
    assert reach["reach_total"] == today["reach"]["reach"]
    assert vk.call("wall.getById", posts=f"-1_{post_id}")["items"][0]["views"] == {"count": 1000}


def test_days_without_anything_are_missing_and_periods_add_up(vk: Caller, hands: Hands) -> None:
    post_id = vk.call("wall.post", owner_id=-1, message="запись")["post_id"]
    for days in (0, 1, 8):
        vk.running.world.add_views(post_id, 100)
        hands.at += days * DAY
    vk.running.world.add_views(post_id, 100)
    days = vk.call("stats.get", group_id=1)
    assert [day["visitors"]["views"] for day in days] == [100, 100, 200]
    assert days[0]["period_from"] > days[1]["period_from"]
    assert len(vk.call("stats.get", group_id=1, intervals_count=2)) == 2
    since = days[1]["period_from"]
    assert len(vk.call("stats.get", group_id=1, timestamp_from=since)) == 2
    (whole,) = vk.call("stats.get", group_id=1, interval="all", stats_groups="visitors")
    assert whole["visitors"]["views"] == 400
    assert "reach" not in whole


def test_members_by_pages_and_times(vk: Caller, hands: Hands) -> None:
    for user_id in (30, 10, 20):
        vk.door("join", {"user_id": user_id})
        hands.at += 1
    about = {"group_id": 1, "key": "demo-community"}
    assert vk.call("groups.getMembers", **about) == {"count": 3, "items": [10, 20, 30]}
    assert vk.call("groups.getMembers", sort="time_desc", **about)["items"] == [20, 10, 30]
    page = vk.call("groups.getMembers", offset=1, count=1, fields="sex,photo_50", **about)
    assert (page["count"], page["items"][0]["id"]) == (3, 20)
    assert page["items"][0]["photo_50"].endswith("/photo/person/20/50.svg")
    assert vk.error("groups.getMembers", key="demo-service", group_id=1, sort="time_asc") == 15
    assert vk.error("groups.getMembers", key="demo-service", group_id=2) == 125
    assert vk.call("groups.isMember", group_id=1, user_id=10) == 1
    assert (
        vk.call("groups.getById", group_id=1, fields="members_count")["groups"][0]["members_count"]
        == 3
    )


def test_people_and_names(vk: Caller) -> None:
    vk.door("person", {"user_id": 40, "first_name": "Ольга", "deactivated": "deleted"})
    (gone,) = vk.call("users.get", user_ids="id40,999999")
    assert gone == {"id": 40, "first_name": "DELETED", "last_name": "", "deactivated": "deleted"}
    assert vk.call("users.get", key="demo-service") == []
    group = {"type": "group", "object_id": 1}
    assert vk.call("utils.resolveScreenName", screen_name="pult_training") == group
    assert vk.call("utils.resolveScreenName", screen_name="nobody") == []
    assert vk.call("groups.getById", group_id=2)["groups"] == []


def test_the_demo_world_is_there(demo_vk: LocalVk) -> None:
    world = demo_vk.world
    assert len(world.days) >= 539
    assert 900 <= len([p for p in world.posts.values() if p.kind == "post"]) <= 1100
    posts = [p for p in world.posts.values() if p.kind == "post"]
    moments = sorted(
        [(p.id, p.date) for p in posts] + [(c.id, c.date) for c in world.comments.values()]
    )
    assert [date for _, date in moments] == sorted(date for _, date in moments)
    assert all(c.top_id is None or c.top_id < c.id for c in world.comments.values())
