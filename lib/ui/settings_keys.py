"""«Settings» → «Keys»: the three keys, what they can do right now, and what ends when."""

from __future__ import annotations

import html
from functools import partial

import streamlit as st

from lib.access.permissions import MATRIX
from lib.base.errors import PultError
from lib.base.language import _, explain
from lib.ui import console, dates, safe, settings_words
from lib.ui.key_form import instructions, key_form, source_badge, told
from lib.ui.live_refresh import live
from lib.ui.unavailable import key_name, reason_of
from lib.worker.abilities import AbilityNow, abilities, given_only_by, tried_at
from lib.worker.keys import PLACES, KeyNow, Place, keys_now, remove_key, save_key

_MARKS = {"yes": "✓", "likely": "≈", "no": "✕", "not_set": "·", "unknown": "…", "": ""}


@st.fragment(key="settings_keys")
def keys_section() -> None:
    """Draw each key with what it can do; a fragment."""
    # The minutes of a user key run down while nothing else happens.
    live("system", key="settings_keys", longest=15)
    settings, actor = console.settings(), console.actor()
    with console.store().reader() as db:
        found, tried = abilities(db, settings), tried_at(db)
    may_change = actor.role in MATRIX["keys.change"]
    if settings.newcomer:
        _rehearsal_note()
    for key in keys_now(settings):
        _key(key, found, may_change=may_change)
    _table(found, tried)


def _rehearsal_note() -> None:
    st.info(
        _(
            "This is a rehearsal with invented people and keys of its own. To work with your community,"
            " connect it: section “Connect”."
        ),
        icon=":material/rocket_launch:",
    )


def _key(key: KeyNow, found: list[AbilityNow], *, may_change: bool) -> None:
    kind = key.kind
    with st.container(border=True, key=f"key_card_{kind}"):
        st.html(
            f'<div class="pult-key"><b>{html.escape(settings_words.title(kind))}</b>'
            f"{source_badge(key.source)}</div>"
            f'<div class="pult-dim">{safe.html_text(settings_words.purpose(kind))}</div>'
        )
        if kind == "user":
            _ends(key)
            only = given_only_by("user")
            # What the key cannot do anyway does not end with it.
            if alone := [
                _(one.title)
                for one in found
                if one.name in only and (key.source is None or one.works)
            ]:
                words = (
                    _("Not possible without it")
                    if key.source is None
                    else _("Not possible once it has expired")
                )
                st.html(
                    f'<div class="pult-dim"><b>{html.escape(words)}:</b> '
                    f"{html.escape(', '.join(name[:1].lower() + name[1:] for name in alone))}.</div>"
                )
        if key.source in {"environment", "secrets"}:
            st.caption(
                _("It cannot be changed here: change it where it is set, and restart the console.")
            )
        if not may_change or not key.can_change:
            return
        if key.source is None:
            instructions(kind, opened=False)
            key_form(kind, place="keys", save=partial(_save, kind))
        else:
            _replace(key)


def _replace(key: KeyNow) -> None:
    with st.container(horizontal=True, key=f"key_change_{key.kind}"):
        with st.popover(_("Replace"), icon=":material/sync:"):
            words = _(
                "The new key is checked first. If it is good, it takes the place of the one in force."
            )
            st.html(f'<div class="pult-dim">{html.escape(words)}</div>')
            key_form(key.kind, place="keys", save=partial(_save, key.kind))
        with st.popover(_("Remove"), icon=":material/delete:"):
            st.html(f'<div class="pult-dim">{html.escape(_removal(key.kind))}</div>')
            st.button(
                _("Yes, remove it"),
                key=f"key_remove_{key.kind}",
                icon=":material/delete:",
                on_click=_remove,
                args=(key.kind,),
            )
    told(f"keys_{key.kind}")
    instructions(key.kind, opened=False)


def _removal(kind: str) -> str:
    return {
        "community": _(
            "The console will not answer, publish or hear of new comments until another key is set."
        ),
        "service": _(
            "Without a service key and a user key the console reads no posts and no history."
        ),
        "user": _("Reach, scheduled posts, editing, deleting, photos and videos will not work."),
    }[kind]


