"""The composer's controls beside the text, each kept with the draft as soon as it changes."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

import streamlit as st

from lib.base.language import _, explain
from lib.base.notation import day_field, zone_name
from lib.ui import composer, console, dates, safe
from lib.ui.unavailable import lack_of, unavailable
from lib.wall.errors import MinuteTaken, WallError
from lib.wall.posts import LATER, NOW, PostFields
from lib.wall.queries import Rubric


def told(problems: Sequence[WallError], field: str) -> None:
    """What is wrong with a field, right under it."""
    for problem in problems:
        if problem.field != field:
            continue
        st.html(f'<div class="pult-wrong" role="alert">{safe.html_text(explain(problem))}</div>')
        if isinstance(problem, MinuteTaken):
            time = dates.clock_time(problem.free_at, zone=console.zone())
            st.button(
                _("Use {time}", time=time),
                key=f"post_free_{problem.free_at}",
                icon=":material/schedule:",
                on_click=composer.take_minute,
                args=(problem.free_at,),
            )


def rubric_choice(
    target: str, fields: PostFields, rubrics: Sequence[Rubric], chosen: Rubric | None
) -> None:
    """Which rubric; `chosen` is offered even where it has been archived since."""
    by_id = {rubric.rubric_id: rubric for rubric in [*rubrics, *([chosen] if chosen else [])]}
    key = f"post_rubric_id_{target}"
    st.session_state.setdefault(key, fields.rubric_id if fields.rubric_id in by_id else None)
    st.selectbox(
        _("Rubric"),
        list(by_id),
        key=key,
        format_func=lambda rubric_id: f"{by_id[rubric_id].name} · {by_id[rubric_id].hashtag}",
        placeholder=_("Choose a rubric"),
        help=_("Its hashtag is added to the text where it is missing."),
        on_change=composer.save_field,
        args=("rubric_id",),
    )


def time_choice(target: str, fields: PostFields) -> None:
    """Now, or a day and a time of the region."""
    key = f"post_mode_{target}"
    st.session_state.setdefault(key, fields.mode)
    lack = lack_of("schedule")
    st.segmented_control(
        _("When"),
        # A draft that was meant for later stays so until its writer says otherwise.
        [NOW, LATER] if lack is None or fields.mode == LATER else [NOW],
        key=key,
        required=True,
        format_func=lambda mode: _("Now") if mode == NOW else _("Scheduled"),
        on_change=composer.choose_mode,
    )
    if lack is not None:
        unavailable(lack, key="schedule", what=_("Posts cannot be scheduled."))
    if fields.mode != LATER:
        return
    st.session_state.setdefault(f"post_day_{target}", fields.day)
    st.session_state.setdefault(f"post_clock_{target}", fields.clock)
    with st.container(horizontal=True):
        # No limits on the control: a draft may be older than the day it was meant for, and what is
        # wrong with the moment is told in our own words.
        st.date_input(
            _("Day"),
            key=f"post_day_{target}",
            format=day_field(),
            on_change=composer.save_field,
            args=("day",),
        )
        st.time_input(
            _("Time ({zone})", zone=zone_name(console.now(), zone=console.zone())),
            key=f"post_clock_{target}",
            step=timedelta(minutes=5),
            on_change=composer.save_field,
            args=("clock",),
        )
