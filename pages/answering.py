"""«Отвечаю»: a specialist's only page. The question one works on stands above, the others below it."""

import html

import streamlit as st

from lib.base.language import _, ngettext
from lib.chats import queries
from lib.chats.board import queries as board
from lib.chats.rows import Chat, Counters, Question
from lib.ui import answering, chat_cards, console, dates, safe
from lib.ui.answering_question import field, moved_on
from lib.ui.chat_thread import thread_around
from lib.ui.live_refresh import live

RENEW_SECONDS = 60
"""So often an open page says that its question is still being worked on."""
SHOWN = 30
"""Free questions drawn at once; the rest are counted."""
STYLE = """<style>
@media (max-width: 640px) {
  /* A thumb's height. */
  [data-testid="stMain"] [data-testid^="stBaseButton-"] { min-height: 2.75rem; }
  [class*="st-key-take_"], [class*="st-key-take_"] button { width: 100%; }
  /* Whatever the length of the question and of the answer, the hand reaches it. */
  .st-key-answering_send { position: sticky; bottom: .5rem; z-index: 5; }
  [data-testid="stMain"] { scroll-padding-bottom: 5rem; }
  [data-testid="stMainBlockContainer"] h1 { padding-top: 0; font-size: 1.5rem; }
}
</style>"""


@st.fragment(key=answering.BOX)
def box(chat_id: int) -> None:
    """The open question. Events redraw it seldom, and never touch what is being typed."""
    works = answering.opened() is not None
    live(
        *(("chats", "comments", "outbox", "access") if works else ("access",)),
        key="answering_box",
        longest=RENEW_SECONDS if works else None,
        settle=4,
        top=answering.top(),
    )
    # A place of its own: what comes and goes in it folds nothing below it.
    with st.container():
        if words := answering.trouble():
            st.error(safe.label(words, 300), icon=":material/error:")
    question_id = answering.opened()
    if question_id is None:
        return
    answering.renew(question_id)
    me, now = console.actor(), console.now()
    with console.store().reader() as db:
        question = board.question(db, question_id, now=now)
        chat = queries.chat(db, chat_id)
        colleagues = [one for one in queries.specialists(db, chat_id) if one.ended_at is None]
    if question is None or chat is None:
        return
    with st.container(border=True, key="answering_open"):
        st.html(chat_cards.question_html(question, big=True, with_answer=False))
        thread_around(question)
        mine = question.assignee_id == me.person_id
        if question.state not in {"answering", "assigned"} or not mine:
            moved_on(question)
        else:
            field(question, chat, [one for one in colleagues if one.person_id != me.person_id])


@st.fragment(key=answering.LIST)
def others(chat_id: int) -> None:
    """What waits: this person's own questions, then the free ones, the longest waiting first."""
    live("chats", "comments", "outbox", key="answering_list", longest=answering.rest(), settle=3)
    me, now = console.actor(), console.now()
    answering.note_seen(chat_id)
    with console.store().reader() as db:
        chat = queries.chat(db, chat_id)
        found = board.questions_for(db, chat_id, me.person_id or 0, now=now)
        counted = board.counters(db, chat_id, now=now)
    if chat is None:
        return
    answering.note_waiting(counted.waiting)
    st.html(chat_cards.STYLE + STYLE)
    if words := answering.news():
        st.success(safe.label(words, 300), icon=":material/check_circle:")
    st.html(head(chat, counted))
    held = [
        one
        for one in found
        if one.assignee_id == me.person_id
        and one.state in {"assigned", "answering"}
        and one.question_id != answering.opened()
    ]
    free = [one for one in found if one.state == "new"]
    handed_in = [
        one
        for one in found
        if one.answered_by_id == me.person_id and one.state in {"review", "sending", "published"}
    ]
    if chat.state == "closed":
        over = _("The open chat is over. Thank you!")
        if held or free:
            over += " " + _("These questions are still without an answer; you may answer them.")
        st.info(over, icon=":material/celebration:")
    elif not handed_in and answering.opened() is None and (held or free):
        st.caption(how_it_goes(chat))
    section(_("Yours"), held, _("Answer"))
    section(_("Available"), free[:SHOWN], _("Take the question"))
    if len(free) > SHOWN:
        st.caption(ngettext("and {n} more", "and {n} more", len(free) - SHOWN))
    if not held and not free and chat.state != "closed" and answering.opened() is None:
        st.html(
            f'<div class="pult-empty"><b>{html.escape(_("No questions are waiting"))}</b>'
            f"{html.escape(_('New ones appear here by themselves.'))}</div>"
        )
    if handed_in:
        with st.expander(ngettext("{n} answer by you", "{n} answers by you", len(handed_in))):
            for one in handed_in:
                st.html(f'<div class="pult-dim">{html.escape(state_words(one))}</div>')
                st.html(chat_cards.question_html(one))


def section(title: str, found: list[Question], verb: str) -> None:
    if not found:
        return
    heading = f"{title} · {len(found)}"
    st.subheader(heading, anchor=False)
    for one in found:
        with st.container(border=True, key=f"q_{one.question_id}"):
            st.html(chat_cards.question_html(one, short=True))
            st.button(
                verb,
                key=f"take_{one.question_id}",
                icon=":material/front_hand:",
                on_click=answering.take,
                args=(one.question_id,),
            )


def how_it_goes(chat: Chat) -> str:
    """Said to whoever has not answered yet: many are here for the first time."""
    taken = _("Take a question: while you write, nobody else can take it.")
    if chat.checked:
        then = _("The moderator reads your answer and publishes it with your signature.")
    else:
        then = _("Your answer goes out in VK with your signature.")
    return f"{taken} {then}"


def head(chat: Chat, counted: Counters) -> str:
    """Time left and how the chat stands, in one line."""
    now = console.now()
    if chat.state == "closed" or now > chat.ends_at:
        left = _("the time is over")
    elif now < chat.starts_at:
        left = _(
            "begins {moment}", moment=dates.moment(chat.starts_at, now=now, zone=console.zone())
        )
    else:
        left = _("{age} left", age=dates.age(chat.ends_at - now))
    parts = (
        left,
        ngettext("{n} waiting", "{n} waiting", counted.waiting),
        ngettext("{n} answered", "{n} answered", counted.answered),
    )
    return f'<div class="pult-dim" role="status">{html.escape(" · ".join(parts))}</div>'


def state_words(question: Question) -> str:
    return {
        "review": _("the moderator reads it"),
        "sending": _("on its way to VK"),
        "published": _("published"),
    }[question.state]


number = answering.chat_id()
if number is None:
    st.title(_("Answering"), anchor=False)
    st.info(_("This page is for specialists who were invited to an open chat."))
else:
    with console.store().reader() as db:
        found_chat = queries.chat(db, number)
    st.title(safe.label(found_chat.topic if found_chat else _("Open chat"), 200), anchor=False)
    answering.resume(number)
    box(number)
    others(number)
