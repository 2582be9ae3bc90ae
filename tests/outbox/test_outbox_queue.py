"""What people do to the outbox: send, take back, send anyway."""

from __future__ import annotations

import re

import pytest

from lib import outbox
from lib.access.permissions import MODERATOR, Actor, Forbidden
from lib.outbox import OutboxError
from lib.store import Store

REPLY = {"post_id": 1, "comment_id": 7, "thread_id": 7, "text": "Да", "seen": {"text": "?"}}
POST = {"text": "Новость", "publish_at": None, "rubric_id": 1}
T = 1_790_000_000


def queue(store: Store, kind: str = "reply", **payload: object) -> outbox.Action:
    base = REPLY if kind == "reply" else POST
    with store.writer() as db:
        return outbox.queue(db, kind, actor=MODERATOR, payload=base | payload, now=T)


def test_the_guid_and_the_moment_stand_in_the_row_before_anything_is_sent(store: Store) -> None:
    made = queue(store)
    assert made.state == "held"
    assert re.fullmatch("[0-9a-f]{32}", made.guid)
    assert (made.due_at, made.subject_id, made.attempted_at) == (T + 10, 7, None)
    with store.reader() as db:
        assert outbox.action(db, made.action_id) == made
        entry = next(db.query("SELECT * FROM journal"))
    assert (entry["action"], entry["subject"], entry["outcome"], entry["actor"]) == (
        "reply.queue",
        "comment:7",
        "held",
        "moderator",
    )


@pytest.mark.parametrize(("kind", "role"), [("reply", "editor"), ("post", "analyst")])
def test_a_role_without_the_right_queues_withdraws_and_resends_nothing(
    store: Store, kind: str, role: str
) -> None:
    actor = Actor("Ольга", role)
    payload = REPLY if kind == "reply" else POST
    with pytest.raises(Forbidden), store.writer() as db:
        outbox.queue(db, kind, actor=actor, payload=payload, now=T)
    made = queue(store, kind)
    with pytest.raises(Forbidden), store.writer() as db:
        outbox.withdraw(db, made.action_id, actor=actor, now=T)
    with store.reader() as db:
        assert [a.state for a in outbox.recent_actions(db, 10)] == ["held"]


@pytest.mark.parametrize("kind", ["reply", "post"])
@pytest.mark.parametrize("text", ["", " \n\t ", "я" * 20_000])
def test_text_that_cannot_be_sent_is_told_so(store: Store, kind: str, text: str) -> None:
    with pytest.raises(OutboxError):
        queue(store, kind, text=text)
    with store.reader() as db:
        assert outbox.recent_actions(db, 10) == []


def test_a_double_click_makes_one_action(store: Store) -> None:
    assert queue(store).action_id == queue(store).action_id
    assert queue(store, text="Да ").action_id == queue(store).action_id
    assert queue(store, text="Нет").action_id != queue(store).action_id
    assert queue(store, comment_id=8).action_id != queue(store).action_id
    scheduled = queue(store, "post", publish_at=T + 3600)
    assert scheduled.action_id != queue(store, "post").action_id


def test_the_same_text_may_be_said_again_once_the_first_is_settled(store: Store) -> None:
    first = queue(store)
    with store.writer() as db:
        outbox.withdraw(db, first.action_id, actor=MODERATOR, now=T)
    assert queue(store).action_id != first.action_id


def test_withdrawing_answers_the_action_once(store: Store) -> None:
    made = queue(store)
    with store.writer() as db:
        taken = outbox.withdraw(db, made.action_id, actor=MODERATOR, now=T + 3)
        again = outbox.withdraw(db, made.action_id, actor=MODERATOR, now=T + 3)
        nothing = outbox.withdraw(db, 12345, actor=MODERATOR, now=T + 3)
    assert taken is not None
    assert (taken.state, taken.payload["text"], taken.settled_at) == ("withdrawn", "Да", T + 3)
    assert again is None
    assert nothing is None


def test_what_is_held_cannot_be_sent_anyway(store: Store) -> None:
    made = queue(store)
    with store.writer() as db:
        assert outbox.send_anyway(db, made.action_id, actor=MODERATOR, now=T) is None
        assert outbox.send_anyway(db, 12345, actor=MODERATOR, now=T) is None


def test_queries_answer_what_pages_show(store: Store) -> None:
    one, two = queue(store), queue(store, comment_id=8)
    post = queue(store, "post")
    with store.writer() as db:
        outbox.withdraw(db, two.action_id, actor=MODERATOR, now=T)
    with store.reader() as db:
        assert outbox.actions_about(db, "reply", [7, 8, 9]) == {7: [one]}
        assert [a.action_id for a in outbox.open_actions(db)] == [one.action_id, post.action_id]
        assert [a.action_id for a in outbox.recent_actions(db, 2)] == [
            post.action_id,
            two.action_id,
        ]
        assert outbox.counts(db) == {"held": 2}


def test_a_rolled_back_command_leaves_nothing(store: Store) -> None:
    with pytest.raises(ZeroDivisionError), store.writer() as db:
        outbox.queue(db, "reply", actor=MODERATOR, payload=REPLY, now=T)
        raise ZeroDivisionError
    with store.reader() as db:
        assert outbox.recent_actions(db, 10) == []
        assert db.table("journal").count == 0


def test_a_worker_whose_lease_has_ended_changes_nothing(store: Store) -> None:
    made = queue(store)
    with store.writer() as db:
        outbox.queries.end_holds(db, now=T + 10)
        first = outbox.queries.claim(db, now=T + 10)
        assert first is not None
        assert outbox.queries.claim(db, now=T + 11) is None
        (left,) = outbox.queries.abandoned(db, now=T + 10 + outbox.queries.LEASE_SECONDS)
        outbox.queries.move(db, left, "queued", now=T + 130)
        second = outbox.queries.claim(db, now=T + 130)
        assert second is not None
        # The first worker wakes up: same state, same guid, but it is no longer its turn.
        assert outbox.queries.move(db, first, "refused", now=T + 131) is None
        assert outbox.queries.move(db, second, "refused", now=T + 131) is not None
        assert outbox.action(db, made.action_id).state == "refused"  # type: ignore[union-attr]


def test_no_state_changes_outside_the_table(store: Store) -> None:
    made = queue(store)
    with pytest.raises(AssertionError), store.writer() as db:
        outbox.queries.move(db, made, "confirmed", now=T)
    with store.reader() as db:
        assert outbox.action(db, made.action_id) == made


def test_the_docstring_and_the_table_of_states_agree() -> None:
    written = set(re.findall(r"^    (\w+) +(\w+) {2,}\S", outbox.__doc__ or "", re.M))
    enforced = {(old, new) for old, news in outbox.actions.TRANSITIONS.items() for new in news}
    assert written - {("from", "to")} == enforced
    assert set(outbox.actions.TRANSITIONS) == set(outbox.STATES)


@pytest.mark.parametrize(
    ("sent", "has", "same"),
    [
        ("Да", " Да\n", True),
        ("раз\r\n\r\nдва", "раз\n\nдва", True),
        ("a & b <c>", "a &amp; b &lt;c&gt;", True),
        ("Спасибо, @id1 (Павел)!", "Спасибо, [id1|Павел]!", True),
        ("@durov, да", "[id1|@durov], да", True),
        ("й", "и\u0306", True),
        ("Да", "Дa", False),
        ("Да", "", False),
        ("[не ссылка|да]", "да", False),
    ],
)
def test_texts_are_compared_as_vk_rewrites_them(sent: str, has: str, same: bool) -> None:
    assert outbox.actions.same_text(sent, has) is same
