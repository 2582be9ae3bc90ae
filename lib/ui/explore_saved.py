"""«Сохранённые»: questions under a name, with a link, on «Сегодня»; renamed, deleted after a second look."""

from __future__ import annotations

import html
from collections.abc import Callable
from typing import Any

import streamlit as st

from lib.access.permissions import allowed
from lib.base.errors import PultError
from lib.base.language import N_, _, explain
from lib.explore import saved
from lib.explore.asked import Asked, Wanted
from lib.explore.choice import ChartChoice
from lib.explore.saved import LONGEST_TITLE, Saved
from lib.ui import console, dates, safe
from lib.ui.cards import badge

TROUBLE = "explore.saved.trouble"
NOTICE = "explore.saved.notice"
LINK = "explore.saved.link"
KINDS = {"ready": N_("ready question"), "builder": N_("built"), "sql": "SQL"}
ADDRESS = "q"
"""The part of the page's address that names a kept question."""


def save_button(section: str, found: Asked, choice: ChartChoice) -> None:
    """«Save» beside an answer: asks for a name, keeps the question with its values and its chart."""
    may = allowed(console.actor(), "explore.save")
    with st.popover(
        _("Save"), icon=":material/bookmark_add:", disabled=not may, key=f"explore_save_{section}"
    ):
        with st.form(f"explore_save_form_{section}", border=False):
            st.text_input(
                _("Under the name"),
                value=found.wanted.title,
                max_chars=LONGEST_TITLE,
                key=f"explore_save_name_{section}",
                placeholder=_("What the question is about"),
            )
            st.checkbox(_("Others may open it with a link"), key=f"explore_save_shared_{section}")
            st.checkbox(_("Show on “Today”"), key=f"explore_save_pinned_{section}")
            st.form_submit_button(
                _("Save the question"),
                type="primary",
                on_click=_save,
                args=(section, found.wanted, choice),
            )
        told(section)


def told(section: str) -> None:
    """What came of the last command of this section."""
    kept = st.session_state
    if kept.get(f"{TROUBLE}.{section}"):
        st.error(safe.label(kept[f"{TROUBLE}.{section}"], 300), icon=":material/error:")
    elif kept.get(f"{NOTICE}.{section}"):
        st.success(safe.label(kept[f"{NOTICE}.{section}"], 300), icon=":material/check:")
        if link := kept.get(f"{LINK}.{section}"):
            st.code(link, language=None, wrap_lines=True)


def _save(section: str, wanted: Wanted, chart: ChartChoice) -> None:
    kept = st.session_state

    def act() -> str:
        who: dict[str, Any] = {"actor": console.actor(), "now": console.now()}
        made = saved.save_question(
            console.store(),
            kept.get(f"explore_save_name_{section}", ""),
            kind=wanted.kind,
            text=wanted.text,
            params=wanted.params,
            chart=chart,
            **who,
        )
        if kept.get(f"explore_save_shared_{section}"):
            saved.share_question(console.store(), made.question_id, **who)
            kept[f"{LINK}.{section}"] = link_of(made)
        if kept.get(f"explore_save_pinned_{section}"):
            saved.pin_question(console.store(), made.question_id, **who)
        return _("Saved as “{title}”.", title=made.title)

    attempt(section, act)


def attempt(section: str, act: Callable[[], str]) -> None:
    """Carry a command out for a callback; what came of it is shown by `told`."""
    kept = st.session_state
    for name in (TROUBLE, NOTICE, LINK):
        kept[f"{name}.{section}"] = ""
    try:
        kept[f"{NOTICE}.{section}"] = act()
    except PultError as error:
        kept[f"{TROUBLE}.{section}"] = explain(error)


def saved_list(*, on_open: Callable[[str], None]) -> None:
    """The list of kept questions; `on_open` is called with the token of the one that is opened."""
    with console.store().reader() as db:
        found = saved.saved_questions(db, actor=console.actor())
    told("list")
    if not found:
        st.html(
            f'<div class="pult-empty"><b>{html.escape(_("Nothing saved yet"))}</b>'
            + html.escape(_("Ask a question and press “Save” under its answer."))
            + "</div>"
        )
        return
    for one in found:
        _row(one, on_open)
    me, store, now = console.actor(), console.store(), console.now()
    st.download_button(
        _("All of them as a file"),
        # Runs when it is pressed, outside the script.
        lambda: saved.export_questions(store, actor=me, now=now),
        file_name="questions.json",
        mime="application/json",
        icon=":material/download:",
        type="tertiary",
        on_click="ignore",
        key="saved_export",
    )


