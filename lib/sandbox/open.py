"""Opening a world: new, or as its state file left it."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from lib.base.clock import Clock, system_clock
from lib.sandbox import long_poll
from lib.sandbox.demo import generate
from lib.sandbox.files import Files
from lib.sandbox.history import History, Person
from lib.sandbox.objects import ADMIN_ID, Citizen
from lib.sandbox.state import State
from lib.sandbox.world import World

_EMPTY = History(
    name="Учебное сообщество",
    screen_name="pult_training",
    description="Репетиция: не настоящий VK.",
    people=(Person(ADMIN_ID, "Анна", "Модератор", 1, "Москва"),),
    posts=(),
    days=(),
    members=0,
)


def open_world(
    name: Literal["demo", "empty"] = "demo",
    *,
    seed: int = 1,
    state: Path | None = None,
    clock: Clock = system_clock,
) -> World:
    """The world `name`, the same for the same seed; with `state`, what that file keeps goes on instead.

    Postponed posts that came due meanwhile go out at once. Raises sqlite3.Error for an unusable file.
    """
    file = State(state) if state is not None else None
    uploaded = Files(state.with_name(f"{state.name}.files")) if state is not None else None
    world = World(clock=clock, state=file, files=uploaded)
    kept = file.load() if file is not None else []
    if kept:
        world.restore(kept)
        with world.turn():
            return world
    with world.turn():
        world.load(_EMPTY if name == "empty" else generate(seed=seed, now=world.now()))
        if ADMIN_ID not in world.citizens:
            world.citizens[ADMIN_ID] = world.touch(Citizen(ADMIN_ID, "Анна", "Модератор", 1))
        long_poll.prepare(world)
    return world
