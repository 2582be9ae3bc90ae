"""Events late, twice, out of order and lost: after a catch-up the store is the world all the same."""

from __future__ import annotations

import os
import time

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lib.sandbox import open_world, serve
from lib.store import Store
from lib.sync.backfill import backfill
from lib.sync.catch_up import catch_up
from lib.sync.events import Wanted, take_event
from lib.sync.refresh import refresh
from tests.conftest import LocalVk, SetClock
from tests.sync.worlds import DAY, EVENTS, act, populate, update

ZONE = "Europe/Moscow"
EXAMPLES = 400 if os.environ.get("PULT_PROVE") else 12


def test_two_edits_of_an_old_comment_in_the_wrong_order(
    local_vk, store, door, same_as_world, clock
) -> None:
    world, vk = local_vk.world, door(local_vk.url)
    made = world.publish("Старая запись", date=int(clock()) - 40 * DAY)
    edited = world.comment(made.id, 101, "Раз")
    clock.at = time.time() + 40 * DAY
    backfill(store, vk, clock=clock, zone=ZONE)
    world.edit_comment(edited, "Два")
    world.edit_comment(edited, "Три")
    with store.writer() as db:
        for event in reversed(list(world.events)[-2:]):
            take_event(db, update(event), group_id=1, now=int(clock()))
    catch_up(store, vk, clock=clock, zone=ZONE)
    same_as_world(store, local_vk)


DEEDS = """
comment reply edit edit edit delete delete restore restore like join leave post schedule release repost
"""
ACTIONS = st.lists(
    st.tuples(st.sampled_from(DEEDS.split()), st.integers(0, 10**6)), min_size=1, max_size=14
)


@settings(
    max_examples=EXAMPLES,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(actions=ACTIONS, order=st.randoms(use_true_random=False), lossy=st.booleans())
def test_events_in_any_order_and_a_catch_up_equal_the_world(
    tmp_path_factory, door, same_as_world, actions, order, lossy
) -> None:
    clock = SetClock(at=int(time.time()))
    store = Store(tmp_path_factory.mktemp("order") / "pult.db")
    store.migrate()
    with serve(open_world("empty", clock=clock)) as running:
        vk = door(running.url)
        world = running.world
        world.group.poll_enabled = True
        world.group.poll_events = dict.fromkeys(EVENTS.split(), True)
        # Where events are lost, only what is young is looked at again unasked.
        clock.advance(0 if lossy else -40 * DAY)
        populate(world, posts=3, at=int(clock()), most=3)
        backfill(store, vk, clock=clock, zone=ZONE)
        clock.advance(0 if lossy else 40 * DAY)
        for action, number in actions:
            clock.advance(order.choice([0, 1, 60]))
            act(world, action, number)
        told = [update(event) for event in world.events]
        if lossy:
            told = [event for event in told if order.random() < 0.7]
        told += [event for event in told if order.random() < 0.3]
        order.shuffle(told)
        wanted = Wanted()
        with store.writer() as db:
            for event in told:
                wanted |= take_event(db, event, group_id=1, now=int(clock()))
        if order.random() < 0.5:
            refresh(store, vk, wanted, clock=clock, zone=ZONE)
        catch_up(store, vk, clock=clock, zone=ZONE, wide=True)
        same_as_world(store, LocalVk(running.url, world))
