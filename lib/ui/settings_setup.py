"""«Settings» → «Connect»: from the rehearsal to the community, a step at a time, with leave to stop."""

from __future__ import annotations

import html
from functools import partial

import streamlit as st

from lib.access.permissions import MATRIX
from lib.base.errors import PultError
from lib.base.language import _, explain
from lib.store.state import get_state
from lib.ui import console, dates, safe, settings_words
from lib.ui.key_form import instructions, key_form, told
from lib.ui.live_refresh import live
from lib.ui.system_state import backfill_progress
from lib.ui.unavailable import key_name
from lib.worker import setup
from lib.worker.health import fault, health
from lib.worker.keys import PLACES, Place
from lib.worker.setup import Setup

TOLD = "setup_told"
EXAMPLE = "vk.com/club123"


@st.fragment(key="settings_setup")
def setup_section() -> None:
    """Draw the step at which connecting a community stands; a fragment."""
    settings = console.settings()
    so_far = setup.setup(settings.data)
    # While work changes over, the database that speaks up is another one.
    live("system", key="settings_setup", longest=2 if so_far.agreed else 30)
    if not console.open_door() and console.session() is None:
        _sign_in()
        return
    if console.actor().role not in MATRIX["keys.change"]:
        st.info(_("Only the owner of the console may connect a community."))
        return
    if not settings.newcomer:
        _steps(4)
        _begun()
    elif so_far.agreed:
        _steps(4)
        st.status(_("The console is switching to your community…"), state="running")
    else:
        _choosing(so_far)


def _choosing(so_far: Setup) -> None:
    with console.store().reader() as db:
        trouble = fault(get_state(db, setup.TROUBLE))
    _steps(1 if not so_far.community else 3 if so_far.ready else 2)
    if trouble is not None:
        st.error(safe.label(trouble.text(), 400), icon=":material/error:")
    with st.container(border=True, key="setup_community"):
        _community(so_far)
    if not so_far.community:
        return
    for kind in PLACES:
        with st.container(border=True, key=f"setup_key_{kind}"):
            _key(kind, so_far)
    if so_far.ready:
        with st.container(border=True, key="setup_begin"):
            _consent(so_far)
    st.button(
        _("Discard this and stay in the rehearsal"),
        key="setup_forget",
        type="tertiary",
        icon=":material/close:",
        on_click=_forget,
    )


def _steps(at: int) -> None:
    """Where we are, as a line of four steps."""
    names = (_("Community"), _("Keys"), _("Check and confirm"), _("First reading"))
    items = "".join(
        f'<li class="{"done" if n < at else "here" if n == at else ""}"'
        f"{' aria-current=step' if n == at else ''}>{html.escape(name)}</li>"
        for n, name in enumerate(names, start=1)
    )
    st.html(f'<ol class="pult-steps">{items}</ol>')


def _community(so_far: Setup) -> None:
    st.html(f'<div class="pult-key"><b>{html.escape(_("Which community is it?"))}</b></div>')
    if so_far.community:
        named = so_far.community
        shown = so_far.name or (f"club{named}" if named.isdecimal() else named)
        number = f" · club{so_far.group_id}" if so_far.group_id else ""
        st.html(f'<div class="pult-fact">{safe.html_text(shown + number)}</div>')
    else:
        st.caption(
            _("Open the community in VK and copy its address from the browser's address bar.")
        )
    with st.form("setup_community_form", border=False):
        st.text_input(
            _("Address or number of the community"),
            key="setup_community_text",
            placeholder=EXAMPLE,
            autocomplete="off",
        )
        st.form_submit_button(
            _("Choose another") if so_far.community else _("Next"),
            key="setup_community_next",
            on_click=_choose,
        )
    _told("community")


def _key(kind: Place, so_far: Setup) -> None:
    needed = {
        "community": _("needed"),
        "service": _("needed, unless there is a user key"),
        "user": _("if you have one"),
    }[kind]
    there = kind in so_far.kinds
    word = f'<span class="pult-badge green">{html.escape(_("accepted"))}</span>' if there else ""
    st.html(
        f'<div class="pult-key"><b>{html.escape(settings_words.title(kind))}</b>{word}'
        f'<span class="pult-dim">{html.escape(needed)}</span></div>'
        f'<div class="pult-dim">{safe.html_text(settings_words.purpose(kind))}</div>'
    )
    if there:
        told(f"setup_{kind}")
        st.button(
            _("Take back"),
            key=f"setup_drop_{kind}",
            icon=":material/undo:",
            on_click=_drop,
            args=(kind,),
        )
        return
    first = next((one for one in PLACES if one not in so_far.kinds), None)
    instructions(kind, opened=kind == first and kind != "user")
    key_form(kind, place="setup", save=partial(_save, kind))


