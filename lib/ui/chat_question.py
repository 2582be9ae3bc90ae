"""The question that the moderator has open: what was asked, who has it, why it is not answered."""

from __future__ import annotations

import html

import streamlit as st

from lib.base.language import _, ngettext
from lib.chats import queries, questions, texts
from lib.chats.board import queries as board
from lib.chats.questions import LONGEST_TOPIC
from lib.chats.rows import Chat, Question, Specialist
from lib.chats.states import OPEN
from lib.chats.topics import topics_of
from lib.ui import chat_answer, chat_cards, chat_room, console, safe
from lib.ui.chat_thread import thread_around

OWN = ""
"""The choice of a reason of one's own words."""


def chat_box(chat: Chat) -> None:
    """Draw the open question, if one is; belongs into the fragment `chat_room.BOX`."""
    if chat_room.trouble():
        st.error(safe.label(chat_room.trouble(), 300), icon=":material/error:")
    elif chat_room.news():
        st.success(safe.label(chat_room.news(), 300), icon=":material/check_circle:")
    question_id = chat_room.opened()
    if question_id is None:
        return
    now = console.now()
    with console.store().reader() as db:
        question = board.question(db, question_id, now=now)
        joined = board.joined_questions(db, question_id, now=now)
        people = [one for one in queries.specialists(db, chat.chat_id) if one.ended_at is None]
        others = [
            one
            for one in board.questions(db, chat.chat_id, now=now)
            if one.state == "review" and one.question_id != question_id
        ]
    if question is None or question.chat_id != chat.chat_id:
        return
    with st.container(border=True, key="chat_open_question"):
        _top(others)
        left, right = st.columns(2, gap="large")
        with left:
            st.html(
                chat_answer.STYLE
                + chat_cards.STYLE
                + chat_cards.question_html(question, big=True, with_answer=False)
            )
            if question.note:
                told = _("Note to the moderator")
                st.html(
                    f'<div class="pult-quote"><b>{html.escape(told)}:</b> {safe.html_text(question.note)}</div>'
                )
            thread_around(question)
            _joined(joined)
        with right:
            chat_answer.answer(chat, question, joined)
        _topic(question, topics_of(people))
        if question.state in OPEN:
            # Under the answer on a phone, which stacks the columns.
            left, right = st.columns(2, gap="large")
            with left:
                _who(question, people)
            with right:
                _decline(question)


def _top(others: list[Question]) -> None:
    with st.container(horizontal=True, horizontal_alignment="right", gap="small"):
        if others:
            st.button(
                _("Next to check ({n})", n=len(others)),
                key="chat_next",
                icon=":material/skip_next:",
                on_click=_turn_to,
                args=(others[0].question_id,),
            )
        st.button(
            _("Close"),
            key="chat_close_question",
            icon=":material/close:",
            on_click=_turn_to,
            args=(None,),
        )


def _turn_to(question_id: int | None) -> None:
    if (number := chat_room.opened()) is not None:
        chat_answer.save_typed(number)
    chat_room.open_question(question_id)
    chat_answer.redraw()


def _joined(joined: list[Question]) -> None:
    if not joined:
        return
    with st.expander(
        ngettext("{n} merged question", "{n} merged questions", len(joined)),
        icon=":material/merge:",
    ):
        for one in joined:
            with st.container(key=f"chat_joined_{one.question_id}", gap="xsmall"):
                st.html(chat_cards.question_html(one, with_answer=False))
                st.button(
                    _("Take out again"),
                    key=f"chat_part_{one.question_id}",
                    type="tertiary",
                    icon=":material/call_split:",
                    on_click=chat_answer.carry_out,
                    args=(questions.part, one.question_id),
                )


def _who(question: Question, people: list[Specialist]) -> None:
    number = question.question_id
    names = {one.person_id: one.name for one in people}
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        st.selectbox(
            _("Who answers"),
            list(names),
            index=list(names).index(question.assignee_id)
            if question.assignee_id in names
            else None,
            key=f"chat_assignee_{number}_{question.assignee_id}",
            format_func=lambda person_id: names[person_id],
            placeholder=_("Choose a specialist"),
        )
        st.button(
            _("Assign the question"),
            key=f"chat_assign_{number}",
            disabled=not names,
            on_click=_assign,
            args=(number, question.assignee_id),
        )
        if question.assignee_id is not None:
            st.button(
                _("Take away"),
                key=f"chat_free_{number}",
                type="tertiary",
                on_click=chat_answer.carry_out,
                args=(questions.free, number),
            )


def _assign(number: int, before: int | None) -> None:
    person_id = st.session_state.get(f"chat_assignee_{number}_{before}")
    if person_id is not None:
        chat_answer.carry_out(questions.assign, number, person_id)


def _topic(question: Question, known: list[str]) -> None:
    number = question.question_id
    choices = list(dict.fromkeys([*known, *([question.topic] if question.topic else [])]))
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        if choices:
            key = f"chat_topic_{number}_{question.topic}"
            st.pills(
                _("Topic of the question"),
                choices,
                default=question.topic,
                key=key,
                format_func=lambda topic: safe.label(topic, LONGEST_TOPIC),
                width="content",
                on_change=_set_topic,
                args=(number, key),
            )
        field = f"chat_own_topic_{number}"
        with (
            st.popover(_("Another topic"), icon=":material/label:", key=f"{field}_box"),
            st.form(f"{field}_form", border=False, clear_on_submit=True),
        ):
            st.text_input(_("Topic of the question"), key=field, max_chars=LONGEST_TOPIC)
            st.form_submit_button(
                _("Save"), type="primary", on_click=_set_topic, args=(number, field)
            )


def _set_topic(number: int, key: str) -> None:
    chat_answer.carry_out(questions.set_topic, number, str(st.session_state.get(key) or ""))


def _decline(question: Question) -> None:
    number = question.question_id
    with (
        st.expander(_("Do not answer"), icon=":material/block:"),
        st.form(f"chat_decline_form_{number}", border=False),
    ):
        st.selectbox(
            _("Reason"),
            [*texts.DECLINED, OWN],
            key=f"chat_reason_{number}",
            format_func=lambda reason: _(reason) if reason else _("In my own words"),
        )
        st.text_input(
            _("In your own words"),
            key=f"chat_because_{number}",
            max_chars=300,
            placeholder=_("Stands in the record of the chat; it is never published."),
        )
        st.form_submit_button(_("Do not answer"), on_click=_decline_it, args=(number,))


def _decline_it(number: int) -> None:
    own = str(st.session_state.get(f"chat_because_{number}", "")).strip()
    preset = str(st.session_state.get(f"chat_reason_{number}", OWN))
    chat_answer.carry_out(questions.decline, number, own or (_(preset) if preset else ""))
