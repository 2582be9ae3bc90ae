"""«Новая запись»: the text, its rubric and time, the preview, what is on its way, the drafts, what waits."""

import streamlit as st

from lib import outbox
from lib.access.agreements import agreements
from lib.base.clock import local_day
from lib.base.language import _
from lib.store.drafts import Draft, draft
from lib.ui import composer, console, dates, safe
from lib.ui.agreeing import agreement_box
from lib.ui.draft_field import draft_field
from lib.ui.guarding import findings_in, guard_notes, refusal_badge
from lib.ui.live_refresh import live
from lib.ui.post_actions import outgoing_post
from lib.ui.post_form import rubric_choice, time_choice, told
from lib.ui.post_lists import (
    deleted_list,
    drafts_list,
    published_list,
    suggested_list,
    waiting_list,
)
from lib.ui.post_preview import STYLE, post_preview
from lib.ui.rights import may, sends_not
from lib.ui.unavailable import lack_of, unavailable
from lib.wall import commands, queries
from lib.wall.errors import TooLong
from lib.wall.posts import LATER, POSTS_A_DAY, TEXT_LIMIT, moment, post_fields, with_hashtag

DAY = 86_400
SHOWN_SECONDS = 600
"""So long a change that is made stands under its post."""
OF_POSTS = ("edit_post", "delete_post", "restore_post", "publish")


# One fragment for all of it: a click outside the fragment of a field that is just being saved gets lost.
@st.fragment(key="composer")
def compose() -> None:
    # On the clock too: a time that was ahead when it was chosen passes.
    live("outbox", "posts", "community", "agreements", key="compose", longest=30)
    name, now, zone = composer.target(), console.now(), console.zone()
    me = console.actor().name
    with console.store().reader() as db:
        written = draft(db, kind="post", target=name, actor=me)
        written = written or Draft(0, "post", name, me, "", {}, now, now)
        fields = post_fields(written)
        rubrics = queries.rubrics(db)
        chosen = queries.rubric(db, fields.rubric_id) if fields.rubric_id else None
        community = queries.community(db)
        problems = commands.post_problems(db, written, now=now, zone=zone)
        at = moment(fields.day, fields.clock, zone=zone) if fields.mode == LATER else None
        that_day = local_day(at if at is not None else now, zone=zone)
        day_posts = queries.posts_of_day(db, that_day, zone=zone, now=now)
        outgoing = queries.outgoing_posts(db, now=now)
        waiting = queries.scheduled_posts(db, now=now)
        published = queries.published_on(db, console.today(), zone=zone)
        others = [one for one in queries.post_drafts(db, actor=me) if one.target != name]
        dropped = queries.dropped_drafts(db, actor=me, now=now)
        asked = agreements(db, kind="post", target=name)
        suggested = queries.suggested_posts(db)
        deleted = queries.deleted_here(db, since=now - DAY)
        listed = [post.post_id for post in (*waiting, *published, *suggested, *deleted)]
        changes = outbox.changes_of(db, OF_POSTS, listed, since=now - SHOWN_SECONDS)
    # An empty field is no mistake until the person wants to send it.
    shown = [
        problem
        for problem in problems
        if composer.pressed() or problem.field == "time" or isinstance(problem, TooLong)
    ]

    left, right = st.columns([1.15, 1], gap="large")
    with left:
        text = draft_field(
            composer.field_key(name),
            kind="post",
            target=name,
            label=_("Text of the post"),
            placeholder=_("What do you want to tell people?"),
            height=220,
            max_length=TEXT_LIMIT,
            version=composer.version(),
        )
        told(shown, "text")
        rubric_choice(name, fields, rubrics, chosen)
        told(shown, "rubric")
        time_choice(name, fields)
        told(shown, "time")
        if at is not None and not any(problem.field == "time" for problem in problems):
            st.caption(_("Goes out {moment}.", moment=safe.label(dates.full(at, zone=zone))))
        crowded(day_posts.total)
        if composer.news():
            st.error(safe.label(composer.news(), 400), icon=":material/error:")
        found = findings_in(text, key=composer.field_key(name))
        buttons(composer.field_key(name), later=fields.mode == LATER)
        guard_notes(found, key=composer.field_key(name), on_override=composer.send_despite)
        final = with_hashtag(text, chosen.hashtag if chosen and text.strip() else None)
        agreement_box(asked, kind="post", target=name, text=final)
        for action in outgoing:
            outgoing_post(action, on_withdraw=composer.withdraw, on_send=composer.send_again)
    with right:
        st.html(f'<div class="pult-dim">{_("How VK will show it")}</div>')
        hashtag = chosen.hashtag if chosen and text.strip() else None
        post_preview(
            community,
            text=final,
            when=dates.moment(at, now=now, zone=zone) if at is not None else _("just now"),
            added=hashtag if final != text.strip() else None,
        )
    changing = may("post.edit")
    drafts_list(others, dropped, rubrics={one.rubric_id: one.name for one in rubrics})
    suggested_list(suggested, changes, may=changing)
    waiting_list(waiting, changes, may=changing)
    published_list(published, changes, may=changing)
    deleted_list(deleted, changes, may=changing)


def crowded(posts: int) -> None:
    """Says so where the day has as many posts as is usual, or more."""
    if posts >= POSTS_A_DAY:
        st.info(
            _("That day already has {n} posts; one to three a day is usual.", n=posts),
            icon=":material/event_busy:",
        )


def buttons(key: str, *, later: bool) -> None:
    lack = lack_of("publish")
    if lack is not None:
        unavailable(lack, key="publish", what=_("Posts cannot be published."))
    prepares = sends_not("post.publish")
    with st.container(horizontal=True, vertical_alignment="center", key="compose_buttons"):
        st.button(
            _("Schedule") if later else _("Publish"),
            key="post_send",
            type="primary",
            icon=":material/schedule_send:" if later else ":material/send:",
            disabled=prepares or lack is not None or (later and lack_of("schedule") is not None),
            on_click=composer.send,
        )
        st.button(
            _("Save to drafts"),
            key="post_park",
            icon=":material/draft:",
            on_click=composer.park,
        )
        refusal_badge(key)


st.set_page_config(page_title=_("New post"), layout="wide")
st.html(STYLE)
st.title(_("New post"), anchor=False)
compose()
