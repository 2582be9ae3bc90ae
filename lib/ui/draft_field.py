"""A text area that keeps what is typed while it is typed.

The browser holds the text in its local storage until the server says that it is in SQLite, so neither F5 nor a
dead server loses a word. Draw it inside a fragment: every save runs that fragment.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import streamlit as st

from lib.access.permissions import require
from lib.base.errors import PultError
from lib.base.language import _, explain
from lib.store import StoreError
from lib.store.drafts import draft, save_draft
from lib.ui import console
from lib.ui.code_field_assets import CODE_CSS, CODE_JS
from lib.ui.dates import clock_time
from lib.ui.draft_field_assets import CSS, HTML, JS

_component = st.components.v2.component(
    "pult_draft", html=HTML, css=CSS + CODE_CSS, js=CODE_JS + JS
)


@dataclass(frozen=True)
class Word:
    """What is offered while one types code: `note` says what it is, `of` names the view it is a column of."""

    text: str
    note: str = ""
    of: str = ""
    view: bool = False


@dataclass(frozen=True)
class Mark:
    """What is wrong in `text`, from `start` to `end`; shown while this is the text of the field."""

    text: str
    start: int
    end: int


@dataclass(frozen=True)
class Code:
    """The field holds code: `words` are offered while one types, `mark` shows what is wrong.

    `given` says of a name that it comes from the text itself.
    """

    words: Sequence[Word]
    given: str = ""
    mark: Mark | None = None


def draft_field(
    key: str,
    *,
    kind: str,
    target: str,
    label: str,
    initial: str = "",
    placeholder: str = "",
    height: int = 120,
    max_length: int = 4096,
    version: str = "",
    focus: bool = False,
    code: Code | None = None,
    on_send: Callable[..., None] | None = None,
    send_args: tuple[Any, ...] = (),
) -> str:
    """The text as last saved in the draft (`kind`, `target`) of whoever is at the screen.

    `initial` stands in the field, and is the answer, until somebody types; it is no draft before that.
    `height` in pixels; the field grows with its text. `max_length` counts UTF-16 units, as VK does; longer
    text is kept and shown as too long, never cut. `version`: change it when the text is replaced on purpose
    (sent, restored, another draft opened) and the field takes the draft's text, whatever stands in it.
    `on_send` runs on Ctrl+Enter, after the text is saved. `focus` puts the caret there at first.
    `code` makes it a field for code, in which names are offered while one types.
    """
    text, saved_at = initial, None
    with console.store().reader() as db:
        found = draft(db, kind=kind, target=target, actor=console.actor().name)
    if found is not None:
        text, saved_at = found.text, found.updated_at
    st.session_state[f"{key}.shown"] = text
    _component(
        key=key,
        data={
            "text": text,
            "version": version,
            "ack": st.session_state.get(f"{key}.ack"),
            "problem": st.session_state.get(f"{key}.problem"),
            "notice": st.session_state.get(f"{key}.notice"),
            "store": f"pult.draft.{kind}.{target}",
            "saved": _("Saved {time}", time=clock_time(saved_at, zone=console.zone()))
            if saved_at
            else "",
            "label": label,
            "placeholder": placeholder,
            "height": height,
            "max": max_length,
            "focus": focus,
            "code": None
            if code is None
            else {
                "words": [vars(word) for word in code.words],
                "given": code.given,
                "mark": None if code.mark is None else vars(code.mark),
            },
            "saving": _("Saving…"),
            "away": _("No connection: the text is kept in this browser"),
            "over": _("{n} over the limit", n="{n}"),
        },
        on_draft_change=lambda: _save(key, kind, target),
        on_send_change=lambda: _send(key, kind, target, on_send, send_args),
    )
    return text


def shown(key: str) -> str:
    """The text that the field of this key shows: as last saved, or as it was offered (`initial`)."""
    return str(st.session_state.get(f"{key}.shown", ""))


def flush(key: str, *, kind: str, target: str) -> bool:
    """Save what the field of this key last reported; call it first in a button's callback that uses the draft.

    False where the database, or the person's role, refused it: the field then says why, and keeps the text.
    False also where another tab has changed the draft since: the field then shows that text and says so, for
    nobody may send what is not on the screen.
    """
    typed = (st.session_state.get(key) or {}).get("draft")
    if not typed or typed["rev"] == st.session_state.get(f"{key}.ack"):
        return not _changed_elsewhere(key, kind, target)
    try:
        require(console.actor(), f"{kind}.write")
        with console.store().writer() as db:
            save_draft(
                db,
                kind=kind,
                target=target,
                actor=console.actor().name,
                text=typed["text"],
                now=console.now(),
            )
    except PultError as error:
        st.session_state[f"{key}.problem"] = _("Not saved. {reason}", reason=explain(error))
        return False
    st.session_state[f"{key}.ack"] = typed["rev"]
    st.session_state[f"{key}.problem"] = st.session_state[f"{key}.notice"] = None
    st.session_state[f"{key}.shown"] = typed["text"]
    return True


def _changed_elsewhere(key: str, kind: str, target: str) -> bool:
    st.session_state[f"{key}.notice"] = None
    try:
        with console.store().reader() as db:
            found = draft(db, kind=kind, target=target, actor=console.actor().name)
    except StoreError:
        return False  # the command that follows says it
    if found is None or found.text == st.session_state.get(f"{key}.shown", found.text):
        return False
    st.session_state[f"{key}.notice"] = _("Changed in another tab. Read it again before you send.")
    return True


def _save(key: str, kind: str, target: str) -> None:
    flush(key, kind=kind, target=target)


def _send(
    key: str, kind: str, target: str, on_send: Callable[..., None] | None, args: tuple[Any, ...]
) -> None:
    if flush(key, kind=kind, target=target) and on_send is not None:
        on_send(*args)
