"""The answer to the question that the moderator has open: the field, its publishing, what became of it."""

from __future__ import annotations

import html
from collections.abc import Callable
from typing import Any

import streamlit as st

from lib import outbox
from lib.access.permissions import allowed
from lib.base.language import _
from lib.chats import answers, questions
from lib.chats.answers import ANSWER, answer_target, signed
from lib.chats.rows import Chat, Question
from lib.chats.states import OPEN
from lib.inbox.commands import TEXT_LIMIT
from lib.ui import chat_cards, chat_room, console, guarding, safe
from lib.ui.chat_private import chosen, tell_everybody
from lib.ui.differences import difference_html
from lib.ui.draft_field import draft_field, flush
from lib.ui.earlier import earlier
from lib.ui.guarding import findings_in, guard_notes, refusal_badge
from lib.ui.reply_state import reply_state

STYLE = """<style>
.pult-differs { white-space: pre-wrap; overflow-wrap: anywhere; font-size: .92rem; line-height: 1.5; }
.pult-differs del { color: light-dark(#94211b, #f6aca5); background: light-dark(#fbe0de, #451d1a); }
.pult-differs ins { color: light-dark(#155c3f, #8cdcb5); background: light-dark(#dcf1e7, #143a2a);
  text-decoration: none; }
</style>"""


def answer(chat: Chat, question: Question, joined: list[Question]) -> None:
    """Draw the field, or what became of the answer; belongs into the fragment `chat_room.BOX`."""
    if question.state in OPEN:
        _field(chat, question)
    elif question.state == "declined":
        reason = safe.label(question.declined_because or "—", 300)
        st.info(_("Not answered: {reason}", reason=reason), icon=":material/block:")
        st.button(
            _("Back to new"),
            key="chat_take_up",
            icon=":material/undo:",
            on_click=carry_out,
            args=(questions.take_up_again, question.question_id),
        )
    elif question.state == "gone":
        st.info(_("Its author has deleted the question."), icon=":material/delete:")
    elif question.state == "joined":
        st.info(_("This question was merged into another one."), icon=":material/merge:")
    else:
        _sent(question, joined)


def _field(chat: Chat, question: Question) -> None:
    number, key = question.question_id, field_key(question.question_id)
    handed_in = (question.answer or "") if question.state == "review" else ""
    if question.state == "answering" and question.assignee:
        st.caption(safe.label(chat_cards.holder_words(question), 200))
    text = draft_field(
        key,
        kind=ANSWER,
        target=answer_target(number),
        label=_("Answer of {name}", name=question.answered_by)
        if handed_in and question.answered_by
        else _("Your answer"),
        initial=handed_in,
        placeholder=_("Answer it yourself, or assign it to a specialist."),
        height=170,
        max_length=TEXT_LIMIT,
        version=f"{number}:{question.remark or ''}",
    )
    with console.store().reader() as db:
        # As `answers.publish` signs it.
        who = question.answered_by_id
        who = console.actor().person_id if who is None else who
        signature = signed(db, chat.chat_id, who, "").strip()
    if signature:
        st.caption(_("It will be signed: {signature}", signature=safe.label(signature, 300)))
    public = tell_everybody(chat, question)
    found = findings_in("\n\n".join([text, public or ""]).strip(), key=key)
    may = allowed(console.actor(), "reply.send")
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.button(
            _("Publish"),
            key=f"chat_publish_{number}",
            type="primary",
            icon=":material/send:",
            disabled=not may,
            on_click=_publish,
            args=(number, handed_in),
        )
        refusal_badge(key)
    guard_notes(found, key=key, on_override=_publish_despite, args=(number, handed_in))
    earlier(
        question.text, key=key, kind=ANSWER, target=answer_target(number), but=question.source_id
    )
    if handed_in and text.strip() != handed_in.strip():
        st.html(
            f'<div class="pult-dim">{html.escape(_("What you have changed:"))}</div>'
            f'<div class="pult-differs">{difference_html(handed_in, text)}</div>'
        )
    if handed_in and question.answered_by_id is not None:
        with (
            st.expander(_("Give back with a remark"), icon=":material/reply:"),
            st.form(f"chat_back_form_{number}", border=False),
        ):
            st.text_area(_("What should be different"), key=f"chat_remark_{number}", max_chars=1000)
            st.form_submit_button(_("Give back"), on_click=_give_back, args=(number,))


def _sent(question: Question, joined: list[Question]) -> None:
    """The answer is with the outbox, or out: its state, and those of the joined questions' answers."""
    if question.in_vk or question.action_id is None:
        st.html(
            f'<div class="pult-dim">{html.escape(_("Answered in VK itself"))}</div>'
            f'<div class="pult-quote pult-answer">{safe.html_text(question.answer or "")}</div>'
        )
        return
    ids = [question.action_id, *(one.action_id for one in joined if one.action_id is not None)]
    with console.store().reader() as db:
        actions = [one for i in ids if (one := outbox.action(db, i)) is not None]
    for place, action in enumerate(actions):
        if place == 1:
            words = _("To the authors of the merged questions:")
            st.html(f'<div class="pult-dim">{html.escape(words)}</div>')
        reply_state(
            action,
            shown_ids=frozenset(),
            on_withdraw=_withdraw if place == 0 else _withdraw_joined,
            on_send=_send_again,
        )


def _publish(number: int, seen: str, override: outbox.Override | None = None) -> None:
    key = field_key(number)
    if save_typed(number) and chat_room.attempt(
        answers.publish,
        number,
        field=key,
        override=override,
        seen=seen or None,
        public=chosen(number),
    ):
        guarding.settle(key)
    redraw()


def _publish_despite(number: int, seen: str) -> None:
    _publish(number, seen, guarding.confirmed(field_key(number)))


def _give_back(number: int) -> None:
    remark = str(st.session_state.get(f"chat_remark_{number}", ""))
    save_typed(number)
    if chat_room.attempt(answers.give_back, number, remark):
        chat_room.open_question(None)
        chat_room.say(_("The specialist has it again, with your remark."))
    redraw()


def _withdraw(_action_id: int) -> None:
    number = chat_room.opened()
    if number is not None:
        ok, taken = chat_room.outcome(answers.withdraw_answer, number)
        if ok and not taken:
            st.session_state[chat_room.TROUBLE] = _("Too late: VK has it already.")
    redraw()


def _withdraw_joined(action_id: int) -> None:
    chat_room.withdraw(action_id)
    redraw()


def _send_again(action_id: int) -> None:
    chat_room.send_again(action_id)
    redraw()


def field_key(question_id: int) -> str:
    """The key of the field in which the moderator answers this question."""
    return f"chat_answer_{question_id}"


def carry_out(command: Callable[..., Any], number: int, *more: Any) -> None:
    """Carry a command on the question out; what stands in the field is saved before."""
    save_typed(number)
    chat_room.attempt(command, number, *more)
    redraw()


def save_typed(number: int) -> bool:
    """Whether what stands in the field is kept."""
    return flush(field_key(number), kind=ANSWER, target=answer_target(number))


def redraw() -> None:
    """Draw the open question and the board anew; for callbacks."""
    st.rerun([chat_room.BOX, chat_room.BOARD])
