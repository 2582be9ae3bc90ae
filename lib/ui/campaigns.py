"""Campaigns on the screen: the list, one of them with its figures and posts, and the forms for them."""

from __future__ import annotations

import html
from collections.abc import Callable
from datetime import date
from typing import Any

import streamlit as st

from lib.access.permissions import allowed
from lib.base.clock import local_day
from lib.base.errors import PultError
from lib.base.language import _, explain, language, ngettext
from lib.campaigns import campaigns as commands
from lib.campaigns import charts
from lib.campaigns.campaigns import Campaign
from lib.campaigns.figures import Figures, Post, campaign_figures
from lib.campaigns.queries import recent_posts
from lib.campaigns.wording import measures, missing
from lib.charts.theme import palette_of
from lib.reports.commands import ask_report
from lib.ui import console, dates, safe
from lib.ui.figure_table import STYLE, figures
from lib.ui.live_refresh import live

TROUBLE, CHOSEN = "campaigns.trouble", "campaigns.chosen"
POSTS_SHOWN = 50
OFFERED = 200
_ROWS = """<style>
[class*="st-key-campaign_post_"] { flex-wrap: nowrap !important; }
[class*="st-key-campaign_post_"] > :first-child { min-width: 0; flex: 1 1 0 !important; }
</style>"""


@st.fragment(key="campaigns")
def campaigns_section() -> None:
    """The list, or the campaign that was chosen; redraws by itself."""
    live("campaigns", "posts", "stats", key="campaigns", longest=120, settle=2)
    st.html(STYLE + _ROWS)
    with console.store().reader() as db:
        known = commands.campaigns(db)
    chosen = next((one for one in known if one.campaign_id == chosen_id()), None)
    if chosen is None:
        _list(known)
    else:
        _campaign(chosen)


def chosen_id() -> int | None:
    """The campaign in the address, or the one that was pressed."""
    if CHOSEN not in st.session_state:
        asked = st.query_params.get("campaign", "")
        fits = asked.isascii() and asked.isdecimal() and len(asked) < 16
        st.session_state[CHOSEN] = int(asked) if fits else None
    found = st.session_state[CHOSEN]
    return found if isinstance(found, int) else None


def _choose(campaign_id: int | None) -> None:
    st.session_state[CHOSEN], st.session_state[TROUBLE] = campaign_id, ""
    if campaign_id is None:
        st.query_params.pop("campaign", None)
    else:
        st.query_params["campaign"] = str(campaign_id)


def _list(known: list[Campaign]) -> None:
    if not known:
        st.html(
            f'<div class="pult-empty"><b>{html.escape(_("No campaigns yet"))}</b>'
            + html.escape(
                _("A campaign follows a hashtag or a set of posts, such as a vaccination or a flashmob, across"
                  " rubrics and in other communities.")
            )
            + "</div>"
        )  # fmt: skip
    for one in known:
        with console.store().reader() as db:
            found = campaign_figures(db, one.campaign_id, now=console.now(), zone=console.zone())
        with (
            st.container(border=True, key=f"campaign_{one.campaign_id}"),
            st.container(horizontal=True, vertical_alignment="center", gap="small"),
        ):
            st.html(
                f'<div class="pult-name">{safe.html_text(one.name)}</div>'
                f'<div class="pult-dim">{safe.html_text(_about(one, found))}</div>'
            )
            st.button(
                _("Open"),
                key=f"campaign_open_{one.campaign_id}",
                icon=":material/monitoring:",
                on_click=_choose,
                args=(one.campaign_id,),
            )
    if allowed(console.actor(), "campaign.change"):
        with st.expander(_("New campaign"), icon=":material/add:", expanded=not known):
            _form("campaign_new", None, _("Begin the campaign"), _create)
    _trouble()


def _about(one: Campaign, found: Figures) -> str:
    parts = [
        one.hashtag or _("posts put in by hand"),
        span_words(found),
        ngettext("{n} post", "{n} posts", len(found.posts)),
    ]
    if found.reach.total is not None:
        parts.append(_("reach {n}", n=dates.number(found.reach.total)))
    if found.neighbours:
        parts.append(ngettext("{n} neighbour", "{n} neighbours", found.neighbours))
    return " · ".join(parts)


def span_words(found: Figures) -> str:
    """“1 October – 12 November”, “since 1 October”; plain text."""
    begins = dates.day(found.since, today=console.today())
    if found.campaign.closed_at is None:
        return _("since {day}", day=begins)
    return f"{begins} – {dates.day(found.until, today=console.today())}"


def _campaign(one: Campaign) -> None:
    with console.store().reader() as db:
        found = campaign_figures(db, one.campaign_id, now=console.now(), zone=console.zone())
    st.button(
        _("All campaigns"),
        key="campaign_back",
        type="tertiary",
        icon=":material/arrow_back:",
        on_click=_choose,
        args=(None,),
    )
    st.subheader(safe.label(one.name, 120), anchor=False)
    state = _("closed") if one.closed_at is not None else _("open")
    st.html(f'<div class="pult-dim">{safe.html_text(f"{_about(one, found)} · {state}")}</div>')
    _buttons(one)
    _trouble()
    st.html(figures(measures(found)))
    for remark in missing(found):
        words = _(remark.message, **remark.values)
        st.html(f'<div class="pult-dim">{html.escape(words)}</div>')
    _charts(found)
    _posts(one, found)
    _echoes(found)
    if allowed(console.actor(), "campaign.change"):
        with st.expander(_("Name, hashtag, beginning"), icon=":material/edit:"):
            _form(f"campaign_edit_{one.campaign_id}", one, _("Save the campaign"), _change)


