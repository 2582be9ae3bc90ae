"""Tiles of «Today»: a figure that leads to the page with its rows."""

from __future__ import annotations

import html
from collections.abc import Mapping

import streamlit as st

from lib.ui import safe

STYLE = """<style>
[class*="st-key-tile_"] { gap: .15rem; }
[class*="st-key-tile_"] [data-testid="stPageLink"] a { padding: 0; background: none !important;
  min-height: 0; }
[class*="st-key-tile_"] [data-testid="stPageLink"] p { font-size: 2.1rem; font-weight: 650;
  line-height: 1.25; font-variant-numeric: tabular-nums; color: light-dark(#0b5c8a, #7cc0e6); }
[class*="st-key-tile_"] [data-testid="stPageLink"] a:hover p { text-decoration: underline;
  text-decoration-thickness: 2px; text-underline-offset: 5px; }
.st-key-oldest [data-testid="stPageLink"] a { padding-left: 0; max-width: 100%; }
.st-key-oldest [data-testid="stPageLink"] p { overflow: hidden; text-overflow: ellipsis;
  white-space: nowrap; }
.pult-tile-name { font-size: .9rem; font-weight: 600; color: light-dark(#41525f, #b4c4cf); }
.pult-tile-note { font-size: .88rem; line-height: 1.4; color: light-dark(#566773, #9db0bd); }
.pult-tile-note.bad { color: light-dark(#94211b, #f6aca5); }
.pult-owed a { color: light-dark(#0b5c8a, #7cc0e6); font-weight: 600; }
.pult-tile-note.good { color: light-dark(#155c3f, #8cdcb5); }
</style>"""


def tile(
    key: str,
    *,
    name: str,
    value: str,
    page: str,
    query_params: Mapping[str, str] | None = None,
    notes: tuple[tuple[str, str], ...] = (),
    help: str = "",
) -> None:
    """One tile. `value` links to `page` (a file of pages/); `notes` are (tone, text), tone "", good or bad.

    `name`, `value` and `notes` are our own words and figures, never what citizens wrote.
    """
    with st.container(border=True, key=f"tile_{key}", height="stretch"):
        st.html(f'<div class="pult-tile-name">{html.escape(name)}</div>')
        st.page_link(
            page,
            label=safe.label(value),
            icon="",
            help=help,
            query_params=dict(query_params) if query_params else None,
        )
        lines = [
            f'<div class="pult-tile-note {tone}">{html.escape(text)}</div>' for tone, text in notes
        ]
        if lines:
            st.html("".join(lines))
