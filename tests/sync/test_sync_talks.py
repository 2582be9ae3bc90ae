"""Messages and comments of videos: as events tell them, and as they are read from VK."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lib.sandbox import dialogs, gallery
from lib.store import Store
from lib.store.revisions import revisions
from lib.sync.events import Wanted, take_event
from lib.sync.talks.intake import take_messages
from lib.sync.talks.reading import read_dialogs, read_videos
from tests.sync.test_sync_intake import NOW, event, only, rows, tell

ANNA = 101


def message(message_id=5, **more):
    return {
        "id": message_id,
        "date": NOW - 50,
        "peer_id": ANNA,
        "from_id": ANNA,
        "text": "Можно ли кофе?",
        "conversation_message_id": 1,
        "attachments": [],
        **more,
    }


def said(comment_id=9, **more):
    return {
        "id": comment_id,
        "from_id": ANNA,
        "date": NOW - 50,
        "text": "Слышно хорошо",
        "owner_id": -1,
        "video_id": 456,
        "video_owner_id": -1,
        **more,
    }


def test_a_message_and_our_answer_are_kept_once(store: Store) -> None:
    new = event("message_new", {"message": message(), "client_info": {}})
    ours = event("message_reply", message(6, from_id=-1, text="Можно"))
    wanted = tell(store, new)
    assert wanted.author_ids == {ANNA}
    tell(store, ours)
    with store.reader() as db:
        before = revisions(db)
    tell(store, new, ours, new)
    with store.reader() as db:
        assert revisions(db) == before
    assert [
        (row["message_id"], row["is_ours"]) for row in rows(store, "SELECT * FROM message")
    ] == [
        (5, 0),
        (6, 1),
    ]


def test_a_late_repeat_and_an_older_edit_do_not_bring_an_old_text_back(store: Store) -> None:
    tell(store, event("message_new", {"message": message()}))
    tell(store, event("message_edit", message(text="Третье", update_time=NOW - 10)))
    tell(store, event("message_edit", message(text="Второе", update_time=NOW - 20)))
    tell(store, event("message_new", {"message": message()}))
    assert only(store, "SELECT text FROM message")["text"] == "Третье"


def test_talks_of_many_and_broken_events_are_left_out(store: Store) -> None:
    tell(store, event("message_new", {"message": message(peer_id=2_000_000_001)}))
    tell(store, event("message_new", {"message": message(date=None)}))
    tell(store, event("message_new", {"message": "?"}))
    tell(store, event("video_comment_new", said(video_owner_id=-77, owner_id=-77)))
    tell(store, event("video_comment_new", said(from_id="x")))
    assert rows(store, "SELECT 1 FROM message UNION ALL SELECT 1 FROM video_comment") == []


def test_a_cropped_message_is_read_again(store: Store) -> None:
    wanted = tell(store, event("message_new", {"message": message(is_cropped=True)}))
    assert wanted.peer_ids == {ANNA}


def test_a_comment_of_a_video_is_no_comment_of_the_wall(store: Store) -> None:
    assert tell(store, event("video_comment_new", said())) == Wanted(author_ids=frozenset({ANNA}))
    wanted = tell(store, event("video_comment_edit", said(text="Плохо слышно")))
    assert wanted.video_ids == {456}
    gone = {"owner_id": -1, "id": 9, "video_id": 456, "deleter_id": 1, "user_id": ANNA}
    tell(store, event("video_comment_delete", gone))
    row = only(store, "SELECT * FROM video_comment")
    assert (row["text"], row["deleted_at"], row["video_id"]) == ("Плохо слышно", NOW, 456)
    tell(store, event("video_comment_new", said()))
    assert only(store, "SELECT deleted_at FROM video_comment")["deleted_at"] == NOW
    tell(store, event("video_comment_restore", said(text="Плохо слышно")))
    assert only(store, "SELECT deleted_at FROM video_comment")["deleted_at"] is None
    assert rows(store, "SELECT 1 FROM comment") == []


@settings(max_examples=60, deadline=None)
@given(order=st.permutations(range(5)), repeats=st.lists(st.integers(0, 4), max_size=4))
def test_edits_of_a_message_end_the_same_in_any_order(tmp_path_factory, order, repeats) -> None:
    store = Store(tmp_path_factory.mktemp("order") / "pult.db")
    store.migrate()
    edits = [message(text=f"Правка {n}", update_time=NOW + n) for n in range(5)]
    with store.writer() as db:
        for n in [*order, *repeats]:
            take_messages(db, [edits[n]], group_id=1, now=NOW, told="edited")
    assert only(store, "SELECT text FROM message")["text"] == "Правка 4"


@pytest.fixture
def video(local_vk):
    return local_vk.world.add_media("video", -1, {"title": "Эфир", "date": 1, "type": "live"})


def test_comments_of_a_video_are_read_with_likes_and_without_the_deleted(
    store: Store, local_vk, door, video, clock
) -> None:
    vk = door(local_vk.url)
    ids = [gallery.comment_video(local_vk.world, video, ANNA, f"Слово {n}") for n in range(130)]
    read_videos(store, vk, [video.number], clock=clock, whole=False)
    assert len(rows(store, "SELECT 1 FROM video_comment WHERE deleted_at IS NULL")) == 130
    assert only(store, "SELECT name FROM author WHERE author_id = ?", ANNA)["name"] != f"id{ANNA}"
    vk.call("video.deleteComment", owner_id=-1, comment_id=ids[0])
    vk.call("video.deleteComment", owner_id=-1, comment_id=ids[-1])
    read_videos(store, vk, [video.number], clock=clock, whole=False)
    gone = "SELECT comment_id FROM video_comment WHERE deleted_at IS NOT NULL ORDER BY 1"
    assert [row["comment_id"] for row in rows(store, gone)] == [ids[-1]]
    read_videos(store, vk, [video.number], clock=clock, whole=True)
    assert [row["comment_id"] for row in rows(store, gone)] == [ids[0], ids[-1]]


def test_without_a_user_key_a_video_is_left_to_events(store: Store, local_vk, door, video) -> None:
    gallery.comment_video(local_vk.world, video, ANNA, "Слово")
    vk = door(local_vk.url, "community_key", "service_key")
    read_videos(store, vk, [video.number], clock=lambda: NOW, whole=True)
    assert rows(store, "SELECT 1 FROM video_comment") == []


def test_a_video_that_is_not_there_stops_nothing(
    store: Store, local_vk, door, video, clock
) -> None:
    gallery.comment_video(local_vk.world, video, ANNA, "Слово")
    read_videos(store, door(local_vk.url), [1, video.number], clock=clock, whole=True)
    assert len(rows(store, "SELECT 1 FROM video_comment")) == 1


def test_dialogs_are_read_since_a_moment_and_what_was_deleted_goes(
    store: Store, local_vk, door, clock
) -> None:
    local_vk.world.clock = clock
    vk = door(local_vk.url)
    dialogs.hear(local_vk.world, ANNA, "Давно")
    dialogs.hear(local_vk.world, 102, "Тоже давно")
    clock.advance(100)
    since = int(clock())
    first = dialogs.hear(local_vk.world, ANNA, "Вопрос")
    dialogs.speak(local_vk.world, ANNA, "Ответ", random_id=3, attachments=[])
    read_dialogs(store, vk, since=since, clock=clock)
    texts = "SELECT text FROM message WHERE deleted_at IS NULL ORDER BY message_id"
    assert [row["text"] for row in rows(store, texts)] == ["Вопрос", "Ответ"]
    with local_vk.world.turn():
        first.deleted = True
        local_vk.world.put(first)
    dialogs.hear(local_vk.world, ANNA, "Ещё")
    read_dialogs(store, vk, since=since, clock=clock)
    assert [row["text"] for row in rows(store, texts)] == ["Ответ", "Ещё"]


def test_an_event_of_an_unknown_type_changes_nothing(store: Store) -> None:
    with store.writer() as db:
        assert not take_event(db, event("message_typing_state", {}), group_id=1, now=NOW)
