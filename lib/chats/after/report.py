"""The report of a chat as figures: counted here once, for the screen, the workbook and the paper alike.

What was not measured is None, never zero. All times in seconds UTC, lengths of time in seconds.
"""

from __future__ import annotations

import statistics
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from sqlite_utils import Database

from lib.base.language import N_
from lib.chats import queries
from lib.chats.after.queries import reach_of
from lib.chats.board import queries as board
from lib.chats.rows import Chat, Question, Specialist
from lib.chats.sessions import found_chat
from lib.chats.states import OPEN

BY_MODERATOR, IN_VK, NO_TOPIC = (
    N_("The moderator"),
    N_("Answered in VK itself"),
    N_("Without a topic"),
)


@dataclass(frozen=True)
class Line:
    """A group of questions: of a specialist, of a topic. `name` is a message id where it is not `named`."""

    name: str
    named: bool
    """`name` is a person's or a topic's own, not one of our words."""
    questions: int
    """Of a specialist: answered ones."""
    answered: int
    median_seconds: float | None
    longest_seconds: int | None


@dataclass(frozen=True)
class Report:
    """The figures of a chat at the moment `at`."""

    chat: Chat
    at: int
    came: int
    """All that came, joined and deleted ones too."""
    joined: int
    gone: int
    """Deleted by their authors before they were answered."""
    answered: int
    answered_late: int
    """Of them, after the chat was closed."""
    declined: int
    waiting: int
    on_the_way: int
    """The outbox has the answer, VK has not confirmed it."""
    median_seconds: float | None
    longest_seconds: int | None
    by_specialist: tuple[Line, ...]
    by_topic: tuple[Line, ...]
    declined_because: tuple[tuple[str, int], ...]
    reach: int | None
    """People, by VK's statistics of the announcement."""
    reach_at: int | None
    views: int | None
    """Showings of the announcement, which are no people."""
    views_at: int | None
    specialists: tuple[Specialist, ...]
    questions: tuple[Question, ...]
    """All but the joined ones, oldest first."""
    twins: tuple[Question, ...]
    """The joined ones."""

    @property
    def to_answer(self) -> int:
        """What there was to answer: without joined ones and those that their authors took back."""
        return self.came - self.joined - self.gone

    @property
    def share(self) -> float | None:
        """Answered ones of those there were to answer, 0..1; None where there was nothing to answer."""
        return self.answered / self.to_answer if self.to_answer else None


def chat_report(db: Database, chat_id: int, *, now: int) -> Report:
    """Count the report anew. Raises `ChatError` where there is no such chat."""
    found = found_chat(db, chat_id)
    asked = board.questions(db, chat_id, now=now)
    twins = [
        twin
        for one in asked
        if one.joined
        for twin in board.joined_questions(db, one.question_id, now=now)
    ]
    people = queries.specialists(db, chat_id)
    answered = [one for one in asked if one.state == "published"]
    times = _times(answered, found)
    about = reach_of(db, found.post_id)
    return Report(
        chat=found,
        at=now,
        came=len(asked) + len(twins),
        joined=len(twins),
        gone=_count(asked, "gone"),
        answered=len(answered),
        answered_late=sum(
            found.closed_at is not None and (one.published_at or 0) > found.closed_at
            for one in answered
        ),
        declined=_count(asked, "declined"),
        waiting=sum(one.state in OPEN for one in asked),
        on_the_way=_count(asked, "sending"),
        median_seconds=statistics.median(times) if times else None,
        longest_seconds=max(times, default=None),
        by_specialist=_by_specialist(answered, people, found),
        by_topic=_by_topic(asked, found),
        declined_because=_reasons(asked),
        reach=about["reach"],
        reach_at=about["measured_at"] if about["reach"] is not None else None,
        views=about["views"],
        views_at=about["seen_at"] if about["views"] is not None else None,
        specialists=tuple(people),
        questions=tuple(asked),
        twins=tuple(twins),
    )


def waited(question: Question, chat: Chat) -> int | None:
    """How long its author waited; None while there is no answer.

    What was asked before the chat opened waits from the opening: before it nobody was there to answer.
    """
    if question.state != "published" or question.published_at is None:
        return None
    begins = max(question.asked_at, chat.opened_at or question.asked_at)
    return max(0, question.published_at - begins)


def who_answered(question: Question) -> tuple[str, bool]:
    """(name, whether it is a person's own) of whoever answered; a message id where it is nobody of the chat."""
    if question.in_vk:
        return IN_VK, False
    return (question.answered_by, True) if question.answered_by else (BY_MODERATOR, False)


def _count(asked: Sequence[Question], state: str) -> int:
    return sum(one.state == state for one in asked)


def _times(asked: Sequence[Question], chat: Chat) -> list[int]:
    return [seconds for one in asked if (seconds := waited(one, chat)) is not None]


def _by_specialist(
    answered: Sequence[Question], people: Sequence[Specialist], chat: Chat
) -> tuple[Line, ...]:
    # Those who answered nothing are told too.
    groups: dict[tuple[str, bool], list[Question]] = {(one.name, True): [] for one in people}
    return _lines(groups, answered, who_answered, chat)


def _by_topic(asked: Sequence[Question], chat: Chat) -> tuple[Line, ...]:
    return _lines(
        {}, asked, lambda one: (one.topic, True) if one.topic else (NO_TOPIC, False), chat
    )


def _lines(
    groups: dict[tuple[str, bool], list[Question]],
    asked: Sequence[Question],
    group: Callable[[Question], tuple[str, bool]],
    chat: Chat,
) -> tuple[Line, ...]:
    for one in asked:
        groups.setdefault(group(one), []).append(one)
    lines = []
    for (name, named), members in groups.items():
        times = _times(members, chat)
        lines.append(
            Line(
                name,
                named,
                len(members),
                _count(members, "published"),
                statistics.median(times) if times else None,
                max(times, default=None),
            )
        )
    return tuple(sorted(lines, key=lambda line: (not line.named, -line.questions, line.name)))


def _reasons(asked: Sequence[Question]) -> tuple[tuple[str, int], ...]:
    counted: dict[str, int] = {}
    for one in asked:
        if one.state == "declined":
            reason = one.declined_because or ""
            counted[reason] = counted.get(reason, 0) + 1
    return tuple(sorted(counted.items(), key=lambda pair: (-pair[1], pair[0])))
