"""A control that cannot work with the keys there are: its reason in words, and the way out."""

from __future__ import annotations

import html

import streamlit as st

from lib.base.language import _
from lib.reach.estimate import Share
from lib.ui import console, dates, safe
from lib.worker.abilities import AbilityNow, ability

SETTINGS = "settings.py"


def lack_of(name: str) -> AbilityNow | None:
    """What speaks against an ability (a name in `lib.vk.capabilities.ABILITIES`); None where nothing does.

    Nothing speaks against what has not been tried yet. Raises `StoreError`.
    """
    with console.store().reader() as db:
        found = ability(db, console.settings(), name)
    return None if found.works else found


def key_name(kind: str) -> str:
    """A kind of key in words: “user key”."""
    return {
        "community": _("community key"),
        "service": _("service key"),
        "user": _("user key"),
    }[kind]


def reason_of(lack: AbilityNow) -> str:
    """Why it cannot be done, and what would help, as plain text."""
    if lack.state == "not_set":
        if len(lack.missing) == 1:
            return _("This needs a {key}, and none is set.", key=key_name(lack.missing[0]))
        names = " / ".join(key_name(kind) for kind in lack.missing)
        return _("This needs one of these keys: {keys}. None is set.", keys=names)
    said = safe.one_line(lack.refusal.text, 200) if lack.refusal else ""
    code = lack.refusal.code if lack.refusal else None
    if lack.refusal and lack.refusal.dead:
        return _("VK no longer accepts the key that did this ({reason}).", reason=said)
    return _("VK does not let your keys do this ({reason}, code {code}).", reason=said, code=code)


def unavailable(lack: AbilityNow, *, key: str, what: str = "") -> None:
    """Say under a control why it is not available, with the way to «Keys». `what`: a sentence before it."""
    with st.container(key=f"lack_{key}", gap="xsmall"):
        first = f"{html.escape(what)} " if what else ""
        st.html(f'<div class="pult-lack">{first}{safe.html_text(reason_of(lack))}</div>')
        way_to_keys()


def guess_formula(share: Share) -> str:
    """How reach is guessed from views, in a sentence that stands under the figure."""
    if not share.posts:
        return _(
            "Formula: views of the posts published on the day; people are never more than views. Who saw two"
            " posts counts twice; older posts seen that day do not count."
        )
    return _(
        "Formula: {k} × views of the posts published on the day. The factor is the middle of reach / views over"
        " {posts} posts that VK measured. Who saw two posts counts twice; older posts seen that day do not"
        " count.",
        k=dates.decimal(share.k),
        posts=dates.number(share.posts),
    )


def way_to_keys() -> None:
    """A link to the keys, for whoever may see them."""
    st.page_link(
        SETTINGS,
        label=_("Open “Keys”"),
        icon=":material/key:",
        query_params={"section": "keys"},
    )
