"""Every figure of «Охват» against what the local VK itself has, read over HTTP and reckoned here anew.

The console reads the world as it reads VK: backfill, then statistics. What it shows is compared with
figures made from `GET /_world/state` by other means than its own: no SQL, none of its functions.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from statistics import fmean, median, quantiles
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from lib.base.clock import system_clock
from lib.base.secret import Secret
from lib.base.settings import Settings
from lib.reach.days import days, period_counts
from lib.reach.measures import ALL, OF_DAY, OF_PERIOD, OF_POST, OF_TALK
from lib.reach.periods import Period, last_days, previous
from lib.reach.talk.figures import talk_by_rubric, talk_of, talk_over_time
from lib.reach.wall.posts import posts
from lib.reach.wall.rubrics import rubrics, week_cells
from lib.store import Store
from lib.sync.backfill import backfill
from lib.sync.statistics import read_statistics
from lib.vk import connect
from tests.conftest import LocalVk
from tests.sync.conftest import KEYS

ZONE = "Europe/Moscow"
NORM = 4 * 3600


@dataclass
class Truth:
    """What VK has, grouped by the region's days."""

    posts: dict[date, list[dict[str, Any]]]
    comments: list[dict[str, Any]]
    stats: dict[date, dict[str, int]]
    reach: dict[int, dict[str, int]]
    levels: dict[date, int]

    def posts_of(self, period: Period) -> list[dict[str, Any]]:
        return [post for day in period for post in self.posts.get(day, [])]


@pytest.fixture(scope="module")
def read(demo_vk: LocalVk, tmp_path_factory: pytest.TempPathFactory) -> tuple[Store, Truth]:
    folder = tmp_path_factory.mktemp("figures")
    store = Store(folder / "pult.db")
    store.migrate()
    named: dict[str, Any] = {name: Secret(key) for name, key in KEYS.items()}
    vk = connect(Settings(data=folder, vk_url=demo_vk.url, group_id=1, **named))
    assert backfill(store, vk, clock=system_clock, zone=ZONE)
    read_statistics(store, vk, clock=system_clock, zone=ZONE)
    vk.close()
    return store, truth_of(demo_vk.get("/_world/state"))


def truth_of(state: Any) -> Truth:
    by_day: dict[date, list[dict[str, Any]]] = defaultdict(list)
    for post in state["posts"]:
        if post["post_type"] == "post":
            by_day[day_of(post["date"])].append(post)
    stats = {date.fromisoformat(row["id"]): row for row in state["days"]}
    levels, level = {}, state["members"]
    for day in sorted(stats, reverse=True):
        levels[day] = level
        level -= stats[day]["subscribed"] - stats[day]["unsubscribed"]
    reach = {row["id"]: row for row in state["reach"]}
    return Truth(by_day, state["comments"], stats, reach, levels)


def day_of(at: int) -> date:
    return datetime.fromtimestamp(at, ZoneInfo(ZONE)).date()


@pytest.fixture(params=[30, 95, 200])
def period(request: pytest.FixtureRequest, read: tuple[Store, Truth]) -> Period:
    """Short and long ones; 200 days are told by sums of months."""
    return last_days(request.param, today=max(read[1].stats))


def reacted(post: dict[str, Any]) -> int:
    return sum(post[name]["count"] for name in ("likes", "reposts", "comments"))


def expected_of_post(post: dict[str, Any], truth: Truth) -> dict[str, float | None]:
    level, reach = truth.levels[day_of(post["date"])], truth.reach[post["id"]]
    total, subscribers = reach["total"], reach["subscribers"]
    viral = max(0, total - subscribers) // 3
    return {
        "views": post["views"]["count"],
        "reach": total,
        "reactions": reacted(post),
        "er_post": 100 * reacted(post) / level,
        "er_view": 100 * reacted(post) / post["views"]["count"],
        "er_reach": 100 * reacted(post) / total,
        "reach_rate": 100 * total / level,
        "virality": 100 * post["reposts"]["count"] / total,
        "post_beyond": 100 * (total - subscribers) / total,
        "post_viral": 100 * viral / total,
    }


def test_the_test_knows_every_measure(read: tuple[Store, Truth]) -> None:
    _store, truth = read
    period = last_days(30, today=max(truth.stats))
    post = truth.posts_of(period)[0]
    known = {
        *expected_of_post(post, truth),
        *expected_of_day(period.since, truth),
        *expected_of_talk(truth, period),
        *expected_of_period(truth, period),
    }
    assert known == {measure.key for measure in ALL}


