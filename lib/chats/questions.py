"""Questions on the board: who has which, what belongs together, what is not answered and why."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from sqlite_utils import Database

from lib.access.permissions import Actor
from lib.base.language import N_
from lib.chats import queries
from lib.chats.board import queries as board
from lib.chats.errors import ChatError, Taken
from lib.chats.record import note, note_on
from lib.chats.rows import Question
from lib.chats.specialists import found_specialist, require_in_chat
from lib.chats.states import HOLD_SECONDS, MOVES, OPEN
from lib.chats.topics import topic_named
from lib.store import Store

LONGEST_TOPIC = 80


def assign(store: Store, question_id: int, person_id: int, *, actor: Actor, now: int) -> None:
    """Give a question to a specialist of the chat. Raises `Forbidden`, `ChatError`, `Taken`."""
    with store.writer() as db:
        found = open_question(db, question_id, actor, "chat.run", now=now)
        to = found_specialist(db, found.chat_id, person_id)
        _move(
            db, found, "assigned", actor, now, what="question.assign", text=to.name,
            assignee_id=person_id, assigned=1,
        )  # fmt: skip


def assign_by_topic(store: Store, chat_id: int, *, actor: Actor, now: int) -> int:
    """Give every new question whose topic is a specialist's to that specialist; answers how many.

    A question has the topic that the moderator has given it, and those that it names
    (`lib.chats.topics.topic_named`). Where several specialists fit, the one with the fewest questions gets it.
    """
    with store.writer() as db:
        require_in_chat(db, chat_id, actor, "chat.run")
        people = [one for one in queries.specialists(db, chat_id) if one.ended_at is None]
        found = board.questions(db, chat_id, now=now)
        load = {one.person_id: 0 for one in people}
        for question in found:
            if question.state in OPEN and question.assignee_id in load:
                load[question.assignee_id] += 1
        given = 0
        for question in found:
            if question.state != "new":
                continue
            about = _about(question)
            fitting = [one for one in people if topic_named(about, one.topics)]
            if not fitting:
                continue
            to = min(fitting, key=lambda one: (load[one.person_id], one.person_id))
            load[to.person_id] += 1
            _move(
                db, question, "assigned", actor, now, what="question.assign", text=to.name,
                assignee_id=to.person_id, assigned=1,
            )  # fmt: skip
            given += 1
    return given


def _about(question: Question) -> str:
    """Where a question itself does not name its topic, the moderator has said it, and that decides."""
    if question.topic and topic_named(question.text, [question.topic]) is None:
        return question.topic
    return question.text


def take(store: Store, question_id: int, *, actor: Actor, now: int) -> None:
    """Hold a question for oneself: nobody else can take it while the hold is renewed.

    Raises `Forbidden`, `Taken` (with the name of whoever has it), `ChatError`.
    """
    with store.writer() as db:
        found = open_question(db, question_id, actor, "question.answer", now=now)
        if actor.person_id is None:
            raise ChatError(N_("Only a specialist takes a question."))
        mine = found.assignee_id == actor.person_id
        if found.state == "answering" and mine:
            return
        if found.state not in {"new", "assigned"} or (found.assignee_id is not None and not mine):
            raise Taken(found.assignee)
        _move(
            db, found, "answering", actor, now, what="question.take",
            assignee_id=actor.person_id, assigned=int(found.assigned and mine),
            held_until=now + HOLD_SECONDS,
        )  # fmt: skip


def renew_hold(store: Store, question_id: int, *, actor: Actor, now: int) -> bool:
    """Say that one is still at it; False where the hold has ended meanwhile."""
    if actor.person_id is None:
        return False
    with store.writer() as db:
        return board.renew_hold(db, question_id, actor.person_id, until=now + HOLD_SECONDS, now=now)


def let_go(store: Store, question_id: int, *, actor: Actor, now: int) -> None:
    """Stop answering; what was typed stays a draft. Raises `Forbidden`, `ChatError`, `Taken`."""
    with store.writer() as db:
        found = own_question(db, question_id, actor, now=now)
        _move(
            db, found, "assigned" if found.assigned else "new", actor, now, what="question.let_go",
            assignee_id=found.assignee_id if found.assigned else None,
        )  # fmt: skip


def not_mine(store: Store, question_id: int, *, actor: Actor, now: int) -> None:
    """«Не мой вопрос»: it goes back to everybody. Raises `Forbidden`, `ChatError`, `Taken`."""
    with store.writer() as db:
        found = own_question(db, question_id, actor, now=now)
        _move(db, found, "new", actor, now, what="question.not_mine", assignee_id=None, assigned=0)


def hand_over(store: Store, question_id: int, person_id: int, *, actor: Actor, now: int) -> None:
    """«Передать»: a colleague of the same chat gets it. Raises `Forbidden`, `ChatError`, `Taken`."""
    with store.writer() as db:
        found = own_question(db, question_id, actor, now=now)
        to = found_specialist(db, found.chat_id, person_id)
        _move(
            db, found, "assigned", actor, now, what="question.hand_over", text=to.name,
            assignee_id=person_id, assigned=1,
        )  # fmt: skip


def free(store: Store, question_id: int, *, actor: Actor, now: int) -> None:
    """The moderator takes a question away from whoever has it. Raises `Forbidden`, `ChatError`, `Taken`."""
    with store.writer() as db:
        found = open_question(db, question_id, actor, "chat.run", now=now)
        _move(db, found, "new", actor, now, what="question.free", assignee_id=None, assigned=0)


def decline(store: Store, question_id: int, because: str, *, actor: Actor, now: int) -> None:
    """«Не отвечаем», with a reason. Raises `Forbidden`, `ChatError` (without a reason), `Taken`."""
    if not because.strip():
        raise ChatError(N_("Say why it is not answered."))
    with store.writer() as db:
        found = open_question(db, question_id, actor, "chat.run", now=now)
        _move(
            db, found, "declined", actor, now, what="question.decline", text=because.strip(),
            declined_because=because.strip()[:300],
        )  # fmt: skip


def take_up_again(store: Store, question_id: int, *, actor: Actor, now: int) -> None:
    """A declined question is new again. Raises `Forbidden`, `ChatError`, `Taken`."""
    with store.writer() as db:
        found = found_question(db, question_id, now=now)
        require_in_chat(db, found.chat_id, actor, "chat.run")
        if found.state != "declined":
            raise Taken
        _move(
            db, found, "new", actor, now, what="question.take_up", declined_because=None,
            assignee_id=None, assigned=0,
        )  # fmt: skip


def join(
    store: Store, question_ids: Collection[int], to_id: int, *, actor: Actor, now: int
) -> None:
    """Join questions into one: all their authors get its answer. Raises `Forbidden`, `ChatError`, `Taken`."""
    with store.writer() as db:
        to = open_question(db, to_id, actor, "chat.run", now=now)
        others = [one for one in question_ids if one != to_id]
        for question_id in others:
            one = open_question(db, question_id, actor, "chat.run", now=now)
            if one.chat_id != to.chat_id:
                raise ChatError(N_("These questions belong to different open chats."))
        board.join(db, others, to_id)
        for question_id in others:
            note(
                db, "question.join", chat_id=to.chat_id, question_id=question_id, actor=actor,
                now=now, text=f"→ {to_id}",
            )  # fmt: skip


def part(store: Store, question_id: int, *, actor: Actor, now: int) -> None:
    """Take a joined question out again. Raises `Forbidden`, `ChatError`, `Taken` (it has been answered)."""
    with store.writer() as db:
        found = found_question(db, question_id, now=now)
        require_in_chat(db, found.chat_id, actor, "chat.run")
        if found.joined_to is None or found.action_state not in {None, "withdrawn"}:
            raise Taken
        board.change_question(db, question_id, {"joined_to": None, "sent_action": None})
        note_on(db, "question.part", found, actor=actor, now=now)


def set_topic(store: Store, question_id: int, topic: str, *, actor: Actor, now: int) -> None:
    """Say what a question is about; an empty `topic` takes it back. Raises `Forbidden`, `ChatError`."""
    with store.writer() as db:
        found = found_question(db, question_id, now=now)
        require_in_chat(db, found.chat_id, actor, "chat.run")
        said = " ".join(topic.split())[:LONGEST_TOPIC]
        board.change_question(db, question_id, {"topic": said or None})
        note_on(db, "question.topic", found, actor=actor, now=now, text=said)


def write_note(store: Store, question_id: int, text: str, *, actor: Actor, now: int) -> None:
    """A word to the moderator that is never published. Raises `Forbidden`, `ChatError`."""
    with store.writer() as db:
        found = found_question(db, question_id, now=now)
        require_in_chat(db, found.chat_id, actor, "question.answer")
        board.change_question(db, question_id, {"note": text.strip()[:1000] or None})
        note_on(db, "question.note", found, actor=actor, now=now, text=text.strip())


def found_question(db: Database, question_id: int, *, now: int) -> Question:
    """The question. Raises `ChatError` where there is none."""
    found = board.question(db, question_id, now=now)
    if found is None:
        raise ChatError(N_("There is no such question."))
    return found


def open_question(
    db: Database, question_id: int, actor: Actor, command: str, *, now: int
) -> Question:
    """A question that still wants work, for whoever may do `command`. Raises `Forbidden`, `Taken`.

    In the caller's transaction: an answer that was taken back in the outbox waits for checking from now on.
    """
    found = found_question(db, question_id, now=now)
    require_in_chat(db, found.chat_id, actor, command)
    if found.state not in OPEN:
        raise Taken
    if found.action_state == "withdrawn":
        board.move(db, question_id, "review", states=("sent",), sent_action=None)
    return found


def own_question(db: Database, question_id: int, actor: Actor, *, now: int) -> Question:
    """An open question that this very person has. Raises `Forbidden`, `Taken`."""
    found = open_question(db, question_id, actor, "question.answer", now=now)
    if found.assignee_id is None or found.assignee_id != actor.person_id:
        raise Taken(found.assignee)
    return found


def _move(
    db: Database,
    found: Question,
    to: str,
    actor: Actor,
    now: int,
    *,
    what: str,
    text: str = "",
    **changes: Any,
) -> None:
    # The kept state may lag behind the shown one, as where a hold has ended; all that lead to `to` will do.
    states = [state for state, next_ones in MOVES.items() if to in next_ones]
    if not board.move(db, found.question_id, to, states=states, **changes):
        raise Taken
    note_on(db, what, found, actor=actor, now=now, text=text)
