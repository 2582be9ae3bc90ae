"""Broadcasts begun once and ended once, their key said once; answers under their videos."""

from __future__ import annotations

import sqlite3
from typing import Any

import pytest

from lib import outbox
from lib.access.permissions import MODERATOR
from lib.outbox import Action
from lib.outbox.queue import Busy
from lib.outbox.whispers import hear
from lib.sandbox import gallery
from lib.vk.errors import KeyMissing
from tests.outbox.conftest import After, Desk, calls
from tests.outbox.things import said_under, streams, video


def end(desk: Desk, video_id: int) -> Action:
    with desk.store.writer() as db:
        return outbox.queue(
            db,
            "broadcast_end",
            actor=MODERATOR,
            payload={"video_id": video_id},
            now=desk.now(),
            hold=0,
        )


def everything_kept(desk: Desk) -> str:
    """Every value of every row of the database."""
    with sqlite3.connect(desk.store.path) as db:
        tables = [row[0] for row in db.execute("SELECT name FROM sqlite_master WHERE type='table'")]
        return "\n".join(
            str(row) for name in tables for row in db.execute(f'SELECT * FROM "{name}"')
        )


def test_a_broadcast_begins_and_its_key_is_heard_once_and_kept_nowhere(
    desk: Desk, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("DEBUG")
    made = desk.broadcast("Открытый чат", description="О сердце")
    desk.work()
    row = desk.row(made)
    assert (row.state, row.reason) == ("confirmed", None)
    assert streams(desk, "Открытый чат") == [row.result_id]
    said = hear(row.guid)
    assert said is not None and said["server"].startswith("rtmp://")
    assert hear(row.guid) is None
    assert said["key"] not in everything_kept(desk)
    assert said["key"] not in caplog.text


@pytest.mark.parametrize("fault", ["drop_after", "html"])
def test_a_broadcast_without_an_answer_is_found_by_its_name(desk: Desk, fault: str) -> None:
    made = desk.broadcast("Эфир")
    desk.clock.advance(10)
    desk.fault("video.startStreaming", fault)
    desk.step()
    assert desk.row(made).state == "unknown"
    desk.work()
    if desk.row(made).asks:
        # It did not arrive: VK knows no guid for it, so that only a person begins it again.
        assert streams(desk, "Эфир") == []
        desk.send_anyway(made)
        desk.work()
    assert desk.row(made).state == "confirmed"
    assert len(streams(desk, "Эфир")) == 1


class Killed(BaseException):
    """The process dies here."""


@pytest.mark.parametrize("moment", ["before", "then"])
def test_a_death_around_the_call_begins_no_second_broadcast(desk: Desk, moment: str) -> None:
    made = desk.broadcast("Эфир")
    desk.clock.advance(10)

    def die(method: str) -> None:
        if method == "video.startStreaming":
            raise Killed

    home, desk.vk = desk.vk, After(desk.vk, **{moment: die})
    with pytest.raises(Killed):
        desk.step()
    desk.vk = home
    desk.work()
    row, there = desk.row(made), streams(desk, "Эфир")
    assert len(calls(desk, "video.startStreaming")) == len(there) == (moment == "then")
    assert (row.state, row.asks) == (
        ("confirmed", False) if moment == "then" else ("unknown", True)
    )


def test_a_second_one_does_not_begin_while_nobody_knows_what_became_of_the_first(
    desk: Desk,
) -> None:
    desk.broadcast("Эфир")
    desk.clock.advance(10)
    desk.fault("video.startStreaming", "hang", seconds=1)
    desk.fault("video.get", "error", times=9, code=10)
    desk.step()
    with pytest.raises(Busy):
        desk.broadcast("Другой эфир")


def test_another_live_broadcast_is_shown_first(desk: Desk) -> None:
    first = desk.broadcast("Первый")
    desk.work()
    second = desk.broadcast("Второй")
    desk.work()
    row = desk.row(second)
    assert (row.state, (row.reason or {})["kind"]) == ("paused", "live")
    assert (row.reason or {})["title"] == "Первый"
    desk.send_anyway(second)
    desk.work()
    assert desk.row(second).state == "confirmed"
    assert desk.row(first).result_id != desk.row(second).result_id


def test_the_end_keeps_how_many_looked_in(desk: Desk) -> None:
    made = desk.broadcast("Эфир")
    desk.work()
    video_id = desk.row(made).result_id or 0
    gallery.watch(desk.world, gallery.find(desk.world, "video", -1, video_id), 41)
    ended = end(desk, video_id)
    desk.work()
    row = desk.row(ended)
    assert (row.state, row.answer) == ("confirmed", {"unique_viewers": 41})
    again = end(desk, video_id)
    desk.work()
    row = desk.row(again)
    assert (row.state, row.answer, (row.reason or {})["kind"]) == ("confirmed", None, "already")
    assert len(calls(desk, "video.stopStreaming")) == 1


def test_an_end_whose_answer_was_lost_is_an_end_without_a_number(desk: Desk) -> None:
    made = desk.broadcast("Эфир")
    desk.work()
    ended = end(desk, desk.row(made).result_id or 0)
    desk.fault("video.stopStreaming", "drop_after")
    desk.work()
    row = desk.row(ended)
    assert (row.state, row.answer) == ("confirmed", None)


def test_without_a_user_key_nothing_begins(desk: Desk) -> None:
    made = desk.broadcast("Эфир")
    with_all, desk.vk = desk.vk, _Poor(desk.vk)
    desk.work()
    desk.vk = with_all
    row = desk.row(made)
    assert (row.state, (row.reason or {})["kind"]) == ("refused", "no_key")


class _Poor:
    """The door without its user key."""

    def __init__(self, vk: Any) -> None:
        self.kinds = frozenset({"community", "service"})
        self.group_id = vk.group_id

    def can(self, method: str, **params: Any) -> bool:
        return False

    def call(self, method: str, **params: Any) -> Any:
        raise KeyMissing(method, ("user",))


def test_a_comment_of_a_video_is_answered_once(desk: Desk) -> None:
    media = video(desk)
    made = desk.video_comment(media, text="Слышим вас")
    desk.work()
    row = desk.row(made)
    assert (row.state, row.reason) == ("confirmed", None)
    assert said_under(desk, media) == ["Слышим вас"]


@pytest.mark.parametrize("fault", ["drop_after", "html"])
def test_an_answer_under_a_video_without_an_answer_is_settled(desk: Desk, fault: str) -> None:
    media = video(desk)
    made = desk.video_comment(media, text="Слышим вас")
    desk.clock.advance(10)
    desk.fault("video.createComment", fault)
    desk.step()
    assert desk.row(made).state == "unknown"
    desk.work()
    assert desk.row(made).state == "confirmed"
    assert said_under(desk, media) == ["Слышим вас"]


def test_what_happened_under_the_video_meanwhile_is_shown_first(desk: Desk) -> None:
    media = video(desk)
    made = desk.video_comment(media, text="Слышим вас")
    asked = made.payload["comment_id"]
    gallery.comment_video(desk.world, media, -1, "Уже ответили", reply_to=asked)
    desk.work()
    row = desk.row(made)
    assert (row.state, (row.reason or {})["kind"]) == ("paused", "answered")
    desk.vk.call("video.deleteComment", owner_id=-1, comment_id=asked)
    desk.send_anyway(made)
    desk.work()
    assert (desk.row(made).reason or {})["kind"] == "deleted"


def test_a_comment_sync_brought_first_is_ours(desk: Desk) -> None:
    media = video(desk)
    made = desk.video_comment(media, text="Слышим вас")
    desk.clock.advance(10)
    desk.fault("video.createComment", "drop_after")
    desk.step()
    ours = max(found.id for found in gallery.comments_of(desk.world, media))
    with desk.store.writer() as db:
        db.execute(
            "INSERT INTO video_comment (comment_id, video_id, reply_to_id, from_id, created_at, text,"
            " is_ours, raw, seen_at) VALUES (?, ?, ?, -1, 1, 'Слышим вас', 1, '{}', 1)",
            [ours, media.number, made.payload["comment_id"]],
        )
    desk.fault("video.getComments", "error", times=50, code=15)
    desk.clock.advance(3)
    desk.step()
    assert (desk.row(made).state, desk.row(made).result_id) == ("confirmed", ours)