def _ends(key: KeyNow) -> None:
    """How long the user key has still to live."""
    if key.source is None or key.source == "rehearsal":
        return
    now = console.now()
    left = key.seconds_left(now)
    if key.expires_at == 0:
        tone, text = "good", _("VK said that this key does not end.")
    elif left is None:
        tone, text = "open", _("When it ends is not known. Keys of VK ID live for one hour.")
    elif left == 0:
        tone, text = "bad", _("It has ended. Paste a new one.")
    else:
        time = dates.clock_time(now + left, zone=console.zone())
        minutes = dates.age(left)
        tone = "bad" if key.ends_soon(now) else "good"
        text = _("It lives for another {minutes}, until {time}.", minutes=minutes, time=time)
    st.html(f'<div class="pult-ends {tone}" role="status">{html.escape(text)}</div>')


def _table(found: list[AbilityNow], tried: int | None) -> None:
    st.subheader(_("What works right now"), anchor=False)
    now = console.now()
    if tried is None:
        st.caption(
            _(
                "The keys have not been tried yet. It happens by itself within a minute or two; "
                "“Check now” in the section “Status” does it at once."
            )
        )
    else:
        when = dates.moment(tried, now=now, zone=console.zone())
        st.caption(
            _(
                "Tried without changing anything in VK: {when}. Repeated daily and whenever keys "
                "change.",
                when=when,
            )
        )
    head = "".join(
        f'<th class="mark"><span class="long">{html.escape(settings_words.title(kind))}</span>'
        f'<span class="short">{html.escape(settings_words.short_title(kind))}</span></th>'
        for kind in PLACES
    )
    rows = "".join(_row(one) for one in found)
    st.html(
        f'<div class="pult-scroll"><table class="pult-can abilities"><thead><tr>'
        f"<th>{html.escape(_('What'))}</th>"
        f'<th class="word">{html.escape(_("Works"))}</th>'
        f"{head}</tr></thead><tbody>{rows}</tbody></table></div>"
        f'<div class="pult-dim">{html.escape(_legend())}</div>'
    )


def _row(one: AbilityNow) -> str:
    cells = "".join(
        f'<td class="mark {state}" title="{html.escape(_state(state))}">{_MARKS[state]}</td>'
        for state in (str(one.by_kind.get(kind, "")) for kind in PLACES)
    )
    why = f'<div class="why">{safe.html_text(reason_of(one))}</div>' if not one.works else ""
    return (
        f"<tr><th scope='row'>{html.escape(_(one.title))}{why}</th>"
        f'<td class="word {one.state}">{html.escape(_state(one.state))}</td>{cells}</tr>'
    )


def _state(state: str) -> str:
    return {
        "yes": _("yes"),
        "likely": _("probably"),
        "no": _("no"),
        "not_set": _("no key"),
        "unknown": _("not tried yet"),
        "": _("not what it is for"),
    }[state]


def _legend() -> str:
    return _(
        "✓ VK has done it · ≈ VK did not object, but only doing it for real would prove it · "
        "✕ VK refuses · “·” the key is not set · … not tried yet"
    )


def _save(kind: Place, text: str) -> str:
    found = save_key(
        console.settings(),
        console.store(),
        kind,
        text,
        actor=console.actor(),
        now=console.now(),
    )
    said = _("The key works and is saved. It takes effect within a few seconds.")
    if found.lacking:
        said += " " + _(
            "It was made without these rights: {rights}.", rights=", ".join(found.lacking)
        )
    if found.brief:
        said += " " + _("It is a key of VK ID: see below what VK lets it do.")
    return said


def _remove(kind: Place) -> None:
    name = f"key_told_keys_{kind}"
    try:
        remove_key(
            console.settings(),
            console.store(),
            kind,
            actor=console.actor(),
            now=console.now(),
        )
    except PultError as error:
        st.session_state[name] = ("bad", explain(error))
    else:
        st.session_state[name] = (
            "good",
            _("The {key} is removed. The console goes on without it.", key=key_name(kind)),
        )
