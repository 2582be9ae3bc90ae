"""The question on which a specialist works: the field for the answer, or what became of the question."""

from __future__ import annotations

import streamlit as st

from lib.base.language import _
from lib.chats.answers import ANSWER, answer_target, signed
from lib.chats.rows import Chat, Question, Specialist
from lib.inbox.commands import TEXT_LIMIT
from lib.ui import answering, console, safe
from lib.ui.draft_field import draft_field
from lib.ui.earlier import earlier
from lib.ui.guarding import findings_in, guard_notes


def moved_on(question: Question) -> None:
    """The question is not this person's any more; what was typed can still be read and copied."""
    if question.state in {"sending", "published"}:
        st.info(_("This question has been answered."), icon=":material/done_all:")
    elif question.state == "gone":
        st.info(_("Its author has deleted the question."), icon=":material/delete:")
    elif question.state == "declined":
        st.info(_("The moderator has decided not to answer this question."))
    elif question.state == "joined":
        st.info(_("This question was merged into another one."), icon=":material/merge:")
    elif question.assignee and question.assignee_id != console.actor().person_id:
        st.info(_("{name} has this question now.", name=safe.label(question.assignee)))
    else:
        st.info(_("You do not hold this question any more. Take it again to go on."))
    if typed := answering.typed(question.question_id):
        st.caption(_("What you have typed is kept:"))
        st.code(typed, language=None, wrap_lines=True)
    with st.container(horizontal=True, gap="small"):
        if question.state in {"new", "assigned"}:
            st.button(
                _("Take the question"),
                key="answering_retake",
                type="primary",
                on_click=answering.take,
                args=(question.question_id,),
            )
        st.button(_("Close"), key="answering_close", on_click=answering.close)


def field(question: Question, chat: Chat, colleagues: list[Specialist]) -> None:
    """The answer, the way to send it, and what else can be done with the question; `colleagues` may get it."""
    number = question.question_id
    text = draft_field(
        answering.field_key(number),
        kind=ANSWER,
        target=answer_target(number),
        label=_("Your answer"),
        placeholder=_("Write as you would say it. It is saved while you type."),
        height=150,
        max_length=TEXT_LIMIT,
        version=str(question.remark or ""),
        focus=True,
    )
    with console.store().reader() as db:
        signature = signed(db, chat.chat_id, console.actor().person_id, "").strip()
    st.button(
        _("Submit for review") if chat.checked else _("Publish"),
        key="answering_send",
        type="primary",
        icon=":material/send:",
        width="stretch",
        on_click=answering.hand_in if chat.checked else answering.publish,
        args=(number,),
    )
    # Below the button: what appears while one presses must not move it away.
    guard_notes(
        findings_in(text, key=answering.field_key(number)),
        key=answering.field_key(number),
        on_override=answering.publish,
        args=(number,),
    )
    if signature:
        st.caption(_("It will be signed: {signature}", signature=safe.label(signature, 300)))
    with st.container(horizontal=True, gap="small"):
        st.button(
            _("Put aside"),
            key="answering_close",
            help=_("What you have typed is kept; others may take the question."),
            on_click=answering.close,
        )
        st.button(
            _("Not my question"),
            key="answering_not_mine",
            type="tertiary",
            on_click=answering.not_mine,
            args=(number,),
        )
    earlier(
        question.text,
        key=answering.field_key(number),
        kind=ANSWER,
        target=answer_target(number),
        but=question.source_id,
    )
    with st.expander(_("Hand over or write to the moderator")):
        if colleagues:
            names = {one.person_id: one.name for one in colleagues}
            with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
                st.selectbox(
                    _("Colleague"),
                    list(names),
                    index=None,
                    key=f"hand_over_{number}",
                    format_func=lambda person_id: names[person_id],
                    placeholder=_("Choose a colleague"),
                )
                st.button(
                    _("Hand over"),
                    key="answering_hand_over",
                    on_click=answering.hand_over,
                    args=(number,),
                )
        with st.form(f"note_form_{number}", border=False):
            st.text_area(
                _("Note to the moderator"),
                value=question.note or "",
                key=f"note_{number}",
                max_chars=1000,
                placeholder=_("Only the moderator reads it; it is never published."),
            )
            st.form_submit_button(_("Send the note"), on_click=answering.write_note, args=(number,))
            if answering.noted(number):
                st.caption(_("The moderator sees your note."))
