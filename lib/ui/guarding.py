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
from lib.guard import STOP, Finding, check
from lib.outbox import REASONS, HeldBack, Override, as_seen
from lib.ui import console, safe

SHOWN_STOPS, SHOWN_HINTS = 5, 3
"""Findings in full; of more the number is told."""
WORDS_SHOWN = 90
_WHY = {
    "asked": N_("The person asked for it to be published"),
    "public": N_("It is known to all from an official source"),
    "institution": N_("It belongs to an institution, not to a person"),
    "mistaken": N_("There is no personal data here: the check is mistaken"),
}


def guard_notes(
    text: str, *, key: str, on_override: Callable[..., None], args: tuple[Any, ...] = ()
) -> None:
    """Draw what the guard finds in `text`, and, once sending was refused for it, the way to send all the same.

    Belongs into the fragment of the field whose key this is. `on_override` runs with `args`; it takes what the
    person confirmed from `confirmed(key)`.
    """
    found = check(text)
    held = [finding for finding in found if finding.severity == STOP]
    hints = [finding for finding in found if finding.severity != STOP]
    st.session_state[_seen(key)] = as_seen(held)
    if held or hints:
        st.html(_notes(held, hints))
    if not held:
        st.session_state.pop(_asked(key), None)
    elif st.session_state.get(_asked(key)):
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
    may = allowed(console.actor(), "guard.override")
    with st.container(border=True, key=f"guard_{key}", gap="small"):
        st.html(
            '<div class="pult-why" role="alert">'
            + html.escape(
                _("Not sent. Take the marked words out, or say why everyone may read them.")
                if may
                else _("Not sent. Take the marked words out: your role may not let them pass.")
            )
            + "</div>"
        )
        if not may:
            return
        with st.container(horizontal=True, gap="small", vertical_alignment="bottom"):
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


def _notes(held: Sequence[Finding], hints: Sequence[Finding]) -> str:
    lines = [_line(finding) for finding in held[:SHOWN_STOPS]]
    if (more := len(held) - SHOWN_STOPS) > 0:
        lines.append(_more(ngettext("and {n} more like it", "and {n} more like it", more)))
    lines += [_line(finding) for finding in hints[:SHOWN_HINTS]]
    if (more := len(hints) - SHOWN_HINTS) > 0:
        lines.append(_more(ngettext("and {n} more hint", "and {n} more hints", more)))
    return f'<div class="pult-guard">{"".join(lines)}</div>'


def _line(finding: Finding) -> str:
    words = safe.html_text(safe.one_line(finding.words, WORDS_SHOWN))
    title = html.escape(_(finding.message, **finding.values))
    advice = html.escape(_(finding.advice, **finding.values))
    return (
        f'<div class="{"stop" if finding.severity == STOP else "hint"}"'
        f"{' role=alert' if finding.severity == STOP else ''}>"
        f"<b>{title}</b> <q>{words}</q> <span>{advice}</span></div>"
    )


def _more(words: str) -> str:
    return f'<div class="hint">{html.escape(words)}</div>'


def _asked(key: str) -> str:
    return f"{key}.guard_asked"


def _seen(key: str) -> str:
    return f"{key}.guard_seen"


def _reason(key: str) -> str:
    return f"guard_why_{key}"
