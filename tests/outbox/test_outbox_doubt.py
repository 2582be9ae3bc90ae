"""What may have been said, and is settled by reading back."""

from __future__ import annotations

from typing import Any

import pytest

from lib.outbox import ledger, turn
from tests.outbox.conftest import Desk, calls, quick_vk

HOUR = 3600


# No answer


@pytest.mark.parametrize("kind", ["reply", "post", "scheduled"])
def test_an_answer_that_was_lost_is_found_by_reading_back(desk: Desk, kind: str) -> None:
    if kind == "reply":
        made, method = desk.reply(desk.citizen()), "wall.createComment"
    else:
        at = desk.now() + 2 * HOUR if kind == "scheduled" else None
        made, method = desk.post("Откроем в среду.", at), "wall.post"
    desk.clock.advance(10)
    desk.fault(method, "drop_after")
    desk.step()
    assert desk.row(made).state == "unknown"
    assert not desk.row(made).asks
    desk.work()
    (thing,) = desk.said("Откроем в среду.")
    row = desk.row(made)
    assert (row.state, row.result_id) == ("confirmed", thing.id)
    assert len(calls(desk, method)) == 1


@pytest.mark.parametrize(
    "fault",
    [
        {"kind": "hang", "seconds": 1},
        {"kind": "html"},
        {"kind": "http", "status": 500},
        {"kind": "error", "code": 10},
        {"kind": "error", "code": 1},
    ],
)
def test_no_usable_answer_and_nothing_there_is_said_again_with_the_same_guid(
    desk: Desk, fault: dict[str, Any]
) -> None:
    made = desk.reply(desk.citizen())
    desk.clock.advance(10)
    desk.fault("wall.createComment", **fault)
    desk.step()
    row = desk.row(made)
    assert row.state == "unknown"
    desk.work()
    assert desk.row(made).state == "confirmed"
    assert desk.row(made).guid == row.guid
    assert len(desk.said("Откроем в среду.")) == 1
    # It is looked for several times before it is said again.
    assert desk.row(made).attempts >= 2 + turn.READS_BEFORE_REPEAT


def test_when_the_guid_is_old_a_person_decides(desk: Desk) -> None:
    made = desk.reply(desk.citizen())
    desk.clock.advance(10)
    desk.fault("wall.createComment", "html")
    desk.step()
    desk.clock.advance(HOUR)
    wait = desk.work()
    row = desk.row(made)
    assert (row.state, row.asks) == ("unknown", True)
    assert wait is not None
    assert desk.said("Откроем в среду.") == []

    again = desk.send_anyway(made)
    assert again is not None
    assert again.guid != row.guid
    desk.work()
    assert desk.row(made).state == "confirmed"
    assert len(desk.said("Откроем в среду.")) == 1


def test_a_person_who_sends_again_does_not_double_what_arrived_late(desk: Desk) -> None:
    comment = desk.citizen()
    made = desk.reply(comment)
    desk.clock.advance(10)
    desk.fault("wall.createComment", "html")
    desk.step()
    desk.clock.advance(HOUR)
    desk.work()
    late = desk.world.comment(desk.world.comments[comment].post_id, -1, "Откроем в среду.", comment)
    assert desk.send_anyway(made) is not None
    desk.work()
    assert desk.row(made).result_id == late
    assert len(desk.said("Откроем в среду.")) == 1


def test_a_late_arrival_settles_what_waits_for_a_person(desk: Desk) -> None:
    comment = desk.citizen()
    made = desk.reply(comment)
    desk.clock.advance(10)
    desk.fault("wall.createComment", "html")
    desk.step()
    desk.clock.advance(HOUR)
    desk.work()
    desk.world.comment(desk.world.comments[comment].post_id, -1, "Откроем в среду.", comment)
    desk.clock.advance(ledger.SLOW)
    desk.step()
    assert desk.row(made).state == "confirmed"


def test_unknown_can_be_taken_back_and_a_missing_one_is_not_looked_for_for_ever(desk: Desk) -> None:
    made, other = desk.reply(desk.citizen()), desk.reply(desk.citizen(), "другое")
    desk.clock.advance(10)
    desk.fault("wall.createComment", "html", times=2)
    desk.step()
    desk.step()
    desk.clock.advance(HOUR)
    desk.step()
    assert desk.withdraw(made) is not None
    assert desk.row(made).state == "withdrawn"
    assert desk.work(patience=86400, steps=100) is None
    assert (desk.row(other).state, desk.row(other).asks) == ("unknown", True)
    assert desk.said("Откроем в среду.") + desk.said("другое") == []


@pytest.mark.parametrize("code", [15, 213])
def test_a_refused_repetition_is_no_refusal_of_the_first(desk: Desk, code: int) -> None:
    made = desk.reply(desk.citizen())
    desk.clock.advance(10)
    desk.fault("wall.createComment", "html")
    desk.fault("wall.createComment", "error", times=50, code=code)
    desk.work()
    row = desk.row(made)
    assert (row.state, row.asks) == ("unknown", True)
    assert (row.reason or {})["refusal"]["code"] == code
    # A person is asked at once instead of VK again and again.
    assert len(calls(desk, "wall.createComment")) == 2
    desk.heal()
    desk.send_anyway(made)
    desk.work()
    assert desk.row(made).state == "confirmed"
    assert len(desk.said("Откроем в среду.")) == 1


