"""«Лента»: every comment of every post, and the reply box under each."""

import html

import streamlit as st
from sqlite_utils import Database

from lib import outbox
from lib.base.language import _, ngettext
from lib.inbox import queries
from lib.inbox.card import Card
from lib.inbox.feed.queries import Filters, new_count, newest_id
from lib.store import StoreError
from lib.store.drafts import drafts
from lib.ui import console, dates, feed_list, inbox_filters, replying
from lib.ui.feed_card import feed_card
from lib.ui.feed_changes import Changes, changes_of_cards
from lib.ui.feed_news import feed_news
from lib.ui.live_refresh import live
from lib.ui.rights import may, sends_not
from lib.ui.status import can_read, never_read, reading_history
from lib.ui.unavailable import lack_of, unavailable

NEWS = "inbox_news"
PRINT, TURNED = "inbox.print", "inbox.turned"

Actions = dict[int, list[outbox.Action]]


def show_new() -> None:
    """List what was announced: the beginning, or the end where the oldest stand first."""
    filters = inbox_filters.current()
    with console.store().reader() as db:
        feed_list.forget()
        feed_list.turn(db, filters, before=newest_id(db) + 1 if filters.oldest_first else None)
    to_the_top()


def turn(before: int | None, after: int | None) -> None:
    with console.store().reader() as db:
        feed_list.turn(db, inbox_filters.current(), before=before, after=after)
    to_the_top()


def to_the_top() -> None:
    st.session_state[TURNED] = st.session_state.get(TURNED, 0) + 1
    st.rerun([replying.FEED, NEWS])


def listed(db: Database) -> tuple[feed_list.Shown, list[Card], Actions, Changes, int]:
    """The list, its cards, the replies to them, changes of them, and a number that differs when any of it has
    changed."""
    there = feed_list.shown(db, inbox_filters.current())
    cards = queries.cards(db, there.comment_ids)
    actions = outbox.actions_about(db, "reply", there.comment_ids)
    changes = changes_of_cards(db, cards, now=console.now())
    return there, cards, actions, changes, hash((there, repr(cards), repr(actions), repr(changes)))


def redraw_if_needed() -> None:
    try:
        with console.store().reader() as db:
            footprint = listed(db)[-1]
    except StoreError:
        # The line of news runs next, and says it.
        return
    if footprint != st.session_state.get(PRINT):
        st.rerun([replying.FEED, NEWS])


@st.fragment(key=NEWS)
def news() -> None:
    """How much waits, and new comments: announced here, listed when the person asks."""
    # The number of new comments goes ahead by itself (feed_news); redrawing ten open pages for each comment
    # would hold it up.
    counters = live(
        *("comments", "posts", "authors"),
        key="inbox",
        settle=5,
        on_change=redraw_if_needed,
        top=st.session_state.get(TURNED, 0),
    )
    live("outbox", key="inbox_outbox", on_change=redraw_if_needed)
    filters = inbox_filters.current()
    with console.store().reader() as db:
        there = feed_list.shown(db, filters)
        fresh = new_count(db, filters, since_id=there.newest_id)
        waiting = queries.waiting(db)
    with st.container(horizontal=True, vertical_alignment="center", key="inbox_line"):
        feed_news(
            filters,
            since_id=there.newest_id,
            fresh=fresh,
            counter=counters["comments"],
            on_show=show_new,
        )
        st.html(f'<div class="pult-dim" role="status">{html.escape(waiting_words(waiting))}</div>')


def waiting_words(waiting: queries.Waiting) -> str:
    if not waiting.count or waiting.oldest_at is None:
        # What has not been read may wait.
        return "" if never_read() else _("Nobody is waiting for an answer.")
    count = dates.number(waiting.count)
    return ngettext(
        "{count} comment is waiting for an answer, the oldest for {age}.",
        "{count} comments are waiting for an answer, the oldest for {age}.",
        waiting.count,
        count=count,
        age=dates.age(console.now() - waiting.oldest_at),
    )


@st.fragment(key=replying.FEED)
def feed() -> None:
    """The cards of the list, always the same ones until the person asks for others."""
    filters = inbox_filters.current()
    with console.store().reader() as db:
        there, cards, actions, changes, st.session_state[PRINT] = listed(db)
        written = drafts(db, kind="reply", actor=console.actor().name)
    replying.reopen_boxes(written)
    if not cards:
        empty(filters)
    lack = lack_of("reply")
    if lack is not None:
        unavailable(lack, key="reply", what=_("Answers can be written, but not sent."))
    # Whoever only reads is told nothing of sending.
    may_write, may_moderate = may("reply.write"), may("comment.delete")
    may_send = may_write and not sends_not("reply.send")
    for card in cards:
        feed_card(
            card,
            actions.get(card.comment_id, []),
            changes=changes.of_cards.get(card.comment_id, []),
            last_ban=changes.bans.get(card.author.author_id),
            question=filters.text,
            sending=lack is None and may_send,
            writing=may_write,
            moderating_it=may_moderate,
        )
    turning(there)


def turning(there: feed_list.Shown) -> None:
    """The buttons to the neighbouring pages, as far as there are any."""
    back, on = _("Newer"), _("Older")
    if there.filters.oldest_first:
        back, on = on, back
    ids = there.comment_ids
    with st.container(horizontal=True, horizontal_alignment="center", key="inbox_pages"):
        if there.before and ids:
            st.button(
                back,
                key="inbox_before",
                icon=":material/arrow_back:",
                on_click=turn,
                args=(ids[0], None),
            )
        if there.after and ids:
            st.button(
                on,
                key="inbox_after",
                icon=":material/arrow_forward:",
                on_click=turn,
                args=(None, ids[-1]),
            )


def empty(filters: Filters) -> None:
    if reading_history():
        title, hint = (
            _("The history is still being read"),
            _("Comments show up here as they are read, the newest first."),
        )
    elif never_read() and not can_read():
        title, hint = (
            _("Earlier comments cannot be read"),
            _("New ones show up here as soon as somebody writes."),
        )
    elif filters.unanswered and filters == Filters(
        unanswered=True, oldest_first=filters.oldest_first
    ):
        title, hint = (
            _("Everything is answered"),
            _("New questions will show up here by themselves."),
        )
    elif filters.any:
        title, hint = _("Nothing found"), _("Remove a filter or change the search words.")
    else:
        title, hint = _("No comments yet"), _("They appear here as soon as somebody writes one.")
    st.html(f'<div class="pult-empty"><b>{html.escape(title)}</b>{html.escape(hint)}</div>')


@st.fragment(key="inbox")
def page() -> None:
    inbox_filters.controls(inbox_filters.current())
    news()
    feed()


st.title(_("Feed"), anchor=False)
page()
