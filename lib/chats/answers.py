"""Answers: handed in by a specialist, checked by the moderator, published as the community."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlite_utils import Database

from lib import outbox
from lib.access.permissions import Actor, Forbidden
from lib.base.language import N_, in_russian
from lib.base.text import text_length
from lib.chats import queries
from lib.chats.board import queries as board
from lib.chats.errors import ChatError, Taken
from lib.chats.questions import found_question, open_question, own_question
from lib.chats.record import note_on
from lib.chats.rows import Question
from lib.chats.said.queries import is_deleted, last_message, video_comment
from lib.chats.sessions import found_chat
from lib.chats.specialists import require_in_chat
from lib.chats.states import HOLD_SECONDS
from lib.inbox.commands import TEXT_LIMIT, reply_payload
from lib.store import Store
from lib.store.drafts import draft, drop_draft, save_draft
from lib.store.state import get_state

ANSWER = "answer"
"""The kind of draft that an answer is while it is typed; one a person and question."""


def answer_target(question_id: int) -> str:
    """The target of the draft of an answer to this question."""
    return f"question:{question_id}"


def hand_in(store: Store, question_id: int, *, actor: Actor, now: int) -> None:
    """«На проверку»: the draft of the specialist becomes the answer that the moderator reads.

    Raises `Forbidden`, `ChatError` (nothing written, too long), `Taken` (the question is somebody else's now).
    """
    with store.writer() as db:
        found = own_question(db, question_id, actor, now=now)
        text = _written(db, found, actor)
        if not board.move(
            db,
            question_id,
            "review",
            states=("answering", "assigned", "review"),
            answer=text,
            answered_by=actor.person_id,
            submitted_at=now,
            remark=None,
        ):
            raise Taken
        _drop(db, question_id, actor)
        note_on(db, "answer.hand_in", found, actor=actor, now=now, text=text)


def give_back(store: Store, question_id: int, remark: str, *, actor: Actor, now: int) -> None:
    """The moderator returns an answer with a remark; its text is the specialist's draft again.

    Raises `Forbidden`, `ChatError` (no remark), `Taken`.
    """
    if not remark.strip():
        raise ChatError(N_("Say what should be different."))
    with store.writer() as db:
        found = open_question(db, question_id, actor, "chat.run", now=now)
        if found.state != "review" or found.answered_by is None:
            raise Taken
        if not board.move(
            db,
            question_id,
            "answering",
            states=("review",),
            remark=remark.strip()[:1000],
            assignee_id=found.answered_by_id,
            assigned=1,
            # Nobody is at it yet; it waits for its author and comes back when the time is over.
            held_until=now + HOLD_SECONDS,
        ):
            raise Taken
        _put_draft(db, question_id, found.answered_by, found.answer or "", now=now)
        _drop(db, question_id, actor)
        note_on(db, "answer.give_back", found, actor=actor, now=now, text=remark.strip())


def publish(
    store: Store,
    question_id: int,
    *,
    actor: Actor,
    now: int,
    hold: int = outbox.HOLD_SECONDS,
    override: outbox.Override | None = None,
    seen: str | None = None,
    public: str | None = None,
) -> int:
    """Send the answer to VK as the community, with the signature, to its author and those of joined questions.

    The text is the draft of whoever publishes where there is one (the moderator edited it), else what was
    handed in. Answers the id of the outbox action; a second press answers the action of the first.
    `override` lets out what the guard stops; a specialist's own publishing cannot. `seen` is what the one who
    publishes has read of the handed in text: where that has changed meanwhile, nothing goes out. `public`: a
    question from a message, worded without its author, that is told with the answer under the announcement too.
    Raises `Forbidden`, `ChatError`, `Taken`, `InboxError`, `OutboxError`, `HeldBack`.
    """
    with store.writer() as db:
        found = found_question(db, question_id, now=now)
        require_in_chat(db, found.chat_id, actor, "question.answer")
        if found.state in {"sending", "published"} and found.action_id is not None:
            return found.action_id
        sender = _publisher(db, found, actor)
        let_out = None if actor.role == "specialist" else override
        way = _Way(sender, now, hold, let_out)
        found = open_question(db, question_id, actor, "question.answer", now=now)
        text = _text_to_publish(db, found, actor, seen)
        author_id = found.answered_by_id if found.answered_by_id is not None else actor.person_id
        action_id = _queue(db, found, signed(db, found.chat_id, author_id, text), way)
        if not board.move(
            db,
            question_id,
            "sent",
            states=("new", "assigned", "answering", "review"),
            answer=text,
            answered_by=author_id,
            submitted_at=found.submitted_at or now,
            sent_action=action_id,
            public_action=_tell_everybody(db, found, public, text, author_id, way),
        ):
            raise Taken
        _drop(db, question_id, actor)
        note_on(db, "answer.publish", found, actor=actor, now=now, text=text)
        for twin in board.joined_questions(db, question_id, now=now):
            _answer_joined(db, found, twin, text, author_id, way)
    return action_id


def withdraw_answer(store: Store, question_id: int, *, actor: Actor, now: int) -> bool:
    """Take an answer back before it leaves: it waits for checking again. False where it is too late.

    Raises `Forbidden`.
    """
    with store.writer() as db:
        found = found_question(db, question_id, now=now)
        require_in_chat(db, found.chat_id, actor, "question.answer")
        sender = _publisher(db, found, actor)
        if found.action_id is None:
            return False
        if outbox.withdraw(db, found.action_id, actor=sender, now=now) is None:
            return False
        twins = board.joined_questions(db, question_id, now=now)
        for action_id in (found.public_action, *(twin.action_id for twin in twins)):
            if action_id is not None:
                outbox.withdraw(db, action_id, actor=sender, now=now)
        board.change_question(
            db, question_id, {"state": "review", "sent_action": None, "public_action": None}
        )
        note_on(db, "answer.withdraw", found, actor=actor, now=now)
    return True


def signed(db: Database, chat_id: int, person_id: int | None, text: str) -> str:
    """The answer as citizens read it: the text, and under it who answers."""
    who = queries.specialist(db, chat_id, person_id) if person_id is not None else None
    if who is None or not who.signature:
        return text
    return f"{text}\n\n{who.signature}"


def _publisher(db: Database, found: Question, actor: Actor) -> Actor:
    """In whose name the outbox sends: a moderator, or a specialist whom the chat trusts to publish alone."""
    if actor.role != "specialist":
        return actor
    chat = found_chat(db, found.chat_id)
    if chat.checked or chat.closed_at is not None:
        raise Forbidden(N_("In this open chat the moderator publishes the answers."))
    if found.assignee_id != actor.person_id:
        raise Taken(found.assignee)
    return Actor(actor.name, "moderator", actor.person_id, actor.scope)


def _text_to_publish(db: Database, found: Question, actor: Actor, seen: str | None) -> str:
    typed = draft(db, kind=ANSWER, target=answer_target(found.question_id), actor=actor.name)
    if typed is not None:
        return _written(db, found, actor)
    if not (found.answer or "").strip():
        raise ChatError(N_("There is no answer yet."))
    if seen is not None and seen != found.answer:
        raise Taken
    return str(found.answer).strip()


def _written(db: Database, found: Question, actor: Actor) -> str:
    typed = draft(db, kind=ANSWER, target=answer_target(found.question_id), actor=actor.name)
    text = typed.text.strip() if typed is not None else ""
    if not text:
        raise ChatError(N_("Write the answer first."))
    length = text_length(signed(db, found.chat_id, actor.person_id, text))
    if length > TEXT_LIMIT:
        raise ChatError(
            N_("The answer is too long: {length} characters with the signature, VK takes {limit}."),
            length=length,
            limit=TEXT_LIMIT,
        )
    return text


@dataclass(frozen=True)
class _Way:
    """How an answer is handed to the outbox."""

    sender: Actor
    now: int
    hold: int
    override: outbox.Override | None

    def queue(self, db: Database, kind: str, payload: dict[str, Any]) -> int:
        """Answers the id of the action."""
        return outbox.queue(
            db,
            kind,
            actor=self.sender,
            payload=payload,
            now=self.now,
            hold=self.hold,
            override=self.override,
        ).action_id


def _queue(db: Database, found: Question, text: str, way: _Way) -> int:
    """Send `text` to where the question came from; answers the id of the action."""
    if found.source == "comment" and found.source_id is not None:
        return way.queue(db, "reply", reply_payload(db, found.source_id, text))
    if found.source == "message" and found.peer_id is not None:
        last_seen = {"last_message_id": last_message(db, found.peer_id)}
        return way.queue(db, "message", {"peer_id": found.peer_id, "text": text, "seen": last_seen})
    if found.source == "video" and found.source_id is not None:
        return way.queue(db, "video_comment", _under_video(db, found.source_id, text))
    # A question that was collected elsewhere is told with its answer.
    return _under_announcement(db, found, found.asked_text, text, way)


def _under_video(db: Database, comment_id: int, text: str) -> dict[str, Any]:
    asked = video_comment(db, comment_id)
    if asked is None:
        raise ChatError(N_("Its author has deleted the question."))
    seen = {"text": asked["text"], "last_reply_id": asked["last_reply_id"]}
    return {"video_id": asked["video_id"], "comment_id": comment_id, "text": text, "seen": seen}


def _under_announcement(db: Database, found: Question, question: str, text: str, way: _Way) -> int:
    chat = found_chat(db, found.chat_id)
    if chat.post_id is None:
        raise ChatError(
            N_("The announcement is not in VK, so there is nowhere to put this answer.")
        )
    whole = f"{in_russian('Question: {text}', text=question)}\n\n{text}"
    return way.queue(db, "comment", {"post_id": chat.post_id, "text": whole})


def _tell_everybody(
    db: Database, found: Question, question: str | None, text: str, author_id: int | None, way: _Way
) -> int | None:
    if question is None or found.source != "message":
        return None
    if not question.strip():
        raise ChatError(N_("Write the question as everybody may read it."))
    told = signed(db, found.chat_id, author_id, text)
    return _under_announcement(db, found, question.strip(), told, way)


def _answer_joined(
    db: Database, main: Question, twin: Question, text: str, author_id: int | None, way: _Way
) -> None:
    if twin.source == "pasted":
        return  # it was asked nowhere, so nobody waits for a word there
    if twin.in_vk or twin.action_state not in {None, "withdrawn"}:
        return  # it has its answer, or one is on its way
    if twin.source == "comment" and is_deleted(db, twin.source_id):
        return  # by its author, who waits no more
    if twin.source == "video" and video_comment(db, twin.source_id or 0) is None:
        return
    chat = found_chat(db, main.chat_id)
    told = signed(db, main.chat_id, author_id, text)
    if chat.joined_get == "link" and main.post_id is not None and main.source_id is not None:
        told = in_russian(
            "We have answered the same question here: {address}",
            address=_address(db, main.post_id, main.source_id),
        )
    board.change_question(db, twin.question_id, {"sent_action": _queue(db, twin, told, way)})


def _address(db: Database, post_id: int, comment_id: int) -> str:
    group_id = get_state(db, "community.group_id")
    return f"https://vk.ru/wall-{group_id}_{post_id}?reply={comment_id}"


def _drop(db: Database, question_id: int, actor: Actor) -> None:
    typed = draft(db, kind=ANSWER, target=answer_target(question_id), actor=actor.name)
    if typed is not None:
        drop_draft(db, typed.draft_id)


def _put_draft(db: Database, question_id: int, name: str, text: str, *, now: int) -> None:
    target = answer_target(question_id)
    if draft(db, kind=ANSWER, target=target, actor=name) is None:
        save_draft(db, kind=ANSWER, target=target, actor=name, text=text, now=now)
