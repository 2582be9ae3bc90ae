"""What the guard says of a text, under its field while it is typed; and letting it out all the same, in place.

The stops on the screen are what an override names: a text that has changed since is asked about again.
"""

from __future__ import annotations

import html
from collections.abc import Callable, Sequence
from typing import Any

import streamlit as st

from lib.access.permissions import allowed
from lib.base.language import N_, _, ngettext
from lib.guard import STOP, Finding, check, stops
from lib.outbox import REASONS, HeldBack, Override, as_seen
from lib.ui import console, safe

WORDS_SHOWN, PLACES_SHOWN = 90, 4
"""Characters of the words of a finding, and places of one kind; of more the number is told."""
_WHY = {
    "asked": N_("The person asked for it to be published"),
    "public": N_("It is publicly known from an official source"),
    "institution": N_("It belongs to an institution, not to a person"),
    "mistaken": N_("There is no personal data here: the check is wrong"),
}


def findings_in(text: str, *, key: str) -> tuple[Finding, ...]:
    """What the guard finds in the text of the field `key`, remembered as what the person has seen.

    A refusal is over as soon as nothing stops the text any more.
    """
    found = check(text)
    st.session_state[_seen(key)] = as_seen(stops(found))
    if not stops(found):
        st.session_state.pop(_asked(key), None)
    return found


def refusal_badge(key: str) -> None:
    """«Не отправлено» beside the button that was pressed: the rest may stand below the edge of a phone."""
    if st.session_state.get(_asked(key)):
        st.html(f'<span class="pult-badge red" role="status">{html.escape(_("Not sent"))}</span>')


def guard_notes(
    found: Sequence[Finding],
    *,
    key: str,
    on_override: Callable[..., None],
    args: tuple[Any, ...] = (),
) -> None:
    """Draw what was found, and, once sending was refused for it, the way to send all the same.

    Belongs into the fragment of the field, below its buttons: what appears while one presses must not move
    them away. `on_override` runs with `args`; it takes what the person confirmed from `confirmed(key)`.
    """
    asked = bool(st.session_state.get(_asked(key)))
    may = allowed(console.actor(), "guard.override")
    if asked:
        said = (
            _("Not sent. Take the marked words out, or say why everyone may read them.")
            if may
            else _(
                "Not sent. Take the marked words out: your role does not allow letting them pass."
            )
        )
        st.html(f'<div class="pult-guard"><b role="alert">{html.escape(said)}</b></div>')
    if found:
        by_kind: dict[str, list[Finding]] = {}
        for finding in sorted(found, key=lambda one: one.severity != STOP):
            by_kind.setdefault(finding.kind, []).append(finding)
        lines = "".join(_line(places) for places in by_kind.values())
        st.html(f'<div class="pult-guard">{lines}</div>')
    if asked and may:
        _way_out(key, on_override, args)


def ask(key: str, refusal: HeldBack) -> None:
    """Sending was refused: from now on the way to send all the same stands under the field."""
    st.session_state[_asked(key)] = True
    st.session_state[_seen(key)] = as_seen(refusal.findings)


def confirmed(key: str) -> Override | None:
    """What the person lets out, and why; None where no reason was chosen."""
    reason = st.session_state.get(_reason(key))
    if reason not in REASONS:
        return None
    return Override(st.session_state.get(_seen(key), frozenset()), reason)


def settle(key: str) -> None:
    """The text has gone out: the next one under this key is asked about anew."""
    for name in (_asked(key), _seen(key), _reason(key)):
        st.session_state.pop(name, None)


def _way_out(key: str, on_override: Callable[..., None], args: tuple[Any, ...]) -> None:
    st.selectbox(
        _("Why everyone may read it"),
        REASONS,
        index=None,
        key=_reason(key),
        format_func=lambda reason: _(_WHY[reason]),
        placeholder=_("Choose a reason"),
        help=_("Your name, the reason and the kind of data are kept in the journal."),
    )
    st.button(
        _("Send anyway"),
        key=f"guard_send_{key}",
        icon=":material/gpp_maybe:",
        disabled=confirmed(key) is None,
        on_click=on_override,
        args=args,
    )


def _line(places: Sequence[Finding]) -> str:
    """All findings of one kind: what they are, their words, what to do."""
    one = places[0]
    words = ", ".join(
        f"<q>{safe.html_text(safe.one_line(finding.words, WORDS_SHOWN))}</q>"
        for finding in places[:PLACES_SHOWN]
    )
    if (more := len(places) - PLACES_SHOWN) > 0:
        words += " " + html.escape(ngettext("and {n} more", "and {n} more", more))
    stop = one.severity == STOP
    return (
        f'<div class="{"stop" if stop else "hint"}"{" role=alert" if stop else ""}>'
        f"<b>{html.escape(_(one.message, **one.values))}:</b> {words}."
        f" <span>{html.escape(_(one.advice, **one.values))}</span></div>"
    )


def _asked(key: str) -> str:
    return f"{key}.guard_asked"


def _seen(key: str) -> str:
    return f"{key}.guard_seen"


def _reason(key: str) -> str:
    return f"guard_why_{key}"
