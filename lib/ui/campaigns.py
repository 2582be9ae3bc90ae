"""Campaigns on the screen: the list, one of them with its figures and posts, and the forms for them."""

from __future__ import annotations

import html

import streamlit as st

from lib.access.permissions import allowed
from lib.base.errors import PultError
from lib.base.language import _, explain, language, ngettext
from lib.campaigns import campaigns as commands
from lib.campaigns import charts
from lib.campaigns.campaigns import Campaign
from lib.campaigns.figures import Figures, campaign_figures
from lib.campaigns.wording import measures, missing
from lib.charts.theme import palette_of
from lib.reports.commands import ask_report
from lib.ui import console, dates, safe
from lib.ui.campaign_posts import STYLE as ROWS
from lib.ui.campaign_posts import campaign_echoes, campaign_posts
from lib.ui.campaign_room import (
    TROUBLE,
    campaign_form,
    change,
    choose,
    chosen_id,
    create,
    do,
    trouble,
)
from lib.ui.figure_table import STYLE, figures
from lib.ui.live_refresh import live


@st.fragment(key="campaigns")
def campaigns_section() -> None:
    """The list, or the campaign that was chosen; redraws by itself."""
    live("campaigns", "posts", "stats", key="campaigns", longest=120, settle=2)
    st.html(STYLE + ROWS)
    with console.store().reader() as db:
        known = commands.campaigns(db)
    chosen = next((one for one in known if one.campaign_id == chosen_id()), None)
    if chosen is None:
        _list(known)
    else:
        _campaign(chosen)


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
                on_click=choose,
                args=(one.campaign_id,),
            )
    if allowed(console.actor(), "campaign.change"):
        with st.expander(_("New campaign"), icon=":material/add:", expanded=not known):
            campaign_form("campaign_new", None, _("Start the campaign"), create)
    trouble()


def _about(one: Campaign, found: Figures) -> str:
    parts = [
        one.hashtag or _("posts put in by hand"),
        span_words(found),
        ngettext("{n} post", "{n} posts", len(found.posts)),
    ]
    if found.reach.total is not None:
        parts.append(_("reach {n}", n=dates.number(found.reach.total)))
    if found.neighbours:
        parts.append(
            ngettext("{n} community joined in", "{n} communities joined in", found.neighbours)
        )
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
        on_click=choose,
        args=(None,),
    )
    st.subheader(safe.label(one.name, 120), anchor=False)
    state = _("closed") if one.closed_at is not None else _("open")
    st.html(f'<div class="pult-dim">{safe.html_text(f"{_about(one, found)} · {state}")}</div>')
    _buttons(one)
    trouble()
    st.html(figures(measures(found)))
    for remark in missing(found):
        words = _(remark.message, **remark.values)
        st.html(f'<div class="pult-dim">{html.escape(words)}</div>')
    _charts(found)
    campaign_posts(one, found)
    campaign_echoes(found)
    if allowed(console.actor(), "campaign.change"):
        with st.expander(_("Name, hashtag, beginning"), icon=":material/edit:"):
            campaign_form(f"campaign_edit_{one.campaign_id}", one, _("Save the campaign"), change)


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
                on_click=do,
                args=(commands.close_campaign, one.campaign_id),
            )
        else:
            st.button(
                _("Continue"),
                key="campaign_reopen",
                icon=":material/undo:",
                disabled=not may,
                on_click=do,
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
                _("What other communities did with it"),
                anchor=False,
                help=_("Reposts of our posts by other communities, and their own posts with the hashtag"
                       " (wall.getReposts and newsfeed.search of VK)."),
            )  # fmt: skip
            st.altair_chart(
                charts.neighbours(found.course, palette),
                alt=_("What other communities did with it"),
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
