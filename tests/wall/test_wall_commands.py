"""From draft to outbox and back: what is refused, what is queued, that nothing typed is lost."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date, time
from threading import Barrier, Thread
from typing import Any

import pytest

from lib import outbox
from lib.access.permissions import MODERATOR, Actor, Forbidden
from lib.store import Store
from lib.store.drafts import draft
from lib.wall import errors
from lib.wall.commands import (
    drop_post_draft,
    new_target,
    park_draft,
    post_problems,
    queue_post,
    save_fields,
    undrop_post_draft,
    withdraw_post,
)
from lib.wall.posts import TEXT_LIMIT, post_fields
from lib.wall.queries import open_draft, outgoing_posts, post_drafts

ZONE = "Europe/Moscow"
TAG = "#СпасибоВрачам"
HOUR = 3600


def queue(store: Store, clock: Any, target: str = "draft-1", actor: Actor = MODERATOR) -> Any:
    return queue_post(store, target, actor=actor, now=int(clock()), zone=ZONE)


def the_draft(store: Store, target: str = "draft-1") -> Any:
    with store.reader() as db:
        return draft(db, kind="post", target=target, actor=MODERATOR.name)


def outbox_rows(store: Store) -> list[dict[str, Any]]:
    with store.reader() as db:
        return list(db.query("SELECT * FROM outbox ORDER BY action_id"))


def whole_minute(clock: Any, seconds: int) -> int:
    return (int(clock()) + seconds) // 60 * 60


def test_publishing_consumes_the_draft_and_holds_the_post(
    store: Store, clock: Any, write: Callable[..., str]
) -> None:
    write("Спасибо врачам больницы № 2!")
    action = queue(store, clock)
    assert (action.kind, action.state, action.due_at) == ("post", "held", int(clock()) + 10)
    assert action.payload["text"] == f"Спасибо врачам больницы № 2!\n\n{TAG}"
    assert action.payload["publish_at"] is None
    assert action.payload["rubric_id"] == 1
    assert the_draft(store) is None
    with store.reader() as db:
        entries = list(db.query("SELECT * FROM journal"))
    assert [(row["action"], row["actor"]) for row in entries] == [("post.queue", "moderator")]


def test_scheduling_keeps_the_moment_of_the_region(
    store: Store, clock: Any, write: Callable[..., str]
) -> None:
    at = whole_minute(clock, 5 * HOUR)
    write("Завтра приём", at=at)
    assert queue(store, clock).payload["publish_at"] == at


def test_a_double_click_queues_one_post(
    store: Store, clock: Any, write: Callable[..., str]
) -> None:
    write("Один раз")
    assert queue(store, clock).action_id == queue(store, clock).action_id
    assert len(outbox_rows(store)) == 1


def test_two_tabs_at_the_same_moment_queue_one_post(
    store: Store, clock: Any, write: Callable[..., str]
) -> None:
    write("Один раз")
    barrier, found = Barrier(4), []

    def press() -> None:
        barrier.wait()
        found.append(queue(store, clock).action_id)

    threads = [Thread(target=press) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 4 and len(set(found)) == 1
    assert len(outbox_rows(store)) == 1


@pytest.mark.parametrize("text", ["", " \n ", "\u200b"])
def test_an_empty_text_is_refused(
    store: Store, clock: Any, write: Callable[..., str], text: str
) -> None:
    write(text)
    with pytest.raises(errors.EmptyText):
        queue(store, clock)
    assert the_draft(store).text == text and not outbox_rows(store)


def test_the_limit_counts_the_hashtag_and_cuts_nothing(
    store: Store, clock: Any, write: Callable[..., str]
) -> None:
    room = TEXT_LIMIT - len(TAG) - 2
    write("ы" * (room + 1))
    with pytest.raises(errors.TooLong) as caught:
        queue(store, clock)
    assert caught.value.values["over"] == 1
    assert len(the_draft(store).text) == room + 1
    write("ы" * room)
    assert len(queue(store, clock).payload["text"]) == TEXT_LIMIT


@pytest.mark.parametrize("rubric_id", [None, 999])
def test_a_rubric_must_be_chosen(
    store: Store, clock: Any, write: Callable[..., str], rubric_id: int | None
) -> None:
    write("Текст", rubric_id=rubric_id)
    with pytest.raises(errors.NoRubric):
        queue(store, clock)


@pytest.mark.parametrize(
    ("seconds", "error"),
    [
        (-HOUR, errors.TooSoon),
        (0, errors.TooSoon),
        (100, errors.TooSoon),
        (366 * 24 * HOUR, errors.TooFar),
    ],
)
def test_a_moment_too_near_or_too_far_is_refused(
    store: Store,
    clock: Any,
    write: Callable[..., str],
    seconds: int,
    error: type[errors.WallError],
) -> None:
    write("Текст", at=whole_minute(clock, seconds))
    with pytest.raises(error):
        queue(store, clock)
    assert the_draft(store) is not None


def test_a_scheduled_post_needs_a_day_and_a_time(
    store: Store, clock: Any, write: Callable[..., str]
) -> None:
    write("Текст", mode="later")
    with pytest.raises(errors.NoTime):
        queue(store, clock)


def test_a_minute_is_given_once(
    store: Store,
    clock: Any,
    write: Callable[..., str],
    add_post: Callable[..., None],
) -> None:
    at = whole_minute(clock, 5 * HOUR)
    add_post(50, "scheduled", at=at)
    add_post(51, "scheduled", at=at + 60)
    add_post(52, "deleted", at=at + 120)
    write("Текст", at=at)
    with pytest.raises(errors.MinuteTaken) as caught:
        queue(store, clock)
    assert caught.value.free_at == at + 120
    write("Текст", at=at + 120)
    queue(store, clock)
    # A post on its way takes its minute before VK has it.
    write("Другой", at=at + 120, target="draft-2")
    with pytest.raises(errors.MinuteTaken):
        queue(store, clock, "draft-2")


def test_everything_wrong_is_told_at_once_in_the_order_of_the_fields(
    store: Store, clock: Any, write: Callable[..., str]
) -> None:
    write(" ", rubric_id=None, mode="later")
    with store.reader() as db:
        written = draft(db, kind="post", target="draft-1", actor=MODERATOR.name)
        assert written is not None
        problems = post_problems(db, written, now=int(clock()), zone=ZONE)
    assert [problem.field for problem in problems] == ["text", "rubric", "time"]
    assert all(str(problem) for problem in problems)


def test_taking_back_restores_text_and_fields(
    store: Store, clock: Any, write: Callable[..., str]
) -> None:
    at = whole_minute(clock, 5 * HOUR)
    write("Текст без тега ", at=at, rubric_id=3)
    before = the_draft(store)
    action = queue(store, clock)
    assert withdraw_post(store, action.action_id, actor=MODERATOR, now=int(clock()) + 2)
    after = the_draft(store)
    assert after.text == before.text
    assert post_fields(after) == post_fields(before)
    assert outbox_rows(store)[0]["state"] == "withdrawn"
    assert withdraw_post(store, action.action_id, actor=MODERATOR, now=int(clock())) is None


def test_a_text_taken_back_can_be_sent_again(
    store: Store, clock: Any, write: Callable[..., str]
) -> None:
    write("Текст")
    first = queue(store, clock)
    withdraw_post(store, first.action_id, actor=MODERATOR, now=int(clock()))
    second = queue(store, clock)
    assert second.action_id != first.action_id and second.state == "held"
    assert queue(store, clock).action_id == second.action_id


@pytest.mark.parametrize("state", ["sending", "confirmed"])
def test_what_is_leaving_cannot_be_taken_back(
    store: Store, clock: Any, write: Callable[..., str], state: str
) -> None:
    write("Текст")
    action = queue(store, clock)
    with store.writer() as db:
        db.execute("UPDATE outbox SET state = ?", [state])
    assert withdraw_post(store, action.action_id, actor=MODERATOR, now=int(clock())) is None
    assert the_draft(store) is None


def test_a_refused_post_becomes_a_draft_again(
    store: Store, clock: Any, write: Callable[..., str]
) -> None:
    write("Текст")
    action = queue(store, clock)
    with store.writer() as db:
        reason = json.dumps({"kind": "refused", "code": 214, "text": "no"})
        db.execute("UPDATE outbox SET state = 'refused', reason = ?", [reason])
    target = withdraw_post(store, action.action_id, actor=MODERATOR, now=int(clock()))
    assert target == "draft-1"
    assert the_draft(store).text == "Текст"


def test_writing_on_under_the_same_name_keeps_both_texts(
    store: Store, clock: Any, write: Callable[..., str]
) -> None:
    write("Отправленный текст")
    action = queue(store, clock)
    write("Новый текст в другой вкладке")
    target = withdraw_post(store, action.action_id, actor=MODERATOR, now=int(clock()))
    assert target is not None and target != "draft-1"
    assert the_draft(store).text == "Новый текст в другой вкладке"
    assert the_draft(store, target).text == "Отправленный текст"


def test_a_late_change_does_not_bring_a_sent_draft_back(
    store: Store, clock: Any, write: Callable[..., str]
) -> None:
    write("Текст")
    queue(store, clock)
    assert not save_fields(store, "draft-1", actor=MODERATOR, now=int(clock()), rubric_id=2)
    assert the_draft(store) is None


def test_the_same_text_twice_on_its_way_keeps_the_second_draft(
    store: Store, clock: Any, write: Callable[..., str]
) -> None:
    write("Текст")
    queue(store, clock)
    write("Текст", target="draft-2")
    with pytest.raises(errors.SameOnItsWay):
        queue(store, clock, "draft-2")
    assert the_draft(store, "draft-2").text == "Текст"


def test_a_draft_that_never_was_is_named_so(store: Store, clock: Any) -> None:
    with pytest.raises(errors.DraftGone):
        queue(store, clock, "nothing")


def test_roles_are_checked_where_the_command_is_carried_out(
    store: Store, clock: Any, write: Callable[..., str]
) -> None:
    editor, analyst = Actor("e", "editor"), Actor("a", "analyst")
    write("Текст", actor="e")
    with pytest.raises(Forbidden):
        queue(store, clock, actor=editor)
    with pytest.raises(Forbidden):
        save_fields(store, "draft-1", actor=analyst, now=int(clock()), rubric_id=1)
    assert park_draft(store, "draft-1", actor=editor, now=int(clock()))
    assert not outbox_rows(store)


def test_throwing_away_can_be_taken_back(
    store: Store, clock: Any, write: Callable[..., str]
) -> None:
    write("Черновик", rubric_id=4)
    drop_post_draft(store, "draft-1", actor=MODERATOR, now=int(clock()))
    with store.reader() as db:
        assert post_drafts(db, actor=MODERATOR.name) == []
        assert open_draft(db, actor=MODERATOR.name) is None
    undrop_post_draft(store, "draft-1", actor=MODERATOR, now=int(clock()) + 5)
    with store.reader() as db:
        [found] = post_drafts(db, actor=MODERATOR.name)
    assert (found.text, post_fields(found).rubric_id) == ("Черновик", 4)


def test_throwing_away_what_is_gone_does_nothing(store: Store, clock: Any) -> None:
    drop_post_draft(store, "draft-1", actor=MODERATOR, now=int(clock()))
    with store.reader() as db:
        assert db["draft"].count == 0
        assert db["journal"].count == 0


def test_fields_change_without_touching_the_text(
    store: Store, clock: Any, write: Callable[..., str]
) -> None:
    write("Текст")
    now = int(clock())
    assert save_fields(
        store, "draft-1", actor=MODERATOR, now=now, day=date(2026, 12, 1), clock=time(9, 30)
    )
    found = the_draft(store)
    assert found.text == "Текст"
    assert (post_fields(found).day, post_fields(found).clock) == (date(2026, 12, 1), time(9, 30))
    assert post_fields(found).rubric_id == 1


def test_parking_keeps_what_was_written_and_the_composer_does_not_open_it_again(
    store: Store, clock: Any, write: Callable[..., str]
) -> None:
    write("Есть что сказать", rubric_id=5)
    assert park_draft(store, "draft-1", actor=MODERATOR, now=int(clock()))
    with store.reader() as db:
        assert open_draft(db, actor=MODERATOR.name) is None
        [found] = post_drafts(db, actor=MODERATOR.name)
    assert (found.text, post_fields(found).rubric_id) == ("Есть что сказать", 5)


def test_parking_sweeps_empty_and_long_dropped_drafts_only(
    store: Store, clock: Any, write: Callable[..., str]
) -> None:
    write("  ", target="empty")
    write("Есть что сказать", target="kept")
    write("Выброшен", target="dropped", dropped_at=int(clock()))
    clock.advance(31 * 86_400)
    write("", target="just-begun")
    assert not park_draft(store, new_target(), actor=MODERATOR, now=int(clock()))
    assert the_draft(store, "empty") is None
    assert the_draft(store, "dropped") is None
    assert the_draft(store, "just-begun") is not None
    assert the_draft(store, "kept").text == "Есть что сказать"


def test_parking_an_empty_draft_leaves_nothing(
    store: Store, clock: Any, write: Callable[..., str]
) -> None:
    write(" ")
    assert not park_draft(store, "draft-1", actor=MODERATOR, now=int(clock()))
    assert the_draft(store) is None


def test_the_composer_shows_what_still_concerns_a_person(
    store: Store, clock: Any, write: Callable[..., str]
) -> None:
    ids = {}
    for state in ("held", "refused", "unknown", "withdrawn", "confirmed"):
        write(f"Запись {state}", target=state)
        ids[state] = queue(store, clock, state).action_id
        with store.writer() as db:
            values = [state, int(clock()), ids[state]]
            db.execute("UPDATE outbox SET state = ?, settled_at = ? WHERE action_id = ?", values)

    def shown(later: int) -> list[str]:
        with store.reader() as db:
            return [one.state for one in outgoing_posts(db, now=int(clock()) + later)]

    assert shown(60) == ["confirmed", "unknown", "refused", "held"]
    assert shown(2 * HOUR) == ["unknown", "refused", "held"]


def test_the_outbox_sends_what_the_composer_queued(
    store: Store, clock: Any, write: Callable[..., str]
) -> None:
    write("Текст")
    action = queue(store, clock)
    with store.reader() as db:
        assert outbox.action(db, action.action_id) == action
        assert outbox.open_actions(db) == [action]
