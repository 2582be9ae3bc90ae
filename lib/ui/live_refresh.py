"""`live(...)` inside a fragment: the fragment runs again when a counter it listens to has moved.

One WebSocket a browser tab, shared by all listeners. The script says which counters it has drawn; the browser
compares, so that a change between drawing and connecting is not missed. While the socket is away (a proxy that
blocks it, a server that restarts) the fragment runs every 30 seconds.
"""

from __future__ import annotations

import time
from collections.abc import Callable

import streamlit as st

from lib.base.language import _
from lib.live import pulses
from lib.store import StoreError
from lib.store.revisions import revisions
from lib.ui import console
from lib.ui.connection_assets import AWAY_JS

PULSES = ("status", "human", "presence")
"""Topics of `lib.live.pulse`: what changes by the clock too."""
FALLBACK_SECONDS = 30
TROUBLE_SECONDS = 3

HUB_JS = """
function hub() {
  if (window.__pultLive) return window.__pultLive
  const h = { counters: {}, checks: new Set(), connected: false, tries: 0 }
  // Streamlit sends what is set within one task as one message, for one fragment: two fragments asked for
  // at once would leave the second one undrawn.
  const tell = () => [...h.checks].forEach((check, i) => setTimeout(check, i * 15))
  const connect = () => {
    const scheme = location.protocol === "https:" ? "wss://" : "ws://"
    const socket = new WebSocket(scheme + location.host + "/live")
    socket.onmessage = event => {
      Object.assign(h.counters, JSON.parse(event.data))
      h.connected = true
      h.tries = 0
      tell()
    }
    socket.onclose = () => {
      h.connected = false
      h.tries += 1
      const pause = Math.min(15000, 500 * 2 ** Math.min(h.tries, 6)) * (0.7 + 0.6 * Math.random())
      setTimeout(connect, pause)
      tell()
    }
  }
  connect()
  document.addEventListener("visibilitychange", tell)
  window.__pultLive = h
  return h
}
"""
"""`hub()`: the tab's one WebSocket; its `checks` run whenever `counters` may have moved."""

_JS = (
    HUB_JS
    + AWAY_JS
    + """
const instances = new WeakMap()

export default function (component) {
  const { data, parentElement, setTriggerValue } = component
  const shared = hub()
  away(data.away)
  let one = instances.get(parentElement)
  if (!one) {
    one = { asked: 0, timer: 0, movedAt: 0 }
    instances.set(parentElement, one)
    one.check = () => {
      clearTimeout(one.timer)
      // `tell` may have set this off before the listener left the page. Asking for a fragment that is no more
      // would take with it, unheard, whatever a person pressed in the same moment.
      if (one.gone) return
      const light = parentElement.querySelector(".light")
      if (light) {
        light.hidden = !one.data.words
        light.className = "light " + (shared.connected ? "on" : "off")
        light.title = light.textContent = one.data.words
          ? (shared.connected ? one.data.words.on : one.data.words.off) : ""
      }
      if (document.hidden) return
      const now = Date.now()
      // One question at a time; asked again when no answer came.
      if (now - one.asked < 3000) {
        one.timer = setTimeout(one.check, 3050 - (now - one.asked))
        return
      }
      const moved = Object.entries(one.data.seen)
        .some(([topic, n]) => (shared.counters[topic] ?? 0) > n)
      const longest = shared.connected ? one.data.longest : one.data.fallback
      const old = longest && now - one.drawn >= longest * 1000
      if (!moved) one.movedAt = 0
      else if (!one.movedAt) one.movedAt = now
      const early = one.data.settle * 1000 - (now - one.movedAt)
      if (moved && early > 0) {
        one.timer = setTimeout(one.check, early)
      } else if (moved || old) {
        one.asked = now
        one.fire("changed", now)
        one.timer = setTimeout(one.check, 3050)
      } else if (longest) {
        one.timer = setTimeout(one.check, Math.max(250, longest * 1000 - (now - one.drawn)))
      }
    }
    shared.checks.add(one.check)
  }
  one.fire = setTriggerValue
  if (!one.data || one.data.run !== data.run) {
    one.asked = one.movedAt = 0
    one.drawn = Date.now()
  }
  if (one.data && one.data.top !== data.top) {
    document.querySelector('[data-testid="stMain"]')?.scrollTo({ top: 0 })
  }
  one.data = data
  one.check()
  return () => {
    one.gone = true
    clearTimeout(one.timer)
    shared.checks.delete(one.check)
    instances.delete(parentElement)
  }
}
"""
)

_CSS = """
.light { font: 400 0.8rem var(--st-font); color: var(--st-gray-text-color); }
.light::before {
  content: ""; display: inline-block; width: 0.5rem; height: 0.5rem; border-radius: 50%;
  margin-right: 0.4rem; background: var(--st-green-color);
}
.light.off::before { background: var(--st-orange-color); }
.light[hidden] { display: none; }
"""

_light = st.components.v2.component(
    "pult_live_light", html='<span class="light" hidden></span>', css=_CSS, js=_JS
)
# Nothing to be seen, nothing to be kept from the page's style: it mounts in half the time.
_silent = st.components.v2.component("pult_live", js=_JS, isolate_styles=False)


def live(
    *topics: str,
    key: str,
    longest: float | None = None,
    settle: float = 0,
    light: bool = False,
    on_change: Callable[[], None] | None = None,
    top: int = 0,
) -> dict[str, int]:
    """Listen to `topics` (community, authors, posts, comments, outbox, stats, system,
    and what pulses) from here on.

    Call it first thing in a fragment, before reading what the fragment shows. `longest`: run again after so
    many seconds even if nothing moved, for what depends on the clock; `settle`: so many seconds after a counter
    moved, so that changes in between travel together. `light`: show a small sign whether the connection stands.
    `on_change` runs before the fragment when a counter moved.
    The page scrolls to its beginning when `top` is another number than at the run before.
    Answers the counters of all topics as they are now.
    Raises `StoreError` where the database cannot be read.
    """
    try:
        with console.store().reader() as db:
            counters = dict.fromkeys(PULSES, 0) | pulses() | revisions(db)
    except StoreError:
        # The fragment will say what is wrong; this brings it back when that is over.
        _mount(
            key,
            seen={},
            longest=TROUBLE_SECONDS,
            settle=0,
            light=light,
            top=top,
            on_change=on_change,
        )
        raise
    seen = {topic: counters[topic] for topic in topics}
    _mount(
        key, seen=seen, longest=longest, settle=settle, light=light, top=top, on_change=on_change
    )
    return counters


def _mount(
    key: str,
    *,
    seen: dict[str, int],
    longest: float | None,
    settle: float,
    light: bool,
    top: int,
    on_change: Callable[[], None] | None,
) -> None:
    mount = _light if light else _silent
    mount(
        key=f"live_{key}",
        data={
            "seen": seen,
            "run": time.monotonic_ns(),
            "longest": longest,
            "settle": settle,
            "top": top,
            "fallback": min(FALLBACK_SECONDS, longest or FALLBACK_SECONDS),
            "away": _(
                "No connection to the console. What you type stays in this browser and is saved when the"
                " connection is back."
            ),
            "words": {"on": _("Live"), "off": _("Reconnecting…")} if light else None,
        },
        height="content" if light else 0,
        on_changed_change=on_change or _nothing,
    )


def _nothing() -> None:
    """The trigger's only effect is the run of the fragment."""
