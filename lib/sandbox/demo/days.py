"""Measures of the days and of the posts: a weekly rhythm, growth, a few spikes with their reason."""

from __future__ import annotations

from collections import Counter
from random import Random

from lib.sandbox.demo import calendar
from lib.sandbox.demo.people import Crowd
from lib.sandbox.growth import awake
from lib.sandbox.history import PastDay, PastPost

RHYTHM = (1.06, 1.12, 1.1, 1.07, 0.98, 0.84, 0.8)
WEEK_REACH = 25_000
"""Sum of the daily reach of a usual week at the end of the history."""


def measured_days(
    rng: Random,
    first: int,
    posts: list[PastPost],
    crowd: Crowd,
    heat: list[float],
    *,
    now: int,
) -> tuple[PastDay, ...]:
    """One row a day from day number `first`, the last one as far as it has come by `now`; counts of reactions
    add up to those of the posts."""
    likes, copies, comments = Counter[int](), Counter[int](), Counter[int]()
    last = first + len(heat) - 1
    for post in posts:
        begin = calendar.day_number(post.at)
        _spread(likes, post.likes, begin, last)
        _spread(copies, post.reposts, begin, last)
        for comment in post.comments:
            comments[calendar.day_number(comment.at)] += 1
    rows = []
    for offset, warmth in enumerate(heat):
        number = first + offset
        day = calendar.day_date(number)
        size = 0.76 + 0.24 * offset / len(heat)
        usual = WEEK_REACH / 7 * size * RHYTHM[day.weekday()] * rng.gauss(1, 0.07)
        passed = min(1.0, awake(calendar.day_start(number), now) / calendar.DAY)
        reach = max(int(400 * passed) + 4, int(usual * warmth * passed))
        # Draws of its own: the texts that follow stay what they were.
        loyal = 0.42 * Random(number).lognormvariate(0, 0.09)
        part = passed * loyal * (1 + (warmth - 1) * 0.12)
        subscribers = min(int(usual * part), int(reach * 0.8))
        views = int(reach * rng.uniform(1.28, 1.5))
        rows.append(
            PastDay(
                day=day,
                reach=reach,
                reach_subscribers=subscribers,
                views=views,
                visitors=int(views * rng.uniform(0.03, 0.05)),
                likes=likes[number],
                comments=comments[number],
                copies=copies[number],
                subscribed=crowd.joined[day],
                unsubscribed=crowd.departed[day],
            )
        )
    return tuple(rows)


def _spread(into: Counter[int], total: int, begin: int, last: int) -> None:
    """Most reactions come on the day of the post, the rest over the next two."""
    second = min(begin + 1, last)
    third = min(begin + 2, last)
    into[second] += total * 22 // 100
    into[third] += total * 8 // 100
    into[begin] += total - total * 22 // 100 - total * 8 // 100
