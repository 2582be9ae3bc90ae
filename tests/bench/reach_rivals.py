"""The figures of «Охват» from the raw tables by pandas, as an analyst would make them, and the answers
of both ways in one shape."""

from __future__ import annotations

from typing import Any

import pandas as pd
from sqlite_utils import Database

from lib.base.clock import day_span
from lib.reach.periods import Period
from tests.bench.years import ZONE


def days(db: Database, period: Period) -> Any:
    rows = pd.read_sql_query(
        "SELECT day, reach FROM day_stat WHERE day >= ? AND day <= ?",
        db.conn,
        params=[period.since.isoformat(), period.until.isoformat()],
    ).set_index("day")
    posts = _posts(db, period)
    posts["reactions"] = posts["likes"] + posts["reposts"] + posts["comments"]
    rows["reactions"] = posts.groupby("day")["reactions"].sum()
    return [(day, row.reach, int(row.reactions or 0)) for day, row in rows.fillna(0).iterrows()]


def answer_of_days(found: Any) -> Any:
    return [
        (one.day.isoformat(), one.reach, sum(post.reactions or 0 for post in one.posts))
        for one in found
    ]


def rubrics(db: Database, period: Period) -> Any:
    posts = _posts(db, period)
    groups = posts.groupby("rubric_id")["reach_total"]
    table = groups.quantile([0.25, 0.5, 0.75]).unstack()
    share = 100 * groups.sum() / posts["reach_total"].sum()
    return {
        int(rubric_id): (*map(float, table.loc[rubric_id]), round(float(share[rubric_id]), 6))
        for rubric_id in table.index
    }


def answer_of_rubrics(found: Any) -> Any:
    return {
        one.rubric_id: (
            one.reach.low,
            one.reach.median,
            one.reach.high,
            round(one.share_of_reach, 6),
        )
        for one in found
        if one.posts
    }


def week(db: Database, period: Period) -> Any:
    posts = _posts(db, period)
    table = posts.groupby([posts["at"].dt.weekday, posts["at"].dt.hour])["reach_total"]
    found = table.agg(["size", "median"])
    return [
        (int(weekday), int(hour), int(row["size"]), float(row["median"]))
        for (weekday, hour), row in found.iterrows()
    ]


def answer_of_week(found: Any) -> Any:
    return [(one.weekday, one.hour, one.posts, float(one.reach.median)) for one in found]


def talk(db: Database, period: Period) -> Any:
    said = _talk(db, period)
    table = said.groupby("day").agg(
        comments=("citizen", "sum"), questions=("asks", "sum"), answered=("waited", "count")
    )
    middle = said.groupby("day")["waited"].quantile(0.5, interpolation="lower")
    return [
        (day, int(row.comments), int(row.questions), int(row.answered), _whole(middle[day]))
        for day, row in table.iterrows()
    ]


def answer_of_talk(found: Any) -> Any:
    return [
        (
            point.span.since.isoformat(),
            point.counts.comments,
            point.counts.questions,
            point.counts.answered,
            point.counts.waits.longest_of(50),
        )
        for point in found
        if point.counts.comments or point.counts.answers
    ]


def talk_by_rubric(db: Database, period: Period) -> Any:
    said = _talk(db, period)
    table = said.groupby("rubric_id").agg(
        comments=("citizen", "sum"), questions=("asks", "sum"), answered=("waited", "count")
    )
    middle = said.groupby("rubric_id")["waited"].quantile(0.5, interpolation="lower")
    return {
        int(id_): (int(row.comments), int(row.questions), int(row.answered), _whole(middle[id_]))
        for id_, row in table.iterrows()
    }


def answer_of_parts(found: Any) -> Any:
    return {
        row.part_id: (
            row.counts.comments,
            row.counts.questions,
            row.counts.answered,
            row.counts.waits.longest_of(50),
        )
        for row in found
        if row.counts.comments or row.counts.answers
    }


def _posts(db: Database, period: Period) -> pd.DataFrame:
    posts = pd.read_sql_query(
        "SELECT post_id, published_at, rubric_id, likes, reposts, comments, reach_total FROM post"
        " LEFT JOIN post_reach USING (post_id)"
        " WHERE state = 'published' AND published_at >= ? AND published_at < ?",
        db.conn,
        params=_seconds(period),
    )
    posts["at"] = pd.to_datetime(posts["published_at"], unit="s", utc=True).dt.tz_convert(ZONE)
    posts["day"] = posts["at"].dt.strftime("%Y-%m-%d")
    return posts


def _talk(db: Database, period: Period) -> pd.DataFrame:
    """Comments of the period with their day, rubric, whether they ask, and seconds to the first answer."""
    since, until = _seconds(period)
    said = pd.read_sql_query(
        "SELECT comment_id, thread_id, created_at, is_ours, comment.text, rubric_id FROM comment"
        " LEFT JOIN post USING (post_id)"
        " WHERE created_at >= ? AND created_at < ? AND deleted_at IS NULL",
        db.conn,
        params=[since, until],
    )
    ours = pd.read_sql_query(
        "SELECT comment_id AS answer_id, thread_id, reply_to_id, created_at AS answered_at FROM comment"
        " WHERE is_ours = 1 AND deleted_at IS NULL AND created_at >= ?",
        db.conn,
        params=[since],
    )
    said["citizen"] = said["is_ours"] == 0
    said["asks"] = said["citizen"] & said["text"].str.contains(r"\?(?![a-zA-Z0-9=&%])")
    at = pd.to_datetime(said["created_at"], unit="s", utc=True).dt.tz_convert(ZONE)
    said["day"] = at.dt.strftime("%Y-%m-%d")
    pairs = said.loc[said["asks"], ["comment_id", "thread_id", "created_at"]].merge(
        ours, on="thread_id"
    )
    meant = (
        pairs["reply_to_id"].isna()
        | (pairs["reply_to_id"] == pairs["thread_id"])
        | (pairs["reply_to_id"] == pairs["comment_id"])
    )
    pairs = pairs[meant & (pairs["answer_id"] > pairs["comment_id"])].sort_values("answer_id")
    first = pairs.drop_duplicates("comment_id").set_index("comment_id")
    waited = first["answered_at"] - first["created_at"]
    said["waited"] = said["comment_id"].map(waited)
    return said


def _whole(value: float) -> int | None:
    return None if pd.isna(value) else int(value)


def _seconds(period: Period) -> list[int]:
    return [day_span(period.since, zone=ZONE)[0], day_span(period.until, zone=ZONE)[1]]
