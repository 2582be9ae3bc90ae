"""What a specialist does on «Отвечаю»: the question that is open, and the commands behind the buttons.

What is typed is in SQLite; the session only knows which question is open.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import streamlit as st

from lib.base.errors import PultError
from lib.base.language import _, explain
from lib.chats import answers, questions, specialists
from lib.chats.answers import ANSWER, answer_target
from lib.chats.board import queries as board
from lib.outbox import HeldBack
from lib.store.drafts import draft
from lib.ui import console, guarding
from lib.ui.draft_field import flush

OPEN, TROUBLE, NEWS = "answering.open", "answering.trouble", "answering.news"
WAITING, TOP, NOTED = "answering.waiting", "answering.top", "answering.noted"
BOX, LIST = "answering_box", "answering_list"
"""Keys of the two fragments: the open question with its field, and the list below it."""
NEWS_SECONDS = 45
"""So long it is told what was done; later it would speak of something that has gone on meanwhile."""
BUSY_SECONDS, QUIET_SECONDS = 60, 110
"""The list is drawn again after so long by the clock alone: where somebody waits, and where nobody does.

Both are shorter than `specialists.ONLINE_SECONDS`, for a page that is open tells so when it is drawn.
"""


def chat_id() -> int | None:
    """The chat to which this person was invited."""
    scope = console.actor().scope or ""
    number = scope.removeprefix("chat:")
    return int(number) if scope != number and number.isdecimal() else None


def opened() -> int | None:
    """The question on which this person works."""
    found: int | None = st.session_state.get(OPEN)
    return found


def resume(chat_id: int) -> None:
    """Once a session: open the question this person is answering, as it was before F5 or a restarted server."""
    if OPEN in st.session_state:
        return
    me, now = console.actor().person_id, console.now()
    with console.store().reader() as db:
        held = [
            one
            for one in board.questions_for(db, chat_id, me or 0, now=now)
            if one.state == "answering" and one.assignee_id == me
        ]
    latest = max(held, key=lambda one: one.held_until or 0, default=None)
    st.session_state[OPEN] = latest.question_id if latest is not None else None


def top() -> int:
    """Another number whenever the page is to show its beginning, where what was done is told."""
    return int(st.session_state.get(TOP, 0))


def noted(question_id: int) -> bool:
    """The last thing done was a note to the moderator about this question."""
    return st.session_state.get(NOTED) == question_id


def trouble() -> str:
    """Why the last command failed; empty where it did not."""
    return str(st.session_state.get(TROUBLE, ""))


def news() -> str:
    """What the last command has done, in words, while that is news."""
    words, said_at = st.session_state.get(NEWS) or ("", 0)
    return str(words) if console.now() - said_at < NEWS_SECONDS else ""


def typed(question_id: int) -> str:
    """The draft of this person's answer; empty where there is none."""
    with console.store().reader() as db:
        found = draft(
            db, kind=ANSWER, target=answer_target(question_id), actor=console.actor().name
        )
    return found.text if found is not None else ""


def rest() -> float:
    """Seconds that the list may stand still while nothing happens."""
    return BUSY_SECONDS if st.session_state.get(WAITING, True) else QUIET_SECONDS


def note_waiting(number: int) -> None:
    """Keep how many questions wait, for the next drawing of the list."""
    st.session_state[WAITING] = number > 0


def field_key(question_id: int) -> str:
    return f"answer_{question_id}"


def take(question_id: int) -> None:
    """«Взять вопрос»: hold it and open it."""
    before = opened()
    if before is not None:
        _save_typed(before)
    # Whoever does not get the other one keeps theirs.
    if _attempt(questions.take, question_id):
        if before not in {None, question_id}:
            _let_go(before)
        st.session_state[OPEN] = question_id
    else:
        _to_top()
    _redraw()


def close() -> None:
    """Let the question go; what was typed stays a draft."""
    _leave_open()
    _to_top()
    _redraw()


def hand_in(question_id: int) -> None:
    """«На проверку»."""
    if _save_typed(question_id) and _attempt(answers.hand_in, question_id):
        _done(_("The moderator has your answer."))
    _redraw()


def publish(question_id: int) -> None:
    """«Опубликовать», where the chat trusts its specialists."""
    if _save_typed(question_id) and _attempt(answers.publish, question_id):
        guarding.settle(field_key(question_id))
        _done(_("The answer is on its way to VK."))
    _redraw()


def not_mine(question_id: int) -> None:
    """Give the question back to everybody; what was typed stays."""
    _save_typed(question_id)
    if _attempt(questions.not_mine, question_id):
        _done(_("The question went back to everybody."))
    _redraw()


def hand_over(question_id: int) -> None:
    """«Передать» to the colleague chosen beside the button."""
    person_id = st.session_state.get(f"hand_over_{question_id}")
    if person_id is None:
        st.session_state[TROUBLE] = _("Choose a colleague first.")
        _to_top()
        _redraw()
    _save_typed(question_id)
    if _attempt(questions.hand_over, question_id, person_id):
        _done(_("Your colleague has the question."))
    _redraw()


def write_note(question_id: int) -> None:
    """A word to the moderator, never published."""
    text = str(st.session_state.get(f"note_{question_id}", ""))
    if _attempt(questions.write_note, question_id, text):
        st.session_state[NOTED] = question_id
    _redraw()


def renew(question_id: int) -> None:
    """Say that one is still at it; quiet where the database is away, for the page tries again."""
    try:
        questions.renew_hold(console.store(), question_id, actor=console.actor(), now=console.now())
    except PultError:
        return


def note_seen(chat_id: int) -> None:
    """Tell the moderator that the page is open; quiet where the database is away, for the page tries again."""
    try:
        specialists.note_seen(console.store(), chat_id, actor=console.actor(), now=console.now())
    except PultError:
        return


def _leave_open() -> None:
    question_id = opened()
    if question_id is None:
        return
    _save_typed(question_id)
    _let_go(question_id)
    st.session_state[OPEN] = None


def _let_go(question_id: int) -> None:
    _attempt(questions.let_go, question_id)
    # It may be gone meanwhile, which is no trouble when one leaves.
    st.session_state[TROUBLE] = ""


def _done(words: str) -> None:
    st.session_state[OPEN] = None
    st.session_state[NEWS] = (words, console.now())
    _to_top()


def _to_top() -> None:
    st.session_state[TOP] = top() + 1


def _save_typed(question_id: int) -> bool:
    return flush(field_key(question_id), kind=ANSWER, target=answer_target(question_id))


def _attempt(command: Callable[..., Any], question_id: int, *more: Any) -> bool:
    """Whether the command was carried out; its trouble is kept for the page where not."""
    st.session_state[TROUBLE], st.session_state[NEWS], st.session_state[NOTED] = "", None, None
    try:
        command(console.store(), question_id, *more, actor=console.actor(), now=console.now())
    except HeldBack as refusal:
        guarding.ask(field_key(question_id), refusal)
        return False
    except PultError as error:
        st.session_state[TROUBLE] = explain(error)
        return False
    return True


def _redraw() -> None:
    st.rerun([BOX, LIST])
