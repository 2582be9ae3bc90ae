"""Intake and events on the store alone: told once, told twice, told late, told wrongly."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lib.store import Store
from lib.store.revisions import revisions
from lib.store.search import match_query
from lib.sync.events import take_event
from lib.sync.intake import take_authors, take_comments, take_posts

NOW = 1_790_000_000
HUGE = 2**31 + 77


def post(post_id=7, **more):
    return {
        "id": post_id,
        "owner_id": -1,
        "from_id": -1,
        "date": NOW - 100,
        "text": "О прививках",
        "post_type": "post",
        "likes": {"count": 1},
        "views": {"count": 10},
        "comments": {"count": 0},
        **more,
    }


def comment(comment_id=50, **more):
    return {
        "id": comment_id,
        "from_id": 101,
        "post_id": 7,
        "owner_id": -1,
        "date": NOW - 50,
        "text": "Когда приём?",
        "parents_stack": [],
        **more,
    }


def event(kind, told, **more):
    return {"type": kind, "object": told, "group_id": 1, "event_id": "e", **more}


def tell(store, *events, now=NOW):
    with store.writer() as db:
        for one in events:
            wanted = take_event(db, one, group_id=1, now=now)
    return wanted


def rows(store, question, *values):
    with store.reader() as db:
        return list(db.query(question, list(values)))


def only(store, question, *values):
    (row,) = rows(store, question, *values)
    return row


def test_told_twice_touches_nothing(store: Store) -> None:
    thread = {"count": 1, "items": [comment(51, parents_stack=[50], reply_to_comment=50)]}

    def tell_all() -> dict[str, int]:
        with store.writer() as db:
            take_authors(db, [{"id": 101, "first_name": "Анна", "last_name": "К"}], now=NOW)
            take_posts(db, [post()], now=NOW)
            take_comments(db, [comment(thread=thread)], group_id=1, now=NOW)
        with store.reader() as db:
            return revisions(db)

    assert tell_all() == tell_all()
    assert len(rows(store, "SELECT * FROM comment")) == 2


def test_an_edit_keeps_the_earlier_text(store: Store) -> None:
    tell(store, event("wall_reply_new", comment()))
    tell(store, event("wall_reply_edit", comment(text="Где приём?")), now=NOW + 5)
    tell(store, event("wall_reply_edit", comment(text="Где приём?")), now=NOW + 6)
    assert only(store, "SELECT text, edited_at FROM comment") == {
        "text": "Где приём?",
        "edited_at": NOW + 5,
    }
    search = "SELECT rowid FROM comment_search WHERE comment_search MATCH ?"
    assert rows(store, search, match_query("где")) and not rows(store, search, match_query("когда"))
    assert rows(store, "SELECT text, replaced_at FROM comment_earlier_text") == [
        {"text": "Когда приём?", "replaced_at": NOW + 5}
    ]


def test_a_late_repeat_neither_undoes_an_edit_nor_a_deletion(store: Store) -> None:
    tell(
        store,
        event("wall_reply_new", comment()),
        event("wall_reply_edit", comment(text="Иначе")),
        event("wall_reply_delete", {"owner_id": -1, "id": 50, "post_id": 7, "deleter_id": 1}),
        event("wall_reply_new", comment()),
        event("wall_reply_edit", comment(text="Иначе")),
    )
    row = only(store, "SELECT text, deleted_at, awaits FROM comment")
    assert row == {"text": "Иначе", "deleted_at": NOW, "awaits": 0}
    tell(store, event("wall_reply_restore", comment(text="Иначе")))
    assert only(store, "SELECT deleted_at, awaits FROM comment") == {
        "deleted_at": None,
        "awaits": 1,
    }


def test_a_deletion_of_an_unknown_comment_is_no_error(store: Store) -> None:
    wanted = tell(store, event("wall_reply_delete", {"id": 5, "user_id": 3, "post_id": 9}))
    assert wanted.post_ids == {9}
    assert rows(store, "SELECT * FROM comment") == []


def test_an_answer_of_the_community_settles_the_thread(store: Store) -> None:
    tell(store, event("wall_reply_new", comment()))
    assert only(store, "SELECT awaits, is_ours FROM comment") == {"awaits": 1, "is_ours": 0}
    reply = comment(51, from_id=-1, parents_stack=[50], reply_to_comment=50, reply_to_user=101)
    tell(store, event("wall_reply_new", reply))
    assert only(store, "SELECT is_ours, thread_id FROM comment WHERE comment_id = 51") == {
        "is_ours": 1,
        "thread_id": 50,
    }
    assert only(store, "SELECT awaits FROM comment WHERE comment_id = 50") == {"awaits": 0}


def test_an_unknown_author_has_a_row_and_is_asked_for(store: Store) -> None:
    wanted = tell(store, event("wall_reply_new", comment(from_id=HUGE)))
    assert wanted.author_ids == {HUGE}
    assert only(store, "SELECT name FROM author")["name"] == f"id{HUGE}"
    with store.writer() as db:
        take_authors(db, [{"id": HUGE, "first_name": "Ян", "last_name": ""}], now=NOW)
    assert only(store, "SELECT name FROM author")["name"] == "Ян"
    assert not tell(store, event("wall_reply_new", comment(51, from_id=HUGE))).author_ids


@pytest.mark.parametrize(
    ("told", "name", "deactivated"),
    [
        ({"first_name": "DELETED", "last_name": "", "deactivated": "deleted"}, "id9", "deleted"),
        ({"first_name": "Олег", "last_name": "Н", "deactivated": "banned"}, "Олег Н", "banned"),
        ({"first_name": "", "last_name": ""}, "id9", None),
        ({}, "id9", None),
        ({"first_name": None, "last_name": 5}, "id9", None),
    ],
)
def test_authors_without_a_name(store: Store, told, name, deactivated) -> None:
    with store.writer() as db:
        take_authors(db, [{"id": 9, **told}], now=NOW)
    assert only(store, "SELECT name, deactivated FROM author") == {
        "name": name,
        "deactivated": deactivated,
    }


@pytest.mark.parametrize(
    ("text", "hashtag"),
    [
        ("Спасибо! #СпасибоВрачам", "#СпасибоВрачам"),
        ("#спасибоврачам@training_minzdrav и ещё", "#СпасибоВрачам"),
        ("#Другое #ВОЛОНТЕРЫМЕДИКИ", "#ВолонтёрыМедики"),
        ("#СпасибоВрачамВсем", None),
        ("без рубрики", None),
    ],
)
def test_a_rubric_is_known_by_its_hashtag(store: Store, text, hashtag) -> None:
    with store.writer() as db:
        take_posts(db, [post(text=text)], now=NOW)
    found = only(
        store, "SELECT hashtag FROM post LEFT JOIN rubric USING (rubric_id) WHERE post_id = 7"
    )
    assert found["hashtag"] == hashtag


def test_a_rubric_given_by_a_person_stays(store: Store) -> None:
    with store.writer() as db:
        take_posts(db, [post(text="без рубрики")], now=NOW)
        db.execute("UPDATE post SET rubric_id = 3")
        take_posts(db, [post(text="#СпасибоВрачам")], now=NOW)
    assert only(store, "SELECT rubric_id, text FROM post") == {
        "rubric_id": 3,
        "text": "#СпасибоВрачам",
    }


def test_counters_that_vk_leaves_out_are_unknown_not_zero(store: Store) -> None:
    bare = {"id": 7, "owner_id": -1, "from_id": -1, "date": NOW, "text": "т"}
    with store.writer() as db:
        take_posts(db, [bare], now=NOW)
    counters = "SELECT views, likes, reposts, comments FROM post"
    assert set(only(store, counters).values()) == {None}
    with store.writer() as db:
        take_posts(db, [bare | {"views": {"count": 5}, "likes": {"count": 0}}], now=NOW)
        take_posts(db, [bare], now=NOW)
    assert only(store, counters) == {"views": 5, "likes": 0, "reposts": None, "comments": None}


def test_a_scheduled_post_goes_out_under_a_new_id(store: Store) -> None:
    scheduled = post(8, post_type="postpone", date=NOW + 3600)
    with store.writer() as db:
        take_posts(db, [scheduled], now=NOW)
        db.execute("UPDATE post SET rubric_id = 4 WHERE post_id = 8")
    told = event("wall_post_new", post(9, postponed_id=8, date=NOW + 3600))
    tell(store, told, told)
    states = rows(store, "SELECT post_id, state, became_id, rubric_id FROM post ORDER BY post_id")
    assert states == [
        {"post_id": 8, "state": "released", "became_id": 9, "rubric_id": 4},
        {"post_id": 9, "state": "published", "became_id": None, "rubric_id": 4},
    ]


def test_a_late_event_does_not_bring_a_deleted_post_back(store: Store) -> None:
    with store.writer() as db:
        take_posts(db, [post(text="новее")], now=NOW)
        db.execute("UPDATE post SET state = 'deleted'")
    wanted = tell(store, event("wall_post_new", post(text="старее")))
    assert only(store, "SELECT state, text FROM post") == {"state": "deleted", "text": "новее"}
    assert wanted.post_ids == {7}


def test_comments_of_a_deleted_post_wait_for_nobody(store: Store) -> None:
    with store.writer() as db:
        take_posts(db, [post()], now=NOW)
        take_comments(db, [comment()], group_id=1, now=NOW)
        take_posts(db, [post(is_deleted=True)], now=NOW)
    assert only(store, "SELECT awaits FROM comment") == {"awaits": 0}
    with store.writer() as db:
        take_posts(db, [post()], now=NOW)
    assert only(store, "SELECT awaits FROM comment") == {"awaits": 1}


def test_the_place_of_a_deleted_comment_keeps_our_text(store: Store) -> None:
    with store.writer() as db:
        take_comments(db, [comment()], group_id=1, now=NOW)
        take_comments(db, [comment(text="", deleted=True)], group_id=1, now=NOW + 1)
    assert only(store, "SELECT text, deleted_at FROM comment") == {
        "text": "Когда приём?",
        "deleted_at": NOW + 1,
    }


def test_a_comment_first_met_as_the_place_of_a_deleted_one(store: Store) -> None:
    place = {"id": 50, "post_id": 7, "deleted": True, "parents_stack": []}
    with store.writer() as db:
        take_comments(db, [place], group_id=1, now=NOW)
    tell(store, event("wall_reply_restore", comment(from_id=-1)))
    row = only(
        store, "SELECT from_id, is_ours, created_at, text, edited_at, deleted_at FROM comment"
    )
    assert row == {
        "from_id": -1,
        "is_ours": 1,
        "created_at": NOW - 50,
        "text": "Когда приём?",
        "edited_at": None,
        "deleted_at": None,
    }
    assert rows(store, "SELECT * FROM comment_earlier_text") == []


def test_attachments_become_cards(store: Store) -> None:
    sizes = [
        {"type": "s", "url": "https://vk.example/s", "width": 75},
        {"type": "x", "url": "https://vk.example/x", "width": 604},
        {"type": "p", "url": "https://vk.example/p", "width": 320},
    ]
    told = [
        {"type": "photo", "photo": {"id": 3, "owner_id": -1, "sizes": sizes, "text": ""}},
        {"type": "link", "link": {"url": "https://a.example/", "title": "Сайт"}},
        {"type": "link", "link": {"url": "javascript:alert(1)", "title": "Плохая"}},
        {"type": "hologram", "hologram": 5},
        "not an object",
    ]
    with store.writer() as db:
        take_posts(db, [post(attachments=told)], now=NOW)
    kept = json.loads(only(store, "SELECT attachments FROM post")["attachments"])
    assert [(card["type"], card["preview"], card["title"], card["link"]) for card in kept] == [
        ("photo", "https://vk.example/p", None, "https://vk.ru/photo-1_3"),
        ("link", None, "Сайт", "https://a.example/"),
        ("link", None, "Плохая", None),
        ("hologram", None, None, None),
    ]


def test_other_walls_are_left_alone(store: Store) -> None:
    elsewhere = comment(post_owner_id=-2, owner_id=-2)
    assert not tell(store, event("wall_reply_new", elsewhere))
    assert not tell(
        store, event("like_add", {"object_type": "post", "object_owner_id": -2, "object_id": 7})
    )
    assert rows(store, "SELECT * FROM comment") == []


def test_likes_and_members_are_asked_for(store: Store) -> None:
    like = {"liker_id": 5, "object_type": "post", "object_owner_id": -1, "object_id": 7}
    assert tell(store, event("like_remove", like)).post_ids == {7}
    assert tell(store, event("group_join", {"user_id": 5, "join_type": "join"})).community
    copied = {"id": 1, "owner_id": 5, "copy_history": [{"id": 7, "owner_id": -1}]}
    assert tell(store, event("wall_repost", copied)).post_ids == {7}


def test_text_that_sqlite_cannot_hold_is_mended(store: Store) -> None:
    tell(store, event("wall_reply_new", comment(text="а\ud800б\0в", from_id=HUGE)))
    row = only(store, "SELECT text, json_valid(raw) AS sound FROM comment")
    assert row == {"text": "а?бв", "sound": 1}


_scalar = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5)
_json = st.recursive(
    _scalar, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner)
)
NAMES = """
id from_id post_id owner_id post_owner_id date text parents_stack thread reply_to_comment attachments likes
views comments copy_history post_type postponed_id object_id object_type object_owner_id deleted is_cropped
user_id edited
"""
TYPES = """
wall_reply_new wall_reply_edit wall_reply_delete wall_reply_restore wall_post_new wall_repost like_add
like_remove group_join group_leave message_new
"""
_names = st.sampled_from(NAMES.split())
_types = st.sampled_from(TYPES.split())
_broken = st.builds(
    lambda base, more: base | more,
    st.sampled_from([{}, comment(), post()]),
    st.dictionaries(_names, _json | st.integers(-(2**70), 2**70), max_size=4),
)


@settings(max_examples=150, deadline=None)
@given(data=st.lists(st.builds(event, _types | st.text(max_size=3), _broken | _json), max_size=4))
def test_no_shape_of_an_event_breaks_the_intake(tmp_path_factory, data) -> None:
    store = Store(tmp_path_factory.mktemp("broken") / "pult.db")
    store.migrate()
    tell(store, event("wall_reply_new", comment(900)), *data, event("like_add", {}))
    with store.writer() as db:
        take_event(db, None, group_id=1, now=NOW)
        take_event(db, [1], group_id=1, now=NOW)
    assert rows(store, "SELECT comment_id FROM comment WHERE comment_id = 900")
