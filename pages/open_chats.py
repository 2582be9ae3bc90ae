"""«Открытые чаты»: the sessions; one of them being prepared, run on its board, or shown on the air."""

import streamlit as st

from lib.base.language import _, ngettext
from lib.chats import queries, questions
from lib.chats.rows import Chat
from lib.chats.said.queries import announcement_deleted
from lib.ui import chat_room, console
from lib.ui.chat_after import chat_after
from lib.ui.chat_air import chat_air
from lib.ui.chat_board import SORT, chat_board
from lib.ui.chat_broadcast import chat_broadcast
from lib.ui.chat_head import chat_head
from lib.ui.chat_list import chat_list
from lib.ui.chat_prepare import prepare
from lib.ui.chat_question import chat_box
from lib.ui.live_refresh import live

SETTLE = 0.3
"""Questions are to be on the board within a second; what comes within this time comes together."""

STYLE = """<style>
/* Streamlit may forget that the page is wide when it connects anew after a restart of the server. */
[data-testid="stMainBlockContainer"] { padding-left: 2rem; padding-right: 2rem; max-width: none; }
[data-testid="stMainBlockContainer"] h1 { padding: 0; }
.st-key-chat_head [data-testid="stPageLink"] a { background: none !important; }
@media (max-width: 640px) { [data-testid="stMainBlockContainer"] { padding-left: 1rem;
  padding-right: 1rem; } }
</style>"""


def found(number: int) -> Chat | None:
    with console.store().reader() as db:
        return queries.chat(db, number)


@st.fragment(key=chat_room.LIST)
def all_chats() -> None:
    live("chats", "comments", "outbox", key="chat_list", settle=3)
    chat_list()


@st.fragment(key=chat_room.PREPARE)
def preparation(number: int) -> None:
    live(
        "chats",
        "outbox",
        "posts",
        "access",
        "presence",
        key="chat_prepare",
        settle=1,
    )
    if (chat := found(number)) is not None:
        prepare(chat)


@st.fragment(key=chat_room.BOX)
def box(number: int) -> None:
    """The open question: redrawn by events, and what is being typed in it is left alone."""
    works = chat_room.opened() is not None
    # With nothing open there is nothing to follow, and each redrawing here would make the board wait.
    live(
        *(("chats", "comments", "outbox", "access") if works else ("access",)),
        key="chat_box",
        settle=1,
        top=chat_room.top(),
    )
    if (chat := found(number)) is not None:
        chat_box(chat)


def announcement_state(chat: Chat) -> None:
    with console.store().reader() as db:
        gone = announcement_deleted(db, chat.post_id)
    if gone and chat.state != "closed":
        st.warning(
            _(
                "The announcement was deleted in VK, so no new questions come in under it. The questions and"
                " answers stay here; what is published waits, with its reason, until you decide."
            ),
            icon=":material/delete:",
        )


@st.fragment(key=chat_room.BOARD)
def board(number: int) -> None:
    live(
        *("chats", "comments", "outbox", "posts", "access", "presence"),
        key="chat_board",
        settle=SETTLE,
    )
    if (chat := found(number)) is not None:
        announcement_state(chat)
        controls(chat)
        chat_board(chat)


def controls(chat: Chat) -> None:
    number = chat.chat_id
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.segmented_control(
            _("Order"),
            ["time", "votes"],
            key=SORT,
            default="time",
            required=True,
            format_func={"time": _("Oldest first"), "votes": _("Most votes first")}.__getitem__,
            label_visibility="collapsed",
        )
        if chat.state == "closed":
            return
        st.button(
            _("Assign by topic"),
            key="chat_deal",
            icon=":material/account_tree:",
            help=_("Gives each new question to the specialist whose topic it names."),
            on_click=deal,
            args=(number,),
        )


def deal(number: int) -> None:
    ok, count = chat_room.outcome(questions.assign_by_topic, number)
    if ok:
        chat_room.say(
            ngettext("{n} question assigned.", "{n} questions assigned.", count)
            if count
            else _("No new question names a topic of a specialist.")
        )
    st.rerun([chat_room.BOX, chat_room.BOARD])


@st.fragment(key="chat_air")
def air(number: int) -> None:
    live("chats", "comments", key="chat_air")
    if (chat := found(number)) is not None:
        chat_air(chat, with_name=st.query_params.get("name") == "1")


def view_of(chat: Chat) -> str:
    return chat_room.view("prepare" if chat.state == "preparing" else "board")


@st.fragment(key=chat_room.AFTER)
def after(number: int) -> None:
    """«После чата»: what is left to answer, the digest, the report."""
    live("chats", "comments", "outbox", "stats", key="chat_after", settle=3)
    with st.container(border=True, key="chat_after_box"):
        chat_after(number)


number = chat_room.chat_id()
chat_room.show_address()
chat = found(number) if number is not None else None
chat_room.arrive(number, chat and view_of(chat))
if chat is None:
    st.title(_("Open chats"), anchor=False)
    if number is not None:
        st.warning(_("There is no such open chat."))
    all_chats()
elif view_of(chat) == "air":
    air(chat.chat_id)
else:
    st.set_page_config(page_title=_("Open chats"), layout="wide")
    st.html(STYLE)
    chat_head(chat, view=view_of(chat))
    if view_of(chat) == "prepare":
        preparation(chat.chat_id)
        chat_broadcast(chat.chat_id)
    else:
        if chat.video_id is not None or chat.broadcast_action is not None:
            chat_broadcast(chat.chat_id, folded=True)
        box(chat.chat_id)
        if chat.state == "closed":
            after(chat.chat_id)
        board(chat.chat_id)
