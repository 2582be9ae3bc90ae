"""Campaigns: whose posts belong to them, and their figures counted by hand from a wall."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lib.access import journal
from lib.access.permissions import Actor, Forbidden
from lib.campaigns.campaigns import (
    Campaign,
    CampaignError,
    campaigns,
    change_campaign,
    close_campaign,
    create_campaign,
    drop_post,
    followed_posts,
    followed_tags,
    found_campaign,
    has_tag,
    post_ids,
    put_posts,
    reopen_campaign,
)
from lib.campaigns.figures import Figures, campaign_figures, middle, total
from lib.campaigns.wording import measures, missing
from lib.store import Store
from lib.sync.around import queries
from tests.inbox.conftest import START, Wall

ZONE = "Europe/Moscow"
MODERATOR, ANALYST = Actor("Ольга", "moderator"), Actor("Анна", "analyst")
BEGINS = date(2026, 9, 1)
DAY = 86_400


@pytest.fixture
def wall(store: Store) -> Wall:
    return Wall(store)


@pytest.fixture
def campaign(store: Store) -> int:
    return create_campaign(
        store, "  Диспансеризация \n осенью ", hashtag="Диспансеризация", begins=BEGINS,
        actor=MODERATOR, now=START, zone=ZONE,
    )  # fmt: skip


def ids(store: Store, campaign_id: int) -> set[int]:
    with store.reader() as db:
        return post_ids(db, found_campaign(db, campaign_id))


def figures(store: Store, campaign_id: int, now: int) -> Figures:
    with store.reader() as db:
        return campaign_figures(db, campaign_id, now=now, zone=ZONE)


def reach(store: Store, post_id: int, people: int | None) -> None:
    with store.writer() as db:
        db.execute(
            "INSERT INTO post_reach (post_id, reach_total, raw, measured_at) VALUES (?, ?, '{}', 1)",
            [post_id, people],
        )


def counters(views: int, likes: int, reposts: int, comments: int) -> dict[str, object]:
    values = {"views": views, "likes": likes, "reposts": reposts, "comments": comments}
    return {name: {"count": value} for name, value in values.items()}


def test_posts_with_the_hashtag_come_by_themselves_and_people_have_the_last_word(
    store: Store, wall: Wall, campaign: int
) -> None:
    tagged = wall.post("Приходите! #диспансеризация")
    local = wall.post("#ДИСПАНСЕРИЗАЦИЯ@minzdrav рядом")
    other = wall.post("О диспансеризация без решётки, #диспансеризация2026")
    deleted = wall.post("#Диспансеризация", is_deleted=True)
    assert ids(store, campaign) == {tagged, local}
    put_posts(store, campaign, [other], actor=MODERATOR, now=START)
    drop_post(store, campaign, local, actor=MODERATOR, now=START)
    assert ids(store, campaign) == {tagged, other}
    put_posts(store, campaign, [local], actor=MODERATOR, now=START)
    assert ids(store, campaign) == {tagged, local, other}
    with pytest.raises(CampaignError):
        put_posts(store, campaign, [deleted], actor=MODERATOR, now=START)
    with store.reader() as db:
        found = journal.entries(db, journal.Search(actions=["campaign.put", "campaign.drop"]))
    assert [entry.detail["post_id"] for entry in found] == [local, local, other]


def test_a_campaign_counts_from_its_day_until_it_is_closed(
    store: Store, wall: Wall, campaign: int
) -> None:
    change_campaign(
        store, campaign, "Осень", hashtag="#осень", begins=date(2026, 9, 22), actor=MODERATOR,
        now=START, zone=ZONE,
    )  # fmt: skip
    wall.now = START - 3 * DAY
    wall.post("#осень раньше")
    wall.now = START + DAY
    inside = wall.post("#осень")
    close_campaign(store, campaign, actor=MODERATOR, now=wall.now + 1)
    later = wall.post("#осень позже", date=wall.now + DAY)
    assert ids(store, campaign) == {inside}
    with store.reader() as db:
        assert followed_posts(db) == set() and followed_tags(db) == {}
    with pytest.raises(CampaignError):
        close_campaign(store, campaign, actor=MODERATOR, now=wall.now)
    reopen_campaign(store, campaign, actor=MODERATOR, now=wall.now)
    assert ids(store, campaign) == {inside, later}
    with store.reader() as db:
        assert followed_posts(db) == {inside, later}
        assert list(followed_tags(db)) == ["осень"]


def test_figures_are_those_of_the_wall(store: Store, wall: Wall, campaign: int) -> None:
    for number in range(6):
        post = wall.post("Другая запись", **counters(100, 1, 1, number))
        reach(store, post, 100 + number)
    first = wall.post("#Диспансеризация #СпасибоВрачам", **counters(300, 10, 4, 2))
    wall.now += DAY
    second = wall.post("#диспансеризация", **counters(500, 20, 6, 0))
    unknown = wall.post("#диспансеризация")
    reach(store, first, 250)
    reach(store, second, 350)
    found = figures(store, campaign, wall.now + 10)
    assert [post.post_id for post in found.posts] == [unknown, second, first]
    assert (found.reach.total, found.reach.known) == (600, 2)
    assert (found.views.total, found.likes.total, found.reposts.total) == (800, 30, 10)
    assert (found.reactions.total, found.reactions.known) == (42, 2)
    assert found.reach_median == 300 and found.usual_reach == 102.5 and found.usual_posts == 6
    assert found.reactions_median == 21 and found.usual_reactions == 4.5
    assert [(line.name, line.posts, line.reach.total) for line in found.by_rubric] == [
        ("Спасибо врачам", 1, 250), ("Without a rubric", 2, 350),
    ]  # fmt: skip
    days = {one.since: one for one in found.course if one.posts}
    assert [(one.posts, one.reach, one.reach_median) for one in days.values()] == [
        (1, 250, 250.0), (2, 350, 350.0),
    ]  # fmt: skip
    told = {one.name: one.value for one in measures(found)}
    assert told["Posts"] == 3 and told["Reach of the posts, added up"] == 600
    remarks = {one.message: one.values for one in missing(found)}
    assert any(values == {"known": 2, "all": 3} for values in remarks.values())


def test_what_neighbours_made_is_counted_once_and_people_are_not_neighbours(
    store: Store, wall: Wall, campaign: int
) -> None:
    post = wall.post("#Диспансеризация", **counters(300, 10, 8, 2))
    base = {"views": 5, "likes": None, "comments": None, "raw": "{}", "now": START}
    with store.writer() as db:
        queries.write_reposts(
            db,
            [
                {"owner_id": owner, "repost_id": number, "post_id": post, "reposted_at": wall.now, **base}
                for owner, number in ((-7, 1), (-7, 2), (-8, 1), (501, 1))
            ],
        )  # fmt: skip
        tagged = {"tag": "диспансеризация", "published_at": wall.now, "text": "#диспансеризация",
                  "reposts": None, **base}  # fmt: skip
        queries.write_tagged(
            db, [tagged | {"owner_id": -7, "post_id": 2}, tagged | {"owner_id": -9, "post_id": 4}]
        )
        queries.reposts_are_read(db, post, 8, now=START)
        queries.tag_is_read(db, "диспансеризация", since=1, until=START, cut_at=None)
    found = figures(store, campaign, wall.now)
    assert found.neighbour_reposts == 3 and found.neighbours == 3 and len(found.echoes) == 4
    assert found.neighbour_share == 3 / 8 and found.reposts_shown == 4
    assert {echo.name for echo in found.echoes} == {"club7", "club8", "club9"}
    words = [one.message for one in missing(found)]
    assert "VK does not show who made {n} of the reposts." in words
    assert sum(one.neighbours for one in found.course) == 4


def test_an_empty_campaign_says_that_it_is_empty(store: Store, campaign: int) -> None:
    found = figures(store, campaign, START)
    assert (found.reach.total, found.reach_median, found.neighbour_share) == (None, None, None)
    assert found.posts == () and found.course
    words = [one.message for one in missing(found)]
    assert "There are no posts in the campaign yet." in words
    assert "Posts of others with the hashtag were not looked for yet." in words


@pytest.mark.parametrize("begins", [date(2028, 2, 29), date(2025, 12, 31), date(2027, 1, 1)])
def test_leap_days_turns_of_the_year_and_beginnings_to_come_are_taken(
    store: Store, begins: date
) -> None:
    made = create_campaign(
        store, "Год", hashtag="", begins=begins, actor=MODERATOR, now=START, zone=ZONE
    )
    found = figures(store, made, START)
    assert found.since == begins and found.until >= found.since
    assert found.course[0].since <= begins <= found.course[-1].until


@pytest.mark.parametrize(
    ("name", "tag"),
    [("", "x"), (" \n", "x"), ("и" * 121, ""), ("A", "два слова"), ("A", "12"), ("A", "#a#b")],
)
def test_bad_names_and_hashtags_are_refused(store: Store, name: str, tag: str) -> None:
    with pytest.raises(CampaignError):
        create_campaign(
            store, name, hashtag=tag, begins=BEGINS, actor=MODERATOR, now=START, zone=ZONE
        )
    with store.reader() as db:
        assert campaigns(db) == []


def test_an_analyst_looks_and_changes_nothing(store: Store, campaign: int) -> None:
    with pytest.raises(Forbidden):
        close_campaign(store, campaign, actor=ANALYST, now=START)


@given(
    word=st.from_regex(r"\A[а-яёa-z][а-яёa-z0-9_]{0,20}\Z"),
    tail=st.sampled_from(["", "x", "1", "_"]),
)
def test_a_hashtag_is_found_whole_or_not_at_all(word: str, tail: str) -> None:
    campaign = Campaign(1, "A", f"#{word}", 0, None, "", 0)
    assert campaign.tag is not None
    assert has_tag(f"(#{word.upper()}{tail}!)", campaign.tag) is (tail == "")
    assert not has_tag(f"{word} # {word}", campaign.tag)


@given(st.lists(st.one_of(st.none(), st.integers(0, 10**6))))
def test_sums_and_medians_leave_out_what_is_not_known(values: list[int | None]) -> None:
    known = [value for value in values if value is not None]
    assert total(values).known == len(known)
    assert total(values).total == (sum(known) if known else None)
    assert (middle(values) is None) is (not known)
