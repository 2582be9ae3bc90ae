"""The console with its push switched off and pages that redraw every second or two instead.

`python -m tests.bench.rival_console WHAT run streamlit_app.py ...`: WHAT is `page` (the whole feed redraws),
`line` (only the line that announces new comments) or `chats` (the board and the specialists' lists), the rest
is what `streamlit` takes. Everything else is the product's own code: pages, queries, worker.
"""

from __future__ import annotations

import asyncio
import sys
from typing import Any

import streamlit as st
from streamlit.web import cli

import lib.live
import lib.ui.live_refresh

TICKING = {
    "page": {"inbox": "1s"},
    "line": {"inbox_news": "1s"},
    "chats": {"chat_board": "2s", "answering_list": "2s"},
}


def switch_to_polling(what: str) -> None:
    """Must come before the pages and `streamlit_app` are imported."""
    ticking = TICKING[what]
    fragment = st.fragment

    def polling(*args: Any, **how: Any) -> Any:
        if every := ticking.get(how.get("key")):
            how["run_every"] = every
        return fragment(*args, **how)

    async def idle(*_args: object, **_how: object) -> None:
        # The rival must not pay for looking at counters that nobody asks for.
        await asyncio.Event().wait()

    st.fragment = polling
    lib.ui.live_refresh.live = lambda *topics, **_how: dict.fromkeys(topics, 0)
    lib.live.watch = idle


if __name__ == "__main__":
    switch_to_polling(sys.argv.pop(1))
    cli.main(prog_name="streamlit")
