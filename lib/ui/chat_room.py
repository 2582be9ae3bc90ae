"""What the moderator does in «Открытые чаты»: which chat and question are open, commands behind the buttons.

What is typed is in SQLite; the address says which chat is open, the session which of its questions.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import streamlit as st

from lib import outbox
from lib.access.permissions import Actor
from lib.base.errors import PultError
from lib.base.language import _, explain
from lib.store import Store
from lib.ui import console, guarding, safe

QUESTION, TROUBLE, NEWS, TOP = "chat.question", "chat.trouble", "chat.news", "chat.top"
WHERE = "chat.where"
LIST, PREPARE, BOX, BOARD, AFTER = (
    "chat_list",
    "chat_prepare",
    "chat_box",
    "chat_board",
    "chat_after",
)
"""Keys of the fragments: the list of sessions, the preparation, the open question, the board, the end."""
PLACE = "chat.place"
DRAFT = "chat"
"""The kind of draft that an announcement and rules are while they are typed."""
PAGE = "open_chats.py"


def chat_id() -> int | None:
    """The session the address names."""
    return _number(st.query_params.get("chat", ""))


def view(usual: str) -> str:
    """What of the session the address asks for: `board`, `prepare` or `air`; `usual` where it says nothing."""
    if st.query_params.get("air"):
        return "air"
    asked = st.query_params.get("view")
    return asked if asked in {"board", "prepare"} else usual


def arrive(*place: object) -> None:
    """Say which session and view is on the screen: what was told or open elsewhere does not come along."""
    if st.session_state.get(PLACE) != place:
        st.session_state[PLACE] = place
        for name in (QUESTION, TROUBLE, NEWS, WHERE):
            st.session_state.pop(name, None)


def show_address() -> None:
    """Have the browser's address name what is on the screen, for F5 and the way back.

    A link of Streamlit's to another session of the same page asks the server for it and leaves the address
    as it was. The browser takes no step where the address is right already.
    """
    st.query_params.from_dict(st.query_params.to_dict())


def go(chat: int | None, **more: str) -> None:
    """Open a session (None: the list) by its address."""
    st.query_params.from_dict({} if chat is None else {"chat": str(chat), **more})
    st.rerun()


def opened() -> int | None:
    """The question on which the moderator works."""
    found: int | None = st.session_state.get(QUESTION)
    return found


def open_question(question_id: int | None) -> None:
    """Put a question into the box above the board, and show the box."""
    st.session_state[QUESTION] = question_id
    st.session_state[TOP] = st.session_state.get(TOP, 0) + (question_id is not None)
    st.session_state[TROUBLE] = st.session_state[NEWS] = ""


def top() -> int:
    """Another number whenever the page is to show its beginning."""
    return int(st.session_state.get(TOP, 0))


def trouble() -> str:
    """Why the last command failed; empty where it did not."""
    return str(st.session_state.get(TROUBLE, ""))


def news() -> str:
    """What the last command has done, in words."""
    return str(st.session_state.get(NEWS, ""))


def say(words: str) -> None:
    """Tell what a command has done, until the next one."""
    st.session_state[NEWS] = words


def sheet(form: str) -> int:
    """The number of a form's empty sheet, for the keys of its fields: another one after `next_sheet`.

    Emptying the fields by their keys does not reach the browser where the callback draws a fragment anew.
    """
    return int(st.session_state.get(f"chat.sheet.{form}", 0))


def next_sheet(form: str) -> None:
    """What the form held has been taken; what was refused stays to be mended."""
    st.session_state[f"chat.sheet.{form}"] = sheet(form) + 1


def at(place: str) -> None:
    """The command of this run was pressed in `place` of a long page: what it says is told there."""
    st.session_state[WHERE] = place


def told(place: str) -> None:
    """Draw what the last command pressed in `place` says; nothing where it was pressed elsewhere."""
    # A place of its own: what comes and goes in it folds nothing below it.
    with st.container():
        if st.session_state.get(WHERE) != place:
            return
        if trouble():
            st.error(safe.label(trouble(), 300), icon=":material/error:")
        elif news():
            st.success(safe.label(news(), 300), icon=":material/check_circle:")


def attempt(
    command: Callable[..., Any], *args: Any, field: str | None = None, **values: Any
) -> bool:
    """Whether the command was carried out; its trouble is kept for the page where not.

    `field`: the key of the field whose text goes out, where the guard has its say.
    """
    return outcome(command, *args, field=field, **values)[0]


def outcome(
    command: Callable[..., Any], *args: Any, field: str | None = None, **values: Any
) -> tuple[bool, Any]:
    """Like `attempt`, with what the command answers."""
    st.session_state[TROUBLE] = st.session_state[NEWS] = ""
    try:
        answer = command(console.store(), *args, actor=console.actor(), now=console.now(), **values)
    except outbox.HeldBack as refusal:
        if field is None:
            _trouble(explain(refusal))
        else:
            guarding.ask(field, refusal)
        return False, None
    except PultError as error:
        _trouble(explain(error))
        return False, None
    return True, answer


def _trouble(words: str) -> None:
    """Kept for the page, which shows its beginning: from far down on the board nobody would see it."""
    st.session_state[TROUBLE] = words
    st.session_state[TOP] = top() + 1


def withdraw(action_id: int) -> None:
    """Take an action of the outbox back before it leaves."""
    ok, taken = outcome(_withdraw, action_id)
    if ok and taken is None:
        st.session_state[TROUBLE] = _("Too late: VK has it already.")


def send_again(action_id: int) -> None:
    """Send what is paused, refused or not confirmed."""
    attempt(_send_again, action_id)


def _withdraw(store: Store, action_id: int, *, actor: Actor, now: int) -> outbox.Action | None:
    with store.writer() as db:
        return outbox.withdraw(db, action_id, actor=actor, now=now)


def _send_again(store: Store, action_id: int, *, actor: Actor, now: int) -> None:
    with store.writer() as db:
        outbox.send_anyway(db, action_id, actor=actor, now=now)


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 16 else None