def test_a_method_that_hangs_is_repeated_ever_more_rarely(desk: Desk) -> None:
    made = desk.reply(desk.citizen())
    desk.fault("wall.createComment", "html", times=1000)
    desk.work(steps=400)
    assert (desk.row(made).state, desk.row(made).asks) == ("unknown", True)
    assert 5 < len(calls(desk, "wall.createComment")) < 20


def test_flood_is_waited_out_even_where_an_earlier_attempt_is_in_doubt(desk: Desk) -> None:
    made = desk.reply(desk.citizen())
    desk.clock.advance(10)
    desk.fault("wall.createComment", "html")
    desk.fault("wall.createComment", "error", code=9)
    desk.work(patience=60)
    assert desk.row(made).state == "unknown"
    assert len(calls(desk, "wall.createComment")) == 2
    desk.work(patience=600)
    assert desk.row(made).state == "confirmed"


def test_doubt_outlives_a_pause(desk: Desk) -> None:
    comment = desk.citizen()
    made = desk.reply(comment)
    desk.clock.advance(10)
    desk.fault("wall.createComment", "html")
    desk.step()
    desk.world.edit_comment(comment, "Спасибо, уже не надо")
    desk.work()
    row = desk.row(made)
    assert (row.state, row.attempted_at) == ("paused", row.created_at + 10)
    desk.clock.advance(HOUR)
    # VK has forgotten the guid, so reading back decides, and a person once more.
    assert desk.send_anyway(made) is not None
    desk.work()
    assert (desk.row(made).state, desk.row(made).asks) == ("unknown", True)
    assert len(calls(desk, "wall.createComment")) == 1


def test_ours_is_found_in_a_long_thread(desk: Desk) -> None:
    comment = desk.citizen()
    made = desk.reply(comment)
    desk.clock.advance(10)
    desk.fault("wall.createComment", "drop_after")
    desk.step()
    for n in range(230):
        desk.citizen(f"И мне {n}", reply_to=comment)
    desk.work()
    assert desk.row(made).result_id == desk.said("Откроем в среду.")[0].id


@pytest.mark.parametrize("publish_in", [None, 2 * HOUR])
def test_ours_is_found_on_a_long_wall_that_the_store_does_not_know(
    desk: Desk, publish_in: int | None
) -> None:
    for n in range(60):
        desk.world.publish(f"Запись {n}")
    made = desk.post("Новость", publish_in and desk.now() + publish_in)
    desk.clock.advance(10)
    desk.fault("wall.post", "drop_after")
    desk.step()
    baseline = desk.row(made).baseline_id
    assert baseline == max(post.id for post in desk.said("Запись 59"))
    for n in range(60):
        desk.world.publish(f"Ещё {n}")
    desk.work()
    assert desk.row(made).result_id == desk.said("Новость")[0].id


def test_what_another_action_said_is_not_taken_for_ours(desk: Desk) -> None:
    comment = desk.citizen()
    first = desk.reply(comment, "Спасибо!")
    desk.work()
    second = desk.reply(comment, "Спасибо!", last_reply_id=desk.row(first).result_id)
    desk.clock.advance(10)
    desk.fault("wall.createComment", "html")
    desk.work()
    assert [desk.row(made).state for made in (first, second)] == ["confirmed", "confirmed"]
    assert len(desk.said("Спасибо!")) == 2
    assert desk.row(first).result_id != desk.row(second).result_id


def test_without_a_key_that_reads_what_is_unknown_is_left_to_a_person(desk: Desk) -> None:
    desk.vk = quick_vk(desk.local_vk.url, ["community"])
    made = desk.reply(desk.citizen())
    desk.clock.advance(10)
    desk.fault("wall.createComment", "drop_after")
    desk.step()
    desk.work()
    assert (desk.row(made).state, desk.row(made).asks) == ("unknown", True)
    assert len(calls(desk, "wall.createComment")) == 1


def test_what_sync_brought_settles_the_unknown_without_reading(desk: Desk) -> None:
    desk.vk = quick_vk(desk.local_vk.url, ["community"])
    comment = desk.citizen()
    made = desk.reply(comment)
    desk.clock.advance(10)
    desk.fault("wall.createComment", "drop_after")
    desk.step()
    (ours,) = desk.said("Откроем в среду.")
    with desk.store.writer() as db:
        db.execute(
            "INSERT INTO comment (comment_id, post_id, thread_id, reply_to_id, from_id, created_at,"
            " text, stems, is_ours, raw, seen_at) VALUES (?, ?, ?, ?, -1, 1, ?, '', 1, '{}', 1)",
            [ours.id, ours.post_id, comment, comment, ours.text],
        )
    desk.work()
    assert (desk.row(made).state, desk.row(made).result_id) == ("confirmed", ours.id)


def test_unreachable_means_nothing_was_said(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    made = desk.reply(desk.citizen())
    desk.clock.advance(10)
    home, desk.vk = desk.vk, quick_vk("http://127.0.0.1:9")
    wait = desk.step()
    row = desk.row(made)
    assert (row.state, row.attempted_at, (row.reason or {})["kind"]) == ("queued", None, "away")
    assert wait is not None
    assert 0 < wait <= 60
    assert desk.withdraw(row) is not None
    desk.vk = home
    desk.work()
    assert desk.said("Откроем в среду.") == []
