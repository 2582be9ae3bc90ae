"""«Settings» → «State»: what runs, what waits, what was asked of VK today; and a check of it all on demand."""

from __future__ import annotations

import html

import streamlit as st

from lib.access.permissions import MATRIX
from lib.base.clock import local_day
from lib.base.language import _, explain, ngettext
from lib.outbox import Action, open_actions, recent_actions
from lib.store import StoreError
from lib.store.calls import CallCount, calls_of_day
from lib.store.state import get_state
from lib.ui import console, dates, safe
from lib.ui.live_refresh import live
from lib.ui.outgoing import Wording, explanation, state_word
from lib.ui.status import can_read
from lib.ui.system_state import STYLE, state_lines, system_line
from lib.worker.check import STEPS, Progress, ask_check, check_now, silent
from lib.worker.health import Fault

VK_DAY = "Europe/Moscow"
"""VK counts its days by Moscow's clock, as far as anybody knows."""
REFUSED_SHOWN = 10
CALLS_SHOWN = 20


def state_section() -> None:
    """The whole section."""
    _check()
    _facts()
    _queue()
    _calls()


@st.fragment(key="settings_check")
def _check() -> None:
    live("system", key="settings_check", longest=15)
    now = console.now()
    with console.store().reader() as db:
        found = check_now(db)
    running = found is not None and found.ended_at is None and not silent(found, now=now)
    if console.actor().role in MATRIX["system.check"]:
        st.button(
            _("Check now"),
            key="check_now",
            icon=":material/fact_check:",
            disabled=running,
            on_click=_ask,
        )
    if text := st.session_state.get("check_told"):
        st.error(safe.label(text, 400), icon=":material/error:")
    if found is None:
        st.caption(
            _("Tests the keys, fetches what is new in VK and brings every figure up to date.")
        )
    elif running:
        _under_way(found)
    elif found.ended_at is None:
        st.error(
            _("The background work does not take the check up. See below what it does."),
            icon=":material/error:",
        )
    else:
        _ended(found, found.ended_at)


def _under_way(found: Progress) -> None:
    names = list(STEPS)
    if found.step not in names:
        st.progress(0.0, text=_("Waiting for the background work…"))
        return
    at = names.index(found.step)
    inner = found.done / found.total if found.total else 0.0
    text = _("{step} ({n} of {all})", step=_(STEPS[found.step]), n=at + 1, all=len(names))
    st.progress(min(1.0, (at + inner) / len(names)), text=text)


def _ended(found: Progress, ended_at: int) -> None:
    when = dates.moment(ended_at, now=console.now(), zone=console.zone())
    if not found.troubles:
        st.success(_("Checked {when}: all is well.", when=when), icon=":material/check_circle:")
        return
    told = " ".join(Fault(one["message"], one["values"]).text() for one in found.troubles)
    st.warning(
        _("Checked {when}. {told}", when=when, told=safe.label(told, 400)),
        icon=":material/warning:",
    )


def _ask() -> None:
    try:
        ask_check(console.store(), actor=console.actor(), now=console.now())
    except StoreError as error:
        st.session_state["check_told"] = explain(error)
    else:
        st.session_state["check_told"] = None


@st.fragment(key="settings_facts")
def _facts() -> None:
    live("system", "outbox", key="settings_facts", longest=60)
    lines = state_lines()
    with st.container(border=True, key="settings_facts_box"):
        body = "".join(system_line(line) for line in [*lines, _snapshots(), _size()])
        st.html(f'{STYLE}<dl class="pult-state">{body}</dl>')


def _snapshots() -> tuple[str, str, str]:
    name = _("Snapshots of posts")
    with console.store().reader() as db:
        last = get_state(db, "sync.snapshots")
    if last is None:
        if not can_read():
            return name, "bad", _("cannot be taken: a key is missing")
        return name, "open", _("not yet")
    at = dates.moment(last["at"], now=console.now(), zone=console.zone())
    posts = last["posts"]
    text = ngettext(
        "{moment}, counters of {n} post", "{moment}, counters of {n} posts", posts, moment=at
    )
    return name, "good", text


def _size() -> tuple[str, str, str]:
    name = _("Database")
    path = console.store().path
    try:
        size = sum(
            file.stat().st_size
            for file in (path, path.with_name(f"{path.name}-wal"))
            if file.exists()
        )
    except OSError as error:
        return name, "bad", str(error.strerror)
    megabytes = dates.number(max(1, round(size / 2**20)))
    return name, "good", _("{size} MB, {file}", size=megabytes, file=str(path))


