"""The lists under the composer: drafts put aside, posts that wait in VK, and what went out today."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import streamlit as st

from lib.base.language import _, ngettext
from lib.base.notation import zone_name
from lib.inbox.card import Author
from lib.outbox import Action
from lib.store.drafts import Draft
from lib.ui import composer, console, dates, safe
from lib.ui.cards import author_name
from lib.ui.post_menu import post_row
from lib.ui.unavailable import lack_of, unavailable
from lib.wall.posts import post_fields
from lib.wall.queries import Post

Changes = Mapping[int, Action]
"""The last change of a post, on its way or just made, by the post's id. The lists below are told besides
whether this person `may` change what is in VK."""


def drafts_list(
    drafts: Sequence[Draft], dropped: Sequence[Draft], *, rubrics: Mapping[int, str]
) -> None:
    """Drafts with what opens and deletes them; the deleted ones can be taken back for a while."""
    if not drafts and not dropped:
        return
    st.subheader(_("Drafts"), anchor=False)
    for draft in dropped:
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            line = _("Deleted: {text}", text=safe.one_line(draft.text, 60))
            st.html(f'<div class="pult-dim">{safe.html_text(line)}</div>', width="content")
            st.button(
                _("Undo"),
                key=f"undrop_{draft.target}",
                type="tertiary",
                icon=":material/undo:",
                on_click=composer.undrop,
                args=(draft.target,),
            )
    for draft in drafts:
        _draft(draft, rubrics)


def _draft(draft: Draft, rubrics: Mapping[int, str]) -> None:
    fields = post_fields(draft)
    about = [rubrics.get(fields.rubric_id or 0), dates.ago(draft.updated_at, now=console.now())]
    with st.container(
        border=True, key=f"draft_{draft.target}", horizontal=True, vertical_alignment="center"
    ):
        st.html(
            f'<div class="pult-out"><div class="what">{safe.html_text(safe.one_line(draft.text, 180))}</div>'
            f'<div class="pult-dim">{safe.html_text(" · ".join(x for x in about if x))}</div></div>'
        )
        with st.container(horizontal=True, width="content", gap="small"):
            st.button(
                _("Open"),
                key=f"open_{draft.target}",
                icon=":material/edit:",
                on_click=composer.reopen,
                args=(draft.target,),
            )
            st.button(
                _("Delete"),
                key=f"drop_{draft.target}",
                type="tertiary",
                icon=":material/delete:",
                on_click=composer.drop,
                args=(draft.target,),
            )


def waiting_list(posts: Sequence[Post], changes: Changes, *, may: bool) -> None:
    """Posts that VK will publish by itself, the next one first."""
    st.subheader(_("Waiting in VK"), anchor=False)
    if not posts and (lack := lack_of("schedule")) is not None:
        unavailable(lack, key="waiting", what=_("What waits in VK cannot be seen here."))
        return
    if not posts:
        st.caption(
            _(
                "No post is scheduled. VK publishes scheduled posts by itself, even while this console"
                " is switched off."
            )
        )
        return
    now, zone = console.now(), console.zone()
    count = ngettext("{n} post is waiting in VK", "{n} posts are waiting in VK", len(posts))
    st.html(
        f'<div class="pult-dim">{safe.html_text(f"{count} · {zone_name(now, zone=zone)}")}</div>'
    )
    options = {
        "edit": _("Change the text"),
        "publish": _("Publish now"),
        "draft": _("Take back as a draft"),
        "delete": _("Delete…"),
    }
    with st.container(border=True, key="waiting", gap="small"):
        for post in posts:
            post_row(
                post,
                _waiting(post, now, zone),
                changes.get(post.post_id),
                options=options if may else {},
            )


def suggested_list(posts: Sequence[Post], changes: Changes, *, may: bool) -> None:
    """Posts that citizens suggest; nothing is drawn where nobody does."""
    if not posts:
        return
    st.subheader(_("Suggested by citizens"), anchor=False)
    now, zone = console.now(), console.zone()
    options = {"publish": _("Publish"), "delete": _("Decline…")}
    with st.container(border=True, key="suggested", gap="small"):
        for post in posts:
            post_row(
                post,
                _suggested(post, now, zone),
                changes.get(post.post_id),
                options=options if may else {},
            )


def published_list(posts: Sequence[Post], changes: Changes, *, may: bool) -> None:
    """What went out today, with its counters; nothing is drawn where nothing did."""
    if not posts:
        return
    st.subheader(_("Published today"), anchor=False)
    zone = console.zone()
    options = {"edit": _("Change the text"), "delete": _("Delete…")}
    with st.container(border=True, key="published", gap="small"):
        for post in posts:
            post_row(
                post,
                _published(post, zone),
                changes.get(post.post_id),
                options=options if may else {},
            )


def deleted_list(posts: Sequence[Post], changes: Changes, *, may: bool) -> None:
    """Posts that were deleted from here today; each can be brought back."""
    if not posts:
        return
    st.subheader(_("Deleted today"), anchor=False)
    now, zone = console.now(), console.zone()
    with st.container(border=True, key="deleted", gap="small"):
        for post in posts:
            post_row(
                post,
                _waiting(post, now, zone),
                changes.get(post.post_id),
                options={"restore": _("Restore")} if may else {},
            )


def _published(post: Post, zone: str) -> str:
    counters = _(
        "views {views} · likes {likes} · reposts {reposts} · comments {comments}",
        views=dates.number(post.views),
        likes=dates.number(post.likes),
        reposts=dates.number(post.reposts),
        comments=dates.number(post.comments),
    )
    return _row(dates.clock_time(post.published_at, zone=zone), counters, post.text)


def _waiting(post: Post, now: int, zone: str) -> str:
    return _row(dates.moment(post.published_at, now=now, zone=zone), post.rubric or "", post.text)


def _suggested(post: Post, now: int, zone: str) -> str:
    who = author_name(Author(post.from_id, post.author, photo_url=None, deactivated=None))
    return _row(who, dates.moment(post.published_at, now=now, zone=zone), post.text)


def _row(title: str, about: str, text: str) -> str:
    return (
        '<div class="pult-out pult-row"><div class="line">'
        f'<span class="pult-name">{safe.html_text(title)}</span>'
        f'<span class="pult-dim">{safe.html_text(about)}</span></div>'
        f'<div class="what">{safe.html_text(safe.one_line(text, 200) or "…")}</div></div>'
    )
