"""«Лента»: every comment of every post, and the reply box under each."""

import html

import streamlit as st

from lib import outbox
from lib.base.errors import PultError
from lib.base.language import _, explain, ngettext
from lib.inbox import commands, queries
from lib.inbox.card import Card
from lib.store import StoreError
from lib.store.drafts import drafts
from lib.ui import console, dates, feed_list, inbox_filters
from lib.ui.cards import author_name, comment_html
from lib.ui.draft_field import draft_field, flush
from lib.ui.live_refresh import live
from lib.ui.reply_state import reply_state
from lib.wall.queries import community

OPEN, CLOSED, TROUBLE = "inbox.open", "inbox.closed", "inbox.trouble"
PRINT, TURNED = "inbox.print", "inbox.turned"


def ids(name: str) -> set[int]:
    """A set of comment ids that this session remembers."""
    found: set[int] = st.session_state.setdefault(name, set())
    return found


def field_key(comment_id: int) -> str:
    return f"reply_text_{comment_id}"


def save_typed(comment_id: int) -> bool:
    return flush(field_key(comment_id), kind="reply", target=commands.reply_target(comment_id))


def attempt(comment_id: int, command, *args) -> object:  # type: ignore[no-untyped-def]
    """Carry a command out; a failure is shown under the comment it is about."""
    trouble = st.session_state.setdefault(TROUBLE, {})
    trouble.pop(comment_id, None)
    try:
        return command(console.store(), *args, actor=console.actor(), now=console.now())
    except PultError as error:
        trouble[comment_id] = explain(error)
        return None


def open_box(comment_id: int) -> None:
    ids(OPEN).add(comment_id)
    ids(CLOSED).discard(comment_id)
    # Named, here and below: a click that comes together with the saving of a text would redraw the text's
    # fragment only.
    st.rerun("inbox_feed")


def close_box(comment_id: int) -> None:
    save_typed(comment_id)
    ids(OPEN).discard(comment_id)
    ids(CLOSED).add(comment_id)
    st.rerun("inbox_feed")


def send(comment_id: int) -> None:
    if save_typed(comment_id) and attempt(comment_id, commands.queue_reply, comment_id):
        ids(OPEN).discard(comment_id)
        ids(CLOSED).discard(comment_id)
    st.rerun("inbox_feed")


def withdraw(comment_id: int, action_id: int) -> None:
    if attempt(comment_id, commands.withdraw_reply, action_id):
        open_box(comment_id)
    st.rerun("inbox_feed")


def send_anyway(comment_id: int, action_id: int) -> None:
    attempt(comment_id, commands.send_reply_anyway, action_id)
    st.rerun("inbox_feed")


def dismiss(comment_id: int) -> None:
    attempt(comment_id, commands.dismiss, comment_id)
    st.rerun("inbox_feed")


def undismiss(comment_id: int) -> None:
    attempt(comment_id, commands.undismiss, comment_id)
    st.rerun("inbox_feed")


def show_new() -> None:
    filters = inbox_filters.current()
    with console.store().reader() as db:
        feed_list.forget()
        feed_list.turn(
            db, filters, before=queries.newest_id(db) + 1 if filters.oldest_first else None
        )
    st.session_state[TURNED] = st.session_state.get(TURNED, 0) + 1
    st.rerun(["inbox_feed", "inbox_news"])


def turn(before: int | None, after: int | None) -> None:
    with console.store().reader() as db:
        feed_list.turn(db, inbox_filters.current(), before=before, after=after)
    st.session_state[TURNED] = st.session_state.get(TURNED, 0) + 1
    st.rerun(["inbox_feed", "inbox_news"])


def footprint() -> int:
    """Differs when anything that the listed cards show has changed."""
    with console.store().reader() as db:
        there = feed_list.shown(db, inbox_filters.current())
        cards = queries.cards(db, there.comment_ids)
        actions = outbox.actions_about(db, "reply", there.comment_ids)
    return hash((there, repr(cards), repr(actions)))


def redraw_if_needed() -> None:
    try:
        changed = footprint() != st.session_state.get(PRINT)
    except StoreError:
        # The line of news runs next, and says it.
        return
    if changed:
        st.rerun(["inbox_feed", "inbox_news"])


@st.fragment(key="inbox_news")
def news() -> None:
    """How much waits, and new comments: announced here, listed when the person asks."""
    live(
        *("comments", "posts", "authors", "outbox"),
        key="inbox",
        on_change=redraw_if_needed,
        top=st.session_state.get(TURNED, 0),
    )
    filters = inbox_filters.current()
    with console.store().reader() as db:
        there = feed_list.shown(db, filters)
        fresh = queries.new_count(db, filters, since_id=there.newest_id)
        waiting = queries.waiting(db)
    with st.container(horizontal=True, vertical_alignment="center", key="inbox_line"):
        if fresh:
            many = f"{queries.COUNTED - 1}+" if fresh >= queries.COUNTED else str(fresh)
            st.button(
                _("Show new ({n})", n=many),
                key="inbox_show_new",
                type="primary",
                icon=":material/arrow_upward:",
                on_click=show_new,
            )
        st.html(f'<div class="pult-dim" role="status">{html.escape(waiting_words(waiting))}</div>')