@st.fragment(key="settings_queue")
def _queue() -> None:
    live("outbox", key="settings_queue", longest=15)
    with console.store().reader() as db:
        actions = [*open_actions(db), *recent_actions(db, REFUSED_SHOWN, state="refused")]
    st.subheader(_("Outbox"), anchor=False)
    if not actions:
        st.caption(_("Nothing is waiting and nothing was refused."))
        return
    rows = "".join(_action_row(action) for action in actions)
    head = "".join(
        f"<th>{html.escape(name)}</th>"
        for name in (_("What"), _("Text"), _("Status"), _("Since"), _("Next try"))
    )
    st.html(
        f'<div class="pult-scroll"><table class="pult-can"><thead><tr>{head}</tr></thead>'
        f"<tbody>{rows}</tbody></table></div>"
    )


def _action_row(action: Action) -> str:
    now, zone = console.now(), console.zone()
    text = str(action.payload.get("text") or "")
    since = dates.moment(action.created_at, now=now, zone=zone)
    waits = action.state in {"held", "queued"} or (action.state == "unknown" and not action.asks)
    following = dates.clock_time(max(action.due_at, now), zone=zone) if waits else dates.NO_DATA
    # The list shows what is not settled: of the words for a state it has use for one alone.
    unanswered = _("VK gave no answer and does not show it. Decide on the page you sent it from.")
    wording = Wording(done="", unanswered=unanswered, changed="", absent="")
    why = explanation(action, wording)
    below = f'<div class="why">{safe.html_text(safe.one_line(why, 160))}</div>' if why else ""
    return (
        f"<tr><th scope='row'>{html.escape(kind_word(action.kind))}</th>"
        f"<td>{safe.html_text(safe.one_line(text, 120)) or dates.NO_DATA}{below}</td>"
        f"<td>{html.escape(state_word(action))}</td><td>{html.escape(since)}</td>"
        f"<td>{html.escape(following)}</td></tr>"
    )


def kind_word(kind: str) -> str:
    """What an action does, in a word or two."""
    return {
        "reply": _("Reply"),
        "comment": _("Comment of the community"),
        "post": _("Post"),
        "message": _("Message"),
        "edit_post": _("Edit of a post"),
        "delete_post": _("Deletion of a post"),
        "restore_post": _("Return of a post"),
        "publish": _("Publication of a waiting post"),
        "close_comments": _("Closing of comments"),
        "open_comments": _("Opening of comments"),
        "pin": _("Pinning of a post"),
        "unpin": _("Unpinning of a post"),
        "edit_comment": _("Edit of a comment"),
        "delete_comment": _("Deletion of a comment"),
        "restore_comment": _("Return of a comment"),
        "ban": _("Ban"),
        "unban": _("End of a ban"),
        "video_comment": _("Comment under a video"),
        "broadcast": _("Beginning of a broadcast"),
        "broadcast_end": _("End of a broadcast"),
    }.get(kind, kind)


@st.fragment(key="settings_calls")
def _calls() -> None:
    live("system", key="settings_calls", longest=60)
    now = console.now()
    day = local_day(now, zone=VK_DAY).isoformat()
    with console.store().reader() as db:
        calls = calls_of_day(db, day, now=now)
    total = dates.number(sum(one.calls for one in calls))
    st.subheader(_("Requests to VK today: {total}", total=total), anchor=False)
    if not calls:
        st.caption(_("Nothing yet. VK's day begins at midnight in Moscow."))
        return
    with st.expander(_("By method and key"), icon=":material/table:"):
        head = "".join(
            f"<th>{html.escape(name)}</th>"
            for name in (_("Method"), _("Key"), _("Calls"), _("Refused"), _("VK's daily limit"))
        )
        rows = "".join(_call_row(one) for one in calls[:CALLS_SHOWN])
        st.html(
            f'<div class="pult-scroll"><table class="pult-can"><thead><tr>{head}</tr></thead>'
            f"<tbody>{rows}</tbody></table></div>"
        )
        st.caption(
            _(
                "VK publishes no list of daily limits; the numbers are those that people report. Where one is"
                " used up, that method rests until midnight in Moscow and everything else goes on."
            )
        )


def _call_row(one: CallCount) -> str:
    limit = dates.number(one.limit)
    if one.limit is not None:
        limit = _("{limit}, {left} left", limit=limit, left=dates.number(one.left))
    if one.rests_until is not None:
        time = dates.clock_time(one.rests_until, zone=console.zone())
        limit += " · " + _("rests until {time}", time=time)
    kinds = {"community": _("community"), "service": _("service"), "user": _("user")}
    return (
        f"<tr><th scope='row'>{html.escape(one.method)}</th>"
        f"<td>{html.escape(kinds.get(one.kind, one.kind))}</td>"
        f"<td>{dates.number(one.calls)}</td><td>{dates.number(one.refused)}</td>"
        f"<td>{html.escape(limit)}</td></tr>"
    )