def _buttons(one: Campaign) -> None:
    may = allowed(console.actor(), "campaign.change")
    with st.container(horizontal=True, gap="small"):
        st.button(
            _("Make the report"),
            key="campaign_report",
            icon=":material/lab_profile:",
            disabled=not allowed(console.actor(), "report.make"),
            on_click=_report,
            args=(one.campaign_id,),
        )
        if one.closed_at is None:
            st.button(
                _("Close the campaign"),
                key="campaign_close",
                icon=":material/flag:",
                disabled=not may,
                on_click=_do,
                args=(commands.close_campaign, one.campaign_id),
            )
        else:
            st.button(
                _("Go on with it"),
                key="campaign_reopen",
                icon=":material/undo:",
                disabled=not may,
                on_click=_do,
                args=(commands.reopen_campaign, one.campaign_id),
            )
    if st.session_state.get("campaigns.asked") == one.campaign_id:
        st.caption(_("The report is being made: it is in “Reports”."))


def _charts(found: Figures) -> None:
    palette = palette_of(dark=st.context.theme.type == "dark")
    if any(stretch.reach_median is not None for stretch in found.course):
        with st.container(border=True, key="campaign_course"):
            st.subheader(
                _("Reach of the campaign's posts against usual"),
                anchor=False,
                help=_("Median reach of the campaign's posts, and of all others, by the day or week they went"
                       " out (stats.getPostReach of VK)."),
            )  # fmt: skip
            st.altair_chart(
                charts.course(found.course, palette),
                alt=_("Reach of the campaign's posts against usual"),
            )
    if found.echoes:
        with st.container(border=True, key="campaign_neighbours"):
            st.subheader(
                _("What other communities made of it"),
                anchor=False,
                help=_("Reposts of our posts by other communities, and their own posts with the hashtag"
                       " (wall.getReposts and newsfeed.search of VK)."),
            )  # fmt: skip
            st.altair_chart(
                charts.neighbours(found.course, palette), alt=_("What other communities made of it")
            )
    if len(found.by_rubric) > 1 and found.reach.known:
        with st.container(border=True, key="campaign_rubrics"):
            st.subheader(
                _("The campaign by rubric"),
                anchor=False,
                help=_(
                    "Reach of the campaign's posts in the rubric, added up; who saw two posts counts twice."
                ),
            )
            st.altair_chart(
                charts.rubrics(found.by_rubric, palette), alt=_("The campaign by rubric")
            )


def _posts(one: Campaign, found: Figures) -> None:
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
                    on_click=_do,
                    args=(commands.drop_post, one.campaign_id, post.post_id),
                )
    if len(found.posts) > POSTS_SHOWN:
        st.caption(
            ngettext("{n} older post is in the report.", "{n} older posts are in the report.",
                     len(found.posts) - POSTS_SHOWN)
        )  # fmt: skip
    if may:
        _put_in(one, {post.post_id for post in found.posts})


def _post_line(post: Post) -> str:
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
            _("Put in"),
            key="campaign_put",
            icon=":material/add_circle:",
            on_click=_put,
            args=(one.campaign_id,),
        )


def _echoes(found: Figures) -> None:
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


def _form(key: str, one: Campaign | None, words: str, on_click: Callable[[str], None]) -> None:
    begins = console.today() if one is None else local_day(one.begins_at, zone=console.zone())
    with st.form(key, border=False):
        st.text_input(
            _("Name of the campaign"),
            one.name if one else "",
            key=f"{key}_name",
            max_chars=commands.LONGEST_NAME,
        )
        st.text_input(
            _("Hashtag, if there is one"),
            (one.hashtag or "") if one else "",
            key=f"{key}_tag",
            max_chars=commands.LONGEST_TAG + 1,
            placeholder=_("#hashtag"),
        )
        st.date_input(_("Posts count from"), begins, format="DD.MM.YYYY", key=f"{key}_begins")
        st.form_submit_button(words, type="primary", on_click=on_click, args=(key,))


def _fields(key: str) -> dict[str, Any]:
    kept = st.session_state
    begins = kept[f"{key}_begins"]
    return {
        "name": kept[f"{key}_name"],
        "hashtag": kept[f"{key}_tag"],
        "begins": begins if isinstance(begins, date) else console.today(),
        "actor": console.actor(),
        "now": console.now(),
        "zone": console.zone(),
    }


def _create(key: str) -> None:
    st.session_state[TROUBLE] = ""
    try:
        _choose(commands.create_campaign(console.store(), **_fields(key)))
    except PultError as error:
        st.session_state[TROUBLE] = explain(error)


def _change(key: str) -> None:
    campaign_id = int(key.rpartition("_")[2])
    st.session_state[TROUBLE] = ""
    try:
        commands.change_campaign(console.store(), campaign_id, **_fields(key))
    except PultError as error:
        st.session_state[TROUBLE] = explain(error)


def _put(campaign_id: int) -> None:
    post_id = st.session_state.get("campaign_offered")
    if post_id is not None:
        _do(commands.put_posts, campaign_id, [post_id])


def _do(command: Callable[..., None], *subjects: Any) -> None:
    st.session_state[TROUBLE] = ""
    try:
        command(console.store(), *subjects, actor=console.actor(), now=console.now())
    except PultError as error:
        st.session_state[TROUBLE] = explain(error)


def _report(campaign_id: int) -> None:
    kept = st.session_state
    kept[TROUBLE] = ""
    try:
        ask_report(
            console.store(), "campaign", subject_id=campaign_id, language=language(),
            actor=console.actor(), now=console.now(), zone=console.zone(),
        )  # fmt: skip
        kept["campaigns.asked"] = campaign_id
    except PultError as error:
        kept[TROUBLE] = explain(error)


def _trouble() -> None:
    if words := st.session_state.get(TROUBLE):
        st.error(safe.label(words, 300), icon=":material/error:")
