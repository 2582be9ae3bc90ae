"""«Показать новые (N)»: the browser asks for the number itself, the moment a comment is in the store.

A run of the script would redraw the whole page before the number shows; ten open pages would wait for one
another. The answer is a number and never content.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from urllib.parse import urlencode

import streamlit as st
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from lib.base.errors import PultError
from lib.base.language import _
from lib.inbox.feed.queries import COUNTED, Filters, new_count
from lib.ui import console, inbox_filters
from lib.ui.live_refresh import HUB_JS

KEY = "inbox_show_new"
ADDRESS = "/feed/new"

_HTML = '<button type="button" class="pult-news" hidden></button>'
_CSS = """
.pult-news {
  font: 600 1rem var(--st-font); color: #fff; background: var(--st-primary-color); border: 0;
  border-radius: var(--st-button-radius); padding: .35rem 1rem; cursor: pointer;
  box-shadow: 0 2px 10px light-dark(#17242e33, #00000088);
}
.pult-news:hover, .pult-news:focus-visible { filter: brightness(1.12); }
.pult-news:focus-visible { outline: 2px solid var(--st-text-color); outline-offset: 2px; }
.pult-news[hidden] { display: none; }
"""
_JS = (
    HUB_JS
    + """
const instances = new WeakMap()

export default function (component) {
  const { data, parentElement, setTriggerValue } = component
  const button = parentElement.querySelector(".pult-news")
  const shared = hub()
  let one = instances.get(parentElement)
  if (!one) {
    one = { asked: 0, counter: 0 }
    instances.set(parentElement, one)
    one.show = fresh => {
      const number = fresh >= one.data.counted ? `${one.data.counted - 1}+` : `${fresh}`
      button.textContent = "↑ " + one.data.label.replace("{n}", number)
      button.hidden = !fresh
    }
    one.check = async () => {
      const counter = shared.counters.comments ?? 0
      if (document.hidden || counter <= one.counter) return
      one.counter = counter
      const asked = ++one.asked
      const answer = await fetch(one.data.address).catch(() => null)
      if (!answer?.ok) { one.counter = 0; return }
      const { fresh } = await answer.json()
      if (asked === one.asked) one.show(fresh)
    }
    button.onclick = () => one.fire("show", Date.now())
    shared.checks.add(one.check)
  }
  one.fire = setTriggerValue
  const others = one.data?.address !== data.address
  one.data = data
  // A run of the script that began before the last answer counted less.
  if (others || data.counter >= one.counter) {
    one.asked += 1
    one.counter = data.counter
    one.show(data.fresh)
  }
  one.check()
  return () => {
    shared.checks.delete(one.check)
    instances.delete(parentElement)
  }
}
"""
)

_component = st.components.v2.component(
    "pult_feed_news", html=_HTML, css=_CSS, js=_JS, isolate_styles=False
)


def feed_news(
    filters: Filters, *, since_id: int, fresh: int, counter: int, on_show: Callable[[], None]
) -> None:
    """The button, hidden while nothing is new.

    `fresh`: comments that pass `filters` and are newer than `since_id`, as counted when the topic `comments`
    stood at `counter`.
    """
    asked = inbox_filters.as_address(filters) | {"newer": str(since_id)}
    _component(
        key=KEY,
        data={
            "fresh": fresh,
            "counter": counter,
            "counted": COUNTED,
            "label": _("Show new ({n})", n="{n}"),
            "address": f"{ADDRESS}?{urlencode(asked)}",
        },
        height="content",
        on_show_change=on_show,
    )


async def _count(request: Request) -> Response:
    """`GET /feed/new?newer=ID&…` (the filters of the feed's address) -> `{"fresh": number}`."""
    newer = request.query_params.get("newer", "")
    if not (newer.isascii() and newer.isdecimal() and len(newer) < 19):
        return JSONResponse({"fresh": 0}, status_code=400)
    filters = inbox_filters.from_address(request.query_params)
    try:
        fresh = await asyncio.to_thread(_fresh, filters, int(newer))
    except PultError:
        # The page says what is wrong with the database; here the browser only learns to ask again.
        return JSONResponse({"fresh": 0}, status_code=503)
    return JSONResponse({"fresh": fresh})


def _fresh(filters: Filters, newer: int) -> int:
    with console.store().reader() as db:
        return new_count(db, filters, since_id=newer)


feed_news_route = Route(ADDRESS, _count)
