"""A rehearsal begins with snapshots of its posts, as if the console had watched all along.

Real VK tells no past counters, so a real community's curves begin with its console. The local VK knows how
its invented posts were seen (`GET /_world/earlier`) and is asked once, so that a newcomer finds curves to look
at. The console makes up no number itself: what the local VK does not tell is missing.
"""

from __future__ import annotations

import logging

from lib.base.clock import Clock
from lib.reach.institutions import institutions, put_institution
from lib.store import Store
from lib.store.state import get_state, put_state
from lib.sync.measures import queries
from lib.sync.measures.slots import DAY, Slot, slot_at
from lib.sync.objects import Row, number, objects, objects_or_numbers, text_of
from lib.vk import Vk
from lib.vk.errors import VkError

log = logging.getLogger(__name__)

PAST = 60 * DAY
"""Posts that were published within so many seconds get a past."""
LAG = 60
"""Seconds after a slot's beginning at which its snapshot would have been taken."""
SECONDS = 5.0


def take_past(store: Store, vk: Vk, address: str, *, clock: Clock) -> int:
    """Ask the local VK at `address` for the past of young posts, once; answers how many snapshots it told.

    A local VK of another make that has no such door leaves the past empty. Raises `StoreError`.
    """
    now = int(clock())
    with store.reader() as db:
        if get_state(db, "rehearsal.past") is not None:
            return 0
        lives = [life for life in queries.lives(db, now=now) if life.published_at > now - PAST]
    taken = 0
    for life in lives:
        slots = _past_slots(life.published_at, now)
        if not slots:
            continue
        moments = ",".join(str(slot.begins + LAG) for slot in slots)
        try:
            told = vk.poll(
                f"{address}/_world/earlier",
                {"post_id": life.post_id, "moments": moments},
                timeout=SECONDS,
            )
        except VkError as error:
            log.info("the local VK tells no past of post %d: %s", life.post_id, error)
            return taken
        counters = objects(told.get("counters"))
        if len(counters) != len(slots):
            continue
        with store.writer() as db:
            taken += queries.write_snapshots(
                db,
                [
                    _row(life.post_id, slot, dict(one))
                    for slot, one in zip(slots, counters, strict=True)
                ],
            )
    with store.writer() as db:
        put_state(db, "rehearsal.past", {"posts": len(lives), "snapshots": taken}, now=now)
    return taken


def take_institutions(store: Store, vk: Vk, address: str, *, clock: Clock) -> int:
    """Ask the local VK at `address` once for the hospitals of its region, so that there is a list to look at.

    Answers how many it told; a list that people keep already is left alone. Raises `StoreError`.
    """
    with store.reader() as db:
        if get_state(db, "rehearsal.institutions") is not None or institutions(db):
            return 0
    try:
        answer = vk.poll(f"{address}/_world/institutions", {}, timeout=SECONDS)
    except VkError as error:
        log.info("the local VK tells no institutions: %s", error)
        return 0
    told = [
        (text_of(one.get("name")), [text_of(name) for name in objects_or_numbers(one.get("names"))])
        for one in objects(answer.get("institutions"))
        if text_of(one.get("name"))
    ]
    with store.writer() as db:
        for name, names in told:
            put_institution(db, name, names)
        put_state(db, "rehearsal.institutions", {"told": len(told)}, now=int(clock()))
    return len(told)


def _past_slots(published_at: int, now: int) -> list[Slot]:
    """The slots of a post that are over; that of now is the console's own to fill."""
    found = []
    slot = slot_at(published_at, published_at)
    while slot is not None and slot.ends <= now:
        found.append(slot)
        slot = slot_at(published_at, slot.ends)
    return found


def _row(post_id: int, slot: Slot, told: Row) -> Row:
    names = ("views", "likes", "reposts", "comments", "reach_total", "reach_subscribers")
    row: Row = {"post_id": post_id, "taken_at": slot.begins + LAG}
    row |= {"begins": slot.begins, "ends": slot.ends}
    return row | {name: number(told.get(name)) for name in names}
