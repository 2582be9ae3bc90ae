"""«Сегодня»: what needs a person now, in figures that lead to their rows."""

from datetime import timedelta

import streamlit as st

from lib.base.clock import local_day
from lib.base.language import _
from lib.chats.after.tasks import owed
from lib.inbox.card import Card
from lib.inbox.feed.queries import Filters, feed
from lib.inbox.queries import cards, waiting
from lib.reach.estimate import guesses, share_of_views, total
from lib.reach.queries import day_series, reach_of_days
from lib.store.awaiting import horizon
from lib.ui import console, dates, safe
from lib.ui.cards import author_name
from lib.ui.chat_tasks import owed_line
from lib.ui.explore_pinned import pinned
from lib.ui.live_refresh import live
from lib.ui.status import can_read, never_read, reading_history
from lib.ui.system_state import system_state
from lib.ui.tiles import STYLE, tile
from lib.ui.today_notes import age_note, guess_notes, post_notes, reach_notes, subscriber_notes
from lib.ui.unavailable import guess_formula
from lib.wall.queries import community, posts_of_day

OLDEST = 5


@st.fragment(key="today_tiles")
def tiles() -> None:
    # The age of the oldest comment grows and the day turns even when nothing happens.
    live("comments", "posts", "outbox", "stats", "community", "chats", key="today", longest=60)
    now, zone, today = console.now(), console.zone(), console.today()
    yesterday = today - timedelta(days=1)
    with console.store().reader() as db:
        unanswered, since = waiting(db), horizon(db)
        posts = posts_of_day(db, today, zone=zone, now=now)
        [before, day] = day_series(db, since=yesterday - timedelta(1), until=yesterday, zone=zone)
        week = reach_of_days(db, until=yesterday)
        week_before = reach_of_days(db, until=yesterday - timedelta(days=7))
        about = community(db)
        guess = total(guesses(db, since=yesterday - timedelta(days=6), until=yesterday, zone=zone))
        share = share_of_views(db)
        first = feed(db, Filters(unanswered=True, oldest_first=True), limit=OLDEST)
        oldest = cards(db, first.comment_ids)
        left = owed(db, now=now)
    # A nought that is only not read yet is none.
    known = not never_read()
    with st.grid(4, min_column_width=150, gap="small", key="today_grid"):
        tile(
            "unanswered",
            name=_("Unanswered comments"),
            value=dates.number(unanswered.count if about and known else (unanswered.count or None)),
            page="inbox.py",
            query_params={"unanswered": "1"},
            notes=(age_note(unanswered.oldest_at, now),) if about else (),
            help=""
            if since is None
            else _(
                "Written since {day}, and not answered by the community. Earlier ones, from before the"
                " console, are history: “Reach”, section “Conversation”, counts them.",
                day=dates.day(local_day(since, zone=zone)),
            ),
        )
        tile(
            "posts",
            name=_("Posts today"),
            value=dates.number(posts.published if about and known else (posts.published or None)),
            page="compose.py",
            notes=post_notes(posts) if about else (),
            help=_("Published today by the region's calendar. One to three a day is usual."),
        )
        tile(
            "subscribers",
            name=_("Subscribers"),
            value=dates.number(about.members if about else None),
            page="reach.py",
            notes=subscriber_notes(before, day),
            help=_("Growth is who joined minus who left, by VK's statistics."),
        )
        guessed = week.total is None and guess is not None and not reading_history()
        tile(
            "reach",
            name=_("Reach in 7 days, an estimate") if guessed else _("Reach in 7 days"),
            value="≈ " + dates.number(guess) if guessed else dates.number(week.total),
            page="reach.py",
            notes=guess_notes() if guessed else reach_notes(week, week_before),
            help=guess_formula(share)
            if guessed
            else _(
                "People per day, added up over the seven days up to yesterday: whoever came on two "
                "days counts twice. VK does not report unique people for such a period."
            ),
        )
    if left.chat_id is not None:
        st.html(owed_line(left))
    st.subheader(_("Waiting the longest"), anchor=False)
    if not oldest:
        empty_hint(known=about is not None)
        return
    with st.container(border=True, key="oldest", gap="xsmall"):
        for card in oldest:
            st.page_link(
                "inbox.py",
                label=waiting_line(card, now),
                icon=":material/reply:",
                help="",
                query_params={"unanswered": "1", "order": "oldest"},
            )


def waiting_line(card: Card, now: int) -> str:
    """Who waits, how long, for what: one line for a slot that reads Markdown."""
    name, text = safe.label(author_name(card.author), 40), safe.label(card.text, 140)
    waits = _("waiting for {age}", age=dates.age(now - card.created_at))
    return f"**{name}** · {waits} — {text}"


def empty_hint(*, known: bool) -> None:
    if known and not can_read() and never_read():
        title, text = (
            _("Earlier comments cannot be read"),
            _("New ones show up here as soon as somebody writes."),
        )
    elif known and reading_history():
        title, text = (
            _("The history is still being read"),
            _("Whoever is waiting for an answer shows up here as comments are read."),
        )
    elif known:
        title, text = _("Nobody is waiting"), _("New comments appear here by themselves.")
    else:
        title, text = (
            _("The community is not read yet"),
            _("As soon as VK answers, its posts and comments appear here."),
        )
    st.html(f'<div class="pult-empty"><b>{title}</b>{text}</div>')


st.set_page_config(page_title=_("Today"), layout="wide")
st.html(STYLE)
st.title(_("Today"), anchor=False)
st.caption(dates.day_title(console.today()))
tiles()
pinned()
st.subheader(_("System status"), anchor=False)
system_state()
