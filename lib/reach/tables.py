"""The figures of reach as tables: days and posts. What VK did not give is an empty cell, never a nought."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pandas as pd

from lib.base.clock import local_time
from lib.base.language import _
from lib.reach.queries import Day, PostMeasures


def day_names() -> list[str]:
    """Columns of `day_table` that hold numbers, in order."""
    return [
        _("Reach"),
        _("Subscribers reached"),
        _("Views"),
        _("Came"),
        _("Went"),
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
    return _table(rows, [_("Day")], day_names())


def post_names() -> list[str]:
    """Columns of `post_table` that hold numbers, in order."""
    return [_("Views"), _("Reach"), _("Likes"), _("Reposts"), _("Comments")]


def post_table(
    posts: Sequence[PostMeasures],
    *,
    zone: str,
    line: Callable[[str], str],
    address: Callable[[int], str | None],
) -> pd.DataFrame:
    """A row a post in the order given: «Published» (local time in `zone`), «Text», «Rubric», the columns of
    `post_names`, «Link».

    `line` makes one line of a text, `address` the post's page in VK from its id.
    """
    rows = [
        (
            local_time(post.published_at, zone=zone).replace(tzinfo=None),
            line(post.text) or _("(no text)"),
            post.rubric,
            address(post.post_id),
            post.views,
            post.reach,
            post.likes,
            post.reposts,
            post.comments,
        )
        for post in posts
    ]
    lead = [_("Published"), _("Text"), _("Rubric"), _("Link")]
    table = _table(rows, lead, post_names())
    return table[[*lead[:3], *post_names(), _("Link")]]


def _table(
    rows: Sequence[tuple[object, ...]], lead: Sequence[str], numbers: Sequence[str]
) -> pd.DataFrame:
    # Int64, unlike int64, has a value for “not measured”.
    table = pd.DataFrame(rows, columns=[*lead, *numbers])
    return table.astype(dict.fromkeys(numbers, "Int64"))
