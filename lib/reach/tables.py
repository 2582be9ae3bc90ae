"""The figures of reach as tables: days and posts. What VK did not give is an empty cell, never a nought."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pandas as pd

from lib.base.clock import local_time
from lib.base.language import _
from lib.reach.queries import Day
from lib.reach.wall.posts import PostFigures


def day_names() -> list[str]:
    """Columns of `day_table` that hold numbers, in order."""
    return [
        _("Reach"),
        _("Subscribers reached"),
        _("Views"),
        _("Joined"),
        _("Left"),
        _("Subscribers"),
    ]


def day_table(series: Sequence[Day]) -> pd.DataFrame:
    """A row a day, the newest first: «Day» and the columns of `day_names`."""
    rows = [
        (
            day.day,
            day.reach,
            day.reach_subscribers,
            day.views,
            day.joined,
            day.departed,
            day.level,
        )
        for day in reversed(series)
    ]
    # Int64, unlike int64, has a value for “not measured”.
    table = pd.DataFrame(rows, columns=[_("Day"), *day_names()])
    return table.astype(dict.fromkeys(day_names(), "Int64"))


def post_counts() -> list[str]:
    """Columns of `post_table` that hold whole numbers, in order."""
    return [_("Reach"), _("Views"), _("Likes"), _("Reposts"), _("Comments")]


def post_rates() -> list[str]:
    """Columns of `post_table` that hold per cents, in order."""
    return [_("Against the rubric's median, %"), _("ER by reach, %"), _("ER by views, %")]


def post_table(
    posts: Sequence[PostFigures],
    *,
    zone: str,
    line: Callable[[str], str],
    address: Callable[[int], str | None],
) -> pd.DataFrame:
    """A row a post in the order given: «Published» (local time in `zone`), «Text», «Rubric», the first two of
    `post_counts`, `post_rates`, the other counts, «Link».

    `line` makes one line of a text, `address` the post's page in VK from its id.
    """
    counts, untitled = post_counts(), _("(no text)")
    names = [
        _("Published"),
        _("Text"),
        _("Rubric"),
        *counts[:2],
        *post_rates(),
        *counts[2:],
        _("Link"),
    ]
    rows = [
        (
            local_time(post.published_at, zone=zone).replace(tzinfo=None),
            line(post.text) or untitled,
            post.rubric,
            post.counts.reach,
            post.counts.views,
            post.reach_off if post.reach_off is not None else post.views_off,
            post.er_reach,
            post.er_view,
            post.counts.likes,
            post.counts.reposts,
            post.counts.comments,
            address(post.post_id),
        )
        for post in posts
    ]
    table = pd.DataFrame(rows, columns=names)
    # Int64, unlike int64, has a value for “not measured”.
    return table.astype(dict.fromkeys(counts, "Int64") | dict.fromkeys(post_rates(), "Float64"))