def link_of(one: Saved) -> str:
    """The address that opens this question."""
    root = str(st.context.url or "").split("/explore")[0].rstrip("/")
    return f"{root}/explore?{ADDRESS}={one.token}"


def _row(one: Saved, on_open: Callable[[str], None]) -> None:
    about = [_(KINDS[one.kind]), dates.ago(one.updated_at, now=console.now())]
    if not one.mine:
        about.append(one.owner)
    badges = badge("blue", _("shared")) if one.shared else ""
    badges += badge("green", _("on “Today”")) if one.pinned else ""
    number = one.question_id
    with st.container(
        border=True, key=f"saved_{number}", horizontal=True, vertical_alignment="center"
    ):
        st.html(
            f"<div><b>{safe.html_text(safe.one_line(one.title, LONGEST_TITLE))}</b> {badges}"
            f'<div class="pult-dim">{safe.html_text(" · ".join(about))}</div></div>'
        )
        with st.container(horizontal=True, width="content", gap="small"):
            st.button(
                _("Open"),
                key=f"saved_open_{number}",
                icon=":material/open_in_full:",
                on_click=on_open,
                args=(one.token,),
            )
            with st.popover(_("More"), icon=":material/more_horiz:", key=f"saved_more_{number}"):
                actions(one)


def actions(one: Saved) -> None:
    """What can be done with a kept question: pin, share, rename, delete."""
    number = one.question_id
    may = allowed(console.actor(), "explore.save")
    st.button(
        _("Remove from “Today”") if one.pinned else _("Show on “Today”"),
        icon=":material/keep_off:" if one.pinned else ":material/keep:",
        type="tertiary",
        key=f"saved_pin_{number}",
        disabled=not may,
        on_click=_pin,
        args=(one,),
    )
    if one.shared:
        st.caption(_("Opens for everybody who signs in here and may use analysis:"))
        st.code(link_of(one), language=None, wrap_lines=True)
    if not one.mine:
        return
    st.button(
        _("Stop sharing") if one.shared else _("Share by link"),
        icon=":material/link_off:" if one.shared else ":material/link:",
        type="tertiary",
        key=f"saved_share_{number}",
        disabled=not may,
        on_click=_share,
        args=(one,),
    )
    with st.form(f"saved_rename_form_{number}", border=False):
        st.text_input(
            _("Under the name"),
            value=one.title,
            max_chars=LONGEST_TITLE,
            key=f"saved_name_{number}",
        )
        st.form_submit_button(_("Rename"), on_click=_rename, args=(one,), disabled=not may)
    st.checkbox(_("I am sure: nobody can bring it back"), key=f"saved_sure_{number}")
    st.button(
        _("Delete the question"),
        icon=":material/delete:",
        type="tertiary",
        key=f"saved_delete_{number}",
        disabled=not may or not st.session_state.get(f"saved_sure_{number}"),
        on_click=_delete,
        args=(one,),
    )


def _pin(one: Saved) -> None:
    def act() -> str:
        saved.pin_question(
            console.store(),
            one.question_id,
            actor=console.actor(),
            now=console.now(),
            pinned=not one.pinned,
        )
        return _("No longer on “Today”.") if one.pinned else _("It is on your “Today” page now.")

    attempt("list", act)


def _share(one: Saved) -> None:
    def act() -> str:
        saved.share_question(
            console.store(),
            one.question_id,
            actor=console.actor(),
            now=console.now(),
            shared=not one.shared,
        )
        return _("The link no longer opens.") if one.shared else _("The link opens now: copy it.")

    attempt("list", act)


def _rename(one: Saved) -> None:
    def act() -> str:
        saved.save_question(
            console.store(),
            st.session_state.get(f"saved_name_{one.question_id}", ""),
            kind=one.kind,
            text=one.text,
            params=one.params,
            chart=one.chart,
            question_id=one.question_id,
            actor=console.actor(),
            now=console.now(),
        )
        return _("Renamed.")

    attempt("list", act)


def _delete(one: Saved) -> None:
    def act() -> str:
        saved.delete_question(
            console.store(), one.question_id, actor=console.actor(), now=console.now()
        )
        return _("Deleted.")

    attempt("list", act)
