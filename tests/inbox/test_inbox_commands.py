"""Answering: the draft becomes an outbox action once, and comes back where it is taken back."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from lib import outbox
from lib.access.permissions import MODERATOR, Actor, Forbidden
from lib.inbox import commands, queries
from lib.inbox.commands import InboxError
from lib.store import Store
from lib.store.drafts import draft, save_draft
from tests.inbox.conftest import Wall

ANALYST = Actor("analyst", "analyst")


def write(store: Store, comment_id: int, text: str, *, now: int = 1) -> None:
    with store.writer() as db:
        save_draft(
            db,
            kind="reply",
            target=commands.reply_target(comment_id),
            actor=MODERATOR.name,
            text=text,
            now=now,
        )


def written(store: Store, comment_id: int) -> str | None:
    with store.reader() as db:
        found = draft(
            db, kind="reply", target=commands.reply_target(comment_id), actor=MODERATOR.name
        )
    return None if found is None else found.text


def open_actions(store: Store) -> list[outbox.Action]:
    with store.reader() as db:
        return outbox.open_actions(db)


def journal(store: Store) -> list[tuple[str, str]]:
    with store.reader() as db:
        rows = db.execute("SELECT action, subject FROM journal ORDER BY entry_id").fetchall()
    return [(str(action), str(subject)) for action, subject in rows]


def test_reply_leaves_the_draft_for_the_outbox(store: Store, wall: Wall) -> None:
    post_id = wall.post()
    first = wall.say(post_id, "Когда приём?")
    second = wall.say(post_id, "А у нас?", thread=first, reply_to=first)
    ours = wall.say(post_id, "С 8 до 12", from_id=-1, thread=first, reply_to=first)
    write(store, second, "  С 14 до 18 \n")

    action = commands.queue_reply(store, second, actor=MODERATOR, now=100)

    assert action.state == "held" and action.due_at == 100 + outbox.HOLD_SECONDS
    assert action.payload == {
        "post_id": post_id,
        "comment_id": second,
        "thread_id": first,
        "text": "С 14 до 18",
        "seen": {"text": "А у нас?", "last_reply_id": ours},
    }
    assert written(store, second) is None
    assert [entry[0] for entry in journal(store)] == ["reply.queue"]


def test_double_click_is_one_reply(store: Store, wall: Wall) -> None:
    comment_id = wall.say(wall.post())
    write(store, comment_id, "Здравствуйте!")

    with ThreadPoolExecutor(4) as threads:
        actions = list(
            threads.map(
                lambda _: commands.queue_reply(store, comment_id, actor=MODERATOR, now=100),
                range(4),
            )
        )

    assert len({action.action_id for action in actions}) == 1
    assert len(open_actions(store)) == 1


def test_taken_back_reply_is_a_draft_again_above_what_was_typed_since(
    store: Store, wall: Wall
) -> None:
    comment_id = wall.say(wall.post())
    write(store, comment_id, "Здравствуйте!")
    action = commands.queue_reply(store, comment_id, actor=MODERATOR, now=100)
    write(store, comment_id, "И ещё")

    taken = commands.withdraw_reply(store, action.action_id, actor=MODERATOR, now=103)

    assert taken is not None and taken.state == "withdrawn"
    assert written(store, comment_id) == "Здравствуйте!\n\nИ ещё"
    assert open_actions(store) == []
    assert commands.withdraw_reply(store, action.action_id, actor=MODERATOR, now=104) is None
    assert written(store, comment_id) == "Здравствуйте!\n\nИ ещё"


@pytest.mark.parametrize(
    ("text", "said"),
    [(None, "Write something"), (" \n ", "Write something"), ("я" * 4097, "too long")],
)
def test_empty_and_too_long_are_refused_and_kept(
    store: Store, wall: Wall, text: str | None, said: str
) -> None:
    comment_id = wall.say(wall.post())
    if text is not None:
        write(store, comment_id, text)

    with pytest.raises(InboxError, match=said):
        commands.queue_reply(store, comment_id, actor=MODERATOR, now=100)

    assert written(store, comment_id) == text
    assert open_actions(store) == []


def test_unknown_and_deleted_comments_are_refused(store: Store, wall: Wall) -> None:
    comment_id = wall.say(wall.post())
    with store.writer() as db:
        db.execute("UPDATE comment SET deleted_at = 5 WHERE comment_id = ?", [comment_id])
    write(store, comment_id, "Здравствуйте!")
    write(store, 999, "Здравствуйте!")

    with pytest.raises(InboxError, match="deleted"):
        commands.queue_reply(store, comment_id, actor=MODERATOR, now=100)
    with pytest.raises(InboxError, match="not known"):
        commands.queue_reply(store, 999, actor=MODERATOR, now=100)
    assert written(store, comment_id) == "Здравствуйте!"


def test_dismissed_comment_waits_no_more_until_taken_back(store: Store, wall: Wall) -> None:
    comment_id = wall.say(wall.post())

    assert commands.dismiss(store, comment_id, actor=MODERATOR, now=100) is True
    assert commands.dismiss(store, comment_id, actor=MODERATOR, now=101) is False
    with store.reader() as db:
        assert queries.waiting(db).count == 0
        assert queries.cards(db, [comment_id])[0].is_dismissed
    assert commands.undismiss(store, comment_id, actor=MODERATOR, now=102) is True
    with store.reader() as db:
        assert queries.waiting(db).count == 1
    assert journal(store) == [
        ("comment.dismiss", f"comment:{comment_id}"),
        ("comment.undismiss", f"comment:{comment_id}"),
    ]


def test_every_command_asks_for_the_right(store: Store, wall: Wall) -> None:
    comment_id = wall.say(wall.post())
    for command in (
        commands.queue_reply,
        commands.withdraw_reply,
        commands.send_reply_anyway,
        commands.dismiss,
        commands.undismiss,
    ):
        with pytest.raises(Forbidden):
            command(store, comment_id, actor=ANALYST, now=100)
    assert journal(store) == []
