"""The button that names a filter in force and takes it away."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import streamlit as st

from lib.base.language import _


def filter_off(
    words: str, take_away: Callable[..., None], *, key: str, args: tuple[Any, ...] = ()
) -> None:
    """Draw it; `words` are a label, so anything untrusted in them has gone through `lib.ui.safe`."""
    st.button(
        words,
        icon=":material/close:",
        help=_("Remove this filter"),
        key=key,
        on_click=take_away,
        args=args,
    )