def waiting_words(waiting: queries.Waiting) -> str:
    if not waiting.count or waiting.oldest_at is None:
        return _("Nobody waits for an answer.")
    count = dates.number(waiting.count)
    return ngettext(
        "{count} comment waits for an answer, the oldest for {age}.",
        "{count} comments wait for an answer, the oldest for {age}.",
        waiting.count,
        count=count,
        age=dates.age(console.now() - waiting.oldest_at),
    )


@st.fragment(key="inbox_feed")
def feed() -> None:
    """The cards of the list, always the same ones until the person asks for others."""
    filters = inbox_filters.current()
    with console.store().reader() as db:
        there = feed_list.shown(db, filters)
        cards = queries.cards(db, there.comment_ids)
        actions = outbox.actions_about(db, "reply", there.comment_ids)
        written = drafts(db, kind="reply", actor=console.actor().name)
        group = community(db)
    st.session_state[PRINT] = hash((there, repr(cards), repr(actions)))
    for draft in written:
        about = draft.target.partition(":")[2]
        if draft.text.strip() and about.isdecimal() and int(about) not in ids(CLOSED):
            ids(OPEN).add(int(about))
    if not cards:
        empty(filters)
    for card in cards:
        draw(
            card, actions.get(card.comment_id, []), filters.text, group.group_id if group else None
        )
    with st.container(horizontal=True, horizontal_alignment="center", key="inbox_pages"):
        first, last = (cards[0].comment_id, cards[-1].comment_id) if cards else (0, 0)
        back, on = (_("Older"), _("Newer")) if filters.oldest_first else (_("Newer"), _("Older"))
        if there.before and cards:
            st.button(
                back,
                key="inbox_before",
                icon=":material/arrow_back:",
                on_click=turn,
                args=(first, None),
            )
        if there.after and cards:
            st.button(
                on,
                key="inbox_after",
                icon=":material/arrow_forward:",
                on_click=turn,
                args=(None, last),
            )


def draw(card: Card, actions: list[outbox.Action], question: str, group_id: int | None) -> None:
    number = card.comment_id
    with st.container(border=True, key=f"card_{number}"):
        published = {action.result_id for action in actions if action.state == "confirmed"}
        st.html(
            comment_html(
                card,
                question=question,
                link=vk_address(card, group_id),
                published=frozenset(number for number in published if number is not None),
            )
        )
        with st.container(key=f"actions_{number}", gap="small"):
            below(card, actions[-1] if actions else None)


def below(card: Card, last: outbox.Action | None) -> None:
    """What became of the reply, the reply box, or the buttons that open it."""
    number = card.comment_id
    if last is not None:
        reply_state(
            last,
            shown_ids=frozenset(answer.comment_id for answer in card.answers),
            on_withdraw=lambda action_id: withdraw(number, action_id),
            on_send=lambda action_id: send_anyway(number, action_id),
        )
    busy = last is not None and last.state != "confirmed"
    if number in ids(OPEN) and not busy:
        reply_box(number, author_name(card.author), f"{last.action_id if last else 0}")
    elif not busy and not card.is_deleted:
        buttons(card)
    if trouble := st.session_state.get(TROUBLE, {}).get(number):
        st.error(trouble)


def buttons(card: Card) -> None:
    number = card.comment_id
    with st.container(horizontal=True, gap="small"):
        st.button(
            _("Reply"),
            key=f"reply_{number}",
            icon=":material/reply:",
            on_click=open_box,
            args=(number,),
        )
        if card.awaits:
            st.button(
                _("No answer needed"),
                key=f"dismiss_{number}",
                type="tertiary",
                on_click=dismiss,
                args=(number,),
            )
        elif card.is_dismissed:
            st.button(
                _("Needs an answer after all"),
                key=f"undismiss_{number}",
                type="tertiary",
                on_click=undismiss,
                args=(number,),
            )


@st.fragment
def reply_box(comment_id: int, name: str, version: str) -> None:
    """Saving what is typed runs this box alone."""
    draft_field(
        field_key(comment_id),
        kind="reply",
        target=commands.reply_target(comment_id),
        label=_("Reply to {name}", name=name),
        placeholder=_("Answer as the community. Ctrl+Enter sends."),
        max_length=commands.TEXT_LIMIT,
        version=version,
        focus=True,
        on_send=send,
        send_args=(comment_id,),
    )
    with st.container(horizontal=True, gap="small"):
        st.button(
            _("Send"),
            key=f"send_{comment_id}",
            type="primary",
            icon=":material/send:",
            on_click=send,
            args=(comment_id,),
        )
        st.button(
            _("Close"),
            key=f"close_{comment_id}",
            type="tertiary",
            on_click=close_box,
            args=(comment_id,),
        )


def vk_address(card: Card, group_id: int | None) -> str | None:
    """The comment's page in VK; None in a rehearsal, whose comments no address of the real VK shows."""
    if group_id is None or console.settings().rehearsal:
        return None
    thread = f"&thread={card.thread_id}" if card.thread_id != card.comment_id else ""
    return f"https://vk.com/wall-{group_id}_{card.post.post_id}?reply={card.comment_id}{thread}"


def empty(filters: queries.Filters) -> None:
    if filters.unanswered and filters == queries.Filters(
        unanswered=True, oldest_first=filters.oldest_first
    ):
        title, hint = (
            _("Everything is answered"),
            _("New questions will show up here by themselves."),
        )
    elif filters.any:
        title, hint = _("Nothing found"), _("Take a filter away or change the words of the search.")
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
