"""The charts of «Охват» from the raw tables by pandas: what a page without kept sums would be.

`streamlit run tests/bench/rival_reach.py` with `RIVAL_DB`, `RIVAL_SINCE` and `RIVAL_UNTIL` in the environment;
the section is in the address. The charts themselves are the product's own.
"""

from __future__ import annotations

import os
import sqlite3
from datetime import date

import pandas as pd
import streamlit as st

from lib.charts.theme import LIGHT
from lib.reach.charts import days, talk
from lib.reach.counts import Day

ZONE = "Europe/Moscow"
SINCE, UNTIL = (date.fromisoformat(os.environ[name]) for name in ("RIVAL_SINCE", "RIVAL_UNTIL"))


def read(query: str) -> pd.DataFrame:
    with sqlite3.connect(os.environ["RIVAL_DB"]) as db:
        return pd.read_sql(query, db)


def known(waits: pd.Series, day: date) -> float | None:
    """Nothing on a day without answers."""
    wait = waits.get(day)
    return None if pd.isna(wait) else float(wait)


def days_section() -> None:
    measured = read("SELECT day, reach, reach_subscribers FROM day_stat").set_index("day")
    posts = read(
        "SELECT p.*, m.reach_total FROM post AS p LEFT JOIN post_reach AS m USING (post_id)"
    )
    at = pd.to_datetime(posts["published_at"], unit="s", utc=True).dt.tz_convert(ZONE)
    posts = posts[(at.dt.date >= SINCE) & (at.dt.date <= UNTIL)].assign(day=at.dt.date)
    st.write(measured["reach"].median(), posts["reach_total"].median())
    series = [
        Day(day, reach=int(row["reach"]), reach_subscribers=int(row["reach_subscribers"]))
        for day in pd.date_range(SINCE, UNTIL).date
        for row in [measured.loc[day.isoformat()]]
    ]
    hover = posts.groupby("day")["text"].first().str.slice(0, 60).to_dict()
    st.altair_chart(days.daily_reach(series, LIGHT, posts=hover))
    st.altair_chart(days.others_share(series, LIGHT))
    st.dataframe(posts[["published_at", "text", "views", "likes"]].head(300))


def talk_section() -> None:
    said = read("SELECT comment_id, thread_id, post_id, is_ours, created_at, text FROM comment")
    at = pd.to_datetime(said["created_at"], unit="s", utc=True).dt.tz_convert(ZONE)
    said = said.assign(day=at.dt.date)
    said = said[(said["day"] >= SINCE) & (said["day"] <= UNTIL)]
    asked = said[(said["is_ours"] == 0) & said["text"].str.contains("?", regex=False)]
    ours = said[said["is_ours"] == 1]
    answers = pd.merge_asof(
        asked.sort_values("comment_id"),
        ours[["comment_id", "thread_id", "created_at"]]
        .rename(columns={"created_at": "answered_at"})
        .sort_values("comment_id"),
        on="comment_id",
        by="thread_id",
        direction="forward",
    )
    answers["waited"] = answers["answered_at"] - answers["created_at"]
    waits = answers.groupby("day")["waited"]
    asked_on, answered_on = waits.size(), waits.count()
    half, most = waits.median(), waits.quantile(0.9)
    comments = said[said["is_ours"] == 0].groupby("day").size()
    steps = [
        talk.Talk(
            day,
            int(comments.get(day, 0)),
            int(asked_on.get(day, 0)),
            int(answered_on.get(day, 0)),
            None,
            known(half, day),
            known(most, day),
        )
        for day in pd.date_range(SINCE, UNTIL).date
    ]
    rubrics = read("SELECT post_id, rubric_id FROM post")
    by_rubric = answers.merge(rubrics, on="post_id").groupby("rubric_id")["waited"]
    groups = [
        talk.Group(
            str(rubric), len(one), int(one.count()), float(one.median()), float(one.quantile(0.9))
        )
        for rubric, one in by_rubric
    ]
    st.altair_chart(talk.questions(steps, UNTIL, LIGHT))
    st.altair_chart(talk.waits(steps, UNTIL, LIGHT, norm=86_400))
    st.altair_chart(talk.by_group(groups, LIGHT, norm=86_400))


st.set_page_config(layout="wide")
{"days": days_section, "talk": talk_section}[st.query_params.get("section", "days")]()
