"""What changes something in VK: looked at before, confirmed by the state VK shows, repeated without harm."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest

from lib import outbox
from lib.access.permissions import MODERATOR
from lib.outbox import Action, turn
from lib.outbox.queue import Busy
from lib.sandbox import bans
from tests.outbox.conftest import Desk, calls, quick_vk
from tests.outbox.things import author

HOUR = 3600


@dataclass(frozen=True)
class Case:
    """A change: how it comes about, the one method it calls, and whether the world shows it."""

    method: str
    make: Callable[[Desk], Action]
    shows: Callable[[Desk, Action], bool]


def a_post(desk: Desk, text: str = "Запись", **more: Any) -> int:
    return int(desk.world.publish(text, from_id=-1, **more).id)


def scheduled(desk: Desk, ahead: int = 2 * HOUR) -> int:
    return a_post(desk, "Завтра", date=desk.now() + ahead, kind="postpone")


def ours(desk: Desk) -> int:
    comment = desk.citizen()
    return int(desk.world.comment(desk.world.comments[comment].post_id, -1, "Ответ", comment))


def deleted_post(desk: Desk) -> int:
    found = a_post(desk)
    desk.world.posts[found].deleted = True
    return found


def deleted_comment(desk: Desk) -> int:
    found = desk.citizen()
    desk.world.delete_comment(found, 100)
    return found


def edit_post(desk: Desk, post_id: int, text: str = "Новый текст", **more: Any) -> Action:
    post = desk.world.posts[post_id]
    at = post.date if post.kind == "postpone" else None
    seen = {"text": post.text, "publish_at": at, "attachments": []}
    return desk.change("edit_post", post_id, text=text, **{"publish_at": at, "seen": seen} | more)


def text_is(desk: Desk, action: Action) -> bool:
    found = action.payload.get("comment_id")
    things = desk.world.posts if found is None else desk.world.comments
    return bool(things[found or action.payload["post_id"]].text == action.payload["text"])


def is_deleted(desk: Desk, action: Action) -> bool:
    found = action.payload.get("comment_id")
    things = desk.world.posts if found is None else desk.world.comments
    return bool(things[found or action.payload["post_id"]].deleted)


def is_there(desk: Desk, action: Action) -> bool:
    return not is_deleted(desk, action)


def is_out(desk: Desk, action: Action) -> bool:
    said = [post for post in desk.world.posts.values() if post.text == action.payload["text"]]
    return [post.kind for post in said] == ["post"]


def closed(wanted: bool) -> Callable[[Desk, Action], bool]:
    return lambda desk, action: desk.world.posts[action.payload["post_id"]].closed == wanted


def banned(wanted: bool) -> Callable[[Desk, Action], bool]:
    return lambda desk, action: bans.is_banned(desk.world, action.payload["user_id"]) == wanted


CASES = {
    "edit_post": Case("wall.edit", lambda desk: edit_post(desk, a_post(desk)), text_is),
    "edit_scheduled": Case("wall.edit", lambda desk: edit_post(desk, scheduled(desk)), text_is),
    "delete_post": Case(
        "wall.delete", lambda desk: desk.change("delete_post", a_post(desk)), is_deleted
    ),
    "delete_scheduled": Case(
        "wall.delete", lambda desk: desk.change("delete_post", scheduled(desk)), is_deleted
    ),
    "restore_post": Case(
        "wall.restore", lambda desk: desk.change("restore_post", deleted_post(desk)), is_there
    ),
    "publish": Case("wall.post", lambda desk: desk.change("publish", scheduled(desk)), is_out),
    "publish_suggested": Case(
        "wall.post",
        lambda desk: desk.change("publish", a_post(desk, "Письмо", kind="suggest")),
        is_out,
    ),
    "close_comments": Case(
        "wall.closeComments", lambda desk: desk.change("close_comments", a_post(desk)), closed(True)
    ),
    "open_comments": Case(
        "wall.openComments",
        lambda desk: desk.change("open_comments", a_post(desk, closed=True)),
        closed(False),
    ),
    "edit_comment": Case(
        "wall.editComment",
        lambda desk: desk.change("edit_comment", ours(desk), text="Ответ, исправленный"),
        text_is,
    ),
    "delete_comment": Case(
        "wall.deleteComment",
        lambda desk: desk.change("delete_comment", desk.citizen(), why="оскорбления"),
        is_deleted,
    ),
    "restore_comment": Case(
        "wall.restoreComment",
        lambda desk: desk.change("restore_comment", deleted_comment(desk)),
        is_there,
    ),
}
CASES |= {
    "ban": Case("groups.ban", lambda desk: desk.ban(author(desk)), banned(True)),
    "ban_for_a_week": Case(
        "groups.ban",
        lambda desk: desk.ban(author(desk), end_at=desk.now() + 7 * 86_400, term="week"),
        banned(True),
    ),
    "unban": Case("groups.unban", lambda desk: desk.unban(author(desk, out=True)), banned(False)),
}
each_case = pytest.mark.parametrize("case", CASES.values(), ids=CASES)


@each_case
def test_a_change_is_held_made_once_and_confirmed_by_what_vk_shows(desk: Desk, case: Case) -> None:
    made = case.make(desk)
    assert desk.step() == outbox.HOLD_SECONDS
    assert not case.shows(desk, made)
    desk.work()
    assert (desk.row(made).state, desk.row(made).reason) == ("confirmed", None)
    assert case.shows(desk, made)
    assert len(calls(desk, case.method)) == 1
    assert [outcome for _action, outcome in desk.journal()] == ["held", "confirmed"]


@each_case
def test_a_change_whose_answer_was_lost_is_known_by_the_state(desk: Desk, case: Case) -> None:
    made = case.make(desk)
    desk.clock.advance(10)
    desk.fault(case.method, "drop_after")
    desk.step()
    assert desk.row(made).state == "unknown"
    desk.work()
    assert desk.row(made).state == "confirmed"
    assert case.shows(desk, made)
    assert len(calls(desk, case.method)) == 1


@each_case
def test_a_change_that_did_not_arrive_is_repeated_at_any_age(desk: Desk, case: Case) -> None:
    made = case.make(desk)
    desk.clock.advance(10)
    desk.fault(case.method, "html")
    desk.step()
    desk.clock.advance(turn.GUID_SECONDS + 60)
    desk.work()
    assert desk.row(made).state == "confirmed"
    assert case.shows(desk, made)
    assert len(calls(desk, case.method)) == 2


@each_case
def test_a_change_that_dies_on_its_way_is_finished_by_the_next_worker(
    desk: Desk, case: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = case.make(desk)
    desk.clock.advance(10)

    def die(*args: Any) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as dying:
        dying.setattr(turn.Turn, "_said", die)
        with pytest.raises(KeyboardInterrupt):
            desk.step()
    outbox.take_over(desk.store)
    desk.work()
    assert desk.row(made).state == "confirmed"
    assert case.shows(desk, made)
    assert len(calls(desk, case.method)) == 1


@each_case
def test_a_double_click_is_one_change(desk: Desk, case: Case) -> None:
    made = case.make(desk)
    with desk.store.writer() as db:
        again = outbox.queue(
            db, made.kind, actor=MODERATOR, payload=dict(made.payload), now=desk.now()
        )
    assert again.action_id == made.action_id


@each_case
def test_a_change_taken_back_in_time_never_happens(desk: Desk, case: Case) -> None:
    made = case.make(desk)
    assert desk.withdraw(made) is not None
    desk.work()
    assert not case.shows(desk, made)
    assert calls(desk, case.method) == []


def test_of_one_thing_only_one_change_is_open(desk: Desk) -> None:
    post_id = a_post(desk)
    first = edit_post(desk, post_id)
    with pytest.raises(Busy):
        desk.change("delete_post", post_id)
    desk.work()
    assert desk.row(first).state == "confirmed"
    second = desk.change("delete_post", post_id)
    desk.work()
    assert desk.row(second).state == "confirmed"


def test_what_was_taken_back_is_not_sent_anyway_beside_another_change(desk: Desk) -> None:
    post_id = a_post(desk)
    desk.fault("wall.edit", "error", code=214)
    first = edit_post(desk, post_id)
    desk.work()
    assert desk.row(first).state == "refused"
    desk.change("delete_post", post_id)
    assert desk.send_anyway(first) is None


@pytest.mark.parametrize("kind", ["delete_comment", "delete_post", "edit_post", "publish"])
def test_a_text_that_changed_meanwhile_is_shown_first(desk: Desk, kind: str) -> None:
    if kind == "delete_comment":
        thing_id = desk.citizen("Вы все воры")
        made = desk.change(kind, thing_id)
        desk.world.edit_comment(thing_id, "Извините, погорячился")
    else:
        thing_id = scheduled(desk) if kind == "publish" else a_post(desk)
        made = edit_post(desk, thing_id) if kind == "edit_post" else desk.change(kind, thing_id)
        desk.world.posts[thing_id].text = "Извините, погорячился"
    desk.work()
    row = desk.row(made)
    assert row.state == "paused"
    assert row.reason is not None
    assert (row.reason["kind"], row.reason["now"]) == ("edited", "Извините, погорячился")
    desk.send_anyway(made)
    desk.work()
    assert desk.row(made).state == "confirmed"


@pytest.mark.parametrize("kind", ["delete_comment", "delete_post"])
def test_what_somebody_else_has_done_already_is_not_done_again(desk: Desk, kind: str) -> None:
    thing_id = desk.citizen() if kind == "delete_comment" else a_post(desk)
    made = desk.change(kind, thing_id)
    if kind == "delete_comment":
        desk.world.delete_comment(thing_id, 100)
    else:
        desk.world.posts[thing_id].deleted = True
    desk.work()
    row = desk.row(made)
    assert (row.state, (row.reason or {}).get("kind")) == ("confirmed", "already")
    assert calls(desk, "wall.deleteComment") == calls(desk, "wall.delete") == []


def test_refused_because_it_arrived_before_is_confirmed(desk: Desk) -> None:
    comment = desk.citizen()
    made = desk.change("delete_comment", comment)
    desk.clock.advance(10)
    desk.fault("wall.deleteComment", "html")
    desk.step()
    # It arrives just while it is being repeated: VK refuses to delete what is deleted.
    real = desk.vk.call

    def overtaken(method: str, **params: Any) -> Any:
        if method == "wall.deleteComment" and not desk.world.comments[comment].deleted:
            desk.world.delete_comment(comment, 100)
        return real(method, **params)

    desk.vk.call = overtaken
    desk.work()
    assert desk.row(made).state == "confirmed"


def test_editing_a_scheduled_post_does_not_publish_it(desk: Desk) -> None:
    post_id = scheduled(desk)
    at = desk.world.posts[post_id].date
    made = edit_post(desk, post_id, publish_at=at + 60)
    desk.work()
    assert desk.row(made).state == "confirmed"
    post = desk.world.posts[post_id]
    assert (post.kind, post.date, post.text) == ("postpone", at + 60, "Новый текст")


def test_a_scheduled_post_that_somebody_moved_keeps_its_new_moment(desk: Desk) -> None:
    post_id = scheduled(desk)
    made = edit_post(desk, post_id)
    moved_to = desk.world.posts[post_id].date + HOUR
    desk.world.posts[post_id].date = moved_to
    desk.work()
    assert (desk.row(made).reason or {})["now_at"] == moved_to
    desk.send_anyway(made)
    desk.work()
    assert desk.row(made).state == "confirmed"
    assert desk.world.posts[post_id].date == moved_to


def test_a_scheduled_post_that_went_out_meanwhile_is_not_edited_blindly(desk: Desk) -> None:
    post_id = scheduled(desk, ahead=30)
    made = edit_post(desk, post_id)
    desk.world.release(desk.world.posts[post_id])
    desk.work()
    assert (desk.row(made).state, (desk.row(made).reason or {})["kind"]) == (
        "paused",
        "post_deleted",
    )
    assert calls(desk, "wall.edit") == []


def test_attachments_travel_with_an_edit(desk: Desk) -> None:
    photo = {"type": "photo", "photo": {"id": 7, "owner_id": -1, "sizes": []}}
    post_id = a_post(desk, attachments=[photo])
    made = edit_post(
        desk,
        post_id,
        attachments=["photo-1_7"],
        seen={"text": "Запись", "publish_at": None, "attachments": ["photo-1_7"]},
    )
    desk.fault("wall.edit", "drop_attachments")
    desk.work()
    row = desk.row(made)
    assert row.state == "confirmed"
    assert (row.reason or {})["differences"] == [{"what": "attachments", "sent": 1, "has": 0}]
    assert calls(desk, "wall.edit")[0]["params"]["attachments"] == "photo-1_7"


def test_without_the_key_a_change_is_refused_and_says_which_key(desk: Desk, local_vk: Any) -> None:
    desk.vk = quick_vk(local_vk.url, ["community", "service"])
    made = desk.change("delete_comment", desk.citizen())
    desk.work()
    row = desk.row(made)
    assert row.state == "refused"
    assert row.reason is not None
    assert (row.reason["kind"], row.reason["keys"]) == ("no_key", ["user"])


def test_what_no_key_can_read_back_says_so(desk: Desk) -> None:
    made = desk.change("delete_comment", desk.citizen())
    desk.fault("wall.getComments", "error", times=50, code=15)
    desk.fault("wall.getComment", "error", times=50, code=15)
    desk.work()
    row = desk.row(made)
    assert (row.state, (row.reason or {}).get("kind")) == ("confirmed", "not_read_back")


def test_the_journal_keeps_what_was_deleted_and_why(desk: Desk) -> None:
    comment = desk.citizen("Грубость")
    desk.change(
        "delete_comment", comment, why="Оскорбления", was={"text": "Грубость", "from_id": 5}
    )
    with desk.store.reader() as db:
        (row,) = db.query("SELECT actor, action, subject, detail FROM journal")
    assert (row["actor"], row["action"]) == ("moderator", "delete_comment.queue")
    assert row["subject"] == f"comment:{comment}"
    assert "Грубость" in row["detail"]
    assert "Оскорбления" in row["detail"]
