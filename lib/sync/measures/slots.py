"""When the counters of a post are noted: often while it is young, seldom when it is old. Only arithmetic.

A post's life is cut into slots, counted from its publication. One snapshot belongs into each; it may be taken
at any moment of its slot, and what was missed (the console was off, VK was away) stays missing.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

MINUTE = 60
HOUR = 60 * MINUTE
DAY = 24 * HOUR


@dataclass(frozen=True)
class Stretch:
    """Up to the age `until` (seconds) a slot lasts `every` seconds."""

    until: int
    every: int
    why: str


STRETCHES = (
    Stretch(3 * HOUR, 15 * MINUTE, "a third to a half of the reach comes now, its speed tells"),
    Stretch(24 * HOUR, HOUR, "most of the rest comes, by day and night at different speed"),
    Stretch(72 * HOUR, 3 * HOUR, "the growth curve that posts are compared by ends here"),
    Stretch(14 * DAY, DAY, "late shares; a second wave is seen on its day"),
    Stretch(91 * DAY, 7 * DAY, "the tail, and what VK takes back of counted views"),
)
"""12 + 21 + 16 + 11 + 11 slots in a post's first 91 days, then one in `OLD_EVERY`. An `until` is a whole number
of slots after the one before, so that no slot is cut short."""
OLD_EVERY = 30 * DAY
"""An old post that is shared anew is seen within a month."""


@dataclass(frozen=True)
class Slot:
    """`begins` <= moment < `ends`, seconds UTC."""

    begins: int
    ends: int


@dataclass(frozen=True)
class Life:
    """What the schedule knows of a post."""

    post_id: int
    published_at: int
    last_at: int | None
    """When its counters were noted last; None: never."""


def slot_at(published_at: int, moment: int) -> Slot | None:
    """The slot of a post that `moment` falls into; None before the post was published."""
    age = moment - published_at
    if age < 0:
        return None
    start = 0
    for stretch in STRETCHES:
        if age < stretch.until:
            return _slot(published_at, start, stretch.every, age)
        start = stretch.until
    return _slot(published_at, start, OLD_EVERY, age)


def due(lives: Iterable[Life], *, now: int, most: int) -> list[Life]:
    """The posts whose slot of `now` is still without a snapshot, at most `most` (one or more).

    Where there are more, those whose slots end first are chosen, but a quarter of the places goes to those that
    have waited longest since their last snapshot. So no post is starved by busier ones: whoever is due at every
    look is chosen after at most as many looks as there are posts.
    """
    waiting = []
    for life in lives:
        slot = slot_at(life.published_at, now)
        if slot is not None and not _noted(life, slot):
            waiting.append((slot.ends, life.post_id, life))
    urgent = [life for _ends, _post_id, life in sorted(waiting, key=lambda one: one[:2])]
    if len(urgent) <= most:
        return urgent
    patient = sorted(urgent, key=_waits_since)[: max(1, most // 4)]
    chosen = set(patient)
    return patient + [life for life in urgent if life not in chosen][: most - len(patient)]


def _waits_since(life: Life) -> tuple[int, int]:
    return (life.published_at if life.last_at is None else life.last_at, life.post_id)


def _slot(published_at: int, start: int, every: int, age: int) -> Slot:
    begins = published_at + start + (age - start) // every * every
    return Slot(begins, begins + every)


def _noted(life: Life, slot: Slot) -> bool:
    return life.last_at is not None and slot.begins <= life.last_at < slot.ends
