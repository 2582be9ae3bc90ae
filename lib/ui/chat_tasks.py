"""What a closed chat still owes: questions with their deadlines, opened in the box of the page."""

from __future__ import annotations

import html

import streamlit as st

from lib.access.permissions import allowed
from lib.base.language import _, ngettext
from lib.base.notation import zone_name
from lib.chats.after.tasks import Owed
from lib.chats.board import queries as board
from lib.chats.rows import Question
from lib.ui import chat_cards, chat_room, console, dates
from lib.ui.cards import badge
from lib.ui.links import owed_by_chat

STYLE = """<style>
.pult-due { margin-bottom: .5rem; }
</style>"""
FIRST = 5
"""Tasks that stand open; the rest are unfolded by a press."""
SHOWN = 30


def chat_tasks(chat_id: int) -> None:
    """Draw the tasks, the nearest deadline first; belongs into a fragment."""
    now = console.now()
    with console.store().reader() as db:
        left = board.left_questions(db, now=now, chat_id=chat_id)
    if not left:
        st.html(
            f'<div class="pult-empty"><b>{html.escape(_("Every question is settled"))}</b>'
            f"{html.escape(_('Nothing of this open chat is left to do.'))}</div>"
        )
        return
    st.caption(
        ngettext(
            "{n} question was left open. It is now a task with a deadline.",
            "{n} questions were left open. They are now tasks with deadlines.",
            len(left),
        )
    )
    st.html(chat_cards.STYLE + STYLE)
    for question in left[:FIRST]:
        _task(question)
    if len(left) > FIRST:
        # The digest and the report stand below, within reach.
        more = ngettext("and {n} more", "and {n} more", len(left) - FIRST)
        with st.expander(more, key=f"chat_tasks_more_{chat_id}"):
            for question in left[FIRST:SHOWN]:
                _task(question)
            if len(left) > SHOWN:
                st.caption(ngettext("and {n} more", "and {n} more", len(left) - SHOWN))


def _task(question: Question) -> None:
    with st.container(border=True, key=f"task_{question.question_id}"):
        due = f'<div class="pult-due">{due_html(question.task_due_at)}</div>'
        st.html(due + chat_cards.question_html(question, short=True))
        _actions(question)


def due_html(due_at: int | None) -> str:
    """The deadline as a coloured word, with its zone."""
    if due_at is None:
        return badge("grey", _("no deadline"))
    now, zone = console.now(), console.zone()
    when = dates.moment(due_at, now=now, zone=zone)
    where = zone_name(due_at, zone=zone)
    if due_at < now:
        return badge("red", _("Overdue, was due {moment} ({zone})", moment=when, zone=where))
    tone = "amber" if due_at - now < 3 * dates.HOUR else "grey"
    return badge(tone, _("Due {moment} ({zone})", moment=when, zone=where))


def owed_line(left: Owed) -> str:
    """The line of «Сегодня»: how many questions wait, the nearest deadline, what is overdue in red."""
    count = ngettext(
        "{n} open-chat question is waiting", "{n} open-chat questions are waiting", left.count
    )
    words = html.escape(count)
    if left.chat_id is not None:
        words = f'<a href="{owed_by_chat(left.chat_id)}" target="_self">{words}</a>'
    parts = [words]
    if left.overdue:
        parts.append(badge("red", ngettext("{n} is overdue", "{n} are overdue", left.overdue)))
    elif left.next_due_at is not None:
        when = dates.moment(left.next_due_at, now=console.now(), zone=console.zone())
        parts.append(html.escape(_("the next deadline is {moment}", moment=when)))
    return f'<div class="pult-owed" role="status">{" · ".join(parts)}</div>'


def _actions(question: Question) -> None:
    """The box of the page answers and declines; here it is only opened."""
    if question.state == "sending":
        st.caption(_("The answer is on its way to VK."))
    if not allowed(console.actor(), "question.answer"):
        return
    number = question.question_id
    st.button(
        _("Answer") if question.state != "sending" else _("What became of it"),
        key=f"task_answer_{number}",
        icon=":material/reply:",
        disabled=chat_room.opened() == number,
        on_click=_open,
        args=(number,),
    )


def _open(number: int) -> None:
    chat_room.open_question(number)
    st.rerun([chat_room.BOX, chat_room.AFTER])
