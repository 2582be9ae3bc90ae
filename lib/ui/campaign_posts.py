"""The posts of a campaign on the screen, what may be done with them, and what other communities made."""

from __future__ import annotations

import html

import streamlit as st

from lib.access.permissions import allowed
from lib.base.clock import local_day
from lib.base.language import _, ngettext
from lib.campaigns import campaigns as commands
from lib.campaigns.campaigns import Campaign
from lib.campaigns.figures import Figures
from lib.campaigns.queries import recent_posts
from lib.reach.wall.queries import PostRow
from lib.ui import console, dates, safe
from lib.ui.campaign_room import do

POSTS_SHOWN = 50
OFFERED = 200
STYLE = """<style>
[class*="st-key-campaign_post_"] { flex-wrap: nowrap !important; }
[class*="st-key-campaign_post_"] > :first-child { min-width: 0; flex: 1 1 0 !important; }
</style>"""


def campaign_posts(one: Campaign, found: Figures) -> None:
    """The posts, the newest first, with what takes one out, and what puts another one in."""
    st.subheader(_("Posts of the campaign"), anchor=False)
    may = allowed(console.actor(), "campaign.change")
    if not found.posts:
        words = _(
            "No posts yet. Those with the hashtag come by themselves; others can be put in below."
        )
        st.html(f'<div class="pult-dim">{html.escape(words)}</div>')
    for post in found.posts[:POSTS_SHOWN]:
        with st.container(
            horizontal=True,
            vertical_alignment="center",
            gap="small",
            key=f"campaign_post_{post.post_id}",
        ):
            st.html(_post_line(post), width="stretch")
            if may:
                st.button(
                    "",
                    key=f"campaign_drop_{post.post_id}",
                    type="tertiary",
                    icon=":material/remove_circle:",
                    help=_("Take out of the campaign"),
                    on_click=do,
                    args=(commands.drop_post, one.campaign_id, post.post_id),
                )
    if len(found.posts) > POSTS_SHOWN:
        st.caption(
            ngettext("{n} older post is in the report.", "{n} older posts are in the report.",
                     len(found.posts) - POSTS_SHOWN)
        )  # fmt: skip
    if may:
        _put_in(one, {post.post_id for post in found.posts})


def _post_line(post: PostRow) -> str:
    at = dates.moment(post.published_at, now=console.now(), zone=console.zone())
    about = [
        at,
        post.rubric or "",
        _("reach {n}", n=dates.number(post.reach)),
        _("views {n}", n=dates.number(post.views)),
        _("reactions {n}", n=dates.number(post.reactions)),
    ]
    text = safe.one_line(post.text, 140) or _("(no text)")
    return (
        f'<div class="pult-out"><div class="what">{safe.html_text(text)}</div>'
        f'<div class="pult-dim">{safe.html_text(" · ".join(part for part in about if part))}</div></div>'
    )


def _put_in(one: Campaign, inside: set[int]) -> None:
    with console.store().reader() as db:
        offered = {
            row["post_id"]: row
            for row in recent_posts(db, limit=OFFERED)
            if row["post_id"] not in inside
        }

    def words(post_id: int) -> str:
        row = offered[post_id]
        at = dates.day(local_day(row["published_at"], zone=console.zone()))
        return f"{at} · {safe.one_line(row['text'], 80) or _('(no text)')}"

    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        st.selectbox(
            _("A post without the hashtag"),
            list(offered),
            index=None,
            format_func=words,
            key="campaign_offered",
            placeholder=_("Choose among the newest posts"),
        )
        st.button(
            _("Add"),
            key="campaign_put",
            icon=":material/add_circle:",
            on_click=_put,
            args=(one.campaign_id,),
        )


def _put(campaign_id: int) -> None:
    post_id = st.session_state.get("campaign_offered")
    if post_id is not None:
        do(commands.put_posts, campaign_id, [post_id])


def campaign_echoes(found: Figures) -> None:
    """What other communities made, folded."""
    if not found.echoes:
        return
    with st.expander(_("Posts of other communities"), icon=":material/share:"):
        lines = [
            f'<div class="pult-out"><div class="what">{safe.html_text(one.name)}</div><div class="pult-dim">'
            f"{safe.html_text(_echo_words(one.published_at, one.about, one.views))}</div></div>"
            for one in found.echoes[:POSTS_SHOWN]
        ]
        st.html("".join(lines))


def _echo_words(at: int, about: int | None, views: int | None) -> str:
    parts = [
        dates.moment(at, now=console.now(), zone=console.zone()),
        _("its own post") if about is None else _("repost"),
        _("views {n}", n=dates.number(views)),
    ]
    return " · ".join(parts)