def test_posts(read: tuple[Store, Truth], period: Period) -> None:
    store, truth = read
    # VK tells the reach of the 300 newest posts only.
    with store.reader() as db:
        shown = posts(db, period, zone=ZONE)
    wanted = truth.posts_of(period)
    assert [post.post_id for post in shown] == [
        post["id"] for post in sorted(wanted, key=lambda post: (post["date"], post["id"]))[::-1]
    ]
    newest = {post["id"] for post in sorted(
        (post for posts_ in truth.posts.values() for post in posts_),
        key=lambda post: (post["date"], post["id"]))[-300:]}  # fmt: skip
    by_id = {post["id"]: post for post in wanted}
    for post in shown:
        expected = expected_of_post(by_id[post.post_id], truth)
        for measure in OF_POST:
            value = measure.count(post.counts)
            if post.post_id not in newest and "stats.getPostReach" in str(measure.sources):
                assert value is None
            else:
                assert value == pytest.approx(expected[measure.key]), measure.key


def expected_of_day(day: date, truth: Truth) -> dict[str, float | None]:
    row, level = truth.stats[day], truth.levels[day]
    return {
        "reach_day": row["reach"],
        "reach_subscribers_day": row["reach_subscribers"],
        "viral_share": 100 * (row["reach"] - row["reach_subscribers"]) / row["reach"],
        "views_day": row["views"],
        "visitors_day": row["visitors"],
        "growth": row["subscribed"] - row["unsubscribed"],
        "subscribers": level,
        "er_day": 100 * sum(map(reacted, truth.posts.get(day, []))) / level,
    }


def test_days(read: tuple[Store, Truth], period: Period) -> None:
    store, truth = read
    with store.reader() as db:
        shown = days(db, period, zone=ZONE)
    assert [day.day for day in shown] == list(period)
    for day in shown:
        expected = expected_of_day(day.day, truth)
        for measure in OF_DAY:
            assert measure.count(day) == pytest.approx(expected[measure.key]), measure.key


def asks(comment: dict[str, Any]) -> bool:
    return comment["from_id"] != -1 and bool(re.search(r"\?(?![a-zA-Z0-9=&%])", comment["text"]))


def answered_after(truth: Truth) -> dict[int, int]:
    """Question -> seconds to the first answer."""
    ours: dict[int, list[dict[str, Any]]] = defaultdict(list)
    for comment in truth.comments:
        if comment["from_id"] == -1:
            ours[(comment["parents_stack"] or [comment["id"]])[0]].append(comment)
    found = {}
    for comment in truth.comments:
        if not asks(comment):
            continue
        thread = (comment["parents_stack"] or [comment["id"]])[0]
        fitting = [
            answer
            for answer in ours[thread]
            if answer["id"] > comment["id"]
            and answer.get("reply_to_comment") in (None, comment["id"], thread)
        ]
        if fitting:
            found[comment["id"]] = min(fitting, key=lambda one: one["id"])["date"] - comment["date"]
    return found


