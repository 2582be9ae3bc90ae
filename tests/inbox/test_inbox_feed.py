"""The feed: which comments it lists, in which order, page by page."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lib.inbox import queries
from lib.inbox.feed.queries import Filters, feed, new_count, newest_id
from lib.store import Store
from lib.store.awaiting import set_horizon
from tests.inbox.conftest import START, Wall

WORDS = ("вода", "врач", "запись", "спасибо")


def pages(store: Store, filters: Filters, limit: int, meanwhile: Any = None) -> list[int]:
    """All ids from the first page to the last, turning with `after`."""
    found: list[int] = []
    after = None
    while True:
        with store.reader() as db:
            page = feed(db, filters, after=after, limit=limit)
        found += page.comment_ids
        if meanwhile:
            meanwhile()
        if not page.after:
            return found
        after = page.comment_ids[-1]


def matches(row: dict[str, Any], filters: Filters) -> bool:
    if row["is_ours"] and row["thread_id"] != row["comment_id"]:
        return False
    return (
        (not filters.unanswered or row["awaits"] == 1)
        and filters.post_id in (None, row["post_id"])
        and (filters.since is None or row["created_at"] >= filters.since)
        and (filters.until is None or row["created_at"] < filters.until)
        and (not filters.text or filters.text in row["text"])
    )


comments = st.lists(
    st.tuples(
        st.integers(0, 2),  # post
        st.sampled_from(WORDS),
        st.booleans(),  # ours
        st.integers(0, 5),  # answers so many comments back; 0: a thread of its own
    ),
    max_size=25,
)
filters = st.builds(
    Filters,
    unanswered=st.booleans(),
    post_id=st.sampled_from([None, 1, 2]),
    since=st.sampled_from([None, START + 300, START + 900]),
    until=st.sampled_from([None, START + 700, START + 1400]),
    text=st.sampled_from(["", *WORDS]),
    oldest_first=st.booleans(),
)


@settings(max_examples=60, deadline=None)
@given(comments, filters, st.integers(1, 7), st.integers(0, 3))
def test_pages_joined_are_the_list_while_new_comments_arrive(
    said: list[tuple[int, str, bool, int]], chosen: Filters, limit: int, arriving: int
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        store = Store(Path(folder) / "pult.db")
        store.migrate()
        with store.writer() as db:
            set_horizon(db, now=START)
        wall = Wall(store)
        posts = [wall.post() for _ in range(3)]
        first: list[tuple[int, int]] = []
        for post, text, ours, back in said:
            thread = first[-back] if 0 < back <= len(first) else None
            made = wall.say(
                thread[1] if thread else posts[post],
                text,
                from_id=-1 if ours else 501,
                thread=thread[0] if thread else None,
                reply_to=thread[0] if thread else None,
            )
            if thread is None:
                first.append((made, posts[post]))
        with store.reader() as db:
            rows = [dict(row) for row in db.query("SELECT * FROM comment")]
        wanted = [row["comment_id"] for row in rows if matches(row, chosen)]
        wanted.sort(reverse=not chosen.oldest_first)
        fresh = iter(range(arriving))

        def one_more() -> None:
            if next(fresh, None) is not None:
                wall.say(posts[0], "посторонний")

        found = pages(store, chosen, limit, one_more)
        if chosen.oldest_first:
            # What arrives while one reads stands at the end.
            assert found[: len(wanted)] == wanted
            assert all(comment_id > rows[-1]["comment_id"] for comment_id in found[len(wanted) :])
        else:
            assert found == wanted
        assert len(found) == len(set(found))

        # And back again, from the end to the beginning.
        back_again: list[int] = []
        before = (0 if not chosen.oldest_first else 2**40) if wanted else None
        while before is not None:
            with store.reader() as db:
                page = feed(db, chosen, before=before, limit=limit)
            back_again = [*page.comment_ids, *back_again]
            before = page.comment_ids[0] if page.before else None
        assert [number for number in back_again if number in set(wanted)] == wanted


def test_replies_of_the_community_stand_under_the_comment_not_beside_it(
    store: Store, wall: Wall
) -> None:
    post_id = wall.post("#СпасибоВрачам Говорим спасибо")
    asked = wall.say(post_id, "Когда приём?")
    ours = wall.say(post_id, "Завтра с 8 до 12", from_id=-1, thread=asked, reply_to=asked)
    announcement = wall.say(post_id, "Уважаемые жители!", from_id=-1)

    with store.reader() as db:
        listed = feed(db, Filters()).comment_ids
        [card] = queries.cards(db, [asked])

    assert listed == (announcement, asked)
    assert [answer.comment_id for answer in card.answers] == [ours]
    assert card.awaits is False
    assert card.post.text == "#СпасибоВрачам Говорим спасибо"


def test_card_tells_the_parent_earlier_texts_and_who_wrote(store: Store, wall: Wall) -> None:
    post_id = wall.post()
    wall.people([{"id": 501, "first_name": "Анна", "last_name": "Белова"}])
    wall.people([{"id": 502, "first_name": "DELETED", "last_name": "", "deactivated": "deleted"}])
    first = wall.say(post_id, "Приём есть?")
    second = wall.say(post_id, "Тоже жду", from_id=502, thread=first, reply_to=first)
    wall.edit(first, post_id, "Приём у хирурга есть?")

    with store.reader() as db:
        asked, joined = queries.cards(db, [first, second])

    assert (asked.author.name, asked.parent) == ("Анна Белова", None)
    assert (asked.earlier_texts, joined.earlier_texts) == (("Приём есть?",), ())
    assert (joined.author.deactivated, joined.author.name) == ("deleted", "id502")
    assert joined.parent is not None
    assert (joined.parent.comment_id, joined.parent.name) == (first, "Анна Белова")


@pytest.mark.parametrize(
    ("question", "found"),
    [
        ("врачей", True),
        ("ВРАЧ", True),
        ("елка", True),
        ("Ёлку", True),
        ("вра", True),  # the beginning of a word, where no comment has the whole word
        ("врач ёлка", True),
        ("врач аптека", False),
        ("!!! «»", False),
        ('" OR stems:*', False),
        ("🎄", True),
        ("❤️", True),
        ("🤷\u200d♀️", False),
        ("%", False),
    ],
)
def test_search_knows_forms_of_words_and_takes_nothing_for_a_command(
    store: Store, wall: Wall, question: str, found: bool
) -> None:
    post_id = wall.post()
    comment_id = wall.say(post_id, "Врачи нарядили ёлку 🎄❤")
    wall.say(post_id, "Спасибо")

    with store.reader() as db:
        listed = feed(db, Filters(text=question)).comment_ids

    assert listed == ((comment_id,) if found else ())


def test_new_comments_are_counted_as_the_filters_say(store: Store, wall: Wall) -> None:
    one, other = wall.post(), wall.post()
    seen = wall.say(one)
    asked = wall.say(one, "Где врач?")
    wall.say(one, "Здесь", from_id=-1, thread=asked, reply_to=asked)
    wall.say(other, "Спасибо")

    with store.reader() as db:
        count = {
            "all": new_count(db, Filters(), since_id=seen),
            "post": new_count(db, Filters(post_id=other), since_id=seen),
            "text": new_count(db, Filters(text="врач"), since_id=seen),
            "unanswered": new_count(db, Filters(unanswered=True), since_id=seen),
            "none": new_count(db, Filters(), since_id=newest_id(db)),
        }
        waiting = queries.waiting(db)

    assert count == {"all": 2, "post": 1, "text": 1, "unanswered": 1, "none": 0}
    assert waiting.count == 2
    assert waiting.oldest_at is not None and waiting.oldest_at < wall.now


def test_no_sort_and_no_scan_stand_in_any_plan(store: Store, wall: Wall) -> None:
    wall.say(wall.post(), "Где врач?")
    for chosen in (
        Filters(),
        Filters(unanswered=True),
        Filters(post_id=1),
        Filters(since=START, until=START + 10**6),
        Filters(text="врач"),
        Filters(text="врач", unanswered=True, oldest_first=True),
    ):
        asked: list[str] = []
        with store.reader() as db:
            db.conn.set_trace_callback(asked.append)
            feed(db, chosen)
            db.conn.set_trace_callback(None)
            # What a search table asks of itself is traced as a comment.
            ordered = [one for one in asked if one.startswith("SELECT") and "ORDER BY" in one]
            plans = [
                " | ".join(row[3] for row in db.execute(f"EXPLAIN QUERY PLAN {one}").fetchall())
                for one in ordered
            ]
        assert any("BETWEEN" in one for one in ordered), asked
        for plan in plans:
            assert "TEMP B-TREE" not in plan, plan
            # A scan in the order of the ids that stops at the page's end is what is wanted of the whole feed.
            assert plan.count("SCAN") <= 1 and "SCAN p" not in plan, plan