def _consent(so_far: Setup) -> None:
    folder = setup.folder_name(console.settings(), now=console.now())
    st.html(
        f'<div class="pult-key"><b>{html.escape(_("Start working with your community"))}</b></div>'
        '<ul class="pult-how">'
        + "".join(
            f"<li>{safe.html_text(line)}</li>"
            for line in (
                _("Community: {name}.", name=so_far.name or so_far.community),
                _(
                    "Keys accepted by VK: {keys}.",
                    keys=", ".join(key_name(kind) for kind in PLACES if kind in so_far.kinds),
                ),
                _(
                    "The database of the rehearsal is put aside whole, into the folder {folder}. Nothing of it"
                    " is deleted, and nothing of it comes into the work.",
                    folder=str(console.settings().data / folder),
                ),
                _(
                    "From then on everything you send is published in the real community, for everyone "
                    "to see."
                ),
            )
        )
        + "</ul>"
    )
    if console.settings().rehearsal and not console.settings().embedded:
        st.caption(
            _("The address of VK is set to this machine, so even then nothing reaches the real VK.")
        )
    agreed = st.checkbox(_("I understand, let's start"), key="setup_agreed")
    st.button(
        _("Begin"),
        key="setup_go",
        type="primary",
        icon=":material/rocket_launch:",
        disabled=not agreed,
        on_click=_begin,
    )
    _told("begin")


def _begun() -> None:
    state = health(console.store(), now=console.now())
    with console.store().reader() as db:
        started = get_state(db, setup.STARTED)
    if started:
        folder = console.settings().data / str(started["aside"])
        st.caption(
            _(
                "The rehearsal's database lies in {folder}.",
                folder=safe.label(str(folder), 300),
            )
        )
    if state.backfill.finished_at is None:
        st.status(
            _("The history is being read, the newest first. You can work meanwhile."),
            state="running",
        )
        backfill_progress(state.backfill)
    else:
        when = dates.moment(state.backfill.finished_at, now=console.now(), zone=console.zone())
        st.success(
            _("Done: the history was read {when}.", when=when), icon=":material/check_circle:"
        )
    with st.container(horizontal=True):
        st.page_link("today.py", label=_("Today"), icon=":material/today:")
        st.page_link("inbox.py", label=_("Feed"), icon=":material/forum:")


def _sign_in() -> None:
    _steps(4)
    st.success(
        _("The console now works with your community. With real keys everybody signs in."),
        icon=":material/check_circle:",
    )
    st.link_button(_("Sign in"), "/enter?next=/settings", icon=":material/login:", type="primary")


def _told(name: str) -> None:
    if text := st.session_state.get(f"{TOLD}_{name}"):
        st.error(safe.label(text, 400), icon=":material/error:")


def _choose() -> None:
    text = str(st.session_state.get("setup_community_text") or "")
    try:
        setup.choose_community(console.settings(), text, actor=console.actor())
    except PultError as error:
        st.session_state[f"{TOLD}_community"] = explain(error)
    else:
        st.session_state[f"{TOLD}_community"] = None
        st.session_state["setup_community_text"] = ""
        for kind in PLACES:
            st.session_state.pop(f"key_told_setup_{kind}", None)


def _save(kind: Place, text: str) -> str:
    found = setup.put_key(console.settings(), kind, text, actor=console.actor(), now=console.now())
    said = _("VK accepts it for “{name}”.", name=found.name)
    if found.lacking:
        said += " " + _(
            "It was made without these rights: {rights}.", rights=", ".join(found.lacking)
        )
    return said


def _drop(kind: Place) -> None:
    setup.drop_key(console.settings(), kind, actor=console.actor())
    st.session_state.pop(f"key_told_setup_{kind}", None)


def _begin() -> None:
    try:
        setup.begin(console.settings(), actor=console.actor(), now=console.now())
    except PultError as error:
        st.session_state[f"{TOLD}_begin"] = explain(error)
    else:
        st.session_state[f"{TOLD}_begin"] = None


def _forget() -> None:
    setup.forget(console.settings(), actor=console.actor())