def expected_of_talk(
    truth: Truth, period: Period, chosen: Callable[[dict[str, Any]], bool] = lambda _one: True
) -> dict[str, float | None]:
    said = [one for one in truth.comments if day_of(one["date"]) in period and chosen(one)]
    questions = [one["id"] for one in said if asks(one)]
    after = answered_after(truth)
    waits = sorted(after[id_] for id_ in questions if id_ in after)
    return {
        "comments": sum(one["from_id"] != -1 for one in said),
        "questions": len(questions),
        "answers": sum(one["from_id"] == -1 for one in said),
        "answered": len(waits),
        "share_answered": 100 * len(waits) / len(questions) if questions else None,
        "first_answer_median": waits[-(-len(waits) // 2) - 1] if waits else None,
        "first_answer_p90": waits[-(-9 * len(waits) // 10) - 1] if waits else None,
        "share_in_norm": 100 * sum(w <= NORM for w in waits) / len(questions)
        if questions
        else None,
    }


def same_talk(found: Any, expected: dict[str, float | None]) -> None:
    for measure in OF_TALK:
        value, wanted = measure.count(found), expected[measure.key]
        if measure.unit == "seconds" and not found.waits.exact and wanted is not None:
            # The sums of months know spans: 5 minutes within a day, an hour beyond.
            assert value is not None and 0 <= wanted - value < 3600
        elif measure.key == "share_in_norm" and not found.waits.exact:
            assert value == pytest.approx(wanted, abs=1)
        else:
            assert value == pytest.approx(wanted), measure.key


def test_conversation(read: tuple[Store, Truth], period: Period) -> None:
    store, truth = read
    with store.reader() as db:
        same_talk(talk_of(db, period, norm=NORM), expected_of_talk(truth, period))
        points = talk_over_time(db, period, norm=NORM)
    assert points[0].span.since == period.since and points[-1].span.until == period.until
    for point in points[:: 1 if len(points) < 40 else 17]:
        same_talk(point.counts, expected_of_talk(truth, point.span))


def test_conversation_by_rubric(read: tuple[Store, Truth], period: Period) -> None:
    store, truth = read
    with store.reader() as db:
        found = talk_by_rubric(db, period, norm=NORM)
        rubric_of = dict(db.execute("SELECT post_id, rubric_id FROM post"))
    for row in found:
        expected = expected_of_talk(
            truth, period, lambda one, row=row: (rubric_of[one["post_id"]] or 0) == row.part_id
        )
        same_talk(row.counts, expected)
    assert sum(row.counts.comments for row in found) == expected_of_talk(truth, period)["comments"]


def expected_of_period(truth: Truth, period: Period) -> dict[str, float | None]:
    wanted = truth.posts_of(period)
    each = [expected_of_post(post, truth) for post in wanted]
    stats, level = [truth.stats[day] for day in period], truth.levels[period.until]
    last = sorted(wanted, key=lambda post: post["date"])[-20:]

    def average(key: str) -> float:
        return fmean(row[key] for row in each)  # type: ignore[misc]

    def together(part: str, whole: str) -> float:
        return 100 * sum(row[part] for row in each) / sum(row[whole] for row in each)  # type: ignore[misc]

    return {
        "reach_sum": sum(row["reach"] for row in stats),
        "level_end": level,
        "period_joined": sum(row["subscribed"] for row in stats),
        "period_departed": sum(row["unsubscribed"] for row in stats),
        "reach_mean": fmean(row["reach"] for row in stats),
        "reach_median": median(row["reach"] for row in stats),
        "period_growth": sum(row["subscribed"] - row["unsubscribed"] for row in stats),
        "post_reach_median": median(row["reach"] for row in each),  # type: ignore[type-var]
        "er_post_mean": average("er_post"),
        "er_post_average": 100 * average("reactions") / level,
        "er_post_last": 100 * median(map(reacted, last)) / level,
        "er_view_mean": average("er_view"),
        "er_view_ratio": together("reactions", "views"),
        "er_reach_mean": average("er_reach"),
        "er_reach_ratio": together("reactions", "reach"),
        "er_day_average": 100 * sum(map(reacted, wanted)) / level / period.days,
        "reach_rate_mean": average("reach_rate"),
        "virality_ratio": 100 * sum(post["reposts"]["count"] for post in wanted)
        / sum(row["reach"] for row in each),  # type: ignore[misc]
    }  # fmt: skip


def test_a_whole_period_beside_the_one_before(read: tuple[Store, Truth]) -> None:
    store, truth = read
    period = last_days(30, today=max(truth.stats))
    before = previous(period)
    with store.reader() as db:
        counts = period_counts(db, period, zone=ZONE)
        counts_before = period_counts(db, before, zone=ZONE)
    now, then = expected_of_period(truth, period), expected_of_period(truth, before)
    for measure in OF_PERIOD:
        assert measure.count(counts) == pytest.approx(now[measure.key]), measure.key
        assert measure.count(counts_before) == pytest.approx(then[measure.key]), measure.key


def test_rubrics(read: tuple[Store, Truth]) -> None:
    store, truth = read
    period = last_days(60, today=max(truth.stats))
    with store.reader() as db:
        found = rubrics(db, period, zone=ZONE, before=previous(period))
        tags = {row["name"]: row["hashtag"].lower() for row in db.query("SELECT * FROM rubric")}
    wanted = truth.posts_of(period)
    whole = sum(truth.reach[post["id"]]["total"] for post in wanted)
    for rubric in found:
        if rubric.name is None:
            continue
        mine = [post for post in wanted if tags[rubric.name] in post["text"].lower()]
        reach = sorted(truth.reach[post["id"]]["total"] for post in mine)
        assert rubric.posts == len(mine)
        assert rubric.share_of_posts == pytest.approx(100 * len(mine) / len(wanted))
        if len(reach) > 1:
            low, middle, high = quantiles(reach, n=4, method="inclusive")
            assert (rubric.reach.low, rubric.reach.median, rubric.reach.high) == (low, middle, high)
            assert rubric.share_of_reach == pytest.approx(100 * sum(reach) / whole)


def test_hours_of_the_week(read: tuple[Store, Truth]) -> None:
    store, truth = read
    period = last_days(95, today=max(truth.stats))
    with store.reader() as db:
        cells = week_cells(db, period, zone=ZONE)
    wanted: Counter[tuple[int, int]] = Counter()
    for post in truth.posts_of(period):
        at = datetime.fromtimestamp(post["date"], ZoneInfo(ZONE))
        wanted[at.weekday(), at.hour] += 1
    assert {(cell.weekday, cell.hour): cell.posts for cell in cells} == wanted
