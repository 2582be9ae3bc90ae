"""Deleting, restoring, editing and banning from the feed: what becomes an action, with what in it."""

from __future__ import annotations

import pytest

from lib import outbox
from lib.access.permissions import MODERATOR, Actor, Forbidden
from lib.inbox import moderation
from lib.inbox.commands import InboxError
from lib.inbox.moderation import Ban
from lib.outbox import Action
from lib.store import Store
from lib.store.drafts import draft, save_draft
from lib.sync.intake import drop_comments
from tests.inbox.conftest import Wall

EDITOR = Actor("editor", "editor")


def write(store: Store, target: str, text: str) -> None:
    with store.writer() as db:
        save_draft(db, kind="edit", target=target, actor=MODERATOR.name, text=text, now=1)


def written(store: Store, target: str) -> str | None:
    with store.reader() as db:
        found = draft(db, kind="edit", target=target, actor=MODERATOR.name)
    return None if found is None else found.text


def open_actions(store: Store) -> dict[str, Action]:
    with store.reader() as db:
        return {action.kind: action for action in outbox.open_actions(db)}


def test_a_comment_is_deleted_for_a_point_of_the_rules_and_the_journal_keeps_it(
    store: Store, wall: Wall
) -> None:
    number = wall.say(wall.post(), "Грубость")
    made = moderation.delete_comment(store, number, rule="insult", actor=MODERATOR, now=100)
    assert (made.kind, made.state, made.payload["seen"]) == (
        "delete_comment",
        "held",
        {"text": "Грубость"},
    )
    with store.reader() as db:
        (detail,) = [row["detail"] for row in db.query("SELECT detail FROM journal")]
    assert "Грубость" in detail and "insult" in detail and "501" in detail


def test_deleting_and_banning_are_two_actions_of_one_press(store: Store, wall: Wall) -> None:
    number = wall.say(wall.post(), "Грубость")
    write(store, moderation.ban_target(501), " Не в первый раз ")
    moderation.delete_comment(
        store, number, rule="insult", ban=Ban("week", 2, visible=True), actor=MODERATOR, now=100
    )
    actions = open_actions(store)
    assert set(actions) == {"delete_comment", "ban"}
    payload = actions["ban"].payload
    assert (payload["user_id"], payload["reason"], payload["comment"]) == (
        501,
        2,
        "Не в первый раз",
    )
    assert payload["end_at"] == 100 + 7 * 86_400
    assert written(store, moderation.ban_target(501)) is None


def test_no_ban_is_longer_than_vk_takes(store: Store, wall: Wall) -> None:
    number = wall.say(wall.post())
    made = moderation.ban_author(store, number, ban=Ban("year", 0), actor=MODERATOR, now=100)
    assert made.payload["end_at"] < 100 + 365 * 86_400
    again = moderation.ban_author(store, number, ban=Ban("year", 0), actor=MODERATOR, now=101)
    assert again.action_id == made.action_id


def test_a_ban_taken_back_gives_its_comment_back(store: Store, wall: Wall) -> None:
    number = wall.say(wall.post())
    write(store, moderation.ban_target(501), "Спам")
    made = moderation.ban_author(store, number, ban=Ban("forever", 1), actor=MODERATOR, now=100)
    assert made.payload["end_at"] is None
    assert moderation.withdraw_change(store, made.action_id, actor=MODERATOR, now=101)
    assert written(store, moderation.ban_target(501)) == "Спам"


@pytest.mark.parametrize("from_id", [-1, -77])
def test_a_community_is_not_banned(store: Store, wall: Wall, from_id: int) -> None:
    number = wall.say(wall.post(), from_id=from_id)
    with pytest.raises(InboxError):
        moderation.ban_author(store, number, ban=Ban("day", 0), actor=MODERATOR, now=100)


def test_our_reply_is_edited_from_its_own_text_and_a_double_click_is_one_edit(
    store: Store, wall: Wall
) -> None:
    post = wall.post()
    asked = wall.say(post)
    ours = wall.say(post, "С 8 до 12", from_id=-1, thread=asked, reply_to=asked)
    moderation.begin_edit(store, ours, actor=MODERATOR, now=100)
    assert written(store, moderation.edit_target(ours)) == "С 8 до 12"
    write(store, moderation.edit_target(ours), "С 9 до 13")
    # Begun before: what was typed stays.
    moderation.begin_edit(store, ours, actor=MODERATOR, now=101)
    made = moderation.queue_edit(store, ours, actor=MODERATOR, now=102)
    again = moderation.queue_edit(store, ours, actor=MODERATOR, now=103)
    assert made is not None and again is not None
    assert made.action_id == again.action_id
    assert made.payload["text"] == "С 9 до 13"
    moderation.withdraw_change(store, made.action_id, actor=MODERATOR, now=104)
    assert written(store, moderation.edit_target(ours)) == "С 9 до 13"


def test_an_edit_that_changes_nothing_is_no_action(store: Store, wall: Wall) -> None:
    ours = wall.say(wall.post(), "Привет", from_id=-1)
    moderation.begin_edit(store, ours, actor=MODERATOR, now=100)
    assert moderation.queue_edit(store, ours, actor=MODERATOR, now=101) is None
    assert open_actions(store) == {}


def test_attachments_travel_with_an_edit_and_what_cannot_travel_stops_it(
    store: Store, wall: Wall
) -> None:
    photo = {"type": "photo", "photo": {"id": 7, "owner_id": -1, "sizes": []}}
    sticker = {"type": "sticker", "sticker": {"sticker_id": 5}}
    post = wall.post()
    first = wall.say(post, "Фото", from_id=-1, attachments=[photo])
    second = wall.say(post, "Наклейка", from_id=-1, attachments=[sticker])
    for number in (first, second):
        moderation.begin_edit(store, number, actor=MODERATOR, now=100)
        write(store, moderation.edit_target(number), "Иначе")
    made = moderation.queue_edit(store, first, actor=MODERATOR, now=101)
    assert made is not None
    assert made.payload["attachments"] == ["photo-1_7"]
    with pytest.raises(InboxError):
        moderation.queue_edit(store, second, actor=MODERATOR, now=102)
    assert written(store, moderation.edit_target(second)) == "Иначе"


def test_a_citizens_words_are_not_edited(store: Store, wall: Wall) -> None:
    number = wall.say(wall.post())
    with pytest.raises(InboxError):
        moderation.begin_edit(store, number, actor=MODERATOR, now=100)


def test_only_what_is_deleted_is_restored(store: Store, wall: Wall) -> None:
    number = wall.say(wall.post())
    with pytest.raises(InboxError):
        moderation.restore_comment(store, number, actor=MODERATOR, now=100)
    with store.writer() as db:
        drop_comments(db, [number], now=100)
    made = moderation.restore_comment(store, number, actor=MODERATOR, now=101)
    assert made.kind == "restore_comment"
    with pytest.raises(InboxError):
        moderation.delete_comment(store, number, rule="spam", actor=MODERATOR, now=102)


def test_an_editor_may_do_none_of_it(store: Store, wall: Wall) -> None:
    number = wall.say(wall.post())
    with pytest.raises(Forbidden):
        moderation.delete_comment(store, number, rule="spam", actor=EDITOR, now=100)
    with pytest.raises(Forbidden):
        moderation.ban_author(store, number, ban=Ban("day", 0), actor=EDITOR, now=100)
    with pytest.raises(Forbidden):
        moderation.begin_edit(store, number, actor=EDITOR, now=100)
    assert open_actions(store) == {}
