"""The digest: a post «Вопросы и ответы» from the best of a chat, without the names of those who asked."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlite_utils import Database

from lib.access.permissions import Actor, require
from lib.base.language import N_, in_russian
from lib.base.text import text_length
from lib.chats import queries
from lib.chats.after.names import without_names
from lib.chats.after.queries import rubric_of
from lib.chats.board import queries as board
from lib.chats.errors import ChatError
from lib.chats.record import note
from lib.chats.rows import Question, Specialist
from lib.chats.sessions import found_chat
from lib.guard import hidden
from lib.store import Store
from lib.store.drafts import save_draft
from lib.wall.commands import new_target
from lib.wall.posts import TEXT_LIMIT, PostFields

RESERVE = 100
"""Kept free for the rubric's hashtag."""


@dataclass(frozen=True)
class Digest:
    """A composed digest; `left_out` did not fit into a post."""

    text: str
    taken: tuple[int, ...]
    left_out: tuple[int, ...]


def candidates(db: Database, chat_id: int, *, now: int) -> list[Question]:
    """Answered questions that everybody may read, the best first: most votes, then most asked, then the answer
    that tells most."""
    found = [
        one
        for one in board.questions(db, chat_id, now=now)
        if one.state == "published" and one.answer and one.source != "message"
    ]
    return sorted(
        found,
        key=lambda one: (-one.votes, -len(one.joined), -len(one.answer or ""), one.question_id),
    )


def compose(
    topic: str,
    questions: Sequence[Question],
    specialists: Sequence[Specialist],
    names: Collection[str],
) -> Digest:
    """The text of the post, with as many of `questions`, in their order, as fit.

    `names` are those of citizens, which stand nowhere in it.
    """
    head = in_russian("Questions and answers: {topic}", topic=topic)
    foot = _who(questions, specialists)
    parts, taken, left_out = [head], [], []
    for question in questions:
        part = _part(question, names)
        whole = "\n\n".join((*parts, part, foot)).strip()
        if text_length(whole) > TEXT_LIMIT - RESERVE:
            left_out.append(question.question_id)
            continue
        parts.append(part)
        taken.append(question.question_id)
    return Digest("\n\n".join((*parts, foot)).strip(), tuple(taken), tuple(left_out))


def digest_of(db: Database, chat_id: int, question_ids: Collection[int], *, now: int) -> Digest:
    """The digest of the chosen questions, the best first. Raises `ChatError` where there is no such chat."""
    found = found_chat(db, chat_id)
    every = board.questions(db, chat_id, now=now)
    joined = [
        twin
        for one in every
        if one.joined
        for twin in board.joined_questions(db, one.question_id, now=now)
    ]
    chosen = [one for one in candidates(db, chat_id, now=now) if one.question_id in question_ids]
    names = {one.author_name for one in (*every, *joined) if one.author_name}
    return compose(found.topic, chosen, queries.specialists(db, chat_id), names)


def draft_digest(
    store: Store, chat_id: int, question_ids: Collection[int], *, actor: Actor, now: int
) -> str:
    """Make the digest a draft of a post; answers its target, for «Новая запись».

    Nothing is published here: the draft goes the way of every post. Raises `Forbidden`, `ChatError` (nothing
    chosen).
    """
    require(actor, "chat.prepare")
    require(actor, "post.write")
    target = new_target()
    with store.writer() as db:
        made = digest_of(db, chat_id, question_ids, now=now)
        if not made.taken:
            raise ChatError(N_("Choose at least one question for the digest."))
        fields = PostFields(rubric_id=rubric_of(db, found_chat(db, chat_id).post_id))
        save_draft(
            db, kind="post", target=target, actor=actor.name, text=made.text,
            fields=fields.as_json(), now=now,
        )  # fmt: skip
        note(
            db, "chat.digest", chat_id=chat_id, actor=actor, now=now,
            text=", ".join(f"#{number}" for number in made.taken),
        )  # fmt: skip
    return target


def _part(question: Question, names: Collection[str]) -> str:
    # Before the names go: the guard knows a date of birth, or a patient, by the name beside it.
    asked = without_names(hidden(question.text), names, all_people=True)
    told = without_names(question.answer or "", names, all_people=False)
    return (
        f"{in_russian('Question: {text}', text=asked)}\n{in_russian('Answer: {text}', text=told)}"
    )


def _who(questions: Sequence[Question], specialists: Sequence[Specialist]) -> str:
    answering = {one.answered_by_id for one in questions}
    told = [
        ", ".join(part for part in (one.name, one.position, one.institution) if part)
        for one in specialists
        if one.person_id in answering
    ]
    return in_russian("Answers were given by: {who}", who="; ".join(told)) if told else ""
