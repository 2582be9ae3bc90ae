"""The demo community: what a newcomer sees first must hold together."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from datetime import date, timedelta

import pytest

from lib.sandbox.demo import generate
from lib.sandbox.demo.calendar import day_date, day_number, hour, weekday
from lib.sandbox.history import History, PastComment
from lib.store.migrations.m0001_core import RUBRICS
from tests.sandbox.conftest import past

NOW = 1_790_000_000
DAY = 86400


@pytest.fixture(scope="module", params=[1, 7])
def history(request: pytest.FixtureRequest) -> History:
    return past(request.param, NOW)


def said(history: History) -> list[PastComment]:
    return [comment for post in history.posts for comment in post.comments]


def test_the_same_seed_and_time_make_the_same_past() -> None:
    first = past(1, NOW)
    assert first == generate(seed=1, now=NOW)
    assert first != past(7, NOW)
    assert first != past(1, NOW + 3 * DAY)


def test_sizes_are_those_of_the_real_community(history: History) -> None:
    assert 900 <= len(history.posts) <= 1100
    assert 10_500 <= len(said(history)) <= 13_500
    assert 3_900 <= history.members <= 4_100
    assert len(history.days) == 540
    assert 2 <= len(history.scheduled) <= 3
    assert [one.at < NOW for one in history.suggested] == [True, True]
    ours = sum(comment.author_id < 0 for comment in said(history))
    assert 0.15 < ours / len(said(history)) < 0.4


def test_posts_go_out_one_to_three_a_day_in_the_day(history: History) -> None:
    per_day = Counter(day_number(post.at) for post in history.posts)
    full = [day_number(NOW) - offset for offset in range(1, 540)]
    assert {per_day[day] for day in full} == {1, 2, 3}
    hours = {(post.at + 3 * 3600) % DAY // 3600 for post in history.posts}
    assert min(hours) >= 9 and max(hours) <= 19


def test_time_runs_forward_and_never_past_now(history: History) -> None:
    assert [post.at for post in history.posts] == sorted(post.at for post in history.posts)
    in_order = sorted(said(history), key=lambda comment: comment.key)
    assert [comment.key for comment in in_order] == list(range(1, len(in_order) + 1))
    assert [comment.at for comment in in_order] == sorted(comment.at for comment in in_order)
    assert in_order[-1].at < NOW
    for post in history.posts:
        assert all(comment.at > post.at for comment in post.comments)
    assert all(post.at > NOW for post in history.scheduled)


def test_replies_answer_something_earlier_under_the_same_post(history: History) -> None:
    for post in history.posts:
        known: dict[int, PastComment] = {}
        for comment in post.comments:
            if comment.reply_to is not None:
                assert comment.reply_to in known
                assert known[comment.reply_to].at <= comment.at
            known[comment.key] = comment


def test_everyone_who_writes_is_a_person_or_the_community(history: History) -> None:
    ids = {person.user_id for person in history.people}
    assert len(ids) == len(history.people)
    assert {comment.author_id for comment in said(history)} <= ids | {-1}


def test_days_agree_with_the_people(history: History) -> None:
    joined = sum(day.subscribed for day in history.days)
    departed = sum(day.unsubscribed for day in history.days)
    members = [person for person in history.people if person.joined_at is not None]
    assert len(members) == history.members
    assert 3_000 <= history.members - joined + departed <= 3_200
    came = Counter(day_date(day_number(p.joined_at)) for p in members if p.joined_at)
    assert all(came[day.day] <= day.subscribed for day in history.days)
    assert all(p.joined_at <= NOW for p in members if p.joined_at)


def test_days_agree_with_the_posts(history: History) -> None:
    assert [day.day for day in history.days] == [
        day_date(day_number(NOW)) - timedelta(days=offset) for offset in range(539, -1, -1)
    ]
    per_day: Counter[date] = Counter(day_date(day_number(c.at)) for c in said(history))
    assert {day.day: day.comments for day in history.days if day.comments} == dict(per_day)
    assert sum(day.likes for day in history.days) == sum(post.likes for post in history.posts)
    assert sum(day.copies for day in history.days) == sum(post.reposts for post in history.posts)


def test_measures_keep_their_order(history: History) -> None:
    for day in history.days:
        assert day.views >= day.reach >= day.reach_subscribers > 0
    for post in history.posts:
        assert post.views >= post.reach_total >= post.reach_subscribers >= 0
        assert post.likes + post.reposts <= post.views


def test_reach_has_a_week_and_a_few_explained_spikes(history: History) -> None:
    last_weeks = history.days[-28:]
    assert 20_000 <= sum(day.reach for day in last_weeks) / 4 <= 33_000
    calm = sorted(day.reach for day in history.days)[270]
    weekend = [day.reach for day in history.days if day.day.weekday() >= 5]
    working = [day.reach for day in history.days if day.day.weekday() < 5]
    assert sorted(weekend)[len(weekend) // 2] < 0.9 * sorted(working)[len(working) // 2]
    spikes = [day for day in history.days if day.reach > 2.2 * calm]
    assert 4 <= len(spikes) <= 25
    wide = {day_date(day_number(p.at)) for p in history.posts if p.reach_total > 8_000}
    assert all({spike.day - timedelta(days=back) for back in range(4)} & wide for spike in spikes)


def test_posts_end_with_the_hashtag_of_a_rubric_but_a_few(history: History) -> None:
    hashtags = {hashtag for hashtag, _name, _colour in RUBRICS}
    last = [post.text.split()[-1] for post in history.posts]
    tagged = [word for word in last if word in hashtags]
    assert 0.88 < len(tagged) / len(last) < 0.96
    assert set(tagged) == hashtags
    assert not [word for word in last if word.startswith("#") and word not in hashtags]


def test_there_are_pictures_videos_polls_and_shared_posts(history: History) -> None:
    kinds = Counter(str(a["type"]) for post in history.posts for a in post.attachments)
    assert min(kinds[kind] for kind in ("photo", "video", "poll")) > 20
    for post in history.posts:
        for attachment in post.attachments:
            assert attachment["type"] in attachment
    shared = [post for post in history.posts if post.copy_of]
    assert 30 < len(shared) < 110
    assert all(
        p.copy_of and p.copy_of["owner_id"] < -1 and p.copy_of["date"] < p.at for p in shared
    )


def awaiting(history: History, *, first_run: int) -> list[PastComment]:
    """The rule of lib/store/awaiting.py, spelled out over a history."""
    waiting = []
    for post in history.posts:
        root: dict[int, int] = {}
        threads: defaultdict[int, list[PastComment]] = defaultdict(list)
        for comment in post.comments:
            top = root[comment.reply_to] if comment.reply_to else comment.key
            root[comment.key] = top
            threads[top].append(comment)
        for top, thread in threads.items():
            for one in thread:
                if one.author_id > 0 and one.at >= first_run - 14 * DAY:
                    answered = any(
                        ours.author_id < 0
                        and ours.key > one.key
                        and ours.reply_to in (None, one.key, top)
                        for ours in thread
                    )
                    if not answered:
                        waiting.append(one)
    return waiting


@pytest.mark.parametrize("now", [NOW, NOW + 9 * 3600, NOW + 3 * DAY, NOW + 5 * DAY + 4 * 3600])
def test_the_console_opens_on_some_work_and_not_on_a_heap(now: int) -> None:
    waiting = awaiting(past(1, now), first_run=now)
    assert 15 <= len(waiting) <= 40
    ages = sorted(now - comment.at for comment in waiting)
    recent = [age for age in ages if age <= 2 * DAY]
    assert len(recent) >= 14
    assert any(7000 <= age <= 9000 for age in recent)
    assert recent[-1] > 1.8 * DAY
    assert len(ages) - len(recent) <= 8


def test_what_is_asked_in_working_hours_is_answered_in_hours(history: History) -> None:
    by_key = {comment.key: comment for comment in said(history)}
    waits = []
    for comment in said(history):
        if comment.author_id < 0 and comment.reply_to:
            asked = by_key[comment.reply_to].at
            assert comment.at - asked < 6 * DAY
            if weekday(asked) < 5 and 9 <= hour(asked) <= 16:
                waits.append(comment.at - asked)
    waits.sort()
    assert len(waits) > 300
    assert waits[len(waits) // 2] < 2 * 3600
    assert waits[len(waits) * 8 // 10] < 5 * 3600


def test_people_seldom_say_the_same(history: History) -> None:
    texts = [comment.text for comment in said(history)]
    assert len(set(texts)) >= 0.88 * len(texts)
    assert len({post.text for post in history.posts}) >= 0.93 * len(history.posts)


def test_names_agree_with_the_sex(history: History) -> None:
    for person in history.people:
        assert person.sex in (1, 2)
        if person.last_name.endswith(("ова", "ева", "ёва", "ина", "ына", "ая")):
            assert person.sex == 1, person
        if person.last_name.endswith(("ов", "ев", "ёв", "ин", "ын", "ий", "ой")):
            assert person.sex == 2, person


def test_no_template_shows_through(history: History) -> None:
    ours = [post.text for post in (*history.posts, *history.scheduled)]
    ours += [comment.text for comment in said(history) if comment.author_id < 0]
    for text in [*ours, *(comment.text for comment in said(history))]:
        assert not re.search(r"[{}<>|@]", text), text
        assert text == text.strip(), text
    for text in ours:
        assert "  " not in text and not re.search(r"\s[,.]|\.\.|,,|,\.|\w[.!?][А-Яа-яё]", text), (
            text
        )


def test_nothing_leads_to_a_real_telephone_or_address(history: History) -> None:
    texts = [post.text for post in history.posts] + [c.text for c in said(history)]
    texts.append(history.description)
    for text in texts:
        assert "http" not in text and "vk.com" not in text
        without = text.replace("8-800-000-00-22", "").replace("8 800 000 00 22", "")
        assert not re.search(r"(\+7|\b8)[\s\-(]*\d{3}", without), text
        assert not re.search(r"\d{6,}", without) or "100500" in without, text
    assert "учебное" in history.name
