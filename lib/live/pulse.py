"""What changes by the clock as well as by commits: looked at in one place for all open pages.

The state of the system in words (the worker has been silent for a minute, a user key ends soon) would have
every page draw again every few seconds to notice. Here it is looked at once, and a counter like those of the
store moves when what a page would say has changed.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Mapping

from lib.base.errors import PultError
from lib.live.counters import Counters

GAP = 0.3
"""Seconds between two looks at least: what is committed in between is seen together."""
LONGEST = 10.0
"""Seconds until the next look where nothing was committed."""

_now: dict[str, int] = {}


def pulses() -> dict[str, int]:
    """Topic -> counter, of this process; empty until the first look."""
    return dict(_now)


async def beat(counters: Counters, looks: Mapping[str, Callable[[], object]]) -> None:
    """Look until cancelled: after commits, and every `LONGEST` seconds. `looks`: topic -> what a page would say
    of it now, in any form that `==` compares; called in a thread, may raise `PultError`."""
    seen: dict[str, object] = {}
    while True:
        change = counters.next_change()
        for topic, look in looks.items():
            try:
                said: object = await asyncio.to_thread(look)
            except PultError as error:
                said = str(error)
            if topic not in seen or said != seen[topic]:
                seen[topic] = said
                # Begins above what any earlier process reached: pages that stayed open compare.
                _now[topic] = _now.get(topic, int(time.time() * 1000)) + 1
                counters.publish({topic: _now[topic]})
        await asyncio.sleep(GAP)
        try:
            await asyncio.wait_for(change.wait(), LONGEST - GAP)
        except TimeoutError:
            continue
