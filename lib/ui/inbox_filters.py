"""The feed's filters: what stands in the address, and the controls that change it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

import streamlit as st

from lib.base.clock import day_span, local_day
from lib.base.language import _
from lib.base.notation import day_field
from lib.inbox import queries
from lib.inbox.feed.queries import Filters
from lib.ui import console, dates, safe
from lib.ui.filter_off import filter_off

STATE = "inbox.filters"
WRITTEN = "inbox.address"


def current() -> Filters:
    """The filters in force: those of the address where it was opened by a link, else the last ones chosen."""
    address = dict(st.query_params)
    if STATE not in st.session_state or address != st.session_state.get(WRITTEN):
        put(from_address(address))
    found = st.session_state[STATE]
    assert isinstance(found, Filters)
    return found


def put(filters: Filters) -> None:
    """Make these the filters, and write them into the address so that F5 and a copied link keep them."""
    st.session_state[STATE] = filters
    st.session_state[WRITTEN] = as_address(filters)
    st.query_params.from_dict(st.session_state[WRITTEN])


def from_address(address: Mapping[str, str]) -> Filters:
    """Filters of `?unanswered=1&post=5&since=2026-11-01&until=2026-11-22&q=…&order=oldest`."""
    zone = console.zone()
    since, until = _day(address.get("since")), _day(address.get("until"))
    post = address.get("post", "")
    return Filters(
        unanswered=address.get("unanswered") in {"1", "true"},
        post_id=int(post) if post.isascii() and post.isdecimal() and len(post) < 16 else None,
        since=day_span(since, zone=zone)[0] if since else None,
        until=day_span(until, zone=zone)[1] if until else None,
        text=address.get("q", "")[:200],
        oldest_first=address.get("order") == "oldest",
    )


def as_address(filters: Filters) -> dict[str, str]:
    """The address that `from_address` reads."""
    first, last = days(filters)
    found = {
        "unanswered": "1" if filters.unanswered else "",
        "post": "" if filters.post_id is None else str(filters.post_id),
        "since": first.isoformat() if first else "",
        "until": last.isoformat() if last else "",
        "q": filters.text,
        "order": "oldest" if filters.oldest_first else "",
    }
    return {name: value for name, value in found.items() if value}


def days(filters: Filters) -> tuple[date | None, date | None]:
    """First and last day of the period in the region's zone."""
    zone = console.zone()
    return (
        local_day(filters.since, zone=zone) if filters.since is not None else None,
        local_day(filters.until - 1, zone=zone) if filters.until is not None else None,
    )


def controls(filters: Filters) -> None:
    """Draw the controls; every change goes through a callback to `put`."""
    _follow(filters)
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="inbox_bar"):
        st.segmented_control(
            _("Show"),
            ["all", "unanswered"],
            key="inbox_which",
            required=True,
            format_func={"all": _("All"), "unanswered": _("Unanswered")}.__getitem__,
            on_change=_take_which,
            label_visibility="collapsed",
        )
        st.segmented_control(
            _("Order"),
            ["newest", "oldest"],
            key="inbox_order",
            required=True,
            format_func={"newest": _("Newest first"), "oldest": _("Oldest first")}.__getitem__,
            on_change=_take_order,
            label_visibility="collapsed",
        )
        with st.popover(_("Period"), icon=":material/date_range:"), st.form("inbox_period"):
            st.date_input(_("From"), value=None, key="inbox_since", format=day_field())
            st.date_input(_("To (included)"), value=None, key="inbox_until", format=day_field())
            st.form_submit_button(_("Show"), on_click=_take_period, type="primary")
    with (
        st.form("inbox_search", border=False),
        st.container(horizontal=True, vertical_alignment="bottom", gap="small"),
    ):
        st.text_input(
            _("Search in comments"),
            key="inbox_text",
            placeholder=_("Search in comments"),
            label_visibility="collapsed",
            max_chars=200,
        )
        st.form_submit_button(_("Find"), icon=":material/search:", on_click=_take_text)
    _chips(filters)


def _follow(filters: Filters) -> None:
    # The controls show what is in force, also after a link or a chip changed it.
    first, last = days(filters)
    wanted = {
        "inbox_which": "unanswered" if filters.unanswered else "all",
        "inbox_order": "oldest" if filters.oldest_first else "newest",
        "inbox_since": first,
        "inbox_until": last,
        "inbox_text": filters.text,
    }
    if st.session_state.get("inbox.followed") != filters or "inbox_which" not in st.session_state:
        st.session_state["inbox.followed"] = filters
        for name, value in wanted.items():
            st.session_state[name] = value


def _chips(filters: Filters) -> None:
    chips = []
    if filters.post_id is not None:
        with console.store().reader() as db:
            text = queries.post_title(db, filters.post_id)
        title = safe.label(text, 48) if text else _("post {id}", id=filters.post_id)
        chips.append(("post", _("Post: {title}", title=title), replace(filters, post_id=None)))
    first, last = days(filters)
    if first or last:
        words = " – ".join(
            dates.day(day, today=console.today()) if day else "…" for day in (first, last)
        )
        chips.append(("period", words, replace(filters, since=None, until=None)))
    if filters.text:
        words = _("“{text}”", text=safe.label(filters.text, 40))
        chips.append(("text", words, replace(filters, text="")))
    if not chips:
        return
    with st.container(horizontal=True, gap="small", key="inbox_chips"):
        for name, words, without in chips:
            filter_off(words, put, key=f"inbox_chip_{name}", args=(without,))


def _take_which() -> None:
    put(replace(current(), unanswered=st.session_state["inbox_which"] == "unanswered"))


def _take_order() -> None:
    put(replace(current(), oldest_first=st.session_state["inbox_order"] == "oldest"))


def _take_text() -> None:
    put(replace(current(), text=st.session_state["inbox_text"].strip()))


def _take_period() -> None:
    zone = console.zone()
    first, last = st.session_state["inbox_since"], st.session_state["inbox_until"]
    if first and last and last < first:
        first, last = last, first
    put(
        replace(
            current(),
            since=day_span(first, zone=zone)[0] if first else None,
            until=day_span(last, zone=zone)[1] if last else None,
        )
    )


def _day(value: str | None) -> date | None:
    try:
        return date.fromisoformat(value or "")
    except ValueError:
        return None
