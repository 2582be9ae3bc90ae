"""Posts that are seen while they age, days that VK corrects or withholds, the audience that adds up."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path
from random import Random
from statistics import median

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lib.sandbox import growth, open_world
from lib.sandbox.audience import AGES, portions
from lib.sandbox.growth import DAY, HOUR, awake, grow, ripe
from lib.sandbox.world import World
from tests.sandbox.conftest import Caller, Hands

# Moscow's midnight before the Sunday at whose noon the hands of a test stand.
MIDNIGHT = 1_795_294_800
moments = st.integers(1_700_000_000, 1_800_000_000)


@given(moments, st.integers(0, 90 * DAY), st.integers(0, 90 * DAY))
def test_a_curve_rises_towards_all_and_never_falls(at: int, first: int, second: int) -> None:
    early, late = sorted((first, second))
    assert 0 <= ripe(at, at + early) <= ripe(at, at + late) < 1
    assert ripe(at, at - 5) == 0


@given(moments, st.integers(0, 30))
def test_a_whole_day_is_a_day_and_the_night_counts_for_little(at: int, days: int) -> None:
    assert awake(at, at + days * DAY) == pytest.approx(days * DAY)
    night = awake(MIDNIGHT + 2 * HOUR, MIDNIGHT + 5 * HOUR)
    evening = awake(MIDNIGHT + 19 * HOUR, MIDNIGHT + 22 * HOUR)
    assert night * 10 < evening


def test_the_first_hours_bring_most() -> None:
    noons = [MIDNIGHT - days * DAY + 12 * HOUR for days in range(200)]
    curves = [
        [ripe(noon, noon + hours * HOUR) for hours in (1, 6, 24, 72, 14 * 24)] for noon in noons
    ]
    first, sixth, day, three, fortnight = (median(shares) for shares in zip(*curves, strict=True))
    assert 0.12 < first < 0.3 and 0.5 < sixth < 0.75
    assert 0.7 < day < 0.9 < three < 0.97 < fortnight
    # Posts differ: the quickest has half of its views before the slowest has a third.
    assert max(c[1] for c in curves) > 0.6 > 0.45 > min(c[1] for c in curves)


def test_posts_grow_with_their_age_and_their_days_with_them(hands: Hands) -> None:
    world = open_world("empty", clock=hands)
    post = world.publish("Запись")
    seen = []
    for _look in range(80):
        hands.at += HOUR
        grow(world)
        seen.append(post.views)
        assert post.views >= post.reach_total >= post.reach_subscribers > 0
    assert seen == sorted(seen)
    steps = [after - before for before, after in pairwise(seen)]
    assert sum(steps[:6]) > 5 * sum(steps[-24:])
    assert sum(day.views for day in world.days.values()) == post.views
    assert sum(day.reach for day in world.days.values()) == post.reach_total
    assert post.views == pytest.approx(post.fate[0] * ripe(post.date, int(hands.at)), abs=1)


def test_a_time_switched_off_is_made_up_for_on_its_days(tmp_path: Path, hands: Hands) -> None:
    always, sometimes = (
        open_world("empty", clock=hands, state=tmp_path / f"{name}.db") for name in ("a", "b")
    )
    for world in (always, sometimes):
        world.publish("Запись")
        grow(world)
    for _hour in range(66):
        hands.at += HOUR
        grow(always)
    sometimes.close()
    again = open_world("empty", clock=hands, state=tmp_path / "b.db")
    grow(again)
    assert [p.views for p in again.posts.values()] == [p.views for p in always.posts.values()]
    views = [{name: day.views for name, day in world.days.items()} for world in (always, again)]
    assert views[0] == views[1] and len(views[0]) >= 3


def test_nothing_grows_by_itself_without_life(vk: Caller, hands: Hands) -> None:
    post_id = vk.call("wall.post", owner_id=-1, message="запись")["post_id"]
    hands.at += 5 * HOUR
    assert "views" not in vk.call("wall.getById", posts=f"-1_{post_id}")["items"][0]


def test_old_posts_stand_still(hands: Hands) -> None:
    world = open_world("empty", clock=hands)
    old = world.publish("Старая", date=int(hands.at) - 40 * DAY)
    grow(world)
    assert old.views == 0 and not old.fate


def test_the_past_of_a_post_is_its_curve(vk: Caller, hands: Hands) -> None:
    world: World = vk.running.world
    post = world.publish("Запись")
    for _look in range(48):
        hands.at += HOUR
        grow(world)
        if _look in (3, 20):
            vk.door("comment", {"post_id": post.id, "from_id": 10, "text": "слово"})
    moments = [post.date + hours * HOUR for hours in (0, 1, 4, 12, 24, 48)]
    address = f"{vk.running.url}/_world/earlier?post_id={post.id}&moments="
    told = httpx.get(address + ",".join(map(str, moments))).json()["counters"]
    for name in ("views", "likes", "reposts", "comments", "reach_total", "reach_subscribers"):
        line = [one[name] for one in told]
        assert line == sorted(line)
    assert told[0]["views"] == 0 and told[-1]["views"] == post.views
    assert [one["comments"] for one in told] == [0, 0, 1, 1, 2, 2]
    for impossible in (int(hands.at) + 60, post.date - 1, "x"):
        assert httpx.get(f"{address}{impossible}").status_code == 400


def test_vk_corrects_a_day_and_withholds_one(vk: Caller) -> None:
    first = date(2026, 2, 27)
    for n in range(4):
        vk.door("day", {"day": str(first + timedelta(days=n)), "reach": 100 + n, "subscribed": n})
    vk.door("day", {"day": "2026-02-28", "reach": 90, "subscribed": 0})
    vk.door("day", {"day": "2026-03-01", "withheld": True})
    told = vk.call("stats.get", group_id=1)
    assert [one["reach"]["reach"] for one in told] == [103, 90, 100]
    assert "subscribed" not in told[1]["activity"]
    [whole] = vk.call("stats.get", group_id=1, interval="all")
    assert whole["reach"]["reach"] == 293
    days = {one["id"]: one for one in vk.state()["days"]}
    assert days["2026-03-01"]["withheld"] and days["2026-03-01"]["reach"] == 102
    vk.door("day", {"day": "2026-03-01", "withheld": False})
    assert len(vk.call("stats.get", group_id=1)) == 4


@pytest.mark.parametrize(
    "body",
    [
        {"day": "2026-02-30"},
        {"day": "2026-02-28", "reach": -1},
        {"day": "2026-02-28", "likse": 1},
        {},
    ],
)
def test_what_no_day_can_be_is_refused(vk: Caller, body: dict[str, object]) -> None:
    answer = httpx.post(f"{vk.running.url}/_world/day", json=body)
    assert answer.status_code == 400


@given(st.integers(0, 10**6), st.lists(st.floats(0.001, 1000), min_size=1, max_size=30))
def test_portions_add_up_and_are_fair(total: int, shares: Sequence[float]) -> None:
    made = portions(total, shares)
    assert sum(made) == total and min(made) >= 0
    for part, share in zip(made, shares, strict=True):
        assert abs(part - total * share / sum(shares)) < 1 + 1e-6 * total


def test_the_audience_adds_up_to_the_numbers_of_the_day(vk: Caller) -> None:
    for number in range(30):
        vk.door("person", {"user_id": 50 + number, "city": ("Речегорск", "Липоборск")[number % 2]})
        vk.door("join", {"user_id": 50 + number})
    vk.door("day", {"day": "2026-02-28", "reach": 3571, "visitors": 140, "views": 200})
    told = next(
        one for one in vk.call("stats.get", group_id=1) if one["visitors"]["visitors"] == 140
    )
    for section, total in (("reach", 3571), ("visitors", 140)):
        part = told[section]
        for split in ("sex", "age", "sex_age", "countries"):
            assert sum(one["count"] for one in part[split]) == total
        both = {one["value"]: one["count"] for one in part["sex_age"]}
        for one in part["sex"]:
            assert one["count"] == sum(n for key, n in both.items() if key[0] == one["value"])
        for one in part["age"]:
            assert one["value"] in AGES
            assert one["count"] == sum(n for key, n in both.items() if key[2:] == one["value"])
        assert 0.8 * total < sum(one["count"] for one in part["cities"]) <= total
        assert {one["name"] for one in part["cities"]} == {"Речегорск", "Липоборск"}
    plain = vk.call("stats.get", group_id=1, extended=0)
    assert all("sex" not in one["reach"] for one in plain)


def test_a_spike_is_more_than_a_usual_fate() -> None:
    usual = growth.fate(Random(4), members=4000)
    spread = growth.fate(Random(4), members=4000, warmth=5)
    assert spread[1] > usual[1] and spread[2] == usual[2]
    assert usual[0] > usual[1] > usual[2] > 0
