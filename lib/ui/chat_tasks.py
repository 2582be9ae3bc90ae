"""What a closed chat still owes: questions with their deadlines, answered or declined in place."""

from __future__ import annotations

import html
from collections.abc import Callable
from typing import Any

import streamlit as st

from lib.access.permissions import allowed
from lib.base.errors import PultError
from lib.base.language import _, explain, ngettext
from lib.chats import answers, queries, questions
from lib.chats.after.tasks import Owed
from lib.chats.answers import ANSWER, answer_target
from lib.chats.rows import Question
from lib.inbox.commands import TEXT_LIMIT
from lib.outbox import HeldBack, Override
from lib.ui import chat_cards, console, dates, guarding, safe
from lib.ui.cards import badge
from lib.ui.draft_field import draft_field, flush
from lib.ui.earlier import earlier
from lib.ui.guarding import findings_in, guard_notes, refusal_badge
from lib.ui.links import owed_by_chat

OPEN, TROUBLE = "chat_task.open", "chat_task.trouble"
SHOWN = 30


def chat_tasks(chat_id: int) -> None:
    """Draw the tasks, the nearest deadline first; belongs into a fragment."""
    now = console.now()
    with console.store().reader() as db:
        left = queries.left_questions(db, now=now, chat_id=chat_id)
    if not left:
        st.html(
            f'<div class="pult-empty"><b>{html.escape(_("Every question is settled"))}</b>'
            f"{html.escape(_('Nothing of this open chat is left to do.'))}</div>"
        )
        return
    st.caption(
        ngettext(
            "{n} question was left open. It is a task with a deadline.",
            "{n} questions were left open. They are tasks with deadlines.",
            len(left),
        )
    )
    st.html(chat_cards.STYLE)
    for question in left[:SHOWN]:
        with st.container(border=True, key=f"task_{question.question_id}"):
            st.html(due_html(question.task_due_at) + chat_cards.question_html(question))
            _actions(question)
    if len(left) > SHOWN:
        st.caption(ngettext("and {n} more", "and {n} more", len(left) - SHOWN))


def due_html(due_at: int | None) -> str:
    """The deadline as a coloured word, with its zone."""
    if due_at is None:
        return badge("grey", _("no deadline"))
    now, zone = console.now(), console.zone()
    when = dates.moment(due_at, now=now, zone=zone)
    where = dates.zone_name(due_at, zone=zone)
    if due_at < now:
        return badge("red", _("Overdue, was due {moment} ({zone})", moment=when, zone=where))
    tone = "amber" if due_at - now < 3 * dates.HOUR else "grey"
    return badge(tone, _("Due {moment} ({zone})", moment=when, zone=where))


def owed_line(left: Owed) -> str:
    """The line of «Сегодня»: how many questions wait, the nearest deadline, what is overdue in red."""
    count = ngettext(
        "{n} question of open chats waits", "{n} questions of open chats wait", left.count
    )
    words = html.escape(count)
    if left.chat_id is not None:
        words = f'<a href="{owed_by_chat(left.chat_id)}" target="_self">{words}</a>'
    parts = [words]
    if left.overdue:
        parts.append(badge("red", ngettext("{n} is overdue", "{n} are overdue", left.overdue)))
    elif left.next_due_at is not None:
        when = dates.moment(left.next_due_at, now=console.now(), zone=console.zone())
        parts.append(html.escape(_("the nearest deadline is {moment}", moment=when)))
    return f'<div class="pult-owed" role="status">{" · ".join(parts)}</div>'


def _actions(question: Question) -> None:
    number = question.question_id
    if not allowed(console.actor(), "chat.run"):
        return
    if question.state == "sending":
        st.caption(_("The answer is on its way to VK."))
    elif st.session_state.get(OPEN) == number:
        _field(question)
    else:
        with st.container(horizontal=True, gap="small"):
            st.button(
                _("Answer"),
                key=f"task_answer_{number}",
                icon=":material/reply:",
                on_click=_open,
                args=(number,),
            )
            _declining(number)
    if words := st.session_state.get(TROUBLE, {}).get(number):
        st.error(safe.label(words, 300), icon=":material/error:")


def _declining(number: int) -> None:
    with (
        st.popover(_("Do not answer"), key=f"task_decline_{number}"),
        st.form(f"task_decline_form_{number}", border=False),
    ):
        st.text_input(_("Why it is not answered"), key=f"task_because_{number}", max_chars=300)
        st.form_submit_button(_("Do not answer"), on_click=_decline, args=(number,))


def _field(question: Question) -> None:
    number = question.question_id
    key, target = _key(number), answer_target(number)
    text = draft_field(
        key,
        kind=ANSWER,
        target=target,
        label=_("Answer of the community"),
        placeholder=_("Write as you would say it. It is saved while you type."),
        height=130,
        max_length=TEXT_LIMIT,
        focus=True,
    )
    with st.container(horizontal=True, gap="small", vertical_alignment="center"):
        st.button(
            _("Publish"),
            key=f"task_publish_{number}",
            type="primary",
            icon=":material/send:",
            on_click=_publish,
            args=(number,),
        )
        st.button(_("Close"), key=f"task_close_{number}", on_click=_close, args=(number,))
        refusal_badge(key)
    guard_notes(findings_in(text, key=key), key=key, on_override=_publish_despite, args=(number,))
    earlier(question.text, key=key, kind=ANSWER, target=target, but=question.source_id)


def _key(number: int) -> str:
    return f"task_text_{number}"


def _open(number: int) -> None:
    """Open the field; what a specialist handed in stands in it."""
    if _attempt(answers.begin, number):
        st.session_state[OPEN] = number


def _close(number: int) -> None:
    flush(_key(number), kind=ANSWER, target=answer_target(number))
    st.session_state[OPEN] = None


def _publish(number: int, override: Override | None = None) -> None:
    key = _key(number)
    if flush(key, kind=ANSWER, target=answer_target(number)) and _attempt(
        answers.publish, number, override=override
    ):
        guarding.settle(key)
        st.session_state[OPEN] = None


def _publish_despite(number: int) -> None:
    """«Отправить всё равно»: what the guard stopped, the person has looked at and lets out."""
    _publish(number, guarding.confirmed(_key(number)))


def _decline(number: int) -> None:
    _attempt(questions.decline, number, str(st.session_state.get(f"task_because_{number}", "")))


def _attempt(command: Callable[..., Any], number: int, *more: Any, **values: Any) -> bool:
    troubles = st.session_state.setdefault(TROUBLE, {})
    troubles.pop(number, None)
    try:
        command(console.store(), number, *more, actor=console.actor(), now=console.now(), **values)
    except HeldBack as refusal:
        guarding.ask(_key(number), refusal)
        return False
    except PultError as error:
        troubles[number] = explain(error)
        return False
    return True
