"""What the clock changes reaches pages as a counter: once for each change, and not without one."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import pytest

from lib.base.errors import PultError
from lib.live import Counters, beat, pulses


async def beating(
    look: Callable[[], object], steps: Callable[[Counters], object], seconds: float
) -> Counters:
    counters = Counters()
    task = asyncio.create_task(beat(counters, {"status": look}))
    await asyncio.sleep(seconds)
    steps(counters)
    await asyncio.sleep(seconds)
    task.cancel()
    return counters


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("lib.live.pulse.GAP", 0.01)
    monkeypatch.setattr("lib.live.pulse.LONGEST", 0.05)


def test_the_counter_moves_only_when_what_is_said_changes() -> None:
    seen: list[int] = []
    said = {"now": ["all is well"]}

    def turn(counters: Counters) -> None:
        seen.append(counters.now["status"])
        said["now"] = ["VK is away"]

    counters = asyncio.run(beating(lambda: tuple(said["now"]), turn, 0.3))
    assert counters.now["status"] == pulses()["status"] == seen[0] + 1


def test_a_commit_is_looked_at_soon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("lib.live.pulse.LONGEST", 60)
    looks: list[int] = []

    def commit(counters: Counters) -> None:
        looks.append(0)
        counters.publish({"outbox": 1})

    asyncio.run(beating(lambda: looks.append(1), commit, 0.3))
    # Its own counter has it look once more, as anything that moves does.
    assert looks == [1, 1, 0, 1]


def test_trouble_while_looking_is_a_change_as_well() -> None:
    trouble: list[PultError] = []

    def look() -> object:
        if trouble:
            raise trouble[0]
        return "all is well"

    before: list[int] = []

    def damage(counters: Counters) -> None:
        before.append(counters.now["status"])
        trouble.append(PultError("damaged"))

    counters = asyncio.run(beating(look, damage, 0.3))
    assert counters.now["status"] == before[0] + 1
