"""What «Reach» shows: section, period, comparison, post; in the address, so that a link shows the same."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

import streamlit as st

from lib.base.language import N_, _, explain, ngettext
from lib.base.notation import day_field
from lib.charts.about import About
from lib.charts.theme import number_words
from lib.reach.errors import ReachError
from lib.reach.measures import BY_KEY
from lib.reach.periods import Period, chosen, period_of, previous, year_ago
from lib.reach.queries import first_day
from lib.ui import console, dates

STATE, WRITTEN, TROUBLE = "reach.view", "reach.address", "reach.trouble"
USUAL, ALL = "90", "all"
LENGTHS = ("30", "90", "365", ALL)
ALONE = frozenset({"posts", "audience"})
"""Sections that compare nothing."""
COMPARISONS = {
    "": N_("No comparison"),
    "previous": N_("The period before"),
    "year": N_("A year ago"),
}


@dataclass(frozen=True)
class View:
    """What is shown. `words` name the period as the address does (`lib.reach.periods.period_of`, or `all`)."""

    section: str = ""
    words: str = USUAL
    compare: str = ""
    post_id: int | None = None

    @property
    def period(self) -> Period:
        """The days shown. Raises `ReachError`, `StoreError`."""
        today = console.today()
        if self.words != ALL:
            found = period_of(self.words, today=today)
        else:
            with console.store().reader() as db:
                beginning = first_day(db)
            yesterday = today - timedelta(days=1)
            found = Period(min(beginning or yesterday, yesterday), yesterday)
        # A day that runs has half its figures, but its posts are there.
        if self.section == "posts" and self.words in LENGTHS:
            return Period(found.since, today)
        return found

    @property
    def before(self) -> Period | None:
        """The days compared with; None in sections that compare nothing."""
        if self.section in ALONE:
            return None
        if self.compare == "previous":
            return previous(self.period)
        return year_ago(self.period) if self.compare == "year" else None

    @property
    def filters(self) -> tuple[str, ...]:
        """What is compared, for files."""
        before = self.before
        return () if before is None else (_("compared with {period}", period=days_words(before)),)


def current(sections: Sequence[str]) -> View:
    """The view in force: that of the address where it was opened by a link, else the last one chosen."""
    address = dict(st.query_params)
    if STATE not in st.session_state or address != st.session_state.get(WRITTEN):
        kept = st.session_state.get(STATE)
        put(from_address(address, sections) if address or kept is None else kept)
    return shown()


def shown() -> View:
    """The view in force, inside a section."""
    found = st.session_state[STATE]
    assert isinstance(found, View)
    return found


def here(section: str) -> View:
    """The view in force, inside `section`. Where a press in it has led to another one, the page is drawn anew:
    a fragment alone would stay what it was."""
    view = shown()
    if view.section != section:
        st.rerun()
    return view


def put(view: View) -> None:
    """Make this the view, and write it into the address."""
    st.session_state[STATE] = view
    st.session_state[WRITTEN] = as_address(view)
    st.query_params.from_dict(st.session_state[WRITTEN])


def from_address(address: Mapping[str, str], sections: Sequence[str]) -> View:
    """The view of `?section=posts&period=2026-09-01..2026-09-30&compare=year&post=5`; what cannot be read is
    left out, and why is said on the page."""
    words, post = address.get("period", USUAL)[:40], address.get("post", "")
    section, compare = address.get("section", ""), address.get("compare", "")
    view = View(
        section=section if section in sections else sections[0],
        words=words,
        compare=compare if compare in COMPARISONS else "",
        post_id=int(post) if post.isascii() and post.isdecimal() and len(post) < 16 else None,
    )
    try:
        assert view.period
    except ReachError as error:
        st.session_state[TROUBLE] = explain(error)
        return replace(view, words=USUAL)
    return view


def as_address(view: View) -> dict[str, str]:
    """The address that `from_address` reads."""
    found = {
        "section": view.section,
        "period": view.words,
        "compare": view.compare,
        "post": "" if view.post_id is None else str(view.post_id),
    }
    return {name: value for name, value in found.items() if value}


def controls(view: View) -> None:
    """Period and comparison, and in words which days they are."""
    _follow(view)
    with st.container(horizontal=True, vertical_alignment="center", gap="xsmall", key="reach_bar"):
        st.segmented_control(
            _("Period"),
            list(LENGTHS),
            format_func=length_name,
            key="reach_length",
            on_change=_take_length,
            label_visibility="collapsed",
        )
        with (
            st.popover(_("Custom dates"), icon=":material/date_range:", key="reach_dates"),
            st.form("reach_period", border=False),
        ):
            st.date_input(_("From (included)"), key="reach_since", format=day_field())
            st.date_input(_("To (included)"), key="reach_until", format=day_field())
            st.form_submit_button(_("Show"), on_click=_take_dates, type="primary")
        st.segmented_control(
            _("Comparison"),
            list(COMPARISONS),
            format_func=lambda name: _(COMPARISONS[name]),
            key="reach_compare",
            required=True,
            on_change=_take_compare,
            label_visibility="collapsed",
            disabled=view.section in ALONE,
        )
    if trouble := st.session_state.pop(TROUBLE, None):
        st.error(trouble, icon=":material/error:")
    words = days_words(view.period)
    if view.before is not None:
        words = _("{period}, against {before}", period=words, before=days_words(view.before))
    st.caption(words)


def about(
    view: View,
    title: str,
    *measures: str,
    formula: str = "",
    filters: Sequence[str] = (),
    remarks: Sequence[str] = (),
) -> About:
    """What stands on a card of «Reach»: formulas and sources of `measures`, keys of the dictionary."""
    known = [BY_KEY[key] for key in measures]
    formulas = [f"{_(one.name)}: {_(one.formula)}" for one in known]
    sources = dict.fromkeys(_(source) for one in known for source in one.sources)
    return About(
        title=title,
        period=days_words(view.period),
        filters=(*view.filters, *filters),
        formula="; ".join([*([formula] if formula else []), *formulas]),
        source="; ".join(sources),
        remarks=tuple(remarks),
    )


def span_of(view: View) -> str:
    """The period for the name of a file."""
    return f"{view.period.since.isoformat()}-{view.period.until.isoformat()}"


def days_words(period: Period) -> str:
    """“1 September 2026 – 30 September 2026, 30 days”; a single day by itself."""
    if period.days == 1:
        return dates.day(period.since)
    return _(
        "{first} – {last}, {days}",
        first=dates.day(period.since),
        last=dates.day(period.until),
        days=ngettext("{n} day", "{n} days", period.days),
    )


def length_name(words: str) -> str:
    """“90 days”, “All time”."""
    return _("All time") if words == ALL else ngettext("{n} day", "{n} days", int(words))


def missing_days(known: int, period: Period, words: Callable[[int], str]) -> list[str]:
    """The remark that days are missing, where they are; `words` says it of so many."""
    missing = period.days - known
    return [words(missing)] if missing > 0 else []


def unmeasured_posts(known: int, posts: int) -> list[str]:
    """The remark that the reach of some posts is not known, where it is so."""
    if not 0 < known < posts:
        return []
    words = ngettext(
        "The reach of {n} post of {all} is not known and left out: VK tells it of the 300 newest only.",
        "The reach of {n} posts of {all} is not known and left out: VK tells it of the 300 newest only.",
        posts - known,
        all=number_words(posts),
    )
    return [words]


def go(section: str, **changes: object) -> None:
    """Show another section; for callbacks."""
    put(replace(shown(), section=section, **changes))  # type: ignore[arg-type]


def pick_post(post_id: int | None) -> None:
    """Choose a post, or none; for callbacks."""
    put(replace(shown(), post_id=post_id))


def _follow(view: View) -> None:
    # The controls show what is in force, also after a link changed it.
    if st.session_state.get("reach.followed") == view and "reach_since" in st.session_state:
        return
    st.session_state["reach.followed"] = view
    period = view.period
    st.session_state["reach_length"] = view.words if view.words in LENGTHS else None
    st.session_state["reach_since"], st.session_state["reach_until"] = period.since, period.until
    st.session_state["reach_compare"] = view.compare


def _take_length() -> None:
    # A press on the chosen length takes it off; it stays the one in force.
    words = st.session_state["reach_length"] or shown().words
    st.session_state.pop("reach.followed", None)
    put(replace(shown(), words=words))


def _take_dates() -> None:
    first, last = st.session_state["reach_since"], st.session_state["reach_until"]
    try:
        period = chosen(_one(first), _one(last), today=console.today())
    except ReachError as error:
        st.session_state[TROUBLE] = explain(error)
        return
    put(replace(shown(), words=str(period)))


def _take_compare() -> None:
    put(replace(shown(), compare=st.session_state["reach_compare"]))


def _one(value: object) -> date | None:
    return value if isinstance(value, date) else None
