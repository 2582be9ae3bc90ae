"""Figures of a period in a row, each with its change against the period compared with."""

from __future__ import annotations

import html
from collections.abc import Sequence

import streamlit as st

from lib.base.language import _
from lib.charts.theme import number_words, percent_words
from lib.reach.charts.talk import length_words
from lib.reach.counts import PeriodCounts
from lib.reach.days import Compared
from lib.reach.measures import OF_PERIOD, OF_TALK
from lib.ui import dates

STYLE = """<style>
.pult-figures { display: grid; gap: .8rem 1.6rem; margin: .2rem 0 .4rem;
  grid-template-columns: repeat(auto-fit, minmax(138px, 1fr)); }
.pult-figures .name { font-size: .88rem; color: light-dark(#41525f, #b4c4cf); line-height: 1.3; }
.pult-figures .value { font-size: 1.75rem; font-weight: 650; font-variant-numeric: tabular-nums;
  line-height: 1.3; }
.pult-figures .change { font-size: .85rem; color: light-dark(#566773, #9db0bd); }
.pult-figures .change.up { color: light-dark(#155c3f, #8cdcb5); }
.pult-figures .change.down { color: light-dark(#94211b, #f6aca5); }
.pult-events { margin: .1rem 0 .3rem; padding-left: 1.1rem; list-style: none; font-size: .92rem;
  line-height: 1.5; overflow-wrap: anywhere; }
.pult-events li { text-indent: -1.1rem; }
.pult-events b { color: light-dark(#6d28d9, #c6a4ff); }
</style>"""
_PERIOD = {measure.key: measure for measure in OF_PERIOD}
_TALK = {measure.key: measure for measure in OF_TALK}
_LESS_IS_BETTER = frozenset({"first_answer_median", "first_answer_p90", "period_departed"})
_SIGNED = frozenset({"period_growth"})


def figures_row(figures: Sequence[Compared], *, compare: bool, key: str) -> None:
    """Draw them; `compare`: say what has changed."""
    with st.container(key=key):
        tiles = "".join(_tile(one, compare=compare) for one in figures)
        st.html(f'<div class="pult-figures">{tiles}</div>')


def figure(key: str, now: PeriodCounts, then: PeriodCounts | None) -> Compared:
    """The measure `key` of a period or of its conversation, beside that of the period compared with."""
    if (measure := _PERIOD.get(key)) is not None:
        return Compared(measure, measure.count(now), measure.count(then) if then else None)
    talk = _TALK[key]
    return Compared(talk, talk.count(now.talk), talk.count(then.talk) if then else None)


def value_words(value: float | None, unit: str) -> str:
    """A figure in its unit, a dash where there is no data."""
    if value is None:
        return dates.NO_DATA
    if unit == "percent":
        return percent_words(value / 100, digits=1 if abs(value) >= 1 else 2)
    return length_words(value) if unit == "seconds" else number_words(value)


def _tile(one: Compared, *, compare: bool) -> str:
    formula = html.escape(_(one.measure.formula), quote=True)
    change = _change(one) if compare else ""
    value = value_words(one.value, one.measure.unit)
    if one.measure.key in _SIGNED:
        value = _signed(one.value)
    return (
        f'<div title="{formula}"><div class="name">{html.escape(_(one.measure.name))}</div>'
        f'<div class="value">{html.escape(value)}</div>{change}</div>'
    )


def _change(one: Compared) -> str:
    unit = one.measure.unit
    if one.value is None:
        words, tone = _("not known of the whole period"), ""
    elif one.before is None:
        words, tone = _("nothing to compare with"), ""
    elif unit == "percent":
        words = _(
            "{n} points, was {before}",
            n=_signed(one.difference, digits=1),
            before=value_words(one.before, unit),
        )
        tone = _tone(one.measure.key, one.difference)
    elif one.change is None:
        words, tone = _("was {before}", before=value_words(one.before, unit)), ""
    else:
        words = _(
            "{n}%, was {before}",
            # A community grows by less than one per cent in a week: “+0 %” would say nothing.
            n=_signed(one.change, digits=0 if abs(one.change) >= 1 else 1),
            before=value_words(one.before, unit),
        )
        tone = _tone(one.measure.key, one.change)
    return f'<div class="change {tone}">{html.escape(words)}</div>'


def _tone(key: str, change: float | None) -> str:
    if not change:
        return ""
    better = change < 0 if key in _LESS_IS_BETTER else change > 0
    return "up" if better else "down"


def _signed(value: float | None, *, digits: int = 0) -> str:
    if value is None:
        return dates.NO_DATA
    shown = number_words(abs(value), digits=digits)
    sign = "" if not round(value, digits) else "+" if value > 0 else "−"
    return sign + shown
